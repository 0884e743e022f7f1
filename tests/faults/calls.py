"""A request for every route that needs a database, with a body that it takes."""

import time
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

from rodem.local.running import with_database

from .riding import trip

ID = str(uuid4())
CHALLENGE = {
    "name": {"en": "A hundred kilometres"},
    "goal": {"kind": "sum", "measure": "distance_m", "target": 100_000},
    "who": {"kind": "all"},
    "reward": {"points": 100},
    "starts_at": "2030-01-01T00:00:00Z",
    "ends_at": "2030-02-01T00:00:00Z",
}
RATES = {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10}
TARIFF = {
    "name": "The default game again",
    "valid_from": "2030-01-01",
    "per": {"bike": RATES, "ebike": RATES},
    "day_points_max": 400,
}
LIMITS = {"valid_from": "2030-01-01", "bike": {"tiny_n": 4}}
TINY = count(4)


def other_limits() -> dict[str, Any]:
    """Limits that are not those of before, for what changes nothing is not written."""
    return LIMITS | {"bike": {"tiny_n": 4 + next(TINY) % 90}} | REASON


TARGETS = count(1)


def other_expectations() -> dict[str, Any]:
    """Expectations that are not those of before, for what was declared last is not added again."""
    value = {"value_id": "climate", "indicator_id": "climate.net_kgco2e", "weight": 100}
    wanted = {**value, "baseline": 0.0, "target": float(next(TARGETS))}
    return {"valid_from": "2030-01-01", "mandate_ref": "a test", "values": [wanted]}


def other_figure() -> dict[str, Any]:
    """A figure that is not the one of before."""
    return {"period": "2026-05", "value": float(next(TARGETS)), "source": "a test"}


DAYS = count(date(2030, 1, 1).toordinal())


MONTHS = count()
"""Plans of releases each begin with another month."""


def plan() -> dict[str, Any]:
    """A plan of releases that begins with a month with which no other does."""
    month = next(MONTHS)
    first = f"{2060 + month // 12}-{month % 12 + 1:02}"
    operators = {"operator": "place"}
    return {"from": first, "places": "P1D", "operators": operators, "mandate_ref": "Ple 2026/41", **REASON}


def factor_set() -> dict[str, Any]:
    """A factor set that begins on a day on which no other does."""
    valid_from = date.fromordinal(next(DAYS)).isoformat()
    factors = {mode: {"use": grams} for mode, grams in (("bike", 0.0), ("ebike", 11.8), ("car", 125.6))}
    shares = {"car": {"share": 1.0}}
    about = {"source": "a test", "verified": False}
    return {"valid_from": valid_from, "factors": factors, "shares": shares, **about, **REASON}


REWARD = {"name": {"en": "A bell"}, "kind": "benefit", "cost_points": 10, "confirmation": "instant"}
CAMPAIGN = {
    "name": "The shop",
    "starts_at": "2030-01-01T00:00:00Z",
    "ends_at": "2030-02-01T00:00:00Z",
    "budget_points": 100,
    "pace": "even",
}
PROJECT = {
    "name": {"en": "Trees"},
    "text": {"en": "For the school."},
    "goal_points": 1_000,
    "value_tags": {"climate": 100},
}
DRAW = {
    "name": {"en": "Bells"},
    "terms": {"en": "Nobody wins twice."},
    "opens_at": "2030-01-01T00:00:00Z",
    "closes_at": "2030-02-01T00:00:00Z",
    "prizes": [{"reward_id": ID, "count": 1}],
    "tickets": {"from": "trips", "per_trips": 10},
}
REASON = {"reason": "a test"}
SIMULATED = {"tariff": TARIFF, "since": "2026-05-01", "until": "2026-05-31"}
TRIED = {"challenge": CHALLENGE, "since": "2026-05-01T00:00:00Z", "until": "2026-05-31T00:00:00Z"}
SQUARE = [[[2.1, 41.3], [2.2, 41.3], [2.2, 41.4], [2.1, 41.4], [2.1, 41.3]]]
QUERY = {
    "measures": ["trips"],
    "interval": "P1M",
    "start_date": "2026-05-01",
    "end_date": "2026-05-31",
    "dimensions": [],
    "filters": [],
}


