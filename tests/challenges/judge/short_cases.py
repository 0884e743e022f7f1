"""Parts of cases in the words of the golden ones, shortly said: trips of May, in a city that lives here."""

from typing import Any

WORLD = {
    "timezone": "Europe/Madrid",
    "now": "2026-07-15T12:00:00+02:00",
    "zones": {"old": "centre", "port": "centre", "centre": None, "park": "hill", "hill": None},
    "stations": {
        "s1": {"zone_id": "old", "elevation_m": 5},
        "s2": {"zone_id": "port", "elevation_m": 3},
        "s3": {"zone_id": "park", "elevation_m": 60},
    },
    "team_size_max": {"red": 5, "blue": 5, "large": 50},
}
TEAMS = {"kind": "teams", "of": "team", "size_max": 5}
TOGETHER = {"kind": "pairs", "mode": "together"}
VERSUS = {"kind": "pairs", "mode": "versus"}
C0 = {"kind": "sum", "measure": "distance_m", "target": 5000}


def on(day: int, hour: int = 8, month: int = 5) -> str:
    """A full hour of 2026 in Madrid's summer."""
    return f"2026-{month:02}-{day:02}T{hour:02}:00:00+02:00"


def trips(*riders_and_days: tuple[str, int], **facts: Any) -> list[dict[str, Any]]:
    """Trips t1, t2, ... of these riders on these days of May."""
    return [
        {"trip_id": f"t{i}", "rider": rider, "started_at": on(day), **facts}
        for i, (rider, day) in enumerate(riders_and_days, 1)
    ]


def body(target: int = 1, measure: str = "trips", **changes: Any) -> dict[str, Any]:
    """Trips of May, of all."""
    return {
        "challenge_id": "c1",
        "goal": {"kind": "sum", "measure": measure, "target": target},
        "who": {"kind": "all"},
        "starts_at": on(4, 0),
        "ends_at": on(1, 0, month=6),
        "reward": {"points": 100},
        **changes,
    }


def member(team: str, rider: str, since: int = 1, until: int | None = None) -> dict[str, Any]:
    """A membership from and until midnights of May."""
    span = {"from": on(since, 0), "until": on(until, 0)} if until else {"from": on(since, 0)}
    return {"team": team, "rider": rider, **span}


def paired(pair: str, rider: str, since: int = 1, until: int | None = None) -> dict[str, Any]:
    """The same, in a pair of c1."""
    said = {**member(pair, rider, since, until), "pair": pair, "challenge_id": "c1"}
    return {name: value for name, value in said.items() if name != "team"}


def entry(progress: int, target: int, winners: tuple[str, ...] | None = None, **who: Any) -> dict[str, Any]:
    """What is expected; winners of a completed entry get 100 points each."""
    said = {"progress": progress, "target": target, "completed": winners is not None, **who}
    return {**said, "winners": list(winners), "reward": {"points": 100}} if winners else said
