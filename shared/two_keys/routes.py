"""HTTP routes of two keys: submit, decide and stop a thing, read and set guards, list changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response
from uuid_utils.compat import uuid7

from shared.http import bodies, cursors, etags, preferences, writes
from shared.http.auth import Caller, City, Role, signed_in
from shared.http.documented import DRY_RUN, answer, as_json, takes
from shared.http.operators import signed_in_for_the_game
from shared.http.problems import NotFound, Problem, may_raise
from shared.http.web import Engine, Settings
from shared.settings import ServiceSettings
from shared.two_keys import actions, answers, rules, store
from shared.two_keys.actions import Owner
from shared.two_keys.bodies import DecisionBody, GuardsBody, Reasoned, StopBody, check_until
from shared.two_keys.decisions.actions import record
from shared.two_keys.decisions.routes import Chain, check_chain
from shared.two_keys.rules import (
    AlreadySubmitted,
    ChangeState,
    Guard,
    Kind,
    NothingToDecide,
    SamePerson,
    Stopped,
)


def routes(path: str, kind: Kind, owner: Owner) -> APIRouter:
    """The routes of a kind. `path` is the path of a thing, with its id: `/v1/challenges/{challenge_id}`."""
    router = APIRouter()
    for add in (_add_submit, _add_decision, _add_stop):
        add(router, path, kind, owner)
    _add_guards(router, kind)
    return router


def _id_in(path: str, owner: Owner) -> dict[str, Any]:
    """The OpenAPI parameter for the id in a path."""
    name = path.partition("{")[2].partition("}")[0]
    schema = owner.id_schema or {"type": "string", "format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _noun(kind: Kind) -> str:
    """The kind's name as names of operations have it: `factor_set` of `factor-set`."""
    return kind.name.replace("-", "_")


def _thing_id(request: Request) -> str:
    [thing_id] = request.path_params.values()
    return str(thing_id)


ThingId = Annotated[str, Depends(_thing_id)]
"""The id in the path, whose parameter has another name for each kind."""


def with_built_in_guards(request: Request, kind: Kind) -> Kind:
    """The kind with the guards that this service has built in: `built_in_guards` of its lifespan state, by
    the name of the kind."""
    built_in: Mapping[str, tuple[Guard, ...]] = getattr(request.state, "built_in_guards", {})
    return replace(kind, built_in=built_in[kind.name]) if kind.name in built_in else kind


def _signer(settings: ServiceSettings, caller: Caller) -> str:
    return rules.signer_of(settings.internal_secret.get_secret_value(), caller)


def _add_submit(router: APIRouter, path: str, kind: Kind, owner: Owner) -> None:
    first_key = (signed_in_for_the_game if kind.is_of_the_game else signed_in)(kind.first)

    @router.post(
        f"{path}/submit",
        operation_id=f"submit_{_noun(kind)}",
        status_code=202,
        response_model=answers.Submitted,
        responses={
            200: {"model": answers.Submitted, "description": "What a dry run answers"},
            **may_raise(AlreadySubmitted, *owner.refusals),
        },
        openapi_extra=bodies.request_body(Reasoned) | takes(_id_in(path, owner), DRY_RUN),
    )
    async def submit(
        request: Request,
        caller: Annotated[Caller, Depends(first_key)],
        id: ThingId,
        settings: Settings,
        engine: Engine,
    ) -> Response:
        """Hand this body to the second key. Writing it anew takes it back."""
        body = bodies.validate(Reasoned, bodies.parse_object(await bodies.read_optional(request)))
        async with writes.changing(request, engine) as tx:
            thing = await owner.lock(tx, id, caller.operator_id)
            await owner.mark_submitted(tx, settings, thing)
            signer, now = _signer(settings, caller), datetime.now(UTC)
            change_id, guards = await actions.submit(
                tx, settings.city_id, with_built_in_guards(request, kind), thing, caller, signer, now
            )
            step = actions.line(kind, thing, "submitted", caller, settings.city_id, body.reason)
            await record(tx, settings.city_id, kind.chain, step)
        names = [guard.guard_id for guard in guards]
        if preferences.is_dry_run(request):
            return answer(answers.Submitted(guards=names), headers=preferences.preference_applied(request))
        return answer(answers.Submitted(change_id=change_id, guards=names), 202)


