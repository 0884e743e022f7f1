"""Read a page of a statement."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.statement import answers, store
from services.gateway.riders.statement.answers import Statement
from shared.http import cursors
from shared.settings import ServiceSettings

BEYOND_LAST_LINE = 2**31 - 1


async def read_page(
    reads: AsyncEngine, settings: ServiceSettings, rider_id: UUID, page: cursors.Page, language: str
) -> Statement:
    """A page of a rider's statement, newest first, with texts in this language."""
    listing = cursors.list_of(settings, f"postings of {rider_id}")
    [before] = cursors.begins_after(listing, page) or [BEYOND_LAST_LINE]
    async with reads.connect() as tx:
        lines = await store.read_statement(tx, rider_id, before, page.limit + 1)
    shown, more = cursors.cut(listing, page, lines, lambda line: (line.number,))
    return Statement(postings=[answers.posting(line, language) for line in shown], **more)
