"""What challenges says: events of its rows, and the JSON of a challenge."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from services.challenges.entries.store import Entry
from services.challenges.rules import Challenge
from shared.events.challenges import ChallengePublished, EntryJudged
from shared.http.auth import Caller
from shared.http.problems import NotFound


def path_id(text: str) -> UUID:
    """The challenge_id in a path. What is not a UUID names nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such challenge.") from None


def own(row: sa.Row[Any] | None, operator: Caller) -> sa.Row[Any]:
    """The challenge, if it is this operator's; others' drafts are not to be known of."""
    if row is None or row.operator_id != operator.operator_id:
        raise NotFound("There is no such challenge.")
    return row


def challenge_answer(row: sa.Row[Any]) -> dict[str, Any]:
    """A challenge as it is listed. `version` is the one in force, or 1 for what was never published."""
    return {
        "challenge_id": str(row.challenge_id),
        "state": row.state,
        "version": max(1, row.version),
        **row.body,
    }


def entry_answer(challenge: Challenge, entry: Entry) -> dict[str, Any]:
    """A rider's part in a challenge."""
    completed = {"completed_at": entry.completed_at.isoformat()} if entry.completed_at else {}
    return {
        "challenge_id": str(challenge.challenge_id),
        "name": challenge.name,
        "progress": entry.progress,
        "target": challenge.target,
        "unit": challenge.measure,
        **completed,
    }


def published(city_id: str, revision: int, challenge: Challenge) -> ChallengePublished:
    """The rules as they are in force now."""
    assert challenge.state in ("published", "paused", "closed")
    return ChallengePublished(
        city_id=city_id,
        challenge_id=challenge.challenge_id,
        revision=revision,
        version=challenge.version,
        state=challenge.state,
        name=challenge.name,
        measure=challenge.measure,
        target=challenge.target,
        who=challenge.who,
        reward_points=challenge.reward_points,
        starts_at=challenge.starts_at,
        ends_at=challenge.ends_at,
    )


def judged(city_id: str, zone: ZoneInfo, challenge: Challenge, entry: Entry) -> EntryJudged:
    """An entry as it is now, and on which day in `zone`, the city's, it became so."""
    return EntryJudged(
        city_id=city_id,
        rider_id=entry.rider_id,
        challenge_id=challenge.challenge_id,
        revision=entry.revision,
        version=challenge.version,
        name=challenge.name,
        measure=challenge.measure,
        progress=entry.progress,
        target=challenge.target,
        reward_points=challenge.reward_points,
        judged_at=entry.judged_at,
        local_on=entry.judged_at.astimezone(zone).date(),
        completed_at=entry.completed_at,
        left=entry.has_left,
    )


def totals(challenge: Challenge, entries: Sequence[Entry]) -> dict[str, int]:
    """What publishing has brought (or would bring) at once."""
    completed = sum(entry.completed_at is not None for entry in entries)
    return {
        "entries": len(entries),
        "completed": completed,
        "reward_points": completed * challenge.reward_points,
    }
