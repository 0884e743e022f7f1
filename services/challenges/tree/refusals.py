"""Why a challenge is refused: all faults of a body at once, each with the place where it lies. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar
from uuid import UUID

from services.challenges.tree import shape
from services.challenges.tree.bodies import TreeBody
from services.challenges.tree.periods import PERIODS_MAX, Longest, Window, begins_a_period, count, longest
from services.challenges.tree.reach import most
from services.challenges.tree.shape import Fault, Path
from services.challenges.tree.words import DISTINCT_TARGET_MAX, STREAK_TARGET_MAX
from shared.http.bodies import id_text
from shared.http.faults import Bound
from shared.http.problems import FAULTS_MAX, ValidationError

T = TypeVar("T", bound=TreeBody)

Sound = Mapping[str, Any]
"""A part of a body in which faulty values are None: what is there has the type that its model says."""
Found = Iterator[tuple[Path, Fault]]

ALONE = frozenset({"at_most", "improve"})
"""Kinds of goals that are of one rider."""
WITH_LEVELS = frozenset({"sum", "distinct", "streak", "best"})
TOGETHER = frozenset({"teams", "pairs", "city"})
LEVEL_TARGETS = {"distinct": DISTINCT_TARGET_MAX, "streak": STREAK_TARGET_MAX}
NOTHING_TWICE = (
    "services",
    "vehicle_types",
    "weekdays",
    "local_hours",
    "day_tags_any",
    "distance_sources",
    "start_station_ids",
    "end_station_ids",
    "start_zone_ids",
    "end_zone_ids",
    "station_ids",
    "zone_ids",
)
LONGEST_UNKNOWN = {"day": Longest(1, 1), "week": Longest(7, 1), "month": Longest(31, 6)}


@dataclass(frozen=True)
class Game:
    """What challenges are checked against: the city's time zone, the most points that one may give, and the
    challenges that were ever published with their `holdout_percent` (None: what is required is not looked
    up, as for drafts)."""

    zone: tzinfo
    reward_points_max: int
    published: Mapping[UUID, int] | None = None


def check(model: type[T], sent: Any, game: Game) -> T:
    """The model of a body that was sent. Raises ValidationError (422), which names at most 20 faults."""
    body, faults = read(model, sent, game)
    if body is None:
        raise ValidationError("Something in the body is not allowed.", errors=faults[:FAULTS_MAX])
    return body


def required_by(sent: Mapping[str, Any]) -> set[UUID]:
    """The challenges that a body requires, which was not checked yet: to look them up."""
    required = sent.get("requires")
    texts = (id_text(each) for each in required) if isinstance(required, list) else ()
    return {UUID(text) for text in texts if text}


def read(model: type[T], sent: Any, game: Game) -> tuple[T | None, list[Fault]]:
    """The model of a body that was sent, or None and all faults, one for each place."""
    body, of_shape, sound = shape.read(model, sent)
    faults = {path: each for path, each in of_shape.items() if not _is_said_by_levels(path, each, sound)}
    if () not in faults:
        for path, found in _found(sound, game, of_shape):
            faults.setdefault(path, found)
    return (None if faults else body), list(faults.values())


def _is_said_by_levels(path: Path, found: Fault, sound: Sound) -> bool:
    """Whether a target is missing where there are levels, which are refused then, or have targets."""
    return path == ("goal", "target") and found["code"] == "missing" and "levels" in sound


def _found(sound: Sound, game: Game, of_shape: Mapping[Path, Fault]) -> Found:
    window = _window(sound, game.zone)
    yield from _of_window(sound, game.zone, window)
    reachable = _longest(sound, window)
    yield from _of_goal(sound)
    yield from _of_targets(sound, reachable)
    for at, where in _wheres(sound):
        yield from _of_where(at, where)
    yield from _of_levels(sound, game.reward_points_max)
    yield from _of_reward(sound, game.reward_points_max)
    yield from _of_who(sound)
    yield from _of_requires(sound, game.published)
    if not any(path[0] == "value_tags" for path in of_shape):
        yield from _of_value_tags(sound)


def _at(*path: int | str) -> Path:
    return path


def _fault(path: Path, code: str, **bounds: Bound) -> tuple[Path, Fault]:
    return path, shape.fault(path, code, **bounds)


def _part(sound: Sound, name: str) -> Sound:
    """The object with this name, empty where it is absent or faulty."""
    part: Sound = sound.get(name) or {}
    return part


def instant_of(text: str) -> datetime:
    """The instant that a sound text of RFC 3339 names."""
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def _instant(sound: Sound, name: str) -> datetime | None:
    return instant_of(sound[name]) if sound.get(name) is not None else None


def _window(sound: Sound, zone: tzinfo) -> Window | None:
    """The window, if it is one that can be divided into its periods."""
    starts_at, ends_at = _instant(sound, "starts_at"), _instant(sound, "ends_at")
    kind = sound.get("period", "once")
    if starts_at is None or ends_at is None or kind is None or ends_at <= starts_at:
        return None
    if not all(begins_a_period(kind, edge, zone) for edge in (starts_at, ends_at)):
        return None
    return Window(starts_at, ends_at, kind, zone)


def _of_window(sound: Sound, zone: tzinfo, window: Window | None) -> Found:
    starts_at, ends_at = _instant(sound, "starts_at"), _instant(sound, "ends_at")
    kind = sound.get("period", "once")
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        yield _fault(("ends_at",), "not_after_start")
    for name, instant in (("starts_at", starts_at), ("ends_at", ends_at)):
        if kind is not None and instant is not None and not begins_a_period(kind, instant, zone):
            yield _fault((name,), "not_period_start")
    if window is not None and count(window) > PERIODS_MAX:
        yield _fault(("ends_at",), "out_of_range")


def _longest(sound: Sound, window: Window | None) -> Longest | None:
    if window is not None:
        return longest(window)
    return LONGEST_UNKNOWN.get(sound.get("period") or "once")


def _is_versus(sound: Sound) -> bool:
    return bool(_part(sound, "who").get("mode") == "versus")


def _may_have_levels(sound: Sound) -> bool:
    return _part(sound, "goal").get("kind") in WITH_LEVELS and not _is_versus(sound)


def _of_goal(sound: Sound) -> Found:
    goal, who = _part(sound, "goal"), _part(sound, "who").get("kind")
    kind = goal.get("kind")
    if (kind in ALONE and who in TOGETHER) or (kind == "steps" and _is_versus(sound)):
        yield _fault(_at("goal", "kind"), "not_allowed")
    if kind in WITH_LEVELS:
        if "levels" not in sound and "target" not in goal:
            yield _fault(_at("goal", "target"), "missing")
        if "levels" in sound and "target" in goal and _may_have_levels(sound):
            yield _fault(_at("goal", "target"), "not_allowed")
    steps = goal.get("steps")
    if steps is not None and (goal.get("need") or 0) > len(steps):
        yield _fault(_at("goal", "need"), "out_of_range", minimum=1, maximum=len(steps))
    least, largest = goal.get("target_min"), goal.get("target_max")
    if least is not None and largest is not None and least > largest:
        yield _fault(_at("goal", "target_max"), "empty_range")
    if kind == "at_most" and goal.get("measure") == "trips":
        trips_min, target = goal.get("trips_min"), goal.get("target")
        if trips_min is not None and target is not None and trips_min > target:
            yield _fault(_at("goal", "trips_min"), "out_of_reach", maximum=target)


def _goals(sound: Sound) -> Iterator[tuple[Path, Sound, tuple[Sound, ...]]]:
    """The goal and its steps: where each stands, and the conditions that hold for it."""
    goal, where = _part(sound, "goal"), _part(sound, "where")
    yield _at("goal"), goal, (where,)
    for at, step in _steps(sound):
        yield at, step, (where, _part(step, "where"))


def _steps(sound: Sound) -> Iterator[tuple[Path, Sound]]:
    for place, step in enumerate(_part(sound, "goal").get("steps") or ()):
        if step is not None:
            yield _at("goal", "steps", place), step


def _of_targets(sound: Sound, reachable: Longest | None) -> Found:
    for at, goal, wheres in _goals(sound):
        if goal.get("of") == "services" and not any("services" in where for where in wheres):
            yield _fault((*at, "of"), "not_allowed")
        bound = most(goal, wheres, reachable)
        if bound is not None and (goal.get("target") or 0) > bound:
            yield _fault((*at, "target"), "out_of_reach", maximum=bound)
    if _may_have_levels(sound):
        yield from _of_level_targets(sound, reachable)


def _of_level_targets(sound: Sound, reachable: Longest | None) -> Found:
    goal = _part(sound, "goal")
    bound = most(goal, (_part(sound, "where"),), reachable)
    most_of_kind = LEVEL_TARGETS.get(goal["kind"])
    for place, level in enumerate(sound.get("levels") or ()):
        target = (level or {}).get("target") or 0
        if most_of_kind is not None and target > most_of_kind:
            yield _fault(_at("levels", place, "target"), "out_of_range", minimum=1, maximum=most_of_kind)
        if bound is not None and target > bound:
            yield _fault(_at("levels", place, "target"), "out_of_reach", maximum=bound)


def _wheres(sound: Sound) -> Iterator[tuple[Path, Sound]]:
    yield _at("where"), _part(sound, "where")
    for at, step in _steps(sound):
        yield (*at, "where"), _part(step, "where")


def _of_where(at: Path, where: Sound) -> Found:
    for name in NOTHING_TWICE:
        items = where.get(name) or ()
        for place, item in enumerate(items):
            if item is not None and items.index(item) < place:
                yield _fault((*at, name, place), "repeated")
    for place, hours in enumerate(where.get("local_hours") or ()):
        if hours is not None and hours.get("from") is not None and hours["from"] == hours.get("to"):
            yield _fault((*at, "local_hours", place), "empty_range")
    for name in ("distance_m", "duration_s"):
        if where.get(name) is not None and _is_empty(where[name]):
            yield _fault((*at, name), "empty_range")
    in_order = _part(where, "corridor").get("zone_ids_in_order") or ()
    for place, zone_id in enumerate(in_order):
        if place and zone_id is not None and zone_id == in_order[place - 1]:
            yield _fault((*at, "corridor", "zone_ids_in_order", place), "repeated")


def _is_empty(bounds: Sound) -> bool:
    """Whether nothing lies in a range, or it says nothing."""
    least, largest = bounds.get("min"), bounds.get("max")
    if least is not None and largest is not None:
        return bool(least > largest)
    return "min" not in bounds and "max" not in bounds


def _of_levels(sound: Sound, points_max: int) -> Found:
    goal, levels = _part(sound, "goal"), sound.get("levels") or ()
    if "levels" in sound and goal and not _may_have_levels(sound):
        yield _fault(("levels",), "not_allowed")
    before = None
    for place, level in enumerate(levels):
        target = (level or {}).get("target")
        if target is not None and before is not None and target <= before:
            yield _fault(_at("levels", place, "target"), "not_ascending")
        before = target
    if sum((level or {}).get("points") or 0 for level in levels) > points_max:
        yield _fault(("levels",), "out_of_range", minimum=0, maximum=points_max)


def _of_reward(sound: Sound, points_max: int) -> Found:
    if "levels" in sound and "reward" in sound:
        yield _fault(("reward",), "not_allowed")
    elif "levels" not in sound and ("reward" not in sound or sound["reward"] == {}):
        yield _fault(("reward",), "missing")
    if (_part(sound, "reward").get("points") or 0) > points_max:
        yield _fault(_at("reward", "points"), "out_of_range", minimum=0, maximum=points_max)


def _of_who(sound: Sound) -> Found:
    """What does not go with who takes part."""
    who = _part(sound, "who").get("kind")
    if "group" in sound and who is not None and who != "joined":
        yield _fault(("group",), "not_allowed")
    if sound.get("holdout_percent") and who in ("teams", "pairs"):
        yield _fault(("holdout_percent",), "not_allowed")


def _of_requires(sound: Sound, published: Mapping[UUID, int] | None) -> Found:
    required = [None if each is None else UUID(each) for each in sound.get("requires") or ()]
    for place, challenge_id in enumerate(required):
        if challenge_id is None:
            continue
        if challenge_id in required[:place]:
            yield _fault(_at("requires", place), "repeated")
        elif published is not None and challenge_id not in published:
            yield _fault(_at("requires", place), "unknown")
        elif published is not None and published[challenge_id]:
            yield _fault(_at("requires", place), "not_allowed")


def _of_value_tags(sound: Sound) -> Found:
    if "value_tags" in sound and sum(_part(sound, "value_tags").values()) != 100:
        yield _fault(("value_tags",), "out_of_range")
