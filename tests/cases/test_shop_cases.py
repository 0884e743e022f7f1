"""Histories of the shop in the cases of prizes, each played step by step at its instants on a real database.

A file may have cases of other things too: they are for others. What is played here is what a history of
redemptions and of tills asks for.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.rewards.balances.actions import balance_of
from services.rewards.catalogue import store as catalogue
from services.rewards.catalogue.actions import lock, take_step
from services.rewards.catalogue.rules import left
from services.rewards.codes import actions as pool
from services.rewards.expiry import actions as expiry
from services.rewards.expiry import store as expiry_rows
from services.rewards.expiry.rules import NOTHING
from services.rewards.handlers import handlers
from services.rewards.keys.rules import DEVELOPMENT_KEYS
from services.rewards.ledger import actions as ledger
from services.rewards.ledger import store as accounts
from services.rewards.ledger.rules import Line, lifetime
from services.rewards.levels.rules import LEVELS_1, level
from services.rewards.redemptions import actions, rules, store
from services.rewards.redemptions.actions import Shop
from services.rewards.redemptions.rules import Owner, Wish
from services.rewards.standings.actions import standing_of
from services.rewards.vouchers import actions as vouchers
from services.rewards.vouchers import store as voucher_rows
from services.rewards.vouchers.rules import VoucherInvalid
from shared.db import create_engine
from shared.events.heard import Heard
from shared.events.riders import RiderErased
from shared.expiry.rules import expiring, upcoming
from shared.expiry.store import read_terms
from shared.http.problems import Forbidden, Problem, RateLimited
from tests.conftest import MakeDatabase
from tests.handlers import by_type

from .folder import case_files

pytestmark = pytest.mark.cases

ZONE = ZoneInfo("Europe/Madrid")
SHOP = Shop("city", ZONE, [DEVELOPMENT_KEYS])
KEYS = SHOP.keys
TOPICS = ("redemptions", "tills", "expiry")
GIVEN = {"expire_months", "expiry_set_at"}
"""What of a city these histories may begin with."""
HANDLERS = by_type(handlers())
Case = dict[str, Any]


def id_of(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


@dataclass
class History:
    """A history on its way: what its names stand for."""

    engine: AsyncEngine
    rewards: dict[str, UUID] = field(default_factory=dict)
    redemptions: dict[str, UUID] = field(default_factory=dict)
    riders: set[str] = field(default_factory=set)
    totals: dict[tuple[str, str], int] = field(default_factory=dict)
    uses: dict[tuple[str, str], Case] = field(default_factory=dict)

    async def play(self, step: Case) -> Case:
        """What the caller is told. What was refused has changed nothing, a wrong code aside."""
        now = datetime.fromisoformat(step["at"])
        await sweep_all(self.engine, datetime.fromtimestamp(now.timestamp() - 60, ZONE))
        async with self.engine.connect() as tx:
            try:
                answer = await STEPS[step["do"]](self, tx, step, now)
            except VoucherInvalid as refusal:
                await tx.commit()
                return {"status": refusal.status, "code": refusal.code()}
            except Problem as refusal:
                return {"status": refusal.status, "code": refusal.code(), **refusal.members}
            await tx.commit()
            return answer

    def owner(self, by: str) -> Owner:
        if by == "operator":
            return Owner(operator_id="operator")
        return Owner(rider_id=id_of(by)) if by in self.riders else Owner(partner_id=by)

    async def code(self, tx: AsyncConnection, voucher: str) -> str:
        """r1/0 is the first voucher of redemption r1; anything else is no code."""
        name, _, number = voucher.partition("/")
        if name not in self.redemptions:
            return "0000-0000-0001-3"
        rows = await voucher_rows.of_redemption(tx, self.redemptions[name])
        return str(vouchers.code_of(KEYS, rows[int(number)]))


async def sweep_all(engine: AsyncEngine, now: datetime) -> None:
    """All that is done beside requests."""
    await actions.sweep(engine, SHOP, now)
    await expiry.sweep(engine, "city", now)


async def set_expiry(tx: AsyncConnection, months: int | None, since: datetime) -> None:
    """Rewards has started with this setting for the first time."""
    starts = (await read_terms(tx)).starts
    if not starts or starts[-1].months != months:
        await tx.execute(FIRST_START, {"since": since, "months": months})


FIRST_START = sa.text("""
    INSERT INTO expiry_starts (since, months, timezone, city_id)
    VALUES (:since, :months, 'Europe/Madrid', 'city')
""")
ENTRY = sa.text("""
    INSERT INTO entries (rider_id, challenge_id, part, revision, points, available_at, city_id)
    VALUES (:rider_id, :challenge_id, '', 1, :points, :available_at, 'city')
    ON CONFLICT (rider_id, challenge_id, part) DO UPDATE SET points = excluded.points
