"""What the judge says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple


class Participant(NamedTuple):
    """Whose entry it is. A workplace is a team; the city's id is `city`."""

    kind: Literal["rider", "team", "pair", "city"]
    id: str


class Key(NamedTuple):
    """What tells one entry from all others. `period_start` is None where the period is `once`."""

    challenge_id: str
    participant: Participant
    period_start: date | None


class StepDone(NamedTuple):
    """How far one step is."""

    progress: int
    target: int
    done: bool


@dataclass(frozen=True)
class Entry:
    """A participant's part in one period of a challenge.

    `target` is with levels the first above the progress, else the last; `level` is how many are given, None
    where the challenge has none. `winners` are the riders who get `reward`, each; there is none without them.
    `missing` names for each rider of the entry the required challenges that are not completed for them.
    `counted` are the trips that count for it, `settles_at` when it is decided, where it is not at once.
    """

    key: Key
    progress: int
    target: int
    unit: str
    level: int | None
    completed: bool
    steps: tuple[StepDone, ...] = ()
    winners: tuple[str, ...] = ()
    reward: Mapping[str, Any] | None = None
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    settles_at: datetime | None = None


@dataclass(frozen=True)
class Judged:
    """All entries for which a trip counts, by their keys, and of each accepted trip of each challenge
    (challenge_id, trip_id) why it was not counted, None where it was."""

    entries: Mapping[Key, Entry]
    reasons: Mapping[tuple[str, str], str | None]
