"""Events of the topic `public_value`."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from shared.events.event import Event, Figure, Month, Name, Percent, Word

MilligramsPerKm = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]


class FactorsPublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Emission factors: milligrams of CO2 equivalent that a kilometre on each type of vehicle saves.

    They hold from the local day `valid_from` on, compared with the modes of transport that would have been
    used instead (`counterfactual_id`). Sources and shares of modes are left out.
    """

    type = "factors.published.v1"

    factor_set_id: Name
    valid_from: date
    counterfactual_id: Name
    saved_mg_per_km: Annotated[dict[Word, MilligramsPerKm], Meta(max_length=50)]

    @property
    def key(self) -> str:
        return self.factor_set_id


class ExpectationDeclared(Event, frozen=True, kw_only=True, omit_defaults=True):
    """An actor's expectation of one value of the city, from the local day `valid_from` on.

    `weight` is the value's share of the actor's values, in percent. `baseline`, `target` and `floor` (the
    lowest acceptable figure) are in the unit of the value's indicator. Ratings from 1 to 5 are left out.
    """

    type = "expectation.declared.v1"

    actor: Word
    organisation: Name
    value_id: Word
    weight: Percent
    baseline: Figure
    target: Figure
    floor: Figure | None = None
    valid_from: date
    mandate_ref: Name

    @property
    def key(self) -> str:
        return self.value_id


class IndicatorReleased(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A released figure of a month for the city or a district (`place_id`), in the indicator's unit.

    `release` is the number of the release that tells it. `low` and `high` are the bounds of its interval. A
    figure about too few people has no value. The figure of the poorest district is published a second time,
    with the place_id `poorest`.
    """

    type = "indicator.released.v1"

    indicator_id: Name
    release: Annotated[int, Meta(ge=1, le=2_147_483_647)]
    period: Month
    place_id: Name | None = None
    value: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None

    @property
    def key(self) -> str:
        return self.indicator_id
