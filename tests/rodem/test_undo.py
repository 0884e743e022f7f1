"""`rodem imports`, `rodem import undo`: an import is a named batch that can be taken back and corrected."""

import asyncio
import re
from pathlib import Path

import pytest

from rodem.local.tokens import mint

from .importing import Importing
from .test_imports import TRIPS, trip_file
from .test_trip_files import ROW

ZONE = "America/New_York"
NAME = "202605-bluebikes-tripdata.csv"


OTHER = ROW.replace("24647", "24648").replace("2016-01-01", "2016-01-02")


async def imported(city: Importing, file: Path, zone: str) -> dict[str, object]:
    ended = await city.importing("trips", file, "--format", "citibike", "--timezone", zone, "--json")
    assert ended.code == 0, ended.err
    return ended.report


async def test_an_import_with_the_wrong_time_zone_is_undone_and_corrected(city: Importing) -> None:
    file = city.write("trips.csv", trip_file(ROW, OTHER))
    wrong = await imported(city, file, "Europe/Madrid")
    undone = await city.importing("undo", Path(str(wrong["import_id"])))
    assert (undone.code, "2 trips taken back." in undone.out) == (0, True)
    alone = await imported(city, city.write("one.csv", trip_file(OTHER)), ZONE)
    taken_back = await city.importing("undo", Path(str(alone["import_id"])))
    assert "1 trip taken back." in taken_back.out
    right = await imported(city, file, ZONE)
    assert (right["accepted"], right["duplicates"], right["failures"]) == (2, 0, 0)
    again = await imported(city, file, ZONE)
    assert (again["accepted"], again["duplicates"], again["duration_s"]) == (0, 2, right["duration_s"])
    counted = await city.trips.rows("""
        SELECT verdict, to_char(min(started_at AT TIME ZONE 'UTC'), 'HH24:MI'), count(*) FROM trips
        GROUP BY verdict ORDER BY verdict
    """)
    assert counted == [("accepted", "05:02", 2), ("voided", "23:02", 3)]
    # And once more, for the ids of the second time are taken as well.
    await city.importing("undo", Path(str(right["import_id"])))
    assert (await imported(city, file, ZONE))["accepted"] == 2


async def test_imports_are_listed_in_80_columns(city: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    report = await imported(city, city.write(NAME, trip_file(ROW, OTHER)), ZONE)
    table = await asyncio.to_thread(city.run, "imports")
    assert (table.code, str(report["import_id"]) in table.out, NAME in table.out) == (0, True, True)
    assert "…" not in table.out
    assert re.search(r" \d{4}-\d\d-\d\d .*\n.* \d\d:\d\d UTC ", table.out)


async def test_of_a_file_without_trips_no_import_is_listed(city: Importing) -> None:
    """A header alone is refused; rows of which none is a trip, or none is new, make no import to undo."""
    empty = await city.importing("trips", city.write("empty.csv", trip_file()), *TRIPS)
    assert (empty.code, empty.out) == (1, "")
    assert "empty.csv has no rows below its header: fetch it again" in empty.err[-1]
    bad = await city.importing("trips", city.write("bad.csv", trip_file(ROW.replace("362", "x"))), *TRIPS)
    assert (bad.code, "undo" in bad.out) == (1, False)
    assert bad.err[-1].startswith("1 of bad.csv not in the system: correct it and import it again (")
    file = city.write("trips.csv", trip_file(ROW))
    new, old = [await city.importing("trips", file, *TRIPS) for _ in range(2)]
    assert ("undo" in new.out, "undo" in old.out) == (True, False)
    table = (await asyncio.to_thread(city.run, "imports")).out
    assert (table.count("trips.csv"), "bad.csv" in table) == (1, False)


async def test_any_city_is_reached_by_its_address_and_a_token(city: Importing) -> None:
    file, token_file = city.write("may.csv", trip_file(ROW)), city.folder / "token"
    token_file.write_text(mint(city.folder, "operator") + "\n")
    (city.folder / "run.json").unlink()
    there = ("--gateway", city.trips.url, "--token-file", str(token_file))
    assert (await city.importing("trips", file, *TRIPS, *there)).code == 0
    assert await city.trips.rows("SELECT count(*) FROM trips") == [(1,)]
    for options, words in (
        (there[:2], "go together"),
        ((*there, "--wait"), "--wait needs the databases"),
        ((*there[:3], str(city.folder / "none")), "No such file or directory. Name a file that holds"),
        ((*there[:3], str(city.folder)), "Is a directory. Name a file that holds"),
        (("--gateway", "rodem.example", *there[2:]), "is no address"),
    ):
        ended = await city.importing("trips", file, *TRIPS, *options)
        assert (ended.code, words in ended.err[-1]) == (1, True), ended.err
    token_file.write_text(mint(city.folder, "rider"))
    ended = await city.importing("trips", file, *TRIPS, *there)
    assert (ended.code, "403" in ended.err[-1], "an operator's token" in ended.err[-1]) == (1, True, True)
    token_file.write_text("no token")
    ended = await city.importing("trips", file, *TRIPS, *there)
    assert (ended.code, "401" in ended.err[-1], "--token-file" in ended.err[-1]) == (1, True, True)
