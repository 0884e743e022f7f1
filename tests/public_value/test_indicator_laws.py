"""What holds of indicators for any numbers. That the order of events changes no figure, that a voided trip
reverses and that nothing hidden is recovered are laws of other rooms: test_rollups,
releases/test_no_sum_of_few."""

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.public_value.indicators.climate.rules import method_on, net_balance
from services.public_value.indicators.climate.store import data_sets
from services.public_value.indicators.engagement.rules import banzhaf, power
from services.public_value.indicators.equity.rules import (
    Place,
    concentration,
    gini,
    theil_between,
    theil_t,
)
from services.public_value.indicators.estimates import Estimate, poisson, wilson
from services.public_value.indicators.health.rules import deaths_averted, value_eur
from services.public_value.indicators.health.store import health_factors
from services.public_value.indicators.integrity.rules import duplicate_awards, eur_per_added_km, void_share
from services.public_value.indicators.liveability.rules import external_cost_eur
from services.public_value.indicators.liveability.store import cost_factors
from services.public_value.indicators.reliability.rules import Minutes, day_of, together, usable_share
from services.public_value.indicators.responsiveness.rules import (
    Median,
    Report,
    closed_in_target,
    median_days,
    refused_share,
)
from services.public_value.indicators.safety.rules import incidents_per_million_km
from tests.public_value.events import DAY_ONE

from .doors import DAY

[HEAT] = health_factors()
[MUNICH] = cost_factors()
METHOD = method_on(data_sets(), DAY_ONE)
some_places = st.lists(
    st.builds(
        Place,
        residents=st.integers(1, 10_000),
        per_resident=st.integers(0, 100),
        deprivation_rank=st.integers(1, 5),
    ),
    min_size=1,
    max_size=8,
).filter(lambda places: any(place.per_resident for place in places))


@given(riders=st.integers(0, 10**6), weekly_min=st.floats(0, 2_000), factor=st.integers(1, 100))
def test_deaths_averted_grow_with_the_people(riders: int, weekly_min: float, factor: int) -> None:
    some, many = (deaths_averted(people, weekly_min, HEAT) for people in (riders, riders * factor))
    assert many == pytest.approx([factor * value for value in some])


@given(riders=st.integers(0, 10**6), weekly_min=st.floats(0, 2_000))
def test_health_lies_within_its_bounds(riders: int, weekly_min: float) -> None:
    deaths = deaths_averted(riders, weekly_min, HEAT)
    assert deaths.low <= deaths.value <= deaths.high
    euros = value_eur(deaths, HEAT)
    assert euros.low <= euros.value <= euros.high


@given(bike_km=st.floats(0, 10**6), ebike_km=st.floats(0, 10**6))
def test_external_costs_lie_within_their_bounds(bike_km: float, ebike_km: float) -> None:
    found = external_cost_eur({"bike": bike_km, "ebike": ebike_km}, MUNICH, METHOD.counterfactual)
    assert found.low <= found.value <= found.high


@given(places=some_places, factor=st.integers(1, 1_000), copies=st.integers(1, 4))
def test_inequality_does_not_change_with_the_unit_or_the_size_of_the_city(
    places: list[Place], factor: int, copies: int
) -> None:
    scaled = [place._replace(per_resident=place.per_resident * factor) for place in places]
    for measure in (gini, theil_t, concentration):
        expected = pytest.approx(measure(places), abs=1e-9)
        assert measure(scaled) == expected
        assert measure(places * copies) == expected


@given(places=some_places)
def test_inequality_lies_between_its_ends(places: list[Place]) -> None:
    index = gini(places)
    assert index is not None
    assert -1e-12 <= index < 1
    along = concentration(places)
    assert along is not None
    assert abs(along) <= index + 1e-12, "no order shows more inequality than that of what people have"


@given(north=some_places, south=some_places)
def test_inequality_between_districts_is_a_part_of_all(north: list[Place], south: list[Place]) -> None:
    between, whole = theil_between({"north": north, "south": south}), theil_t([*north, *south])
    assert between is not None
    assert whole is not None
    assert -1e-12 <= between <= whole + 1e-12


@given(places=some_places, seed=st.randoms(use_true_random=False))
def test_the_order_of_zones_changes_nothing(places: list[Place], seed: random.Random) -> None:
    shuffled = list(places)
    seed.shuffle(shuffled)
    assert gini(shuffled) == pytest.approx(gini(places), abs=1e-12)
    assert concentration(shuffled) == pytest.approx(concentration(places), abs=1e-12)


def test_where_nobody_has_anything_there_is_no_inequality_to_measure() -> None:
    assert gini([Place(10, 0), Place(20, 0)]) is theil_t([]) is concentration([]) is None


metres = st.tuples(st.integers(0, 10**7), st.integers(0, 10**7))


@given(zones=st.lists(metres, min_size=1, max_size=20))
def test_signed_emissions_of_zones_add_up_to_those_of_the_city(zones: Sequence[tuple[int, int]]) -> None:
    of_zones = [net_balance(METHOD, *each) for each in zones]
    of_city = net_balance(METHOD, sum(bike for bike, _ in zones), sum(ebike for _, ebike in zones))
    parts = [math.fsum(part) for part in zip(*of_zones, strict=True)]
    assert parts == pytest.approx(list(of_city), rel=1e-9, abs=1e-6)


