"""The climate balance: goldens G10, G27 and G28, and data that are never changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_value.indicators.climate.rules import (
    FactorSet,
    Method,
    baselines,
    method_on,
    net_balance,
)
from services.public_value.indicators.climate.store import content_hash, data_sets
from services.public_value.indicators.estimates import wilson
from tests.public_value.events import DAY_ONE

LIFE_CYCLE = method_on(data_sets(), DAY_ONE)
USE_PHASE = method_on(data_sets(), DAY_ONE, "use_phase")
KM = 1_000

HASHES = {
    "example-shares": "f1be6a26d6fc2dd1",
    "itf-2020-life-cycle": "484752f4380db815",
    "itf-2020-use-phase": "f5d2562b7dd07af9",
}


def four_digits(value: float) -> object:
    return pytest.approx(value, rel=5e-4)


def test_golden_g10_shared_bikes_save_and_shared_e_bikes_do_not() -> None:
    assert baselines(LIFE_CYCLE).value == four_digits(64.53)
    assert net_balance(LIFE_CYCLE, 1_000 * KM, 0).value / 1000 == four_digits(7.027)
    assert net_balance(LIFE_CYCLE, 0, 1_000 * KM).value / 1000 == four_digits(-18.64)
    assert baselines(USE_PHASE).value == four_digits(49.95)
    assert net_balance(USE_PHASE, 1_000 * KM, 0).value / 1000 == four_digits(49.95)
    assert net_balance(USE_PHASE, 0, 1_000 * KM).value / 1000 == four_digits(38.11)


def test_golden_g27_four_trips_of_which_the_e_bikes_weigh_more() -> None:
    """T1 bike 3.0 km, T2 e-bike 4.2, T3 bike 1.2, T4 e-bike 6.0."""
    assert net_balance(LIFE_CYCLE, 4_200, 10_200).value == four_digits(-160.6)
    assert net_balance(USE_PHASE, 4_200, 10_200).value == four_digits(598.5)


def test_golden_g28_the_interval_follows_the_share_of_cars() -> None:
    assert wilson(10, 100) == (four_digits(0.05523), four_digits(0.1744))
    assert wilson(18, 60) == (four_digits(0.1990), four_digits(0.4251))
    bike, ebike = net_balance(LIFE_CYCLE, KM, 0), net_balance(LIFE_CYCLE, 0, KM)
    assert (bike.low, bike.high) == (four_digits(2.180), four_digits(15.08))
    assert (ebike.low, ebike.high) == (four_digits(-23.49), four_digits(-10.59))


@given(bike_m=st.integers(0, 10**9), ebike_m=st.integers(0, 10**9))
def test_the_figure_lies_within_its_interval(bike_m: int, ebike_m: int) -> None:
    balance = net_balance(LIFE_CYCLE, bike_m, ebike_m)
    assert balance.low <= balance.value <= balance.high


def test_the_shares_of_an_interval_still_add_up_to_one() -> None:
    """If every mode emitted the same, no answer to the survey could change the baseline."""
    factors = {mode: {"use": 5.0} for mode in LIFE_CYCLE.factors.factors}
    same = FactorSet("same", "life_cycle", DAY_ONE, "", "", factors)
    found = baselines(Method(same, LIFE_CYCLE.counterfactual))
    assert [found.low, found.value, found.high] == pytest.approx([5, 5, 5])


def test_scopes_are_never_mixed() -> None:
    assert (LIFE_CYCLE.factors.scope, USE_PHASE.factors.scope) == ("life_cycle", "use_phase")
    assert all(set(phases) == {"use"} for phases in USE_PHASE.factors.factors.values())


def test_the_example_of_replaced_trips_is_flagged_as_no_survey() -> None:
    assert not LIFE_CYCLE.counterfactual.verified
    assert sum(LIFE_CYCLE.counterfactual.answers.values()) == LIFE_CYCLE.counterfactual.respondents


def test_released_data_were_never_changed() -> None:
    """A new value is a new file with a later `valid_from`. Old figures must stay what they were."""
    assert {each.id: content_hash(each.id)[:16] for each in data_sets()} == HASHES
