"""Every tree is told in three languages, with every number that matters in it."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.challenges.sentences.amounts import amount, counted, hour, number, percent, weekday
from services.challenges.sentences.conditions import NAMED_MAX, NAMED_OF_MORE, zone_ids
from services.challenges.sentences.rules import Names, explain
from services.challenges.tree.trees import (
    AtMost,
    City,
    Distinct,
    Goal,
    Improve,
    Steps,
    Streak,
    Sum,
    Teams,
    Tree,
    Where,
    tree_of,
)
from shared.http.texts import LANGUAGES
from tests.challenges.judge.made_up_trees import trees
from tests.challenges.tree.writing import MADRID, body, stored

from .spoken import SPOKEN

FACTORS = Path(__file__).parents[3] / "services/public_value/indicators/climate/factor_sets"
GOLDEN = Path(__file__).with_name("spoken.json")
NAMES = Names({"old": "Ciutat Vella", "z1": "Gràcia"}, {UUID(int=1): "April", UUID(int=2): "Istanbul"})
IDS = [str(UUID(int=number)) for number in (1, 2, 3)]


def said(tree: Tree, language: str) -> str:
    return explain(tree, NAMES, MADRID, language)


def numbers_of_goal(goal: Goal, target: int | None, language: str) -> Iterator[str]:
    """What must be told of a goal."""
    if isinstance(goal, Steps):
        yield number(len(goal.steps), language)
        yield number(goal.need, language)
        for step in goal.steps:
            yield from numbers_of_goal(step, step.target, language)
            yield from numbers_of_where(step.where, language)
    elif isinstance(goal, Improve):
        yield percent(goal.percent, language)
        yield from (number(goal.baseline_weeks, language),) if goal.baseline_weeks > 1 else ()
        bounds = (goal.target_min, goal.target_max)
        yield from (bare(goal.measure, bound, language) for bound in bounds)
    elif isinstance(goal, Distinct | Streak):
        yield number(target or 0, language)
        yield from (number(goal.freezes, language),) if isinstance(goal, Streak) and goal.freezes else ()
    else:
        yield bare(goal.measure, target or 0, language)
        yield from (number(goal.trips_min, language),) if isinstance(goal, AtMost) else ()


def bare(measure: Any, value: int, language: str) -> str:
    """The amount, of trips only the number: activities may be counted with them."""
    return number(value, language) if measure == "trips" else amount(measure, value, language)


def numbers_of_where(where: Where, language: str) -> Iterator[str]:
    days = sorted(where.weekdays)
    runs_on = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    yield from (weekday(each, language) for each in ((days[0], days[-1]) if runs_on else days))
    for hours in where.local_hours:
        yield from (hour(hours.from_), hour(hours.to))
    for measure, bounds in (("distance_m", where.distance_m), ("duration_s", where.duration_s)):
        if bounds and (bounds.min or bounds.max):
            yield from (bare(measure, bound, language) for bound in (bounds.min, bounds.max) if bound)
    if where.climb_m:
        yield amount("climb_m", where.climb_m.min or 0, language)
    yield from where.day_tags_any
    zones = (where.start_zone_ids, where.end_zone_ids, where.zone_ids)
    for ids in (where.start_station_ids, where.end_station_ids, where.station_ids, *zones):
        shown = ids if len(ids) <= NAMED_MAX else ids[:NAMED_OF_MORE]
        yield from (NAMES.zones.get(each, each) for each in shown)
        yield from (number(len(ids), language),) if len(ids) > NAMED_MAX else ()
    yield from (
        NAMES.zones.get(each, each) for each in (where.corridor.zone_ids_in_order if where.corridor else ())
    )


def numbers_of(tree: Tree, language: str) -> Iterator[str]:
    yield from numbers_of_goal(tree.goal, tree.target, language)
    yield from numbers_of_where(tree.where, language)
    who = tree.who
    if isinstance(who, Teams):
        yield number(who.size_max, language)
    if isinstance(who, Teams | City):
        measure = tree.goal.measure if isinstance(tree.goal, Sum) and who.member_min else "trips"
        yield bare(measure, who.member_min or 1, language)
    if isinstance(who, City) or isinstance(tree.goal, AtMost):
        yield number(14, language)
    if tree.reward and tree.reward.points:
        yield counted("points", tree.reward.points, language)
    for level in tree.levels:
        yield from (counted("points", level.points, language),) if level.points else ()
        yield from numbers_of_goal(tree.goal, level.target, language)
    yield from (number(tree.group.choose, language),) if tree.group else ()


def check(tree: Tree, language: str) -> None:
    text = said(tree, language)
    assert text[:1].isupper()
    assert text[-1] == "."
    assert not re.search(r"[{}]|  |\.\.| [,.;)]|\( |None", text), text
    for part in numbers_of(tree, language):
        assert re.search(rf"(?<![\d.,]){re.escape(part)}(?![\d])", text), (part, text)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_every_tree_is_told_in_three_languages_with_its_numbers(data: st.DataObject) -> None:
    tree = tree_of(stored(data.draw(trees(date(2026, 5, 4), IDS))))
    for language in LANGUAGES:
        check(tree, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", SPOKEN)
def test_a_challenge_reads_as_people_speak(case: str, language: str) -> None:
    """The texts were read by people. Who changes one reads it again, in what
    `python -m tests.challenges.sentences` writes."""
    tree = tree_of(stored(body(**SPOKEN[case])))
    check(tree, language)
    assert said(tree, language) == json.loads(GOLDEN.read_text())[case][language]


def test_no_two_trees_that_differ_in_what_they_ask_read_the_same() -> None:
    for language in LANGUAGES:
        texts = [said(tree_of(stored(body(**changes))), language) for changes in SPOKEN.values()]
        assert len(set(texts)) == len(texts)


def test_days_are_those_of_the_city_and_its_clock_changes_do_not_move_them() -> None:
    window = {"starts_at": "2026-03-28T23:00:00Z", "ends_at": "2026-03-29T22:00:00Z"}
    assert said(tree_of(stored(body(**window))), "en").startswith("On 29 March 2026, ")
    later = {"starts_at": "2026-10-24T10:30:00Z", "ends_at": "2027-01-01T11:00:00Z"}
    assert said(tree_of(stored(body(**later))), "ca").startswith(
        "Del 24 d'octubre del 2026 a les 12:30 a l'1 de gener del 2027 a les 12:00, "
    )


def test_a_place_without_a_name_is_told_by_its_id() -> None:
    where = {"start_zone_ids": ["old", "nowhere"]}
    assert "Ciutat Vella or nowhere" in said(tree_of(stored(body(where=where))), "en")
    assert zone_ids(tree_of(stored(body(where=where)))) == {"old", "nowhere"}


def test_of_a_step_the_services_are_told_that_the_body_lets_in() -> None:
    step = {
        "kind": "sum",
        "measure": "trips",
        "target": 1,
        "where": {"services": ["parking", "survey_answered"]},
    }
    goal = {"kind": "steps", "steps": [step, step], "need": 1}
    for services, shown in (
        (["parking"], "(only uses of car parks)"),
        (["other"], "(only uses of car parks and"),
    ):
        assert shown in said(tree_of(stored(body(goal=goal, where={"services": services}))), "en")


def test_the_factors_that_are_told_are_those_that_are_shipped() -> None:
    for shipped in (NAMES.factor_set, NAMES.counterfactual):
        assert (FACTORS / f"{shipped}.json").exists()


def test_the_end_of_time_is_a_day_too() -> None:
    edges = {"starts_at": "2000-01-01T00:00:00Z", "ends_at": "9999-12-31T23:59:59Z"}
    for language in LANGUAGES:
        check(tree_of(stored(body(**edges))), language)


def texts() -> Mapping[str, Mapping[str, str]]:
    """All texts, for a person to read."""
    return {
        case: {language: said(tree_of(stored(body(**changes))), language) for language in LANGUAGES}
        for case, changes in SPOKEN.items()
    }
