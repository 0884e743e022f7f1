"""Divergence: goldens G22 to G24, and what holds of any weights."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.public_value.divergence.rules import (
    Expectation,
    Orphan,
    Weights,
    achievement,
    alignment,
    expectation_gap,
    is_below_floor,
    jensen_shannon,
    orphans,
    perception_gap,
    priority_divergence,
    rank_conflict,
    score,
    shares,
    spearman,
    spread,
    target_divergence,
    trade_offs,
)

VALUES = ("health", "climate", "equity", "reliability", "participation", "efficiency")


def by_value(*numbers: str) -> dict[str, Decimal]:
    return dict(zip(VALUES, map(Decimal, numbers), strict=True))


def weighed(*numbers: str) -> Weights:
    return {value: Fraction(number) for value, number in by_value(*numbers).items()}


CITY = weighed("0.20", "0.20", "0.20", "0.15", "0.15", "0.10")
OPERATOR = weighed("0.05", "0.10", "0.05", "0.35", "0.05", "0.40")
CITIZENS = weighed("0.15", "0.10", "0.20", "0.30", "0.20", "0.05")
ACTORS = {"city": CITY, "operator": OPERATOR, "citizens": CITIZENS}
REALISED = by_value("70", "35", ".32", "96", ".12", "6.5")
BASELINES = by_value("0", "0", ".50", "90", "0", "0")
TARGETS = {
    "city": by_value("100", "50", ".20", "97", ".30", "5"),
    "operator": by_value("60", "30", ".35", "98", ".10", "8"),
    "citizens": by_value("80", "40", ".20", "99", ".40", "4"),
}
ACHIEVED = {
    actor: {v: achievement(REALISED[v], Expectation(BASELINES[v], targets[v])) for v in VALUES}
    for actor, targets in TARGETS.items()
}


def four_digits(value: float) -> object:
    return pytest.approx(value, rel=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "apart", "jsd", "tau"),
    [
        pytest.param(CITY, OPERATOR, "0.5", 0.1998, -0.6093, id="city and operator"),
        pytest.param(CITY, CITIZENS, "0.2", 0.04194, 0.0, id="city and citizens"),
        pytest.param(OPERATOR, CITIZENS, "0.4", 0.2015, -0.3086, id="operator and citizens"),
    ],
)
def test_g22_how_priorities_differ(one: Weights, other: Weights, apart: str, jsd: float, tau: float) -> None:
    assert priority_divergence(one, other) == Fraction(apart)
    assert jensen_shannon([one, other]) == four_digits(jsd)
    assert rank_conflict(one, other) == pytest.approx(tau, abs=5e-5)


def test_g22_how_priorities_of_all_three_differ() -> None:
    assert jensen_shannon(list(ACTORS.values())) == four_digits(0.1256)


def test_g23_what_each_actor_has_achieved() -> None:
    scores = {actor: score(weights, ACHIEVED[actor]) for actor, weights in ACTORS.items()}
    assert {actor: float(value or 0) for actor, value in scores.items()} == {
        "city": four_digits(0.6886),
        "operator": four_digits(0.8375),
        "citizens": four_digits(0.6488),
    }
    assert float(spread(value for value in scores.values() if value)) == four_digits(0.1888)
    assert [ACHIEVED[actor]["equity"] for actor in ACTORS] == [Fraction(3, 5), 1, Fraction(3, 5)]


def test_g23_orphans_are_what_the_operator_neglects_and_a_value_on_the_edge_is_none() -> None:
    assert ACHIEVED["city"]["health"] == Fraction(7, 10)
    found = orphans(ACTORS, ACHIEVED)
    assert [each for each in found if each.neglecting_actor == "operator"] == [
        Orphan("equity", "operator"),
        Orphan("participation", "operator"),
    ]
    a_little_less = ACHIEVED | {"city": ACHIEVED["city"] | {"health": Fraction("0.6999999999999999")}}
    assert Orphan("health", "operator") in orphans(ACTORS, a_little_less)


def test_g24_whom_the_points_serve() -> None:
    points = shares(by_value("35", "15", "2", "10", "3", "35"))
    found = [alignment(points, weights) for weights in ACTORS.values()]
    assert found == [Fraction("0.6"), Fraction("0.65"), Fraction("0.45")]


def test_a_value_without_a_figure_takes_no_part_in_a_score() -> None:
    known = {value: share for value, share in ACHIEVED["city"].items() if value in ("health", "equity")}
    assert score(CITY, known) == Fraction(13, 20)
    assert score(CITY, {}) is None


def test_gaps_compare_what_was_achieved_with_answers_from_one_to_five() -> None:
    assert expectation_gap(Fraction(3, 5), Decimal("4.2")) == Fraction(-1, 5)
    assert expectation_gap(Fraction(3, 5)) == Fraction(-2, 5)
    assert perception_gap(Fraction(3, 5), Decimal("2.6")) == Fraction(-1, 5)
    assert perception_gap(Fraction(-1, 2), Decimal(1)) == 0


@pytest.mark.parametrize(
    ("target", "realised", "below"),
    [("10", "4", True), ("10", "5", False), ("-10", "6", True), ("-10", "5", False)],
)
def test_a_floor_is_passed_on_the_side_away_from_the_target(target: str, realised: str, below: bool) -> None:
    expected = Expectation(Decimal(0), Decimal(target), Decimal(5))
    assert is_below_floor(Decimal(realised), expected) == below


def test_targets_apart() -> None:
    targets = [TARGETS[actor]["health"] for actor in ACTORS]
    assert target_divergence(Decimal(0), targets) == Fraction(40, 100)


RISING = [1.0, 2, 3, 4, 5, 6, 7, 8]


def test_a_trade_off_takes_eight_periods_a_fall_against_a_rise_and_two_wills() -> None:
    series = {"equity": RISING, "efficiency": RISING[::-1], "health": RISING}
    assert trade_offs(series, CITY, OPERATOR) == [("efficiency", "equity"), ("efficiency", "health")]
    seven = {value: each[:7] for value, each in series.items()}
    assert trade_offs(seven, CITY, OPERATOR) == []
    assert trade_offs(series, CITY, CITY) == []


def test_ranks_of_equal_numbers_are_their_mean() -> None:
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == four_digits(0.9487)
    assert spearman(RISING, [5.0] * 8) is None


weights_of_six = (
    st.lists(st.integers(0, 100), min_size=6, max_size=6)
    .filter(any)
    .map(lambda numbers: shares(dict(zip(VALUES, numbers, strict=True))))
)


@given(one=weights_of_six, other=weights_of_six, third=weights_of_six)
def test_priority_divergence_is_a_distance(one: Weights, other: Weights, third: Weights) -> None:
    apart = priority_divergence(one, other)
    assert 0 <= apart <= 1
    assert apart == priority_divergence(other, one)
    assert priority_divergence(one, one) == 0
    assert apart <= priority_divergence(one, third) + priority_divergence(third, other)


@given(actors=st.lists(weights_of_six, min_size=2, max_size=4))
def test_jensen_shannon_lies_between_nothing_and_one(actors: list[Weights]) -> None:
    assert 0 <= jensen_shannon(actors) <= 1
    assert jensen_shannon([actors[0], actors[0]]) == pytest.approx(0, abs=1e-12)


def test_who_shares_no_value_is_as_far_apart_as_can_be() -> None:
    apart = [{value: Fraction(1)} for value in VALUES[:3]]
    assert jensen_shannon(apart) == pytest.approx(1)
    assert priority_divergence(apart[0], apart[1]) == 1


amounts = st.decimals(-1_000, 1_000, places=2)


@given(baseline=amounts, target=amounts, figures=st.lists(amounts, min_size=2, max_size=2))
def test_achievement_grows_toward_the_target(
    baseline: Decimal, target: Decimal, figures: list[Decimal]
) -> None:
    if baseline == target:
        return
    expected = Expectation(baseline, target)
    near, far = sorted(figures, key=lambda figure: (target - baseline) * figure, reverse=True)
    assert achievement(near, expected) >= achievement(far, expected)
    assert achievement(baseline, expected) == 0
    assert achievement(target, expected) == 1
