"""Riders on boards, as tests make them: profiles, and trips that are worth so many points."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.events import trip_judged
from tests.rewards.running_rewards import Running, heard

NAMES = UUID("0190aaaa-0000-7000-8000-00000000b0a2")


def rider(name: str) -> UUID:
    """The rider of this name."""
    return uuid5(NAMES, name)


def trip(name: str, local_on: date, points: int, revision: int = 1, **facts: Any) -> Heard[TripJudged]:
    """A trip of a rider that is worth so many points by the rates of the default game, for its energy. Its
    id follows from `what`, else from its day."""
    what = facts.pop("what", str(local_on))
    fields: dict[str, Any] = {
        "rider_id": rider(name),
        "trip_id": uuid5(NAMES, f"{name} {what}"),
        "revision": revision,
        "started_at": datetime.combine(local_on, time(10), UTC),
        "distance_m": 1,
        "energy_kcal": points * 10,
    }
    return heard(trip_judged(**fields | facts))


def voided(name: str, local_on: date, revision: int = 2, **facts: Any) -> Heard[TripJudged]:
    """The same trip, taken back."""
    return trip(name, local_on, 0, revision, verdict="voided", **facts)


async def opt_in(rewards: Running, *names: str, on: bool = True) -> None:
    """Put riders on boards by their names, or take them off."""
    for name in names:
        body = {"nickname": name, "on_leaderboards": on}
        await rewards.asked("PUT", "/v1/me/profile", body, headers=signed_in(rewards, name))


def signed_in(rewards: Running, name: str) -> dict[str, str]:
    return rewards.signed_in("rider", str(rider(name)))


async def fill(rewards: Running, local_on: date, riders: int = 10) -> list[str]:
    """Riders with 1, 2, 3, ... points on a day, so that a board is not empty. Returns their names."""
    names = [f"filler {n:02}" for n in range(1, riders + 1)]
    await rewards.hear(*(trip(name, local_on, n) for n, name in enumerate(names, start=1)))
    await opt_in(rewards, *names)
    return names


async def board(rewards: Running, board_id: str, period: str | None = None) -> list[tuple[int, str, int]]:
    """Rank, nickname and points of the first on a board."""
    query = f"?period={period}" if period else ""
    answer = await rewards.asked("GET", f"/v1/leaderboards/{board_id}{query}")
    return [(each["rank"], each["nickname"], each["points"]) for each in answer["top"]]


async def standings(rewards: Running, term: str, part: str, begins_on: date) -> dict[str, int]:
    """The points of all on a board, however few they are."""
    query = """
        SELECT nickname, points FROM standings
        WHERE term = :term AND part = :part AND begins_on = :begins_on AND points > 0
    """
    return dict(await rewards.rows(query, term=term, part=part, begins_on=begins_on))
