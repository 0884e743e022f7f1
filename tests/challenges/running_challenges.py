"""The challenges service over a real socket on a real database, and batches of trips in the test's hand."""

import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.challenges.app import Settings, create_app
from services.challenges.handlers import handlers
from shared.db import create_engine
from shared.eventlog.consumer import Handler
from shared.eventlog.log import Record
from shared.events.challenges import ChallengePublished, EntryJudged, EntryMoved
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.registry import decode
from shared.events.trips import TripJudged
from tests.conftest import serving
from tests.events import trip_judged
from tests.handlers import by_type, of_room
from tests.served import served

BEGIN = datetime(2026, 5, 4, tzinfo=UTC)
LATER = datetime(2200, 1, 1, tzinfo=UTC)
"""An end that has not come yet."""
SAID = """
    SELECT 0, n, id, type, key, time, data FROM (
        SELECT 0 AS part, position AS n, id, type, key, time, data FROM log
        UNION ALL SELECT 1, seq, id, type, key, time, data FROM outbox
    ) AS said ORDER BY part, n
"""
TABLES = (
    "group_work, shares, share_marks, group_entries, blocks, partners, pairs, memberships, teams,"
    " wrong_invites, joins, versions, challenges, trips, marks, entries, zones, campaigns, changes, stops,"
    " outbox, log, dead_letters, days, outages, bonus_stations, activities, declared_days, counted_days,"
    " streaks_to_count, baselines, erased_riders, jobs, factors, results, uplifts"
)
REASON = {"reason": "A test wants it."}


class EntrySaid(NamedTuple):
    """What who hears both types of event knows of an entry after one of them."""

    event: EntryJudged | EntryMoved
    is_completed: bool
    has_left: bool


