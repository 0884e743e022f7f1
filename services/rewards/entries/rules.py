"""The points that an entry of a challenge gives, and the postings that follow when they change. Pure."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from services.rewards.ledger.rules import Posting
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


def entry_postings(pending: timedelta, changes: Iterable[EntryChange]) -> list[Posting]:
    """A posting for each entry whose points have changed. The day's limit does not apply to them."""
    return [
        _entry_posting(pending, change)
        for change in changes
        if entry_points(change.heard.event) != change.points_before
    ]


def _entry_posting(pending: timedelta, change: EntryChange) -> Posting:
    entry = change.heard.event
    points = entry_points(entry)
    return Posting(
        posting_id=derived_id(change.heard.id, "challenge", str(entry.revision)),
        rider_id=entry.rider_id,
        kind="challenge",
        given_by=f"entry:{entry.challenge_id}:{entry.rider_id}",
        revision=entry.revision,
        points=points - change.points_before,
        total_points=points,
        posted_at=entry.judged_at,
        available_at=entry.judged_at + pending,
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
