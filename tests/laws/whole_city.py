"""All services with a database in one process, over real sockets, with a little of everything in them."""

from collections import ChainMap, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import asyncpg
import httpx
from fastapi import FastAPI

from rodem.local.provision import make_issuer
from rodem.local.running import topic_of, with_database
from rodem.local.tokens import mint
from services.gateway.door.forwarding.rules import FORWARDED
from services.rewards.digests.actions import close_days
from services.rewards.drawings import actions as draws
from services.rewards.simulations.bodies import EXAMPLE as SIMULATED
from shared.db import create_engine
from shared.http.auth import ROLES
from shared.settings import ServiceSettings
from tests.challenges.running_challenges import REASON
from tests.challenges.running_challenges import body as challenge
from tests.challenges.signing import ALL, APPROVE
from tests.conftest import MakeDatabase, serving
from tests.days import today
from tests.events import RIDER_ID
from tests.ports import free_ports
from tests.rewards.campaigns.running_campaigns import campaign
from tests.rewards.running_rewards import tariff
from tests.rewards.shop.drawing import drawing
from tests.rewards.shop.running_shop import reward
from tests.rewards.shop.test_donations import PROJECT
from tests.served import all_at, served
from tests.waiting import eventually

from .reads import Door, headers_of
from .told_days import send_declared
from .told_plans import release_twice, send_plans
from .told_teams import pair_up, ride_for_team, send_for_groups, send_teams
from .told_trips import HOUR, Send, send_expectations, send_factor_sets, send_jobs, send_trips, tell_apart

GOALS = [
    {"kind": kind, "target": 1} | what
    for kind, what in (
        ("distinct", {"of": "days"}),
        ("distinct", {"of": "districts"}),
        ("streak", {"of": "days"}),
        ("streak", {"of": "weeks"}),
        ("best", {"measure": "distance_m"}),
        ("best", {"measure": "co2e_saved_g"}),
    )
]
HEARD = {
    "gateway": "SELECT count(*) >= 4 FROM lines",
    "public_value": "SELECT count(*) >= 2 FROM cells WHERE trips > 0 AND points > 0",
}
"""What is so when the services have heard of all that `fill` sends."""


@dataclass(frozen=True)
class WholeCity:
    """The databases of the services, as their owner, their doors, and the commands by which the city was
    filled, by trace id."""

    dsns: Mapping[str, str]
    doors: Mapping[str, Door]
    filled: Mapping[str, str]


def asked_for() -> dict[str, str]:
    """Values of parameters, by their names."""
    return {
        "rider_id": str(RIDER_ID),
        "compare": "true",
        "reason": "overlapping",
        "appealed": "true",
        "on": "2026-12-01",
        "board_id": "week-riders-all",
        "period": f"{today():%G-W%V}",
        "bbox": "2,41,3,42",
        "near": "41.39,2.17",
        "zone_id": "eixample",
        "joinable": "true",
    }


