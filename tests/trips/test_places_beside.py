"""Long lists of places are read in a thread, so that the event loop answers others meanwhile."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from services.trips.stations import actions as stations
from services.trips.zones import actions as zones
from shared.http import bodies

from .running_trips import Trips
from .test_stations import counts, feed, station
from .test_zones import collection, square, zone

MANY = 400


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads in which bodies are parsed and their items are read."""
    found: list[threading.Thread] = []

    def noting(work: Callable[..., Any]) -> Callable[..., Any]:
        def note(*values: Any) -> Any:
            found.append(threading.current_thread())
            return work(*values)

        return note

    for module, name in ((bodies, "parse_object"), (stations, "read_stations"), (zones, "read_zones")):
        monkeypatch.setattr(module, name, noting(getattr(module, name)))
    return found


async def test_many_stations_are_read_beside_the_event_loop(
    trips: Trips, threads: list[threading.Thread]
) -> None:
    many = [station(station_id=str(i)) for i in range(MANY)]
    assert await trips.put("/v1/stations", feed(*many)) == counts(new=MANY)
    assert len(threads) == 2
    assert threading.current_thread() not in threads


async def test_many_zones_are_read_beside_the_event_loop(
    trips: Trips, threads: list[threading.Thread]
) -> None:
    many = [zone(str(i), square(2.0, 41.0, 0.001 * (i + 1))) for i in range(MANY)]
    assert (await trips.put("/v1/zones", collection(*many)))["new"] == MANY
    assert len(threads) == 2
    assert threading.current_thread() not in threads
