"""The points that an entry of a challenge gives, and the postings that follow when they change. Pure."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.rewards.campaigns.rules import Refusal
from services.rewards.charges.rules import NO_LEVEL, Outcome, Outcomes, points_by_level
from services.rewards.ledger.rules import Accounts, Line
from services.rewards.tariffs.rules import Tariffs
from shared.eventlog.outbox import derived_id
from shared.events.challenges import EntryJudged, EntryKey, Given
from shared.events.heard import Heard


class Earned(NamedTuple):
    """What a level of an entry gives now, and from when on that can be spent. `refusal` is why its campaign
    has not given, or not promised, what was asked for last."""

    points: int
    available_at: datetime
    refusal: Refusal | None = None


Earning = dict[int, Earned]
"""What an entry gives, by level: each level is a source of the ledger. Without levels there is NO_LEVEL."""


class EntryChange(NamedTuple):
    """An entry that is newer than the stored revision, and what it gave before."""

    heard: Heard[EntryJudged]
    earning: Earning
    before: Earning


def earning(tariffs: Tariffs, entry: EntryJudged, by_campaign: Outcomes | None = None) -> Earning:
    """What this entry gives; `by_campaign` says how much of it where it names one."""
    if by_campaign is None:
        by_campaign = {level: Outcome(points, None) for level, points in points_by_level(entry).items()}
    return {
        level: Earned(points, available_at(tariffs, entry, level) if points else entry.judged_at, refusal)
        for level, (points, refusal) in by_campaign.items()
    }


def tickets_given(entry: EntryJudged) -> str | None:
    """The tickets of draws that this entry gives, all its levels together, as JSON: draw_id -> tickets. None
    for the many that give none."""
    counts: defaultdict[str, int] = defaultdict(int)
    for reward in entry.given:
        if reward.tickets:
            counts[str(reward.tickets.draw_id)] += reward.tickets.count
    return json.dumps(counts) if counts else None


def source(entry_key: EntryKey, level: int = NO_LEVEL) -> str:
    """The name in the ledger of an entry, or of one of its levels.

    >>> from uuid import UUID
    >>> source(EntryKey(UUID(int=1), UUID(int=2), "2026-05-04"), 3)
    'entry:00000000-0000-0000-0000-000000000002:2026-05-04:3'
    """
    names = ("entry", str(entry_key.challenge_id), entry_key.part, str(level or ""))
    return ":".join(filter(None, names))


def entry_lines(changes: Iterable[EntryChange], accounts: Accounts) -> list[Line]:
    """A line for each level of an entry whose points have changed, or to which its campaign has refused
    something. The day's limit does not apply to them. A line of 0 points says why there are none, or that the
    same points can be spent at another time: the level was reached anew meanwhile."""
    return [
        _entry_line(change, level, accounts)
        for change in changes
        for level in sorted(change.earning.keys() | change.before.keys())
        if _is_told(change.earning.get(level), change.before.get(level))
    ]


def _is_told(now: Earned | None, before: Earned | None) -> bool:
    if now is None or now.points == 0 or before is None:
        has_changed = (now.points if now else 0) != (before.points if before else 0)
        return has_changed or bool(now and now.refusal)
    return bool(now.refusal) or now[:2] != before[:2]


def _entry_line(change: EntryChange, level: int, accounts: Accounts) -> Line:
    entry = change.heard.event
    earned = change.earning.get(level, Earned(0, entry.judged_at))
    points = earned.points - (change.before[level].points if level in change.before else 0)
    of_level = {"level": level} if level else {}
    return Line(
        posting_id=derived_id(
            change.heard.id, "challenge", str(entry.revision), *map(str, of_level.values())
        ),
        account=accounts[entry.rider_id],
        kind="challenge",
        source=source(entry.entry_key, level),
        revision=entry.revision,
        points=points,
        total_points=earned.points,
        posted_at=entry.judged_at,
        available_at=earned.available_at,
        local_on=max((each.local_on for each in _given(entry, level)), default=entry.local_on),
        rule=earned.refusal if earned.refusal and points == 0 else "challenge",
        version=entry.version,
        params={
            "challenge_id": str(entry.challenge_id),
            "measure": entry.unit,
            "progress": entry.progress,
            "target": entry.target,
            **of_level,
            **({"period_start": str(entry.period_start)} if entry.period_start else {}),
            **_refused(change, level),
            **{f"name_{language}": name for language, name in entry.name.items()},
        },
    )


def _given(entry: EntryJudged, level: int) -> list[Given]:
    """What an entry gives now for this level."""
    return [reward for reward in entry.given if (reward.level or NO_LEVEL) == level]


def _refused(change: EntryChange, level: int) -> dict[str, int | str]:
    """The parameters of a refusal: what the level has earned, and what of that is paid; of the whole entry
    where its promise was refused."""
    refusal = change.earning[level].refusal if level in change.earning else None
    if refusal is None:
        return {}
    entry = change.heard.event
    told = change.earning if level == NO_LEVEL else [level]
    return {
        "refusal": refusal,
        "earned_points": sum(reward.points for each in told for reward in _given(entry, each)),
        "paid_points": sum(change.earning[each].points for each in told),
    }


def available_at(tariffs: Tariffs, entry: EntryJudged, level: int = NO_LEVEL) -> datetime:
    """From when on the points of an entry's level can be spent: so long after the last of what it gives was
    earned as the tariff of that local day says."""
    completed_at, local_on = max(
        ((reward.completed_at, reward.local_on) for reward in _given(entry, level)),
        default=(entry.judged_at, entry.local_on),
    )
    return completed_at + tariffs[local_on].pending
