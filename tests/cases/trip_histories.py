"""What happens in the golden histories of trips, told to the service by its routes, and what came of it."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.types import Receive, Scope, Send

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.rewards.handlers import handlers as rewards_handlers
from services.trips.app import Settings, create_app
from services.trips.cross_checks import actions as beside
from services.trips.cross_checks.actions import look
from services.trips.deadlines import actions as deadlines
from services.trips.deadlines.actions import keep
from services.trips.limits import rules as limits
from services.trips.limits import store as limits_store
from services.trips.live.bodies import CHUNK_POINTS_MAX
from services.trips.own_traces import actions as kept
from services.trips.riderless.actions import search
from services.trips.verdicts.actions import game_now
from shared.eventlog import consumer as bus
from shared.eventlog.log import Record
from tests.conftest import MakeDatabase
from tests.handlers import by_type

from .drawings import bodies_of

Case = Mapping[str, Any]
REWARDS = by_type(rewards_handlers())
CITY, OPERATOR, TIMEZONE = "city", "op1", "Europe/Madrid"
STAYS = {"alembic_version", "guards", "shipped", "stations", "zones"}
"""Tables that no history changes."""


def id_of(name: str) -> UUID:
    """The id that a name stands for; a ride of locks is named by its id."""
    try:
        return UUID(name)
    except ValueError:
        return uuid5(NAMESPACE_URL, name)


@dataclass
class Trips:
    """The service in the process of the tests, without a socket: its app, and the state that its lifespan
    gave."""

    app: FastAPI
    state: dict[str, Any]
    folder: Path
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(self._with_state)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://trips")

    async def _with_state(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "state": dict(self.state)}, receive, send)

    @property
    def engine(self) -> AsyncEngine:
        engine: AsyncEngine = self.state["engine"]
        return engine

    def at(self, now: datetime) -> None:
        """Set the service's clock."""
        self.app.state.clock = lambda: now

    async def play_in(self, city: Case) -> None:
        """Forget everything, and play in a city with these settings from now on."""
        await forget(self.engine)
        first = limits.first_version(
            city.get("rider_trips", "confirmed_later"), "required" if city.get("two_sources") else "no"
        )
        for each in city.get("limits", ()):
            body = {name: value for name, value in each.items() if name != "version"}
            async with self.engine.begin() as tx:
                await limits_store.write(tx, CITY, each["version"], body)
                await limits_store.publish(tx, each["version"], datetime.fromisoformat(body["valid_from"]))
        self.state["game_now"] = game_now(CITY, TIMEZONE, first, self.state["zones"])

    async def send(self, method: str, path: str, role: str, who: str, body: Any = None) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers=self.signed_in(role, who))

    def signed_in(self, role: str, who: str) -> dict[str, str]:
        """The headers of a request of a rider or an operator, by name."""
        token = self.tokens.get((role, who))
        if token is None:
            token = (
                mint(self.folder, "rider", str(id_of(who)))
                if role == "rider"
                else mint(self.folder, "operator", operator_id=who)
            )
            self.tokens[role, who] = token
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}


@asynccontextmanager
async def running_trips(make_database: MakeDatabase, folder: Path, **settings: Any) -> AsyncIterator[Trips]:
    """A service whose tests say when trips are looked at beside others, when deadlines are kept and when
    places are deleted, and which refuses nobody for telling much."""
    make_issuer(folder)
    values = {
        "DATABASE_URL": await make_database("trips"),
        # Another one, for tests forget what this service has said.
        "sources": {"riders": await make_database("trips")},
        "jwks_file": folder / "jwks.json",
        "internal_secret": "",
        "operator_id": OPERATOR,
        "poll_s": 60,
        "direct_requests_max": 1_000_000,
        "rider_day_trace_points_max": 1_000_000_000,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beside, "LOOK_EVERY_S", 86_400)
        patch.setattr(deadlines, "KEEP_EVERY_S", 86_400)
        patch.setattr(kept, "PRUNE_EVERY_S", 86_400)
        app = create_app(Settings.model_validate(values | settings))
        async with app.router.lifespan_context(app) as state:
            yield Trips(app, dict(state or {}), folder)


