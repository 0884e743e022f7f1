"""The OpenAPI document of all that the gateway answers, merged from its own and those of the services."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from services.gateway.door.reference import rules
from shared.http import bodies
from shared.http.problems import FAULTS

Document = dict[str, Any]
FIELDS: dict[str, str] = json.loads((Path(__file__).parent / "fields.json").read_text())
"""What each property and parameter of the document means, by its name, or by its schema's name, a dot and its
own where it means something else there."""

BOUND = {"type": ["number", "string"]}


def _listed(text: str, meanings: Mapping[str, str]) -> str:
    """The text, followed by each code and what the code means."""
    codes = "; ".join(f"`{code}` ({meaning})" for code, meaning in meanings.items())
    return f"{text}: {codes}."


PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` never changes, texts follow Accept-Language.",
    "required": ["type", "title", "status", "detail", "instance", "code", "trace_id"],
    "examples": [
        {
            "type": "/problems/validation-error",
            "title": "Validation error",
            "status": 422,
            "detail": "Something in the body is not allowed.",
            "instance": "/v1/trips",
            "code": "validation-error",
            "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
            "errors": [{"pointer": "/distance_m", "code": "out_of_range", "minimum": 0}],
        }
    ],
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


def _refused(description: str) -> Document:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": reference}}}


ETAG = {
    "ETag": {
        "description": "Names these bytes: sent as `If-None-Match`, it gets a 304 until they change.",
        "schema": {"type": "string", "examples": ['"5f0c2f0e3f0b4b9e9f0a6f7d0c1b2a3e"']},
    }
}
UNCHANGED = {"description": "The caller has this answer: `If-None-Match` named its ETag", "headers": ETAG}
REFUSED = _refused("A problem")
REFUSED_SIGNED_IN = {
    "401": _refused("No token, or one that cannot be trusted"),
    "403": _refused("The token's role may not do this"),
}
REFUSED_BODY = {
    "400": _refused("The body is not one JSON object, or a header is missing"),
    "413": _refused("The body is too large"),
    "415": _refused("The body is not plain JSON"),
    "422": _refused("Something in the body is not allowed: `errors` says where"),
}
REFUSED_QUOTA = {"429": _refused("The quota is spent, for as many seconds as `Retry-After` says")}
REFUSED_OBJECT = {"404": _refused("Nothing is there, or nothing that the caller may know of")}


def merge(
    own: Document, services: Mapping[str, Document], forwarded: Sequence[Forwarded] = FORWARDED
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
        body = {name: part for name, part in operation["requestBody"].items() if name not in marks}
        operation = {**operation, "requestBody": body}
    parameters = [
        rules.described_parameter(rules.parameter_without_null(parameter), FIELDS)
        for parameter in operation.get("parameters", ())
    ]
    if any(parameter["in"] == "path" for parameter in parameters):
        answers |= REFUSED_OBJECT
    described = {"parameters": parameters} if parameters else {}
    return {**operation, **described, "responses": {**answers, **REFUSED_QUOTA, "default": REFUSED}}
