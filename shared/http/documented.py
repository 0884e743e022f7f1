"""Answers as models, and what the reference says of a route beside its own words: examples, and headers that
many routes take."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from starlette.responses import Response


def answer(content: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """What a route answers: its `response_model`, so that each field is named once.

    For an answer of up to some hundred rows. What riders ask for most often, and what has thousands of rows,
    is written with msgspec and has a model for the reference only; both write an instant in UTC with `Z`.
    """
    return Response(as_json(content), status, headers, media_type="application/json")


def as_json(content: BaseModel) -> bytes:
    """The JSON of an answer. A field that is None is left out; JSON inside a field keeps its nulls."""
    return content.model_dump_json(exclude_none=True).encode()


@dataclass(frozen=True)
class AsKept:
    """`Annotated[dict[str, Any], AsKept(Model)]`: JSON that was checked when it was written, and that is
    answered as it is kept, whatever is asked of new ones today. The reference says that it is a `Model`."""

    model: type[BaseModel]

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            lambda kept, _: kept,
            handler.generate_schema(self.model),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda kept: kept),
        )


def example(**fields: Any) -> ConfigDict:
    """`model_config` of a body or an answer: what one looks like, as JSON."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


def _header(name: str, description: str, required: bool, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


IDEMPOTENCY_KEY = _header(
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
DRY_RUN = _header(
    "Prefer", "`dry-run` changes nothing and answers what would happen.", False, {"enum": ["dry-run"]}
)


def takes(*parameters: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route that reads these headers by itself."""
    return {"parameters": list(parameters)}
