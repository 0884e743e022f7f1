"""Places for so many requests at a time."""

from shared.http.problems import away


class Places:
    """`with places:` takes one, and raises Unavailable at once when all are taken: more requests would only
    wait for each other, and callers give up and ask again."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0

    def __enter__(self) -> None:
        if self.taken >= self.most:
            raise away()
        self.taken += 1

    def __exit__(self, *_: object) -> None:
        self.taken -= 1
