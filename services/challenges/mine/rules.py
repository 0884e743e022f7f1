"""What riders are told of their part: how far it is, and why a trip was counted or not. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple
from uuid import UUID

from babel.dates import format_date
from babel.numbers import format_decimal

from services.challenges.counting.rules import Joined, is_in, is_in_period
from services.challenges.entries.rules import entry_state
from services.challenges.matching.deeds import Deed
from services.challenges.matching.rules import Rule
from services.challenges.matching.windows import Period, Window, open_window
from services.challenges.tree.periods import last_day, local_day, starts_on
from services.challenges.tree.trees import Best, Goal, Pairs, Streak, Teams, Tree, unit_of
from shared.http.texts import translate

# What progress is counted in -> its name in front of numbers.
NAMES = {
    "trips": "Trips",
    "distance_m": "Distance",
    "duration_s": "Time",
    "energy_kcal": "Energy",
    "climb_m": "Climb",
    "co2e_saved_g": "CO2e saved",
    "start_stations": "Stations where you started",
    "end_stations": "Stations where you arrived",
    "stations": "Stations",
    "zones": "Neighbourhoods",
    "districts": "Districts",
    "days": "Days",
    "weeks": "Weeks",
    "vehicle_types": "Types of vehicles",
    "services": "Services",
    "steps": "Steps",
}
IN_A_ROW = {"days": "Days in a row", "weeks": "Weeks in a row"}
BEST = "Best trip"
REACHED = "{name}: {progress} of {target}."
STATES = {
    "completed": "Completed on {day}.",
    "open": "It is open until {day}.",
    "over": "It ended on {day}. Trips that are told late still count.",
}
PAUSED = "It is paused: what you complete meanwhile is told when it goes on."
METRES_PER_KM = 1_000
SECONDS_PER_MINUTE = 60


def window_of(tree: Tree, closed_at: datetime | None, zone: tzinfo) -> Window:
    """The window of a challenge in the city's time zone."""
    return open_window(tree.window(zone), closed_at)


def running_on(window: Window, now: datetime) -> date:
    """The first local day of the period that runs now; before the window that of the first one, behind its
    end that of the last."""
    kind, zone = window.published.kind, window.published.zone
    if kind == "once":
        return window.first_on
    last_on = min(last_day(window.ended_at, zone), window.end_on - timedelta(days=1))
    return max(window.first_on, starts_on(kind, min(local_day(now, zone), last_on)))


def running_days(now: datetime, zone: tzinfo) -> dict[str, object]:
    """The moment, and on which local days the day, the week and the month began that run then."""
    today = local_day(now, zone)
    return {
        "now": now,
        "day": today,
        "week": starts_on("week", today),
        "month": starts_on("month", today),
    }


def why(
    goal: Goal,
    progress: int,
    target: int,
    period: Period,
    completed_at: datetime | None,
    is_paused: bool,
    now: datetime,
    zone: tzinfo,
    language: str,
) -> str:
    """Where an entry stands, and what may become of it, in the reader's language."""
    unit = unit_of(goal)
    reached = translate(REACHED, language).format(
        name=translate(_name(goal, unit), language),
        progress=amount(progress, unit, language),
        target=amount(target, unit, language),
    )
    state = entry_state(completed_at, period.ended_at, now)
    if is_paused and state != "completed":
        return f"{reached} {translate(PAUSED, language)}"
    day = last_day(period.ended_at, zone) if completed_at is None else local_day(completed_at, zone)
    shown = format_date(day, "long", locale=language)
    return f"{reached} {translate(STATES[state], language).format(day=shown)}"


def _name(goal: Goal, unit: str) -> str:
    if isinstance(goal, Streak):
        return IN_A_ROW[goal.of]
    return BEST if isinstance(goal, Best) else NAMES[unit]


def amount(value: int, unit: str, language: str) -> str:
    """An amount as riders read it: kilometres to the metre, and whole minutes that have passed.

    >>> amount(9_999, "distance_m", "en"), amount(3_599, "duration_s", "en"), amount(1_200, "trips", "ca")
    ('9.999 km', '59 min', '1.200')
    """
    if unit == "distance_m":
        return f"{format_decimal(value / METRES_PER_KM, locale=language)} km"
    if unit == "duration_s":
        return f"{format_decimal(value // SECONDS_PER_MINUTE, locale=language)} min"
    signs = {"energy_kcal": " kcal", "climb_m": " m", "co2e_saved_g": " g"}
    return format_decimal(value, locale=language) + signs.get(unit, "")


NOT_ACCEPTED = "not_accepted"
"""Why no challenge counts a trip that is held, rejected or voided."""


class Paired(NamedTuple):
    """When a rider was in a pair, and when somebody else came to it."""

    span: Joined
    came_at: datetime


class TakesPart(NamedTuple):
    """With what a rider takes part in a challenge: when the rider was in it, how many riders the team and the
    workplace take that the rider was in when a trip started, and the rider's pairs."""

    spans: Sequence[Joined] = ()
    teams: Mapping[str, int] = {}
    pairs: Sequence[Paired] = ()


def why_not_counted(rule: Rule, trip: Deed, counts: bool, takes_part: TakesPart, now: datetime) -> str | None:
    """Why a challenge does not count a trip of a rider who takes part so; None if it does. `counts`: the trip
    is accepted."""
    if not counts:
        return NOT_ACCEPTED
    period_on = rule.period_on(trip)
    return rule.reason(trip, period_on is not None and _is_in(rule, period_on, takes_part, now))


def _is_in(rule: Rule, period_on: date, takes_part: TakesPart, now: datetime) -> bool:
    who = rule.tree.who
    if isinstance(who, Teams):
        return who.of in takes_part.teams and takes_part.teams[who.of] <= who.size_max
    if isinstance(who, Pairs):
        ended_at = rule.period(period_on).ended_at
        return any(is_in([each.span], ended_at, now) and each.came_at < ended_at for each in takes_part.pairs)
    return is_in_period(rule, period_on, takes_part.spans, now)


def is_shown(rule: Rule, trip: Deed, named_id: UUID | None) -> bool:
    """Whether a rider is told of a trip in a challenge: of those in whose window the trip lies, and of the
    one that was asked for, unless it is kept from the rider."""
    if rule.is_kept_from(trip.rider_id):
        return False
    return rule.challenge_id == named_id or rule.period_on(trip) is not None
