"""HTTP routes of expectations: city and operators declare what they expect, anybody reads what each has
declared."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from services.public_value.expectations import rules, store
from services.public_value.expectations.answers import Declaration, Expectations, declaration
from services.public_value.expectations.bodies import ExpectationsBody, values_of
from services.public_value.expectations.rules import Actor, Declared
from services.public_value.indicators.registry import DEFINED, INDICATORS
from shared.eventlog.outbox import publish
from shared.events.public_value import ExpectationDeclared
from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Caller, signed_in
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.web import Engine, Now, Settings
from shared.two_keys.decisions.actions import organisation_of

router = APIRouter()
CityOrOperator = Annotated[Caller, Depends(signed_in("city", "operator"))]


class ExpectationsPage(cursors.Page):
    """The query of the list of expectations."""

    actor: Actor | None = None
    on: str | None = Field(default=None, pattern=r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$")


@router.put(
    "/v1/expectations",
    operation_id="declare_expectations",
    response_model=Declaration,
    openapi_extra=bodies.request_body(ExpectationsBody) | takes(DRY_RUN),
)
async def declare(
    request: Request, caller: CityOrOperator, settings: Settings, engine: Engine, now: Now
) -> Response:
    """Declare what your organisation expects of each public value, all at once. It holds from its first day
    on, until a later declaration of yours does; it is never edited, and everybody reads it. What the last
    declaration says already is not added again."""
    body = bodies.validate(ExpectationsBody, bodies.parse_object(await bodies.read(request)))
    values = values_of(body)
    rules.check(values, INDICATORS.keys() | DEFINED.keys())
    actor: Actor = "city" if caller.is_("city") else "operator"
    organisation = organisation_of(caller, actor, settings.city_id)
    sent = (body.valid_from, body.mandate_ref, values)
    async with writes.changing(request, engine) as tx:
        await store.hold(tx)
        every = await store.read(tx)
        own = [each for each in every if (each.actor, each.organisation) == (actor, organisation)]
        last = own[-1] if own else None
        if last and (last.valid_from, last.mandate_ref, last.values) == sent:
            declared = last
        else:
            declared = await store.add(tx, settings.city_id, actor, organisation, *sent)
            await publish(tx, events_of(settings.city_id, declared, len(own) + 1))
            every = [*every, declared]
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    content = declaration(declared, rules.in_force(every, today))
    return answer(content, headers=preferences.preference_applied(request))


def events_of(city_id: str, declared: Declared, revision: int) -> list[ExpectationDeclared]:
    """An event for each value. `revision` counts the declarations of this organisation."""
    return [
        ExpectationDeclared(
            city_id=city_id,
            revision=revision,
            actor=declared.actor,
            organisation=declared.organisation,
            value_id=value["value_id"],
            weight=value["weight"],
            baseline=value["baseline"],
            target=value["target"],
            floor=value.get("floor"),
            valid_from=declared.valid_from,
            mandate_ref=declared.mandate_ref,
        )
        for value in declared.values
    ]


@router.get("/v1/expectations", operation_id="list_expectations", response_model=Expectations)
async def list_expectations(
    request: Request,
    settings: Settings,
    engine: Engine,
    now: Now,
    query: Annotated[ExpectationsPage, Query()],
) -> Response:
    """What each actor expects of the public values, and has expected before. Needs no token. `on` is a day,
    today unless given."""
    on = rules.day_of(query.on) if query.on else now.astimezone(ZoneInfo(settings.timezone)).date()
    listing = cursors.list_of(settings, f"expectations of {query.actor or 'all'}")
    [after] = cursors.begins_after(listing, query) or [0]
    async with engine.connect() as tx:
        every = await store.read(tx)
    in_force = rules.in_force(every, on)
    wanted = [each for each in every if query.actor in (None, each.actor) and each.number > after]
    shown, more = cursors.cut(listing, query, wanted[: query.limit + 1], lambda each: (each.number,))
    content = Expectations(on=on, expectations=[declaration(each, in_force) for each in shown], **more)
    return etags.answer(request, as_json(content), etags.PUBLIC)
