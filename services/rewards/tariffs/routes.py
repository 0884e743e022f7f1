"""HTTP routes of tariffs: the game's operator writes, publishes and closes them; everybody reads them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.tariffs import steps, store
from services.rewards.tariffs.actions import (
    OWNER,
    check_campaigns,
    lock,
    publish,
    thing_of,
    today,
    without_campaign,
)
from services.rewards.tariffs.answers import (
    TARIFF_1,
    TariffList,
    TariffWritten,
    expiry_of,
    listed,
    written,
)
from services.rewards.tariffs.bodies import ReplacedTariff, TariffBody, as_stored
from services.rewards.tariffs.steps import KIND, DefaultTariff, TariffState
from shared.expiry.store import read_terms
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import operator_id_of
from shared.http.campaigns import NeedsCampaign, check_named
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.operators import GamesOperator
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings
from shared.two_keys import routes as two_keys
from shared.two_keys import store as changes
from shared.two_keys.actions import let_into_force, line
from shared.two_keys.bodies import Reasoned
from shared.two_keys.decisions.actions import record
from shared.two_keys.rules import NeedsApproval, Stopped

router = APIRouter()
router.include_router(two_keys.routes("/v1/tariffs/{tariff_id}", KIND, OWNER))


@router.post(
    "/v1/tariffs",
    operation_id="create_tariff",
    status_code=201,
    response_model=TariffWritten,
    responses={200: {"model": TariffWritten, "description": "What a dry run answers"}},
    openapi_extra=bodies.request_body(TariffBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def create(request: Request, caller: GamesOperator, settings: Settings, engine: Engine) -> Response:
    """Write a tariff. It is a draft until it is published."""
    sent = await writes.read(request)
    body, tariff_id = bodies.validate(TariffBody, sent.content), uuid7()
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        await check_campaigns(write.tx, body, operator_id_of(caller))
        await store.add(write.tx, settings.city_id, tariff_id, as_stored(body))
        write.answer(201, TariffWritten(tariff_id=tariff_id, state="draft", version=0))
    return write.response


@router.put(
    "/v1/tariffs/{tariff_id}",
    operation_id="replace_tariff",
    response_model=TariffWritten,
    responses=may_raise(TariffState, DefaultTariff),
    openapi_extra=bodies.request_body(ReplacedTariff) | takes(DRY_RUN),
)
async def replace(
    tariff_id: str, request: Request, caller: GamesOperator, settings: Settings, engine: Engine
) -> Response:
    """Replace the body of a tariff that was never published, which makes it a draft again. A change that was
    submitted or signed is withdrawn. Another tariff takes the place of a published one."""
    body = bodies.validate(ReplacedTariff, bodies.parse_object(await bodies.read(request)))
    async with writes.changing(request, engine) as tx:
        await check_campaigns(tx, body, operator_id_of(caller))
        row = await lock(tx, tariff_id)
        steps.check_unpublished(row.state)
        await store.set_body(tx, row.tariff_id, "draft", as_stored(body))
        await changes.end_changes(tx, KIND.name, str(row.tariff_id))
        step = line(KIND, thing_of(row), "replaced", caller, settings.city_id, body.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    content = written(row._replace(state="draft"))
    return answer(content, headers=preferences.preference_applied(request))


@router.post(
    "/v1/tariffs/{tariff_id}/publish",
    operation_id="publish_tariff",
    response_model=TariffWritten,
    responses=may_raise(TariffState, DefaultTariff, NeedsApproval, Stopped, NeedsCampaign),
    openapi_extra=bodies.request_body(Reasoned) | takes(DRY_RUN),
)
async def publish_tariff(
    tariff_id: str, request: Request, caller: GamesOperator, settings: Settings, engine: Engine
) -> Response:
    """Bring a tariff into force, for good. It pays trips from its first day on, which must be after today."""
    body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
    now = datetime.now(UTC)
    async with writes.changing(request, engine) as tx:
        row = await lock(tx, tariff_id)
        steps.check_unpublished(row.state)
        steps.check_begins_later(row.body, today(settings))
        check_named(settings.env, *without_campaign(row.body))
        await let_into_force(tx, KIND, thing_of(row), now)
        published = await publish(tx, settings, row.tariff_id, row.body, now)
        step = line(KIND, thing_of(published), "published", caller, settings.city_id, body.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    return answer(written(published), headers=preferences.preference_applied(request))


@router.post(
    "/v1/tariffs/{tariff_id}/close",
    operation_id="close_tariff",
    response_model=TariffWritten,
    responses=may_raise(TariffState, DefaultTariff),
    openapi_extra=bodies.request_body(Reasoned) | takes(DRY_RUN),
)
async def close(
    tariff_id: str, request: Request, caller: GamesOperator, settings: Settings, engine: Engine
) -> Response:
    """Drop a tariff that was never published."""
    body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
    async with writes.changing(request, engine) as tx:
        row = await lock(tx, tariff_id)
        steps.check_unpublished(row.state)
        await store.mark(tx, row.tariff_id, "closed")
        await changes.end_changes(tx, KIND.name, str(row.tariff_id))
        step = line(KIND, thing_of(row), "closed", caller, settings.city_id, body.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    content = written(row._replace(state="closed"))
    return answer(content, headers=preferences.preference_applied(request))


@router.get("/v1/tariffs", operation_id="list_tariffs", response_model=TariffList)
async def list_tariffs(
    request: Request, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> Response:
    """What trips are worth, and were: all published tariffs, each from its first day on until a later one
    begins. Of two that begin on one day the higher version holds. With them, after how many months
    points expire."""
    listing = cursors.list_of(settings, "tariffs")
    [after] = cursors.begins_after(listing, query) or [0]
    async with engine.connect() as tx:
        rows = await store.listed(tx, query.limit + 1, after)
        stops = await store.read_stops(tx)
        in_force = expiry_of(await read_terms(tx))
    known = [] if after else [TARIFF_1]
    known += [listed(row, (stop for stop in stops if stop.version == row.version)) for row in rows]
    shown, more = cursors.cut(listing, query, known, lambda each: (each["version"],))
    content = TariffList(tariffs=list(shown), expiry=in_force, **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)