""")
NOT_OF_A_BODY = {"at", "do", "reward", "answer", "state", "name"}


async def publish(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    name = step["reward"]
    changes = {key: value for key, value in step.items() if key not in NOT_OF_A_BODY}
    body = {"name": {"en": name}, "kind": "benefit", "confirmation": "instant", **changes}
    if name not in history.rewards:
        history.rewards[name] = uuid4()
        await catalogue.add(tx, "city", "operator", history.rewards[name], body)
    else:
        await catalogue.set_body(tx, history.rewards[name], "published", body)
    row = await lock(tx, str(history.rewards[name]), "operator")
    after = await take_step(tx, "city", row, "published", makes_version=True)
    if step.get("state", "published") != "published":
        after = await take_step(tx, "city", after, step["state"])
    return {"status": 200, "version": after.version, "state": after.state}


async def state(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    row = await lock(tx, str(history.rewards[step["reward"]]), "operator")
    return {"state": (await take_step(tx, "city", row, step["state"])).state}


async def codes(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    reward_id, sent = history.rewards[step["reward"]], step["codes"]
    await lock(tx, str(reward_id), "operator")
    added = await pool.add(tx, "city", KEYS, reward_id, pool.sealed(KEYS, reward_id, sent))
    return {"status": 200, "added": added, "duplicates": len(sent) - added}


async def source(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    rider, key = step["rider"], (step["rider"], step["source"])
    history.riders.add(rider)
    before, history.totals[key] = history.totals.get(key, 0), step["total"]
    locked = await ledger.lock_accounts(tx, [id_of(rider)])
    local: str | None = step.get("local")
    line = Line(
        posting_id=uuid4(),
        account=locked[id_of(rider)],
        kind=step["kind"],
        source=f"entry:{step['source']}",
        revision=0,
        points=step["total"] - before,
        total_points=step["total"],
        posted_at=now,
        available_at=datetime.fromisoformat(step.get("available_at") or step["at"]),
        local_on=datetime.fromisoformat(local).date() if local else now.astimezone(ZONE).date(),
        rule="challenge",
        version=1,
        params={},
    )
    lines = await expiry.with_expiry(tx, "city", await read_terms(tx), [line], now)
    await ledger.book(tx, "city", lines, locked.levels)
    values = {"points": step["total"], "available_at": line.available_at}
    await tx.execute(ENTRY, {"rider_id": id_of(rider), "challenge_id": id_of(step["source"]), **values})
    return {}


async def redeem(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    name = step["name"]
    history.riders.add(step["rider"])
    if name in history.redemptions:  # the Idempotency-Key of something that was done
        row = await store.find(tx, history.redemptions[name])
        assert row is not None
        return {"status": 201, "state": row.status, "cost_points": row.cost_points}
    reward_id = history.rewards.get(step["reward"], uuid4())
    wish = Wish(reward_id, step.get("quantity", 1), step.get("cost_points_max"))
    row, _ = await actions.redeem(tx, SHOP, uuid4(), id_of(step["rider"]), wish, now)
    history.redemptions[name] = row.redemption_id
    return {"status": 201, "state": row.status, "cost_points": row.cost_points}


async def confirm(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    if (by := step["by"]) in history.riders:
        raise Forbidden("Your role may not do this.")  # of the route
    of = history.redemptions[step["redemption"]]
    row = await actions.confirm(tx, SHOP, of, history.owner(by), step.get("reference"), now)
    return {"status": 200, "state": row.status}


async def release(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    of = history.redemptions[step["redemption"]]
    row = await actions.release(tx, SHOP, of, history.owner(step["by"]), step.get("reason"), now)
    return {"status": 200, "state": row.status}


async def sweep(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    await sweep_all(history.engine, now)
    return {}


async def use(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    till = vouchers.till_of(step["partner"], step["device"])
    known = (step["partner"], step.get("key", ""))
    if step.get("key") and known in history.uses:
        return history.uses[known]
    if (wait_s := await vouchers.wait_s(tx, till, now)) is not None:
        raise RateLimited("Wait {retry_after_s} s.", retry_after_s=wait_s)
    code = await history.code(tx, step["voucher"])
    if await vouchers.use(tx, "city", KEYS, till, code, now) is None:
        raise VoucherInvalid("This is no voucher that can be used here.")
    history.uses[known] = {"status": 200}
    return history.uses[known]


async def undo(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    name, _, number = step["voucher"].partition("/")
    rows = await voucher_rows.of_redemption(tx, history.redemptions[name])
    await vouchers.undo(tx, rows[int(number)].voucher_id, step["partner"], now)
    return {"status": 200}


async def erase(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    erased = RiderErased(city_id="city", rider_id=id_of(step["rider"]), revision=1)
    await HANDLERS[erased.type](tx, [Heard(uuid4(), now, erased)])
    return {}


async def expire_months(history: History, tx: AsyncConnection, step: Case, now: datetime) -> Case:
    await set_expiry(tx, step["months"], now)
    return {}


STEPS: Mapping[str, Callable[[History, AsyncConnection, Case, datetime], Awaitable[Case]]] = {
    "publish": publish,
    "state": state,
    "codes": codes,
    "source": source,
    "redeem": redeem,
    "confirm": confirm,
    "release": release,
    "sweep": sweep,
    "use": use,
    "undo": undo,
    "erase": erase,
    "expire_months": expire_months,
}


async def looked_at(history: History, now: datetime) -> Case:
    """The state of everything that a case may ask about."""
    await sweep_all(history.engine, now)
    found: Case = {"riders": {}, "house": {}, "left": {}, "status": {}, "why_not": {}, "statement": {}}
    async with history.engine.connect() as tx:
        for rider in history.riders:
            account = await accounts.read_account(tx, id_of(rider))
            pending = (await balance_of(tx, account, now)).pending_points
            found["riders"][rider] = {
                "account_points": account.points,
                "pending_points": pending,
                "balance_points": account.points - pending,
                "debt_points": account.debt_points,
                "reserved_points": account.reserved_points,
                "lifetime_points": lifetime(account.lifetime_points),
                "level": level(LEVELS_1, lifetime(account.lifetime_points)),
                "expiring": await expiring_points(tx, account.account_id, now),
            }
            lines = await tx.execute(STATEMENT, {"account_id": account.account_id})
            found["statement"][rider] = [list(line) for line in lines]
            owner = {"rider_id": id_of(rider)}
            status = {row.redemption_id: row.status for row in await store.listed(tx, owner, now, 100)}
            names = {name: status[each] for name, each in history.redemptions.items() if each in status}
            found["status"] |= names
            for name, reward_id in history.rewards.items():
                reward = await catalogue.find_in_force(tx, reward_id)
                assert reward is not None
                found["left"][name] = left(reward.body, reward.units)
                standing = await standing_of(tx, SHOP.zone, account, LEVELS_1, reward, now)
                refusals = rules.refusals(reward, Wish(reward_id), standing, now)
                found["why_not"][f"{rider}:{name}"] = [each.code() for each in refusals]
        for house, points in await tx.execute(sa.text("SELECT name, points FROM account_sums")):
            found["house"][house] = int(points)
    return found


async def expiring_points(tx: AsyncConnection, account_id: UUID, now: datetime) -> list[Case]:
    """What the summary tells, worked out of the ledger itself."""
    next_ones = upcoming(await read_terms(tx), now)
    figures = (await expiry_rows.read_figures(tx, [account_id]))[account_id]
    mark = (await expiry_rows.read_marks(tx, [account_id])).get(account_id, NOTHING)
    return [
        {"on": str(each.on), "points": each.points}
        for each in expiring(figures.moves(), mark.points, next_ones)
    ]


STATEMENT = sa.text("""
    SELECT kind, CASE 'rider' WHEN destination THEN points WHEN source THEN -points ELSE 0 END
    FROM postings WHERE account_id = :account_id ORDER BY seq
