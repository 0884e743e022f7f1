"""What a factor set makes of a kilometre, and what it says to guards."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_value.factor_sets import rules
from services.public_value.factor_sets.actions import in_order
from services.public_value.factor_sets.rules import method_of, saved, saved_mg_per_km
from services.public_value.indicators.climate.rules import method_on, net_balance
from services.public_value.indicators.climate.store import data_sets
from shared.http.problems import ValidationError
from tests.public_value.events import DAY_ONE
from tests.public_value.factor_sets import CONTENTS, PHASES, SHARES

from .doors import DAY

BODY: dict[str, Any] = {"valid_from": "2026-05-05", **CONTENTS}


def test_a_set_holds_for_its_own_scope_alone() -> None:
    use_only = {mode: {"use": phases["use"]} for mode, phases in BODY["factors"].items()}
    every = in_order([*data_sets(), *method_of("of use", BODY | {"factors": use_only})])
    assert method_on(every, DAY_ONE + DAY).factors.id == "itf-2020-life-cycle"
    assert method_on(every, DAY_ONE + DAY).counterfactual.id == "example-shares"
    assert method_on(every, DAY_ONE + DAY, "use_phase") == method_of("of use", BODY | {"factors": use_only})


def test_the_same_contents_are_worked_out_once() -> None:
    assert method_of("ours", BODY).factors is method_of("ours", dict(reversed(BODY.items()))).factors


def test_a_share_of_nobody_knows_how_many_is_as_uncertain_as_one_answer() -> None:
    known = saved(method_of("ours", BODY)).bike
    shares = {mode: {"share": each["share"]} for mode, each in SHARES.items()}
    unknown = saved(method_of("ours", BODY | {"shares": shares})).bike
    assert unknown.value == known.value
    assert unknown.low < known.low
    assert unknown.high > known.high


def test_where_all_would_have_gone_by_one_mode_there_is_no_interval() -> None:
    low, value, high = saved(method_of("ours", BODY | {"shares": {"car": {"share": 1.0, "n": 9}}})).bike
    assert low == value == high == pytest.approx(120)


def test_without_a_car_the_share_of_what_emits_most_is_varied() -> None:
    shares = {"bus": {"share": 0.5, "n": 10}, "walk": {"share": 0.5, "n": 10}}
    assert method_of("ours", BODY | {"shares": shares}).counterfactual.varied == "bus"


def test_guards_ask_for_what_a_set_says() -> None:
    assert rules.facts(BODY) == {
        "scope": "life_cycle",
        "verified": "yes",
        "modes": ["bus", "car", "metro", "walk"],
        "car_share_thousandths": 200,
        "bike_saved_mg_per_km": 33_000,
        "ebike_saved_mg_per_km": 13_000,
        "survey_id": "survey-1",
    }
    assert rules.facts(BODY).keys() == rules.FACT_TYPES.keys()


@given(
    grams=st.lists(st.floats(0, 500), min_size=6, max_size=6),
    numbers=st.lists(st.integers(1, 100), min_size=4, max_size=4),
    n=st.integers(1, 10_000),
)
def test_of_any_set_the_figure_lies_within_its_interval_and_no_saving_is_negative(
    grams: list[float], numbers: list[int], n: int
) -> None:
    modes = ("bike", "ebike", "car", "bus", "metro", "walk")
    factors = {mode: dict.fromkeys(PHASES, each / 5) for mode, each in zip(modes, grams, strict=True)}
    parts = zip(modes[2:], numbers, strict=True)
    shares = {mode: {"share": each / sum(numbers), "n": n} for mode, each in parts}
    body = BODY | {"factors": factors, "shares": shares}
    rules.check(body)
    method = method_of("any", body)
    for each in saved(method):
        assert each.low <= each.value <= each.high
    assert all(amount >= 0 for amount in saved_mg_per_km(method).values())
    balance = net_balance(method, 3_000, 4_000)
    assert balance.low <= balance.value <= balance.high


@given(share=st.floats(0.21, 1))
def test_shares_that_do_not_add_up_are_refused(share: float) -> None:
    with pytest.raises(ValidationError):
        rules.check(BODY | {"shares": {**SHARES, "car": {"share": share, "n": 400}}})


def test_the_first_day_is_a_day() -> None:
    assert method_of("ours", BODY).factors.valid_from == date(2026, 5, 5)
