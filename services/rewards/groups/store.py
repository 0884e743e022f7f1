"""Tables of groups: teams, who is in them, and the points of groups by board and period. Functions never
decide or commit."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.groups.rules import KINDS, RIDERS_MIN, Group, GroupBoard, OnBoard
from shared.db import by_column, fetch, unnest
from shared.events.challenges import MembershipChanged, TeamChanged

TEAM_COLUMNS = {"team_id": "uuid", "city_id": "text", "revision": "bigint", "kind": "text", "name": "text"}
REMEMBER_TEAMS = sa.text(f"""
    INSERT INTO teams ({", ".join(TEAM_COLUMNS)})
    SELECT {", ".join(TEAM_COLUMNS)} FROM {unnest(TEAM_COLUMNS)} ORDER BY team_id
    ON CONFLICT (team_id) DO UPDATE
        SET revision = excluded.revision, kind = excluded.kind, name = excluded.name
        WHERE teams.revision < excluded.revision
""")


async def remember_teams(tx: AsyncConnection, teams: Collection[TeamChanged]) -> None:
    """Upsert those of these teams that are newer than the stored revision."""
    rows = [(team.team_id, team.city_id, team.revision, team.kind, team.name) for team in teams]
    await fetch(tx, REMEMBER_TEAMS, by_column(TEAM_COLUMNS, rows))


MEMBERSHIP_COLUMNS = {
    "membership_id": "uuid",
    "rider_id": "uuid",
    "city_id": "text",
    "revision": "bigint",
    "team_id": "uuid",
    "kind": "text",
    "since": "timestamptz",
    "until": "timestamptz",
}
MEMBERSHIP_CHANGING = ("revision", "team_id", "kind", "since", "until")
REMEMBER_MEMBERSHIPS = sa.text(f"""
    INSERT INTO memberships ({", ".join(MEMBERSHIP_COLUMNS)})
    SELECT {", ".join(MEMBERSHIP_COLUMNS)} FROM {unnest(MEMBERSHIP_COLUMNS)} ORDER BY rider_id, membership_id
    ON CONFLICT (rider_id, membership_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in MEMBERSHIP_CHANGING)}
        WHERE memberships.revision < excluded.revision
    RETURNING rider_id
""")


async def remember_memberships(
    tx: AsyncConnection, memberships: Collection[MembershipChanged]
) -> Sequence[UUID]:
    """Upsert those of these memberships that are newer than the stored revision. Returns their riders."""
    rows = [
        (
            each.membership_id,
            each.rider_id,
            each.city_id,
            each.revision,
            each.team_id,
            each.kind,
            each.since,
            each.until,
        )
        for each in memberships
    ]
    changed = await fetch(tx, REMEMBER_MEMBERSHIPS, by_column(MEMBERSHIP_COLUMNS, rows))
    return sorted({rider_id for (rider_id,) in changed})


SHOWN = "SELECT rider_id FROM accounts WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND on_leaderboards"
READ_SHOWN = sa.text(SHOWN)
HOLD_SHOWN = sa.text(f"{SHOWN} ORDER BY rider_id FOR UPDATE SKIP LOCKED")


async def shown(tx: AsyncConnection, rider_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Those of these riders whom leaderboards show."""
    return (await tx.execute(READ_SHOWN, {"rider_ids": list(rider_ids)})).scalars().all()


