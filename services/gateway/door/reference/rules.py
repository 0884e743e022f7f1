"""What the OpenAPI document says of itself. Schemas are as client generators need them: without null for
optional fields, which we leave out. Each operation names the problems that it may answer, by status. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.http.documented import LANGUAGE, header
from shared.http.faults import FAULTS
from shared.http.problems import (
    REFUSALS,
    BodyTooSlow,
    ContentTooLarge,
    Forbidden,
    IdempotencyKeyInUse,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    InvalidCursor,
    MalformedJson,
    NotFound,
    Problem,
    RateLimited,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
    ValidationError,
)
from shared.http.schemas import Schema, not_null

Document = dict[str, Any]
Kinds = Mapping[str, Mapping[str, Any]]
"""Code -> status, title and description of a problem."""

ANY = (ValidationError, RateLimited, Unavailable)
"""Problems of every operation: any request may have an unknown parameter, or be one too many."""
OF_TOKENS = (Unauthorized, Forbidden)
OF_BODIES = (MalformedJson, BodyTooSlow, ContentTooLarge, UnsupportedMediaType)
OF_PARAMETERS: Mapping[str, Sequence[type[Problem]]] = {
    "cursor": (InvalidCursor,),
    "Idempotency-Key": (IdempotencyKeyMissing, IdempotencyKeyInUse, IdempotencyKeyReused),
}

MEMBERS: Mapping[str, Mapping[str, Any]] = {
    ValidationError.code(): {
        "detail": "Something in the body is not allowed.",
        "errors": [{"pointer": "/distance_m", "code": "out_of_range", "minimum": 0}],
    },
    RateLimited.code(): {
        "detail": "At most 600 requests in 60 s. Try again in 1 s.",
        "requests_max": 600,
        "window_s": 60,
        "retry_after_s": 1,
    },
}
"""Code -> what an example of the problem says instead of its description, and besides."""

BOUND = {"type": ["number", "string"]}


SCHEMAS_AT = "#/components/schemas/"


def resolved(part: Any, schemas: Mapping[str, Any]) -> Any:
    """The part of the document without references to schemas that are not there: the gateway passes on
    answers that a service describes, and the service may be away."""
    if isinstance(part, list):
        return [resolved(item, schemas) for item in part]
    if not isinstance(part, dict):
        return part
    reference = part.get("$ref", "")
    if reference.startswith(SCHEMAS_AT) and reference.removeprefix(SCHEMAS_AT) not in schemas:
        return {}
    return {name: resolved(content, schemas) for name, content in part.items()}


def parameter_without_null(parameter: Schema) -> Schema:
    """The parameter without null, which a query string or a header cannot express."""
    return {**parameter, "schema": not_null(parameter["schema"])}


def described(schema: Any, name: str, texts: Mapping[str, str]) -> Any:
    """The schema `name` with a description for each property that has none: the text of `name.property`,
    else that of `property`, which means the same in all schemas."""
    if isinstance(schema, list):
        return [described(item, name, texts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {
        part: content if part in ("examples", "properties") else described(content, name, texts)
        for part, content in schema.items()
    }
    if "properties" in schema:
        parts["properties"] = {
            field: _with_text(described(content, field, texts), f"{name}.{field}", field, texts)
            for field, content in schema["properties"].items()
        }
    return parts


def described_parameter(parameter: Schema, texts: Mapping[str, str]) -> Schema:
    """The parameter with a description: its own, else the text of its name."""
    return _with_text(parameter, parameter["name"], parameter["name"], texts)


def _with_text(schema: Schema, special: str, general: str, texts: Mapping[str, str]) -> Schema:
    text = texts.get(special, texts.get(general))
    return {"description": text, **schema} if text else schema


def _listed(text: str, meanings: Mapping[str, str]) -> str:
    """The text, followed by each code and what the code means."""
    codes = "; ".join(f"`{code}` ({meaning})" for code, meaning in meanings.items())
    return f"{text}: {codes}."


def _example(code: str, kind: Mapping[str, Any]) -> Document:
    return {
        "type": f"/problems/{code}",
        "title": kind["title"],
        "status": kind["status"],
        "detail": kind["description"],
        "code": code,
        **MEMBERS.get(code, {}),
        "instance": "/v1/trips",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    }


def problem_examples(kinds: Kinds) -> Document:
    """Code -> an answer with this problem, for `components.examples`."""
    return {code: {"value": _example(code, kind)} for code, kind in kinds.items()}


def problem_schema(kinds: Kinds) -> Document:
    """The schema of every problem, with the codes that there are."""
    meanings = {code: f"{kind['status']}: {kind['description']}" for code, kind in kinds.items()}
    code = "The problem, in a word that never changes. There may be more"
    return {
        "type": "object",
        "description": "RFC 9457. `code` never changes, texts follow Accept-Language.",
        "required": ["type", "title", "status", "detail", "instance", "code", "trace_id"],
        "examples": [_example(ValidationError.code(), kinds[ValidationError.code()])],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "code": {"type": "string", "description": _listed(code, meanings)},
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


RETRY_AFTER = header("After so many seconds the same request may succeed.", "1")
HEADERS: Mapping[int, Document] = {
    401: {"WWW-Authenticate": header("How to sign in.", 'Bearer realm="rodem"')},
    408: {"Connection": header("The connection ends here.", "close")},
    409: {"Retry-After": RETRY_AFTER | {"description": "Where the conflict passes: after so many seconds."}},
    429: {"Retry-After": RETRY_AFTER},
    503: {"Retry-After": RETRY_AFTER},
}
"""Status -> the headers of its problems, besides those of every problem."""


def refusals(operation: Document, kinds: Kinds) -> Document:
    """Status -> the answers with a problem that the operation may give, each with its codes. A code that is
    not in `kinds` is left out: while a city is upgraded, a service may be newer than the gateway."""
    codes: dict[int, list[str]] = {}
    for code in dict.fromkeys(_codes(operation)):
        if code in kinds:
            codes.setdefault(kinds[code]["status"], []).append(code)
    return {str(status): _refused(status, codes[status], kinds) for status in sorted(codes)} | {
        "default": _answer("Any other problem.", ["internal-error", "method-not-allowed"], {})
    }


def _codes(operation: Document) -> Iterator[str]:
    """The codes of all problems that the operation may answer with, some twice."""
    yield from (kind.code() for kind in ANY)
    if operation.get("security", [{"token": []}]):
        yield from (kind.code() for kind in OF_TOKENS)
    if "requestBody" in operation:
        yield from (kind.code() for kind in OF_BODIES)
    for parameter in operation.get("parameters", ()):
        yield from (kind.code() for kind in OF_PARAMETERS.get(parameter["name"], ()))
        if parameter["in"] == "path":
            yield NotFound.code()
    for answer in operation["responses"].values():
        yield from answer.get(REFUSALS, ())


def _refused(status: int, codes: Sequence[str], kinds: Kinds) -> Document:
    meanings = " ".join(f"`{code}`: {kinds[code]['description']}" for code in codes)
    return _answer(meanings, codes, HEADERS.get(status, {}))


def _answer(description: str, codes: Sequence[str], headers: Document) -> Document:
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
    }
    return {
        "description": description,
        "headers": LANGUAGE | headers,
        "content": {"application/problem+json": content},
    }
