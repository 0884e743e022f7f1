"""Events of the topic `public_value`."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from shared.events.event import Event, Figure, Month, Name, Percent, Word

MilligramsPerKm = Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]


class FactorsPublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What a kilometre on each type of vehicle (bike, ebike) saves in milligrams of CO2 equivalent.

    It holds from the local day `valid_from` on, against what would have been used instead
    (`counterfactual_id`). Sources and shares of modes are left out.
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
    """What an actor expects of one value of the city, from the local day `valid_from` on.

    `weight` is in percent of the actor's values. `baseline`, `target` and `floor` (not to be fallen below)
    are in the unit of the value's indicator. What is expected or perceived from 1 to 5 is left out.
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
    """A released figure of a month, of the city or of a district (`place_id`), in its indicator's unit.

    `low` and `high` are the ends of its interval. A figure that would tell of few people has no value. The
    poorest district's is said once more, with the place `poorest`.
    """

    type = "indicator.released.v1"

    indicator_id: Name
    release: Name
    period: Month
    place_id: Name | None = None
    value: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None

    @property
    def key(self) -> str:
        return self.indicator_id
