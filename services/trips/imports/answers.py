"""Response models of imports."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.trips.imports.rules import Import
from shared.http.cursors import Place
from shared.http.documented import example

IMPORT_ID = "01972b1c-5b7e-7a43-8f3c-2f6f4f9c7d21"
EXAMPLE = {
    "import_id": IMPORT_ID,
    "name": "202605-trips.csv",
    "began_at": "2026-06-01T06:00:00Z",
    "trips": 48_210,
}


class ImportBegun(BaseModel):
    """The import that trips can come with now."""

    model_config = example(import_id=IMPORT_ID)

    import_id: UUID


class ListedImport(BaseModel):
    """An import, and how many trips came first with it. `undone_at` is left out unless it was undone."""

    model_config = example(**EXAMPLE)

    import_id: UUID
    name: str
    began_at: datetime
    trips: int
    undone_at: datetime | None = None


class Imports(BaseModel):
    """Newest first."""

    model_config = example(imports=[EXAMPLE])

    imports: list[ListedImport]
    next_cursor: str | None = None


class ImportTakenBack(BaseModel):
    """How many trips of the import this request has taken back, and how many are left: repeat it until none
    is."""

    model_config = example(import_id=IMPORT_ID, voided=1_000, left=47_210)

    import_id: UUID
    voided: int
    left: int


def import_answer(import_: Import) -> ListedImport:
    """An import as its operator sees it."""
    return ListedImport(**{name: vars(import_)[name] for name in ListedImport.model_fields})


def place(import_: Import) -> Place:
    """The sort key of an import in lists: begin and id."""
    return import_.began_at.isoformat(), str(import_.import_id)
