"""HTTP routes by which challenges are read: by everybody, by riders with their own part, by operators as they
have written them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.challenges.catalogue import answers, bodies, store
from services.challenges.catalogue.actions import RidersJoined, parts_of, rounded
from services.challenges.catalogue.answers import (
    ChallengeList,
    ChallengeVersionList,
    ReadChallenge,
    VersionSignature,
)
from services.challenges.catalogue.store import Shown, Version
from services.challenges.factors import store as factors
from services.challenges.rules import KIND, NO_CHALLENGE
from services.challenges.sentences.actions import explanations
from services.challenges.tree.changes import differences
from services.challenges.tree.periods import local_day
from shared.http import cursors, etags
from shared.http.auth import Anybody, Caller, signed_in
from shared.http.documented import IN_A_LANGUAGE, as_json
from shared.http.owned import owned, path_id
from shared.http.texts import in_language, language_of
from shared.http.web import Engine, Settings
from shared.settings import ServiceSettings
from shared.two_keys.store import published_changes

router = APIRouter()

OfficialOrOperator = Annotated[Caller, Depends(signed_in("operator", "city", "auditor"))]
VERSIONS_MAX = 50
"""Most versions that are named beside a challenge. All can be read in their own list."""


def _own_of(caller: Caller | None) -> str | None:
    """The operator whose own challenges a caller reads as they were written; None for all others."""
    return caller.operator_id if caller is not None and caller.is_("operator") else None


def _rider_of(caller: Caller | None) -> UUID | None:
    """The rider who reads, and is no operator."""
    return None if caller is None or _own_of(caller) is not None else caller.rider_id


@router.get(
    "/v1/challenges", operation_id="list_challenges", response_model=ChallengeList, responses=IN_A_LANGUAGE
)
async def list_challenges(
    request: Request,
    caller: Anybody,
    settings: Settings,
    engine: Engine,
    query: Annotated[bodies.ChallengesQuery, Query()],
) -> Response:
    """Challenges, newest first: all that were ever published, as they are in force; for operators all of
    their own, as they were written last. Riders read their own part, and not what is kept from them to
    measure its effect. Needs no token."""
    operator_id, now = _own_of(caller), datetime.now(UTC)
    listing = cursors.list_of(settings, f"challenges of {operator_id or 'all'}")
    after = bodies.listed_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.listed(
            tx, operator_id, _rider_of(caller), query.filters(), now, query.limit + 1, after
        )
        page, more = cursors.cut(listing, query, rows, answers.place)
        if operator_id is not None:
            shown = await _written_last(tx, request, page)
        else:
            shown = await _shown(tx, request, settings, caller, page, now)
    content = as_json(ChallengeList(challenges=shown, **more))
    return _answer(request, caller, content)


@router.get(
    "/v1/challenges/{challenge_id}",
    operation_id="read_challenge",
    response_model=ReadChallenge,
    responses=IN_A_LANGUAGE,
)
async def read_challenge(
    challenge_id: str, request: Request, caller: Anybody, settings: Settings, engine: Engine
) -> Response:
    """A challenge as it is in force. Its operator, the city and auditors read also what was written last,
    published or not, the versions, and where both differ. Needs no token."""
    known_id, now = path_id(challenge_id, NO_CHALLENGE), datetime.now(UTC)
    async with engine.connect() as tx:
        row = await store.find(tx, known_id, _rider_of(caller))
        last = await _written(tx, known_id, caller)
        if row is not None:
            [content] = await _shown(tx, request, settings, caller, [row], now)
        else:
            [content] = await _written_last(tx, request, [owned(last, NO_CHALLENGE)])
        if last is not None:
            content |= await _for_official(tx, settings, row, last)
    return _answer(request, caller, msgspec.json.encode(content))


@router.get(
    "/v1/challenges/{challenge_id}/versions",
    operation_id="list_versions_of_challenge",
    response_model=ChallengeVersionList,
)
async def list_versions(
    challenge_id: str,
    request: Request,
    caller: OfficialOrOperator,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """The versions of a challenge, the latest first: their bodies, when they were published, and who signed
    them. Operators read those of their own challenges."""
    known_id = path_id(challenge_id, NO_CHALLENGE)
    listing = cursors.list_of(settings, f"versions of {known_id}")
    before = bodies.version_before(listing, query)
    async with engine.connect() as tx:
        last = owned(await _written(tx, known_id, caller), NO_CHALLENGE)
        rows = await store.versions(tx, known_id, before, query.limit + 1)
        signed = await _signatures(tx, settings, last, rows)
    versions, more = cursors.cut(listing, query, rows, lambda row: (row.version,))
    told = [answers.version_with_body(each, signed[each.version]) for each in versions]
    return etags.answer(request, as_json(ChallengeVersionList(versions=told, **more)), etags.PRIVATE)


async def _written(tx: AsyncConnection, challenge_id: UUID, caller: Caller | None) -> Shown | None:
    """A challenge as it was written last, for those who may read that: its operator, city and auditors."""
    if caller is None:
        return None
    if caller.is_("city") or caller.is_("auditor"):
        return await store.find_written(tx, challenge_id, None)
    operator_id = _own_of(caller)
    return None if operator_id is None else await store.find_written(tx, challenge_id, operator_id)


async def _shown(
    tx: AsyncConnection,
    request: Request,
    settings: ServiceSettings,
    caller: Caller | None,
    rows: Sequence[Shown],
    now: datetime,
) -> list[dict[str, Any]]:
    """Challenges in force as this caller reads them."""
    zone, rider_id = ZoneInfo(settings.timezone), _rider_of(caller)
    riders_joined: RidersJoined = request.state.riders_joined
    numbers = await riders_joined.read(tx, rows, now, zone)
    parts = {}
    if rider_id is not None:
        parts = await parts_of(tx, rows, rider_id, now, zone, _language(request))
    texts = await _texts(tx, request, rows, now)
    return [
        answers.for_everybody(row, rounded(numbers.get(row.challenge_id)), parts.get(row.challenge_id), text)
        for row, text in zip(rows, texts, strict=True)
    ]


async def _texts(
    tx: AsyncConnection, request: Request, rows: Sequence[Shown], now: datetime
) -> list[str | None]:
    """Challenges explained. Those that were never published would count by the factors that hold now."""
    zone = request.state.zone
    named = [row.factors for row in rows]
    if not all(named):
        _, *names = await factors.in_force(tx, local_day(now, zone))
        named = [each or (names[0], names[1]) for each in named]
    return await explanations(tx, [row.body for row in rows], zone, _language(request), named)


async def _written_last(tx: AsyncConnection, request: Request, rows: Sequence[Shown]) -> list[dict[str, Any]]:
    """Challenges as their operator reads them."""
    texts = await _texts(tx, request, rows, datetime.now(UTC))
    return [answers.for_operator(row, text) for row, text in zip(rows, texts, strict=True)]


async def _for_official(
    tx: AsyncConnection, settings: ServiceSettings, in_force: Shown | None, last: Shown
) -> dict[str, Any]:
    """What its operator, the city and auditors read of a challenge besides."""
    if in_force is None:
        return {"draft": last.body, "versions": []}
    rows = await store.versions(tx, last.challenge_id, bodies.LAST_VERSION, VERSIONS_MAX)
    signed = await _signatures(tx, settings, last, rows)
    return {
        "draft": last.body,
        "versions": [answers.version_of(each, signed[each.version]).model_dump(mode="json") for each in rows],
        "differs": differences(in_force.body, last.body),
    }


async def _signatures(
    tx: AsyncConnection, settings: ServiceSettings, last: Shown, versions: Sequence[Version]
) -> dict[int, list[VersionSignature]]:
    """Who signed each of these versions of a challenge."""
    changes = await published_changes(tx, KIND.name, str(last.challenge_id))
    return {
        each.version: answers.signatures(each, last.operator_id, settings.city_id, changes)
        for each in versions
    }


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", ""))


def _answer(request: Request, caller: Caller | None, content: bytes) -> Response:
    cache = etags.PUBLIC if caller is None else etags.PRIVATE
    return etags.answer(request, content, cache, in_language(_language(request)))
