"""The OpenAPI document is one that clients can be generated from."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from services.gateway.door.reference import rules as openapi_schemas


@pytest.fixture(scope="module")
def document(generate: Any) -> dict[str, Any]:
    found: dict[str, Any] = generate.generate_openapi.document()
    return found


def inside(schema: Any) -> Iterator[dict[str, Any]]:
    """All objects in it, examples aside."""
    if isinstance(schema, list):
        for each in schema:
            yield from inside(each)
    if isinstance(schema, dict):
        yield schema
        for name, each in schema.items():
            if name != "examples":
                yield from inside(each)


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_every_operation_has_a_short_name_of_its_own(document: dict[str, Any]) -> None:
    names = {label: each.get("operationId", "") for label, each in operations(document).items()}
    assert len(set(names.values())) == len(names)
    wrong = {
        label: name
        for label, name in names.items()
        # FastAPI makes the name of the path, unless it is told another.
        if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", name) or "_v1_" in name
    }
    assert wrong == {}


def test_every_part_of_a_path_is_a_parameter(document: dict[str, Any]) -> None:
    for label, operation in operations(document).items():
        taken = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert taken == set(re.findall(r"{(\w+)}", label)), label


def test_every_object_is_found_under_its_name(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    nested = [each for each in inside(document["paths"]) if isinstance(each.get("properties"), dict)]
    for schema in schemas.values():
        nested += [each for each in inside(schema["properties"]) if isinstance(each.get("properties"), dict)]
    # A GeoJSON feature has a property of that name.
    assert [each["title"] for each in nested if "title" in each] == []
    used = {
        each["$ref"].removeprefix(openapi_schemas.REFERENCE) for each in inside(document) if "$ref" in each
    }
    assert used == set(schemas)


def test_what_may_be_left_out_is_never_null(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, each in schema["properties"].items():
            is_null = openapi_schemas.NULL in each.get("anyOf", ())
            assert not is_null or field in schema["required"], f"{name}.{field}"


def test_an_object_whose_name_means_something_else_stays_where_it_is() -> None:
    small = {"title": "Place", "properties": {"lat": {"type": "number"}}}
    large = {"title": "Place", "properties": {"zone_id": {"type": "string"}}}
    schemas: dict[str, Any] = {}
    assert openapi_schemas.named({"items": small}, schemas) == {
        "items": {"$ref": "#/components/schemas/Place"}
    }
    assert openapi_schemas.named({"items": large}, schemas) == {"items": large}
    assert schemas == {"Place": small}
