"""Whatever can be read of a service over HTTP, asked for, and the SQL that is sent for each request."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple
from unittest import mock
from uuid import uuid4

import asyncpg
import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from structlog.contextvars import get_contextvars

from services.public_value.queries.bodies import EXAMPLE as QUERY

BODIES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "/v1/indicators:query": [
        QUERY,
        QUERY | {"interval": "P1W"},
        QUERY | {"interval": "P1M", "dimensions": ["zone_id"]},
    ],
}
"""What is asked of a route that reads although its method is POST: its path ends with `:query`."""
BESIDE = "beside requests"
"""The trace id of what is sent for no request."""


class Sent(NamedTuple):
    """A statement, the database that it was sent to, and the trace id of the request that it was sent for."""

    database: str
    sql: str
    trace_id: str


@contextmanager
def sent_by_all() -> Iterator[list[Sent]]:
    """The SQL that this process sends meanwhile, through SQLAlchemy or as `shared.db` asks the driver."""
    sent: list[Sent] = []

    def note(database: str | None, sql: str) -> None:
        assert database is not None
        sent.append(Sent(database, sql, get_contextvars().get("trace_id", BESIDE)))

    def note_of_engine(connection: sa.Connection, _cursor: Any, statement: str, *_: Any) -> None:
        note(connection.engine.url.database, statement)

    def noting_fetch(connection: Any, sql: str, *args: Any, **options: Any) -> Any:
        note(connection._params.database, sql)
        return fetch(connection, sql, *args, **options)

    fetch = asyncpg.Connection.fetch
    sa.event.listen(sa.Engine, "before_cursor_execute", note_of_engine)
    try:
        with mock.patch.object(asyncpg.Connection, "fetch", noting_fetch):
            yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note_of_engine)


@dataclass(frozen=True)
class Door:
    """A service that can be asked: its app and address, tokens by role, and what to ask for, by parameter of
    a path or query. Of its routes, as method and path, another service answers those `passed_on`."""

    app: FastAPI
    url: str
    tokens: Mapping[str, str]
    values: Mapping[str, str]
    passed_on: Collection[tuple[str, str]] = ()


class Asked(NamedTuple):
    """A request: a route (method and path), a caller's role, query and body."""

    route: tuple[str, str]
    role: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        return f"{' '.join(self.route)}?{'&'.join(self.query)} of {self.role}"


def headers_of(token: str, trace_id: str) -> dict[str, str]:
    """Headers of a request with this token, whose trace id is to be this."""
    return {
        "Authorization": f"Bearer {token}",
        "traceparent": f"00-{trace_id}-{trace_id[:16]}-00",
        "X-Purpose": "a test",
    }


async def ask_all(door: Door) -> dict[str, Asked]:
    """Ask for everything that the app lets one read, in each role that may: without filters, and with each
    parameter of the query alone. Returns trace id -> request.

    There must be two items in each list, for its second page is asked for too.
    """
    asked: dict[str, Asked] = {}
    async with httpx.AsyncClient(base_url=door.url, timeout=10, trust_env=False) as client:
        for route in sorted(each for each in routes_of(door) if only_reads(*each)):
            parameters = parameters_of(door.app, *route)
            of_route: dict[str, Asked] = {}
            for role, query in product(door.tokens, queries(parameters, door.values)):
                for body in BODIES[route[1]] if route[0] == "POST" else [None]:
                    of_route |= await _ask(client, door, Asked(route, role, query, body))
            assert of_route, f"{route} answers nobody"
            has_pages = any("cursor" in each.query for each in of_route.values())
            assert has_pages == ("cursor" in parameters), f"{route} should have a second page"
            asked |= of_route
    return asked


def only_reads(method: str, path: str) -> bool:
    """Whether a route only reads."""
    return method == "GET" or path.endswith(":query")


def routes_of(door: Door) -> set[tuple[str, str]]:
    """Method and path of each route that the service answers itself."""
    contexts = iter_route_contexts(door.app.routes)
    routes = {(method, str(each.path)) for each in contexts for method in each.methods or ()}
    return {route for route in routes.difference(door.passed_on) if route[0] != "HEAD"}


def parameters_of(app: FastAPI, method: str, path: str) -> dict[str, Any]:
    """The schemas of the parameters in a route's query, by name."""
    operation = app.openapi()["paths"].get(path, {}).get(method.lower(), {})
    return {each["name"]: each["schema"] for each in operation.get("parameters", ()) if each["in"] == "query"}


def queries(parameters: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The empty query, and one for each value of each parameter. Of numbers it is the lowest; where a schema
    names no value, a known one. Cursors are found in answers."""
    yield {}
    for name, schema in parameters.items():
        kinds = [schema, *schema.get("anyOf", ())]
        values = [value for kind in kinds for value in kind.get("enum", ())]
        values += [str(kind["minimum"]) for kind in kinds if "minimum" in kind]
        if name != "cursor":
            yield from ({name: value} for value in values or [known[name]])


async def _ask(client: httpx.AsyncClient, door: Door, asked: Asked) -> dict[str, Asked]:
    """Ask, and for the second page too; for nothing if the role may not ask. Returns trace id -> request."""
    trace_id, (method, path) = uuid4().hex, asked.route
    headers = headers_of(door.tokens[asked.role], trace_id)
    url = path.format_map(door.values)
    answer = await client.request(method, url, params=asked.query, json=asked.body, headers=headers)
    if answer.status_code == 403:
        return {}
    assert answer.status_code == 200, f"{asked}: {answer.text}"
    if "limit" in asked.query and "cursor" not in asked.query and "next_cursor" in answer.json():
        second_page = asked._replace(query={**asked.query, "cursor": answer.json()["next_cursor"]})
        return {trace_id: asked, **await _ask(client, door, second_page)}
    return {trace_id: asked}
