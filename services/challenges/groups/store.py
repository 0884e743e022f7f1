"""Tables of what riders bring to teams and of how far teams are. Functions take `tx`; they never commit or
decide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.recount import progress_of_marks
from services.challenges.groups.rules import GroupKey, Share
from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import Counted, Literals, Values, counted
from services.challenges.tree.trees import Teams
from services.challenges.tree.words import TeamKind
from shared.db import by_column, fetch, unnest

WORK = {"challenge_id": "uuid", "rider_id": "uuid"}
ASK = sa.text(f"""
    INSERT INTO group_work (challenge_id, rider_id, city_id)
    SELECT challenge_id, rider_id, :city_id FROM {unnest(WORK)}
    ORDER BY challenge_id, rider_id ON CONFLICT DO NOTHING
""")


async def ask(tx: AsyncConnection, city_id: str, riders: Iterable[tuple[UUID, UUID]]) -> None:
    """Let it be counted anew what these riders bring to their teams in these challenges (challenge_id,
    rider_id)."""
    rows = sorted(set(riders))
    if rows:
        await fetch(tx, ASK, {**by_column(WORK, rows), "city_id": city_id})


ASK_RIDERS = sa.text("""
    INSERT INTO group_work (challenge_id, rider_id, city_id)
    SELECT challenge_id, rider_id, :city_id FROM (
        SELECT challenge_id FROM challenges JOIN versions USING (challenge_id, version)
        WHERE state IN ('published', 'paused') AND versions.body -> 'who' ->> 'kind' = 'teams'
            AND versions.body -> 'who' ->> 'of' = :kind
    ) AS running CROSS JOIN unnest(CAST(:rider_ids AS uuid[])) AS rider (rider_id)
    ORDER BY challenge_id, rider_id ON CONFLICT DO NOTHING
""")


async def ask_riders(tx: AsyncConnection, city_id: str, kind: TeamKind, rider_ids: Collection[UUID]) -> None:
    """The same for riders whose team, or workplace, has changed, in all challenges for such ones."""
    await fetch(tx, ASK_RIDERS, {"city_id": city_id, "kind": kind, "rider_ids": list(rider_ids)})


async def ask_all(tx: AsyncConnection, city_id: str, rule: Rule) -> None:
    """The same for all riders of a challenge: who brings something, and who has."""
    values = Values()
    sql = _shares(rule, values, "")
    statement = f"""
        INSERT INTO group_work (challenge_id, rider_id, city_id)
        SELECT :challenge_id, rider_id, :city_id FROM (
            SELECT rider_id FROM ({sql}) AS found
            UNION SELECT rider_id FROM shares WHERE challenge_id = :challenge_id
        ) AS riders {"/* of all riders */"} ORDER BY rider_id ON CONFLICT DO NOTHING
    """
    given = {**values.by_name, "challenge_id": rule.challenge_id, "city_id": city_id}
    await fetch(tx, sa.text(statement), given)


NEXT = sa.text("SELECT challenge_id FROM group_work LIMIT 1")
TAKE = sa.text("""
    DELETE FROM group_work WHERE challenge_id = :challenge_id AND rider_id IN (
        SELECT rider_id FROM group_work WHERE challenge_id = :challenge_id
        ORDER BY rider_id LIMIT :most FOR UPDATE SKIP LOCKED
    ) RETURNING rider_id
""")
ONE_AT_A_TIME = sa.text("SELECT pg_try_advisory_xact_lock(:lock)")
WORK_LOCK = 0x47726F757073
"""An advisory lock (the number is "Groups" in ASCII): one process at a time adds up teams."""


async def take(tx: AsyncConnection, most: int) -> tuple[UUID, list[UUID]] | None:
    """A challenge, and riders of whom it is to be counted anew what they bring in it. They are forgotten with
    the commit. None if nothing waits, or another process is at it."""
    if not (await tx.execute(ONE_AT_A_TIME, {"lock": WORK_LOCK})).scalar_one():
        return None
    challenge_id = (await tx.execute(NEXT)).scalar_one_or_none()
    if challenge_id is None:
        return None
    riders = await fetch(tx, TAKE, {"challenge_id": challenge_id, "most": most})
    return challenge_id, sorted(rider_id for (rider_id,) in riders)


# A trip is of the team, or workplace, of its start, if that one's own limit lets it take part.
OF_TEAMS = """
    FROM trips AS trip JOIN memberships AS stay ON stay.rider_id = trip.rider_id AND stay.kind = {of}
            AND trip.started_at >= stay.since AND (stay.until IS NULL OR trip.started_at < stay.until)
        JOIN teams ON teams.team_id = stay.team_id AND teams.size_max <= {size_max} {left_by}
    WHERE counts AND {is_counted} {of_riders}
