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
from services.challenges.rules import Challenge
from services.challenges.store import IN_FORCE, challenge_of
from services.challenges.tree.trees import Tree, tree_of
from shared.db import fetch, unnest
from shared.two_keys.steps import State

EntryFilter = Literal["open", "completed", "all"]


class OwnEntry(NamedTuple):
    """A rider's entry, and of its challenge what tells when it ends. `completed_at` is None while the
    completion was not said. `progress` and `target` are in the challenge's unit; `steps` are how far each
    step of the goal is, and `level` is how many levels are given."""

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
    tree: Tree


ENTRIES = """
    SELECT entries.challenge_id, entries.period_on, entries.progress, entries.target, entries.level_given,
        entries.steps, entries.settles_at, CASE WHEN entries.is_given THEN entries.completed_at END,
        challenges.state, challenges.closed_at, versions.body
    FROM entries JOIN challenges ON challenges.challenge_id = entries.challenge_id
        JOIN versions ON versions.challenge_id = challenges.challenge_id
            AND versions.version = challenges.version
"""
# A closing ends all periods. Of an entry in a period, the running period tells whether that is over.
FILTERS: Mapping[EntryFilter, str] = {
    "all": "",
    "completed": "AND entries.is_given",
    "open": """
        AND NOT entries.is_given AND challenges.closed_at IS NULL
        AND CASE coalesce(versions.body ->> 'period', 'once')
            WHEN 'once' THEN (versions.body ->> 'ends_at')::timestamptz > :now
            WHEN 'day' THEN entries.period_on >= :day
            WHEN 'week' THEN entries.period_on >= :week
            ELSE entries.period_on >= :month END
    """,
}
AFTER = "AND (entries.period_on, entries.challenge_id) < (:period_on, :challenge_id)"
PAGES: Mapping[tuple[EntryFilter, bool], sa.TextClause] = {
    (which, is_first): sa.text(f"""
        {ENTRIES} WHERE entries.rider_id = :rider_id AND NOT entries.has_left {condition}
            {"" if is_first else AFTER}
        ORDER BY entries.period_on DESC, entries.challenge_id DESC LIMIT :most
    """)
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
    after: tuple[date, UUID] | None,
) -> list[OwnEntry]:
    """A rider's entries in what the rider has not left, the latest period first. `running` says the moment,
    and on which days the day, the week and the month began that run then."""
    place = {"period_on": after[0], "challenge_id": after[1]} if after else {}
    of_filter = running if which == "open" else {}
    values = {"rider_id": rider_id, "most": most, **place, **of_filter}
    return [_entry(row) for row in await fetch(tx, PAGES[which, after is None], values)]


OF_PERIODS = sa.text(f"""
    {ENTRIES} JOIN {unnest({"challenge_id": "uuid", "period_on": "date"})}
        ON row.challenge_id = entries.challenge_id AND row.period_on = entries.period_on
    WHERE entries.rider_id = :rider_id AND NOT entries.has_left
""")


async def entries_of(
    tx: AsyncConnection, rider_id: UUID, periods: Mapping[UUID, date]
) -> dict[UUID, OwnEntry]:
    """A rider's entries of these periods, by challenge_id."""
    values = {"rider_id": rider_id, "challenge_id": [*periods], "period_on": [*periods.values()]}
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
