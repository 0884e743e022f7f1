"""Request models: a draw as the game's operator writes it, and tickets that a rider buys."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.rewards.draws.rules import PRIZE_UNITS_MAX
from shared.http.bodies import Body, Code, Id, Instant, Name, Text, WholeNumber
from shared.http.documented import example
from shared.limits import KIB

TICKETS_MAX = 10_000
HOURS_MAX = 336
STATIONS_MAX = 200
TRIPS_MAX = 10_000
COST_POINTS_MAX = 1_000_000
BODY_MAX = 256 * KIB
"""Terms have up to 20,000 characters in each of three languages."""

REWARD_ID = "019aa000-0000-7000-8000-0000000000f1"
EXAMPLE: dict[str, Any] = {
    "name": {"en": "The bells of May", "ca": "Els timbres de maig", "es": "Los timbres de mayo"},
    "terms": {"en": "One bell for each of three riders. Nobody wins twice."},
    "opens_at": "2026-05-01T00:00:00+02:00",
    "closes_at": "2026-06-01T00:00:00+02:00",
    "settle_hours": 48,
    "wait_hours": 1,
    "prizes": [{"reward_id": REWARD_ID, "count": 3}],
    "tickets": {"from": "points", "cost_points": 50, "per_rider_max": 20},
}

Terms = Annotated[Text, Field(min_length=1, max_length=20_000)]


class TermsBody(Body):
    """What riders accept, in the languages of the city. English is always there."""

    en: Terms
    ca: Terms | None = None
    es: Terms | None = None


class PrizeBody(Body):
    """So many units of a reward."""

    reward_id: Id
    count: Annotated[WholeNumber, Field(ge=1, le=PRIZE_UNITS_MAX)]


class TicketsFromPoints(Body):
    """Tickets that riders buy."""

    from_: Annotated[Literal["points"], Field(alias="from")]
    cost_points: Annotated[WholeNumber, Field(ge=1, le=COST_POINTS_MAX)]
    per_rider_max: Annotated[WholeNumber, Field(ge=1, le=TICKETS_MAX)]


class TicketsFromTrips(Body):
    """A ticket for each full `per_trips` trips that start while the draw is open."""

    from_: Annotated[Literal["trips"], Field(alias="from")]
    per_trips: Annotated[WholeNumber, Field(ge=1, le=TRIPS_MAX)]


def _distinct(ids: list[str]) -> list[str]:
    for place, each in enumerate(ids):
        if each in ids[:place]:
            raise PydanticCustomError("repeated", "each station once", {"field": [place]})
    return ids


class TicketsFromStations(Body):
    """One ticket for `uses_min` or more trips that start or end at one of these stations."""

    from_: Annotated[Literal["stations"], Field(alias="from")]
    station_ids: Annotated[
        list[Code], Field(min_length=1, max_length=STATIONS_MAX), AfterValidator(_distinct)
    ]
    uses_min: Annotated[WholeNumber, Field(ge=1, le=TRIPS_MAX)]


Tickets = Annotated[TicketsFromPoints | TicketsFromTrips | TicketsFromStations, Field(discriminator="from_")]


class DrawSummary(Body):
    """A draw without its terms."""

    name: Name
    opens_at: Instant
    closes_at: Instant
    settle_hours: Annotated[WholeNumber, Field(ge=0, le=HOURS_MAX)] = 48
    wait_hours: Annotated[WholeNumber, Field(ge=0, le=HOURS_MAX)] = 1
    prizes: Annotated[list[PrizeBody], Field(min_length=1, max_length=50)]
    tickets: Tickets
    campaign_id: Id | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.closes_at <= self.opens_at:
            raise PydanticCustomError("not_after_start", "an end after the start", {"field": ["closes_at"]})
        if sum(prize.count for prize in self.prizes) > PRIZE_UNITS_MAX:
            bound = {"field": ["prizes"], "le": PRIZE_UNITS_MAX}
            raise PydanticCustomError("out_of_range", "prizes that can be handed out", bound)
        return self


class DrawBody(DrawSummary):
    """A draw: which prizes there are, who gets tickets for them, and when. Tickets are counted `settle_hours`
    after it closes, and the winners drawn `wait_hours` later."""

    model_config = example(**EXAMPLE)

    terms: TermsBody


def as_stored(body: DrawBody) -> dict[str, Any]:
    """The body as JSON for the database, without fields that were not sent and have no default."""
    return body.model_dump(mode="json", exclude_none=True, by_alias=True)


class NewTickets(Body):
    """How many tickets a rider buys."""

    model_config = example(count=2)

    count: Annotated[WholeNumber, Field(ge=1, le=TICKETS_MAX)]