"""
OF_RIDERS = "AND trip.rider_id = ANY(CAST(:rider_ids AS uuid[]))"


def _from_trips(rule: Rule, values: Values, counts: Counted, of_riders: str, left_by: str = "") -> str:
    who = rule.tree.who
    assert isinstance(who, Teams)
    return OF_TEAMS.format(
        of=values.add(who.of, "text"),
        size_max=values.add(who.size_max, "int"),
        is_counted=counts.is_counted,
        of_riders=of_riders,
        left_by=left_by,
    )


def _shares(rule: Rule, values: Values, of_riders: str) -> str:
    """SQL of what riders bring: group_id, period_on, rider_id, trips, progress."""
    counts = counted(rule, values)
    return f"""
        SELECT stay.team_id AS group_id, {counts.period_on} AS period_on, trip.rider_id, count(*) AS trips,
            sum({counts.brings or "0"})::bigint AS progress
        {_from_trips(rule, values, counts, of_riders)} GROUP BY 1, 2, 3
    """


def proof(rule: Rule) -> str:
    """SQL of what riders bring by all trips, to compare their shares with."""
    return _shares(rule, Literals(), "")


FORGET_MARKS = sa.text("""
    DELETE FROM share_marks WHERE challenge_id = :challenge_id AND rider_id = ANY(CAST(:rider_ids AS uuid[]))
""")
COUNT_SHARES = """
    WITH found AS ({shares}), known AS (
        SELECT group_id, period_on, rider_id FROM shares
        WHERE challenge_id = :challenge_id AND rider_id = ANY(CAST(:rider_ids AS uuid[]))
    )
    INSERT INTO shares (challenge_id, group_id, period_on, rider_id, trips, progress, city_id)
    SELECT :challenge_id, group_id, period_on, rider_id, coalesce(trips, 0), coalesce(progress, 0), :city_id
    FROM found FULL JOIN known USING (group_id, period_on, rider_id)
    ORDER BY group_id, period_on, rider_id
    ON CONFLICT (challenge_id, group_id, period_on, rider_id) DO UPDATE
        SET trips = excluded.trips, progress = excluded.progress
    RETURNING group_id, period_on, rider_id,
        old.trips IS DISTINCT FROM new.trips OR old.progress IS DISTINCT FROM new.progress
"""


def _marks(rule: Rule, values: Values) -> str:
    """SQL that stores the marks that trips of riders have left for their teams."""
    counts = counted(rule, values)
    left_by = f"CROSS JOIN LATERAL ({counts.marks}) AS left_by (mark)"
    return f"""
        INSERT INTO share_marks (challenge_id, group_id, period_on, mark, rider_id, city_id)
        SELECT DISTINCT CAST(:challenge_id AS uuid), stay.team_id, {counts.period_on}, left_by.mark,
            trip.rider_id, :city_id
        {_from_trips(rule, values, counts, OF_RIDERS, left_by)}
    """


async def count_shares(
    tx: AsyncConnection, city_id: str, rule: Rule, rider_ids: Sequence[UUID]
) -> dict[tuple[GroupKey, UUID], bool]:
    """Count anew what these riders bring to which teams. Returns their shares (of which entry, of whom), and
    whether each has changed."""
    values = Values()
    given = {"challenge_id": rule.challenge_id, "city_id": city_id, "rider_ids": list(rider_ids)}
    if rule.marks:
        await fetch(tx, FORGET_MARKS, given)
        marks = _marks(rule, values)
        await fetch(tx, sa.text(marks), {**given, **values.by_name})
        values = Values()
    statement = COUNT_SHARES.format(shares=_shares(rule, values, OF_RIDERS))
    rows = await fetch(tx, sa.text(statement), {**given, **values.by_name})
    return {(GroupKey(group_id, on), rider_id): moved for group_id, on, rider_id, moved in rows}


KEYS = {"group_id": "uuid", "period_on": "date"}
SUMS = "SELECT group_id AS rider_id, period_on, sum(progress)::bigint AS progress FROM own GROUP BY 1, 2"
# Of each team by itself, so that what others have brought is never read. OFFSET 0 keeps it so.
OF_KEYS = f"""
    {unnest(KEYS)} CROSS JOIN LATERAL (
        SELECT {{columns}} FROM {{table}} AS own
        WHERE own.challenge_id = :challenge_id AND own.group_id = row.group_id
            AND own.period_on = row.period_on OFFSET 0
    ) AS own
