"""Points expire at the boundary of a month: before the rider spends, by a sweep, and not twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.rewards.adjustments.actions import adjust
from services.rewards.app import Settings
from services.rewards.expiry.actions import sweep, sweeper
from services.rewards.handlers import handlers
from services.rewards.redemptions import actions as redemptions
from services.rewards.redemptions.rules import InsufficientPoints, Wish
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.rewards import PointsPosted
from shared.expiry.rules import add_months
from shared.expiry.store import keep_start, read_terms
from tests.days import MADRID, this_month
from tests.events import entry_judged, trip_judged
from tests.handlers import by_type
from tests.rewards.shop.running_shop import Shop
from tests.rewards.shop.test_redemptions import RULES, owns, redeem

HANDLERS = by_type(handlers())


def boundary() -> datetime:
    """The last boundary: under 6 months what was earned more than six months before this one is gone."""
    return datetime.combine(this_month(), time(), MADRID)


def old() -> date:
    """A month of which nothing is left."""
    return add_months(this_month(), -7)


def young() -> date:
    """The first month that does not expire yet."""
    return add_months(this_month(), -6)


@pytest.fixture
async def expiring(shop: Shop) -> AsyncIterator[Shop]:
    """A shop in whose city points have expired after 6 months for years."""
    await forget(shop)
    await shop.rows(
        "INSERT INTO expiry_starts VALUES (now() - interval '3 years', 6, 'Europe/Madrid', 'city')"
    )
    await shop.rows("UPDATE rules_version SET version = version + 1")
    yield shop
    await forget(shop)


async def forget(shop: Shop) -> None:
    async with shop.engine.begin() as tx:
        await tx.execute(sa.text("TRUNCATE expiry_starts, expiries, expiry_sweeps"))
        await tx.execute(sa.text("UPDATE rules_version SET version = version + 1"))


async def hear(shop: Shop, *events: Event) -> None:
    async with shop.engine.begin() as tx:
        await HANDLERS[events[0].type](tx, [Heard(uuid4(), datetime.now(UTC), event) for event in events])


async def give(shop: Shop, rider_id: UUID, points: int, month: date, **changes: Any) -> None:
    """A challenge that was completed on the first of that month gives points, at the time."""
    at = datetime(month.year, month.month, 1, 12, tzinfo=MADRID)
    entry = entry_judged(
        rider_id=rider_id,
        challenge_id=uuid4(),
        reward_points=points,
        judged_at=at,
        completed_at=at,
        **changes,
    )
    await hear(shop, entry)


async def expired(shop: Shop) -> list[tuple[Any, ...]]:
    """Lines by which points have expired: points, total and instant."""
    lines = [each for each in await shop.said(PointsPosted) if each.kind == "expiry"]
    assert {each.rule for each in lines} <= {"expiry"}
    return [(each.points, each.total_points, each.posted_at) for each in lines]


async def held_before(shop: Shop, points: int, month: date | None = None) -> UUID:
    """A rider with points of this month (else an old one), which were heard of before a boundary passed."""
    rider_id = uuid4()
    rows = await shop.rows("DELETE FROM expiry_starts RETURNING since, months, timezone, city_id")
    await shop.rows("UPDATE rules_version SET version = version + 1")
    await give(shop, rider_id, points, month or old())
    for since, months, timezone, city_id in rows:
        await shop.rows(
            "INSERT INTO expiry_starts VALUES (:since, :months, :timezone, :city_id)",
            since=since,
            months=months,
            timezone=timezone,
            city_id=city_id,
        )
    await shop.rows("UPDATE rules_version SET version = version + 1")
    return rider_id


async def test_a_sweep_books_what_is_due_at_its_instant_and_once(expiring: Shop) -> None:
    rider_id = await held_before(expiring, 100)
    await give(expiring, rider_id, 30, young())
    for _ in range(2):
        await sweep(expiring.engine, "city", datetime.now(UTC))
    assert await expired(expiring) == [(-100, -100, boundary())]
    assert (await owns(expiring, "expired"), await owns(expiring, "rider")) == (100, 30)
    assert await expiring.rows("SELECT balanced FROM doctor") == [(True,)]
    assert await expiring.rows("SELECT * FROM differences") == []


async def test_two_sweeps_at_once_book_it_once(expiring: Shop) -> None:
    for _ in range(20):
        await held_before(expiring, 10)
    await asyncio.gather(*(sweep(expiring.engine, "city", datetime.now(UTC)) for _ in range(3)))
    assert (len(await expired(expiring)), await owns(expiring, "expired")) == (20, 200)


async def test_a_sweep_goes_on_over_pages(expiring: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.rewards.expiry.store.RIDERS_MAX", 3)
    for _ in range(8):
        await held_before(expiring, 10)
    await sweep(expiring.engine, "city", datetime.now(UTC))
    assert await owns(expiring, "expired") == 80


async def test_who_spends_before_the_sweep_has_what_is_left_then(expiring: Shop) -> None:
    rider_id = await held_before(expiring, 100)
    rider = expiring.signed_in("rider", str(rider_id))
    reward_id = await expiring.published(cost_points=60)
    refused = await redeem(expiring, rider, reward_id, 409)
    assert (refused["code"], refused["missing_points"]) == ("insufficient-points", 60)
    await give(expiring, rider_id, 60, young())
    await redeem(expiring, rider, reward_id)
    assert await expired(expiring) == [(-100, -100, boundary())]
    assert (await owns(expiring, "redeemed"), await owns(expiring, "rider")) == (60, 0)


async def test_the_last_points_are_not_both_spent_and_expired(expiring: Shop) -> None:
    """A redemption and a sweep at once, at the boundary."""
    rider_id = await held_before(expiring, 100)
    reward_id = UUID(await expiring.published(cost_points=100))

    async def buy() -> None:
        async with expiring.engine.begin() as tx:
            await redemptions.redeem(tx, RULES, uuid4(), rider_id, Wish(reward_id), boundary())

    bought, _ = await asyncio.gather(
        buy(), sweep(expiring.engine, "city", datetime.now(UTC)), return_exceptions=True
    )
    assert isinstance(bought, InsufficientPoints)
    assert (await owns(expiring, "expired"), await owns(expiring, "debts")) == (100, 0)


async def redeem_at(tx: Any, shop: Shop, rider_id: UUID, now: datetime) -> None:
    reward_id = UUID(await shop.published(cost_points=60))
    await redemptions.redeem(tx, RULES, uuid4(), rider_id, Wish(reward_id), now)


async def adjust_at(tx: Any, shop: Shop, rider_id: UUID, now: datetime) -> None:
    settings: Any = SimpleNamespace(city_id="city", timezone="Europe/Madrid")
    await adjust(tx, settings, uuid4(), rider_id, -60, now)


@pytest.mark.parametrize("spend", [redeem_at, adjust_at])
async def test_what_is_spent_before_a_boundary_does_not_expire_at_it(expiring: Shop, spend: Any) -> None:
    """Who spends waits for the sweep, which holds the account and books what has expired."""
    rider_id = await held_before(expiring, 100)
    await give(expiring, rider_id, 100, young())
    await sweep(expiring.engine, "city", datetime.now(UTC))
    before = boundary() - timedelta(milliseconds=1)
    async with expiring.engine.begin() as tx:
        await spend(tx, expiring, rider_id, before)
    assert await expired(expiring) == [(-100, -100, boundary()), (60, -40, before)]
    assert (await owns(expiring, "expired"), await owns(expiring, "rider")) == (40, 100)
    assert await expiring.rows("SELECT * FROM differences") == []


async def test_a_trip_of_then_that_is_told_late_expires_at_once(expiring: Shop) -> None:
    """And one that is voided gives its expiry back: nobody owes for points that are gone."""
    rider_id, trip_id = uuid4(), uuid4()
    at = datetime(old().year, old().month, 3, 12, tzinfo=MADRID)
    trip = trip_judged(rider_id=rider_id, trip_id=trip_id, started_at=at)
    await hear(expiring, trip)
    [(points, total, _)] = await expired(expiring)
    assert points == total < 0
    assert (await owns(expiring, "rider"), await owns(expiring, "expired")) == (0, -points)
    voided = trip_judged(
        rider_id=rider_id, trip_id=trip_id, started_at=at, revision=2, verdict="voided", counts=False
    )
    await hear(expiring, voided)
    assert [each[:2] for each in await expired(expiring)] == [(points, points), (-points, 0)]
    kinds = {each.kind for each in await expiring.said(PointsPosted)}
    assert kinds == {"trip", "expiry"}
    assert (await owns(expiring, "issued"), await owns(expiring, "expired")) == (0, 0)
    assert await expiring.rows("SELECT * FROM differences") == []


async def test_an_entry_that_is_taken_back_after_it_expired_makes_no_debt(expiring: Shop) -> None:
    """What takes it back bears the day of today."""
    rider_id, challenge_id = uuid4(), uuid4()
    at = datetime(old().year, old().month, 3, 12, tzinfo=MADRID)
    entry = {"rider_id": rider_id, "challenge_id": challenge_id}
    await hear(expiring, entry_judged(**entry, judged_at=at, completed_at=at))
    assert [each[:2] for each in await expired(expiring)] == [(-100, -100)]
    await hear(expiring, entry_judged(**entry, judged_at=datetime.now(UTC), revision=2))
    assert [each[:2] for each in await expired(expiring)] == [(-100, -100), (100, 0)]
    assert {each.kind for each in await expiring.said(PointsPosted)} == {"challenge", "expiry"}
    assert (await owns(expiring, "issued"), await owns(expiring, "debts")) == (0, 0)


async def test_an_adjustment_of_today_is_not_of_then(expiring: Shop) -> None:
    rider_id = await held_before(expiring, 100)
    made = await expiring.asked(
        "POST",
        "/v1/adjustments",
        {"rider_id": str(rider_id), "points": 5, "reason": "A test wants it."},
        201,
    )
    assert made["balance_points"] == 5
    assert await expired(expiring) == [(-100, -100, boundary())]


async def test_nothing_expires_unless_it_is_set(shop: Shop) -> None:
    await forget(shop)
    await give(shop, uuid4(), 100, old())
    await sweep(shop.engine, "city", datetime.now(UTC))
    assert await expired(shop) == []
    assert "expiry" not in await shop.asked("GET", "/v1/tariffs")


async def test_tariffs_tell_since_when_points_expire(expiring: Shop) -> None:
    told = (await expiring.asked("GET", "/v1/tariffs"))["expiry"]
    assert told["months"] == 6
    assert datetime.fromisoformat(told["since"]) < datetime.now(UTC) - timedelta(days=1_000)


async def test_only_the_first_start_with_a_value_is_kept(shop: Shop) -> None:
    await forget(shop)
    [before] = await shop.rows("SELECT version FROM rules_version")
    for months in (None, 12, 12, 24, 24, None, None, 12):
        settings = Settings.model_construct(city_id="city", timezone="Europe/Madrid")
        await sweeper(settings, months)(shop.engine)
    assert await shop.rows("SELECT months FROM expiry_starts ORDER BY since") == [
        (12,),
        (24,),
        (None,),
        (12,),
    ]
    assert await shop.rows("SELECT version - :before FROM rules_version", before=before[0]) == [(4,)]
    assert "expiry" in await shop.asked("GET", "/v1/tariffs")
    await forget(shop)


async def test_two_processes_that_start_at_once_keep_one_start(shop: Shop) -> None:
    await forget(shop)

    async def begin() -> bool:
        async with shop.engine.begin() as tx:
            return await keep_start(tx, "city", 12, "Europe/Madrid")

    assert sorted(await asyncio.gather(*(begin() for _ in range(4)))) == [False, False, False, True]
    async with shop.engine.connect() as tx:
        assert [each.months for each in (await read_terms(tx)).starts] == [12]
    await forget(shop)


@pytest.mark.parametrize("months", ["0", 5, 121, 6.5])
def test_points_are_good_for_half_a_year_at_least(months: float | str) -> None:
    values = {"DATABASE_URL": "postgresql://localhost/none", "points_expire_months": months}
    with pytest.raises(ValueError, match="points_expire_months"):
        Settings.model_validate(values)
