"""The column lists of statements on batches are held against the database that the migrations make."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import NamedTuple

import asyncpg
import pytest
import sqlalchemy as sa

from rodem.local.running import with_database
from tests.conftest import MakeDatabase

ALIASES = {"bool": "boolean", "int": "integer", "timestamptz": "timestamp with time zone"}
TABLE = re.compile(r"\b(?:INSERT INTO|UPDATE|JOIN)\s+(\w+)")
COLUMN = re.compile(r"CAST\(:(\w+) AS (\w+)\[\]\)")


class Batch(NamedTuple):
    """A statement that takes arrays: where it stands, its first table, and the type that it names for each
    array."""

    name: str
    table: str
    types: dict[str, str]


def statements(service: str) -> Iterator[Batch]:
    """The statements of a service's stores that write arrays into a table."""
    package = importlib.import_module(f"services.{service}")
    for module in pkgutil.walk_packages(package.__path__, f"services.{service}."):
        if ".store" not in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, sa.TextClause) and (types := dict(COLUMN.findall(value.text))):
                table = TABLE.search(value.text)
                if table is not None:
                    yield Batch(f"{module.name}.{name}", table[1], types)


def test_statements_are_found() -> None:
    """Or the test below would hold nothing against anything."""
    assert len([each for service in with_database() for each in statements(service)]) > 15


@pytest.mark.parametrize("service", with_database())
async def test_arrays_have_the_types_of_their_columns(service: str, make_database: MakeDatabase) -> None:
    connection = await asyncpg.connect(await make_database(service))
    rows = await connection.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    )
    await connection.close()
    columns = {(row["table_name"], row["column_name"]): row["data_type"] for row in rows}
    differing = [
        f"{batch.name}: {batch.table}.{column} is {columns[batch.table, column]}, not {type_}"
        for batch in statements(service)
        for column, type_ in batch.types.items()
        if (batch.table, column) in columns and columns[batch.table, column] != ALIASES.get(type_, type_)
        # Of a column that is an array the whole is passed, or one text for each row.
        if columns[batch.table, column] != "ARRAY"
    ]
    assert not differing, "\n".join(differing)
