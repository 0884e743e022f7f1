"""Tables of the ledger: postings, riders' accounts, house accounts. Functions never decide or commit."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger.rules import Gain, Posting, Standing
from shared.db import by_column, fetch, insert, unnest
from shared.sessions import connect

QUERY_S = 300
"""Time limit for summing up the whole ledger."""

POSTING_COLUMNS = (
    "posting_id",
    "kind",
    "source",
    "destination",
    "points",
    "given_by",
    "local_on",
    "posted_at",
    "available_at",
    "rule",
    "version",
    "params",
    "city_id",
)


async def post(tx: AsyncConnection, city_id: str, postings: Sequence[Posting]) -> None:
    """Insert these lines into the ledger, except those of 0 points, which move nothing."""
    rows = [
        (
            line.posting_id,
            line.kind,
            line.source,
            line.destination,
            abs(line.points),
            line.given_by,
            line.local_on,
            line.posted_at,
            line.available_at,
            line.rule,
            line.version,
            msgspec.json.encode(line.params).decode(),
            city_id,
        )
        for line in postings
        if line.points
    ]
    if rows:
        await insert(tx, "postings", POSTING_COLUMNS, rows)


ACCOUNT_COLUMNS = {"rider_id": "uuid", "points": "bigint", "trip_revisions": "bigint"}
ADD_TO_ACCOUNTS = sa.text(f"""
    INSERT INTO accounts (rider_id, points, lifetime_points, trip_revisions, city_id)
    SELECT rider_id, points, points, trip_revisions, :city_id
    FROM {unnest(ACCOUNT_COLUMNS)} ORDER BY rider_id
    ON CONFLICT (rider_id) DO UPDATE SET points = accounts.points + excluded.points,
        lifetime_points = accounts.lifetime_points + excluded.lifetime_points,
        trip_revisions = accounts.trip_revisions + excluded.trip_revisions
    RETURNING new.rider_id, coalesce(old.lifetime_points, 0), new.lifetime_points,
        new.trip_revisions + new.level_base
""")


async def add_to_accounts(tx: AsyncConnection, city_id: str, gains: Mapping[UUID, Gain]) -> list[Standing]:
    """Add points and trips' revisions to riders' accounts. Returns each account before and after."""
    rows = [(rider_id, *gain) for rider_id, gain in gains.items()]
    standings = await fetch(tx, ADD_TO_ACCOUNTS, {**by_column(ACCOUNT_COLUMNS, rows), "city_id": city_id})
    return [Standing(*row) for row in standings]


ENTRY_REVISIONS = sa.text("""
    SELECT rider_id, sum(revision)::bigint FROM entries
    WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) GROUP BY rider_id
""")


async def entry_revisions(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The sum of the revisions of all entries, for each of these riders who has an entry.

    The table belongs to the sub-room `entries`, which imports the ledger and so cannot be imported here.
    """
    return dict(await fetch(tx, ENTRY_REVISIONS, {"rider_ids": list(rider_ids)}))


async def is_balanced(dsn: str) -> bool:
    """Whether the ledger sums to zero, and every account to its postings."""
    # Its own connection: those of the pool end a statement after 5 s, and this one reads every posting.
    connection = await connect(dsn, command_timeout_s=QUERY_S)
    try:
        balanced: bool = await connection.fetchval("SELECT balanced FROM doctor")
    finally:
        connection.terminate()
    return balanced
