"""What the gateway hears of three riders, and the summary that one of them reads."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.summary.store import Summary, read_summaries
from shared.events.heard import Heard
from shared.events.rewards import PointsPosted
from tests.events import points_posted

NAMES = UUID("0190aaaa-0000-7000-8000-000000000000")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(3)]
TODAY = date(2026, 5, 20)
NOW = datetime(2026, 5, 20, 10, tzinfo=UTC)


def posted(
    source: str, revision: int, points: int, total: int, rider: int = 0, **changes: Any
) -> Heard[PointsPosted]:
    fields: dict[str, Any] = {
        "rider_id": RIDERS[rider],
        "posting_id": uuid5(NAMES, f"{source} {revision}"),
        "source": source,
        "revision": revision,
        "points": points,
        "total_points": total,
        "posted_at": NOW,
        "available_at": NOW - timedelta(days=1),
        "params": {},
    }
    event = points_posted(**(fields | changes))
    return Heard(event.posting_id, NOW + timedelta(seconds=revision), event)


async def tell(engine: AsyncEngine, handler: Any, batch: Sequence[Heard[Any]]) -> None:
    async with engine.begin() as tx:
        await handler(tx, batch)


async def summary(engine: AsyncEngine, rider: int = 0, today: date = TODAY) -> Summary:
    async with engine.connect() as tx:
        return (await read_summaries(tx, [RIDERS[rider]], NOW, today))[RIDERS[rider]]
