"""What riders read of their own part: their entries, and one of their trips. Functions never decide or
commit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting import judged
from services.challenges.counting.rules import Joined
from services.challenges.counting.trips import COLUMNS as OF_TRIP
from services.challenges.matching.deeds import Deed
from services.challenges.mine.rules import Paired
from services.challenges.rules import Challenge
from services.challenges.store import IN_FORCE, challenge_of
from services.challenges.tree.trees import Tree, tree_of
from shared.db import fetch, unnest
from shared.two_keys.steps import State

EntryFilter = Literal["open", "completed", "all"]


class OwnEntry(NamedTuple):
    """A rider's entry, and of its challenge what tells when it ends. `completed_at` is None while the
    completion was not said. `progress` and `target` are in the challenge's unit; `steps` are how far each
    step of the goal is, and `level` is how many levels are given. `participant_kind` and `participant_id`
    say whose entry it is: the rider's own, or that of a team or a pair."""

    challenge_id: UUID
    period_on: date
    progress: int
    target: int
    level: int
    steps: Sequence[int]
    settles_at: datetime | None
    completed_at: datetime | None
    state: State
    closed_at: datetime | None
    participant_kind: str
    participant_id: UUID
    tree: Tree


ENTRIES = """
    SELECT entries.challenge_id, entries.period_on, entries.progress, entries.target, entries.level_given,
        entries.steps, entries.settles_at, CASE WHEN entries.is_given THEN entries.completed_at END,
        challenges.state, challenges.closed_at,
        CASE versions.body -> 'who' ->> 'kind' WHEN 'teams' THEN 'team' WHEN 'pairs' THEN 'pair'
            ELSE 'rider' END AS participant_kind, entries.participant_id, versions.body
    FROM ({source}) AS entries JOIN challenges ON challenges.challenge_id = entries.challenge_id
        JOIN versions ON versions.challenge_id = challenges.challenge_id
            AND versions.version = challenges.version
    WHERE true {condition}
"""
# A closing ends all periods. Of an entry in a period, the running period tells whether that is over.
IS_RUNNING = """
    AND challenges.closed_at IS NULL AND CASE coalesce(versions.body ->> 'period', 'once')
        WHEN 'once' THEN (versions.body ->> 'ends_at')::timestamptz > :now
        WHEN 'day' THEN entries.period_on >= :day
        WHEN 'week' THEN entries.period_on >= :week
        ELSE entries.period_on >= :month END
"""
OWN = """
    SELECT *, rider_id AS participant_id FROM entries
    WHERE rider_id = :rider_id AND NOT has_left
"""
OF_GROUP = """
    of_group.challenge_id, of_group.period_on, of_group.progress, of_group.target, 0 AS level_given,
    CAST('{}' AS bigint[]) AS steps, CAST(NULL AS timestamptz) AS settles_at, of_group.completed_at,
    of_group.group_id AS participant_id
"""
# Teams and pairs for which the rider has ridden, and how far they are now.
RIDDEN_FOR = f"""
    SELECT {OF_GROUP}, shares.is_completed AS is_given
    FROM shares JOIN group_entries AS of_group USING (challenge_id, group_id, period_on)
    WHERE shares.rider_id = :rider_id AND shares.trips > 0
"""
# Those that the rider is in, in periods that run, for which only others have ridden.
IS_IN = """
    SELECT team_id AS group_id FROM memberships WHERE rider_id = :rider_id AND until IS NULL
    UNION ALL SELECT pair_id FROM partners WHERE rider_id = :rider_id AND until IS NULL
"""
RIDDEN_BY_OTHERS = f"""
    SELECT {OF_GROUP}, EXISTS (
            SELECT FROM shares WHERE shares.challenge_id = of_group.challenge_id
                AND shares.group_id = of_group.group_id AND shares.period_on = of_group.period_on
                AND shares.is_completed
        ) AS is_given
    FROM ({IS_IN}) AS own JOIN group_entries AS of_group ON of_group.group_id = own.group_id
    WHERE NOT EXISTS (
        SELECT FROM shares WHERE shares.challenge_id = of_group.challenge_id
            AND shares.group_id = of_group.group_id AND shares.period_on = of_group.period_on
            AND shares.rider_id = :rider_id AND shares.trips > 0
    )
"""
SOURCES = ((OWN, ""), (RIDDEN_FOR, ""), (RIDDEN_BY_OTHERS, IS_RUNNING))
"""Where a rider's entries are, with what holds of those besides."""
FILTERS: Mapping[EntryFilter, str] = {
    "all": "",
    "completed": "AND entries.is_given",
    "open": f"AND NOT entries.is_given {IS_RUNNING}",
}
AFTER = """
    AND (entries.period_on, entries.challenge_id, entries.participant_id)
        < (:period_on, :challenge_id, :participant_id)
"""
LATEST_FIRST = "ORDER BY period_on DESC, challenge_id DESC, participant_id DESC LIMIT :most"


