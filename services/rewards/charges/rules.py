"""What an entry costs its campaign, and what is promised to it. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from services.rewards.campaigns.rules import Budget, Refusal, ask, promise, spend
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard

NO_LEVEL = 0
"""Stands for the level of a reward that has none."""


class Share(NamedTuple):
    """What a level of an entry has been given by its campaign, and what it has earned and was refused: that
    is not asked for again. Both in points."""

    given_points: int
    refused_points: int


NO_SHARE = Share(0, 0)


class Charge(msgspec.Struct):
    """What an entry has been given by its campaign, by level, and what is promised to it in all, in points.

    `asked_points` is for how much a promise was asked last. `revision` is the last that was judged.
    """

    campaign_id: UUID
    revision: int
    promise_points: int
    asked_points: int
    promise_until: datetime | None
    levels: Mapping[int, Share]
    is_changed: bool = False

    @property
    def given_points(self) -> int:
        """What all levels have been given."""
        return sum(share.given_points for share in self.levels.values())

    @property
    def open_points(self) -> int:
        """What is promised and not given yet."""
        return max(0, self.promise_points - self.given_points)


class Outcome(NamedTuple):
    """What a level of an entry gives in all by its campaign, and why the campaign did not give what its last
    event asked for."""

    points: int
    refusal: Refusal | None


NO_OUTCOME = Outcome(0, None)
Outcomes = dict[int, Outcome]
"""By level. A promise is the whole entry's: that it was refused is told without a level."""


def points_by_level(entry: EntryJudged) -> dict[int, int]:
    """The points that an entry has earned now, by level."""
    points: defaultdict[int, int] = defaultdict(int)
    for reward in entry.given:
        points[reward.level or NO_LEVEL] += reward.points
    return points


def charge(known: Charge, heard: Heard[EntryJudged], budget: Budget | None) -> Outcomes:
    """Charge a campaign for a newer state of an entry, and move both on. `budget` is None for a campaign that
    is not known: it gives nothing."""
    entry, before = heard.event, msgspec.structs.astuple(known)
    wanted = points_by_level(entry)
    if budget is None:
        return {level: Outcome(0, "budget_spent") for level in wanted}
    known.promise_until = entry.promise_until
    may_hold_promise = entry.joined and not entry.left and _is_before(heard.time, entry.promise_until)
    _take_back(known, budget, wanted, may_hold_promise, heard.time)
    of_promise = _promise(known, budget, entry.reward_points if may_hold_promise else 0, heard)
    refusals = {NO_LEVEL: of_promise, **_give(known, budget, wanted, heard)}
    known.is_changed = known.is_changed or msgspec.structs.astuple(known) != before
    known.revision = entry.revision
    return {
        level: Outcome(known.levels.get(level, NO_SHARE).given_points, refusals.get(level))
        for level in wanted.keys() | refusals.keys()
    }


def together(before: Outcomes, last: Outcomes) -> Outcomes:
    """What two events of an entry in one batch come to: a refusal is told unless the level was paid since."""
    still_told = {
        level: outcome
        for level, outcome in before.items()
        if outcome == (last.get(level, NO_OUTCOME).points, outcome.refusal)
        and last.get(level, NO_OUTCOME).refusal is None
    }
    return last | still_told


def _is_before(at: datetime, until: datetime | None) -> bool:
    return until is None or at < until


def _move(known: Charge, budget: Budget, levels: Mapping[int, Share], promised: int, at: datetime) -> None:
    """Set what an entry has by level and is promised in all. Its campaign moves by the differences."""
    open_before, given_before = known.open_points, known.given_points
    known.levels = {level: share for level, share in levels.items() if share != NO_SHARE}
    known.promise_points = promised
    spend(budget, known.given_points - given_before, at)
    promise(budget, known.open_points - open_before)


def _take_back(
    known: Charge, budget: Budget, wanted: Mapping[int, int], may_hold_promise: bool, at: datetime
) -> None:
    """Give back what an entry is no longer owed, level by level. To who has joined it is promised instead,
    even if nothing was before, so that it is there when it is earned again."""
    levels = {}
    for level, share in known.levels.items():
        owed = wanted.get(level, 0)
        given = min(share.given_points, owed)
        levels[level] = Share(given, min(share.refused_points, owed - given))
    promised = known.promise_points
    if sum(share.given_points for share in levels.values()) < known.given_points:
        promised = max(known.promise_points, known.given_points) if may_hold_promise else 0
    _move(known, budget, levels, promised, at)


def _promise(known: Charge, budget: Budget, reward_points: int, heard: Heard[EntryJudged]) -> Refusal | None:
    """Promise an entry what it can give: all of it when its rider joins, more when a version gives more. What
    does not fit is not promised, and the promise stays as it was. With 0 points nothing is promised."""
    asked_before = known.asked_points
    known.asked_points = reward_points
    promised = min(known.promise_points, reward_points)
    _move(known, budget, known.levels, promised, heard.time)
    was_refused = asked_before > 0 and promised == 0
    if reward_points <= asked_before or was_refused:
        return None
    more = reward_points - max(promised, known.given_points)
    refusal = ask(budget, more, heard.time, heard.id, is_paced=False)
    if refusal is None:
        _move(known, budget, known.levels, reward_points, heard.time)
    return refusal


def _give(
    known: Charge, budget: Budget, wanted: Mapping[int, int], heard: Heard[EntryJudged]
) -> dict[int, Refusal]:
    """Give an entry what it has earned, level by level: from its promise, which is kept whatever happened
    since, else if it fits. Returns why some levels get nothing more."""
    refusals: dict[int, Refusal] = {}
    for level, points in sorted(wanted.items()):
        share = known.levels.get(level, NO_SHARE)
        more = points - sum(share)
        if more <= 0:
            continue
        rest = more - min(more, known.open_points)
        # A version gives more than was promised, and the promise could not be raised: so much is paid.
        is_beyond_promise = known.promise_points > 0 and rest > 0
        refusal = "budget_spent" if is_beyond_promise else ask(budget, rest, heard.time, heard.id)
        if refusal:
            refusals[level] = refusal
        refused = rest if refusal else 0
        share = Share(share.given_points + more - refused, share.refused_points + refused)
        _move(known, budget, {**known.levels, level: share}, known.promise_points, heard.time)
    return refusals
