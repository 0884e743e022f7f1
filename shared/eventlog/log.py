"""A consumer's view of a log on any transport: records, positions, and how records are taken."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

Positions = Mapping[int, int]
"""Partition -> the last position that was applied. Positions begin at 1."""
ReadPositions = Callable[[], Awaitable[Positions]]
"""Reads the consumer's positions from its own database."""


@dataclass(frozen=True)
class Record:
    """An encoded event with its position in the topic."""

    partition: int
    position: int
    id: UUID
    type: str
    key: str
    time: datetime
    data: str
    traceparent: str | None = None
    """W3C trace context of the span that published the event, if that was traced."""


@dataclass(frozen=True)
class Taken:
    """Records to apply, in order, and the consumer's positions when they were taken."""

    after: Positions
    records: Sequence[Record]
    lag: int = 0
    """Number of events behind `after`, including these records."""


@dataclass(frozen=True)
class Log:
    """A topic to read from.

    `take(most)` waits for records behind the consumer's positions, and returns at most `most` of them. Inside
    its context no other member of the group gets these records. `passed` is called with the positions that
    are committed in the consumer's database.
    """

    take: Callable[[int], AbstractAsyncContextManager[Taken]]
    passed: Callable[[Positions], Awaitable[None]]


OpenLog = Callable[[ReadPositions], AbstractAsyncContextManager[Log]]
