"""Names in the query of an address: a route takes those that the OpenAPI document gives it, and no others."""

from collections.abc import Awaitable, Callable, Collection, Iterator

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_parameterless_sub_dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from shared.http.problems import FAULTS_MAX, ValidationError, printable


def refuse_unknown_names(app: FastAPI) -> None:
    """Make each documented route that this app has so far answer 422 to a query with another name than its
    parameters have. Its other dependencies come first: a caller who may not ask is told so."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.include_in_schema:
            known = frozenset(_names(route.dependant))
            check = get_parameterless_sub_dependant(depends=Depends(_checking(known)), path=str(route.path))
            route.dependant.dependencies.append(check)


def _names(dependant: Dependant) -> Iterator[str]:
    """The names of a route's query parameters, those of its dependencies and those in models among them."""
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (member.alias or name for name, member in kind.model_fields.items())
        else:
            yield field.alias
    for dependency in dependant.dependencies:
        yield from _names(dependency)


def _checking(known: Collection[str]) -> Callable[[Request], Awaitable[None]]:
    async def check(request: Request) -> None:
        check_names(request, known)

    return check


def check_names(request: Request, known: Collection[str] = ()) -> None:
    """Raises ValidationError for a query with names other than these. A value under a misspelt name, left
    unread, would change what the caller gets and not what the caller is told."""
    if not request.scope["query_string"]:
        return
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        errors = [
            {"pointer": f"/query/{printable(name[:64])}", "code": "unknown_field"}
            for name in unknown[:FAULTS_MAX]
        ]
        raise ValidationError("Something in the request is not allowed.", errors=errors)
