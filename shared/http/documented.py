"""Answers as models, and additions to a route's OpenAPI documentation: examples and common headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from starlette.responses import Response


def answer(content: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The response with a model as JSON: the route's `response_model`, so that each field is named once.

    For answers of at most some hundred rows. The most frequent and the largest answers are written with
    msgspec for speed, and have a pydantic model for the documentation only. Both write instants in UTC with
    `Z`.
    """
    return Response(as_json(content), status, headers, media_type="application/json")


def as_json(content: BaseModel) -> bytes:
    """The JSON of an answer. A field that is None is left out; JSON inside a field keeps its nulls."""
    return content.model_dump_json(exclude_none=True).encode()


@dataclass(frozen=True)
class AsKept:
    """`Annotated[dict[str, Any], AsKept(Model)]`: JSON that is answered as it was stored. It was validated
    when it was written, and is not validated again, because rules may have become stricter. OpenAPI shows
    `Model`."""

    model: type[BaseModel]

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            lambda stored, _: stored,
            handler.generate_schema(self.model),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda stored: stored),
        )


def example(**fields: Any) -> ConfigDict:
    """`model_config` of a body or an answer with an example for OpenAPI."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


def example_list(*items: Any) -> ConfigDict:
    """The same of a body that is a list."""
    return ConfigDict(json_schema_extra={"examples": [list(items)]})


def _parameter(name: str, description: str, required: bool, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


IDEMPOTENCY_KEY = _parameter(
    "Idempotency-Key",
    "New for each thing to do, the same for each try: a retry gets the first answer, for 7 days.",
    True,
    {
        "type": "string",
        "minLength": 1,
        "maxLength": 255,
        "pattern": "^[!-~]+$",
        "examples": ["5f0c2f0e-3f0b-4b9e-9f0a-6f7d0c1b2a3e"],
    },
)
DRY_RUN = _parameter(
    "Prefer", "`dry-run` changes nothing and answers what would happen.", False, {"enum": ["dry-run"]}
)


def purpose_header(length_min: int, length_max: int) -> dict[str, Any]:
    """The header X-Purpose."""
    schema = {
        "type": "string",
        "minLength": length_min,
        "maxLength": length_max,
        "examples": ["The rider has asked where 50 points are."],
    }
    return _parameter("X-Purpose", "Why you look at what is a rider's. It is logged.", True, schema)


def header(description: str, example: str) -> dict[str, Any]:
    """A header of an answer."""
    return {"description": description, "schema": {"type": "string", "examples": [example]}}


LANGUAGE = {
    "Content-Language": header("The language of the texts.", "en"),
    "Vary": header("The texts follow this header of the request.", "Accept-Language"),
}
IN_A_LANGUAGE: dict[int | str, dict[str, Any]] = {200: {"headers": LANGUAGE}}
"""`responses` of a route whose answer has texts in the reader's language."""


def takes(*parameters: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads these headers by itself."""
    return {"parameters": list(parameters)}
