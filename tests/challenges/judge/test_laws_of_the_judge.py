"""The law of challenges, of the judge itself: it is what the service is compared with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, event, given, seed, settings
from hypothesis import strategies as st

from .evaluate import evaluate
from .facts import Challenge, History, Trip
from .harder import given as what_is_given
from .harder import knobs_of, turned
from .made_up import RIDERS, Scenario, scenarios
from .results import Judged

laws = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
Any_ = TypeVar("Any_")


def judged(scenario: Scenario, **changes: Any) -> Judged:
    """What the judge says, with another history, world or challenges."""
    asked = replace(scenario, **changes)
    return evaluate(asked.world, asked.challenges, asked.history)


def shuffled(values: Sequence[Any_], chance: Random) -> tuple[Any_, ...]:
    return tuple(chance.sample(values, len(values)))


def in_another_order(scenario: Scenario, chance: Random) -> Scenario:
    """The same sets, each in another order, trips told again."""
    world, history = scenario.world, scenario.history
    again = [*history.trips, *chance.choices(history.trips, k=3)] if history.trips else []
    return Scenario(
        replace(
            world,
            bonus_flags=shuffled(world.bonus_flags, chance),
            day_tags=dict(shuffled(list(world.day_tags.items()), chance)),
        ),
        shuffled(scenario.challenges, chance),
        History(
            shuffled(again, chance), shuffled(history.joins, chance), shuffled(history.memberships, chance)
        ),
    )


@laws
@given(scenario=scenarios(), seed=st.integers(0, 2**32))
def test_neither_order_nor_repetition_matters(scenario: Scenario, seed: int) -> None:
    assert judged(in_another_order(scenario, Random(seed))) == judged(scenario)


def voided(trip: Trip) -> Trip:
    return replace(trip, revision=trip.revision + 1, counts=not trip.counts)


@laws
@given(scenario=scenarios(), data=st.data())
def test_void_and_restore_change_nothing(scenario: Scenario, data: st.DataObject) -> None:
    trips = scenario.history.trips
    chosen = [trip for trip in trips if data.draw(st.booleans())]
    taken_back = [voided(trip) for trip in chosen]
    restored = [voided(trip) for trip in taken_back]
    told = replace(scenario.history, trips=[*restored, *trips, *taken_back])
    renumbered = {trip.trip_id for trip in restored}
    assert judged(scenario, history=told) == judged(scenario), renumbered


@laws
@given(scenario=scenarios(), data=st.data())
def test_a_voided_trip_is_as_if_it_had_never_been(scenario: Scenario, data: st.DataObject) -> None:
    trips = scenario.history.trips
    kept = [trip for trip in trips if not trip.counts or data.draw(st.booleans())]
    gone = [voided(trip) for trip in trips if trip not in kept]
    with_voids = judged(scenario, history=replace(scenario.history, trips=[*trips, *gone]))
    assert with_voids == judged(scenario, history=replace(scenario.history, trips=kept))


@settings(laws, max_examples=300)
@given(scenario=scenarios(), data=st.data())
def test_making_it_harder_adds_no_completion_and_no_winner(scenario: Scenario, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(scenario.challenges) - 1))
    challenge = scenario.challenges[i]
    knob = data.draw(st.sampled_from(knobs_of(challenge.body)))
    by = data.draw(st.sampled_from((1, 2, 10, 1_000)))
    harder = list(scenario.challenges)
    harder[i] = turned(challenge, knob, by)
    before, after = what_is_given(judged(scenario)), what_is_given(judged(scenario, challenges=harder))
    event(f"{knob.path[-1]}: {'less' if after < before else 'the same'}")
    assert after <= before


def sums_of_trips(scenario: Scenario) -> list[Challenge]:
    return [
        each for each in scenario.challenges if each.goal["kind"] == "sum" and each.goal["measure"] == "trips"
    ]


@laws
@given(scenario=scenarios())
def test_the_progress_of_a_sum_of_trips_is_how_many_count(scenario: Scenario) -> None:
    found = judged(scenario)
    for challenge in sums_of_trips(scenario):
        mine = [entry for key, entry in found.entries.items() if key.challenge_id == challenge.challenge_id]
        assert all(entry.progress == len(entry.counted) for entry in mine)
        counted = [
            trip_id
            for (challenge_id, trip_id), reason in found.reasons.items()
            if challenge_id == challenge.challenge_id and reason is None
        ]
        assert sorted(trip_id for entry in mine for trip_id in entry.counted) == sorted(counted)


@laws
@given(scenario=scenarios())
def test_every_accepted_trip_counts_once_or_has_a_reason(scenario: Scenario) -> None:
    found = judged(scenario)
    accepted = {trip.trip_id for trip in scenario.history.trips if trip.counts}
    for challenge in scenario.challenges:
        mine = {
            trip_id: reason
            for (challenge_id, trip_id), reason in found.reasons.items()
            if challenge_id == challenge.challenge_id
        }
        counted = Counter(
            trip_id
            for key, entry in found.entries.items()
            if key.challenge_id == challenge.challenge_id
            for trip_id in entry.counted
        )
        assert mine.keys() == accepted
        assert counted == Counter(trip_id for trip_id, reason in mine.items() if reason is None)


@laws
@given(scenario=scenarios())
def test_only_who_brought_a_trip_wins_and_only_what_is_reached_is_given(scenario: Scenario) -> None:
    bodies = {each.challenge_id: each.body for each in scenario.challenges}
    riders = {trip.trip_id: trip.rider_id for trip in scenario.history.trips}
    for key, entry in judged(scenario).entries.items():
        body = bodies[key.challenge_id]
        assert set(entry.winners) <= {riders[trip_id] for trip_id in entry.counted}
        assert bool(entry.reward) == bool(entry.winners)
        if entry.winners:
            assert entry.completed or entry.level
        if entry.completed and "levels" in body:
            assert entry.level == len(body["levels"])
        if entry.completed and key.participant.kind == "rider":
            assert entry.winners == (key.participant.id,)


def without(scenario: Scenario, rider_id: str) -> History:
    """The history of all others."""
    told = scenario.history
    return History(
        [trip for trip in told.trips if trip.rider_id != rider_id],
        [join for join in told.joins if join.rider_id != rider_id],
        [each for each in told.memberships if each.rider_id != rider_id],
    )


@laws
@given(scenario=scenarios())
def test_who_rides_for_oneself_is_counted_apart(scenario: Scenario) -> None:
    """A rider's own entries are the same with and without all others, but for duels."""
    alone = {each.challenge_id for each in scenario.challenges if each.who["kind"] in ("all", "joined")}
    whole = judged(scenario)
    of_challenges = [each for each in scenario.challenges if each.challenge_id in alone]
    of_challenges = [each for each in of_challenges if set(each.body.get("requires", ())) <= alone]
    found = judged(scenario, challenges=of_challenges, history=without(scenario, RIDERS[2]))
    for key, entry in found.entries.items():
        if not bodies_require(scenario, key.challenge_id):
            assert whole.entries[key] == entry