async def forget(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        names = (
            await tx.execute(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        # Tables of a handful of rows: DELETE is faster than TRUNCATE, which makes new files.
        await tx.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for name in names:
            if name not in STAYS:
                await tx.execute(sa.text(f"DELETE FROM {name}"))


FEED_AT = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


async def put_stations(trips: Trips, places: Mapping[str, Sequence[float]]) -> None:
    """The stations of the cases stand where they stand since the year began."""
    stations = [
        {"station_id": name, "name": name, "lat": lat, "lon": lon} for name, (lat, lon) in places.items()
    ]
    feed = {"last_updated": FEED_AT, "ttl": 1, "version": "2.3", "data": {"stations": stations}}
    trips.at(datetime(2026, 1, 2, tzinfo=UTC))
    answer = await trips.send("PUT", "/v1/stations", "operator", OPERATOR, feed)
    assert answer.status_code == httpx.codes.OK, answer.text


TOLD = (
    "vehicle_type",
    "started_at",
    "ended_at",
    "start_station_id",
    "end_station_id",
    "distance_m",
    "vehicle_id",
)


@dataclass(frozen=True)
class History:
    """One history on its way. There is one function for each kind of step, and it returns the answer."""

    trips: Trips
    rides: Mapping[str, Any]

    async def tell(self, step: Case, received: datetime) -> httpx.Response:
        """What this step is answered at this instant."""
        self.trips.at(received)
        answer: httpx.Response = await getattr(self, f"_{step['do']}")(step)
        return answer

    def _facts(self, step: Case, *more: str) -> dict[str, Any]:
        return {name: step[name] for name in (*TOLD, *more) if name in step}

    async def _by_rider(self, step: Case, what: str, body: Any) -> httpx.Response:
        path = f"/v1/trips/{id_of(step['trip'])}/{what}"
        return await self.trips.send("POST", path, "rider", step["rider"], body)

    async def _by_operator(self, step: Case, what: str, body: Any) -> httpx.Response:
        path = f"/v1/trips/{id_of(step['trip'])}/{what}"
        return await self.trips.send("POST", path, "operator", step["operator"], body)

    async def _start(self, step: Case) -> httpx.Response:
        body = self._facts(step, "device_id") | {"trip_id": str(id_of(step["trip"]))}
        return await self.trips.send("POST", "/v1/trips:start", "rider", step["rider"], body)

    async def _trace(self, step: Case) -> httpx.Response:
        """A case tells more points at once than a chunk may hold: what is over goes in chunks of its own."""
        points, seq = bodies_of(step["points"], self.rides), step["seq"]
        for place in range(CHUNK_POINTS_MAX, len(points), CHUNK_POINTS_MAX):
            more = {"seq": seq + place, "points": points[place : place + CHUNK_POINTS_MAX]}
            assert (await self._by_rider(step, "trace", more)).status_code == httpx.codes.ACCEPTED
        return await self._by_rider(step, "trace", {"seq": seq, "points": points[:CHUNK_POINTS_MAX]})

    async def _end(self, step: Case) -> httpx.Response:
        return await self._by_rider(step, "end", self._facts(step))

    async def _cancel(self, step: Case) -> httpx.Response:
        return await self._by_rider(step, "cancel", {})

    def _whole_body(self, step: Case, *more: str) -> dict[str, Any]:
        body = self._facts(step, *more) | {"trip_id": str(id_of(step["trip"]))}
        if "trace" in step:
            body["trace"] = bodies_of(step["trace"], self.rides)
        return body

    async def _whole(self, step: Case) -> httpx.Response:
        body = self._whole_body(step, "device_id")
        return await self.trips.send("POST", "/v1/trips", "rider", step["rider"], body)

    async def _operator(self, step: Case) -> httpx.Response:
        body = self._whole_body(step, "distance_source") | {"rider_id": str(id_of(step["rider"]))}
        return await self.trips.send("POST", "/v1/trips", "operator", step["operator"], body)

    async def _void(self, step: Case) -> httpx.Response:
        return await self._by_operator(step, "void", {"reason": "a case"})

    async def _decide(self, step: Case) -> httpx.Response:
        body = {"verdict": step["verdict"], "reason": "a case"}
        if "strike" in step:
            body["strike"] = step["strike"]
        return await self._by_operator(step, "decision", body)

    async def _correct(self, step: Case) -> httpx.Response:
        body = self._facts(step, "distance_source") | {"reason": "a case"}
        return await self._by_operator(step, "correct", body)

    async def _appeal(self, step: Case) -> httpx.Response:
        return await self._by_rider(step, "appeal", {"text": "It was me."})

    async def _locks(self, step: Case) -> httpx.Response:
        events = [
            {
                "event_id": str(id_of(each["event"])),
                **{name: value for name, value in each.items() if name not in ("event", "rider")},
                **({"rider_id": str(id_of(each["rider"]))} if "rider" in each else {}),
            }
            for each in step["events"]
        ]
        path = "/v1/vehicle-events:batch"
        return await self.trips.send("POST", path, "operator", step["operator"], {"events": events})


async def settle(trips: Trips, at: datetime) -> None:
    """Look for riders, and at what holds trips beside others, until that is done."""
    while await _is_searched(trips.engine):  # by the service's own worker, too
        for work in (search, look):
            await work(trips.engine, trips.state["game_now"], at)


@dataclass(frozen=True)
class Outcome:
    """What came of a history: trips by id as their riders see them, with their points, and the riders'
    points."""

    trips: Mapping[UUID, Mapping[str, Any]]
    points: Mapping[UUID, int]


async def _is_searched(engine: AsyncEngine) -> bool:
    """Whether riders, or what holds trips beside others, are still looked for."""
    query = "SELECT EXISTS (SELECT FROM rider_searches) OR EXISTS (SELECT FROM beside_searches)"
    async with engine.connect() as tx:
        return bool((await tx.execute(sa.text(query))).scalar_one())


async def outcome(trips: Trips, rewards: AsyncEngine, at: datetime) -> Outcome:
    """Look at all trips as their riders do at this instant; then let the clock's work be done, and pay."""
    trips.at(at)
    await settle(trips, at)
    async with trips.engine.connect() as tx:
        rows = (
            await tx.execute(sa.text("SELECT trip_id, rider_id, local_on FROM trips WHERE is_trip"))
        ).all()
    seen = {}
    for row in rows:
        token = mint(trips.folder, "rider", str(row.rider_id))
        answer = await trips.client.get(
            f"/v1/me/trips/{row.trip_id}", headers={"Authorization": f"Bearer {token}"}
        )
        if answer.status_code == httpx.codes.OK:
            seen[row.trip_id] = answer.json() | {"rider": row.rider_id, "local_on": row.local_on}
    await keep(trips.engine, trips.state["game_now"], at)
    await _check_nothing_is_late(trips, seen)
    paid, points = await _paid(trips.engine, rewards)
    return Outcome(
        {trip_id: trip | {"points": paid.get(trip_id, 0)} for trip_id, trip in seen.items()}, points
    )


async def _check_nothing_is_late(trips: Trips, seen: Mapping[UUID, Mapping[str, Any]]) -> None:
    """See that what riders were told at once is what the clock's work found, and what was said last."""
    async with trips.engine.connect() as tx:
        rows = (await tx.execute(sa.text("SELECT trip_id, verdict, reasons FROM trips"))).all()
    kept = {row.trip_id: (row.verdict, row.reasons) for row in rows if row.trip_id in seen}
    assert kept == {trip_id: (trip["verdict"], trip["reasons"]) for trip_id, trip in seen.items()}


SAID = sa.text("""
    SELECT id, type, key, time, data FROM (
        SELECT 1 AS part, position AS place, * FROM log
        UNION ALL SELECT 2, seq, 0, id, type, key, time, data, traceparent FROM outbox
    ) AS said ORDER BY part, place
""")
"""What was said, whether the relay has moved it yet or not."""


async def _paid(engine: AsyncEngine, rewards: AsyncEngine) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """What rewards gives for all that the service has said: by trip before the day's limit, and by rider."""
    async with engine.connect() as tx:
        said = [Record(0, place, *row) for place, row in enumerate(await tx.execute(SAID), 1)]
    async with rewards.connect() as tx:
        if said:
            await bus.handle(tx, CITY, REWARDS, said)
        by_trip = await _pairs(tx, "SELECT trip_id, points FROM trips")
        by_rider = await _pairs(tx, "SELECT rider_id, points FROM accounts")
        await tx.rollback()
    return by_trip, by_rider


async def _pairs(tx: AsyncConnection, query: str) -> dict[UUID, int]:
    return {key: int(value) for key, value in await tx.execute(sa.text(query))}


FOUR_HOURS = timedelta(hours=4)


def cases(file: Path) -> Any:
    return json.loads(file.read_text())
