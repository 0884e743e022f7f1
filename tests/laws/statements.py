"""The SQL that is sent while a test looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import asyncpg
import sqlalchemy as sa


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that this process sends meanwhile: through SQLAlchemy, or as `shared.db` asks the driver."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    def noted(call: Callable[..., Any], words: str) -> Callable[..., Any]:
        def noting(connection: asyncpg.Connection, what: str, *args: Any, **options: Any) -> Any:
            sent.append(words + what)
            return call(connection, what, *args, **options)

        return noting

    driver = asyncpg.Connection
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        with (
            mock.patch.object(driver, "fetch", noted(driver.fetch, "")),
            mock.patch.object(driver, "copy_records_to_table", noted(driver.copy_records_to_table, "COPY ")),
        ):
            yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
