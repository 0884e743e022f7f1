"""Golden cases of joining and leaving challenges, and of what is said while one is paused."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pytest

from services.challenges.tree.joining import Joinable, Span, joining, leaving, takes_place
from services.challenges.tree.pausing import Standing, says

from .challenges import Case, cases, id_of, tree_of_case

pytestmark = pytest.mark.cases

DONE = {"joins": "joined", "is-in": "joined", "leaves": "left"}


def joinable(challenge: Mapping[str, Any], state: Any) -> Joinable:
    closed_at = instant(challenge.get("closed_at"))
    return Joinable(id_of(challenge["challenge_id"]), state, tree_of_case(challenge), closed_at)


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def spans(joins: Iterable[Mapping[str, Any]], challenge_id: str, rider: str) -> list[Span]:
    """When a rider was in a challenge."""
    return [
        Span(datetime.fromisoformat(each["from"]), instant(each.get("until")))
        for each in joins
        if (each["challenge_id"], each["rider"]) == (challenge_id, rider)
    ]


@pytest.mark.parametrize("case", cases("joining"))
def test_joining(case: Case) -> None:
    rider, at, challenge = case["rider"], datetime.fromisoformat(case["at"]), case["challenge"]
    places = [
        takes_place(
            joinable(other, "closed" if "closed_at" in other else "published"),
            challenge["group"]["group_id"],
            spans(case["joins"], other["challenge_id"], rider),
            at,
        )
        for other in case.get("others", ())
    ]
    answer = joining(
        joinable(challenge, case["state"]),
        id_of(rider),
        spans(case["joins"], challenge["challenge_id"], rider),
        at,
        places_taken=sum(places),
        is_budget_spent=case["budget_spent"],
    )
    assert DONE.get(answer, answer) == case["answer"], case["because"]


@pytest.mark.parametrize("case", cases("leaving"))
def test_leaving(case: Case) -> None:
    rider, challenge = case["rider"], case["challenge"]
    answer = leaving(
        joinable(challenge, case["state"]),
        id_of(rider),
        spans(case["joins"], challenge["challenge_id"], rider),
        datetime.fromisoformat(case["at"]),
        is_completed=case["completed"],
    )
    assert DONE.get(answer, answer) == case["answer"], case["because"]


@pytest.mark.parametrize("case", cases("pausing"))
def test_pausing(case: Case) -> None:
    told = says(Standing(**case["said"]), Standing(**case["true"]))
    found = told and {name: value for name, value in told._asdict().items() if value is not None}
    assert found == case["says"], case["because"]
