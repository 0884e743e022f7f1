"""What rooms hold before they hear of corrected trips: rules that look at all that a correction changes."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.challenges.entries import store as entries
from services.rewards.leaderboards import actions as leaderboards
from services.rewards.ledger.actions import lock_accounts
from services.rewards.profiles import store as profiles
from services.rewards.profiles.rules import Profile
from tests.challenges.publishing import publish
from tests.days import MADRID

from .corrections import DAYS, NAMES, RIDERS

NOON = datetime(DAYS[1].year, DAYS[1].month, DAYS[1].day, 12, tzinfo=UTC)
DRAW, TEAM, CAMPAIGN = (uuid5(NAMES, name) for name in ("draw", "team", "campaign"))


async def run(engine: AsyncEngine, *statements: tuple[str, Mapping[str, Any]]) -> None:
    async with engine.begin() as tx:
        for statement, values in statements:
            await tx.execute(sa.text(statement), values)


GOALS: Sequence[dict[str, Any]] = [
    {"kind": "sum", "measure": "trips", "target": 1},
    {"kind": "sum", "measure": "distance_m", "target": 9_000},
    {"kind": "sum", "measure": "duration_s", "target": 1},
    {"kind": "sum", "measure": "energy_kcal", "target": 400},
    {"kind": "sum", "measure": "climb_m", "target": 1},
    {"kind": "sum", "measure": "co2e_saved_g", "target": 40},
    {"kind": "distinct", "of": "stations", "target": 2},
    {"kind": "distinct", "of": "zones", "target": 2},
    {"kind": "distinct", "of": "days", "target": 2},
    {"kind": "streak", "of": "days", "target": 2, "freezes": 1},
    {"kind": "best", "measure": "duration_s", "target": 1_200},
]
WHERES: Sequence[Mapping[str, Any]] = [
    {},
    {"vehicle_types": ["ebike"]},
    {"local_hours": [{"from": 22, "to": 7}]},
    {"distance_sources": ["odometer", "trace"]},
    {"distance_m": {"min": 1, "max": 9_000}},
    {"start_station_ids": ["low", "middle"]},
    {"corridor": {"zone_ids_in_order": ["a", "b"]}},
    {"zone_ids": ["a", "c"]},
    {"climb_m": {"min": 1}},
]


async def write_challenges(engine: AsyncEngine) -> None:
    """Challenges whose windows begin and end in the middle of local days, for all and for who has joined;
    some have days as periods. They look at all that challenges know of trips."""
    hours = [(-60, 0), (0, 6), (6, 7), (-14, 30), (6, 60), (-200, 200)]
    async with engine.begin() as tx:
        for number in range(len(GOALS) * len(WHERES)):
            challenge_id = uuid5(NAMES, f"challenge {number}")
            first_h, last_h = hours[number % len(hours)]
            starts_at, ends_at = NOON + timedelta(hours=first_h), NOON + timedelta(hours=last_h)
            goal, period = GOALS[number % len(GOALS)], "once"
            if number % 4 == 0:
                period = "day"
                starts_at, ends_at = (datetime(2026, 3, day, tzinfo=MADRID) for day in (28, 31))
            if goal["kind"] in ("distinct", "streak") and (number % 4 == 0 or last_h - first_h < 48):
                goal = goal | {"target": 1}
            body = {
                "name": {"en": "A"},
                "goal": goal,
                "where": WHERES[number % len(WHERES)],
                "period": period,
                "who": {"kind": ("all", "all", "joined")[number % 3]},
                "reward": {"points": 10},
                "starts_at": starts_at.isoformat(),
                "ends_at": ends_at.isoformat(),
            }
            await publish(tx, challenge_id, body)
            await entries.join(tx, "city", challenge_id, RIDERS[0], starts_at)


RATES = {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10}
TARIFF_BODY = {
    "name": "All of it",
    "valid_from": "2026-01-01",
    "per": {"bike": RATES, "ebike": RATES | {"metres_per_point": 200}},
    "trip_points_max": 90,
    "day_points_max": 150,
    "month_points_max": 260,
    "pending_hours": 7,
    "multipliers": [
        {
            "name": "Morning",
            "percent": 200,
            "local_hours": [{"from": 6, "to": 12}],
            "campaign_id": str(CAMPAIGN),
        },
        {"name": "Centre", "percent": 150, "start_zone_ids": ["a"]},
    ],
}
CAMPAIGN_BODY = {
    "name": "Morning",
    "starts_at": (NOON - timedelta(days=9)).isoformat(),
    "ends_at": (NOON + timedelta(days=9)).isoformat(),
    "budget_points": 10**6,
    "pace": "free",
}
DRAW_BODY = {"name": {"en": "A"}, "tickets": {"from": "stations", "station_ids": ["low"], "uses_min": 1}}
TARIFF = """
    INSERT INTO tariffs (tariff_id, city_id, state, version, body, published_at, zones_within)
    VALUES (gen_random_uuid(), 'city', 'published', 2, CAST(:body AS jsonb), now(), '{}')
"""
OF_CAMPAIGN = """
    INSERT INTO campaigns (campaign_id, city_id, operator_id, state, body, timezone)
    VALUES (:id, 'city', 'operator', 'published', CAST(:body AS jsonb), 'Europe/Madrid')
"""
OF_DRAW = """
    INSERT INTO draws (draw_id, city_id, operator_id, state, body, opens_at, closes_at, freezes_at)
    VALUES (:id, 'city', 'operator', 'published', CAST(:body AS jsonb), :opens_at, :closes_at, now())
"""
STATIONS = """
    INSERT INTO stations (station_id, city_id, revision, elevation_m, from_at)
    VALUES ('low', 'city', 1, 5, '2026-01-01'), ('middle', 'city', 1, 600, '2026-01-01'),
        ('high', 'city', 1, 1200, '2026-01-01')
"""
IN_TEAM = """
    INSERT INTO memberships (membership_id, rider_id, city_id, revision, team_id, kind, since)
    VALUES (gen_random_uuid(), :rider, 'city', 1, :team, 'team', :since)
"""
IN_DRAW = """
    INSERT INTO draw_riders (draw_id, rider_id, city_id, joined_at) VALUES (:draw, :rider, 'city', now())
"""


async def write_game(engine: AsyncEngine) -> None:
    """A tariff that looks at all that it can, boards, a team since noon, and a draw of that afternoon."""
    ends_at = NOON + timedelta(hours=12)
    await run(
        engine,
        (TARIFF, {"body": json.dumps(TARIFF_BODY)}),
        (OF_CAMPAIGN, {"id": CAMPAIGN, "body": json.dumps(CAMPAIGN_BODY)}),
        (OF_DRAW, {"id": DRAW, "body": json.dumps(DRAW_BODY), "opens_at": NOON, "closes_at": ends_at}),
        (STATIONS, {}),
        *((IN_TEAM, {"rider": rider_id, "team": TEAM, "since": NOON}) for rider_id in RIDERS),
        *((IN_DRAW, {"rider": rider_id, "draw": DRAW}) for rider_id in RIDERS),
        ("UPDATE rules_version SET version = version + 1", {}),
    )
    async with engine.begin() as tx:
        accounts = await lock_accounts(tx, RIDERS)
        for number, rider_id in enumerate(RIDERS):
            assert await profiles.put(tx, "city", rider_id, Profile(f"rider {number}", NOON, True))
            await leaderboards.show(tx, "city", accounts[rider_id], True)
