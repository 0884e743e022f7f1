"""Challenges as they are read: by everybody those that were ever published, by operators all of their own.
Functions never decide or commit."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.campaigns.rules import OPEN
from services.challenges.tree.refusals import instant_of
from shared.db import fetch
from shared.two_keys.steps import State


class Shown(NamedTuple):
    """A challenge as somebody reads it. `body` is in force, or was written last; `version` is 0 for what was
    never published."""

    challenge_id: UUID
    operator_id: str
    state: State
    version: int
    created_at: datetime
    closed_at: datetime | None
    body: dict[str, Any]
    factors: tuple[str, str] | None = None
    """The factor set and the counterfactual of the version in force."""


COLUMNS = "c.challenge_id, c.operator_id, c.state, c.version, c.created_at, c.closed_at"
FACTORS = "ARRAY[v.known ->> 'factor_set_id', v.known ->> 'counterfactual_id'] AS factors"
IN_FORCE = f"""
    SELECT {COLUMNS}, v.body, {FACTORS}
    FROM challenges AS c JOIN versions AS v USING (challenge_id, version)
"""
WRITTEN_LAST = f"""
    SELECT {COLUMNS}, c.body, {FACTORS}
    FROM challenges AS c LEFT JOIN versions AS v USING (challenge_id, version)
"""
# In a goal of the city only the reward is held back, so everybody reads of it.
KEPT_FROM = """
    shown.body #>> '{who,kind}' <> 'city' AND (shown.body -> 'holdout_percent')::int > 0
    AND is_held_out(shown.challenge_id, :rider_id, (shown.body -> 'holdout_percent')::int)
"""
# The same as `tree.joining`: what anybody can join, and, of a rider, what this one can.
CAN_BE_JOINED = f"""
    shown.state = 'published' AND shown.body #>> '{{who,kind}}' IN ('joined', 'city')
    AND (shown.body ->> 'ends_at')::timestamptz > :now
    AND (NOT shown.body ? 'campaign_id' OR EXISTS (
        SELECT FROM campaigns WHERE campaign_id = (shown.body ->> 'campaign_id')::uuid AND state = '{OPEN}'
    ))
"""
RIDER_CAN_JOIN = """
    AND NOT EXISTS (
        SELECT FROM joins WHERE joins.rider_id = :rider_id AND joins.challenge_id = shown.challenge_id
            AND until IS NULL
    )
    AND (NOT shown.body ? 'group' OR (shown.body #> '{group,choose}')::int > (
        SELECT count(*) FROM joins JOIN challenges AS other USING (challenge_id)
            JOIN versions AS of_other USING (challenge_id, version)
        WHERE joins.rider_id = :rider_id AND joins.until IS NULL AND other.closed_at IS NULL
            AND other.operator_id = shown.operator_id
            AND of_other.body #>> '{group,group_id}' = shown.body #>> '{group,group_id}'
            AND (of_other.body ->> 'ends_at')::timestamptz > :now
    ))
"""


class Filters(NamedTuple):
    """Which challenges are wanted. None: whatever it is."""

    state: State | None = None
    joinable: bool | None = None


async def listed(
    tx: AsyncConnection,
    operator_id: str | None,
    rider_id: UUID | None,
    filters: Filters,
    now: datetime,
    most: int,
    after: tuple[datetime, UUID] | None,
) -> list[Shown]:
    """Challenges, newest first: an operator's own with the body that was written last, or all that were ever
    published with the body in force, for a rider without those from which the rider is held out."""
    values: dict[str, Any] = {"most": most}
    conditions = []
    if operator_id is not None:
        conditions.append("shown.operator_id = :operator_id")
        values["operator_id"] = operator_id
    if rider_id is not None:
        conditions.append(f"NOT coalesce({KEPT_FROM}, false)")
        values["rider_id"] = rider_id
    if filters.state is not None:
        conditions.append("shown.state = :state")
        values["state"] = filters.state
    if filters.joinable is not None:
        can_join = CAN_BE_JOINED + (RIDER_CAN_JOIN if rider_id is not None else "")
        conditions.append(f"({can_join}) = CAST(:joinable AS bool)")
        values |= {"joinable": filters.joinable, "now": now}
    if after is not None:
        conditions.append("(shown.created_at, shown.challenge_id) < (:created_at, :challenge_id)")
        values |= {"created_at": after[0], "challenge_id": after[1]}
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    statement = sa.text(f"""
        SELECT * FROM ({WRITTEN_LAST if operator_id is not None else IN_FORCE}) AS shown {where}
        ORDER BY shown.created_at DESC, shown.challenge_id DESC LIMIT :most
    """)
    return [_shown(row) for row in await tx.execute(statement, values)]


def _shown(row: Any) -> Shown:
    *columns, (factor_set_id, counterfactual_id) = row
    factors = (factor_set_id, counterfactual_id) if factor_set_id else None
    return Shown._make((*columns, factors))


FIND = sa.text(f"""
    SELECT * FROM ({IN_FORCE}) AS shown WHERE shown.challenge_id = :challenge_id
        AND (CAST(:rider_id AS uuid) IS NULL OR NOT coalesce({KEPT_FROM}, false))
