"""A published challenge, compiled: which trips it counts, and what they bring. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from services.challenges.matching.deeds import Deed
from services.challenges.matching.goals import Brings, MarksOf, brings, marks_of
from services.challenges.matching.wheres import Conditions, ZonesWithin, conditions_of
from services.challenges.matching.windows import Window

SUMMED = ("sum",)
"""Kinds of goals whose progress is a sum; that of all others follows from marks."""


class Known(NamedTuple):
    """What a version keeps from its first publishing: zones in which others lie, each with all zones in it;
    the topmost zone of each that lies in another; and the CO2e that a kilometre saves, by vehicle type."""

    zones_within: ZonesWithin
    districts: Mapping[str, str]
    saved_mg_per_km: Mapping[str, int]


@dataclass(frozen=True)
class Rule:
    """A published challenge. `by_operator`: only that operator's trips are counted; None: anybody's. Either
    `brings` or `marks` says what a counted trip brings."""

    challenge_id: UUID
    window: Window
    who: str
    by_operator: str | None
    conditions: Conditions
    goal: Mapping[str, Any]
    where: Mapping[str, Any]
    known: Known
    brings: Brings | None = None
    marks: MarksOf | None = None

    def period_of(self, deed: Deed) -> date | None:
        """The first local day of the period in which this trip is counted, whoever rode it; None if it is
        not."""
        if self.by_operator not in (None, deed.operator_id):
            return None
        period_on = self.window.period_on(deed)
        return period_on if period_on is not None and self.conditions.are_met(deed) else None

    def reason(self, deed: Deed, takes_part: bool) -> str | None:
        """Why this trip of a rider who takes part, or does not, is not counted; None if it is."""
        if self.window.period_on(deed) is None:
            return "outside_window"
        if not takes_part or self.by_operator not in (None, deed.operator_id):
            return "not_taking_part"
        return self.conditions.reason(deed)


class Version(NamedTuple):
    """A challenge in the version in force, as it is stored: its id, whose it is, when it was closed, its body
    and what it keeps."""

    challenge_id: UUID
    operator_id: str
    closed_at: datetime | None
    body: Mapping[str, Any]
    known: Known


def compiled(version: Version, zone: ZoneInfo, game_operator: str) -> Rule:
    """The rule of a version. `zone` is the city's time zone; the game's operator counts everybody's trips."""
    body, known = version.body, version.known
    goal, where = body["goal"], body.get("where", {})
    starts_at, ends_at = (datetime.fromisoformat(body[name]) for name in ("starts_at", "ends_at"))
    conditions = conditions_of([where], known.zones_within)
    is_summed = goal["kind"] in SUMMED
    rates = known.saved_mg_per_km
    return Rule(
        challenge_id=version.challenge_id,
        window=Window(
            body.get("period", "once"),
            starts_at,
            ends_at,
            version.closed_at,
            starts_at.astimezone(zone).date(),
            ends_at.astimezone(zone).date(),
        ),
        who=body["who"]["kind"],
        by_operator=None if version.operator_id == game_operator else version.operator_id,
        conditions=conditions,
        goal=goal,
        where=where,
        known=known,
        brings=brings(goal["measure"], rates) if is_summed else None,
        marks=None if is_summed else marks_of(goal, conditions.of_end, known.districts, rates),
    )


class Match(NamedTuple):
    """A trip that a rule counts, and the first local day of the period in which it does."""

    rule: Rule
    period_on: date


def slow_matches(rules: Sequence[Rule], deed: Deed) -> list[Match]:
    """The rules that count this trip, each asked: what an index must find faster."""
    found = ((rule, rule.period_of(deed)) for rule in rules)
    return [Match(rule, period_on) for rule, period_on in found if period_on is not None]
