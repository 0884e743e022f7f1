"""Trips with traces, and what riders and the database say of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import sqlalchemy as sa

from services.trips.cross_checks.actions import look
from services.trips.deadlines.actions import keep
from tests.cases.trip_histories import Trips
from tests.trips.telling_live import BEGAN, POINTS, Phone

END = BEGAN + timedelta(minutes=10)
CLOSED = BEGAN + timedelta(hours=25)


async def told(live: Trips, **facts: Any) -> Phone:
    """A trip that was told while it was ridden, and that nobody has looked at beside others'."""
    phone = Phone(live)
    await phone.start(**facts)
    await phone.chunk(0, POINTS)
    assert (await phone.end()).json()["verdict"] == "accepted"
    return phone


async def ridden(live: Trips, **facts: Any) -> Phone:
    """A trip that was told while it was ridden, and whose way was compared with others'."""
    phone = await told(live, **facts)
    while await look(live.engine, live.state["game_now"], END):
        pass
    return phone


async def traced(phone: Phone, accept: str | None = None) -> httpx.Response:
    token = await _token(phone)
    headers = token | ({"Accept": accept} if accept is not None else {})
    return await phone.live.client.get(f"/v1/me/trips/{phone.trip_id}/trace", headers=headers)


async def _token(phone: Phone) -> dict[str, str]:
    await phone.live.send("GET", "/v1/me/trips", "rider", phone.rider)
    return {"Authorization": f"Bearer {phone.live.tokens['rider', phone.rider]}"}


async def deleted(phone: Phone) -> httpx.Response:
    return await phone.live.send("DELETE", f"/v1/me/trips/{phone.trip_id}/trace", "rider", phone.rider)


async def where(live: Trips) -> int:
    """How many rows tell where anybody was."""
    tables = ("traces WHERE kept IS NOT NULL", "ways", "live_chunks")
    rows = " + ".join(f"(SELECT count(*) FROM {each})" for each in tables)
    async with live.engine.connect() as tx:
        return int((await tx.execute(sa.text(f"SELECT {rows}"))).scalar_one())


async def close(live: Trips, at: datetime = CLOSED) -> None:
    live.at(at)
    await keep(live.engine, live.state["game_now"], at)


async def docked(phone: Phone, **facts: Any) -> Phone:
    """The same ride, as an operator tells it."""
    body = {
        "trip_id": str(uuid4()),
        "rider_id": phone.rider,
        "vehicle_type": "bike",
        "started_at": BEGAN.isoformat(),
        "ended_at": END.isoformat(),
    }
    told = await phone.live.send("POST", "/v1/trips", "operator", "op1", body | facts)
    assert told.status_code == httpx.codes.ACCEPTED
    dock = Phone(phone.live, None, phone.rider)
    dock.trip_id = body["trip_id"]
    return dock


def facts_of(trip: Mapping[str, Any]) -> dict[str, Any]:
    names = ("verdict", "reasons", "started_at", "ended_at", "distance_m", "distance_source")
    return {name: trip.get(name) for name in names}
