"""Which steps a challenge may take, and which trips fall into which challenges."""

from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.challenges.entries.rules import (
    Facts,
    Match,
    compile_index,
    entry_state,
    facts,
    gains,
    matching,
    promised_until,
)
from services.challenges.rules import Challenge, ChallengeState
from shared.limits import LATEST
from shared.two_keys.steps import State, Step, check_step
from tests.challenges.running_challenges import BEGIN, again, trip


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


def challenge(starts_at: datetime, ends_at: datetime, who: Any = "all", **changes: Any) -> Challenge:
    fields: dict[str, Any] = {
        "challenge_id": uuid4(),
        "operator_id": "operator",
        "revision": 1,
        "version": 1,
        "beginnings": 1,
        "state": "published",
        "name": {"en": "A"},
        "kind": "sum",
        "measure": "distance_m",
        "target": 1,
        "reward_points": 1,
    }
    return Challenge(who=who, starts_at=starts_at, ends_at=ends_at, **(fields | changes))


@st.composite
def challenges(draw: st.DrawFn) -> list[Challenge]:
    """Windows of whole hours, many of which share an edge."""
    found = []
    for _ in range(draw(st.integers(0, 12))):
        first = draw(st.integers(0, 9))
        starts_at = BEGIN + timedelta(hours=first)
        ends_at = BEGIN + timedelta(hours=draw(st.integers(first + 1, 10)))
        found.append(challenge(starts_at, ends_at, draw(st.sampled_from(["all", "joined"]))))
    return found


@given(known=challenges(), half_hours=st.integers(-1, 21), nudge=st.integers(-1, 1), data=st.data())
def test_the_index_finds_what_a_loop_over_all_challenges_finds(
    known: list[Challenge], half_hours: int, nudge: int, data: st.DataObject
) -> None:
    started_at = BEGIN + timedelta(minutes=30 * half_hours, microseconds=nudge)
    to_join = [each.challenge_id for each in known if each.who == "joined"]
    joined = data.draw(st.lists(st.sampled_from(to_join), unique=True)) if to_join else []
    expected = [
        each.challenge_id
        for each in known
        if each.starts_at <= started_at < each.ends_at and (each.who == "all" or each.challenge_id in joined)
    ]
    found = matching(compile_index(1, known), started_at, joined)
    assert sorted(each.challenge_id for each in found) == sorted(expected)


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
    known = challenge(BEGIN, BEGIN + timedelta(hours=1), who)
    joined = [known.challenge_id] if who == "joined" else []
    assert bool(matching(compile_index(1, [known]), started_at, joined)) == falls_in


def test_who_has_not_joined_is_not_counted_by_a_challenge_for_those_who_have() -> None:
    known = challenge(BEGIN, BEGIN + timedelta(hours=1), "joined")
    assert matching(compile_index(1, [known]), BEGIN, ()) == []


def test_who_had_joined_what_is_open_to_all_by_now_is_counted_once() -> None:
    known = challenge(BEGIN, BEGIN + timedelta(hours=1), "all")
    assert matching(compile_index(1, [known]), BEGIN, [known.challenge_id]) == [known]


class CountingDatetime(datetime):
    """An instant that counts how often it is compared."""

    compared = 0

    def __lt__(self, other: Any) -> bool:
        type(self).compared += 1
        return super().__lt__(other)

    def __ge__(self, other: Any) -> bool:
        type(self).compared += 1
        return super().__ge__(other)


def comparisons(number: int) -> int:
    """How often a trip's start is compared when so many challenges last an hour, one after another."""
    hours = [BEGIN + timedelta(hours=i) for i in range(number + 1)]
    index = compile_index(1, [challenge(hours[i], hours[i + 1]) for i in range(number)])
    assert max(map(len, index.segments)) == 1
    CountingDatetime.compared = 0
    assert len(matching(index, CountingDatetime.fromisoformat(hours[number // 2].isoformat()), ())) == 1
    return CountingDatetime.compared


def test_challenges_that_do_not_match_a_trip_cost_it_next_to_nothing() -> None:
    """A hundred times as many challenges: seven comparisons more, because 2 ** 7 > 100."""
    assert 0 < comparisons(10) <= 4
    assert comparisons(1_000) <= comparisons(10) + 7


def test_what_does_not_count_brings_nothing_and_an_unknown_distance_no_metres() -> None:
    assert facts(trip(uuid4(), distance_m=None).event) == Facts(1, 0, 1_200, 159)
    for verdict in ("held", "rejected", "voided"):
        assert facts(trip(uuid4(), verdict=verdict).event) == Facts(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("measure", "progress"),
    [("trips", 2), ("distance_m", 9_000), ("duration_s", 2_400), ("energy_kcal", 318)],
)
def test_an_entry_gains_what_its_challenge_measures(measure: str, progress: int) -> None:
    rider_id = UUID(int=1)
    known = challenge(BEGIN, BEGIN + timedelta(hours=1), measure=measure)
    first, second = trip(rider_id), again(trip(rider_id), distance_m=3_000)
    brought = [Match(known, each, facts(each.event), each.event.revision) for each in (second, first)]
    found = gains(brought)
    gain = found[known.challenge_id, rider_id]
    assert (len(found), gain.progress, gain.revisions, gain.cause) == (1, progress, 3, first)


def test_a_promise_ends_21_days_after_the_period_or_when_the_calendar_does() -> None:
    assert promised_until(BEGIN) == BEGIN + timedelta(days=21)
    assert promised_until(LATEST) == LATEST
