"""The golden examples of the public-value model, to four digits: G01 to G31, those of climate in
test_climate.

G06, G09, G12, G14 and G20 are not in the model; G21 (noise) and G30 (what is hidden) are not of indicators.
"""

from datetime import date
from zoneinfo import ZoneInfo

import msgspec
import pytest

from services.public_value.divergence.rules import claim_gap
from services.public_value.indicators.climate.rules import Counterfactual, car_km_avoided, method_on
from services.public_value.indicators.climate.store import data_sets
from services.public_value.indicators.efficiency.rules import bikes_per_1000_residents
from services.public_value.indicators.engagement.rules import (
    banzhaf,
    citizen_share,
    contributions_gini,
    phase_entropy,
    upstream,
)
from services.public_value.indicators.equity.rules import (
    Place,
    atkinson,
    concentration,
    deprived_ratio,
    gini,
    gini_of,
    mean,
    mean_log_deviation,
    theil_t,
)
from services.public_value.indicators.estimates import ratio
from services.public_value.indicators.health.rules import (
    HealthFactors,
    Range,
    deaths_averted,
    kcal,
    met_minutes,
    present_value_factor,
    reduction,
    reference_minutes,
    value_eur,
)
from services.public_value.indicators.health.store import content_hash, health_factors
from services.public_value.indicators.integrity.rules import Group, uplift
from services.public_value.indicators.liveability import store as liveability
from services.public_value.indicators.liveability.rules import CostFactors, external_cost_eur
from services.public_value.indicators.reliability.rules import day_of, minutes_of_day, usable_share
from tests.public_value.events import DAY_ONE

[HEAT] = health_factors()
[MUNICH] = liveability.cost_factors()
LIFE_CYCLE = method_on(data_sets(), DAY_ONE)
USE_PHASE = method_on(data_sets(), DAY_ONE, "use_phase")
HASHES = {"heat-spain": "7540e110d15ba389", "munich-2022": "f2e70d7f9aa914f8"}
MARKETS = [Place(50_000, 20, 4), Place(30_000, 10, 3), Place(15_000, 5, 2), Place(5_000, 2, 1)]
ALL = frozenset(MUNICH.costs["car"])


def four_digits(value: float) -> object:
    return pytest.approx(value, rel=5e-4)


def all_in_one(factors: HealthFactors, *, substituted: float) -> HealthFactors:
    return msgspec.structs.replace(factors, substituted=Range(substituted, substituted, substituted))


def survey(**answers: float) -> Counterfactual:
    return Counterfactual("survey", DAY_ONE, True, "", round(sum(answers.values())), answers, "car")


def test_g01_walking_in_spain_as_published() -> None:
    deaths = deaths_averted(100_000, 52.5, HEAT, HEAT.walking)
    assert deaths.value == pytest.approx(10.88069125, rel=1e-8)
    assert value_eur(deaths, HEAT).value / 100_000 == pytest.approx(272.795468, rel=1e-8)


def test_g04_ten_thousand_riders_of_an_hour_a_week() -> None:
    assert reduction(60, HEAT.cycling, 0.9) == four_digits(0.06)
    assert 10_000 * HEAT.cycling.deaths_per_100k / 100_000 == four_digits(19.93)
    deaths = deaths_averted(10_000, 60, HEAT)
    assert deaths.value == four_digits(1.196)
    assert value_eur(deaths, HEAT).value == four_digits(2.998e6)
    europe = msgspec.structs.replace(HEAT, value_of_life_eur=Range(0, 2_891_447.277, 0))
    assert value_eur(deaths, europe).value == four_digits(3.457e6)
    assert deaths_averted(10_000, 60, all_in_one(HEAT, substituted=0.5)).value == four_digits(0.5978)


@pytest.mark.parametrize(("weekly_min", "expected"), [(449, 0.449), (450, 0.45), (600, 0.45)])
def test_g05_cycling_helps_up_to_a_cap(weekly_min: float, expected: float) -> None:
    assert reduction(weekly_min, HEAT.cycling, 0.9) == four_digits(expected)


