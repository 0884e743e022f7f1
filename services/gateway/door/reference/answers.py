"""The OpenAPI document of all that the gateway answers, put together from those of the services."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from services.gateway.door.reference import rules
from shared.http import bodies

Document = dict[str, Any]

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
            "errors": [{"pointer": "/distance_m", "code": "out_of_range"}],
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
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}},
            },
        },
    },
}


def _refused(description: str) -> Document:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": reference}}}


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
    """The gateway's document with what the services say of the routes it forwards to them."""
    paths = {path: _with_parameters(path, item, services) for path, item in own["paths"].items()}
    schemas: dict[str, Any] = {}
    for route in forwarded:
        theirs = services.get(route.service, {}).get("paths", {}).get(route.path, {})
        if operation := theirs.get(route.method.lower()):
            described = {**operation, "security": [{"token": list(route.roles)}] if route.roles else []}
            paths.setdefault(route.path, {})[route.method.lower()] = described
    for each in (*services.values(), own):
        schemas |= schemas_of(each)
    schemas = {name: rules.left_out(schemas[name]) for name in sorted(schemas)} | {"Problem": PROBLEM}
    return {
        **own,
        "paths": {
            path: {method: {"tags": [_noun(path)], **_operation(op)} for method, op in item.items()}
            for path, item in paths.items()
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"token": []}],
    }


def schemas_of(document: Document) -> dict[str, Any]:
    """The schemas of a service by name: those of its answers, and of the bodies that its routes take."""
    schemas = dict(document.get("components", {}).get("schemas", {}))
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's errors, which we never answer
        schemas.pop(name, None)
    for item in document["paths"].values():
        for operation in item.values():
            schemas |= operation.get("requestBody", {}).get(bodies.SCHEMAS, {})
    return schemas


def _with_parameters(path: str, item: Document, services: Mapping[str, Document]) -> Document:
    """What the gateway asks a service for under the same path takes the parameters that the service takes."""
    behind = [each["paths"][path] for each in services.values() if path in each["paths"]]
    taken = {method: op["parameters"] for each in behind for method, op in each.items() if "parameters" in op}
    return {
        method: operation | ({"parameters": taken[method]} if method in taken else {})
        for method, operation in item.items()
    }


def _noun(path: str) -> str:
    """Under which heading it is shown: the first word of the path that is not `me`."""
    return path.removeprefix("/v1/").removeprefix("me/").partition("/")[0].partition(":")[0]


def _operation(operation: Document) -> Document:
    answers = {status: each for status, each in operation["responses"].items() if status != "422"}
    if operation.get("security", [{"token": []}]):
        answers |= REFUSED_SIGNED_IN
    if "requestBody" in operation:
        answers |= REFUSED_BODY
        ours = (bodies.SCHEMAS, bodies.BYTES_MAX)
        body = {name: each for name, each in operation["requestBody"].items() if name not in ours}
        operation = {**operation, "requestBody": body}
    parameters = [rules.left_out_parameter(each) for each in operation.get("parameters", ())]
    if any(each["in"] == "path" for each in parameters):
        answers |= REFUSED_OBJECT
    taken = {"parameters": parameters} if parameters else {}
    return {**operation, **taken, "responses": {**answers, **REFUSED_QUOTA, "default": REFUSED}}
