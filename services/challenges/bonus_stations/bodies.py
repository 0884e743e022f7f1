"""Request models: when stations are bonus stations, and the place in a cursor."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from shared.http import cursors
from shared.http.bodies import Body, Code, Instant
from shared.http.cursors import Listing, Page
from shared.http.documented import example, example_list
from shared.limits import STATIONS_MAX

FLAG = {"station_id": "41", "from": "2026-05-04T06:00:00Z", "until": "2026-05-04T10:00:00Z"}


class BonusStation(Body):
    """A station is a bonus station from `from` until before `until`. Station and `from` are the key; `until`
    that equals `from` removes it."""

    model_config = example(**FLAG)

    station_id: Code
    from_: Annotated[Instant, Field(alias="from")]
    until: Instant

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.from_:
            raise PydanticCustomError("not_after_start", "not before `from`", {"field": ["until"]})
        return self


class BonusStations(RootModel[Annotated[list[BonusStation], Field(min_length=1, max_length=STATIONS_MAX)]]):
    """Bonus stations, each station and `from` once. Those that are not named stay as they are."""

    model_config = example_list(FLAG)


def listed_after(listing: Listing, page: Page) -> tuple[datetime, str] | None:
    """The bonus station behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (datetime.fromisoformat(place[0]), place[1]) if place else None
