"""The points that an entry of a challenge gives, and the postings that follow when they change. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.rewards.ledger.rules import Accounts, Line
from services.rewards.tariffs.rules import Tariffs
from shared.eventlog.outbox import derived_id
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard


class EntryChange(NamedTuple):
    """An entry that is newer than the stored revision, and its points before."""

    heard: Heard[EntryJudged]
    points_before: int


def entry_points(entry: EntryJudged) -> int:
    """The points that an entry gives now, all its levels together."""
    return sum(reward.points for reward in entry.given)


def entry_lines(tariffs: Tariffs, changes: Iterable[EntryChange], accounts: Accounts) -> list[Line]:
    """A line for each entry whose points have changed. The day's limit does not apply to them."""
    return [
        _entry_line(tariffs, change, accounts)
        for change in changes
        if entry_points(change.heard.event) != change.points_before
    ]


def _entry_line(tariffs: Tariffs, change: EntryChange, accounts: Accounts) -> Line:
    entry = change.heard.event
    points = entry_points(entry)
    gained = points - change.points_before
    return Line(
        posting_id=derived_id(change.heard.id, "challenge", str(entry.revision)),
        account=accounts[entry.rider_id],
        kind="challenge",
        source=f"entry:{entry.challenge_id}",
        revision=entry.revision,
        points=gained,
        total_points=points,
        posted_at=entry.judged_at,
        available_at=available_at(tariffs, entry) if gained > 0 else entry.judged_at,
        local_on=entry.local_on,
        rule="challenge",
        version=entry.version,
        params={
            "challenge_id": str(entry.challenge_id),
            "measure": entry.unit,
            "progress": entry.progress,
            "target": entry.target,
            **{f"name_{language}": name for language, name in entry.name.items()},
        },
    )


def available_at(tariffs: Tariffs, entry: EntryJudged) -> datetime:
    """From when on an entry's points can be spent: so long after the last of what it gives was earned as the
    tariff of that local day says."""
    completed_at, local_on = max(
        ((reward.completed_at, reward.local_on) for reward in entry.given),
        default=(entry.judged_at, entry.local_on),
    )
    return completed_at + tariffs[local_on].pending
