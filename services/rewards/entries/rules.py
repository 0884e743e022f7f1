"""The points that an entry of a challenge gives, and the postings that follow when they change. Pure."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.rewards.campaigns.rules import Refusal
from services.rewards.charges.rules import Outcome
from services.rewards.ledger.rules import Accounts, Line
from services.rewards.tariffs.rules import Tariffs
from shared.eventlog.outbox import derived_id
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard


class Earning(NamedTuple):
    """What an entry gives now, all its levels together, and from when on that can be spent. `refusal` is why
    its campaign has not given, or not promised, what the entry asked for last."""

    points: int
    available_at: datetime
    refusal: Refusal | None = None


class EntryChange(NamedTuple):
    """An entry that is newer than the stored revision, and what it gave before (None: it is new)."""

    heard: Heard[EntryJudged]
    earning: Earning
    before: Earning | None


def earning(tariffs: Tariffs, entry: EntryJudged, by_campaign: Outcome | None = None) -> Earning:
    """What this entry gives; `by_campaign` says how much of it where it names one."""
    points = by_campaign.points if by_campaign else sum(reward.points for reward in entry.given)
    from_then = available_at(tariffs, entry) if points else entry.judged_at
    return Earning(points, from_then, by_campaign.refusal if by_campaign else None)


def tickets_given(entry: EntryJudged) -> str | None:
    """The tickets of draws that this entry gives, all its levels together, as JSON: draw_id -> tickets. None
    for the many that give none."""
    counts: defaultdict[str, int] = defaultdict(int)
    for reward in entry.given:
        if reward.tickets:
            counts[str(reward.tickets.draw_id)] += reward.tickets.count
    return json.dumps(counts) if counts else None


def entry_lines(changes: Iterable[EntryChange], accounts: Accounts) -> list[Line]:
    """A line for each entry whose points have changed, or whose campaign has refused something. The day's
    limit does not apply to them. A line of 0 points says why there are none, or that the same points can be
    spent at another time: the entry was completed anew meanwhile."""
    return [
        _entry_line(change, accounts)
        for change in changes
        if change.earning.refusal or _gives_otherwise(change)
    ]


def _gives_otherwise(change: EntryChange) -> bool:
    if change.before is None or change.earning.points == 0:
        return change.earning.points != (change.before.points if change.before else 0)
    return change.earning[:2] != change.before[:2]


def _entry_line(change: EntryChange, accounts: Accounts) -> Line:
    entry, earned = change.heard.event, change.earning
    points = earned.points - (change.before.points if change.before else 0)
    return Line(
        posting_id=derived_id(change.heard.id, "challenge", str(entry.revision)),
        account=accounts[entry.rider_id],
        kind="challenge",
        source=f"entry:{entry.challenge_id}",
        revision=entry.revision,
        points=points,
        total_points=earned.points,
        posted_at=entry.judged_at,
        available_at=earned.available_at,
        local_on=entry.local_on,
        rule=earned.refusal if earned.refusal and points == 0 else "challenge",
        version=entry.version,
        params={
            "challenge_id": str(entry.challenge_id),
            "measure": entry.unit,
            "progress": entry.progress,
            "target": entry.target,
            **_refused(change),
            **{f"name_{language}": name for language, name in entry.name.items()},
        },
    )


def _refused(change: EntryChange) -> dict[str, int | str]:
    """The parameters of a refusal: what the entry has earned in all, and what of that is paid."""
    refusal = change.earning.refusal
    if refusal is None:
        return {}
    earned_points = sum(reward.points for reward in change.heard.event.given)
    return {"refusal": refusal, "earned_points": earned_points, "paid_points": change.earning.points}


def available_at(tariffs: Tariffs, entry: EntryJudged) -> datetime:
    """From when on an entry's points can be spent: so long after the last of what it gives was earned as the
    tariff of that local day says."""
    completed_at, local_on = max(
        ((reward.completed_at, reward.local_on) for reward in entry.given),
        default=(entry.judged_at, entry.local_on),
    )
    return completed_at + tariffs[local_on].pending
