"""Draws for tests: what the game's operator writes, riders who take part, and trips that give tickets."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from services.rewards.drawings.actions import work
from services.rewards.draws.rules import Secrets, unseal
from services.rewards.keys.rules import DEVELOPMENT_KEYS
from tests.rewards.shop.running_shop import REASON, Shop
from tests.rewards.shop.test_redemptions import RULES, give

HOUR = timedelta(hours=1)
TRIP = """
    INSERT INTO trips (rider_id, local_on, trip_id, revision, points, cap_points, available_at, earns,
        counts, started_at, start_station_id, end_station_id, vehicle_type, local_hour, energy_kcal, city_id)
    VALUES (:rider_id, CAST(:started_at AS timestamptz)::date, gen_random_uuid(), 1, 10, 0, :started_at,
        :earns, :earns, :started_at, :start, :end, 'bike', 12, 100, 'city')
"""
BOUGHT = {"from": "points", "cost_points": 10, "per_rider_max": 5}


def now() -> datetime:
    """Not a constant: when a test runs, its file may have been imported an hour ago."""
    return datetime.now(UTC)


class Rider(NamedTuple):
    """A rider, and the headers of the rider's requests."""

    rider_id: UUID
    headers: dict[str, str]


def drawing(reward_id: str, **changes: Any) -> dict[str, Any]:
    """A draw of three units of a reward that is open since an hour and for one more, and drawn as soon as it
    is closed."""
    return {
        "name": {"en": "The bells of May", "ca": "Els timbres de maig"},
        "terms": {"en": "Nobody wins twice."},
        "opens_at": (now() - HOUR).isoformat(),
        "closes_at": (now() + HOUR).isoformat(),
        "settle_hours": 0,
        "wait_hours": 0,
        "prizes": [{"reward_id": reward_id, "count": 3}],
        "tickets": BOUGHT,
    } | changes


async def drafted(shop: Shop, reward_id: str, status: int = 201, **changes: Any) -> dict[str, Any]:
    return await shop.asked("POST", "/v1/draws", drawing(reward_id, **changes), status)


async def opened(shop: Shop, reward_id: str, **changes: Any) -> str:
    """The id of a published draw."""
    draw_id = str((await drafted(shop, reward_id, **changes))["draw_id"])
    await step(shop, draw_id, "publish")
    return draw_id


async def step(shop: Shop, draw_id: str, name: str, status: int = 200) -> dict[str, Any]:
    return await shop.asked("POST", f"/v1/draws/{draw_id}/{name}", REASON, status)


async def rider_with(shop: Shop, points: int) -> Rider:
    rider_id = uuid4()
    await give(shop, rider_id, points)
    return Rider(rider_id, shop.signed_in("rider", str(rider_id)))


async def join(shop: Shop, draw_id: str, rider: Rider, status: int = 200) -> dict[str, Any]:
    return await shop.asked("PUT", f"/v1/me/draws/{draw_id}", None, status, rider.headers)


async def leave(shop: Shop, draw_id: str, rider: Rider, status: int = 204) -> dict[str, Any]:
    return await shop.asked("DELETE", f"/v1/me/draws/{draw_id}", None, status, rider.headers)


async def buy(shop: Shop, draw_id: str, rider: Rider, count: int = 1, status: int = 201) -> dict[str, Any]:
    body = {"count": count}
    return await shop.asked("POST", f"/v1/draws/{draw_id}/tickets", body, status, rider.headers)


async def holder(shop: Shop, draw_id: str, count: int = 1) -> Rider:
    """A new rider who takes part and has bought so many tickets."""
    rider = await rider_with(shop, 100)
    await join(shop, draw_id, rider)
    await buy(shop, draw_id, rider, count)
    return rider


async def ride(
    shop: Shop,
    rider: Rider,
    started_at: datetime,
    start: str | None = None,
    end: str | None = None,
    earns: bool = True,
) -> None:
    """A trip as rewards has heard of it."""
    values = {"rider_id": rider.rider_id, "started_at": started_at, "earns": earns}
    await shop.rows(TRIP, **values, start=start, end=end)


async def seen(shop: Shop, draw_id: str) -> dict[str, Any]:
    """The draw as everybody sees it."""
    answer = await shop.client.get(f"/v1/draws/{draw_id}", headers=shop.signed_in("auditor"))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def listed(shop: Shop, draw_id: str) -> str:
    """The list of a frozen draw, byte by byte."""
    answer = await shop.client.get(f"/v1/draws/{draw_id}/list", headers={"Accept": "text/plain"})
    assert answer.status_code == 200, answer.text
    return answer.text


async def mine(shop: Shop, rider: Rider) -> list[dict[str, Any]]:
    """The draws in which a rider takes part."""
    draws: list[dict[str, Any]] = (await shop.asked("GET", "/v1/me/draws", headers=rider.headers))["draws"]
    return draws


async def pass_to(shop: Shop, draw_id: str, at: timedelta = timedelta()) -> Mapping[str, Any]:
    """Let the periodic work run so long after the draw closes. Returns the draw as it is then."""
    closes_at = datetime.fromisoformat((await seen(shop, draw_id))["closes_at"])
    await work(shop.engine, RULES, closes_at + at)
    return await seen(shop, draw_id)


def recomputed(draw: Mapping[str, Any], text: str, prizes: int) -> list[str]:
    """Who wins, by the contract's words: another computation than the one that is tested."""
    holders = [(line.split()[0], int(line.split()[1])) for line in text.splitlines()]
    seed, hashed = bytes.fromhex(draw["seed"]), sha256(text.encode()).digest()
    assert sha256(seed).hexdigest() == draw["commitment"]
    won = []
    for place in range(min(prizes, len(holders))):
        digest = sha256(seed + hashed + place.to_bytes(4, "big")).digest()
        left = [name for name, count in holders if name not in won for _ in range(count)]
        won.append(left[int.from_bytes(digest, "big") % len(left)])
    return won


def named(key: bytes, rider: Rider) -> str:
    """A rider's pseudonym, by the contract's words."""
    return hmac.new(key, b"rodem-draw-1\0" + rider.rider_id.bytes, sha256).hexdigest()[:32]


async def key_of(shop: Shop, draw_id: str) -> bytes:
    """The key of a draw's pseudonyms."""
    [row] = await shop.rows(
        "SELECT sealed_seed, sealed_pseudonym_key FROM draws WHERE draw_id = :id", id=draw_id
    )
    return unseal(DEVELOPMENT_KEYS, UUID(draw_id), Secrets(*row)).pseudonym_key


async def cancelled_without_refunds(shop: Shop) -> None:
    """All draws have been cancelled, and nobody has got the points for tickets back yet."""
    await shop.rows("UPDATE draws SET state = 'cancelled', cancelled_at = now()")
    await shop.rows("UPDATE rewards SET units_set_aside = 0")
