"""HTTP routes of a rider's own part: entries, and what became of a trip in challenges."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.challenges.entries.actions import rule_of
from services.challenges.matching.rules import Rule
from services.challenges.mine import answers, bodies, rules, store
from services.challenges.mine.answers import ChallengesOfTrip, OwnEntries, TripInChallenge
from services.challenges.mine.store import OwnTrip
from shared.http import cursors, etags
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import IN_A_LANGUAGE, as_json
from shared.http.owned import Absent, owned, path_id
from shared.http.texts import in_language, language_of
from shared.http.web import Engine, Settings

router = APIRouter()

NO_TRIP = Absent("There is no such trip.")
CHALLENGES_MAX = 200
"""Most challenges of which a rider is told whether they count a trip."""


@router.get(
    "/v1/me/entries",
    operation_id="list_my_entries",
    response_model=OwnEntries,
    responses=IN_A_LANGUAGE,
)
async def list_entries(
    request: Request,
    caller: Rider,
    settings: Settings,
    engine: Engine,
    query: Annotated[bodies.EntriesQuery, Query()],
) -> Response:
    """How far the rider who asks is in challenges, the latest period first, by what is known now. What nobody
    has counted anything for yet may be left out."""
    rider_id, language = rider_id_of(caller), language_of(request.headers.get("accept-language", ""))
    zone, now = ZoneInfo(settings.timezone), datetime.now(UTC)
    listing = cursors.list_of(settings, f"entries of {rider_id}")
    after = bodies.listed_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.entries(
            tx, rider_id, query.state, rules.running_days(now, zone), query.limit + 1, after
        )
        completed = await store.completed_by(tx, rider_id, rows)
    entries, more = cursors.cut(listing, query, rows, answers.place)
    content = OwnEntries(
        entries=[answers.own_entry(each, rider_id, completed, now, zone, language) for each in entries],
        **more,
    )
    return etags.answer(request, as_json(content), etags.PRIVATE, in_language(language))


# Without a model for the document: the gateway, which alone asks for this, describes it as a part of a trip.
@router.get("/v1/me/trips/{trip_id}")
async def challenges_of_trip(
    trip_id: str,
    caller: Rider,
    request: Request,
    settings: Settings,
    engine: Engine,
    query: Annotated[bodies.ChallengesOfTripQuery, Query()],
) -> Response:
    """In which challenges one of the rider's own trips counts, and why not in others: those in whose window
    it lies, and the one that is asked for. The gateway adds this to the trip."""
    rider_id, now = rider_id_of(caller), datetime.now(UTC)
    async with engine.connect() as tx:
        trip = owned(await store.find_trip(tx, path_id(trip_id, NO_TRIP), rider_id), NO_TRIP)
        around = await store.challenges_around(tx, trip.deed, query.challenge_id, CHALLENGES_MAX)
        found = [rule_of(settings, challenge) for challenge in around]
        shown = [rule for rule in found if rules.is_shown(rule, trip.deed, query.challenge_id)]
        takes_part = await _takes_part(tx, shown, trip)
    content = ChallengesOfTrip(challenges=_counted_first(shown, trip, takes_part, now))
    return etags.answer(request, as_json(content), etags.PRIVATE)


async def _takes_part(
    tx: AsyncConnection, shown: Sequence[Rule], trip: OwnTrip
) -> dict[UUID, rules.TakesPart]:
    """With what the rider of a trip takes part in each of these challenges."""
    rider_id, ids = trip.deed.rider_id, [rule.challenge_id for rule in shown]
    spans = await store.spans(tx, rider_id, ids)
    teams = await store.teams_at(tx, rider_id, trip.deed.started_at)
    pairs = await store.paired(tx, rider_id, ids)
    return {each: rules.TakesPart(spans.get(each, ()), teams, pairs.get(each, ())) for each in ids}


def _counted_first(
    shown: Sequence[Rule], trip: OwnTrip, takes_part: Mapping[UUID, rules.TakesPart], now: datetime
) -> list[TripInChallenge]:
    """What became of a trip in each of these challenges, first where it counts."""
    told = [
        answers.in_challenge(
            rule.challenge_id,
            rules.why_not_counted(rule, trip.deed, trip.counts, takes_part[rule.challenge_id], now),
        )
        for rule in shown
    ]
    return sorted(told, key=lambda each: (not each.counted, str(each.challenge_id)))