"""
OWN_SHARES = OF_KEYS.format(columns="own.*", table="shares")
OWN_MARKS = OF_KEYS.format(columns="DISTINCT mark", table="share_marks")
MARKS = f"(SELECT row.group_id AS rider_id, row.period_on, mark FROM {OWN_MARKS}) AS marks"
ADD_UP = """
    WITH own AS (
        SELECT own.group_id, own.period_on, trips, progress FROM {own_shares}
    ), reached AS ({reached}), riders AS (
        SELECT group_id, period_on, count(*) FILTER (WHERE trips > 0) AS riders FROM own GROUP BY 1, 2
    )
    INSERT INTO group_entries (challenge_id, group_id, period_on, progress, riders, target, completed_at,
        city_id)
    SELECT :challenge_id, group_id, riders.period_on, coalesce(progress, 0), riders, :target,
        CASE WHEN progress >= :target AND riders >= :riders_min THEN CAST(:now AS timestamptz) END, :city_id
    FROM riders LEFT JOIN reached ON reached.rider_id = group_id AND reached.period_on = riders.period_on
    ORDER BY group_id, riders.period_on
    ON CONFLICT (challenge_id, group_id, period_on) DO UPDATE SET progress = excluded.progress,
        riders = excluded.riders, target = excluded.target,
        completed_at = CASE WHEN excluded.completed_at IS NOT NULL
            THEN coalesce(group_entries.completed_at, excluded.completed_at) END
    RETURNING group_id, period_on, progress, completed_at
"""


class Standing(NamedTuple):
    """How far a team is, and since when it has completed."""

    progress: int
    completed_at: datetime | None


async def add_up(
    tx: AsyncConnection,
    city_id: str,
    rule: Rule,
    keys: Collection[GroupKey],
    riders_min: int,
    now: datetime,
) -> dict[GroupKey, Standing]:
    """Add up how far these teams are, by what their riders have brought."""
    reached = progress_of_marks(rule, MARKS) if rule.marks else SUMS
    statement = ADD_UP.format(own_shares=OWN_SHARES, reached=reached)
    values: Mapping[str, Any] = {
        **by_column(KEYS, sorted(keys)),
        "challenge_id": rule.challenge_id,
        "target": rule.target,
        "riders_min": riders_min,
        "now": now,
        "city_id": city_id,
    }
    rows = await fetch(tx, sa.text(statement), values)
    return {GroupKey(group_id, on): Standing(*standing) for group_id, on, *standing in rows}


SHARES = sa.text(f"""
    WITH periods AS (
        SELECT * FROM unnest(CAST(:periods_on AS date[]), CAST(:start_at AS timestamptz[]),
            CAST(:ended_at AS timestamptz[])) AS period (period_on, starts_at, ended_at)
    )
    SELECT own.group_id, own.period_on, rider_id, trips, progress, revision, is_completed, is_given, must_say,
        said_progress, coalesce(times.last_elsewhere > times.last_here, false)
    FROM {OWN_SHARES} JOIN periods ON periods.period_on = row.period_on
        CROSS JOIN LATERAL (
            SELECT max(since) FILTER (WHERE team_id = own.group_id) AS last_here,
                max(since) FILTER (WHERE team_id <> own.group_id
                    AND (until IS NULL OR since < until AND until > starts_at)) AS last_elsewhere
            FROM memberships
            WHERE memberships.rider_id = own.rider_id AND kind = :of AND since < ended_at
        ) AS times
    ORDER BY own.group_id, own.period_on, rider_id
""")


async def shares(tx: AsyncConnection, rule: Rule, keys: Collection[GroupKey]) -> list[Share]:
    """What all riders have brought to these entries of teams."""
    periods = [rule.window.period(each) for each in sorted({key.period_on for key in keys})]
    who = rule.tree.who
    assert isinstance(who, Teams)
    values = {
        **by_column(KEYS, sorted(keys)),
        "challenge_id": rule.challenge_id,
        "of": who.of,
        "periods_on": [each.period_on for each in periods],
        "start_at": [each.starts_at for each in periods],
        "ended_at": [each.ended_at for each in periods],
    }
    return [Share(*row) for row in await fetch(tx, SHARES, values)]


SAID = {
    **KEYS,
    "rider_id": "uuid",
    "revision": "bigint",
    "is_completed": "bool",
    "is_given": "bool",
    "said_progress": "bigint",
}
KEEP_SAID = sa.text(f"""
    UPDATE shares SET revision = row.revision, is_completed = row.is_completed, is_given = row.is_given,
        must_say = false, said_progress = row.said_progress
    FROM {unnest(SAID)} WHERE shares.challenge_id = :challenge_id AND shares.group_id = row.group_id
        AND shares.period_on = row.period_on AND shares.rider_id = row.rider_id
""")


async def keep_said(tx: AsyncConnection, challenge_id: UUID, said: Iterable[Share]) -> None:
    """Store what was said of these shares last."""
    rows = [tuple(getattr(each, name) for name in SAID) for each in said]
    if rows:
        await fetch(tx, KEEP_SAID, {**by_column(SAID, rows), "challenge_id": challenge_id})


async def set_proof(tx: AsyncConnection, challenge_id: UUID, share_counting: str) -> None:
    """Store the SQL of what riders bring by their trips, for the doctor."""
    await tx.execute(
        sa.text("""
            UPDATE challenges SET share_counting = :share_counting WHERE challenge_id = :challenge_id
        """),
        {"challenge_id": challenge_id, "share_counting": share_counting},
    )
