"""What a whole city is told of teams, workplaces and pairs: riders make, join and leave them, and ride."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.challenges.running_challenges import LATER, REASON
from tests.challenges.running_challenges import body as challenge
from tests.events import RIDER_ID
from tests.reported_trips import reported_trip

from .told_trips import Send

PAIRS = {"kind": "pairs", "mode": "together"}


async def send_for_groups(send: Send, goals: Iterable[Mapping[str, Any]]) -> None:
    """Challenges for teams and workplaces, of every way in which what riders bring is added up, and one for
    pairs."""
    await _publish(send, challenge(ends_at=LATER.isoformat()) | {"who": PAIRS})
    for number, goal in enumerate([{"kind": "sum", "measure": "trips", "target": 1}, *goals]):
        who = {"kind": "teams", "of": ("team", "workplace")[number % 2], "size_max": 9}
        await _publish(send, challenge(goal=goal, ends_at=LATER.isoformat()) | {"who": who})


async def _publish(send: Send, body: dict[str, Any]) -> None:
    draft = await send("POST", "/v1/challenges", body)
    await send("POST", f"/v1/challenges/{draft['challenge_id']}/publish", REASON)


async def send_teams(send: Send) -> str:
    """A team that the rider has left, joined again and was taken out of, and one of each kind that the rider
    is in. Returns the id of the team."""
    for kind in ("workplace", "team"):
        of_kind = {"kind": kind, "size_max": 5}
        await send("POST", "/v1/teams", {"name": "The first one", **of_kind}, "rider")
        await send("DELETE", f"/v1/me/{kind}", None, "rider")
        made = await send("POST", "/v1/teams", {"name": "The second one", **of_kind}, "rider")
        path = f"/v1/teams/{made['team_id']}"
        invite = (await send("POST", f"{path}/invite", None, "rider"))["invite"]
        shown = await send("GET", path, None, "rider")
        await send("DELETE", f"{path}/members/{shown['members'][0]['member_id']}", None, "rider")
        await send("PUT", f"/v1/me/{kind}", {"invite": invite}, "rider")
    return str(made["team_id"])


async def ride_for_team(send: Send) -> None:
    """The rider rides for the team and the workplace."""
    starts_at = datetime.now(UTC)
    ride = reported_trip() | {"trip_id": str(uuid4()), "rider_id": str(RIDER_ID), "distance_m": 900}
    ride["started_at"] = starts_at.isoformat()
    ride["ended_at"] = (starts_at + timedelta(minutes=4)).isoformat()
    await send("POST", "/v1/trips", ride)


async def pair_up(send: Send) -> None:
    """The rider and another one invite each other, accept, refuse, leave, block and lift it."""
    listed = (await send("GET", "/v1/challenges?limit=200", None, "rider"))["challenges"]
    [challenge_id] = [each["challenge_id"] for each in listed if each["who"]["kind"] == "pairs"]
    wanted = {"challenge_id": challenge_id}
    made = await send("POST", "/v1/me/pairs", wanted, "rider")
    await send("DELETE", f"/v1/me/pairs/{made['invite']}", None, "rider")
    made = await send("POST", "/v1/me/pairs", wanted, "rider")
    await send("PUT", f"/v1/me/pairs/{made['invite']}", None, "other rider")
    block = f"/v1/me/blocks/{made['pair_id']}"
    await send("PUT", block, None, "rider")
    await send("DELETE", block, None, "rider")
    await send("DELETE", f"/v1/me/pairs/{made['pair_id']}", None, "rider")