""")


def meant(found: Any, expected: Any) -> Any:
    """What is meant of what was found: of objects the named keys. 0, [] and null are what is left out."""
    if isinstance(expected, dict):
        found = found or {}
        return {name: meant(found.get(name), value) for name, value in expected.items()}
    return expected if found in (None, 0, []) and expected in (None, 0, []) else found


def cases_of(file: Path) -> list[Case]:
    """The histories in a file that can be played here."""
    return [
        case
        for case in json.loads(file.read_text())["cases"]
        if case["do"] == "history" and case["topic"] in TOPICS and case["given"].keys() <= GIVEN
    ]


@pytest.fixture
async def engine(make_database: MakeDatabase) -> Any:
    engine = create_engine(await make_database("rewards"), 4)
    yield engine
    await engine.dispose()


EMPTY = sa.text("""
    TRUNCATE wrong_codes, vouchers, redemptions, codes, reward_versions, rewards, accounts, postings, entries,
        outbox, expiry_starts, expiries, expiry_sweeps, erased_riders
""")


@pytest.mark.parametrize("file", case_files(".", "prizes*.json"))
async def test_every_history_of_the_shop(file: Path, engine: AsyncEngine) -> None:
    cases = cases_of(file)
    assert cases
    for case in cases:
        async with engine.begin() as tx:
            await tx.execute(EMPTY)
            if months := case["given"].get("expire_months"):
                await set_expiry(tx, months, datetime.fromisoformat(case["given"]["expiry_set_at"]))
        history = History(engine)
        for step in case["steps"]:
            answer = await history.play(step)
            expected = step.get("answer", {})
            assert meant(answer, expected) == expected, f"{case['name']}: {step}"
        at = datetime.fromisoformat(case["expect"].get("at", case["steps"][-1]["at"]))
        expected = {name: value for name, value in case["expect"].items() if name != "at"}
        found = meant(await looked_at(history, at), expected)
        assert found == expected, f"{case['name']}: {case['because']}"