@given(count=st.integers(0, 300))
def test_the_interval_of_a_count_holds_it_and_its_ends_are_as_likely_as_is_said(count: int) -> None:
    low, high = poisson(count)
    assert low <= count <= high

    def at_most(n: int, mean: float) -> float:
        return math.fsum(math.exp(i * math.log(mean) - mean - math.lgamma(i + 1)) for i in range(n + 1))

    assert at_most(count, high) == pytest.approx(0.025, rel=1e-6)
    assert count == 0 or 1 - at_most(count - 1, low) == pytest.approx(0.025, rel=1e-6)


@given(trials=st.integers(1, 10_000), data=st.data())
def test_the_interval_of_a_share_holds_it(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert -1e-12 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1 + 1e-12


def test_no_incident_still_has_an_upper_bound_and_no_kilometre_has_no_figure() -> None:
    found = incidents_per_million_km(0, 1_000_000)
    assert found
    assert (found.low, found.value) == (0, 0)
    assert found.high == pytest.approx(3.689, rel=5e-4)
    assert incidents_per_million_km(0, 0) is None


@given(
    weights=st.dictionaries(st.sampled_from("abcde"), st.integers(0, 9), min_size=1), quota=st.integers(1, 20)
)
def test_power_is_shared_out(weights: dict[str, int], quota: int) -> None:
    found = banzhaf(weights, quota)
    assert all(0 <= share <= 1 for share in found.values())
    total = math.fsum(found.values())
    assert total == (pytest.approx(1) if sum(weights.values()) >= quota else 0)
    assert all(found[actor] == 0 for actor, weight in weights.items() if weight == 0)


def test_all_whose_key_is_needed_are_equally_powerful() -> None:
    assert power(["operator"]) == {"operator": 1}
    assert power(["operator", "city", "city"]) == {"city": 0.5, "operator": 0.5}


statuses = st.lists(
    st.tuples(st.integers(0, 1_440), st.integers(0, 20)),
    min_size=1,
    max_size=20,
    unique_by=lambda each: each[0],
).map(sorted)


@given(told=statuses)
def test_every_minute_of_a_stations_day_is_counted_once(told: list[tuple[float, int]]) -> None:
    minutes, longest_outage_min = day_of(told, capacity=20, end_min=1_440)
    assert sum(minutes) == 1_440
    assert minutes.unknown == told[0][0]
    assert 0 <= longest_outage_min <= minutes.empty + minutes.full


def test_an_outage_that_is_told_twice_is_one() -> None:
    assert day_of([(0, 0), (10, 0), (20, 5), (30, 20), (40, 0)], 20, 50).longest_outage_min == 20


def test_what_is_unknown_counts_neither_way() -> None:
    assert usable_share(Minutes(usable=90, empty=10, unknown=1_340)) == 0.9
    assert usable_share(Minutes(unknown=1_440)) is None
    assert together([Minutes(1, 2, 3, 4, 5), Minutes(1, 1, 1, 1, 1)]) == (2, 3, 4, 5, 6)
    assert together([]) == (0, 0, 0, 0, 0)


def test_most_reports_that_are_open_have_no_median() -> None:
    answered, refused = (
        Report(DAY_ONE, DAY_ONE, DAY_ONE + 3 * DAY),
        Report(DAY_ONE, DAY_ONE, DAY_ONE, refused=True),
    )
    still_open = Report(DAY_ONE, DAY_ONE)
    assert median_days([answered, still_open]) == Median(3)
    assert median_days([answered, still_open, still_open]) == Median(None, most_open=True)
    assert median_days([refused]) == Median(None)
    assert closed_in_target([answered, refused]) == refused_share([answered, refused]) == 0.5
    assert closed_in_target([]) is None


@pytest.mark.parametrize(
    ("voided", "bounds"),
    [
        (0, (0, 0.01)),
        (9, (0, 0.01)),
        (10, (0.01, 0.02)),
        (199, (0.1, 0.2)),
        (499, (0.2, 0.5)),
        (1_000, (0.5, 1)),
    ],
)
def test_what_was_taken_back_is_told_in_steps(voided: int, bounds: tuple[float, float]) -> None:
    assert void_share(voided, 1_000) == bounds


def test_a_game_that_may_have_added_nothing_has_no_upper_bound_of_its_cost() -> None:
    assert eur_per_added_km(400, Estimate(-100, 800, 1_600)) == (0.25, 0.5, math.inf)
    assert eur_per_added_km(400, Estimate(-300, -100, 100)) is None


@given(awards=st.dictionaries(st.text(max_size=3), st.integers(0, 3)))
def test_awards_beyond_the_first_of_each_source_are_counted(awards: dict[str, int]) -> None:
    assume(awards)
    assert duplicate_awards(awards) == sum(n - 1 for n in awards.values() if n > 1)