def test_g05_walking_helps_up_to_a_cap() -> None:
    assert 100 * reduction(10, HEAT.walking, 0.89) == four_digits(0.6548)
    assert reduction(458.2, HEAT.walking, 0.89) == four_digits(0.3)
    assert reduction(458, HEAT.walking, 0.89) < 0.3 == reduction(459, HEAT.walking, 0.89)


def test_g07_ten_years_build_up_and_are_discounted() -> None:
    factor = present_value_factor(10, HEAT)
    assert factor == four_digits(6.201)
    assert factor * value_eur(deaths_averted(10_000, 60, HEAT), HEAT).value == four_digits(18.59e6)


@pytest.mark.parametrize(
    ("met", "mass_kg", "minutes", "expected"),
    [
        pytest.param(6.8, 70, 30, 238.0, id="a bike"),
        pytest.param(6.8 - 1, 70, 30, 203.0, id="a bike, without resting energy"),
        pytest.param(6.8 * 3.5 / 200 * 60, 70, 30, 249.9, id="by oxygen"),
        pytest.param(4.0, 70, 30, 140.0, id="an e-bike with much help"),
        pytest.param(5.8, 80, 25, 193.3, id="15 km/h, 80 kg"),
    ],
)
def test_g08_energy(met: float, mass_kg: float, minutes: float, expected: float) -> None:
    assert kcal(met, mass_kg, minutes) == four_digits(expected)


def test_g11_who_compares_all_trips_with_a_car_claims_too_much() -> None:
    use, life = USE_PHASE.factors.of("car"), LIFE_CYCLE.factors.of("car") - LIFE_CYCLE.factors.of("bike")
    assert claim_gap(use, 7.027225) == four_digits(17.88)
    assert claim_gap(life, 7.027225) == four_digits(14.87)


@pytest.mark.parametrize(
    ("trips", "minutes", "percent", "km", "avoided", "bikes", "avoided_each"),
    [
        pytest.param(138_548, 22.0, 19, 609_611, 115_826, 600, 193, id="Melbourne"),
        pytest.param(9_040_580, 17.5, 2, 31_642_030, 632_841, 8_000, 79, id="London"),
    ],
)
def test_g13_car_kilometres_of_other_cities_as_published(
    trips: int, minutes: float, percent: int, km: int, avoided: int, bikes: int, avoided_each: int
) -> None:
    ridden = trips * minutes / 60 * 12
    assert ridden == pytest.approx(km, abs=1)
    found = car_km_avoided(ridden, survey(car=percent, walk=100 - percent))
    assert found.value == pytest.approx(avoided, abs=1)
    assert found.value / bikes == pytest.approx(avoided_each, abs=0.5)


def test_g15_external_costs_in_munich() -> None:
    assert MUNICH.of("car", ALL) == four_digits(15.90)
    only_car = msgspec.structs.replace(survey(car=100, walk=0), varied="walk")
    assert 100 * external_cost_eur({"bike": 5}, MUNICH, only_car, ALL).value == four_digits(45.88)
    # A shared bike makes no noise, no dirty air and no congestion: what is avoided is the baseline.
    baseline_ct = 100 * external_cost_eur({"bike": 1}, MUNICH, LIFE_CYCLE.counterfactual).value
    assert baseline_ct == four_digits(2.369)


def test_g16_how_docks_are_spread() -> None:
    assert mean(MARKETS) == four_digits(13.85)
    assert gini(MARKETS) == concentration(MARKETS) == four_digits(0.2486)
    assert theil_t(MARKETS) == four_digits(0.1256)
    assert mean_log_deviation(MARKETS) == four_digits(0.1636)
    assert atkinson(MARKETS) == four_digits(0.1509)
    assert deprived_ratio(MARKETS, 2) == four_digits(0.3069)
    assert gini([place._replace(per_resident=7) for place in MARKETS]) == pytest.approx(0, abs=1e-12)
    assert gini_of([0, 0, 0, 1]) == four_digits(0.75)


