"""Request models: a tariff as the game's operator writes it."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.rewards.tariffs.rules import PENDING_HOURS_MAX
from shared.http.bodies import Body, Code, Id, LocalDay, Title, WholeNumber
from shared.http.documented import example
from shared.http.value_tags import ValueTags
from shared.limits import REPORTED_DISTANCE_M_MAX
from shared.two_keys.bodies import REASON, Reason

EXAMPLE: dict[str, Any] = {
    "name": "Spring",
    "valid_from": "2099-03-01",
    "per": {
        "bike": {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10},
        "ebike": {"metres_per_point": 200, "distance_m_max": 10_000, "kcal_per_point": 20},
    },
    "trip_points_max": 150,
    "day_points_max": 400,
    "month_points_max": 6_000,
    "pending_hours": 24,
    "multipliers": [
        {
            "name": "Early birds",
            "percent": 150,
            "weekdays": [1, 2, 3, 4, 5],
            "local_hours": [{"from": 6, "to": 8}],
        }
    ],
    "bonus": [{"kind": "report_confirmed", "points": 20, "day_max": 3}],
}


def _distinct(items: list[Any]) -> list[Any]:
    """The list, in which nothing is there twice."""
    if any(item in items[:place] for place, item in enumerate(items)):
        raise PydanticCustomError("repeated", "nothing twice")
    return items


Distinct = AfterValidator(_distinct)
Limit = Annotated[WholeNumber, Field(ge=0, le=1_000_000)]
Weekday = Annotated[WholeNumber, Field(ge=1, le=7)]
"""1 is Monday."""


class RatesBody(Body):
    """A point for each full `metres_per_point` of at most `distance_m_max`, and for each full
    `kcal_per_point`."""

    metres_per_point: Annotated[WholeNumber, Field(ge=1, le=REPORTED_DISTANCE_M_MAX)]
    distance_m_max: Annotated[WholeNumber, Field(ge=0, le=REPORTED_DISTANCE_M_MAX)]
    kcal_per_point: Annotated[WholeNumber, Field(ge=1, le=10_000)]


class VehicleRates(Body):
    """The rates of each type of vehicle."""

    bike: RatesBody
    ebike: RatesBody


class HoursBody(Body):
    """Local hours from `from` (inclusive) to `to` (exclusive). From 22 to 6 goes past midnight."""

    from_: Annotated[WholeNumber, Field(ge=0, le=23, alias="from")]
    to: Annotated[WholeNumber, Field(ge=1, le=24)]

    @model_validator(mode="after")
    def _is_some_time(self) -> Self:
        if self.from_ == self.to:
            raise PydanticCustomError("empty_range", "two different hours")
        return self


class MultiplierBody(Body):
    """The percent that a trip's points are raised or lowered to, for trips that meet all that it names."""

    name: Title
    percent: Annotated[WholeNumber, Field(ge=50, le=500)]
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7), Distinct] | None = None
    local_hours: Annotated[list[HoursBody], Field(min_length=1, max_length=6), Distinct] | None = None
    start_zone_ids: Annotated[list[Code], Field(min_length=1, max_length=80), Distinct] | None = None
    from_on: LocalDay | None = None
    until_on: LocalDay | None = None
    campaign_id: Id | None = None

    @model_validator(mode="after")
    def _adds_what_a_campaign_pays(self) -> Self:
        if self.campaign_id is not None and self.percent <= 100:
            raise PydanticCustomError("not_allowed", "only above 100 percent", {"field": ["campaign_id"]})
        return self

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise PydanticCustomError("empty_range", "a last day that is not before the first", UNTIL_ON)
        return self


UNTIL_ON = {"field": ["until_on"]}


class BonusBody(Body):
    """Points for each activity of a service that counts, at most `day_max` times a local day."""

    kind: Annotated[Code, Field(max_length=64)]
    points: Annotated[WholeNumber, Field(ge=1, le=10_000)]
    day_max: Annotated[WholeNumber, Field(ge=1, le=100)]


def _of_distinct_kinds(bonuses: list[BonusBody]) -> list[BonusBody]:
    kinds = [bonus.kind for bonus in bonuses]
    for place, kind in enumerate(kinds):
        if kind in kinds[:place]:
            raise PydanticCustomError("repeated", "each kind once", {"field": [str(place), "kind"]})
    return bonuses


class TariffBody(Body):
    """What trips are worth from a local day on, until a later tariff begins."""

    model_config = example(**EXAMPLE)

    name: Title
    valid_from: LocalDay
    per: VehicleRates
    trip_points_max: Limit | None = None
    day_points_max: Limit
    month_points_max: Limit | None = None
    pending_hours: Annotated[WholeNumber, Field(ge=0, le=PENDING_HOURS_MAX)] = 24
    value_tags: ValueTags | None = None
    multipliers: Annotated[list[MultiplierBody], Field(max_length=50)] | None = None
    bonus: Annotated[list[BonusBody], Field(max_length=20), AfterValidator(_of_distinct_kinds)] | None = None


class ReplacedTariff(TariffBody):
    """A tariff written anew, and why. The reason is no part of the tariff."""

    model_config = example(**EXAMPLE, reason=REASON)

    reason: Reason


def as_stored(body: TariffBody) -> str:
    """The body as JSON for the database, without the reason and without fields that were not sent."""
    return body.model_dump_json(exclude_none=True, by_alias=True, exclude={"reason"})
