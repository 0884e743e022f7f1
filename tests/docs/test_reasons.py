"""The page of reasons names each as the code has it, with the values of the limits that it depends on."""

import re
from pathlib import Path

import pytest

from services.gateway.riders.reasons.rules import REASONS
from services.trips.limits.rules import BIKE, EBIKE, TYPES
from services.trips.reasons.rules import MEANINGS, Reason
from services.trips.rules import DURATION_S_MAX, DURATION_S_MIN, LATE_AFTER, verdict_alone

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "reasons.md").read_text()
ROWS = {name: cells for name, *cells in re.findall(r"^\| `(\w+)` \|" + 5 * r" (.+?) \|" + "$", PAGE, re.M)}
NO_REASON = {"step_m", "move_s", "move_m", "trim_s", "claim_factor"}
"""Limits of how long a trip is and how far, not of whether it counts."""


def test_the_page_has_every_reason_and_no_other() -> None:
    assert list(ROWS) == list(MEANINGS)


@pytest.mark.parametrize("reason", MEANINGS)
def test_a_reason_is_told_as_it_is(reason: Reason) -> None:
    does, looks_at, when, lifted_by, told = ROWS[reason]
    meaning = MEANINGS[reason]
    assert (does, looks_at, lifted_by) == (meaning.does, meaning.looks_at, meaning.lifted_by)
    assert told == (f"“{REASONS[reason]}”" if reason in REASONS else "nothing")
    named = re.findall(r"{(\w+)}", meaning.when)
    assert re.findall(r"`(\w+)`", when) == named
    assert [limit for limit in named if not all(value in when for value in values(limit))] == []


def values(limit: str) -> list[str]:
    """The values of a limit as they are written on the page. A word is not."""
    kind, both = TYPES[limit], {getattr(EBIKE, limit): "e-bike "} | {getattr(BIKE, limit): ""}
    if not hasattr(kind, "__metadata__"):
        return []
    [within] = kind.__metadata__
    form = ".0%" if within.unit == "share" else ","
    return [f"{vehicle}{value:{form}}" for value, vehicle in both.items()]


def test_each_limit_belongs_to_a_reason() -> None:
    named = {limit for meaning in MEANINGS.values() for limit in re.findall(r"{(\w+)}", meaning.when)}
    assert named <= TYPES.keys()
    assert TYPES.keys() - named == NO_REASON


def test_the_lines_of_the_game_are_told_as_they_are() -> None:
    assert (DURATION_S_MIN, DURATION_S_MAX, LATE_AFTER.days) == (60, 24 * 3_600, 14)
    assert "under a minute" in ROWS["too_short"][2]
    assert "over 24 hours" in ROWS["too_long"][2]
    assert "14 days" in ROWS["too_late"][2]
    for reason, kmh in (("suspicious_speed", 30), ("too_fast", 45)):
        assert f"{kmh} km/h" in ROWS[reason][2]
        assert [
            verdict_alone(3_600, metres).reason == reason for metres in (kmh * 1_000, kmh * 1_000 + 1)
        ] == [
            False,
            True,
        ]
