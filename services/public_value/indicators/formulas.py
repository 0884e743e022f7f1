"""The formula of each indicator that is worked out from plain numbers: id -> function of named inputs. Pure.

Inputs are numbers, texts and lists of these, as the example in the indicator's texts has them. What a formula
gives is a number, an Estimate, numbers by part (phase, actor), the bounds alone, or None where it is
undefined."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from services.public_value.indicators.access import rules as access
from services.public_value.indicators.affordability import rules as affordability
from services.public_value.indicators.climate.rules import Counterfactual, car_km_avoided
from services.public_value.indicators.efficiency import rules as efficiency
from services.public_value.indicators.engagement import rules as engagement
from services.public_value.indicators.equity import rules as equity
from services.public_value.indicators.equity.rules import Place
from services.public_value.indicators.estimates import Estimate
from services.public_value.indicators.health import rules as health
from services.public_value.indicators.health.rules import HealthFactors
from services.public_value.indicators.integrity import rules as integrity
from services.public_value.indicators.liveability.rules import CostFactors, external_cost_eur
from services.public_value.indicators.openness import rules as openness
from services.public_value.indicators.privacy import rules as privacy
from services.public_value.indicators.reliability import rules as reliability
from services.public_value.indicators.responsiveness import rules as responsiveness
from services.public_value.indicators.responsiveness.rules import Report
from services.public_value.indicators.safety import rules as safety


class Constants(NamedTuple):
    """The factor sets that formulas take their constants from."""

    health: HealthFactors
    costs: CostFactors
    replaced: Counterfactual


class Bounds(NamedTuple):
    """A figure of which only the bounds are told."""

    low: float
    high: float


Outcome = float | Estimate | Bounds | Mapping[str, float | None] | None
Formula = Callable[..., Outcome]


def _places(rows: Sequence[Sequence[float]]) -> list[Place]:
    return [Place(*row) for row in rows]


def _reports(rows: Sequence[Sequence[Any]]) -> list[Report]:
    return [
        Report(
            date.fromisoformat(submitted_on),
            date.fromisoformat(due_on),
            date.fromisoformat(answered_on) if answered_on else None,
            *refused,
        )
        for submitted_on, due_on, answered_on, *refused in rows
    ]


def _void_share(voided: int, counted: int) -> Bounds | None:
    bounds = integrity.void_share(voided, counted)
    return Bounds(*bounds) if bounds else None


def _weekly_met_min(factors: HealthFactors, minutes: Mapping[str, float], riders: float) -> float | None:
    return health.weekly_per_rider(health.met_minutes(minutes, factors), riders)


def _adoption(adopted: Mapping[str, float], decided: Mapping[str, float]) -> dict[str, float | None]:
    return {actor: engagement.adoption_rate(adopted.get(actor, 0), n) for actor, n in decided.items()}


def formulas(constants: Constants) -> dict[str, Formula]:
    """Indicator id -> its formula with these constants."""
    return {
        **_of_the_environment(constants),
        **_of_equity(),
        **_of_engagement(),
        **_of_trust(),
        **_of_the_service(),
        **_of_the_game(),
    }


def _of_the_environment(constants: Constants) -> dict[str, Formula]:
    factors = constants.health

    def deaths(riders: float, weekly_min: float) -> Estimate:
        return health.deaths_averted(riders, weekly_min, factors)

    return {
        "health.deaths_averted": deaths,
        "health.value_eur": lambda **known: health.value_eur(deaths(**known), factors),
        "health.met_min": lambda minutes, riders: _weekly_met_min(factors, minutes, riders),
        "trip.kcal": lambda vehicle_type, minutes: health.kcal(
            factors.mets[vehicle_type], factors.mass_kg, minutes
        ),
        "climate.car_km_avoided": lambda km: car_km_avoided(km, constants.replaced),
        "liveability.ext_cost_eur": lambda km: external_cost_eur(km, constants.costs, constants.replaced),
    }


def _of_equity() -> dict[str, Formula]:
    return {
        "equity.gini_access": lambda places: equity.gini(_places(places)),
        "equity.theil_T": lambda places: equity.theil_t(_places(places)),
        "equity.theil_between": lambda districts: equity.theil_between(
            {name: _places(rows) for name, rows in districts.items()}
        ),
        "equity.concentration": lambda places: equity.concentration(_places(places)),
        "equity.access300": equity.access_share,
        "equity.reward_ratio": lambda places, deprived: equity.deprived_ratio(_places(places), deprived),
        "inclusion.nondigital_share": equity.nondigital_share,
    }


def _of_engagement() -> dict[str, Formula]:
    return {
        "engage.participation": engagement.participation,
        "engage.citizen_share": engagement.citizen_share,
        "engage.adoption_rate": _adoption,
        "engage.power": engagement.power,
        "engage.gini_contrib": engagement.contributions_gini,
    }


def _of_trust() -> dict[str, Formula]:
    return {
        "safety.incidents_per_Mkm": safety.incidents_per_million_km,
        "open.indicator_share": openness.indicator_share,
        "open.latency_p95": openness.latency_p95,
        "open.rule_changes_with_reason": openness.reasoned_share,
        "privacy.suppressed_share": privacy.suppressed_share,
        "privacy.retention_ok": privacy.retention_kept,
    }


def _of_the_service() -> dict[str, Formula]:
    return {
        "service.usable_pct": lambda minutes: reliability.usable_share(
            reliability.together([reliability.Minutes(*row) for row in minutes])
        ),
        "service.longest_outage_min": reliability.longest_outage,
        "access.station_density": access.station_density,
        "access.unlock_success": access.unlock_success,
        "eff.trips_per_bike_day": efficiency.trips_per_bike_day,
        "eff.trips_per_1000_res": efficiency.trips_per_1000_residents,
        "eff.rebalance_moves_per_bike_year": efficiency.moves_per_bike_year,
        "eff.cost_per_trip": efficiency.cost_per_trip_eur,
        "price.eur_per_trip": affordability.eur_per_trip,
        "price.deprived_share": affordability.deprived_share,
        "report.median_days": lambda reports: responsiveness.median_days(_reports(reports)).days,
        "report.closed_in_target": lambda reports: responsiveness.closed_in_target(_reports(reports)),
        "report.refused_share": lambda reports: responsiveness.refused_share(_reports(reports)),
    }


def _of_the_game() -> dict[str, Formula]:
    return {
        "game.uplift_trips": lambda treated, held_out: (
            integrity.uplift(integrity.Group(*treated), integrity.Group(*held_out)).estimate
        ),
        "game.eur_per_added_km": lambda cost_eur, added_km: integrity.eur_per_added_km(
            cost_eur, Estimate(**added_km)
        ),
        "game.void_share": _void_share,
        "game.duplicate_awards": integrity.duplicate_awards,
    }