def _page(condition: str) -> sa.TextClause:
    """The statement of a page: the first ones of each source, of which the first ones of all are taken."""
    pages = (
        f"({ENTRIES.format(source=source, condition=condition + besides)} {LATEST_FIRST})"
        for source, besides in SOURCES
    )
    return sa.text(f"{' UNION ALL '.join(pages)} {LATEST_FIRST}")


PAGES: Mapping[tuple[EntryFilter, bool], sa.TextClause] = {
    (which, is_first): _page(condition + ("" if is_first else AFTER))
    for which, condition in FILTERS.items()
    for is_first in (True, False)
}
"""The statement of a page, by what is wanted and whether it is the first."""


async def entries(
    tx: AsyncConnection,
    rider_id: UUID,
    which: EntryFilter,
    running: Mapping[str, object],
    most: int,
    after: tuple[date, UUID, UUID] | None,
) -> list[OwnEntry]:
    """A rider's entries in what the rider has not left, and those of teams and pairs, the latest period
    first. `running` says the moment, and on which days the day, the week and the month began that run
    then."""
    place = dict(zip(("period_on", "challenge_id", "participant_id"), after, strict=True)) if after else {}
    values = {"rider_id": rider_id, "most": most, **place, **running}
    return [_entry(row) for row in await fetch(tx, PAGES[which, after is None], values)]


IS_WANTED = f"""
    AND (entries.challenge_id, entries.period_on) IN (
        SELECT challenge_id, period_on FROM {unnest({"challenge_id": "uuid", "period_on": "date"})}
    )
"""
OF_PERIODS = sa.text(f"""
    SELECT * FROM (
        {" UNION ALL ".join(ENTRIES.format(source=of, condition=IS_WANTED + more) for of, more in SOURCES)}
    ) AS entries ORDER BY participant_id IN ({IS_IN})
""")


async def entries_of(
    tx: AsyncConnection, rider_id: UUID, periods: Mapping[UUID, date], running: Mapping[str, object]
) -> dict[UUID, OwnEntry]:
    """A rider's entries of these periods, by challenge_id: of several teams that of the one that the rider is
    in now. `running` is as for `entries`."""
    values = {
        "rider_id": rider_id,
        "challenge_id": [*periods],
        "period_on": [*periods.values()],
        **running,
    }
    found = [_entry(row) for row in await fetch(tx, OF_PERIODS, values)]
    return {each.challenge_id: each for each in found}


async def completed_by(
    tx: AsyncConnection, rider_id: UUID, entries: Iterable[OwnEntry]
) -> frozenset[tuple[UUID, UUID]]:
    """Which of the challenges that these entries require the rider has completed, each with the rider_id."""
    required = {(rider_id, each) for entry in entries for each in entry.tree.requires}
    return await judged.completed(tx, required)


def _entry(row: Sequence[Any]) -> OwnEntry:
    *known, body = row
    return OwnEntry._make((*known, tree_of(body)))


class OwnTrip(NamedTuple):
    """What challenges know of a trip. `counts`: it is accepted."""

    deed: Deed
    counts: bool


