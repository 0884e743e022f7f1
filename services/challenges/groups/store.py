"""Tables of what riders bring to teams and of how far teams are. Functions take `tx`; they never commit or
decide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.progress import progress_of_marks
from services.challenges.groups.brought import OF_RIDERS, brought, marks
from services.challenges.groups.rules import GroupKey, Share
from services.challenges.matching.rules import Rule
from services.challenges.matching.sql import Values
from services.challenges.matching.windows import DAYS_AROUND, Period
from services.challenges.tree.trees import Teams
from services.challenges.tree.words import TeamKind
from shared.db import by_column, fetch, unnest

WORK = {"challenge_id": "uuid", "rider_id": "uuid", "period_on": "date"}
# A row that is there is locked by the update, so that who counts leaves it until this transaction's trips can
# be seen: without that, what was asked for just before would be counted without them, and forgotten.
ASKED = """
    ON CONFLICT (challenge_id, rider_id) DO UPDATE SET periods_on = CASE
        WHEN group_work.periods_on IS NULL OR excluded.periods_on IS NULL THEN NULL
        WHEN group_work.periods_on @> excluded.periods_on THEN group_work.periods_on
        ELSE group_work.periods_on || excluded.periods_on END
"""
ASK = sa.text(f"""
    INSERT INTO group_work (challenge_id, rider_id, periods_on, city_id)
    SELECT challenge_id, rider_id, array_agg(period_on), :city_id FROM {unnest(WORK)}
    GROUP BY challenge_id, rider_id ORDER BY challenge_id, rider_id {ASKED}
""")


async def ask(tx: AsyncConnection, city_id: str, brought: Iterable[tuple[UUID, UUID, date]]) -> None:
    """Let it be counted anew what riders bring to their teams and pairs in these periods of challenges
    (challenge_id, rider_id, period_on)."""
    rows = sorted(set(brought))
    if rows:
        await fetch(tx, ASK, {**by_column(WORK, rows), "city_id": city_id})


OF_RIDER = {"challenge_id": "uuid", "rider_id": "uuid"}
ASK_AGAIN = sa.text(f"""
    INSERT INTO group_work (challenge_id, rider_id, city_id)
    SELECT challenge_id, rider_id, :city_id FROM {unnest(OF_RIDER)}
    ORDER BY challenge_id, rider_id {ASKED}
""")


async def ask_again(tx: AsyncConnection, city_id: str, riders: Iterable[tuple[UUID, UUID]]) -> None:
    """Let all entries of these riders in these challenges (challenge_id, rider_id) be counted and judged
    anew."""
    rows = sorted(set(riders))
    if rows:
        await fetch(tx, ASK_AGAIN, {**by_column(OF_RIDER, rows), "city_id": city_id})


ASK_RIDERS = sa.text(f"""
    INSERT INTO group_work (challenge_id, rider_id, city_id)
    SELECT challenge_id, rider_id, :city_id FROM (
        SELECT challenge_id FROM challenges JOIN versions USING (challenge_id, version)
        WHERE state IN ('published', 'paused') AND versions.body -> 'who' ->> 'kind' = 'teams'
            AND versions.body -> 'who' ->> 'of' = :kind
    ) AS running CROSS JOIN unnest(CAST(:rider_ids AS uuid[])) AS rider (rider_id)
    ORDER BY challenge_id, rider_id {ASKED}
""")


async def ask_riders(tx: AsyncConnection, city_id: str, kind: TeamKind, rider_ids: Collection[UUID]) -> None:
    """The same for riders whose team, or workplace, has changed, in all challenges for such ones."""
    await fetch(tx, ASK_RIDERS, {"city_id": city_id, "kind": kind, "rider_ids": list(rider_ids)})


MUST_SAY = sa.text("UPDATE shares SET must_say = true WHERE challenge_id = :challenge_id /* of all riders */")


async def ask_all(tx: AsyncConnection, city_id: str, rule: Rule, now: datetime) -> None:
    """The same for all riders of a challenge, who are told of it, changed or not: who brings something, and
    who has. The caller has called `store.hold_rules` before."""
    values = Values()
    sql = brought(rule, values, "", now)
    statement = f"""
        INSERT INTO group_work (challenge_id, rider_id, city_id)
        SELECT :challenge_id, rider_id, :city_id FROM (
            SELECT rider_id FROM ({sql}) AS found
            UNION SELECT rider_id FROM shares WHERE challenge_id = :challenge_id
        ) AS riders {"/* of all riders */"} ORDER BY rider_id {ASKED}
    """
    given = {**values.by_name, "challenge_id": rule.challenge_id, "city_id": city_id}
    await fetch(tx, MUST_SAY, {"challenge_id": rule.challenge_id})
    await fetch(tx, sa.text(statement), given)


ASK_PARTNERS = sa.text(f"""
    INSERT INTO group_work (challenge_id, rider_id, city_id)
    SELECT DISTINCT challenge_id, rider_id, :city_id FROM partners WHERE pair_id IN (
        SELECT pair_id FROM partners WHERE rider_id = ANY(CAST(:rider_ids AS uuid[]))
    ) ORDER BY challenge_id, rider_id {ASKED}
