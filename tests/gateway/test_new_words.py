"""Words that services begin to say after the gateway was built: they are passed on and kept as they are."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from fastapi import FastAPI, Request

from rodem.local.tokens import mint
from services.gateway.handlers import HANDLERS
from services.gateway.riders.statement import answers as statement_answers
from services.gateway.riders.statement.store import read_statement
from services.gateway.riders.summary import answers as summary_answers
from services.gateway.riders.summary.store import read_summaries
from shared.db import create_engine
from shared.events.heard import Heard
from tests.conftest import MakeDatabase
from tests.gateway.gateways import gateway_before
from tests.handlers import by_type
from tests.served import all_at, served

NEW = "of_tomorrow"
WORDS = ("verdict", "vehicle_type", "distance_source", "state", "who", "measure", "unit", "kind", "rule")
"""The fields of events that hold a word of a list that may grow."""
NOW = datetime(2026, 5, 20, 10, tzinfo=UTC)
TRIP = {
    "trip_id": str(uuid4()),
    "verdict": NEW,
    "reasons": [NEW],
    "vehicle_type": NEW,
    "started_at": "2026-05-04T07:30:00Z",
    "ended_at": "2026-05-04T07:50:00Z",
    "duration_s": 1_200,
    "distance_m": 4_200,
    "distance_source": NEW,
    "colour": NEW,
}


@pytest.fixture(scope="module")
async def client(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """A rider at a gateway before a newer trips service."""
    folder = tmp_path_factory.mktemp("issuer")
    newer = FastAPI()

    @newer.get("/{path:path}")
    async def answer(request: Request) -> Any:
        return {"trips": [TRIP]} if request.url.path == "/v1/me/trips" else TRIP

    async with (
        served(newer) as newer_url,
        gateway_before(all_at(newer_url), make_database, folder) as url,
        httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {mint(folder, 'rider')}"}, timeout=30
        ) as client,
    ):
        yield client


async def test_a_trip_with_words_of_tomorrow_is_passed_on(client: httpx.AsyncClient) -> None:
    shown = TRIP | {"reasons_in_words": [], "confirmed_by": []}
    listed = await client.get("/v1/me/trips")
    assert (listed.status_code, listed.json()) == (200, {"trips": [shown]})
    one = await client.get(f"/v1/me/trips/{TRIP['trip_id']}")
    assert (one.status_code, one.json()) == (200, shown)


async def test_events_with_words_of_tomorrow_are_shown_as_they_are(
    generate: Any, make_database: MakeDatabase
) -> None:
    engine = create_engine(await make_database("gateway"), pool_size=1)
    events = generate.generate_events.EXAMPLES
    for type_, handle in by_type(HANDLERS).items():
        words: dict[str, Any] = {name: NEW for name in WORDS if hasattr(events[type_], name)}
        if hasattr(events[type_], "reasons"):
            words |= {"reasons": (NEW,)}
        async with engine.begin() as tx:
            await handle(tx, [Heard(uuid4(), NOW, msgspec.structs.replace(events[type_], **words))])
    rider_id = events["points.posted.v1"].rider_id
    async with engine.connect() as tx:
        numbers = (await read_summaries(tx, [rider_id], NOW, date(2026, 5, 5)))[rider_id]
        [line] = await read_statement(tx, rider_id, before=1_000, most=10)
    await engine.dispose()
    summary = summary_answers.Summary.model_validate_json(summary_answers.summary(rider_id, numbers))
    assert [entry.unit for entry in summary.entries] == [NEW]
    assert (summary.totals.trips, summary.level, summary.streak_days) == (1, 2, 1)
    # What is no award counts for what can be spent, and not for the level.
    assert (summary.balance_points, summary.lifetime_points) == (57, 0)
    posting = statement_answers.posting(line, "en")
    assert (posting.kind, posting.explanation.text) == (NEW, f"By the rule “{NEW}”, version 1.")
