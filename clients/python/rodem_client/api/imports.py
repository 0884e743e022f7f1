"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key, segment


class ListedImport(Model, frozen=True, kw_only=True):
    """An import, and how many trips came first with it. `undone_at` is left out unless it was undone."""

    import_id: UUID
    name: str
    began_at: datetime
    trips: int
    undone_at: datetime | None = None


class Imports(Model, frozen=True, kw_only=True):
    """Newest first."""

    imports: list[ListedImport]
    next_cursor: str | None = None


class NewImport(Model, frozen=True, kw_only=True):
    """An import that begins."""

    name: str


class ImportBegun(Model, frozen=True, kw_only=True):
    """The import that trips can come with now."""

    import_id: UUID


class Undo(Model, frozen=True, kw_only=True):
    """Why an import is taken back."""

    reason: str


class ImportTakenBack(Model, frozen=True, kw_only=True):
    """How many trips of the import this request has taken back, and how many are left: repeat it until none
    is."""

    import_id: UUID
    voided: int
    left: int


async def list_imports(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> Imports:
    """The operator's imports, newest first."""
    return decoded(await rodem.send("GET", "/v1/imports", query={"limit": limit, "cursor": cursor}), Imports)


async def begin_import(
    rodem: Rodem, body: NewImport | Raw, *, idempotency_key: str | None = None
) -> ImportBegun:
    """Begin an import: a named batch of trips, which can be undone. Batches of trips name its id."""
    return decoded(
        await rodem.send("POST", "/v1/imports", body=body, idempotency_key=idempotency_key or new_key()),
        ImportBegun,
    )


async def undo_import(rodem: Rodem, import_id: UUID | str, body: Undo | Raw) -> ImportTakenBack:
    """Take back up to 1000 trips that came with an import, with all that followed from them; trips that were
    held only for overlapping with these count. Repeat it until none is left; no trip can come with the import
    from the first time on. The rows of the file can be imported again, under other trip ids. What riders rode
    who were erased since stays."""
    return decoded(
        await rodem.send("POST", f"/v1/imports/{segment(import_id)}/undo", body=body), ImportTakenBack
    )
