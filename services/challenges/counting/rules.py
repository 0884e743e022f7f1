"""What entries gain when trips change. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.challenges.matching.deeds import Deed
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Match, Rule
from shared.events.event import Event
from shared.events.heard import Heard


class Cause(NamedTuple):
    """What changes something and is no event: an id, from which those of the events that follow are derived,
    and a time."""

    id: UUID
    time: datetime


class Change(NamedTuple):
    """A trip, or an activity, of which a newer revision was stored, or other things declared: what it was and
    what it is, each None while it does not count."""

    heard: Heard[Event] | Cause
    was: Deed | None
    now: Deed | None


class EntryKey(NamedTuple):
    """The key of a rider's entry. `period_on` is the first local day of its period."""

    challenge_id: UUID
    rider_id: UUID
    period_on: date


@dataclass(slots=True)
class Gain:
    """What an entry gains in a batch: `progress`, and how often each mark is left more. `cause` is the last
    trip that changed something. Mutable, because a batch adds to a gain once for each trip."""

    rule: Rule
    cause: Heard[Event] | Cause
    progress: int = 0
    marks: dict[str, int] = field(default_factory=dict)

    def add(self, deed: Deed, sign: int) -> None:
        """Count a trip (1) or take it back (-1)."""
        if self.rule.brings:
            self.progress += sign * self.rule.brings(deed)
        elif self.rule.marks:
            for mark in self.rule.marks(deed):
                self.marks[mark] = self.marks.get(mark, 0) + sign


class Joined(NamedTuple):
    """A rider has been in a challenge since an instant and, unless the rider still is, until one."""

    challenge_id: UUID
    since: datetime
    until: datetime | None


def is_in(spans: Iterable[Joined], ended_at: datetime, now: datetime) -> bool:
    """Whether a rider with these spans in a challenge takes part in a period with this end: who joined before
    the end and did not leave before it; of a running period, who is in now."""
    if now < ended_at:
        return any(each.until is None for each in spans)
    return any(each.since < ended_at and (each.until is None or each.until >= ended_at) for each in spans)


def gains_of(
    index: Index, joined: Mapping[UUID, Sequence[Joined]], changes: Iterable[Change], now: datetime
) -> dict[EntryKey, Gain]:
    """What each entry gains by these changes, which are in the order of their events. The last event is the
    cause, so the cause of an entry's state does not depend on the split into batches."""
    gains: dict[EntryKey, Gain] = {}
    for change in changes:
        for deed, sign in ((change.was, -1), (change.now, 1)):
            if deed is None:
                continue
            for match in _matches(index, joined.get(deed.rider_id, ()), deed, now):
                key = EntryKey(match.rule.challenge_id, deed.rider_id, match.period_on)
                gain = gains.get(key)
                if gain is None:
                    gain = gains[key] = Gain(match.rule, change.heard)
                gain.cause = change.heard
                gain.add(deed, sign)
    return gains


def _matches(index: Index, spans: Sequence[Joined], deed: Deed, now: datetime) -> list[Match]:
    matches = index.matches(deed, sorted({each.challenge_id for each in spans}) if spans else ())
    matches = [match for match in matches if not match.rule.is_kept_from(deed.rider_id)]
    if not spans:
        return matches
    return [match for match in matches if _takes_part(match, spans, now)]


def _takes_part(match: Match, spans: Sequence[Joined], now: datetime) -> bool:
    own = [each for each in spans if each.challenge_id == match.rule.challenge_id]
    return is_in_period(match.rule, match.period_on, own, now)


def is_in_period(rule: Rule, period_on: date, spans: Iterable[Joined], now: datetime) -> bool:
    """Whether a rider with these spans in a challenge takes part in one of its periods."""
    return rule.is_for_all or is_in(spans, rule.period(period_on).ended_at, now)
