"""What riders are told of adjustments, of balances from another system, of what expires, and why."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.explanations.rules import Reason, explain
from services.gateway.riders.statement.handlers import on_points_posted
from services.gateway.riders.summary.actions import Expiry, keep_terms
from services.gateway.riders.summary.answers import summary as answered
from services.gateway.riders.summary.store import add_expiring
from shared.expiry.rules import Boundary, Expiring, Terms
from shared.settings import ServiceSettings

from .heard import NOW, RIDERS, posted, summary, tell

DECEMBER = Boundary(
    date(2026, 6, 1), NOW + timedelta(days=12), date(2025, 6, 1), NOW - timedelta(days=18), 12
)


async def test_lifetime_points_of_a_migration_count_once(engine: AsyncEngine) -> None:
    came: dict[str, Any] = {"kind": "migration", "lifetime_points": 900, "params": {"lifetime_points": 900}}
    first = posted("migration", 1, 40, 40, **came)
    await tell(engine, on_points_posted, [first, first])
    await tell(engine, on_points_posted, [posted("migration", 2, 0, 40, **came)])
    await tell(engine, on_points_posted, [posted("adjustment:a", 1, -50, -50, kind="adjustment")])
    found = await summary(engine)
    assert (found.account_points, found.lifetime_points) == (-10, 850)
    async with engine.connect() as tx:
        assert (await tx.exec_driver_sql("SELECT * FROM differences")).all() == []


async def test_riders_are_told_what_expires_next(engine: AsyncEngine) -> None:
    old, young = date(2025, 5, 20), date(2025, 6, 1)
    batch = [
        posted("trip:a", 1, 100, 100, local_on=old),
        posted("cap:2025-05-20", 1, -20, -20, local_on=old, kind="cap"),
        posted("trip:b", 1, 50, 50, local_on=young),
        posted("redemption:a", 1, -30, -30, kind="redemption"),
        posted("adjustment:a", 1, -5, -5, kind="adjustment"),
        posted("refund:b", 1, 3, 3, kind="refund", available_at=DECEMBER.refunds_until),
        posted("refund:c", 1, 7, 7, kind="refund", available_at=NOW),
        posted("expiry", 1, -8, -8, kind="expiry"),
    ]
    await tell(engine, on_points_posted, batch)
    numbers = {RIDERS[0]: await summary(engine), RIDERS[1]: await summary(engine, rider=1)}
    async with engine.connect() as tx:
        told = await add_expiring(tx, numbers, [DECEMBER])
    assert told[RIDERS[0]].expiring == [Expiring(date(2026, 5, 31), 100 - 20 - 30 - 5 + 3 - 8)]
    assert b'"expiring":[{"on":"2026-05-31","points":40}]' in answered(RIDERS[0], told[RIDERS[0]])
    assert b"expiring" not in answered(RIDERS[1], told[RIDERS[1]])


async def test_a_gateway_keeps_since_when_points_expire(engine: AsyncEngine) -> None:
    settings = ServiceSettings.model_construct(city_id="city", timezone="Europe/Madrid")
    known = []
    for months in (None, 12, 12):
        expiry = Expiry(Terms((), ZoneInfo("UTC")))  # of a process that starts
        await keep_terms(engine, settings, months, expiry)
        known.append(expiry.terms)
    assert known[0].starts == ()
    assert known[1] == known[2]
    assert (known[1].starts[0].months, known[1].zone) == (12, ZoneInfo("Europe/Madrid"))


@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize(
    ("rule", "params", "points", "says"),
    [
        ("adjustment", {}, 50, "50"),
        ("adjustment", {}, -1, "1"),
        ("migration", {"lifetime_points": 900}, 40, "900"),
        ("expiry", {"months": 12}, -40, "12"),
        ("expiry", {"months": 12}, 40, "40"),
        ("account_closed", {}, -40, "40"),
        ("written_off", {"debt_points": 80}, 0, "80"),
    ],
)
def test_each_kind_says_why_in_three_languages(
    language: str, rule: str, params: dict[str, int | str], points: int, says: str
) -> None:
    text = explain(*Reason(rule, 1, params), points, language)
    assert says in text
    assert f"“{rule}”" not in text
    others = {explain(*Reason(rule, 1, params), points, each) for each in ("ca", "es", "en")}
    assert len(others) == 3
