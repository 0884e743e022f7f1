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
    """The rider's part in a challenge. `name` is by language, as in the challenge. `progress` and `target`
    are in `unit`. `reward_points` is what completing it gives. `state` is `open`, `paused`, `completed` or
    `over` (ended, and not completed). Units and states may become more."""

    challenge_id: UUID
    name: dict[str, str]
    progress: int
    target: int
    unit: str
    reward_points: int
    ends_at: datetime
    state: str
    completed_at: datetime | None = None


class Summary(Model, frozen=True, kw_only=True):
    """A rider's numbers. `entries` are at most 50: those that run, the next to end first, then those that
    ended last. `debt_points` are left out when 0. `as_of` is the time of the newest event in them, left out
    before the first."""

    rider_id: UUID
    balance_points: int
    pending_points: int
    debt_points: int | None = None
    lifetime_points: int
    level: int
    streak_days: int
    totals: Totals
    entries: list[Entry]
    as_of: datetime | None = None


async def get_summary(rodem: Rodem) -> Summary:
    """Points, level, streak and totals of the rider who asks."""
    return decoded(await rodem.send("GET", "/v1/me/summary"), Summary)
