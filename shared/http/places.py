"""A limit on concurrent requests that refuses instead of queueing."""

from shared.http.problems import away


class Places:
    """`with places:` takes one of `most` places, and raises Unavailable at once if all are taken. Requests do
    not queue, because callers of a long queue time out and send their requests again."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0

    def __enter__(self) -> None:
        if self.taken >= self.most:
            raise away()
        self.taken += 1

    def __exit__(self, *_: object) -> None:
        self.taken -= 1
