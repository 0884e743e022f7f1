"""Bodies of challenges that are made up: every goal, condition, period and `who`, in a small world.

All are valid. The world is small and the targets are low, so that trips often match and goals are often met.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, combinations_with_replacement, permutations
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from .periods import bounds

MADRID = ZoneInfo("Europe/Madrid")
STATION_IDS = ("s1", "s2", "s3", "s4", "s5")
ZONE_IDS = ("old", "port", "centre", "hill", "park", "sea")
SERVICES = ("bike_share", "parking", "report_confirmed")
DAY_TAGS = ("rain", "hot")

TARGETS: Mapping[str, tuple[int, ...]] = {
    "trips": (1, 2, 3, 4),
    "distance_m": (500, 2_000, 5_000),
    "duration_s": (600, 1_350, 4_000),
    "energy_kcal": (79, 160, 300),
    "climb_m": (2, 55, 115),
    "co2e_saved_g": (7, 14, 40),
}
"""Targets that a few of the trips reach, by measure."""
MEASURES = tuple(TARGETS)
DISTINCT = (
    "start_stations",
    "end_stations",
    "stations",
    "zones",
    "districts",
    "days",
    "weeks",
    "vehicle_types",
    "services",
)
LISTS: Mapping[str, tuple[str, ...]] = {
    "start_stations": ("station_ids", "start_station_ids"),
    "end_stations": ("station_ids", "end_station_ids"),
    "stations": ("station_ids",),
    "zones": ("zone_ids",),
    "districts": ("zone_ids",),
    "vehicle_types": ("vehicle_types",),
    "services": ("services",),
}
"""Conditions whose length bounds how many different things there can be."""

Json = dict[str, Any]


class Window(NamedTuple):
    """When a challenge runs. `days` and `weeks` are those of its longest period, at least."""

    period: str
    starts_at: datetime
    ends_at: datetime
    days: int
    weeks: int


def some(values: Sequence[Any], least: int = 1, most: int = 3) -> st.SearchStrategy[list[Any]]:
    """A list of a few of these, none twice. One draw instead of one for each element, for speed."""
    sizes = range(least, most + 1)
    return st.sampled_from([list(chosen) for size in sizes for chosen in combinations(values, size)])


def ranges(bounds: Sequence[int]) -> st.SearchStrategy[Json]:
    """A minimum, a maximum, or both, the minimum first."""
    one = [{name: bound} for name in ("min", "max") for bound in bounds]
    both = [{"min": least, "max": most} for least, most in combinations_with_replacement(bounds, 2)]
    return st.sampled_from([*one, *both])


HOURS = [{"from": start, "to": end} for start in range(24) for end in range(1, 25) if start != end]
CONDITIONS: Mapping[str, st.SearchStrategy[Any]] = {
    "services": some(SERVICES),
    "vehicle_types": some(("bike", "ebike"), most=2),
    "weekdays": some(range(1, 8), least=2, most=6),
    "local_hours": st.lists(st.sampled_from(HOURS), min_size=1, max_size=2, unique_by=str),
    "day_tags_any": some(DAY_TAGS, most=2),
    "distance_sources": some(("odometer", "phone"), most=2),
    "distance_m": ranges((0, 500, 1_000, 5_000)),
    "duration_s": ranges((60, 600, 1_350, 3_600)),
    "climb_m": st.sampled_from([{"min": least} for least in (1, 2, 55)]),
    "start_station_ids": some(STATION_IDS),
    "end_station_ids": some(STATION_IDS),
    "start_zone_ids": some(ZONE_IDS),
    "end_zone_ids": some(ZONE_IDS),
    "corridor": st.sampled_from(
        [{"zone_ids_in_order": list(zone_ids)} for n in (2, 3) for zone_ids in permutations(ZONE_IDS, n)]
    ),
    "station_ids": some(STATION_IDS),
    "zone_ids": some(ZONE_IDS),
    "bonus_stations": st.just(True),
}
"""What a `where` may ask, by the names of its conditions."""
ASKED = st.sampled_from([*[()] * 250, *[(name,) for name in CONDITIONS] * 8, *combinations(CONDITIONS, 2)])


@st.composite
def wheres(draw: st.DrawFn) -> Json:
    """No condition, or one or two."""
    return {name: draw(CONDITIONS[name]) for name in draw(ASKED)}


def reach(goal: Json, window: Window, asked: Sequence[Json]) -> int:
    """How many different things, or days in a row, there can be at most."""
    of = goal["of"]
    if of in ("days", "weeks"):
        return window.days if of == "days" else window.weeks
    lengths = [len(where[name]) for where in asked for name in LISTS[of] if name in where]
    return min([2 if of == "vehicle_types" else 5, *lengths])


@st.composite
def simple_goals(draw: st.DrawFn, window: Window, where: Json, step: Json | None = None) -> Json:
    """A sum, distinct, streak or best. `where` is the body's; of a step, `step` is its own."""
    kind = draw(st.sampled_from(("sum", "distinct", "streak", "best")))
    asked = [where, step or {}]
    if kind in ("sum", "best"):
        measure = draw(st.sampled_from(MEASURES if kind == "sum" else MEASURES[1:]))
        return {"kind": kind, "measure": measure, "target": draw(st.sampled_from(TARGETS[measure]))}
    if kind == "streak":
        goal: Json = {"kind": kind, "of": draw(st.sampled_from(("days", "weeks")))}
        if draw(st.booleans()):
            goal["freezes"] = draw(st.integers(0, 3))
    else:
        named = any("services" in each for each in asked)
        goal = {"kind": kind, "of": draw(st.sampled_from(DISTINCT if named else DISTINCT[:-1]))}
    goal["target"] = min(draw(st.integers(1, 3)), reach(goal, window, asked))
    return goal


