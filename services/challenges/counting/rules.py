"""What entries gain when trips change. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    @property
    def is_erased(self) -> bool:
        """Whether its rider was erased, so that it moves no entry of a rider."""
        return any(deed is not None and deed.is_erased for deed in (self.was, self.now))


class EntryKey(NamedTuple):
    """The key of a rider's entry. `period_on` is the first local day of its period."""

    challenge_id: UUID
    rider_id: UUID
    period_on: date


def mark_of_step(place: int, mark: str) -> str:
    """A mark that was left to the step at this place."""
    return f"{prefix_of_step(place)}{mark}"


def prefix_of_step(place: int) -> str:
    """With what the marks of the step at this place begin."""
    return f"{place}:"


def prefix_of(mark: str) -> str:
    """The prefix of a step's mark."""
    return mark[:2]


@dataclass(slots=True)
class Gain:
    """What an entry gains in a batch: `progress`, in `steps` by the place of each, how often each mark is
    left more, and how many `trips` count more. `bridged`: days of outage came or went, so its streaks are
    counted anew. `cause` is the last trip that changed something. Mutable, because a batch adds to a gain
    once for each trip."""

    rule: Rule
    cause: Heard[Event] | Cause
    progress: int = 0
    trips: int = 0
    bridged: bool = False
    marks: dict[str, int] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)

    def add(self, deed: Deed, sign: int) -> None:
        """Count a trip (1) or take it back (-1)."""
        self.trips += sign
        if self.rule.brings:
            self.progress += sign * self.rule.brings(deed)
        elif self.rule.marks:
            for mark in self.rule.marks(deed):
                self.marks[mark] = self.marks.get(mark, 0) + sign
        else:
            self._add_to_steps(deed, sign)

    def _add_to_steps(self, deed: Deed, sign: int) -> None:
        for place, step in enumerate(self.rule.steps):
            if not step.counts(deed):
                continue
            if step.brings:
                self.steps[place] = self.steps.get(place, 0) + sign * step.brings(deed)
            elif step.marks:
                for each in step.marks(deed):
                    mark = mark_of_step(place, each)
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
    for heard, deed, sign in _deeds(changes):
        for match in _matches(index, joined.get(deed.rider_id, ()), deed, now):
            key = EntryKey(match.rule.challenge_id, deed.rider_id, match.period_on)
            gain = gains.get(key)
            if gain is None:
                gain = gains[key] = Gain(match.rule, heard)
            gain.cause = heard
            gain.add(deed, sign)
    return gains


def _deeds(changes: Iterable[Change]) -> Iterator[tuple[Heard[Event] | Cause, Deed, int]]:
    """What was is taken back (-1), and what is is counted (1)."""
    for change in changes:
        for deed, sign in ((change.was, -1), (change.now, 1)):
            if deed is not None:
                yield change.heard, deed, sign


class Week(NamedTuple):
    """What a rider brings to a challenge in the ISO week that begins on this Monday, to compare with."""

    challenge_id: UUID
    rider_id: UUID
    week_on: date


def weeks_of(
    index: Index, joined: Mapping[UUID, Sequence[Joined]], changes: Iterable[Change]
) -> dict[Week, Gain]:
    """What riders brought more, or less, in weeks with which they are compared. Whether they had joined by
    then does not matter."""
    found: dict[Week, Gain] = {}
    for heard, deed, sign in _deeds(changes):
        spans = joined.get(deed.rider_id, ()) if index.compares_joined else ()
        for match in index.comparisons(deed, sorted({each.challenge_id for each in spans}) if spans else ()):
            week = Week(match.rule.challenge_id, deed.rider_id, match.period_on)
            gain = found.setdefault(week, Gain(match.rule, heard))
            gain.cause = heard
            gain.add(deed, sign)
    return found


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
