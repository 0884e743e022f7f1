"""Which changes a guard covers, and when a covered change is signed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.two_keys.rules import (
    Approval,
    Change,
    Condition,
    Facts,
    Guard,
    covering,
    fingerprint,
    guard_as_json,
    guard_of,
    holds,
    unsigned,
)

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
GUARD = Guard("high-rewards", (Condition("reward_points", over=500),), "city")
SILENT = Guard("silent", (), "city", veto_hours=72)
FACTS: Facts = {"reward_points": 501, "who": "all", "start_zone_ids": ["gracia", "sants"]}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("reward_points", over=500), True),
        (Condition("reward_points", over=501), False),
        (Condition("reward_points", under=502), True),
        (Condition("reward_points", under=501), False),
        (Condition("who", any_of=("all", "joined")), True),
        (Condition("who", any_of=("joined",)), False),
        (Condition("start_zone_ids", any_of=("sants",)), True),
        (Condition("start_zone_ids", any_of=("horta",)), False),
        (Condition("campaign_id", given=True), False),
        (Condition("campaign_id", given=False), True),
        (Condition("who", given=True), True),
        (Condition("campaign_id", over=0), False),
        (Condition("who", over=0), False),
        (Condition("reward_points", any_of=("501",)), False),
    ],
)
def test_when_a_condition_holds(condition: Condition, expected: bool) -> None:
    assert holds(condition, FACTS) is expected


def test_a_guard_covers_when_all_its_conditions_hold_and_an_empty_one_always() -> None:
    both = Guard("both", (Condition("reward_points", over=500), Condition("who", any_of=("joined",))), "city")
    assert covering([GUARD, both, SILENT], FACTS) == [GUARD, SILENT]
    assert covering([GUARD, SILENT], {"reward_points": 500}) == [SILENT]


def change(state: Any = "submitted", approved_ago: timedelta | None = None, **changes: Any) -> Change:
    """A change that was submitted four days ago, under all guards."""
    fingerprints = frozenset({fingerprint(GUARD), fingerprint(SILENT)})
    approvals: tuple[Approval, ...] = ()
    if approved_ago is not None:
        approvals = (Approval(changes.pop("role", "city"), NOW - approved_ago, "b", fingerprints),)
    values: dict[str, Any] = {"submitted_at": NOW - timedelta(days=4), "fingerprints": fingerprints} | changes
    return Change(change_id=uuid4(), version=1, state=state, signer="a", approvals=approvals, **values)


DAYS_30 = timedelta(days=30)
MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "is_signed"),
    [
        pytest.param([], False, id="nothing was submitted"),
        pytest.param([change()], False, id="nobody has signed"),
        pytest.param(
            [change("published", MOMENT), change("refused")], False, id="refused after it was published"
        ),
        pytest.param([change("refused"), change("approved", MOMENT)], True, id="signed after it was refused"),
        pytest.param([change("approved", MOMENT)], True, id="signed"),
        pytest.param([change("approved", DAYS_30 - MOMENT)], True, id="signed nearly 30 days ago"),
        pytest.param([change("approved", DAYS_30)], False, id="lapsed"),
        pytest.param([change("published", DAYS_30 * 9)], True, id="was in force, lapses no more"),
        pytest.param([change("over", MOMENT)], False, id="written anew since"),
        pytest.param([change("refused", MOMENT)], False, id="refused"),
        pytest.param([change("approved", MOMENT, role="auditor")], False, id="another key"),
        pytest.param([change("over"), change("approved", MOMENT)], True, id="submitted twice, signed once"),
    ],
)
def test_when_a_guard_is_satisfied(changes: list[Change], is_signed: bool) -> None:
    assert (unsigned([GUARD], changes, NOW) == []) is is_signed


def test_a_guard_that_is_new_since_the_signature_wants_its_own() -> None:
    stricter = Guard("high-rewards", (Condition("reward_points", over=400),), "city")
    signed = change("published", MOMENT)
    assert unsigned([GUARD, stricter], [signed], NOW) == [stricter]


@pytest.mark.parametrize(
    ("state", "hours", "is_signed"),
    [
        ("submitted", 72, True),
        ("submitted", 71, False),
        ("refused", 72, False),
        ("over", 72, False),
        ("published", 1, True),
    ],
)
def test_silence_is_consent_after_the_veto_hours(state: Any, hours: int, is_signed: bool) -> None:
    silent = change(state, submitted_at=NOW - timedelta(hours=hours))
    assert (unsigned([SILENT], [silent], NOW) == []) is is_signed


def test_silence_before_a_guard_was_set_is_no_consent() -> None:
    assert unsigned([SILENT], [change(fingerprints=frozenset())], NOW) == [SILENT]


@pytest.mark.parametrize(
    "guard", [GUARD, SILENT, Guard("g", (Condition("who", any_of=("all",)),), "auditor")]
)
def test_a_guard_comes_back_from_how_it_is_kept(guard: Guard) -> None:
    assert guard_of(guard_as_json(guard)) == guard
