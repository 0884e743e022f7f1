"""The OpenAPI document of all that the gateway answers, merged from its own and those of the services."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from services.gateway.door.reference import rules
from shared.http import bodies
from shared.http.problems import (
    FAULTS,
    ContentTooLarge,
    Forbidden,
    MalformedJson,
    NotFound,
    Problem,
    RateLimited,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
    ValidationError,
    body,
)

Document = dict[str, Any]
FIELDS: dict[str, str] = json.loads((Path(__file__).parent / "fields.json").read_text())
"""What each property and parameter of the document means, by its name, or by its schema's name, a dot and its
own where it means something else there."""

KINDS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "kinds.json").read_text())
"""Code -> status, title and description of every problem. `docs/generate.py` writes them."""

BOUND = {"type": ["number", "string"]}


def _listed(text: str, meanings: Mapping[str, str]) -> str:
    """The text, followed by each code and what the code means."""
    codes = "; ".join(f"`{code}` ({meaning})" for code, meaning in meanings.items())
    return f"{text}: {codes}."


def _example(kind: type[Problem], detail: str, **members: Any) -> Document:
    return {
        **body(kind(detail, **members)),
        "instance": "/v1/trips",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    }


EXAMPLES = {
    "400": _example(MalformedJson, "The body is not one JSON object in UTF-8 with distinct keys."),
    "401": _example(Unauthorized, "The token is not valid, or no longer."),
    "403": _example(Forbidden, "Your role may not do this."),
    "404": _example(NotFound, "You have no such trip."),
    "413": _example(ContentTooLarge, "A body here has at most 65,536 bytes."),
    "415": _example(UnsupportedMediaType, "Send application/json."),
    "422": _example(
        ValidationError,
        "Something in the body is not allowed.",
        errors=[{"pointer": "/distance_m", "code": "out_of_range", "minimum": 0}],
    ),
    "429": _example(
        RateLimited,
        "At most {requests_max} requests in {window_s} s. Try again in {retry_after_s} s.",
        requests_max=600,
        window_s=60,
        retry_after_s=1,
    ),
    "default": _example(
        Unavailable, "Something that this needs is away for the moment. Try again in a second."
    ),
}
"""Status -> an answer that a caller may get with it."""


PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` never changes, texts follow Accept-Language.",
    "required": ["type", "title", "status", "detail", "instance", "code", "trace_id"],
    "examples": [EXAMPLES["422"]],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string", "description": _listed("What is there", FAULTS)},
                    "minimum": BOUND,
                    "maximum": BOUND,
                },
            },
        },
    },
}


def _header(description: str, example: str) -> Document:
    return {"description": description, "schema": {"type": "string", "examples": [example]}}


LANGUAGE = {
    "Content-Language": _header("The language of the texts.", "en"),
    "Vary": _header("The texts follow this header of the request.", "Accept-Language"),
}
RETRY_AFTER = {"Retry-After": _header("After so many seconds the same request may succeed.", "1")}
REFUSED_HEADERS = {
    "401": {"WWW-Authenticate": _header("How to sign in.", 'Bearer realm="rodem"')},
    "429": RETRY_AFTER,
    "default": RETRY_AFTER,
}


def _refused(description: str, status: str) -> Document:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": EXAMPLES[status]}
    return {
        "description": description,
        "headers": LANGUAGE | REFUSED_HEADERS.get(status, {}),
        "content": {"application/problem+json": content},
    }


ETAG = {
    "ETag": {
        "description": "Names these bytes: sent as `If-None-Match`, it gets a 304 until they change.",
        "schema": {"type": "string", "examples": ['"5f0c2f0e3f0b4b9e9f0a6f7d0c1b2a3e"']},
    },
    "Cache-Control": _header("Who may keep the answer.", "private, no-cache"),
}
UNCHANGED = {"description": "The caller has this answer: `If-None-Match` named its ETag", "headers": ETAG}
REFUSED = _refused("A problem. With a 503, and a 409 that may pass, `Retry-After` says when", "default")
REFUSED_SIGNED_IN = {
    "401": _refused("No token, or one that cannot be trusted", "401"),
    "403": _refused("The token's role may not do this", "403"),
}
REFUSED_BODY = {
    "400": _refused("The body is not one JSON object, or a header is missing", "400"),
    "413": _refused("The body is too large", "413"),
    "415": _refused("The body is not plain JSON", "415"),
    "422": _refused("Something in the body is not allowed: `errors` says where", "422"),
}
REFUSED_QUOTA = {"429": _refused("The quota is spent, for as many seconds as `Retry-After` says", "429")}
REFUSED_OBJECT = {"404": _refused("Nothing is there, or nothing that the caller may know of", "404")}
QUOTA = {
    "RateLimit-Policy": _header(
        "The caller's quotas: requests (`q`) in a window of seconds (`w`).", '"riders";q=600;w=60'
    ),
    "RateLimit": _header(
        "What is left (`r`) of each, and in how many seconds it is full again (`t`).", '"riders";r=599;t=60'
    ),
}


DRY_RUN = {"Preference-Applied": _header("Nothing has changed: it was a dry run.", "dry-run")}


def merge(
    own: Document,
    services: Mapping[str, Document],
    forwarded: Sequence[Forwarded] = FORWARDED,
    kinds: Mapping[str, Mapping[str, Any]] = KINDS,
) -> Document:
    """The gateway's document, with the operations that services describe for the routes forwarded to them."""
    paths = {path: _with_parameters(path, item, services) for path, item in own["paths"].items()}
    schemas: dict[str, Any] = {}
    for route in forwarded:
        item = services.get(route.service, {}).get("paths", {}).get(route.path, {})
        if operation := item.get(route.method.lower()):
            security = [{"token": list(route.roles)}] if route.roles else []
            paths.setdefault(route.path, {})[route.method.lower()] = {**operation, "security": security}
    for document in (*services.values(), own):
        schemas |= schemas_of(document)
    schemas = {name: rules.without_null(schemas[name]) for name in sorted(schemas)} | {"Problem": PROBLEM}
    schemas = {name: rules.described(schema, name, FIELDS) for name, schema in schemas.items()}
    properties = schemas["Problem"]["properties"]
    meanings = {code: f"{kind['status']}: {kind['description']}" for code, kind in kinds.items()}
    text = properties["code"]["description"]
    properties["code"] |= {"description": _listed(f"{text} There may be more", meanings)}
    return {
        **own,
        "paths": {
            path: {method: {"tags": [_tag(path)], **_operation(method, op)} for method, op in item.items()}
            for path, item in paths.items()
        },
        "components": {
            "schemas": schemas,
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
    """The gateway's own operations of a path. Where it asks a service for the same path, the operation takes
    that service's parameters."""
    service_items = [document["paths"][path] for document in services.values() if path in document["paths"]]
    parameters = {
        method: operation["parameters"]
        for service_item in service_items
        for method, operation in service_item.items()
        if "parameters" in operation
    }
    return {
        method: operation | ({"parameters": parameters[method]} if method in parameters else {})
        for method, operation in item.items()
    }


def _tag(path: str) -> str:
    """The tag (heading) of a path's operations: the path's first word after `/v1/`, `me` aside."""
    return path.removeprefix("/v1/").removeprefix("me/").partition("/")[0].partition(":")[0]


def _operation(method: str, operation: Document) -> Document:
    """The operation with the problems that it may answer, without our own marks in its body."""
    answers = {status: answer for status, answer in operation["responses"].items() if status != "422"}
    if method == "get" and "application/json" in answers["200"].get("content", {}):
        answers |= {"200": {**answers["200"], "headers": ETAG}, "304": UNCHANGED}
    if operation.get("security", [{"token": []}]):
        answers |= REFUSED_SIGNED_IN
    if "requestBody" in operation:
        answers |= REFUSED_BODY
        marks = (bodies.SCHEMAS, bodies.BYTES_MAX)
        taken = {name: part for name, part in operation["requestBody"].items() if name not in marks}
        operation = {**operation, "requestBody": taken}
    parameters = [
        rules.described_parameter(rules.parameter_without_null(parameter), FIELDS)
        for parameter in operation.get("parameters", ())
    ]
    if any(parameter["in"] == "path" for parameter in parameters):
        answers |= REFUSED_OBJECT
    if any(parameter["name"] == "Prefer" for parameter in parameters):
        answers = {
            status: {**each, "headers": DRY_RUN} if status.startswith("2") else each
            for status, each in answers.items()
        }
    described = {"parameters": parameters} if parameters else {}
    answers = {**answers, **REFUSED_QUOTA, "default": REFUSED}
    with_quota = {
        status: one | {"headers": one.get("headers", {}) | QUOTA} for status, one in answers.items()
    }
    return {**operation, **described, "responses": with_quota}
