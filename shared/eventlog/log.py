"""A consumer's view of a log on any transport: records, positions, and how records are taken."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple
from uuid import UUID

Positions = Mapping[int, int]
"""Partition -> the last position that was applied. Positions begin at 1."""


class Progress(NamedTuple):
    """How far a consumer is: its positions, and the ids of the events at these positions, by partition.

    The ids tell this log from another one that has other events at the same positions.
    """

    positions: Positions
    event_ids: Mapping[int, UUID]


ReadProgress = Callable[[], Awaitable[Progress]]
"""Reads how far the consumer is from its own database."""


class Stopped(Exception):
    """The consumer has stopped: what comes next in this partition must not be passed over, and only a person
    can mend the reason. `why` is its short name, as it is stored and shown."""

    why: ClassVar[str]

    def __init__(self, partition: int, where: str) -> None:
        super().__init__(where)
        self.partition = partition


class OtherLog(Stopped):
    """The log does not have our last event at our position: the service that says the topic was restored to
    an earlier moment. What it has said since then is not behind our position."""

    why = "other_log"


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
    its context no other member of the group gets these records. `passed` is called with records once the
    positions behind them are committed in the consumer's database.

    `pass_over` is called with records that the consumer ignores. True: they need not be passed now, since the
    log gives the next ones without that, and the last of them again later. A log without it, and one that
    says False, wants their positions committed.
    """

    take: Callable[[int], AbstractAsyncContextManager[Taken]]
    passed: Callable[[Sequence[Record]], Awaitable[None]]
    pass_over: Callable[[Sequence[Record]], bool] = lambda _: False


OpenLog = Callable[[ReadProgress], AbstractAsyncContextManager[Log]]