async def hold_shown(tx: AsyncConnection, rider_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Those of them whose accounts no other transaction holds, locked until this one ends."""
    return (await tx.execute(HOLD_SHOWN, {"rider_ids": list(rider_ids)})).scalars().all()


# What riders have given groups is written as it is; what groups have follows from the differences.
COUNT = """
    INSERT INTO groups AS known (term, subject, begins_on, group_id, points, riders, city_id)
    SELECT term, subject, begins_on, group_id, sum(points - points_before),
        sum(CAST(points > 0 AS int) - CAST(points_before > 0 AS int)), :city_id
    FROM moved WHERE points <> points_before GROUP BY term, subject, begins_on, group_id
    ORDER BY term, subject, begins_on, group_id
    ON CONFLICT (term, subject, begins_on, group_id) DO UPDATE
        SET points = known.points + excluded.points, riders = known.riders + excluded.riders
"""
WHEN = " ".join(f"WHEN '{kind}' THEN '{subject}'" for kind, subject in KINDS.items())
# A trip is of the team or workplace of its start, and of the district of its start zone. The day's limit is
# that of each rider and group.
MAKE = sa.text(f"""
    WITH of_trip AS (
        SELECT rider_id, local_on, points + cap_points AS points, 'districts' AS subject,
            district_id AS group_id
        FROM trips JOIN unnest(CAST(:zone_ids AS text[]), CAST(:district_ids AS text[]))
            AS zone (zone_id, district_id) ON zone_id = start_zone_id
        WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND local_on >= :since
        UNION ALL
        SELECT rider_id, local_on, points + cap_points, CASE memberships.kind {WHEN} END,
            CAST(team_id AS text)
        FROM trips JOIN memberships USING (rider_id)
        WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND local_on >= :since
            AND started_at >= memberships.since AND (until IS NULL OR started_at < until)
    ), of_day AS (
        SELECT rider_id, local_on, subject, group_id, least(sum(of_trip.points), limit_points) AS points
        FROM of_trip JOIN rider_days USING (rider_id, local_on) WHERE subject IS NOT NULL
        GROUP BY rider_id, local_on, subject, group_id, limit_points
    ), due AS (
        SELECT rider_id, term, subject, begins_on, group_id, sum(points) AS points
        FROM of_day CROSS JOIN LATERAL (VALUES
            ('month', CAST(date_trunc('month', CAST(local_on AS timestamp)) AS date)),
            ('season', CAST(date_trunc('quarter', CAST(local_on AS timestamp)) AS date))
        ) AS period (term, begins_on)
        GROUP BY rider_id, term, subject, begins_on, group_id
    ), held AS (
        SELECT rider_id, term, subject, begins_on, group_id, points FROM group_points
        WHERE rider_id = ANY(CAST(:rider_ids AS uuid[])) AND begins_on >= :since
    ), moved AS (
        INSERT INTO group_points AS known (rider_id, term, subject, begins_on, group_id, points, city_id)
        SELECT rider_id, term, subject, begins_on, group_id, coalesce(due.points, 0), :city_id
        FROM due FULL JOIN held USING (rider_id, term, subject, begins_on, group_id)
        WHERE coalesce(due.points, 0) <> coalesce(held.points, 0)
        ORDER BY rider_id, term, subject, begins_on, group_id
        ON CONFLICT (rider_id, term, subject, begins_on, group_id) DO UPDATE SET points = excluded.points
        RETURNING new.term, new.subject, new.begins_on, new.group_id, new.points,
            coalesce(old.points, 0) AS points_before
    ) {COUNT}
""")


async def make(
    tx: AsyncConnection,
    city_id: str,
    rider_ids: Sequence[UUID],
    district_of_zone: Mapping[str, str],
    since: date,
) -> None:
    """Make anew what these riders, whose accounts are locked, have given groups in the periods since this
    day: the first of a month and of a season."""
    values = {
        "city_id": city_id,
        "rider_ids": list(rider_ids),
        "zone_ids": list(district_of_zone),
        "district_ids": list(district_of_zone.values()),
        "since": since,
    }
    await fetch(tx, MAKE, values)


LEAVE = sa.text(f"""
    WITH moved AS (
        DELETE FROM group_points WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
        RETURNING term, subject, begins_on, group_id, 0 AS points, points AS points_before
    ) {COUNT}
""")


async def leave(tx: AsyncConnection, city_id: str, rider_ids: Sequence[UUID]) -> None:
    """Take what riders have given from all groups."""
    await fetch(tx, LEAVE, {"rider_ids": list(rider_ids), "city_id": city_id})


# A city has some hundreds of districts and teams: they are sorted when somebody asks.
READ = """
    SELECT group_id, coalesce(zones.name, teams.name, group_id) AS name, {points} AS shown_points, riders
    FROM groups LEFT JOIN zones ON subject = 'districts' AND zone_id = group_id
        LEFT JOIN teams ON subject <> 'districts' AND CAST(team_id AS text) = group_id
    WHERE term = :term AND subject = :subject AND begins_on = :begins_on AND riders >= :riders_min
    ORDER BY shown_points DESC, name, group_id
"""
READ_BY_SUM = sa.text(READ.format(points="groups.points"))
READ_PER_RIDER = sa.text(READ.format(points="groups.points / riders"))
COUNT_RIDERS = sa.text("""
    SELECT count(DISTINCT rider_id) FROM group_points
    WHERE term = :term AND subject = :subject AND begins_on = :begins_on AND points > 0
        AND group_id = ANY(:group_ids)
""")


async def read(tx: AsyncConnection, board: GroupBoard, begins_on: date) -> OnBoard:
    """The groups on a board. Groups of too few riders are left out."""
    key = {"term": board.term, "subject": board.subject, "begins_on": begins_on}
    rows = await tx.execute(
        READ_BY_SUM if board.is_by_sum else READ_PER_RIDER,
        key | {"riders_min": RIDERS_MIN[board.subject]},
    )
    groups = [Group(*row) for row in rows]
    counted = await tx.execute(COUNT_RIDERS, key | {"group_ids": [group.group_id for group in groups]})
    return OnBoard(groups, counted.scalar_one())
