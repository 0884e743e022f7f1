"""What is said of challenges beside their bodies: how many riders have joined, and the reader's own part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.catalogue import store
from services.challenges.catalogue.answers import OwnPart
from services.challenges.catalogue.rules import counted_at
from services.challenges.catalogue.store import Shown
from services.challenges.entries.rules import disclosed
from services.challenges.mine import answers as mine
from services.challenges.mine import store as own
from services.challenges.mine.rules import running_days, running_on, window_of
from services.challenges.tree.trees import tree_of

JOINED_BY_RIDERS = ("joined", "city")
"""Kinds of `who` of which riders join a challenge one by one."""


@dataclass
class RidersJoined:
    """How many riders had joined challenges at the last four o'clock. Kept until the next: a day's numbers
    are counted once by each process, however often somebody reads them."""

    at: datetime | None = None
    by_challenge: dict[UUID, int] = field(default_factory=dict)

    async def read(
        self, tx: AsyncConnection, rows: Sequence[Shown], now: datetime, zone: ZoneInfo
    ) -> Mapping[UUID, int]:
        """The numbers of these challenges: who has joined, or was in a team or a pair that takes part."""
        at = counted_at(now, zone)
        if at != self.at:
            self.at, self.by_challenge = at, {}
        numbers = self.by_challenge
        asked = [row.challenge_id for row in rows if row.body["who"]["kind"] in JOINED_BY_RIDERS]
        if unknown := [challenge_id for challenge_id in asked if challenge_id not in numbers]:
            counted = await store.count_joined(tx, unknown, at)
            numbers.update({challenge_id: counted.get(challenge_id, 0) for challenge_id in unknown})
        for kind, count in (("teams", store.count_in_teams), ("pairs", store.count_in_pairs)):
            of_kind = [row for row in rows if row.body["who"]["kind"] == kind]
            asked += [row.challenge_id for row in of_kind]
            if new := [row for row in of_kind if row.challenge_id not in numbers]:
                numbers.update(await count(tx, new, at))
        return {challenge_id: numbers[challenge_id] for challenge_id in asked}


async def parts_of(
    tx: AsyncConnection, rows: Sequence[Shown], rider_id: UUID, now: datetime, zone: ZoneInfo, language: str
) -> dict[UUID, OwnPart]:
    """A rider's part in each of these challenges in which there is one."""
    windows = {row.challenge_id: window_of(tree_of(row.body), row.closed_at, zone) for row in rows}
    periods = {challenge_id: running_on(window, now) for challenge_id, window in windows.items()}
    entries = await own.entries_of(tx, rider_id, periods, running_days(now, zone))
    completed = await own.completed_by(tx, rider_id, entries.values())
    since = await store.joined_since(tx, rider_id, list(periods))
    return {
        challenge_id: OwnPart(
            joined_at=since.get(challenge_id),
            entry=mine.own_entry(entries[challenge_id], rider_id, completed, now, zone, language)
            if challenge_id in entries
            else None,
        )
        for challenge_id in periods
        if challenge_id in entries or challenge_id in since
    }


def rounded(riders: int | None) -> int | None:
    """A number of riders as everybody reads it; None for what nobody joins."""
    return None if riders is None else disclosed(riders)
