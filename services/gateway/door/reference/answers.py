"""The OpenAPI document of all that the gateway answers, merged from its own and those of the services."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from services.gateway.door.reference import rules
from services.gateway.door.reference.rules import Document, Kinds
from shared.http import bodies
from shared.http.documented import header
from shared.http.operators import NotTheGamesOperator
from shared.http.problems import REFUSALS, may_raise
from shared.http.schemas import without_null

FIELDS: dict[str, str] = json.loads((Path(__file__).parent / "fields.json").read_text())
"""What each property and parameter of the document means, by its name, or by its schema's name, a dot and its
own where it means something else there."""

KINDS: Kinds = json.loads((Path(__file__).parent / "kinds.json").read_text())
"""All problems. `docs/generate.py` writes the file."""

ETAG = {
    "ETag": {
        "description": "Names these bytes: sent as `If-None-Match`, it gets a 304 until they change.",
        "schema": {"type": "string", "examples": ['"5f0c2f0e3f0b4b9e9f0a6f7d0c1b2a3e"']},
    },
    "Cache-Control": header("Who may keep the answer.", "private, no-cache"),
}
UNCHANGED = "The caller has this answer: `If-None-Match` named its ETag"
QUOTA = {
    "RateLimit-Policy": header(
        "The caller's quotas: requests (`q`) in a window of seconds (`w`).", '"riders";q=600;w=60'
    ),
    "RateLimit": header(
        "What is left (`r`) of each, and in how many seconds it is full again (`t`).", '"riders";r=599;t=60'
    ),
}
DONE = {
    "200": "What was asked for, or what has been done",
    "201": "Created",
    "202": "Accepted: it goes on from here",
    "204": "Done; there is nothing to tell",
}
"""Status -> the description of an answer whose route gives none: FastAPI says the same of all."""
DRY_RUN = {"Preference-Applied": header("Nothing has changed: it was a dry run.", "dry-run")}


def _as_forwarded(operation: Mapping[str, Any], route: Forwarded) -> dict[str, Any]:
    """The operation of a service, with who may call it at the gateway."""
    security: list[dict[str, list[str]]] = [{"token": list(route.roles)}] if route.roles else []
    if route.identifies:
        security = [{}, {"token": []}]
    answers = operation["responses"]
    if route.games_operator:
        answers = {**answers, **may_raise(NotTheGamesOperator)}
    return {**operation, "security": security, "responses": answers}


def merge(
    own: Document,
    services: Mapping[str, Document],
    forwarded: Sequence[Forwarded] = FORWARDED,
    kinds: Kinds = KINDS,
) -> Document:
    """The gateway's document, with the operations that services describe for the routes forwarded to them."""
    paths = {path: _with_parameters(path, item, services) for path, item in own["paths"].items()}
    schemas: dict[str, Any] = {}
    for route in forwarded:
        item = services.get(route.service, {}).get("paths", {}).get(route.path, {})
        if operation := item.get(route.method.lower()):
            paths.setdefault(route.path, {})[route.method.lower()] = _as_forwarded(operation, route)
    for document in (*services.values(), own):
        schemas |= schemas_of(document)
    schemas = {name: without_null(schemas[name]) for name in sorted(schemas)}
    schemas["Problem"] = rules.problem_schema(kinds)
    schemas = {name: rules.described(schema, name, FIELDS) for name, schema in schemas.items()}
    return {
        **own,
        "paths": {
            path: {
                method: {"tags": [_tag(path)], **rules.resolved(_operation(method, op, kinds), schemas)}
                for method, op in item.items()
            }
            for path, item in paths.items()
        },
        "components": {
            "schemas": schemas,
            "examples": rules.problem_examples(kinds),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"token": []}],
    }


def schemas_of(document: Document) -> dict[str, Any]:
    """The schemas of a document by name: those of answers, and of the bodies that routes take."""
    schemas = dict(document.get("components", {}).get("schemas", {}))
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's errors, which we never answer
        schemas.pop(name, None)
    for item in document["paths"].values():
        for operation in item.values():
            schemas |= operation.get("requestBody", {}).get(bodies.SCHEMAS, {})
    return schemas


def _with_parameters(path: str, item: Document, services: Mapping[str, Document]) -> Document:
    """The gateway's own operations of a path. Where it asks services for the same path, the operation takes
    the parameters of each."""
    parameters: dict[str, dict[str, Any]] = {}
    for document in services.values():
        for method, operation in document["paths"].get(path, {}).items():
            of_method = parameters.setdefault(method, {})
            of_method |= {each["name"]: each for each in operation.get("parameters", ())}
    return {
        method: operation | ({"parameters": [*parameters[method].values()]} if parameters.get(method) else {})
        for method, operation in item.items()
    }


def _tag(path: str) -> str:
    """The tag (heading) of a path's operations: the path's first word after `/v1/`, `me` aside."""
    return path.removeprefix("/v1/").removeprefix("me/").partition("/")[0].partition(":")[0]


def _operation(method: str, operation: Document, kinds: Kinds) -> Document:
    """The operation with the problems that it may answer, without our own marks."""
    parameters = [
        rules.described_parameter(rules.parameter_without_null(parameter), FIELDS)
        for parameter in operation.get("parameters", ())
    ]
    answers = {
        status: {
            **answer,
            "description": _description(status, answer),
            "headers": _headers(method, parameters, answer),
        }
        for status, answer in operation["responses"].items()
        if status != "422" and REFUSALS not in answer
    }
    if "ETag" in answers.get("200", {}).get("headers", ()):
        answers["304"] = {"description": UNCHANGED, "headers": answers["200"]["headers"]}
    answers |= rules.refusals(operation, kinds)
    described: Document = {"parameters": parameters} if parameters else {}
    if "requestBody" in operation:
        marks = (bodies.SCHEMAS, bodies.BYTES_MAX)
        taken = {name: part for name, part in operation["requestBody"].items() if name not in marks}
        described["requestBody"] = taken
    with_quota = {status: {**one, "headers": one["headers"] | QUOTA} for status, one in answers.items()}
    return {**operation, **described, "responses": with_quota}


def _description(status: str, answer: Document) -> str:
    text: str = answer["description"]
    return DONE.get(status, text) if text == "Successful Response" else text


def _headers(method: str, parameters: Sequence[Document], answer: Document) -> Document:
    """The headers of an answer that is no problem."""
    headers: Document = answer.get("headers", {})
    if method == "get" and "application/json" in answer.get("content", {}):
        headers = headers | ETAG
    if any(parameter["name"] == "Prefer" for parameter in parameters):
        headers = headers | DRY_RUN
    return headers