@dataclass(frozen=True)
class Running:
    """A running service: `client` speaks as the operator, `hear` hands it a batch."""

    client: httpx.AsyncClient
    dsn: str
    engine: AsyncEngine
    handlers: Mapping[str, Handler]
    folder: Path
    settings: Settings

    def signed_in(self, role: str, sub: str | None = None, operator_id: str = "operator") -> dict[str, str]:
        return {"Authorization": f"Bearer {mint(self.folder, role, sub, operator_id)}"}

    async def asked(
        self,
        method: str,
        path: str,
        body: object = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer's JSON, which must have this status."""
        answer = await self.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return dict(answer.json()) if answer.content else {}

    async def draft(self, **changes: Any) -> str:
        """A new challenge's id."""
        key = {"Idempotency-Key": str(uuid4())}
        return str((await self.asked("POST", "/v1/challenges", body(**changes), 201, key))["challenge_id"])

    async def published(self, **changes: Any) -> str:
        challenge_id = await self.draft(**changes)
        await self.step(challenge_id, "publish")
        return challenge_id

    async def step(
        self, challenge_id: str, step: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return await self.asked("POST", f"/v1/challenges/{challenge_id}/{step}", REASON, status, headers)

    async def rewrite(
        self, challenge_id: str, changed: Mapping[str, Any], status: int = 200
    ) -> dict[str, Any]:
        """Write a challenge anew."""
        return await self.asked("PUT", f"/v1/challenges/{challenge_id}", {**changed, **REASON}, status)

    async def join(self, challenge_id: str, rider_id: UUID, status: int = 200) -> dict[str, Any]:
        rider = self.signed_in("rider", str(rider_id))
        return await self.asked("PUT", f"/v1/me/entries/{challenge_id}", None, status, rider)

    async def leave(self, challenge_id: str, rider_id: UUID, status: int = 204) -> None:
        rider = self.signed_in("rider", str(rider_id))
        await self.asked("DELETE", f"/v1/me/entries/{challenge_id}", None, status, rider)

    async def apply(self, tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        await self.handlers[TripJudged.type](tx, batch)

    async def hear(self, *batch: Heard[TripJudged]) -> None:
        async with self.engine.begin() as tx:
            await self.apply(tx, batch)

    async def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as tx:
            return [tuple(row) for row in await tx.execute(sa.text(query), values)]

    async def rows_of_a_change(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a statement that changes something."""
        async with self.engine.begin() as tx:
            return [tuple(row) for row in await tx.execute(sa.text(query))]

    async def count(self, table: str) -> int:
        return int((await self.rows(f"SELECT count(*) FROM {table}"))[0][0])

    async def entry(self, challenge_id: str, rider_id: UUID) -> tuple[int, bool] | None:
        """Progress, and whether it is completed."""
        query = """
            SELECT progress, completed_at IS NOT NULL FROM entries
            WHERE challenge_id = :challenge_id AND rider_id = :rider_id
        """
        found = await self.rows(query, challenge_id=UUID(challenge_id), rider_id=rider_id)
        return (found[0][0], found[0][1]) if found else None

    async def said(self) -> list[Record]:
        """All that the service has said, in order."""
        return [Record(*row) for row in await self.rows(SAID)]

    async def challenges_said(self) -> list[ChallengePublished]:
        events: list[Event] = [decode(each.type, each.data) for each in await self.said()]
        return [each for each in events if isinstance(each, ChallengePublished)]

    async def entries_judged(self, challenge_id: str | None = None) -> list[EntryJudged]:
        said = await self.entries_said(challenge_id)
        return [each.event for each in said if isinstance(each.event, EntryJudged)]

    async def entries_said(self, challenge_id: str | None = None) -> list[EntrySaid]:
        """What was said of entries, in order. `entry.moved.v1` changes neither completion nor leaving."""
        last: dict[tuple[UUID, UUID], EntrySaid] = {}
        said = []
        for event in [decode(each.type, each.data) for each in await self.said()]:
            if isinstance(event, EntryJudged):
                known = EntrySaid(event, event.completed_at is not None, event.left)
            elif isinstance(event, EntryMoved):
                before = last.get((event.challenge_id, event.rider_id))
                known = EntrySaid(event, False, False) if before is None else before._replace(event=event)
            else:
                continue
            last[event.challenge_id, event.rider_id] = known
            if challenge_id in (None, str(event.challenge_id)):
                said.append(known)
        return said

    async def forget(self) -> None:
        """Begin with nothing. The version of all rules goes on: what was compiled must not be believed."""
        async with self.engine.begin() as tx:
            for table in TABLES.split(", "):
                await tx.execute(sa.text(f"DELETE FROM {table}"))
            await tx.execute(sa.text("DELETE FROM guards WHERE version > 0"))
            await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))


def body(**changes: Any) -> dict[str, Any]:
    """A challenge as an operator writes it: 10 km in the first day, for all. One to join ends later, because
    nobody joins what is over."""
    goal = {"kind": "sum", "measure": "distance_m", "target": 10_000}
    goal |= {name: changes.pop(name) for name in ("measure", "target") if name in changes}
    who = changes.pop("who", "all")
    return {
        "name": {"en": "Ten kilometres", "ca": "Deu quilòmetres"},
        "goal": goal,
        "who": {"kind": who},
        "reward": {"points": changes.pop("points", 100)},
        "starts_at": BEGIN.isoformat(),
        "ends_at": (LATER if who == "joined" else BEGIN + timedelta(days=1)).isoformat(),
    } | changes


def trip(
    rider_id: UUID,
    trip_id: UUID | None = None,
    revision: int = 1,
    distance_m: int | None = 6_000,
    verdict: Any = "accepted",
    started_at: datetime = BEGIN,
) -> Heard[TripJudged]:
    """A judged trip as it is heard: 20 minutes, 159 kcal."""
    event = trip_judged(
        rider_id=rider_id,
        revision=revision,
        trip_id=trip_id or uuid4(),
        verdict=verdict,
        started_at=started_at,
        local_on=started_at.date(),
        local_hour=started_at.hour,
        distance_m=distance_m,
    )
    return Heard(uuid4(), BEGIN + timedelta(days=1, seconds=revision), event)


def again(heard: Heard[TripJudged], **changes: Any) -> Heard[TripJudged]:
    """The next revision of a trip."""
    known = heard.event
    facts = {"distance_m": known.distance_m, "verdict": known.verdict} | changes
    return trip(known.rider_id, known.trip_id, known.revision + 1, started_at=known.started_at, **facts)


@contextlib.asynccontextmanager
async def running_challenges(
    dsn: str, silent_dsn: str, folder: Path, env: Literal["development", "production"] = "development"
) -> AsyncIterator[Running]:
    """A process of the service on this database. On the topics of `silent_dsn` nobody says anything. In
    `production` it still believes the tokens of development."""
    if not (folder / "jwks.json").exists():
        make_issuer(folder)
    values = {
        "DATABASE_URL": dsn,
        "jwks_file": folder / "jwks.json",
        "internal_secret": "s",
        "poll_s": 60,
        "sources": dict.fromkeys(of_room("challenges"), silent_dsn),
    }
    engine = create_engine(dsn, 8)
    values["DATABASE_URL"] = serving(dsn, "challenges")
    headers = {"Authorization": f"Bearer {mint(folder, 'operator')}"}
    app = create_app(Settings.model_validate(values))
    app.state.settings = app.state.settings.model_copy(update={"env": env})
    async with (
        served(app) as url,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=15, trust_env=False) as client,
    ):
        yield Running(
            client, dsn, engine, by_type(handlers(ZoneInfo("Europe/Madrid"))), folder, app.state.settings
        )
    await engine.dispose()


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content)["code"]
