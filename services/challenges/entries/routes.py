"""HTTP routes of entries: riders join and leave challenges."""

from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.challenges import store as challenges
from services.challenges.campaigns.actions import check_promises
from services.challenges.counting.recount import count_anew
from services.challenges.counting.rules import EntryKey
from services.challenges.counting.store import Entry, find_entry
from services.challenges.entries import answers, rules, store
from services.challenges.entries.actions import rule_of
from services.challenges.matching.rules import Rule
from services.challenges.rules import NO_CHALLENGE, Challenge, ChallengeState
from services.challenges.tree.joining import Joinable, Joining, Leaving, joining, leaving
from shared.eventlog.outbox import publish
from shared.http import bodies
from shared.http.auth import Rider, rider_id_of
from shared.http.campaigns import BudgetSpent
from shared.http.documented import answer
from shared.http.owned import owned, path_id
from shared.http.problems import NotFound, may_raise
from shared.http.web import Engine, Settings

router = APIRouter()


class Held(NamedTuple):
    """A published challenge and what it counts. The rules lock keeps it as it is until the transaction
    ends."""

    challenge: Challenge
    rule: Rule

    @property
    def joinable(self) -> Joinable:
        """The challenge as riders find it."""
        each = self.challenge
        return Joinable(each.challenge_id, each.state, each.tree, each.closed_at)

    def running_on(self, now: datetime) -> date:
        """The first local day of the period that runs now; before the window that of the first one, behind
        it that of the last."""
        begun = [each.period_on for each in self.rule.window.periods() if each.starts_at <= now]
        return begun[-1] if begun else self.rule.window.first_on


async def _hold(tx: AsyncConnection, settings: Settings, challenge_id: str) -> Held:
    """A challenge that was ever published. Raises NotFound."""
    await challenges.hold_rules(tx)
    known_id = path_id(challenge_id, NO_CHALLENGE)
    challenge = owned(await challenges.find_in_force(tx, known_id), NO_CHALLENGE)
    return Held(challenge, rule_of(settings, challenge))


@router.put(
    "/v1/me/entries/{challenge_id}",
    operation_id="join_challenge",
    response_model=answers.ChallengePart,
    responses=may_raise(
        rules.OpenToAll, rules.NotJoinedAlone, rules.ChallengeOver, ChallengeState, BudgetSpent
    ),
)
async def join(
    challenge_id: str, request: Request, caller: Rider, settings: Settings, engine: Engine
) -> Response:
    """Take part. Trips in the running period count, also those that came before joining."""
    bodies.validate(bodies.Nothing, bodies.parse_object(await bodies.read_optional(request)))
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.begin() as tx:
        held = await _hold(tx, settings, challenge_id)
        spans = await store.spans(tx, held.challenge.challenge_id, rider_id)
        outcome = joining(held.joinable, rider_id, spans, now)
        _refuse(outcome, held.challenge)
        if outcome == "joins":
            await check_promises(tx, held.challenge.tree.campaign_id)
            await store.join(tx, settings.city_id, held.challenge.challenge_id, rider_id, now)
        key = EntryKey(held.challenge.challenge_id, rider_id, held.running_on(now))
        # Who is in already is told no news: an event for each repeated request would say nothing.
        entry = await find_entry(tx, key) if outcome == "is-in" else None
        entry = entry or await _counted_anew(tx, settings, held, rider_id, now)
    return answer(answers.part(held.rule, entry, now))


@router.delete(
    "/v1/me/entries/{challenge_id}",
    operation_id="leave_challenge",
    status_code=204,
    responses=may_raise(
        rules.OpenToAll, rules.NotJoinedAlone, rules.ChallengeOver, ChallengeState, rules.AlreadyCompleted
    ),
)
async def leave(challenge_id: str, caller: Rider, settings: Settings, engine: Engine) -> Response:
    """Take part no longer, as long as the entry of the running period is not completed."""
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.begin() as tx:
        held = await _hold(tx, settings, challenge_id)
        known_id = held.challenge.challenge_id
        spans = await store.spans(tx, known_id, rider_id)
        is_completed = await store.is_completed(tx, known_id, rider_id, held.running_on(now))
        _refuse(leaving(held.joinable, rider_id, spans, now, is_completed=is_completed), held.challenge)
        await store.leave(tx, known_id, rider_id, now)
        await _counted_anew(tx, settings, held, rider_id, now)
    return Response(status_code=204)


async def _counted_anew(
    tx: AsyncConnection, settings: Settings, held: Held, rider_id: UUID, now: datetime
) -> Entry:
    """Count a rider's entries anew and publish them. Returns that of the running period."""
    entries = await count_anew(tx, settings.city_id, held.rule, now, rider_id)
    await publish(tx, answers.events_of(settings.city_id, held.rule, entries))
    running_on = held.running_on(now)
    return next(entry for entry in entries if entry.period_on == running_on)


def _refuse(outcome: Joining | Leaving, challenge: Challenge) -> None:
    """Raise the problem of a refusal."""
    if outcome == "not-found":
        raise NotFound("There is no such challenge, or you have not joined this one.")
    if outcome == "open-to-all":
        raise rules.OpenToAll("This challenge counts every rider: there is nothing to join or leave.")
    if outcome == "not-joined-alone":
        raise rules.NotJoinedAlone("In this challenge you take part by your team or pair.")
    if outcome == "challenge-over":
        raise rules.ChallengeOver("This challenge has ended.")
    if outcome == "challenge-state":
        raise ChallengeState(challenge.state)
    if outcome == "already-completed":
        raise rules.AlreadyCompleted("You have completed this challenge: there is nothing to leave.")
