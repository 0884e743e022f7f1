"""What an entry costs its campaign, and what is promised to it. Pure."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from services.rewards.campaigns.rules import Budget, Refusal, ask, promise, spend
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard

EntryKey = tuple[UUID, UUID]
"""rider_id and challenge_id."""


class Charge(msgspec.Struct):
    """What an entry has been given by its campaign and what is promised to it in all, both in points.

    `asked_points` is for how much a promise was asked last, `refused_points` what was earned and not paid: it
    is not asked for again. `revision` is the last that was judged.
    """

    campaign_id: UUID
    revision: int = 0
    given_points: int = 0
    promise_points: int = 0
    asked_points: int = 0
    refused_points: int = 0
    promise_until: datetime | None = None
    is_changed: bool = False

    @property
    def open_points(self) -> int:
        """What is promised and not given yet."""
        return max(0, self.promise_points - self.given_points)


class Outcome(NamedTuple):
    """What an entry gives in all by its campaign, and why the campaign did not give what its last event asked
    for."""

    points: int
    refusal: Refusal | None


def charge(known: Charge, heard: Heard[EntryJudged], budget: Budget | None) -> Outcome:
    """Charge a campaign for a newer state of an entry, and move both on. `budget` is None for a campaign that
    is not known: it gives nothing."""
    entry, before = heard.event, msgspec.structs.astuple(known)
    if budget is None:
        return Outcome(0, "budget_spent" if entry.given else None)
    known.promise_until = entry.promise_until
    wanted = sum(reward.points for reward in entry.given)
    may_hold_promise = entry.joined and not entry.left and _is_before(heard.time, entry.promise_until)
    _take_back(known, budget, wanted, may_hold_promise, heard.time)
    refusal = _promise(known, budget, entry.reward_points if may_hold_promise else 0, heard)
    refusal = _give(known, budget, wanted, heard) or refusal
    known.is_changed = known.is_changed or msgspec.structs.astuple(known) != before
    known.revision = entry.revision
    return Outcome(known.given_points, refusal)


def together(before: Outcome | None, last: Outcome) -> Outcome:
    """What two events of an entry in one batch come to: a refusal is told unless the entry was paid since."""
    if before is None or last.refusal or last.points != before.points:
        return last
    return before


def _is_before(at: datetime, until: datetime | None) -> bool:
    return until is None or at < until


def _move(known: Charge, budget: Budget, given: int, promised: int, at: datetime) -> None:
    """Set what an entry has and is promised in all. Its campaign moves by the differences."""
    open_before = known.open_points
    spend(budget, given - known.given_points, at)
    known.given_points, known.promise_points = given, promised
    promise(budget, known.open_points - open_before)


def _take_back(known: Charge, budget: Budget, wanted: int, may_hold_promise: bool, at: datetime) -> None:
    """Give back what an entry is no longer owed. To who has joined it is promised instead, even if nothing
    was before, so that it is there when it is earned again."""
    given = min(known.given_points, wanted)
    if given < known.given_points:
        promised = max(known.promise_points, known.given_points) if may_hold_promise else 0
        _move(known, budget, given, promised, at)
    known.refused_points = min(known.refused_points, wanted - given)


def _promise(known: Charge, budget: Budget, reward_points: int, heard: Heard[EntryJudged]) -> Refusal | None:
    """Promise an entry what it can give: all of it when its rider joins, more when a version gives more. What
    does not fit is not promised, and the promise stays as it was. With 0 points nothing is promised."""
    asked_before = known.asked_points
    known.asked_points = reward_points
    promised = min(known.promise_points, reward_points)
    _move(known, budget, known.given_points, promised, heard.time)
    was_refused = asked_before > 0 and promised == 0
    if reward_points <= asked_before or was_refused:
        return None
    more = reward_points - max(promised, known.given_points)
    refusal = ask(budget, more, heard.time, heard.id, is_paced=False)
    if refusal is None:
        _move(known, budget, known.given_points, reward_points, heard.time)
    return refusal


def _give(known: Charge, budget: Budget, wanted: int, heard: Heard[EntryJudged]) -> Refusal | None:
    """Give an entry what it has earned: from its promise, which is kept whatever happened since, else if it
    fits."""
    more = wanted - known.given_points - known.refused_points
    if more <= 0:
        return None
    from_promise = min(more, known.open_points)
    _move(known, budget, known.given_points + from_promise, known.promise_points, heard.time)
    rest = more - from_promise
    if known.promise_points and rest:
        # A version gives more than was promised, and the promise could not be raised: so much is paid.
        refusal: Refusal | None = "budget_spent"
    else:
        refusal = ask(budget, rest, heard.time, heard.id)
    if refusal:
        known.refused_points += rest
    else:
        _move(known, budget, known.given_points + rest, known.promise_points, heard.time)
    return refusal
