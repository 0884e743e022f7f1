"""Requests of imports: the name of a new one, and why one is undone."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http import cursors
from shared.http.bodies import Body, Words
from shared.http.cursors import Listing, Page
from shared.http.documented import example


class NewImport(Body):
    """An import that begins."""

    model_config = example(name="202605-trips.csv")

    name: Annotated[Words, Field(description="What people call the import, such as the name of its file.")]


class Undo(Body):
    """Why an import is taken back."""

    model_config = example(reason="The file was read with the wrong time zone.")

    reason: Words


def imports_after(listing: Listing, page: Page) -> tuple[datetime, UUID] | None:
    """The import behind which a page of this list begins; None for the first page. Raises InvalidCursor."""
    place = cursors.begins_after(listing, page)
    return (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
