"""Which steps a challenge may take, and which trips fall into which challenges."""

from datetime import datetime, timedelta
from typing import Any, get_args
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.challenges.counting.rules import Change, Joined, gains_of, is_in
from services.challenges.counting.trips import deed_of
from services.challenges.entries.rules import entry_state, promised_until
from services.challenges.matching.deeds import Deed
from services.challenges.matching.goals import SAVED_MG_PER_KM
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Known, Rule, compiled
from services.challenges.rules import ChallengeState
from services.challenges.tree.trees import tree_of
from shared.limits import LATEST
from shared.two_keys.steps import State, Step, check_step
from tests.challenges.running_challenges import BEGIN, again, trip
from tests.days import MADRID
from tests.events import trip_judged


@pytest.mark.parametrize(
    ("completed", "to_end_s", "state"),
    [
        pytest.param(False, 1, "open", id="a second before the end"),
        pytest.param(False, 0, "over", id="at the end"),
        pytest.param(True, 1, "completed", id="completed before the end"),
        pytest.param(True, -1, "completed", id="completed by a late trip"),
    ],
)
def test_the_state_of_an_entry(completed: bool, to_end_s: int, state: str) -> None:
    ends_at = BEGIN + timedelta(seconds=to_end_s)
    assert entry_state(BEGIN if completed else None, ends_at, BEGIN) == state


LEADS = {
    ("draft", "submit"): "submitted",
    ("draft", "publish"): "published",
    ("submitted", "publish"): "published",
    ("approved", "publish"): "published",
    ("published", "publish"): "published",
    ("paused", "publish"): "published",
    ("published", "pause"): "paused",
    ("draft", "close"): "closed",
    ("submitted", "close"): "closed",
    ("approved", "close"): "closed",
    ("published", "close"): "closed",
    ("paused", "close"): "closed",
}


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("step", get_args(Step))
def test_every_step_leads_where_it_should_or_nowhere(state: State, step: Step) -> None:
    if to := LEADS.get((state, step)):
        assert check_step(state, step, ChallengeState) == to
    else:
        with pytest.raises(ChallengeState) as refused:
            check_step(state, step, ChallengeState)
        assert refused.value.members == {"state": state}


def deed(started_at: datetime, **changes: Any) -> Deed:
    """A trip of the game's operator."""
    return deed_of(trip_judged(started_at=started_at, **changes))


def rule(starts_at: datetime, ends_at: datetime, who: str = "all", **changes: Any) -> Rule:
    """What a challenge counts between two instants."""
    body = {
        "name": {"en": "A"},
        "goal": {"kind": "sum", "measure": "distance_m", "target": 1},
        "who": {"kind": who},
        "reward": {"points": 1},
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
    }
    known = Known({}, {}, SAVED_MG_PER_KM)
    asked: dict[str, Any] = {"is_paused": False, "closed_at": None, "zone": MADRID, "by_operator": None}
    told = {name: changes.pop(name) for name in asked.keys() & changes.keys()}
    return compiled(uuid4(), 1, tree_of(body | changes), known, **(asked | told))


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """Windows of whole hours, many of which share an edge."""
    found = []
    for _ in range(draw(st.integers(0, 12))):
        first = draw(st.integers(0, 9))
        starts_at = BEGIN + timedelta(hours=first)
        ends_at = BEGIN + timedelta(hours=draw(st.integers(first + 1, 10)))
        found.append(rule(starts_at, ends_at, draw(st.sampled_from(["all", "joined"]))))
    return found


@given(known=rules(), half_hours=st.integers(-1, 21), nudge=st.integers(-1, 1), data=st.data())
def test_the_index_finds_what_a_loop_over_all_challenges_finds(
    known: list[Rule], half_hours: int, nudge: int, data: st.DataObject
) -> None:
    started_at = BEGIN + timedelta(minutes=30 * half_hours, microseconds=nudge)
    to_join = [each.challenge_id for each in known if not each.is_for_all]
    joined = data.draw(st.lists(st.sampled_from(to_join), unique=True)) if to_join else []
    expected = [
        each.challenge_id
        for each in known
        if each.tree.starts_at <= started_at < each.tree.ends_at
        and (each.is_for_all or each.challenge_id in joined)
    ]
    found = Index(1, known).matches(deed(started_at), joined)
    assert sorted(each.rule.challenge_id for each in found) == sorted(expected)


@pytest.mark.parametrize("who", ["all", "joined"])
@pytest.mark.parametrize(
    ("started_at", "falls_in"),
    [
        pytest.param(BEGIN - timedelta(microseconds=1), False, id="just before the start"),
        pytest.param(BEGIN, True, id="at the start"),
        pytest.param(BEGIN + timedelta(hours=1, microseconds=-1), True, id="just before the end"),
        pytest.param(BEGIN + timedelta(hours=1), False, id="at the end"),
    ],
)
def test_a_trip_belongs_to_the_moment_it_started(who: str, started_at: datetime, falls_in: bool) -> None:
    known = rule(BEGIN, BEGIN + timedelta(hours=1), who)
    joined = [known.challenge_id] if who == "joined" else []
    assert bool(Index(1, [known]).matches(deed(started_at), joined)) == falls_in


@pytest.mark.parametrize("period", ["once", "day"])
@pytest.mark.parametrize(
    ("hours", "microseconds", "counts"),
    [
        pytest.param(12, -1, True, id="just before the closing"),
        pytest.param(12, 0, False, id="at the closing"),
    ],
)
def test_a_closing_moves_the_end(period: str, hours: int, microseconds: int, counts: bool) -> None:
    """However late a trip is told: what counts is when it started."""
    midnight = datetime(2026, 5, 4, tzinfo=MADRID)
    closed_at = midnight + timedelta(hours=12)
    known = rule(midnight, midnight + timedelta(days=2), period=period, closed_at=closed_at)
    started_at = midnight + timedelta(hours=hours, microseconds=microseconds)
    assert bool(Index(1, [known]).matches(deed(started_at))) == counts


