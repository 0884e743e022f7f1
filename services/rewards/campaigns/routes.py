"""HTTP routes of campaigns: operators write, publish, resume, pause and close them; the city reads all."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from services.rewards.campaigns import actions, answers, rules, store
from services.rewards.campaigns.actions import OWNER, lock, take_step, thing_in_force, thing_of
from services.rewards.campaigns.answers import CampaignAnswer, CampaignList, CampaignWritten
from services.rewards.campaigns.bodies import CampaignBody, ReplacedCampaign, as_stored, listed_after
from services.rewards.campaigns.rules import (
    KIND,
    NO_CAMPAIGN,
    BudgetBelowPromised,
    CampaignState,
    CampaignStep,
)
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Caller, Operator, operator_id_of, signed_in
from shared.http.documented import DRY_RUN, IDEMPOTENCY_KEY, answer, as_json, takes
from shared.http.owned import owned, path_id
from shared.http.problems import may_raise
from shared.http.web import Engine, Settings
from shared.two_keys import routes as two_keys
from shared.two_keys import store as changes
from shared.two_keys.actions import let_into_force, line
from shared.two_keys.bodies import Reasoned
from shared.two_keys.decisions.actions import record
from shared.two_keys.routes import organisation_seen, with_built_in_guards
from shared.two_keys.rules import NeedsApproval, Stopped

router = APIRouter()
router.include_router(two_keys.routes("/v1/campaigns/{campaign_id}", KIND, OWNER))

Reader = Annotated[Caller, Depends(signed_in("operator", "city", "auditor"))]
COMING_INTO_FORCE_REFUSED = (NeedsApproval, Stopped, BudgetBelowPromised)


@router.post(
    "/v1/campaigns",
    operation_id="create_campaign",
    status_code=201,
    response_model=CampaignWritten,
    responses={200: {"model": CampaignWritten, "description": "What a dry run answers"}},
    openapi_extra=bodies.request_body(CampaignBody) | takes(IDEMPOTENCY_KEY, DRY_RUN),
)
async def create(request: Request, caller: Operator, settings: Settings, engine: Engine) -> Response:
    """Write a campaign. It is a draft until it is published."""
    sent = await writes.read(request)
    body, campaign_id = as_stored(bodies.validate(CampaignBody, sent.content)), uuid7()
    operator_id = operator_id_of(caller)
    async with writes.once(request, engine, caller, sent, dry_runs=True) as write:
        await store.add(write.tx, settings.city_id, operator_id, campaign_id, body, settings.timezone)
        write.answer(201, CampaignWritten(campaign_id=campaign_id, state="draft", version=0))
    return write.response


@router.put(
    "/v1/campaigns/{campaign_id}",
    operation_id="replace_campaign",
    response_model=CampaignWritten,
    responses=may_raise(CampaignState, *COMING_INTO_FORCE_REFUSED),
    openapi_extra=bodies.request_body(ReplacedCampaign) | takes(DRY_RUN),
)
async def replace(
    campaign_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
) -> Response:
    """Replace the body of a campaign. Of a published one that takes effect at once, and a larger budget of
    points lets a spent one give again. Where a guard covers that, pause it, write it, submit it and publish
    it once it is signed. One that the city has stopped stays paused when the stop ends: publish or resume it
    then. A change that was submitted or signed for another body is withdrawn."""
    sent = bodies.validate(ReplacedCampaign, bodies.parse_object(await bodies.read(request)))
    now = datetime.now(UTC)
    async with writes.changing(request, engine) as tx:
        before = await lock(tx, campaign_id, operator_id_of(caller))
        after = await actions.replace(tx, settings.city_id, before, as_stored(sent))
        if after.state == "published":
            thing = thing_of(before._replace(body=after.body))
            await let_into_force(tx, with_built_in_guards(request, KIND), thing, now)
        else:
            await changes.end_changes(tx, KIND.name, str(before.campaign_id))
        step = line(KIND, thing_in_force(after), "replaced", caller, settings.city_id, sent.reason)
        await record(tx, settings.city_id, KIND.chain, step)
    return answer(answers.written(after, now), headers=preferences.preference_applied(request))


def add_step(step: CampaignStep, description: str) -> None:
    """Add the route for a step of the operator. Each step does the same: lock, check, do, say."""
    comes_into_force = step in ("publish", "resume")

    @router.post(
        f"/v1/campaigns/{{campaign_id}}/{step}",
        operation_id=f"{step}_campaign",
        name=f"{step}_campaign",
        description=description,
        response_model=CampaignWritten,
        responses=may_raise(CampaignState, *COMING_INTO_FORCE_REFUSED if comes_into_force else ()),
        openapi_extra=bodies.request_body(Reasoned) | takes(DRY_RUN),
    )
    async def take(
        campaign_id: str, request: Request, caller: Operator, settings: Settings, engine: Engine
    ) -> Response:
        body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
        now = datetime.now(UTC)
        async with writes.changing(request, engine) as tx:
            before = await lock(tx, campaign_id, operator_id_of(caller))
            state = rules.check_step(before.state, step)
            if comes_into_force:
                await let_into_force(tx, with_built_in_guards(request, KIND), thing_of(before), now)
            is_spent = before.is_spent and not comes_into_force
            after = await take_step(tx, settings.city_id, before, state, is_spent)
            said = "resumed" if step == "resume" else state
            taken = line(KIND, thing_in_force(after), said, caller, settings.city_id, body.reason)
            await record(tx, settings.city_id, KIND.chain, taken)
        return answer(answers.written(after, now), headers=preferences.preference_applied(request))


add_step("publish", "Bring a campaign into force: from now on it gives and promises points.")
add_step("resume", "Let a campaign that is spent or paused give again what fits into its budget.")
add_step("pause", "Let a campaign give and promise nothing new. What is given and promised stays.")
add_step("close", "End a campaign for good. What is given and promised stays.")


@router.get("/v1/campaigns", operation_id="list_campaigns", response_model=CampaignList)
async def list_campaigns(
    request: Request,
    caller: Reader,
    settings: Settings,
    engine: Engine,
    query: Annotated[cursors.Page, Query()],
) -> Response:
    """Campaigns, newest first: for operators their own, for the city and auditors all."""
    operator_id, now = organisation_seen(caller), datetime.now(UTC)
    listing = cursors.list_of(settings, f"campaigns of {operator_id or 'all'}")
    after = listed_after(listing, query)
    async with engine.connect() as tx:
        rows = await store.listed(tx, operator_id, query.limit + 1, after)
    campaigns, more = cursors.cut(listing, query, rows, answers.place)
    content = CampaignList(campaigns=[answers.listed(row, now) for row in campaigns], **more)
    return etags.answer(request, as_json(content), etags.PRIVATE)


@router.get("/v1/campaigns/{campaign_id}", operation_id="read_campaign", response_model=CampaignAnswer)
async def read_campaign(campaign_id: str, request: Request, caller: Reader, engine: Engine) -> Response:
    """A campaign: what it has given and promised, and how far its budget goes."""
    known_id, now = path_id(campaign_id, NO_CAMPAIGN), datetime.now(UTC)
    async with engine.connect() as tx:
        row = owned(await store.find(tx, known_id, organisation_seen(caller)), NO_CAMPAIGN)
        forecast = await actions.forecast_of(tx, row, now)
    return etags.answer(request, msgspec.json.encode(answers.shown(row, forecast, now)), etags.PRIVATE)
