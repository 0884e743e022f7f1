"""How far counted trips bring a goal, and whether it is completed with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from .conditions import Context, End, context_of, first_failing, meeting_ends, zones_above
from .facts import Challenge, Tree, Trip, World
from .measures import brings
from .periods import Period, days_touched, is_baseline, monday_of
from .results import StepDone


class Aim(NamedTuple):
    """How far it is, and how far it should be."""

    progress: int
    target: int
    reached: bool
    steps: tuple[StepDone, ...] = ()


def why_not(trip: Trip, challenge: Challenge, context: Context) -> str | None:
    """The first condition of the challenge that a trip does not meet, `steps` where it is in no step."""
    steps = challenge.goal.get("steps", ())
    if not steps:
        return first_failing(trip, [challenge.where], context)
    if any(meets_step(trip, challenge, step, context) for step in steps):
        return None
    if trip.is_activity and trip.service not in challenge.where.get("services", ()):
        return "steps"
    return first_failing(trip, [challenge.where], context) or "steps"


def meets_step(trip: Trip, challenge: Challenge, step: Tree, context: Context) -> bool:
    """Whether a trip meets the `where` of body and step, read as one."""
    return first_failing(trip, wheres_of(challenge, step), context) is None


def wheres_of(challenge: Challenge, goal: Tree) -> list[Tree]:
    """The conditions of a goal, which is the body's or one of its steps."""
    return [challenge.where, goal.get("where", {})]


def ends_named(ends: Iterable[End], name: str) -> list[End]:
    return [end for end in ends if end.name == name]


def district_of(zone_id: str, context: Context) -> str | None:
    """The topmost zone in which a zone lies, None where the map does not have it."""
    return zones_above(zone_id, context.zones)[-1] if zone_id in context.zones else None


def stations(ends: Iterable[End]) -> set[str | None]:
    return {end.station_id for end in ends}


PLACES: Mapping[str, Callable[[Sequence[End], Context], set[str | None]]] = {
    "start_stations": lambda ends, _: stations(ends_named(ends, "start")),
    "end_stations": lambda ends, _: stations(ends_named(ends, "end")),
    "stations": lambda ends, _: stations(ends),
    "zones": lambda ends, _: {end.zone_id for end in ends},
    "districts": lambda ends, context: {district_of(end.zone_id, context) for end in ends if end.zone_id},
}
"""Places of the ends that meet all conditions on one and the same end."""


def different(trip: Trip, of: str, wheres: Sequence[Tree], context: Context) -> set[str | date]:
    """What a trip adds to a set of different things; what is unknown is none of them."""
    if of == "days":
        return {trip.local_on}
    if of == "weeks":
        return {monday_of(trip.local_on)}
    if of == "services":
        return {trip.service}
    if of == "vehicle_types":
        return {trip.vehicle_type} if trip.vehicle_type else set()
    places = PLACES[of](meeting_ends(trip, wheres, context), context)
    return {place for place in places if place is not None}


def longest_streak(active: set[date], excused: set[date], freezes: int, length_days: int) -> int:
    """The most active days (or Mondays of weeks) from one to another with at most `freezes` empty ones
    between; an excused one is not empty, and is not counted."""
    longest = 0
    for first in active:
        for last in active:
            between = (last - first).days // length_days
            span = [first + timedelta(days=length_days * i) for i in range(between + 1)]
            empty = [day for day in span if day not in active and day not in excused]
            if len(empty) <= freezes:
                longest = max(longest, sum(day in active for day in span))
    return longest


def streak(goal: Tree, trips: Sequence[Trip], outages: Iterable[date]) -> int:
    """The longest streak of days or weeks; a week that has a day of outage is not empty."""
    days = {trip.local_on for trip in trips}
    freezes = goal.get("freezes", 0)
    if goal["of"] == "days":
        return longest_streak(days, set(outages), freezes, 1)
    return longest_streak({monday_of(day) for day in days}, {monday_of(day) for day in outages}, freezes, 7)


def progress_of(goal: Tree, challenge: Challenge, trips: Sequence[Trip], context: Context) -> int:
    """How far these trips, which meet its conditions, bring a goal without steps."""
    if goal["kind"] == "distinct":
        wheres = wheres_of(challenge, goal)
        return len({each for trip in trips for each in different(trip, goal["of"], wheres, context)})
    if goal["kind"] == "streak":
        return streak(goal, trips, context.world.outages)
    brought = [brings(trip, goal["measure"], challenge.saved_mg_per_km) for trip in trips]
    if goal["kind"] == "best":
        return max(brought, default=0)
    return sum(brought)


def improved_target(goal: Tree, baseline: int, days: int) -> int:
    """So many percent more than the mean of the weeks before, for so many days, rounded up exactly."""
    raised = baseline * days * (100 + goal["percent"])
    rounded_up = -(-raised // (700 * goal["baseline_weeks"]))
    return int(min(max(rounded_up, goal["target_min"]), goal["target_max"]))


def baseline_of(
    challenge: Challenge, rider_id: str, trips: Sequence[Trip], period: Period, context: Context
) -> int:
    """What the rider brought in the weeks before the period, whether or not they had joined."""
    goal = challenge.goal
    return sum(
        brings(trip, goal["measure"], challenge.saved_mg_per_km)
        for trip in trips
        if trip.rider_id == rider_id
        and is_baseline(trip, period, goal["baseline_weeks"], context.world.timezone)
        and first_failing(trip, [challenge.where], context) is None
    )


def aim_of_steps(challenge: Challenge, counted: Sequence[Trip], context: Context) -> Aim:
    """How many steps are done."""
    steps = []
    for step in challenge.goal["steps"]:
        trips = [trip for trip in counted if meets_step(trip, challenge, step, context)]
        progress = progress_of(step, challenge, trips, context)
        steps.append(StepDone(progress, step["target"], progress >= step["target"]))
    done, need = sum(step.done for step in steps), challenge.goal["need"]
    return Aim(done, need, done >= need, tuple(steps))


def aim_of_levels(levels: Sequence[Tree], progress: int) -> Aim:
    """The first level above the progress, else the last, with which the entry is completed."""
    targets = [level["target"] for level in levels]
    above = [target for target in targets if target > progress]
    return Aim(progress, above[0] if above else targets[-1], not above)


def aim_of(
    challenge: Challenge, counted: Sequence[Trip], told: Sequence[Trip], period: Period, world: World
) -> Aim:
    """How far an entry is. `counted` are its trips, `told` all of its operator, for baselines."""
    context, goal = context_of(challenge, world), challenge.goal
    if goal["kind"] == "steps":
        return aim_of_steps(challenge, counted, context)
    progress = progress_of(goal, challenge, counted, context)
    if "levels" in challenge.body:
        return aim_of_levels(challenge.body["levels"], progress)
    if goal["kind"] == "at_most":
        kept = progress <= goal["target"] and len(counted) >= goal["trips_min"]
        return Aim(progress, goal["target"], kept)
    if goal["kind"] == "improve":
        baseline = baseline_of(challenge, counted[0].rider_id, told, period, context)
        target = improved_target(goal, baseline, days_touched(period, world.timezone))
        return Aim(progress, target, progress >= target)
    return Aim(progress, goal["target"], progress >= goal["target"])


def unit_of(goal: Tree) -> str:
    """What progress is counted in: the measure, the different things, or steps."""
    return str(goal.get("measure") or goal.get("of") or "steps")
