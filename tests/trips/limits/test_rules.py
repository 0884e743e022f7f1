"""Limits as data: which version judges a day, what a change leaves as it was, and what may be written."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest

from services.trips.limit_changes.bodies import LimitsBody, as_stored
from services.trips.limits.rules import (
    BIKE,
    EBIKE,
    FIRST,
    TYPES,
    Stop,
    Version,
    first_version,
    limits_of,
    meanings,
    version_after,
    version_of,
)
from services.trips.limits.steps import FACT_TYPES, KIND, facts
from shared.http import bodies
from shared.http.problems import ValidationError
from shared.two_keys.rules import Condition, Guard, covering_body
from tests.trips.limits.writing import REASON

DAY = date(2026, 12, 1)


def versions(*firsts: int, stops: Mapping[int, Stop] | None = None) -> list[Version]:
    """Version 1, and one for each of these days from DAY on, whose `tiny_n` is its number."""
    found = [first_version()]
    for days in firsts:
        number = found[-1].version + 1
        body = {"valid_from": str(DAY + timedelta(days=days)), "bike": {"tiny_n": number}}
        stop = (stops or {}).get(number)
        found.append(version_after(found[-1], number, body, [stop] if stop else []))
    return found


@pytest.mark.parametrize(
    ("firsts", "expected"),
    [
        pytest.param([], 1, id="none but the default"),
        pytest.param([1], 1, id="begins tomorrow"),
        pytest.param([0], 2, id="begins today"),
        pytest.param([-2, -1], 3, id="the latest begun"),
        pytest.param([-1, -2], 2, id="the latest begun was written before"),
        pytest.param([-1, -1], 3, id="of one day the last"),
        pytest.param([-1, 1], 2, id="one that has not begun judges nothing"),
    ],
)
def test_which_version_judges_a_day(firsts: list[int], expected: int) -> None:
    known = versions(*firsts)
    assert version_of(known, DAY).version == expected
    assert version_of(known[::-1], DAY).version == expected
    tiny_n = limits_of(known, "bike", DAY).tiny_n
    assert tiny_n == (expected if expected > 1 else 3)


@pytest.mark.parametrize(("days", "expected"), [(-1, 2), (0, 1), (1, 1), (2, 2)])
def test_a_stopped_version_is_as_if_it_were_not_there(days: int, expected: int) -> None:
    known = versions(-5, stops={2: Stop(DAY, DAY + timedelta(days=1))})
    assert version_of(known, DAY + timedelta(days=days)).version == expected


def test_what_is_not_named_stays_as_in_the_version_before() -> None:
    second = version_after(first_version(), 2, {"valid_from": "2026-12-01", "ebike": {"surge": 0.4}})
    third = version_after(second, 3, {"valid_from": "2026-11-01", "bike": {"surge": 0.2}})
    assert asdict(third.by_vehicle["ebike"]) == asdict(EBIKE) | {"surge": 0.4}
    assert asdict(third.by_vehicle["bike"]) == asdict(BIKE) | {"surge": 0.2}
    assert second.by_vehicle["bike"] == BIKE


def test_what_is_no_limit_any_more_is_passed_over() -> None:
    body = {"valid_from": "2026-12-01", "bike": {"older_name": 7, "tiny_n": 2}}
    assert asdict(version_after(first_version(), 2, body).by_vehicle["bike"]) == asdict(BIKE) | {"tiny_n": 2}


def test_the_settings_say_two_words_of_version_1() -> None:
    for limits in first_version("refused", "required").by_vehicle.values():
        assert (limits.rider_trips, limits.two_sources) == ("refused", "required")
    assert first_version().by_vehicle == FIRST


def test_every_limit_has_a_meaning_and_a_value_that_may_be_written() -> None:
    texts = meanings()
    assert texts.keys() == TYPES.keys() == asdict(BIKE).keys()
    assert [name for name, text in texts.items() if not text.endswith(".")] == []
    for vehicle, limits in FIRST.items():
        whole = {"valid_from": "2026-12-01", vehicle: asdict(limits), **REASON}
        assert as_stored(bodies.validate(LimitsBody, whole))[vehicle] == asdict(limits)


NUMBERS = {name: kind.__metadata__[0] for name, kind in TYPES.items() if hasattr(kind, "__metadata__")}
WHOLE = [name for name in NUMBERS if TYPES[name].__origin__ is int]


def fault(name: str, value: object) -> tuple[str, str] | None:
    """Pointer and code of the fault in a body with this value; None if there is none."""
    try:
        bodies.validate(LimitsBody, {"valid_from": "2026-12-01", "ebike": {name: value}, **REASON})
    except ValidationError as problem:
        [error] = problem.members["errors"]
        return error["pointer"], error["code"]
    return None


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_has_bounds(name: str) -> None:
    within, step = NUMBERS[name], 1 if name in WHOLE else 0.001
    least, most = within.least, within.most
    assert (fault(name, least), fault(name, most)) == (None, None)
    for beyond in (round(least - step, 3), round(most + step, 3), 2**63):
        assert fault(name, beyond) == (f"/ebike/{name}", "out_of_range")


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("value", [True, "5", [5], {}, 10**400])
def test_another_type_is_refused(name: str, value: object) -> None:
    pointer, code = fault(name, value) or ("", "")
    assert pointer == f"/ebike/{name}"
    assert code in (("wrong_type", "out_of_range") if name in NUMBERS else ("wrong_type", "not_allowed"))


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        pytest.param("tiny_n", 3.0, "wrong_type", id="a whole number with a point"),
        pytest.param("surge", 0.3004, "bad_format", id="four decimals"),
        pytest.param("surge", 0.055, None, id="three decimals"),
        pytest.param("surge", 1, None, id="a whole number where decimals may be"),
        pytest.param("surge", None, "null", id="null"),
        pytest.param("rider_trips", "believed", "not_allowed", id="another word"),
        pytest.param("rider_trips", "accepted", None, id="a word"),
        pytest.param("speed_max", 45, "unknown_field", id="no limit"),
    ],
)
def test_what_a_limit_may_be(name: str, value: object, code: str | None) -> None:
    assert fault(name, value) == (code and (f"/ebike/{name}", code))


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        pytest.param({"bike": {}}, "/bike", "empty", id="nothing changes"),
        pytest.param({"bike": {}, "ebike": {"tiny_n": 2}}, "", "", id="something changes"),
        pytest.param({"scooter": {}}, "/scooter", "unknown_field", id="another vehicle"),
        pytest.param({"bike": []}, "/bike", "wrong_type", id="a list"),
        pytest.param({"ebike": None}, "/ebike", "null", id="null"),
        pytest.param({"valid_from": "tomorrow"}, "/valid_from", "bad_format", id="no day"),
        pytest.param({"reason": "no"}, "/reason", "out_of_range", id="hardly a reason"),
    ],
)
def test_what_a_body_may_be(changes: dict[str, Any], pointer: str, code: str) -> None:
    body = {"valid_from": "2026-12-01", "bike": {"tiny_n": 2}, **REASON} | changes
    if not code:
        bodies.validate(LimitsBody, body)
        return
    with pytest.raises(ValidationError) as refused:
        bodies.validate(LimitsBody, body)
    [error] = refused.value.members["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_only_what_is_named_is_stored() -> None:
    sent = {"valid_from": "2026-12-01", "bike": {"surge": 1, "tiny_n": 2}, **REASON}
    assert as_stored(bodies.validate(LimitsBody, sent)) == {
        "valid_from": "2026-12-01",
        "bike": {"surge": 1.0, "tiny_n": 2},
    }


def test_every_limit_of_every_vehicle_is_a_fact_that_guards_can_ask() -> None:
    body = {vehicle: asdict(limits) for vehicle, limits in FIRST.items()}
    found = facts(body)
    assert found.keys() == FACT_TYPES.keys()
    kinds = {"number": int, "text": str, "list": list}
    assert [name for name, fact in found.items() if not isinstance(fact, kinds[FACT_TYPES[name]])] == []
    assert found["ebike_surge_thousandths"] == 350
    assert found["bike_rider_trips"] == "confirmed_later"


@pytest.mark.parametrize(
    ("when", "covers"),
    [
        pytest.param(Condition("bike_surge_thousandths", over=300), True, id="above the bound"),
        pytest.param(Condition("bike_surge_thousandths", over=301), False, id="not above the bound"),
        pytest.param(Condition("ebike_surge_thousandths", given=True), False, id="of another vehicle"),
        pytest.param(Condition("names", any_of=("surge", "strikes")), True, id="one of these names"),
        pytest.param(Condition("names", any_of=("strikes",)), False, id="none of these names"),
    ],
)
def test_what_a_guard_covers(when: Condition, covers: bool) -> None:
    guards = [Guard("one", (when,), "city")]
    body = {"valid_from": "2026-12-01", "bike": {"surge": 0.301}}
    assert bool(covering_body(KIND, guards, body)) is covers