def feed() -> dict[str, Any]:
    """One station, under a new name."""
    station = {"station_id": ID, "name": str(uuid4()), "lat": 41.39, "lon": 2.18}
    return {"last_updated": int(time.time()), "ttl": 1, "version": "2.3", "data": {"stations": [station]}}


def statuses() -> dict[str, Any]:
    """What a station reports now."""
    told = {"station_id": ID, "num_bikes_available": 3, "last_reported": int(time.time())}
    return {"last_updated": int(time.time()), "data": {"stations": [told]}}


def zones() -> dict[str, Any]:
    """One zone, under a new name."""
    properties = {"zone_id": ID, "name": str(uuid4())}
    geometry = {"type": "Polygon", "coordinates": SQUARE}
    zone = {"type": "Feature", "properties": properties, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [zone]}


def tags() -> list[dict[str, Any]]:
    """A day with another tag than before: what changes nothing is not written."""
    return [{"local_on": "2026-05-04", "tags": [uuid4().hex]}]


def bonus_station() -> list[dict[str, Any]]:
    """A bonus station that nobody has declared yet."""
    return [{"station_id": uuid4().hex, "from": "2026-05-04T06:00:00Z", "until": "2026-05-04T10:00:00Z"}]


def parked() -> list[dict[str, Any]]:
    """An activity that nobody has reported yet."""
    return [{"activity_id": str(uuid4()), "rider_id": ID, "service": "parking", "at": "2026-05-04T07:30:00Z"}]


def unlocked() -> dict[str, Any]:
    """A vehicle that is unlocked now. What is told again would change nothing, and need no write."""
    event = {"event_id": str(uuid4()), "vehicle_id": "B-1", "kind": "unlock", "rider_id": ID}
    return {"events": [event | {"at": datetime.now(UTC).isoformat()}]}


def until_tomorrow() -> dict[str, Any]:
    """Why the city stops something, and for how long."""
    return {"until": (datetime.now(UTC) + timedelta(days=1)).isoformat(), **REASON}


def live_trip() -> dict[str, Any]:
    """A trip that begins now."""
    return {"trip_id": str(uuid4()), "vehicle_type": "bike", "started_at": datetime.now(UTC).isoformat()}


POINT = {"at": "2026-05-04T07:30:05Z", "lat": 41.3901, "lon": 2.1702}
DECISION = {"trip_id": ID, "verdict": "rejected", "reason": "a test"}


class Call(NamedTuple):
    """A request that needs the database; `path` as its route has it."""

    method: str
    path: str
    role: str
    body: Any = None
    query: str = ""

    @property
    def reads(self) -> bool:
        return self.method == "GET" or self.path in ("/v1/challenges:validate", "/v1/indicators:query")


def new_team() -> dict[str, Any]:
    """A team under a new name."""
    return {"name": uuid4().hex[:20], "kind": "team", "size_max": 5}


SECOND_LEVELS = count(499, -1)


def lower_levels() -> dict[str, Any]:
    """Levels that are not those of before, for what changes nothing is not written; a level never rises."""
    return {"from_points": [0, next(SECOND_LEVELS), 2_000, 5_000, 12_000, 30_000], **REASON}


