"""Limits on what concurrent requests take, requests and bytes, that refuse instead of queueing."""

from shared.http.problems import away

AT_END = "rodem.at_end"
"""The key in a request's ASGI scope that holds the ExitStack which is closed when the request has ended."""


class Places:
    """`with places:` takes one of `most` places, and raises Unavailable at once if all are taken. Requests do
    not queue, because callers of a long queue time out and send their requests again."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0

    def __enter__(self) -> None:
        self.take(1)

    def __exit__(self, *_: object) -> None:
        self.taken -= 1

    def take(self, count: int) -> None:
        """Take `count` places, or raise Unavailable."""
        if self.taken + count > self.most:
            raise away()
        self.taken += count


class Share:
    """The part of `places` that one request takes bit by bit, and gives back at its end."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.taken = 0

    def take(self, count: int) -> None:
        """Take `count` more, or raise Unavailable."""
        self.places.take(count)
        self.taken += count

    def give_back(self) -> None:
        """Give all of the share back."""
        self.places.taken -= self.taken
        self.taken = 0
