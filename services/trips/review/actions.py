"""Actions of the review: an operator decides trips by hand; a rider appeals."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.review import rules, store
from services.trips.review.rules import Reviewed, Wanted
from services.trips.review.store import Counted
from services.trips.rules import NO_TRIP, NO_TRIP_OF_RIDER, Answer, Decided, DecidedBy
from services.trips.store import lock_rider_trip
from services.trips.tellings import store as tellings
from services.trips.tellings.rules import seen
from services.trips.verdicts.actions import Game, judge_again, judge_all_again
from services.trips.verdicts.store import check_locked, lock_rider, lock_riders_of
from shared.http.owned import owned
from shared.http.problems import Problem


async def decide(
    tx: AsyncConnection, game: Game, operator_id: str, trip_id: UUID, verdict: Decided, by: DecidedBy
) -> Answer:
    """Accept or reject a trip of this operator by hand, and answer its appeal. Raises NotFound, Merged, and
    TripUndone, for its row may have been imported again."""
    answer = (await decide_all(tx, game, operator_id, [Wanted(trip_id, verdict, by)]))[trip_id]
    if isinstance(answer, Problem):
        raise answer
    return answer


async def decide_all(
    tx: AsyncConnection, game: Game, operator_id: str, wanted: Sequence[Wanted]
) -> Mapping[UUID, Answer | Problem]:
    """Decide trips of this operator by hand, each once, and answer their appeals. A decision stands until the
    next; the same one again changes nothing. Returns today's verdict on each, or why it cannot be decided."""
    if not wanted:
        return {}
    strikes = await lock_riders_of(tx, [each.trip_id for each in wanted])
    known = await store.lock_trips(tx, operator_id, [each.trip_id for each in wanted])
    answers: dict[UUID, Answer | Problem] = {}
    decided: list[tuple[Wanted, Reviewed]] = []
    for each in wanted:
        try:
            before = owned(known.get(each.trip_id), NO_TRIP)
            rules.check_decidable(before.trip)
            check_locked(before.trip, strikes)
        except Problem as problem:
            answers[each.trip_id] = problem
            continue
        answers[each.trip_id] = before.trip.answer
        if not rules.is_repeated(before, each):
            decided.append((each, before))
    if decided:
        await _decide(tx, game, operator_id, decided)
        struck = {
            before.trip.rider_id
            for each, before in decided
            if each.by.strike or (before.decision and before.decision.by.strike)
        }
        trips = [before.trip for _, before in decided]
        now = decided[0][0].by.decided_at
        after = await judge_all_again(tx, game, trips, strikes, now, struck)
        answers |= {trip.trip_id: after[trip.trip_id].answer for trip in trips}
    return answers


async def _decide(
    tx: AsyncConnection, game: Game, operator_id: str, decided: Sequence[tuple[Wanted, Reviewed]]
) -> None:
    """Write these decisions, the answers to the appeals that wait, and what is counted of them."""
    counted: Counter[Counted] = Counter()
    for each, before in decided:
        answered = "upheld" if each.verdict == "accepted" else "dismissed"
        for reason in (rules.ANY_REASON, *(rules.held_for(before) or [rules.NO_REASON])):
            counted[Counted(reason, each.verdict)] += 1
            if before.waits:
                counted[Counted(reason, answered)] += 1
    await store.decide(tx, [(each, rules.held_for(before)) for each, before in decided])
    if answers := [each for each, before in decided if before.waits]:
        await store.answer_appeals(tx, answers)
    month = rules.month_of(decided[0][0].by.decided_at, game.timezone)
    await store.count(tx, game.city_id, operator_id, month, counted)


async def appeal(
    tx: AsyncConnection, game: Game, rider_id: UUID, trip_id: UUID, text: str, now: datetime
) -> Reviewed:
    """Store a rider's appeal against the verdict on a trip, which then waits for its answer and does not
    lapse. Raises NotFound, ErasedRider, NothingToAppeal or AppealTooLate."""
    strikes = await lock_rider(tx, game.city_id, rider_id)
    trip = owned(await lock_rider_trip(tx, rider_id, trip_id), NO_TRIP_OF_RIDER)
    span = {rider_id: (trip.started_at, trip.ended_at)}
    if trip.due_at is not None and trip.due_at <= now:
        await judge_again(tx, game, span, strikes, now)
    reviewed = owned(await store.rider_trip(tx, rider_id, trip_id), NO_TRIP_OF_RIDER)
    rules.check_appealable(reviewed)
    kept = await tellings.one(tx, trip_id, game.timezone)
    rules.check_in_time(reviewed, seen(kept.telling, game.limits_of, now), now)
    await store.add_appeal(tx, reviewed, text, now)
    await judge_again(tx, game, span, strikes, now)
    return owned(await store.rider_trip(tx, rider_id, trip_id), NO_TRIP_OF_RIDER)