@st.composite
def steps_goals(draw: st.DrawFn, window: Window, where: Json) -> Json:
    """Two or three steps, most with conditions of their own."""
    steps = []
    for _ in range(draw(st.integers(2, 3))):
        own = draw(wheres())
        step = draw(simple_goals(window, where, own))
        steps.append({**step, "where": own} if own else step)
    return {"kind": "steps", "steps": steps, "need": draw(st.integers(1, len(steps)))}


@st.composite
def goals(draw: st.DrawFn, kind: str, window: Window, where: Json) -> Json:
    """A goal; `simple` stands for those that a step may be too."""
    if kind == "simple":
        return draw(simple_goals(window, where))
    if kind == "steps":
        return draw(steps_goals(window, where))
    measure = draw(st.sampled_from(MEASURES))
    target = draw(st.sampled_from(TARGETS[measure]))
    if kind == "at_most":
        fewest = draw(st.integers(1, min(2, target)))
        return {"kind": kind, "measure": measure, "target": target, "trips_min": fewest}
    return {
        "kind": "improve",
        "measure": measure,
        "percent": draw(st.sampled_from((1, 10, 50, 500))),
        "baseline_weeks": draw(st.integers(1, 3)),
        "target_min": draw(st.sampled_from((1, target))),
        "target_max": target * draw(st.sampled_from((1, 3, 1_000))),
    }


def local(day: date, hours: int = 0) -> datetime:
    """So many hours by the clock after a day begins in the city."""
    return datetime.combine(day, time(hours), MADRID)


@st.composite
def windows(draw: st.DrawFn, monday: date) -> Window:
    """Once or in periods, of at most nine weeks."""
    period = draw(st.sampled_from(("once", "once", "day", "week", "month")))
    if period == "once":
        first = monday + timedelta(days=draw(st.integers(0, 3)))
        days, hours = draw(st.sampled_from((14, 7, 21, 1))), draw(st.sampled_from((0, 0, 12)))
        return Window(
            period, local(first, hours), local(first + timedelta(days=days), hours), days, max(days // 7, 1)
        )
    first = end = bounds(period, monday)[0]
    for _ in range(draw(st.sampled_from((14, 7, 1) if period == "day" else (2, 1)))):
        end = bounds(period, end)[1]
    days, weeks = {"day": (1, 1), "week": (7, 1), "month": (28, 4)}[period]
    return Window(period, local(first), local(end), days, weeks)


@st.composite
def whos(draw: st.DrawFn, goal_kind: str) -> Json:
    """Who takes part, as far as the kind of goal allows it."""
    alone: list[Json] = [{"kind": "all"}, {"kind": "joined"}]
    if goal_kind in ("at_most", "improve"):
        return draw(st.sampled_from(alone))
    teams = {
        "kind": "teams",
        "of": draw(st.sampled_from(("team", "workplace"))),
        "size_max": draw(st.sampled_from((2, 5, 5))),
    }
    modes = ("together",) if goal_kind == "steps" else ("together", "versus")
    pairs = [{"kind": "pairs", "mode": mode} for mode in modes]
    who: Json = draw(st.sampled_from([*alone, *[teams] * 3, *pairs * 2, {"kind": "city"}]))
    if who["kind"] in ("teams", "city") and draw(st.booleans()):
        return {**who, "member_min": draw(st.sampled_from((1, 2, 600)))}
    return who


@st.composite
def levels(draw: st.DrawFn, goal: Json, window: Window, where: Json) -> list[Json] | None:
    """Two or three ascending levels, None where the goal cannot have so many."""
    kind = goal["kind"]
    targets = TARGETS[goal["measure"]] if "measure" in goal else (1, 2, 3)
    if kind in ("distinct", "streak"):
        targets = tuple(range(1, min(3, reach(goal, window, [where])) + 1))
    if len(targets) < 2:
        return None
    chosen = sorted(draw(some(targets, least=2)))
    return [{"target": target, "points": 10 * (i + 1)} for i, target in enumerate(chosen)]


@st.composite
def trees(draw: st.DrawFn, monday: date, may_require: Sequence[str] = ()) -> Json:
    """A valid body whose window is of the weeks from this Monday on."""
    window, where = draw(windows(monday)), draw(wheres())
    kind = draw(st.sampled_from(("simple", "simple", "simple", "at_most", "improve", "steps")))
    goal = draw(goals(kind, window, where))
    body: Json = {
        "name": {"en": "A challenge"},
        "goal": goal,
        "who": draw(whos(kind)),
        "starts_at": window.starts_at.isoformat(),
        "ends_at": window.ends_at.isoformat(),
        "period": window.period,
    }
    if where:
        body["where"] = where
    given = None
    if kind == "simple" and body["who"].get("mode") != "versus" and draw(st.booleans()):
        given = draw(levels(goal, window, where))
    if given:
        body["levels"] = given
        body["goal"] = {name: value for name, value in goal.items() if name != "target"}
    else:
        body["reward"] = {"points": 100}
    if body["who"]["kind"] in ("all", "joined", "city"):
        body["holdout_percent"] = draw(st.sampled_from((0, 0, 20)))
    if len(may_require) > 0 and draw(st.booleans()):
        body["requires"] = draw(some(may_require, most=2))
    return body


def utc(at: datetime) -> datetime:
    """The same instant, where adding hours adds hours."""
    return at.astimezone(UTC)