""")


async def ask_partners(tx: AsyncConnection, city_id: str, rider_ids: Collection[UUID]) -> None:
    """The same for riders whose pairs have changed, and for who is or was in them."""
    await fetch(tx, ASK_PARTNERS, {"city_id": city_id, "rider_ids": list(rider_ids)})


ASK_PERIOD = sa.text(f"""
    INSERT INTO group_work (challenge_id, rider_id, city_id)
    SELECT DISTINCT CAST(:challenge_id AS uuid), rider_id, :city_id FROM shares
    WHERE challenge_id = :challenge_id AND period_on = :period_on ORDER BY rider_id {ASKED}
""")


async def ask_period(tx: AsyncConnection, city_id: str, challenge_id: UUID, period_on: date) -> None:
    """The same for all riders who have brought something in a period of a challenge."""
    await fetch(tx, ASK_PERIOD, {"challenge_id": challenge_id, "period_on": period_on, "city_id": city_id})


NEXT = sa.text("SELECT challenge_id FROM group_work LIMIT 1")
TAKE = sa.text("""
    DELETE FROM group_work WHERE challenge_id = :challenge_id AND rider_id IN (
        SELECT rider_id FROM group_work WHERE challenge_id = :challenge_id
        ORDER BY rider_id LIMIT :most FOR UPDATE SKIP LOCKED
    ) RETURNING rider_id, periods_on
""")
ONE_AT_A_TIME = sa.text("SELECT pg_try_advisory_xact_lock(:lock)")
WORK_LOCK = 0x47726F757073
"""An advisory lock (the number is "Groups" in ASCII): one process at a time adds up teams."""


async def next_challenge(tx: AsyncConnection) -> UUID | None:
    """A challenge in which it is to be counted anew what riders bring. None if nothing waits, or another
    process is at it."""
    if not (await tx.execute(ONE_AT_A_TIME, {"lock": WORK_LOCK})).scalar_one():
        return None
    challenge_id: UUID | None = (await tx.execute(NEXT)).scalar_one_or_none()
    return challenge_id


async def take(tx: AsyncConnection, challenge_id: UUID, most: int) -> dict[UUID, Sequence[date] | None]:
    """Riders of whom it is to be counted anew what they bring in a challenge, and in which periods; None: in
    all, which are judged anew, changed or not. They are forgotten with the commit. Those of whom trips come
    just now are left for later."""
    return dict(await fetch(tx, TAKE, {"challenge_id": challenge_id, "most": most}))


FORGET_MARKS = sa.text("""
    DELETE FROM share_marks WHERE challenge_id = :challenge_id AND rider_id = ANY(CAST(:rider_ids AS uuid[]))
        AND period_on = ANY(CAST(:periods_on AS date[]))
    RETURNING group_id, period_on, rider_id, mark
""")
COUNT_SHARES = """
    WITH found AS ({shares}), known AS (
        SELECT group_id, period_on, rider_id FROM shares
        WHERE challenge_id = :challenge_id AND rider_id = ANY(CAST(:rider_ids AS uuid[]))
            AND period_on = ANY(CAST(:periods_on AS date[]))
    )
    INSERT INTO shares (challenge_id, group_id, period_on, rider_id, trips, progress, is_erased, city_id)
    SELECT :challenge_id, group_id, period_on, rider_id, coalesce(trips, 0), coalesce(progress, 0),
        coalesce((SELECT is_erased FROM trips AS one WHERE one.rider_id = own.rider_id LIMIT 1), false),
        :city_id
    FROM (found FULL JOIN known USING (group_id, period_on, rider_id)) AS own
    ORDER BY group_id, period_on, rider_id
    ON CONFLICT (challenge_id, group_id, period_on, rider_id) DO UPDATE
        SET trips = excluded.trips, progress = excluded.progress
    RETURNING group_id, period_on, rider_id,
        old.trips IS DISTINCT FROM new.trips OR old.progress IS DISTINCT FROM new.progress
