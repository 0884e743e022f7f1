"""A rewards database with everything on that costs a trip something: a share of the riders on leaderboards,
ten multipliers, and a campaign that pays for one of them."""

import json

from bench import stream
from bench.databases import Cluster, run

OPTED_IN_PERCENT = 5
CAMPAIGN_ID = stream.named("campaign")
ACCOUNTS = f"""
    INSERT INTO accounts (rider_id, on_leaderboards, city_id)
    SELECT md5('rider ' || n)::uuid, true, 'city'
    FROM generate_series(0, {stream.RIDERS} - 1, 100 / {OPTED_IN_PERCENT}) AS n
"""
PROFILES = """
    INSERT INTO profiles (rider_id, city_id, nickname, nickname_key, nickname_changed_at, on_leaderboards)
    SELECT rider_id, 'city', 'R ' || substr(md5(rider_id::text), 1, 18), md5(rider_id::text), now(), true
    FROM accounts
"""
CAMPAIGN = f"""
    INSERT INTO campaigns (campaign_id, city_id, operator_id, state, version, revision, body, timezone)
    VALUES ('{CAMPAIGN_ID}', 'city', 'operator', 'published', 1, 1, $body${{body}}$body$, 'Europe/Madrid')
"""
TARIFF = """
    INSERT INTO tariffs (tariff_id, city_id, state, version, body)
    VALUES (gen_random_uuid(), 'city', 'published', 2, $body${body}$body$)
"""
IN_FORCE = "UPDATE rules_version SET version = version + 1"


def multipliers(paid_always: bool) -> list[dict[str, object]]:
    """Ten, each for two hours of the day. A campaign pays what the one of the evening adds, or, with
    `paid_always`, what each trip is given more."""
    hours = [{"local_hours": [{"from": hour, "to": hour + 2}]} for hour in range(4, 24, 2)]
    named: list[dict[str, object]] = [{"name": "Hours", "percent": 150, **each} for each in hours]
    paid = {"name": "Paid", "percent": 160, "campaign_id": str(CAMPAIGN_ID)}
    return [*named[:-1], paid if paid_always else paid | hours[7]]


async def switch_on(cluster: Cluster, name: str, paid_always: bool = False) -> None:
    """Put it all into this database of rewards, in which nothing has happened yet."""
    starts_at = stream.BEGIN.isoformat()
    campaign = {
        "name": "The market",
        "starts_at": starts_at,
        "ends_at": starts_at.replace(starts_at[:4], str(stream.BEGIN.year + 2), 1),
        "budget_points": 10**9,
        "pace": "free",
    }
    rates = {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10}
    tariff = {
        "name": "With everything",
        "valid_from": str(stream.BEGIN.date()),
        "per": {"bike": rates, "ebike": rates | {"metres_per_point": 200}},
        "trip_points_max": 250,
        "day_points_max": 400,
        "month_points_max": 6_000,
        "pending_hours": 24,
        "multipliers": multipliers(paid_always),
    }
    await run(
        cluster.database(name),
        ACCOUNTS,
        PROFILES,
        CAMPAIGN.format(body=json.dumps(campaign)),
        TARIFF.format(body=json.dumps(tariff)),
        IN_FORCE,
        "VACUUM ANALYZE",
    )
