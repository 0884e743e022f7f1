"""Actions on bonus stations inside a transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.bonus_stations import store
from services.challenges.bonus_stations.bodies import BonusStation
from services.challenges.bonus_stations.rules import Counts, Key, changes_of, counts_of, days_touched
from services.challenges.recounts.store import declare
from shared.http import bodies
from shared.http.items import Failure, failure, in_order, read_each
from shared.http.problems import refused


def read_bonus_stations(sent: Sequence[Any]) -> tuple[dict[Key, datetime], list[Failure]]:
    """When the bonus stations end that are valid, and a failure for each other one: one with a key that came
    before too."""
    valid, invalid = read_each(
        sent, lambda flag: bodies.validate(BonusStation, flag), "station_id", _station_id
    )
    ends: dict[Key, datetime] = {}
    repeated = []
    for index, flag in valid:
        key = Key(flag.station_id, flag.from_)
        if key in ends:
            repeated.append(failure(index, "station_id", flag.station_id, refused(("/from", "repeated"))))
        else:
            ends[key] = flag.until
    return ends, in_order(invalid, repeated)


def _station_id(flag: Any) -> str | None:
    return bodies.code_text(flag.get("station_id")) if isinstance(flag, dict) else None


async def put(tx: AsyncConnection, city_id: str, ends: Mapping[Key, datetime], now: datetime) -> Counts:
    """Store when these bonus stations end. Trips that come later see them; those that are known follow."""
    await challenges.hold_rules(tx)
    known = await store.ends_of(tx, ends)
    if changes := changes_of(known, ends):
        await store.change(tx, city_id, changes)
        await declare(tx, city_id, days_touched(changes, now))
    return counts_of(changes.values(), len(ends))
