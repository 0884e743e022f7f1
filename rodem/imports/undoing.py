"""Imports of trips that were made: their list, and taking one back."""

from uuid import UUID

from rodem.gateways import Gateway
from rodem.imports.connecting import Progress, connection
from rodem_client import pages
from rodem_client.api.imports import ListedImport, Undo, list_imports, undo_import


async def made_imports(gateway: Gateway) -> list[ListedImport]:
    """The operator's imports with which trips came, newest first. Raises ImportRefused."""
    async with connection("The list of imports", gateway) as rodem:
        listed = pages(lambda cursor: list_imports(rodem, cursor=cursor))
        return [each async for page in listed for each in page.imports if each.trips]


async def undo(gateway: Gateway, import_id: UUID, why: str, on_progress: Progress) -> int:
    """Take back all trips of an import. `on_progress` is called with the trips taken back and their number
    in all. Returns how many were. Raises ImportRefused; repeating it goes on where it broke off."""
    voided = 0
    async with connection(f"Undoing import {import_id}", gateway) as rodem:
        while True:
            slice_ = await undo_import(rodem, import_id, Undo(reason=why))
            voided += slice_.voided
            on_progress(voided, voided + slice_.left)
            if not slice_.left:
                return voided
