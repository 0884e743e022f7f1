"""The card of each room (its README.md), which newcomers read first, agrees with the code."""

import ast
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from rodem.local.running import with_database
from shared.events import registry
from tests.handlers import of_room

SERVICES = Path(__file__).parents[2] / "services"
ROOMS = sorted(path.parent.name for path in SERVICES.glob("*/README.md"))
# What `shared.migrate` and Alembic give to every room.
TABLES_OF_ALL = {
    "alembic_version",
    *re.findall(r"CREATE TABLE (\w+)", (SERVICES.parent / "shared" / "migrate.py").read_text()),
}
EVENT = re.compile(r"[a-z_]+\.[a-z_]+\.v\d+")
EVENT_CLASSES = {kind.__name__: type_ for type_, kind in registry.EVENTS.items()}


def card(room: str) -> dict[str, str]:
    """The rows of a room card, by their first cell."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", (SERVICES / room / "README.md").read_text(), re.MULTILINE)
    return dict(rows)


def code(room: str) -> Iterator[ast.AST]:
    """All that is written in a room and its sub-rooms."""
    for path in (SERVICES / room).rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text()))


@pytest.mark.parametrize("room", with_database())
async def test_a_card_names_the_tables_of_its_room(
    room: str, make_database: Callable[[str], Awaitable[str]]
) -> None:
    connection = await asyncpg.connect(await make_database(room))
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    named = re.sub(r"\(.*?\)", "", card(room)["Owns (tables)"])
    tables = {part.rpartition(":")[2].strip() for part in re.split("[,;]| and ", named)}
    assert tables == {row["tablename"] for row in rows} - TABLES_OF_ALL


@pytest.mark.parametrize("room", ROOMS)
def test_a_card_names_the_events_that_its_room_hears(room: str) -> None:
    """A room hears the event types for which its table of handlers has an entry, on whatever topic."""
    heard = {type_ for of_topic in of_room(room).values() for type_ in of_topic}
    assert set(EVENT.findall(card(room)["Hears (events)"])) == heard


@pytest.mark.parametrize("room", ROOMS)
def test_a_card_names_the_events_that_its_room_says(room: str) -> None:
    """A room says the events that its code makes (calls the class of), in whichever of its sub-rooms."""
    made = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in code(room)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    if "record" in made:  # the chain of decisions says what it records
        made.add("DecisionRecorded")
    said = {type_ for name, type_ in EVENT_CLASSES.items() if name in made}
    assert set(EVENT.findall(card(room)["Says (events)"])) == said


@pytest.mark.parametrize("room", ROOMS)
def test_files_that_a_card_names_exist(room: str) -> None:
    """A card names a file by its path below the folder of the room."""
    named = re.findall(r"`([\w/.]+\.\w+)`", (SERVICES / room / "README.md").read_text())
    files = [name for name in named if re.search(r"\.(py|json|html|css|sql|md)$", name)]
    assert [name for name in files if not (SERVICES / room / name).is_file()] == []


def test_the_card_of_trips_names_every_part_of_it() -> None:
    """The room with most parts has a map of them, for whoever looks for something for the first time."""
    parts = {path.parent.name for path in (SERVICES / "trips").glob("*/__init__.py")} - {"migrations"}
    named = set(re.findall(r"`(\w+)`", (SERVICES / "trips" / "README.md").read_text()))
    assert parts - named == set()


@pytest.mark.parametrize("room", ROOMS)
def test_every_table_says_whether_it_is_owned_or_derived(room: str) -> None:
    """`rodem replay --reset` empties what is derived, and must know what that is."""
    for path in (SERVICES / room / "migrations" / "versions").glob("*.py"):
        script = path.read_text()
        for table in re.findall(r"CREATE TABLE (\w+)", script):
            assert re.search(rf"COMMENT ON TABLE {table} IS '(Owned|Derived)\.", script), f"{room}: {table}"
