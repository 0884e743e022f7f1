"""Law 9: of all that follows from all releases together, nothing is the sum of too few."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.public_value.releases import rules
from services.public_value.releases.enough import rules as enough
from services.public_value.releases.months import rules as months
from services.public_value.releases.places import rules as places
from tests.public_value.releases.sums import leaks, random_city

MEASURES = ("trips", "duration_s", "distance_m")


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_sum_of_too_few_follows_from_all_releases(seed: int) -> None:
    """For each reader who knows one operator's trips or none, what phones alone have told, what one rider
    did, and where nobody rode: k = 2 others stand behind every sum, and none of them has most of it."""
    city = random_city(seed)
    for measure in MEASURES:
        assert next(leaks(city, measure), None) is None, measure


def _find(seeds: range) -> object:
    cities = (random_city(seed) for seed in seeds)
    return next((leak for city in cities for measure in MEASURES for leak in leaks(city, measure)), None)


@pytest.mark.parametrize(
    ("module", "name", "planted"),
    [
        pytest.param(places, "are_enough_or_nothing", lambda rows, limits: True, id="no rest"),
        pytest.param(enough, "readers_of", lambda rows: [None], id="operators know nothing"),
        pytest.param(rules, "days_by_place", lambda days, limits: sorted(days), id="no steady zones"),
        pytest.param(rules, "are_types_told", lambda *args: True, id="types are always told"),
        pytest.param(months, "_is_a_zone_mixed", lambda *args: True, id="types of a month by place"),
        pytest.param(
            enough, "are_enough_for_one", lambda rows, *_: len(enough.covering(rows)) > 2, id="no p % rule"
        ),
    ],
)
def test_a_planted_leak_is_found(
    module: object, name: str, planted: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, planted)
    for other in (enough, months, places, rules):
        if hasattr(other, name):
            monkeypatch.setattr(other, name, planted)
    assert _find(range(1_500))
