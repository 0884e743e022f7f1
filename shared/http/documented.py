"""What the reference says of a route beside its own words: examples, and headers that many routes take."""

from typing import Any

from pydantic import ConfigDict


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
