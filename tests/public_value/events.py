"""News of trips, points and zones, as public_value hears them; and the figures by a slow evaluator."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncEngine

from services.public_value.handlers import HANDLERS
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.rewards import PointsPosted
from shared.events.trips import TripJudged, ZoneReported
from tests.events import points_posted, trip_judged, zone_reported
from tests.handlers import by_type

NAMES = UUID("0190bbbb-0000-7000-8000-000000000000")
DAY_ONE = date(2026, 5, 4)
NOW = datetime(2026, 6, 30, 10, tzinfo=UTC)


def heard(event: Event, second: int = 0) -> Heard[Any]:
    return Heard(uuid5(NAMES, repr(event)), NOW + timedelta(seconds=second), event)


def rider_id(number: int) -> UUID:
    return uuid5(NAMES, f"rider {number}")


def judged(name: str, rider: int, day: date = DAY_ONE, **changes: Any) -> Heard[TripJudged]:
    """An accepted bike trip of 2 km and 20 minutes, which the operator has reported."""
    started_at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    facts: dict[str, Any] = {
        "rider_id": rider_id(rider),
        "trip_id": uuid5(NAMES, f"trip {name}"),
        "started_at": started_at,
        "distance_m": 2_000,
        "confirmed_by": ("operator",),
    }
    event = trip_judged(**(facts | changes))
    return heard(event, event.revision)


def posted(source: str, rider: int, total: int, day: date = DAY_ONE, **changes: Any) -> Heard[PointsPosted]:
    fields: dict[str, Any] = {
        "rider_id": rider_id(rider),
        "posting_id": uuid5(NAMES, f"{source} {total}"),
        "source": source,
        "points": total,
        "posted_at": NOW,
        "local_on": day,
        "params": {},
    }
    return heard(points_posted(**(fields | changes)))


def zone(zone_id: str, parent_id: str | None = None, revision: int = 1) -> Heard[ZoneReported]:
    return heard(
        zone_reported(
            zone_id=zone_id,
            revision=revision,
            name=f"Name of {zone_id}",
            parent_id=parent_id,
            outline=(((2.1, 41.3), (2.2, 41.3), (2.2, 41.4), (2.1, 41.3)),),
        )
    )


async def tell(engine: AsyncEngine, batch: Sequence[Heard[Any]]) -> None:
    """What the consumer loop does with a batch: one transaction, a handler for each type."""
    batches: dict[str, list[Heard[Any]]] = defaultdict(list)
    for each in batch:
        batches[each.event.type].append(each)
    async with engine.begin() as tx:
        for type_, events in batches.items():
            await by_type(HANDLERS)[type_](tx, events)


async def tell_in_any_order(engine: AsyncEngine, chance: random.Random, events: Sequence[Heard[Any]]) -> None:
    """Tell these events shuffled, half of them more than once, in batches of any size."""
    told = [*events, *chance.choices(events, k=len(events) // 2)]
    chance.shuffle(told)
    while told:
        size = chance.randint(1, 20)
        await tell(engine, told[:size])
        told = told[size:]


def evaluate(news: Iterable[Heard[Any]]) -> tuple[dict[Any, list[int]], dict[Any, int]]:
    """Cells and shares from the newest state of everything, one trip after the other."""
    last: dict[Any, Any] = {}
    for each in news:
        event = each.event
        subject = event.trip_id if isinstance(event, TripJudged) else (event.rider_id, event.source)
        if subject not in last or last[subject].revision < event.revision:
            last[subject] = event
    cells: dict[Any, list[int]] = defaultdict(lambda: [0] * 6)
    shares: dict[Any, int] = defaultdict(int)
    for event in last.values():
        if isinstance(event, PointsPosted):
            cells[event.local_on, event.zone_id or "outside"][5] += event.total_points
        elif event.counts:
            cell = cells[event.local_on, event.start_zone_id or "outside"]
            metres = event.distance_m or 0
            cell[0] += 1
            cell[1 if event.vehicle_type == "bike" else 2] += metres
            cell[3] += event.duration_s
            cell[4] += event.energy_kcal
            shares[event.local_on, event.start_zone_id or "outside", event.rider_id] += 1
    return {key: cell for key, cell in cells.items() if any(cell)}, dict(shares)