def test_a_closing_after_the_end_moves_nothing() -> None:
    known = rule(BEGIN, BEGIN + timedelta(hours=1), closed_at=BEGIN + timedelta(days=1))
    assert known.window.ended_at == BEGIN + timedelta(hours=1)
    assert Index(1, [known]).matches(deed(BEGIN + timedelta(hours=2))) == []


def test_who_has_not_joined_is_not_counted_by_a_challenge_for_those_who_have() -> None:
    known = rule(BEGIN, BEGIN + timedelta(hours=1), "joined")
    assert Index(1, [known]).matches(deed(BEGIN), ()) == []


def test_who_had_joined_what_is_open_to_all_by_now_is_counted_once() -> None:
    known = rule(BEGIN, BEGIN + timedelta(hours=1), "all")
    found = Index(1, [known]).matches(deed(BEGIN), [known.challenge_id])
    assert [match.rule for match in found] == [known]


@pytest.mark.parametrize(
    ("by_operator", "told_by", "counts"),
    [
        pytest.param("operator", "operator", True, id="the challenge's own"),
        pytest.param("operator", "rival", False, id="another's"),
        pytest.param(None, "rival", True, id="anybody's, in a challenge of the game's operator"),
    ],
)
def test_trips_count_that_the_challenges_operator_told(
    by_operator: str | None, told_by: str, counts: bool
) -> None:
    known = rule(BEGIN, BEGIN + timedelta(hours=1), by_operator=by_operator)
    assert bool(Index(1, [known]).matches(deed(BEGIN, operator_id=told_by))) == counts


@pytest.mark.parametrize(
    ("since_h", "until_h", "now_h", "takes_part"),
    [
        pytest.param(1, None, 9, True, id="in, while the period runs"),
        pytest.param(1, 5, 9, False, id="has left, while it runs"),
        pytest.param(1, None, 10, True, id="still in, when it is over"),
        pytest.param(1, 9, 10, False, id="left before its end"),
        pytest.param(1, 10, 10, True, id="left at its end"),
        pytest.param(10, None, 10, False, id="joined at its end"),
    ],
)
def test_who_joined_before_the_end_and_did_not_leave_before_it_takes_part(
    since_h: int, until_h: int | None, now_h: int, takes_part: bool
) -> None:
    """The period ends ten hours after it began."""

    def at(hours: int) -> datetime:
        return BEGIN + timedelta(hours=hours)

    span = Joined(uuid4(), at(since_h), None if until_h is None else at(until_h))
    assert is_in([span], at(10), at(now_h)) == takes_part


ASKED = "services.challenges.matching.rules.Rule.period_of"


def asked_for_one_trip(number: int) -> int:
    """How many challenges are asked whether they count a trip, of so many that each count one station's."""
    known = [
        rule(BEGIN, BEGIN + timedelta(hours=1), where={"start_station_ids": [f"station {place}"]})
        for place in range(number)
    ]
    index = Index(1, known)
    asked = 0
    period_of = Rule.period_of

    def counted(each: Rule, trip_of_it: Deed) -> Any:
        nonlocal asked
        asked += 1
        return period_of(each, trip_of_it)

    with patch(ASKED, counted):
        assert len(index.matches(deed(BEGIN, start_station_id=f"station {number // 2}"))) == 1
    return asked


def test_challenges_that_do_not_match_a_trip_cost_it_nothing() -> None:
    assert asked_for_one_trip(10) == asked_for_one_trip(1_000) == 1


def test_challenges_of_other_months_cost_a_trip_nothing() -> None:
    """A month is looked at with two days around it, because trips have days of their own time zone."""
    days = [BEGIN + timedelta(days=30 * place) for place in range(100)]
    index = Index(1, [rule(day, day + timedelta(hours=1)) for day in days])
    asked = [each for places in index.by_month[2026, 5].values() for each in places]
    assert len(asked) == 1


def test_what_does_not_count_brings_nothing_and_an_unknown_distance_no_metres() -> None:
    known = rule(BEGIN, BEGIN + timedelta(hours=1))
    assert known.brings is not None
    assert known.brings(deed(BEGIN, distance_m=None)) == 0


@pytest.mark.parametrize(
    ("measure", "progress"),
    [("trips", 2), ("distance_m", 9_000), ("duration_s", 2_400), ("energy_kcal", 318)],
)
def test_an_entry_gains_what_its_challenge_measures(measure: str, progress: int) -> None:
    rider_id = UUID(int=1)
    known = rule(BEGIN, BEGIN + timedelta(hours=1), goal={"kind": "sum", "measure": measure, "target": 1})
    first, second = trip(rider_id), again(trip(rider_id), distance_m=3_000)
    other = trip(rider_id)
    changes = [
        Change(second, None, deed_of(second.event)),
        Change(other, None, deed_of(other.event)),
        Change(first, None, deed_of(first.event)),
        Change(again(other, verdict="voided"), deed_of(other.event), None),
        Change(trip(rider_id, verdict="held"), None, None),
    ]
    found = gains_of(Index(1, [known]), {}, changes, BEGIN)
    [(key, gain)] = found.items()
    assert (key.challenge_id, key.rider_id) == (known.challenge_id, rider_id)
    assert (gain.progress, gain.cause) == (progress, changes[3].heard)


def test_a_promise_ends_21_days_after_the_period_or_when_the_calendar_does() -> None:
    assert promised_until(BEGIN) == BEGIN + timedelta(days=21)
    assert promised_until(LATEST) == LATEST