def _refusals_of_effect(owner: Owner) -> tuple[type[Problem], ...]:
    """For what a decision may be refused where it brings the thing into force."""
    return (Stopped, *owner.refusals) if owner.bring_into_force else ()


def _add_decision(router: APIRouter, path: str, kind: Kind, owner: Owner) -> None:
    second_key = signed_in(*kind.seconds)

    @router.post(
        f"{path}/decision",
        operation_id=f"decide_{_noun(kind)}",
        response_model=answers.Decided,
        responses=may_raise(NothingToDecide, SamePerson, *_refusals_of_effect(owner)),
        openapi_extra=bodies.request_body(DecisionBody) | takes(_id_in(path, owner), DRY_RUN),
    )
    async def decide(
        request: Request,
        caller: Annotated[Caller, Depends(second_key)],
        id: ThingId,
        settings: Settings,
        engine: Engine,
    ) -> Response:
        """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
        body = bodies.validate(DecisionBody, bodies.parse_object(await bodies.read(request)))
        signer, now = _signer(settings, caller), datetime.now(UTC)
        async with writes.changing(request, engine) as tx:
            thing = await owner.lock(tx, id, None)
            waiting = await store.waiting_change(tx, kind.name, thing.id)
            if waiting is None:
                raise NothingToDecide("Nothing waits for a decision here.")
            change = waiting.change()
            if body.change_id not in (None, change.change_id):
                raise NothingToDecide("Another change waits for a decision here: read it first.")
            rules.check_person(change, signer)
            guarded = with_built_in_guards(request, kind)
            decided = await actions.decide(tx, guarded, thing, change, body.decision, caller, signer, now)
            state = await actions.apply(tx, settings, guarded, owner, thing, decided, now)
            word = "approved" if body.decision == "approve" else "refused"
            city_id, role = settings.city_id, decided.role
            for step in (word, state) if state == "published" else (word,):
                said = actions.line(kind, thing, step, caller, city_id, body.reason, role, body.mandate_ref)
                await record(tx, city_id, kind.chain, said)
        content = answers.Decided(change_id=change.change_id, state=state, guards=decided.unsigned)
        return answer(content, headers=preferences.preference_applied(request))


def _add_stop(router: APIRouter, path: str, kind: Kind, owner: Owner) -> None:
    @router.post(
        f"{path}/stop",
        operation_id=f"stop_{_noun(kind)}",
        response_model=answers.StopAnswer,
        responses=may_raise(Stopped, *owner.refusals),
        openapi_extra=bodies.request_body(StopBody) | takes(_id_in(path, owner), DRY_RUN),
    )
    async def stop(
        request: Request, caller: City, id: ThingId, settings: Settings, engine: Engine
    ) -> Response:
        """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
        published; then it is in force again, if it was before."""
        body = bodies.validate(StopBody, bodies.parse_object(await bodies.read(request)))
        now = datetime.now(UTC)
        check_until(body.until, now)
        async with writes.changing(request, engine) as tx:
            thing = await owner.lock(tx, id, None)
            await actions.check_not_stopped(tx, kind, thing, now)
            was_in_force = await owner.stop(tx, settings, thing, now, body.until)
            stopped = store.Stop(uuid7(), thing.id, body.until, was_in_force)
            resumes = await store.add_stop(tx, settings.city_id, kind.name, stopped)
            city_id = settings.city_id
            step = actions.line(
                kind, thing, "stopped", caller, city_id, body.reason, "city", body.mandate_ref
            )
            await record(tx, city_id, kind.chain, step)
        content = answers.StopAnswer(until=body.until, resumes=resumes)
        return answer(content, headers=preferences.preference_applied(request))


def _add_guards(router: APIRouter, kind: Kind) -> None:
    @router.put(
        f"/v1/guards/{kind.name}",
        operation_id=f"set_{_noun(kind)}_guards",
        response_model=answers.Guards,
        openapi_extra=bodies.request_body(GuardsBody) | takes(DRY_RUN),
    )
    async def set_guards(request: Request, caller: City, settings: Settings, engine: Engine) -> Response:
        """Say which changes need a second key from now on. What is in force stays in force."""
        body = bodies.validate(GuardsBody, bodies.parse_object(await bodies.read(request)))
        guards = [guard.rule(second=kind.seconds[0]) for guard in body.guards]
        rules.check_conditions(kind, guards)
        written = [
            rules.guard_as_json(guard) | {"reason": sent.reason, "mandate_ref": sent.mandate_ref}
            for guard, sent in zip(guards, body.guards, strict=True)
        ]
        async with writes.changing(request, engine) as tx:
            current = await actions.set_guards(tx, settings.city_id, kind, written, caller)
        content = answers.guards(with_built_in_guards(request, kind), current)
        return answer(content, headers=preferences.preference_applied(request))

    @router.get(
        f"/v1/guards/{kind.name}", operation_id=f"read_{_noun(kind)}_guards", response_model=answers.Guards
    )
    async def read_guards(request: Request, engine: Engine) -> Response:
        """Which changes need a second key, and what guards may ask."""
        async with engine.connect() as tx:
            current = await store.guards_in_force(tx, kind.name)
        content = answers.guards(with_built_in_guards(request, kind), current)
        return etags.answer(request, as_json(content), etags.PUBLIC)


def organisation_seen(caller: Caller) -> str | None:
    """The organisation whose changes this caller sees; None for all: of the city and of auditors."""
    sees_all = caller.is_("city") or caller.is_("auditor")
    return None if sees_all else caller.operator_id


def changes_seen_by(settings: ServiceSettings, caller: Caller) -> cursors.Listing:
    """The list of changes that this caller sees, the same in all services: the place of a change in it is its
    id, and ids ascend with time."""
    return cursors.list_of(settings, f"changes of {organisation_seen(caller) or 'all'}")


class ChangePage(cursors.Page):
    """The query of a list of changes."""

    chain: Chain = None
    state: ChangeState | None = None


def changes_router(own: str, *roles: Role) -> APIRouter:
    """The route that lists a service's changes. `own` is the service's chain; `roles`, that of the first key
    first, may read the list, as may auditors. Where the city signs first, operators see what waits for them:
    all that the city has submitted."""
    router = APIRouter()
    either_key = signed_in(*roles, "auditor")
    is_of_city = roles[:1] == ("city",)

    @router.get(
        "/v1/changes",
        operation_id="list_changes",
        response_model=answers.ChangeList,
        responses=may_raise(NotFound),
    )
    async def list_changes(
        request: Request,
        caller: Annotated[Caller, Depends(either_key)],
        settings: Settings,
        engine: Engine,
        query: Annotated[ChangePage, Query()],
    ) -> Response:
        """What was submitted, oldest first: with what it would bring into force. Operators see their own, and
        what the city has submitted and they may sign."""
        check_chain(query.chain, own)
        organisation = None if is_of_city else organisation_seen(caller)
        listing = changes_seen_by(settings, caller)
        place = cursors.begins_after(listing, query)
        after = UUID(place[0]) if place else None
        async with engine.connect() as tx:
            rows = await store.listed(tx, query.state, organisation, query.limit + 1, after)
        changes, more = cursors.cut(listing, query, rows, lambda row: (str(row.change_id),))
        content = answers.ChangeList(changes=[answers.change(row) for row in changes], **more)
        return etags.answer(request, as_json(content), etags.PRIVATE)

    return router