@asynccontextmanager
async def whole_city(make_database: MakeDatabase, folder: Path) -> AsyncIterator[WholeCity]:
    """A city in which every kind of command was sent, and every service has heard of it."""
    dsns = {service: await make_database(service) for service in with_database()}
    of_all = {
        "sources": {topic_of(service): dsn for service, dsn in dsns.items()},
        "jwks_file": make_issuer(folder),
        "internal_secret": "a secret",
        "poll_s": 0.2,
    }
    subjects = {"rider": str(RIDER_ID)}
    tokens: dict[str, str] = {role: mint(folder, role, subjects.get(role)) for role in ROLES}
    trip_ids = [str(uuid4()) for _ in range(4)]
    urls = all_at(f"http://127.0.0.1:{free_ports(1)}")
    doors: dict[str, Door] = {}
    ids: dict[str, dict[str, str]] = defaultdict(dict)
    settings_of: dict[str, ServiceSettings] = {}
    values = {"trip_id": trip_ids[0]} | asked_for()
    async with AsyncExitStack() as stack:
        # Before any service runs: imports take seconds, in which a connection would time out.
        modules = {service: import_module(f"services.{service}.app") for service in dsns}
        stack.enter_context(mock.patch.object(draws, "WORK_EVERY_S", 0.2))
        for service in sorted(dsns, key=lambda name: name == "gateway"):
            own = {"DATABASE_URL": serving(dsns[service], service), "service_urls": urls}
            if service == "trips":
                own["rider_trips"] = "accepted"
            settings = modules[service].Settings.model_validate(of_all | own)
            settings_of[service] = settings
            app: FastAPI = modules[service].create_app(settings)
            urls[service] = await stack.enter_async_context(served(app))
            passed_on = {(route.method, route.path) for route in FORWARDED} if service == "gateway" else ()
            chain = "rewards" if service == "gateway" else service
            named = ChainMap({"chain": chain}, ids[service], values)
            doors[service] = Door(app, urls[service], tokens, named, passed_on)
        filled = await fill(urls["gateway"], tokens, trip_ids, values)
        tell_apart(values, ids)
        for service in ("rewards", *(each for each in ids if ids[each])):
            await _wait_for(dsns[service], "SELECT bool_and(state = 'done') FROM jobs")
        await _wait_for(dsns["rewards"], "SELECT count(*) > 0 FROM accounts WHERE points > 100")
        filled |= await redeem(urls["gateway"], tokens, values)
        filled |= await take_part(urls["gateway"], tokens, values)
        both = tokens | {"other rider": mint(folder, "rider")}
        async with sending(urls["gateway"], both, filled) as send:
            await ride_for_team(send)
            await pair_up(send)
        await _wait_for(dsns["challenges"], "SELECT count(*) > 2 FROM group_entries")
        for service, heard in HEARD.items():
            await _wait_for(dsns[service], heard)
        await _close_today(settings_of["rewards"])
        await release_twice(settings_of["public_value"])
        yield WholeCity(dsns, doors, filled)


async def _close_today(settings: ServiceSettings) -> None:
    """The ledger's first day is over, so it has a digest."""
    engine = create_engine(settings.database_url, pool_size=1)
    try:
        await close_days(engine, settings, datetime.now(UTC) + timedelta(days=2))
    finally:
        await engine.dispose()


