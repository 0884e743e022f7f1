"""Tables of draws and of frozen lists. Functions take `tx`; they never commit or decide."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.draws.rules import PrizeRef, Secrets, State, Winner
from shared.db import by_column, fetch, insert, unnest

PROMISED = {"reward_id": "uuid", "version": "int"}
INSERTED_AT_ONCE = 10_000
"""Most lines of a list that one statement stores: more could pass its time limit."""


class StoredDraw(NamedTuple):
    """A row of a draw, without its list and its secrets. `prizes` are those that were promised, once it is
    published; `seed` is there once it is drawn."""

    draw_id: UUID
    operator_id: str
    state: State
    body: dict[str, Any]
    opens_at: datetime
    closes_at: datetime
    freezes_at: datetime
    draws_at: datetime | None
    stopped_until: datetime | None
    prizes: list[dict[str, Any]]
    commitment: bytes | None
    pseudonym_commitment: bytes | None
    keys_id: str | None
    published_at: datetime | None
    frozen_at: datetime | None
    list_hash: bytes | None
    holders: int | None
    tickets: int | None
    drawn_at: datetime | None
    seed: bytes | None
    winners: list[dict[str, Any]] | None
    cancelled_at: datetime | None

    @property
    def promised(self) -> list[PrizeRef]:
        return [PrizeRef(UUID(each["reward_id"]), each["version"], each["units"]) for each in self.prizes]

    @property
    def campaign_id(self) -> UUID | None:
        campaign_id = self.body.get("campaign_id")
        return UUID(campaign_id) if campaign_id else None


COLUMNS = ", ".join(StoredDraw._fields)


async def add(
    tx: AsyncConnection,
    city_id: str,
    operator_id: str,
    draw_id: UUID,
    body: Mapping[str, Any],
    freezes_at: datetime,
) -> None:
    """Insert a draft."""
    await tx.execute(
        sa.text("""
            INSERT INTO draws (draw_id, city_id, operator_id, state, body, opens_at, closes_at, freezes_at)
            VALUES (:draw_id, :city_id, :operator_id, 'draft', CAST(:body AS jsonb), :opens_at, :closes_at,
                :freezes_at)
        """),
        {
            "draw_id": draw_id,
            "city_id": city_id,
            "operator_id": operator_id,
            "body": json.dumps(dict(body)),
            "opens_at": datetime.fromisoformat(body["opens_at"]),
            "closes_at": datetime.fromisoformat(body["closes_at"]),
            "freezes_at": freezes_at,
        },
    )


async def find(tx: AsyncConnection, draw_id: UUID) -> StoredDraw | None:
    """A draw, whatever its state. Its body never changes."""
    return await _one(tx, "", draw_id)


async def lock(tx: AsyncConnection, draw_id: UUID) -> StoredDraw | None:
    """A draw, its row locked until the transaction ends: nobody takes part, leaves or buys meanwhile."""
    return await _one(tx, "FOR UPDATE", draw_id)


async def hold(tx: AsyncConnection, draw_id: UUID) -> StoredDraw | None:
    """A draw whose state does not change until the transaction ends. Several riders may hold it at once."""
    return await _one(tx, "FOR SHARE", draw_id)


async def _one(tx: AsyncConnection, locking: str, draw_id: UUID) -> StoredDraw | None:
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM draws WHERE draw_id = :draw_id {locking}"), {"draw_id": draw_id}
    )
    row = rows.one_or_none()
    return StoredDraw(*row) if row else None


async def mark(tx: AsyncConnection, draw_id: UUID, state: State) -> None:
    """Set the state of a draw that was not published."""
    await tx.execute(
        sa.text("UPDATE draws SET state = :state WHERE draw_id = :draw_id"),
        {"draw_id": draw_id, "state": state},
    )


async def stop(tx: AsyncConnection, draw_id: UUID, until: datetime) -> None:
    """Let nobody take part or buy until then, and nothing be counted or drawn."""
    await tx.execute(
        sa.text("UPDATE draws SET stopped_until = :until WHERE draw_id = :draw_id"),
        {"draw_id": draw_id, "until": until},
    )


class Opening(NamedTuple):
    """What publishing adds to a draw: what is promised, the commitments, and the sealed secrets."""

    prizes: Sequence[PrizeRef]
    commitments: Secrets
    sealed: Secrets
    keys_id: str


async def publish(tx: AsyncConnection, draw_id: UUID, opening: Opening, now: datetime) -> StoredDraw:
    """Bring a draw into force."""
    prizes = [{**each._asdict(), "reward_id": str(each.reward_id)} for each in opening.prizes]
    rows = await tx.execute(
        sa.text(f"""
            UPDATE draws SET state = 'published', published_at = :now, prizes = CAST(:prizes AS jsonb),
                commitment = :commitment, pseudonym_commitment = :pseudonym_commitment,
                sealed_seed = :sealed_seed, sealed_pseudonym_key = :sealed_key, keys_id = :keys_id
            WHERE draw_id = :draw_id RETURNING {COLUMNS}
        """),
        {
            "draw_id": draw_id,
            "now": now,
            "prizes": json.dumps(prizes),
            "commitment": opening.commitments.seed,
            "pseudonym_commitment": opening.commitments.pseudonym_key,
            "sealed_seed": opening.sealed.seed,
            "sealed_key": opening.sealed.pseudonym_key,
            "keys_id": opening.keys_id,
        },
    )
    return StoredDraw(*rows.one())


async def cancel(tx: AsyncConnection, draw_id: UUID, now: datetime) -> StoredDraw:
    """End a draw without winners."""
    rows = await tx.execute(
        sa.text(f"""
            UPDATE draws SET state = 'cancelled', cancelled_at = :now WHERE draw_id = :draw_id
            RETURNING {COLUMNS}
        """),
        {"draw_id": draw_id, "now": now},
    )
    return StoredDraw(*rows.one())


async def read_sealed(tx: AsyncConnection, draw_id: UUID) -> Secrets:
    """The sealed secrets of a published draw."""
    rows = await tx.execute(
        sa.text("SELECT sealed_seed, sealed_pseudonym_key FROM draws WHERE draw_id = :draw_id"),
        {"draw_id": draw_id},
    )
    return Secrets(*rows.one())


DUE = {
    "published": "freezes_at",
    "frozen": "draws_at",
}


async def due(tx: AsyncConnection, state: State, now: datetime) -> list[UUID]:
    """Draws of this state whose next step is due and that are not stopped, in the order of that."""
    at = DUE[state]
    rows = await tx.execute(
        sa.text(f"""
            SELECT draw_id FROM draws
            WHERE state = '{state}' AND {at} <= :now AND (stopped_until IS NULL OR stopped_until <= :now)
            ORDER BY {at}, draw_id
        """),
        {"now": now},
    )
    return [row[0] for row in rows]


class Holder(NamedTuple):
    """A line of a list, and whose it is: None for a rider who was erased."""

    pseudonym: str
    rider_id: UUID | None
    tickets: int


async def freeze(
    tx: AsyncConnection,
    city_id: str,
    draw: StoredDraw,
    holders: Sequence[Holder],
    text: str,
    list_hash: bytes,
    now: datetime,
) -> None:
    """Store the list of a draw, and whose its lines are."""
    rows = [(draw.draw_id, each.pseudonym, city_id, each.rider_id, each.tickets) for each in holders]
    for begin in range(0, len(rows), INSERTED_AT_ONCE):
        some = rows[begin : begin + INSERTED_AT_ONCE]
        await insert(tx, "draw_holders", ("draw_id", "pseudonym", "city_id", "rider_id", "tickets"), some)
    await tx.execute(
        sa.text("""
            UPDATE draws SET state = 'frozen', frozen_at = :now, draws_at = :draws_at, list = :list,
                list_hash = :list_hash, holders = :holders, tickets = :tickets
            WHERE draw_id = :draw_id
        """),
        {
            "draw_id": draw.draw_id,
            "now": now,
            "draws_at": now + timedelta(hours=draw.body["wait_hours"]),
            "list": text,
            "list_hash": list_hash,
            "holders": len(holders),
            "tickets": sum(each.tickets for each in holders),
        },
    )


async def read_list(tx: AsyncConnection, draw_id: UUID) -> str | None:
    """The list of a draw; None before it is frozen."""
    rows = await tx.execute(sa.text("SELECT list FROM draws WHERE draw_id = :draw_id"), {"draw_id": draw_id})
    text: str | None = rows.scalar_one_or_none()
    return text


async def riders_of(tx: AsyncConnection, draw_id: UUID, pseudonyms: Sequence[str]) -> dict[str, UUID | None]:
    """Whose these lines of a list are."""
    rows = await tx.execute(
        sa.text("""
            SELECT pseudonym, rider_id FROM draw_holders
            WHERE draw_id = :draw_id AND pseudonym = ANY(CAST(:pseudonyms AS text[]))
        """),
        {"draw_id": draw_id, "pseudonyms": list(pseudonyms)},
    )
    return {pseudonym: rider_id for pseudonym, rider_id in rows}


HOLDER_PRIZES = {"pseudonym": "text", "redemption_id": "uuid"}


async def finish(
    tx: AsyncConnection,
    draw_id: UUID,
    seed: bytes,
    winners: Sequence[Winner],
    redemptions: Mapping[str, UUID],
    now: datetime,
) -> None:
    """Store the outcome of a draw, show its seed, and note the redemptions of the winners, by pseudonym."""
    shown = [{**each._asdict(), "reward_id": str(each.reward_id)} for each in winners]
    await tx.execute(
        sa.text("""
            UPDATE draws SET state = 'drawn', drawn_at = :now, seed = :seed,
                winners = CAST(:winners AS jsonb)
            WHERE draw_id = :draw_id
        """),
        {"draw_id": draw_id, "now": now, "seed": seed, "winners": json.dumps(shown)},
    )
    values = by_column(HOLDER_PRIZES, list(redemptions.items()))
    await fetch(
        tx,
        sa.text(f"""
            UPDATE draw_holders SET redemption_id = row.redemption_id FROM {unnest(HOLDER_PRIZES)}
            WHERE draw_id = :draw_id AND draw_holders.pseudonym = row.pseudonym
        """),
        {"draw_id": draw_id, **values},
    )


async def promised_bodies(
    tx: AsyncConnection, prizes: Sequence[PrizeRef]
) -> dict[tuple[UUID, int], tuple[str, dict[str, Any]]]:
    """The operator and the body of each of these versions of rewards."""
    rows = await fetch(
        tx,
        sa.text(f"""
            SELECT reward_id, row.version, operator_id, reward_versions.body
            FROM {unnest(PROMISED)} JOIN reward_versions USING (reward_id, version)
                JOIN rewards USING (reward_id)
        """),
        by_column(PROMISED, [(each.reward_id, each.version) for each in prizes]),
    )
    return {(reward_id, version): (operator_id, body) for reward_id, version, operator_id, body in rows}


async def listed(tx: AsyncConnection, with_drafts: bool, most: int, after: UUID | None) -> list[StoredDraw]:
    """Draws, newest first: their ids ascend with time. Without drafts, those that were ever published."""
    conditions = [] if with_drafts else ["published_at IS NOT NULL"]
    conditions += ["draw_id < :after"] if after else []
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = await tx.execute(
        sa.text(f"SELECT {COLUMNS} FROM draws {where} ORDER BY draw_id DESC LIMIT :most"),
        {"most": most, **({"after": after} if after else {})},
    )
    return [StoredDraw(*row) for row in rows]


class OwnPart(NamedTuple):
    """A rider's part in a draw: the line of the list that is the rider's, and the prize, once there are."""

    draw_id: UUID
    name: dict[str, str]
    state: State
    closes_at: datetime
    ticket_rules: dict[str, Any]
    bought: int
    is_frozen: bool
    pseudonym: str | None
    tickets: int | None
    redemption_id: UUID | None


OWN_PARTS = """
    SELECT draw_riders.draw_id, body -> 'name', state, closes_at, body -> 'tickets', bought,
        frozen_at IS NOT NULL, pseudonym, draw_holders.tickets, redemption_id
    FROM draw_riders JOIN draws USING (draw_id) LEFT JOIN draw_holders
        ON draw_holders.rider_id = :rider_id AND draw_holders.draw_id = draw_riders.draw_id
    WHERE draw_riders.rider_id = :rider_id