def bodies_require(scenario: Scenario, challenge_id: str) -> bool:
    return any("requires" in each.body for each in scenario.challenges if each.challenge_id == challenge_id)


def reached(scenarios_seen: Counter[str], scenario: Scenario) -> None:
    """Count what scenarios lead to: completions by goal and by who, levels, reasons."""
    found = judged(scenario)
    bodies = {each.challenge_id: each.body for each in scenario.challenges}
    for key, entry in found.entries.items():
        body = bodies[key.challenge_id]
        if entry.completed:
            scenarios_seen[body["goal"]["kind"]] += 1
            scenarios_seen[" ".join(filter(None, (body["who"]["kind"], body["who"].get("mode"))))] += 1
            scenarios_seen[body["period"]] += 1
        if entry.level:
            scenarios_seen["levels"] += 1
        if entry.missing:
            scenarios_seen["requires"] += 1
    scenarios_seen.update(f"reason {reason}" for reason in found.reasons.values())


SEEN = {
    *("sum", "distinct", "streak", "best", "at_most", "improve", "steps", "levels", "requires"),
    *("all", "joined", "teams", "pairs together", "pairs versus", "city"),
    *("once", "day", "week", "month"),
}
"""What has to be completed among what is made up, so that laws say something of it."""


def test_what_is_made_up_completes_goals_of_every_kind() -> None:
    """Hypothesis draws from constants of all modules that are loaded: so many examples may miss one."""
    seen: Counter[str] = Counter()

    @settings(laws, max_examples=300, database=None)
    @given(scenario=scenarios())
    def look(scenario: Scenario) -> None:
        reached(seen, scenario)

    for number in range(10):
        seed(number)(look)()
        if seen.keys() >= SEEN:
            break
    assert SEEN - seen.keys() == set()