async def _wait_for(dsn: str, query: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await eventually(lambda: connection.fetchval(query), True)
    finally:
        await connection.close()


@asynccontextmanager
async def sending(url: str, tokens: Mapping[str, str], sent: dict[str, str]) -> AsyncIterator[Send]:
    """Sends commands. Each joins `sent`, by its trace id."""
    async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as client:

        async def send(
            method: str, path: str, body: object = None, role: str = "operator", **more: str
        ) -> Any:
            trace_id = uuid4().hex
            sent[trace_id] = f"{method} {path}"
            headers = {"Idempotency-Key": trace_id, **headers_of(tokens[role], trace_id), **more}
            answer = await client.request(method, path, json=body, headers=headers)
            assert answer.is_success, answer.text
            return answer.json() if answer.content else None

        yield send


async def redeem(url: str, tokens: Mapping[str, str], values: dict[str, str]) -> dict[str, str]:
    """The rider redeems vouchers, one of which is used and undone, and two rewards that the partner confirms
    and releases; the operator adjusts the rider's points. Returns trace id -> command."""
    sent: dict[str, str] = {}
    async with sending(url, tokens, sent) as send:
        body = reward(kind="voucher", partner_id="partner", per_rider_max={"count": 9, "period": "month"})
        ids = [
            (await send("POST", "/v1/rewards", body | changes))["reward_id"]
            for changes in ({}, {"confirmation": "partner"})
        ]
        for reward_id in ids:
            await send("POST", f"/v1/rewards/{reward_id}/publish", REASON)
        for reward_id in (ids[1], ids[1], ids[0]):
            wish = {"reward_id": reward_id}
            made = await send("POST", "/v1/redemptions", wish, "rider")
            path = f"/v1/redemptions/{made['redemption_id']}"
            if reward_id == ids[1]:
                await send("POST", f"{path}/confirm", {}, "partner")
                await send("POST", f"{path}/release", {})
        voucher = made["vouchers"][0]
        await send("POST", "/v1/vouchers:redeem", {"code": voucher["code"]}, "partner")
        await send("POST", f"/v1/vouchers/{voucher['voucher_id']}/undo", None, "partner")
        await send("POST", "/v1/adjustments", {"rider_id": str(RIDER_ID), "points": 5, **REASON})
        values |= {"redemption_id": made["redemption_id"], "voucher_id": voucher["voucher_id"]}
        values |= {"partner_id": "partner", "month": "2026-05", "number": "1"}
        values |= {"since": "2026-05-01T00:00:00Z", "until": "2099-05-01T00:00:00Z"}
    return sent


async def take_part(url: str, tokens: Mapping[str, str], values: dict[str, str]) -> dict[str, str]:
    """A project that was given points, draws for points, trips and stations that the rider wins, and one that
    is cancelled after it was guarded and stopped. Returns trace id -> command."""
    sent: dict[str, str] = {}
    async with sending(url, tokens, sent) as send:
        values["project_id"] = await _send_donations(send)
        worth = {"value_eur_cents": 250, "partner_id": "partner"}
        won = await send("POST", "/v1/rewards", reward(kind="voucher", **worth))
        pool = await send("POST", "/v1/rewards", reward(kind="code"))
        await send("POST", f"/v1/rewards/{pool['reward_id']}/codes", {"codes": ["C3"]})
        for each in (won, pool):
            await send("POST", f"/v1/rewards/{each['reward_id']}/publish", REASON)
        prizes = [{"reward_id": each["reward_id"], "count": 1} for each in (pool, won)]
        bought = {"from": "points", "cost_points": 2, "per_rider_max": 9}
        stations = {"from": "stations", "station_ids": ["1"], "uses_min": 1}
        for tickets in (bought, {"from": "trips", "per_trips": 1}, stations):
            closes_at = datetime.now(UTC) + timedelta(seconds=3)
            paid = {"campaign_id": values["campaign_id"]}
            draw = drawing(won["reward_id"], closes_at=closes_at.isoformat(), tickets=tickets, **paid)
            draw["prizes"] = prizes if tickets == bought else prizes[1:]
            draw_id = (await send("POST", "/v1/draws", draw))["draw_id"]
            await send("POST", f"/v1/draws/{draw_id}/publish", REASON)
            await send("PUT", f"/v1/me/draws/{draw_id}", None, "rider")
            if tickets == bought:
                await send("POST", f"/v1/draws/{draw_id}/tickets", {"count": 2}, "rider")
                values["draw_id"] = draw_id
            await _until(send, f"/v1/draws/{draw_id}", "drawn")
        await _send_cancelled_draw(send, won["reward_id"])
    return sent


async def _until(send: Send, path: str, state: str) -> None:
    async def state_now() -> Any:
        return (await send("GET", path))["state"]

    await eventually(state_now, state)


async def _send_donations(send: Send) -> str:
    """Two projects, to one of which the rider donates, and what has come of it. Returns its id."""
    await send("POST", "/v1/projects", PROJECT)
    project = await send("POST", "/v1/projects", PROJECT, "city")
    given = reward(kind="donation", project_id=project["project_id"])
    donation = await send("POST", "/v1/rewards", given)
    await send("POST", f"/v1/rewards/{donation['reward_id']}/publish", REASON)
    await send("POST", "/v1/redemptions", {"reward_id": donation["reward_id"]}, "rider")
    outcome = {"outcome": {"en": "Two trees."}}
    await send("PUT", f"/v1/projects/{project['project_id']}/outcome", outcome, "city")
    return str(project["project_id"])


async def _send_cancelled_draw(send: Send, reward_id: str) -> None:
    """A draw that was submitted, approved, published, left, stopped and cancelled."""
    await send("PUT", "/v1/guards/draw", {"guards": [ALL]}, "city")
    path = f"/v1/draws/{(await send('POST', '/v1/draws', drawing(reward_id)))['draw_id']}"
    await send("POST", f"{path}/submit", REASON)
    await send("POST", f"{path}/decision", APPROVE, "city")
    await send("POST", f"{path}/publish", REASON)
    mine = path.replace("/v1/", "/v1/me/")
    for step in ("PUT", "DELETE", "PUT"):
        await send(step, mine, None, "rider")
    await send("POST", f"{path}/tickets", {"count": 1}, "rider")
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{path}/stop", {"until": until, **REASON}, "city")
    await send("POST", f"{path}/cancel", REASON)


async def fill(
    url: str, tokens: Mapping[str, str], trip_ids: Sequence[str], values: dict[str, str]
) -> dict[str, str]:
    """Send commands of every kind. Returns trace id -> command. Ids of what was made join `values`."""
    sent: dict[str, str] = {}
    async with sending(url, tokens, sent) as send:
        await send_trips(send, trip_ids)
        values |= await send_jobs(send)
        await send_plans(send)
        values["challenge_id"] = await _send_challenges(send)
        values["factor_set_id"] = await send_factor_sets(send)
        values["indicator_id"] = await send_expectations(send)
        values["campaign_id"] = await _send_campaigns(send)
        values["job_id"] = await _send_tariffs(send, values["campaign_id"])
        values["reward_id"] = await _send_rewards(send)
        await send("PUT", "/v1/me/profile", {"nickname": "Ada", "on_leaderboards": True}, "rider")
        values["team_id"] = await send_teams(send)
        paid = {"campaign_id": values["campaign_id"]}
        prizes = {"period": values["period"], "points": [500, 300], **paid}
        await send("POST", f"/v1/leaderboards/{values['board_id']}/prizes", prizes)
    return sent


async def _send_challenges(send: Send) -> str:
    """Challenges of every goal that are published, some of them of a group, one that is closed, and two that
    were submitted. Returns the id of the one that is closed, which has two versions."""
    await send("POST", "/v1/challenges:validate", challenge())
    for number, goal in enumerate(GOALS):
        joined: dict[str, Any] = {"who": "joined", "group": {"group_id": "goals", "choose": 3}}
        draft = await send("POST", "/v1/challenges", challenge(goal=goal, **(joined if number % 2 else {})))
        await send("POST", f"/v1/challenges/{draft['challenge_id']}/publish", REASON)
        if number % 2:
            await send("PUT", f"/v1/me/entries/{draft['challenge_id']}", None, "rider")
    await send_declared(send)
    await send_for_groups(send, GOALS)
    paths = []
    for who, target in (("all", 1_000), ("joined", 10_000), *[("all", 1_000)] * 3):
        draft = await send("POST", "/v1/challenges", challenge(target=target, who=who))
        paths.append(f"/v1/challenges/{draft['challenge_id']}")
    for path in paths[:3]:
        await send("POST", f"{path}/publish", REASON)
    entry = paths[1].replace("challenges", "me/entries")
    for method in ("PUT", "DELETE"):
        await send(method, entry, None, "rider")
    for step in ("pause", "publish", "close"):
        await send("POST", f"{paths[2]}/{step}", REASON)
    await send("PUT", "/v1/guards/challenge", {"guards": [ALL]}, "city")
    for path in paths[3:]:
        await send("PUT", path, challenge() | REASON)
        await send("POST", f"{path}/submit", REASON)
    await send("POST", f"{paths[3]}/decision", APPROVE, "city")
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{paths[3]}/stop", {"until": until, **REASON}, "city")
    return paths[2].rpartition("/")[2]


async def _send_campaigns(send: Send) -> str:
    """A campaign that is published, raised and resumed, one that was paused and closed, and one that was
    stopped after it was approved. Returns the id of the first."""
    drafts = [await send("POST", "/v1/campaigns", campaign()) for _ in range(3)]
    published, closed, guarded = [f"/v1/campaigns/{draft['campaign_id']}" for draft in drafts]
    for path in (published, closed):
        await send("POST", f"{path}/publish", REASON)
    await send("PUT", published, campaign(budget_points=1_000) | REASON)
    await send("POST", f"{published}/resume", REASON)
    for step in ("pause", "close"):
        await send("POST", f"{closed}/{step}", REASON)
    high = ALL | {"when": [{"fact": "budget_points", "over": 1_000}]}
    await send("PUT", "/v1/guards/campaign", {"guards": [high]}, "city")
    await send("PUT", guarded, campaign(budget_points=2_000) | REASON)
    await send("POST", f"{guarded}/submit", REASON)
    await send("POST", f"{guarded}/decision", APPROVE, "city")
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{guarded}/stop", {"until": until, **REASON}, "city")
    return str(drafts[0]["campaign_id"])


async def _send_tariffs(send: Send, campaign_id: str) -> str:
    """A tariff that is published and stopped, whose multiplier a campaign pays; one that was approved, and
    one that was dropped while it waited for that. Returns the id of a simulation."""
    paid = {"multipliers": [{"name": "Twice", "percent": 200, "campaign_id": campaign_id}]}
    drafts = [await send("POST", "/v1/tariffs", tariff(**changes)) for changes in (paid, {}, {})]
    published, submitted, dropped = [f"/v1/tariffs/{draft['tariff_id']}" for draft in drafts]
    await send("POST", f"{published}/publish", REASON)
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{published}/stop", {"until": until, **REASON}, "city")
    await send("PUT", "/v1/guards/tariff", {"guards": [ALL]}, "city")
    await send("PUT", submitted, tariff() | REASON)
    for path in (submitted, dropped):
        await send("POST", f"{path}/submit", REASON)
    await send("POST", f"{submitted}/decision", APPROVE, "city")
    await send("POST", f"{dropped}/close", REASON)
    await send("PUT", "/v1/levels", {"from_points": [0, 400, 2_000, 5_000, 12_000, 30_000], **REASON})
    asked = await send("POST", "/v1/tariffs:simulate", SIMULATED)
    return str(asked["job_id"])


async def _send_rewards(send: Send) -> str:
    """Partners, vouchers that are published, a pool of codes that is paused and closed, and a reward that was
    stopped after it was approved. Returns the id of a voucher."""
    cafe_id, bar_id = str(uuid4()), str(uuid4())
    for partner_id in (cafe_id, bar_id):
        await send("PUT", f"/v1/partners/{partner_id}", {"name": "Cafè Central"})
    of_cafe = reward(kind="voucher", partner_id=cafe_id)
    bodies = [of_cafe, of_cafe, reward(kind="code"), reward()]
    drafts = [await send("POST", "/v1/rewards", body) for body in bodies]
    voucher, other, code, benefit = [f"/v1/rewards/{draft['reward_id']}" for draft in drafts]
    await send("POST", f"{code}/codes", {"codes": ["A1", "B2"]})
    for path in (voucher, other, code):
        await send("POST", f"{path}/publish", REASON)
    for step in ("pause", "close"):
        await send("POST", f"{code}/{step}", REASON)
    high = ALL | {"when": [{"fact": "cost_points", "over": 10}]}
    await send("PUT", "/v1/guards/reward", {"guards": [high]}, "city")
    await send("PUT", benefit, reward(cost_points=20) | REASON)
    await send("POST", f"{benefit}/submit", REASON)
    await send("POST", f"{benefit}/decision", APPROVE, "city")
    until = (datetime.now(UTC) + HOUR).isoformat()
    await send("POST", f"{benefit}/stop", {"until": until, **REASON}, "city")
    return str(drafts[0]["reward_id"])