""")
FIND_WRITTEN = sa.text(f"""
    SELECT * FROM ({WRITTEN_LAST}) AS shown WHERE shown.challenge_id = :challenge_id
        AND (CAST(:operator_id AS text) IS NULL OR shown.operator_id = :operator_id)
""")


async def find(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID | None) -> Shown | None:
    """A challenge that was ever published, with the body in force; for a rider who is held out None."""
    rows = await fetch(tx, FIND, {"challenge_id": challenge_id, "rider_id": rider_id})
    return _shown(rows[0]) if rows else None


async def find_written(tx: AsyncConnection, challenge_id: UUID, operator_id: str | None) -> Shown | None:
    """A challenge of this operator (of any, for None) with the body that was written last."""
    rows = await fetch(tx, FIND_WRITTEN, {"challenge_id": challenge_id, "operator_id": operator_id})
    return _shown(rows[0]) if rows else None


class Version(NamedTuple):
    """A version of a challenge, which never changes."""

    version: int
    body: dict[str, Any]
    published_at: datetime


VERSIONS = sa.text("""
    SELECT version, body, published_at FROM versions
    WHERE challenge_id = :challenge_id AND version < :before ORDER BY version DESC LIMIT :most
""")


async def versions(tx: AsyncConnection, challenge_id: UUID, before: int, most: int) -> list[Version]:
    """The versions of a challenge before this one, the latest first."""
    values = {"challenge_id": challenge_id, "before": before, "most": most}
    return [Version(*row) for row in await fetch(tx, VERSIONS, values)]


COUNT_JOINED = sa.text("""
    SELECT challenge_id, count(*) FROM joins
    WHERE challenge_id = ANY(CAST(:challenge_ids AS uuid[]))
        AND since <= :at AND (until IS NULL OR until > :at)
    GROUP BY challenge_id
""")


async def count_joined(
    tx: AsyncConnection, challenge_ids: Collection[UUID], at: datetime
) -> Mapping[UUID, int]:
    """How many riders were in each of these challenges at an instant, if any."""
    return dict(await fetch(tx, COUNT_JOINED, {"challenge_ids": list(challenge_ids), "at": at}))


COUNT_IN_TEAMS = sa.text("""
    SELECT row.challenge_id, (
        SELECT count(*) FROM memberships JOIN teams USING (team_id)
        WHERE memberships.kind = row.of AND teams.size_max <= row.size_max
            AND since <= row.at AND (until IS NULL OR until > row.at)
    ) FROM unnest(CAST(:challenge_id AS uuid[]), CAST(:of AS text[]), CAST(:size_max AS bigint[]),
        CAST(:at AS timestamptz[])) AS row (challenge_id, of, size_max, at)
""")


async def count_in_teams(tx: AsyncConnection, rows: Sequence[Shown], at: datetime) -> Mapping[UUID, int]:
    """How many riders were in teams that take part in each of these challenges at an instant, or at the end
    of what ended before."""
    values = {
        "challenge_id": [row.challenge_id for row in rows],
        "of": [row.body["who"]["of"] for row in rows],
        "size_max": [row.body["who"]["size_max"] for row in rows],
        "at": [_by_the_end(row, at) for row in rows],
    }
    return dict(await fetch(tx, COUNT_IN_TEAMS, values))


COUNT_IN_PAIRS = sa.text("""
    SELECT row.challenge_id, (
        SELECT count(*) FROM partners AS stay WHERE stay.challenge_id = row.challenge_id
            AND stay.since <= row.at AND (stay.until IS NULL OR stay.until > row.at) AND EXISTS (
                SELECT FROM partners AS other WHERE other.pair_id = stay.pair_id
                    AND other.rider_id <> stay.rider_id AND other.since <= row.at
            )
    ) FROM unnest(CAST(:challenge_id AS uuid[]), CAST(:at AS timestamptz[])) AS row (challenge_id, at)
""")


async def count_in_pairs(tx: AsyncConnection, rows: Sequence[Shown], at: datetime) -> Mapping[UUID, int]:
    """The same of riders in pairs with somebody else."""
    values = {
        "challenge_id": [row.challenge_id for row in rows],
        "at": [_by_the_end(row, at) for row in rows],
    }
    return dict(await fetch(tx, COUNT_IN_PAIRS, values))


def _by_the_end(row: Shown, at: datetime) -> datetime:
    return min(at, instant_of(row.body["ends_at"]), row.closed_at or at)


SINCE = sa.text("""
    SELECT challenge_id, since FROM joins
    WHERE rider_id = :rider_id AND challenge_id = ANY(CAST(:challenge_ids AS uuid[])) AND until IS NULL
""")


async def joined_since(
    tx: AsyncConnection, rider_id: UUID, challenge_ids: Collection[UUID]
) -> Mapping[UUID, datetime]:
    """Since when the rider is in those of these challenges in which the rider is."""
    return dict(await fetch(tx, SINCE, {"rider_id": rider_id, "challenge_ids": list(challenge_ids)}))