FIND_TRIP = sa.text(f"""
    SELECT counts, {", ".join(OF_TRIP)}, day_tags, start_is_bonus, end_is_bonus FROM trips
    WHERE trip_id = :trip_id AND rider_id = :rider_id
""")


async def find_trip(tx: AsyncConnection, trip_id: UUID, rider_id: UUID) -> OwnTrip | None:
    """A trip of this rider."""
    rows = await fetch(tx, FIND_TRIP, {"trip_id": trip_id, "rider_id": rider_id})
    if not rows:
        return None
    counts, *facts = rows[0]
    return OwnTrip(Deed(*facts), counts)


AROUND = """
    WHERE (v.body ->> 'starts_at')::timestamptz < CAST(:started_at AS timestamptz) + interval '2 days'
        AND (v.body ->> 'ends_at')::timestamptz > CAST(:started_at AS timestamptz) - interval '2 days'
        OR c.challenge_id = :named_id
    ORDER BY c.challenge_id = :named_id DESC, EXISTS (
        SELECT FROM entries WHERE entries.challenge_id = c.challenge_id AND entries.rider_id = :rider_id
        UNION ALL
        SELECT FROM shares WHERE shares.challenge_id = c.challenge_id AND shares.rider_id = :rider_id
    ) DESC, c.created_at DESC LIMIT :most
"""
# The start of a trip lies at most two days from its local day, by which periods are told.
CHALLENGES_AROUND = sa.text(IN_FORCE + AROUND)


async def challenges_around(
    tx: AsyncConnection, trip: Deed, named_id: UUID | None, most: int
) -> list[Challenge]:
    """Challenges that were ever published, in whose window a trip may lie, and the one that is named. Where
    there are more than `most`: first those in which the rider has an entry, then the newest."""
    values = {
        "started_at": trip.started_at,
        "named_id": named_id or UUID(int=0),
        "rider_id": trip.rider_id,
        "most": most,
    }
    return [challenge_of(row) for row in await fetch(tx, CHALLENGES_AROUND, values)]


TEAMS_AT = sa.text("""
    SELECT memberships.kind, size_max FROM memberships JOIN teams USING (team_id)
    WHERE rider_id = :rider_id AND since <= :at AND (until IS NULL OR until > :at)
""")


async def teams_at(tx: AsyncConnection, rider_id: UUID, at: datetime) -> dict[str, int]:
    """How many riders the team and the workplace take that a rider was in at an instant, by their kind."""
    return dict(await fetch(tx, TEAMS_AT, {"rider_id": rider_id, "at": at}))


PAIRED = sa.text("""
    SELECT stay.challenge_id, stay.since, stay.until, min(other.since)
    FROM partners AS stay JOIN partners AS other USING (pair_id)
    WHERE stay.rider_id = :rider_id AND stay.challenge_id = ANY(CAST(:challenge_ids AS uuid[]))
        AND other.rider_id <> stay.rider_id
    GROUP BY pair_id, stay.rider_id, stay.challenge_id, stay.since, stay.until
""")


async def paired(
    tx: AsyncConnection, rider_id: UUID, challenge_ids: Sequence[UUID]
) -> dict[UUID, list[Paired]]:
    """In which pairs of these challenges a rider was with somebody else."""
    found: dict[UUID, list[Paired]] = {}
    for *span, came_at in await fetch(tx, PAIRED, {"rider_id": rider_id, "challenge_ids": [*challenge_ids]}):
        found.setdefault(span[0], []).append(Paired(Joined(*span), came_at))
    return found


SPANS = sa.text("""
    SELECT challenge_id, since, until FROM joins
    WHERE rider_id = :rider_id AND challenge_id = ANY(CAST(:challenge_ids AS uuid[]))
""")


async def spans(
    tx: AsyncConnection, rider_id: UUID, challenge_ids: Sequence[UUID]
) -> dict[UUID, list[Joined]]:
    """From when to when a rider has been in each of these challenges."""
    found: dict[UUID, list[Joined]] = {}
    for row in await fetch(tx, SPANS, {"rider_id": rider_id, "challenge_ids": list(challenge_ids)}):
        found.setdefault(row[0], []).append(Joined(*row))
    return found