CALLS = (
    *(Call("GET", f"/v1/health/{service}", "operator") for service in with_database()),
    Call("GET", "/v1/me/summary", "rider"),
    Call("GET", "/v1/me/postings", "rider"),
    Call("GET", "/v1/riders/{rider_id}/summary", "operator"),
    Call("GET", "/v1/riders/{rider_id}/postings", "operator"),
    Call("GET", "/v1/riders/{rider_id}/redemptions", "operator"),
    Call("POST", "/v1/adjustments", "operator", {"rider_id": ID, "points": 5} | REASON),
    Call("GET", "/v1/me/trips", "rider"),
    Call("GET", "/v1/me/trips/{trip_id}", "rider"),
    Call("GET", "/v1/me/trips/{trip_id}/trace", "rider"),
    Call("DELETE", "/v1/me/trips/{trip_id}/trace", "rider"),
    Call("POST", "/v1/trips", "operator", trip()),
    Call("POST", "/v1/trips:batch", "operator", {"trips": [trip()]}),
    Call("POST", "/v1/trips:start", "rider", live_trip),
    Call("POST", "/v1/trips/{trip_id}/trace", "rider", {"seq": 0, "points": [POINT]}),
    Call("POST", "/v1/trips/{trip_id}/end", "rider", {"ended_at": "2026-05-04T07:50:00Z"}),
    Call("POST", "/v1/trips/{trip_id}/cancel", "rider"),
    Call("GET", "/v1/trips", "operator", query="?verdict=held"),
    Call("POST", "/v1/trips/{trip_id}/void", "operator", {"reason": "a test"}),
    Call("POST", "/v1/trips/{trip_id}/correct", "operator", {"distance_m": 900, "reason": "a test"}),
    Call("POST", "/v1/trips/{trip_id}/decision", "operator", {"verdict": "accepted", "reason": "a test"}),
    Call("POST", "/v1/trips/{trip_id}/appeal", "rider", {"text": "It was me."}),
    Call("POST", "/v1/trips:decide", "operator", {"decisions": [DECISION]}),
    Call("GET", "/v1/trips:review-figures", "auditor"),
    Call("GET", "/v1/trips:overdue-appeals", "rider"),
    Call("POST", "/v1/imports", "operator", {"name": "may.csv"}),
    Call("GET", "/v1/imports", "operator"),
    Call("POST", "/v1/imports/{import_id}/undo", "operator", {"reason": "a test"}),
    Call("POST", "/v1/vehicle-events:batch", "operator", unlocked),
    Call("PUT", "/v1/stations", "operator", feed),
    Call("POST", "/v1/stations:import", "operator", feed),
    Call("PUT", "/v1/stations/status", "operator", statuses),
    Call("POST", "/v1/stations:transfer", "city", {"from_operator_id": "one", "to_operator_id": "another"}),
    Call("GET", "/v1/stations", "rider"),
    Call("PUT", "/v1/zones", "operator", zones),
    Call("GET", "/v1/zones", "rider"),
    Call("POST", "/v1/indicators:query", "city", QUERY),
    Call("GET", "/v1/challenges", "rider"),
    Call("GET", "/v1/challenges/{challenge_id}", "rider"),
    Call("GET", "/v1/challenges/{challenge_id}/versions", "operator"),
    Call("GET", "/v1/challenges/{challenge_id}/results", "rider"),
    Call("POST", "/v1/challenges", "operator", CHALLENGE),
    # It looks for what is required, and for nothing else.
    Call("POST", "/v1/challenges:validate", "operator", CHALLENGE | {"requires": [ID]}),
    Call("POST", "/v1/challenges:simulate", "operator", TRIED),
    Call("GET", "/v1/jobs/challenges/{job_id}", "operator"),
    Call("DELETE", "/v1/jobs/challenges/{job_id}", "operator"),
    Call("PUT", "/v1/challenges/{challenge_id}", "operator", CHALLENGE | REASON),
    Call("POST", "/v1/challenges/{challenge_id}/submit", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/publish", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/pause", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/close", "operator", REASON),
    Call("POST", "/v1/challenges/{challenge_id}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/challenges/{challenge_id}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/challenge", "city", {"guards": []}),
    Call("GET", "/v1/guards/challenge", "city"),
    Call("GET", "/v1/days", "rider"),
    Call("PUT", "/v1/days", "operator", tags),
    Call("PUT", "/v1/days/{local_on}/outage", "operator"),
    Call("DELETE", "/v1/days/{local_on}/outage", "operator"),
    Call("GET", "/v1/bonus-stations", "rider"),
    Call("PUT", "/v1/bonus-stations", "operator", bonus_station),
    Call("POST", "/v1/activities:batch", "operator", parked),
    Call("POST", "/v1/activities/{activity_id}/void", "operator"),
    Call("GET", "/v1/levels", "rider"),
    Call("PUT", "/v1/levels", "operator", lower_levels),
    Call("GET", "/v1/tariffs", "rider"),
    Call("POST", "/v1/tariffs", "operator", TARIFF),
    Call("PUT", "/v1/tariffs/{tariff_id}", "operator", TARIFF | REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/submit", "operator", REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/publish", "operator", REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/close", "operator", REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/tariffs/{tariff_id}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/tariff", "city", {"guards": []}),
    Call("GET", "/v1/guards/tariff", "city"),
    Call("GET", "/v1/limits", "city"),
    Call("PUT", "/v1/limits", "operator", other_limits),
    Call("POST", "/v1/limits/{version}/submit", "operator", REASON),
    Call("POST", "/v1/limits/{version}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/limits/{version}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/limits", "city", {"guards": []}),
    Call("GET", "/v1/expectations", "rider"),
    Call("PUT", "/v1/expectations", "city", other_expectations),
    Call("GET", "/v1/declarations/{indicator_id}", "rider"),
    Call("PUT", "/v1/declarations/{indicator_id}", "city", other_figure),
    Call("GET", "/v1/factor-sets", "rider"),
    Call("GET", "/v1/factor-sets/{factor_set_id}", "rider"),
    Call("PUT", "/v1/factor-sets/{factor_set_id}", "city", factor_set),
    Call("POST", "/v1/factor-sets/{factor_set_id}/submit", "city", REASON),
    Call("POST", "/v1/factor-sets/{factor_set_id}/decision", "auditor", {"decision": "approve"} | REASON),
    Call("POST", "/v1/factor-sets/{factor_set_id}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/factor-set", "city", {"guards": []}),
    Call("GET", "/v1/guards/factor-set", "city"),
    Call("GET", "/v1/guards/limits", "city"),
    Call("GET", "/v1/releases", "city"),
    Call("GET", "/v1/releases/{number}.csv", "city"),
    Call("GET", "/v1/releases/{number}.json", "city"),
    Call("GET", "/v1/release-plan", "city"),
    Call("PUT", "/v1/release-plan", "city", plan),
    Call("POST", "/v1/release-plan/{month}/submit", "city", REASON),
    Call("POST", "/v1/release-plan/{month}/decision", "auditor", {"decision": "approve"} | REASON),
    Call("POST", "/v1/release-plan/{month}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/release-plan", "city", {"guards": []}),
    Call("GET", "/v1/guards/release-plan", "city"),
    Call("GET", "/v1/campaigns", "city"),
    Call("GET", "/v1/campaigns/{campaign_id}", "city"),
    Call("POST", "/v1/campaigns", "operator", CAMPAIGN),
    Call("PUT", "/v1/campaigns/{campaign_id}", "operator", CAMPAIGN | REASON),
    Call("POST", "/v1/campaigns/{campaign_id}/submit", "operator", REASON),
    Call("POST", "/v1/campaigns/{campaign_id}/publish", "operator", REASON),
    Call("POST", "/v1/campaigns/{campaign_id}/resume", "operator", REASON),
    Call("POST", "/v1/campaigns/{campaign_id}/pause", "operator", REASON),
    Call("POST", "/v1/campaigns/{campaign_id}/close", "operator", REASON),
    Call("POST", "/v1/campaigns/{campaign_id}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/campaigns/{campaign_id}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/campaign", "city", {"guards": []}),
    Call("GET", "/v1/guards/campaign", "city"),
    Call("POST", "/v1/tariffs:simulate", "operator", SIMULATED),
    Call("GET", "/v1/jobs/rewards/{job_id}", "operator"),
    Call("GET", "/v1/jobs/trips/{job_id}", "operator"),
    Call("GET", "/v1/changes", "city"),
    Call("GET", "/v1/decisions", "city"),
    Call("GET", "/v1/decisions.ndjson", "city"),
    Call("GET", "/v1/rewards", "rider"),
    Call("GET", "/v1/rewards/{reward_id}", "rider"),
    Call("POST", "/v1/rewards", "operator", REWARD),
    Call("PUT", "/v1/rewards/{reward_id}", "operator", REWARD | REASON),
    Call("POST", "/v1/rewards/{reward_id}/codes", "operator", {"codes": ["A1"]}),
    Call("POST", "/v1/rewards/{reward_id}/submit", "operator", REASON),
    Call("POST", "/v1/rewards/{reward_id}/publish", "operator", REASON),
    Call("POST", "/v1/rewards/{reward_id}/pause", "operator", REASON),
    Call("POST", "/v1/rewards/{reward_id}/close", "operator", REASON),
    Call("POST", "/v1/rewards/{reward_id}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/rewards/{reward_id}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/reward", "city", {"guards": []}),
    Call("GET", "/v1/guards/reward", "city"),
    Call("POST", "/v1/redemptions", "rider", {"reward_id": ID}),
    Call("GET", "/v1/redemptions", "operator"),
    Call("POST", "/v1/redemptions/{redemption_id}/confirm", "operator", {}),
    Call("POST", "/v1/redemptions/{redemption_id}/release", "operator", {}),
    Call("GET", "/v1/me/redemptions", "rider"),
    Call("GET", "/v1/me/redemptions/{redemption_id}", "rider"),
    Call("GET", "/v1/me/redemptions/{redemption_id}/vouchers", "rider"),
    Call("GET", "/v1/me/redemptions/{redemption_id}/vouchers/{voucher_id}/qr.svg", "rider"),
    Call("POST", "/v1/vouchers:redeem", "partner", {"code": "nothing"}),
    Call("POST", "/v1/vouchers/{voucher_id}/undo", "partner"),
    Call("GET", "/v1/partners/{partner_id}/used", "operator", query="?month=2026-05"),
    Call("PUT", "/v1/partners/{partner_id}", "operator", {"name": "Cafè Central"}),
    Call("GET", "/v1/partners", "rider"),
    Call("POST", "/v1/projects", "city", PROJECT),
    Call("PUT", "/v1/projects/{project_id}/outcome", "city", {"outcome": {"en": "A tree."}}),
    Call("GET", "/v1/projects", "rider"),
    Call("GET", "/v1/draws", "rider"),
    Call("GET", "/v1/draws/{draw_id}", "rider"),
    Call("GET", "/v1/draws/{draw_id}/list", "rider"),
    Call("POST", "/v1/draws", "operator", DRAW),
    Call("POST", "/v1/draws/{draw_id}/submit", "operator", REASON),
    Call("POST", "/v1/draws/{draw_id}/publish", "operator", REASON),
    Call("POST", "/v1/draws/{draw_id}/cancel", "operator", REASON),
    Call("POST", "/v1/draws/{draw_id}/decision", "city", {"decision": "approve"} | REASON),
    Call("POST", "/v1/draws/{draw_id}/stop", "city", until_tomorrow),
    Call("PUT", "/v1/guards/draw", "city", {"guards": []}),
    Call("GET", "/v1/guards/draw", "city"),
    Call("POST", "/v1/draws/{draw_id}/tickets", "rider", {"count": 1}),
    Call("PUT", "/v1/me/draws/{draw_id}", "rider", {}),
    Call("DELETE", "/v1/me/draws/{draw_id}", "rider"),
    Call("GET", "/v1/me/draws", "rider"),
    Call("GET", "/v1/me/profile", "rider"),
    Call("PUT", "/v1/me/profile", "rider", {"nickname": "Ada", "on_leaderboards": False}),
    Call("GET", "/v1/me/badges", "rider"),
    Call("GET", "/v1/leaderboards/{board_id}", "rider"),
    Call("GET", "/v1/leaderboards/{board_id}/me", "rider"),
    Call("POST", "/v1/leaderboards/{board_id}/prizes", "operator", {"period": "2099-W01", "points": [5]}),
    Call("GET", "/v1/me/entries", "rider"),
    Call("PUT", "/v1/me/entries/{challenge_id}", "rider", {}),
    Call("DELETE", "/v1/me/entries/{challenge_id}", "rider"),
    Call("POST", "/v1/teams", "rider", new_team),
    Call("GET", "/v1/teams/{team_id}", "rider"),
    Call("POST", "/v1/teams/{team_id}/invite", "rider"),
    Call("DELETE", "/v1/teams/{team_id}/members/{member_id}", "rider"),
    *(Call("PUT", f"/v1/me/{kind}", "rider", {"invite": "x"}) for kind in ("team", "workplace")),
    *(Call("GET", f"/v1/me/{kind}", "rider") for kind in ("team", "workplace")),
    *(Call("DELETE", f"/v1/me/{kind}", "rider") for kind in ("team", "workplace")),
    Call("POST", "/v1/me/pairs", "rider", {"challenge_id": ID}),
    Call("PUT", "/v1/me/pairs/{invite}", "rider"),
    Call("DELETE", "/v1/me/pairs/{invite}", "rider"),
    Call("PUT", "/v1/me/blocks/{pair_id}", "rider"),
    Call("DELETE", "/v1/me/blocks/{pair_id}", "rider"),
)
