"""What a consumer sees of a log, whatever its transport: records, positions, and how they are taken."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Positions = Mapping[int, int]
"""Partition -> the last position that is done; positions begin at 1."""
ReadPositions = Callable[[], Awaitable[Positions]]
"""Reads how far the consumer is, from its own database."""


@dataclass(frozen=True)
class Record:
    """One event on its way: still encoded, with its place in the topic."""

    partition: int
    position: int
    id: UUID
    type: str
    key: str
    time: datetime
    data: str
    traceparent: str | None = None
    """The span that said it, if that was traced."""


@dataclass(frozen=True)
class Taken:
    """Records to apply, in order, and how far the consumer was when they were taken."""

    after: Positions
    records: Sequence[Record]
    lag: int = 0
    """Events behind `after`, these records among them."""


@dataclass(frozen=True)
class Log:
    """A topic to read from, under the name by which its positions are kept.

    `take` waits a while for at most so many records behind the consumer's positions. Inside its context
    they are this member's alone; `passed` is told which positions are safe in the consumer's database.
    """

    take: Callable[[int], AbstractAsyncContextManager[Taken]]
    passed: Callable[[Positions], Awaitable[None]]


OpenLog = Callable[[ReadPositions], AbstractAsyncContextManager[Log]]