"""


async def count_shares(
    tx: AsyncConnection,
    city_id: str,
    rule: Rule,
    rider_ids: Sequence[UUID],
    periods: Sequence[Period],
    now: datetime,
) -> dict[tuple[GroupKey, UUID], bool]:
    """Count anew what these riders bring to which teams in these periods. Returns their shares (of which
    entry, of whom), and whether each has changed."""
    given = {
        "challenge_id": rule.challenge_id,
        "city_id": city_id,
        "rider_ids": list(rider_ids),
        "periods_on": [each.period_on for each in periods],
        "since": min(each.starts_at for each in periods) - DAYS_AROUND,
        "until": max(each.ended_at for each in periods) + DAYS_AROUND,
    }
    marked: set[tuple[GroupKey, UUID]] = set()
    if rule.marks:
        gone = await fetch(tx, FORGET_MARKS, given)
        values = Values()
        come = await fetch(tx, sa.text(marks(rule, values, now)), {**given, **values.by_name})
        changed = {tuple(row) for row in gone} ^ {tuple(row) for row in come}
        marked = {(GroupKey(group_id, on), rider_id) for group_id, on, rider_id, _ in changed}
    values = Values()
    statement = COUNT_SHARES.format(shares=brought(rule, values, OF_RIDERS, now))
    rows = await fetch(tx, sa.text(statement), {**given, **values.by_name})
    moved = {(GroupKey(group_id, on), rider_id): has_moved for group_id, on, rider_id, has_moved in rows}
    return {each: has_moved or each in marked for each, has_moved in moved.items()}


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
    reached = progress_of_marks(rule.tree.goal, MARKS) if rule.marks else SUMS
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
        said_progress, is_rewarded, has_left, coalesce(times.last_elsewhere > times.last_here, false),
        NOT EXISTS (
            SELECT FROM unnest(CAST(:required AS uuid[])) AS required (challenge_id) WHERE NOT EXISTS (
                SELECT FROM completed_by WHERE completed_by.challenge_id = required.challenge_id
                    AND completed_by.rider_id = own.rider_id
            )
        ), EXISTS (
            SELECT FROM partners AS stay
            WHERE stay.pair_id = own.group_id AND stay.rider_id = own.rider_id AND stay.until IS NOT NULL
                AND (ended_at > :now OR stay.until < ended_at)
        )
    FROM {OWN_SHARES} JOIN periods ON periods.period_on = row.period_on
        CROSS JOIN LATERAL (
            SELECT max(since) FILTER (WHERE team_id = own.group_id) AS last_here,
                max(since) FILTER (WHERE team_id <> own.group_id
                    AND (until IS NULL OR since < until AND until > starts_at)) AS last_elsewhere
            FROM memberships
            WHERE memberships.rider_id = own.rider_id AND kind = :of AND since < ended_at
        ) AS times
    WHERE NOT own.is_erased
    ORDER BY own.group_id, own.period_on, rider_id
""")


async def shares(tx: AsyncConnection, rule: Rule, keys: Collection[GroupKey], now: datetime) -> list[Share]:
    """What all riders have brought to these entries of teams, but those who were erased: what they brought
    counts, and nothing is said of it."""
    periods = [rule.window.period(each) for each in sorted({key.period_on for key in keys})]
    who = rule.tree.who
    values = {
        **by_column(KEYS, sorted(keys)),
        "challenge_id": rule.challenge_id,
        "of": who.of if isinstance(who, Teams) else "pair",
        "now": now,
        "required": list(rule.tree.requires),
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
    "must_say": "bool",
    "is_rewarded": "bool",
    "has_left": "bool",
}
KEEP = sa.text(f"""
    UPDATE shares SET revision = row.revision, is_completed = row.is_completed, is_given = row.is_given,
        said_progress = row.said_progress, must_say = row.must_say, is_rewarded = row.is_rewarded,
        has_left = row.has_left
    FROM {unnest(SAID)} WHERE shares.challenge_id = :challenge_id AND shares.group_id = row.group_id
        AND shares.period_on = row.period_on AND shares.rider_id = row.rider_id
""")


async def keep(tx: AsyncConnection, challenge_id: UUID, said: Iterable[Share]) -> None:
    """Store of these shares what was said last, and whether their riders are rewarded."""
    rows = [tuple(getattr(each, name) for name in SAID) for each in said]
    if rows:
        await fetch(tx, KEEP, {**by_column(SAID, rows), "challenge_id": challenge_id})


async def set_proof(tx: AsyncConnection, challenge_id: UUID, share_counting: str) -> None:
    """Store the SQL of what riders bring by their trips, for the doctor."""
    await tx.execute(
        sa.text("""
            UPDATE challenges SET share_counting = :share_counting WHERE challenge_id = :challenge_id
        """),
        {"challenge_id": challenge_id, "share_counting": share_counting},
    )
