"""Golden cases of challenges as they are written: which are refused, which are taken with a warning, and what
may be changed once they are published."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.challenges.tree.bodies import TreeBody
from services.challenges.tree.changes import not_in_favour
from services.challenges.tree.refusals import Game, instant_of, read
from services.challenges.tree.trees import tree_of
from services.challenges.tree.warnings import warnings
from tests.challenges.tree.writing import MADRID, POINTS_MAX, stored

from .challenges import Case, body_of, cases, id_of

pytestmark = pytest.mark.cases

SAVED_MG_PER_KM = {"bike": 7_027, "ebike": 0}


@pytest.mark.parametrize("case", cases("refused"))
def test_a_challenge_is_refused_for_each_of_its_faults_or_taken(case: Case) -> None:
    published = {
        id_of(each["challenge_id"]): each.get("holdout_percent", 0) for each in case.get("others", ())
    }
    zone = ZoneInfo(case["timezone"]) if "timezone" in case else MADRID
    written, found = read(TreeBody, body_of(case["challenge"]), Game(zone, POINTS_MAX, published))
    assert sorted([each["pointer"], each["code"]] for each in found) == sorted(case["faults"])
    if written is None:
        return
    saved = case.get("saved_mg_per_km", SAVED_MG_PER_KM)
    warned = warnings(tree_of(stored(body_of(case["challenge"]), zone)), saved)
    as_listed = [[part for part in each if part is not None] for each in warned]
    assert sorted(as_listed) == sorted(case.get("warnings", []))


@pytest.mark.parametrize("case", cases("changes"))
@pytest.mark.parametrize("is_stored", [False, True], ids=["as written", "as stored"])
def test_what_is_published_changes_only_in_riders_favour(case: Case, is_stored: bool) -> None:
    before, after = body_of(case["before"]), body_of(case["after"])
    if is_stored:
        before, after = stored(before), stored(after)
    ends_at = instant_of(before["ends_at"])
    now = datetime.fromisoformat(case["now"]).astimezone(UTC) if "now" in case else ends_at - timedelta(1)
    assert not_in_favour(before, after, now) == case["pointers"], case["because"]
