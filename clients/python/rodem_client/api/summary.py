"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class Totals(Model, frozen=True, kw_only=True):
    """Sums over the rider's trips that count."""

    trips: int
    distance_m: int
    duration_s: int
    energy_kcal: int


class Entry(Model, frozen=True, kw_only=True):
    """The rider's part in a challenge. `progress` and `target` are in `unit`, of which there may be more."""

    challenge_id: UUID
    name: str
    progress: int
    target: int
    unit: str
    completed_at: datetime | None = None


class Summary(Model, frozen=True, kw_only=True):
    """A rider's numbers. `as_of` is the time of the newest event in them, left out before the first."""

    rider_id: UUID
    balance_points: int
    pending_points: int
    lifetime_points: int
    level: int
    streak_days: int
    totals: Totals
    entries: list[Entry]
    as_of: datetime | None = None


async def get_summary(rodem: Rodem) -> Summary:
    """Points, level, streak and totals of the rider who asks."""
    return decoded(await rodem.send("GET", "/v1/me/summary"), Summary)