def test_g17_a_stations_day() -> None:
    told = [(0, 5), (30, 0), (75, 2), (240, 10), (300, 20), (330, 18), (600, 0), (630, 1)]
    minutes, longest_outage_min = day_of(told, capacity=20, end_min=1_440)
    assert (minutes.empty, minutes.full, longest_outage_min) == (75, 30, 45)
    assert 100 * minutes.empty / 1_440 == four_digits(5.208)
    assert 100 * minutes.full / 1_440 == four_digits(2.083)
    assert usable_share(minutes) == four_digits(0.9271)


def test_g18_the_mean_of_snapshots() -> None:
    assert ratio(23, 15) == four_digits(1.533)


def test_g19_bikes_of_barcelona_from_two_figures() -> None:
    assert bikes_per_1000_residents(67.9, 10.8) == four_digits(6.287)


def test_g25_who_takes_part() -> None:
    assert contributions_gini([120, 40, 20, 10, 5, 3, 1, 1, 0, 0]) == four_digits(0.7420)
    counts = {
        "commissioning": (4, 2, 3),
        "design": (6, 5, 10),
        "delivery": (20, 30, 200),
        "assessment": (3, 2, 15),
    }
    acts = {
        phase: dict(zip(("city", "operator", "citizens"), each, strict=True))
        for phase, each in counts.items()
    }
    shares = citizen_share(acts)
    assert list(shares.values()) == [four_digits(value) for value in (0.3333, 0.4762, 0.8000, 0.7500)]
    assert upstream(shares) == four_digits(0.4048)
    assert phase_entropy(acts) == four_digits(0.4500)


def test_g26_three_who_need_one_another_are_equally_powerful() -> None:
    assert banzhaf({"a": 4, "b": 3, "c": 3}, 6) == dict.fromkeys("abc", pytest.approx(1 / 3))


def test_g27_four_trips() -> None:
    """T1 bike 15 min, T2 e-bike 14, T3 bike 6, T4 e-bike 20."""
    bike, ebike = HEAT.mets["bike"], HEAT.mets["ebike"]
    trips = [(bike, 15), (ebike, 14), (bike, 6), (ebike, 20)]
    assert [kcal(met, 70, minutes) for met, minutes in trips] == pytest.approx([119.0, 98.0, 47.6, 140.0])
    assert sum(kcal(met, 70, minutes) for met, minutes in trips) == four_digits(404.6)
    assert sum(kcal(met - 1, 70, minutes) for met, minutes in trips) == four_digits(340.4)
    much_help = msgspec.structs.replace(HEAT, mets={"bike": 6.8, "ebike": 4.0})
    minutes = {"bike": 21.0, "ebike": 34.0}
    assert reference_minutes(minutes, HEAT) == four_digits(51.00)
    assert reference_minutes(minutes, much_help) == four_digits(41.00)
    assert met_minutes(minutes, much_help) * 70 / 60 == four_digits(325.3)


def test_g29_an_uplift_with_its_interval() -> None:
    found = uplift(Group(400, 3.2, 2.0), Group(400, 2.8, 1.9))
    assert found.standard_error == four_digits(0.1379)
    assert found.estimate == (four_digits(0.1297), four_digits(0.4), four_digits(0.6703))
    assert found.share == four_digits(0.1429)


def test_g31_a_day_on_which_clocks_change_has_more_minutes() -> None:
    assert minutes_of_day(date(2026, 10, 25), ZoneInfo("Europe/Madrid")) == 1_500
    assert minutes_of_day(date(2026, 3, 29), ZoneInfo("Europe/Madrid")) == 1_380
    half, _ = day_of([(0, 0), (750, 5)], capacity=20, end_min=1_500)
    assert usable_share(half) == 0.5


def test_constants_that_were_released_were_never_changed() -> None:
    """A new value is a new file with a later `valid_from`. Old figures must stay what they were."""
    found = {"heat-spain": content_hash("heat-spain"), "munich-2022": liveability.content_hash("munich-2022")}
    assert {id_: hash_[:16] for id_, hash_ in found.items()} == HASHES


def test_what_nobody_has_verified_says_so() -> None:
    assert not HEAT.verified
    assert not MUNICH.verified
    assert isinstance(MUNICH, CostFactors)
