"""Request models: the tags of days, and the place in a cursor."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field, RootModel, field_validator
from pydantic_core import PydanticCustomError

from services.challenges.tree.where import DISTINCT, ShortCode
from shared.http import cursors
from shared.http.bodies import Body, LocalDay
from shared.http.cursors import Listing, Page
from shared.http.documented import example, example_list

DAYS_MAX = 1_000
TAGS_MAX = 20
DAY = {"local_on": "2026-05-04", "tags": ["rain"]}


class TaggedDay(Body):
    """All tags of a local day. A day that is sent without tags has none any more."""

    model_config = example(**DAY)

    local_on: LocalDay
    tags: Annotated[list[ShortCode], Field(max_length=TAGS_MAX, json_schema_extra=DISTINCT)]

    @field_validator("tags")
    @classmethod
    def _each_once(cls, tags: Sequence[str]) -> Sequence[str]:
        for place, tag in enumerate(tags):
            if tag in tags[:place]:
                raise PydanticCustomError("repeated", "each tag once", {"field": [place]})
        return tags


class TaggedDays(RootModel[Annotated[list[TaggedDay], Field(min_length=1, max_length=DAYS_MAX)]]):
    """Local days with their tags, each day once. Days that are not named stay as they are."""

    model_config = example_list(DAY)


def listed_after(listing: Listing, page: Page) -> date | None:
    """The day behind which a page begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return date.fromisoformat(place[0]) if place else None
