"""The SQL that one transaction sends while a test looks."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from unittest import mock

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


@asynccontextmanager
async def statements(tx: AsyncConnection) -> AsyncIterator[list[str]]:
    """The SQL that `tx` sends meanwhile: through SQLAlchemy, or as `shared.db` asks the driver. What other
    connections of this process send is not in it: a city of an earlier test may still be running."""
    sent: list[str] = []
    ours: Any = (await tx.get_raw_connection()).driver_connection

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    def noted(call: Callable[..., Any], words: str) -> Callable[..., Any]:
        def noting(connection: asyncpg.Connection, what: str, *args: Any, **options: Any) -> Any:
            if connection is ours:
                sent.append(words + what)
            return call(connection, what, *args, **options)

        return noting

    driver = asyncpg.Connection
    sa.event.listen(tx.sync_connection, "before_cursor_execute", note)
    try:
        with (
            mock.patch.object(driver, "fetch", noted(driver.fetch, "")),
            mock.patch.object(driver, "copy_records_to_table", noted(driver.copy_records_to_table, "COPY ")),
        ):
            yield sent
    finally:
        sa.event.remove(tx.sync_connection, "before_cursor_execute", note)