"""


async def own_part(tx: AsyncConnection, rider_id: UUID, draw_id: UUID) -> OwnPart:
    """A rider's part in a draw, in which the rider takes part."""
    rows = await tx.execute(
        sa.text(f"{OWN_PARTS} AND draw_riders.draw_id = :draw_id"), {"rider_id": rider_id, "draw_id": draw_id}
    )
    return OwnPart(*rows.one())


async def own_parts(tx: AsyncConnection, rider_id: UUID, most: int, after: UUID | None) -> list[OwnPart]:
    """The draws in which a rider takes part, newest first."""
    after_clause = "AND draw_riders.draw_id < :after" if after else ""
    rows = await tx.execute(
        sa.text(f"{OWN_PARTS} {after_clause} ORDER BY draw_riders.draw_id DESC LIMIT :most"),
        {"rider_id": rider_id, "most": most, **({"after": after} if after else {})},
    )
    return [OwnPart(*row) for row in rows]


HOLD_DRAWS_OF = sa.text("""
    SELECT FROM draws WHERE draw_id IN (
        SELECT draw_id FROM draw_riders WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
    ) ORDER BY draw_id FOR SHARE
""")
FORGET_TICKETS = sa.text("DELETE FROM draw_riders WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))")
FORGET_HOLDERS = sa.text("""
    UPDATE draw_holders SET rider_id = NULL WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
""")


async def forget_riders(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> None:
    """Take the tickets of erased riders from draws whose list is not frozen. Lines of frozen lists stay, and
    nobody knows whose they were. The caller holds the locks on the riders' accounts."""
    values = {"rider_ids": list(rider_ids)}
    # Who freezes one of these lists waits, and then counts without them; or was first, and is seen here.
    for statement in (HOLD_DRAWS_OF, FORGET_TICKETS, FORGET_HOLDERS):
        await fetch(tx, statement, values)
