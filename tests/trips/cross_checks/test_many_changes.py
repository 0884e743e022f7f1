"""However many trips of one vehicle or phone are told, each trip around them is read once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.cross_checks import actions, store
from services.trips.cross_checks.store import Vehicle
from services.trips.limits.rules import FIRST, first_version, reach_of
from services.trips.verdicts.actions import Game

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_changes_of_one_vehicle_are_one_span_where_the_same_trips_lie_around() -> None:
    changes = [Vehicle("op1", "v1", NOON + each * MINUTE, NOON + (each + 20) * MINUTE) for each in range(500)]
    late = NOON + timedelta(days=9)
    others = [Vehicle("op1", "v1", late, late + MINUTE), Vehicle("op1", "v2", NOON, NOON + MINUTE)]
    [lot] = actions._lots([*changes, *others])
    assert lot == [Vehicle("op1", "v1", NOON, NOON + 519 * MINUTE), *others]


async def test_changes_of_one_device_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    async def of_devices(_: AsyncConnection, spans: list[Any]) -> list[Any]:
        asked.extend(spans)
        return []

    monkeypatch.setattr(store, "of_devices", of_devices)
    tx: Any = None
    game = Game("city", "Europe/Madrid", lambda kind, _: FIRST[kind], reach_of([first_version()]))
    devices = [(b"phone", NOON + each * MINUTE) for each in range(500)]
    assert await actions._beside_devices(tx, game, devices, NOON) == {}
    [(_, since, until)] = asked
    assert since <= NOON - timedelta(days=30)
    assert until == NOON + 499 * MINUTE + timedelta(days=30)
