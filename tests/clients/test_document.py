"""The OpenAPI document is one that clients can be generated from."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from services.gateway.door.forwarding.rules import FORWARDED
from services.gateway.door.reference import answers
from shared.http import bodies
from shared.http.problems import REFUSALS
from shared.http.schemas import NULL

REFERENCE = "#/components/schemas/"


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


def properties(schema: Any, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """All properties in a schema, by `name.property`; examples are values and have none."""
    for part in inside(schema):
        if part.get("type") == "object":
            yield from ((f"{name}.{field}", each) for field, each in part.get("properties", {}).items())


def test_every_property_and_parameter_says_what_it_is(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    found = {label: each for name in schemas for label, each in properties(schemas[name], name)}
    for label, operation in operations(document).items():
        found |= {f"{label} {each['name']}": each for each in operation.get("parameters", ())}
    assert len(found) > 300
    undescribed = {label for label, each in found.items() if not each.get("description", "").endswith(".")}
    assert not undescribed, "Say in services/gateway/door/reference/fields.json what these are."


def test_no_description_is_left_of_what_is_no_longer_there(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    there = {label for name in schemas for label, _ in properties(schemas[name], name)}
    there |= {label.partition(".")[2] for label in there} | {"errors.pointer", "errors.code"}
    for operation in operations(document).values():
        there |= {each["name"] for each in operation.get("parameters", ())}
    assert answers.FIELDS.keys() - there == set()


def test_every_refusal_has_examples_and_headers_of_its_own(document: dict[str, Any]) -> None:
    seen = set()
    for label, operation in operations(document).items():
        for status, answer in operation["responses"].items():
            assert {"RateLimit", "RateLimit-Policy"} <= answer["headers"].keys(), label
            if "application/problem+json" not in answer.get("content", {}):
                continue
            for code, named in answer["content"]["application/problem+json"]["examples"].items():
                assert named == {"$ref": f"#/components/examples/{code}"}
                example = document["components"]["examples"][code]["value"]
                assert set(document["components"]["schemas"]["Problem"]["required"]) <= example.keys(), label
                assert example["status"] in ({405, 500} if status == "default" else {int(status)}), label
                assert example["type"] == f"/problems/{code}"
            assert "Content-Language" in answer["headers"]
            seen.add(status)
    assert seen == {
        "400",
        "401",
        "403",
        "404",
        "406",
        "408",
        "409",
        "413",
        "415",
        "422",
        "429",
        "503",
        "default",
    }


def test_every_problem_is_an_answer_of_some_operation(document: dict[str, Any]) -> None:
    """Apart from those that come before an operation is known, and one that only items of a list have."""
    named: set[str] = set()
    for operation in operations(document).values():
        for answer in operation["responses"].values():
            named |= answer.get("content", {}).get("application/problem+json", {}).get("examples", {}).keys()
    unnamed = document["components"]["examples"].keys() - named
    assert unnamed == {"request-headers-too-large", "uri-too-long", "activity-id-conflict"}


@pytest.mark.parametrize(("status", "header"), [("401", "WWW-Authenticate"), ("429", "Retry-After")])
def test_a_refusal_says_what_its_headers_tell(document: dict[str, Any], status: str, header: str) -> None:
    answers = [each["responses"].get(status) for each in operations(document).values()]
    assert any(answers)
    assert all(header in answer["headers"] for answer in answers if answer)


def test_every_answer_to_a_read_has_an_etag(document: dict[str, Any]) -> None:
    reads = {label: each for label, each in operations(document).items() if label.startswith("GET ")}
    streams = {
        label
        for label, each in reads.items()
        if "application/json" not in each["responses"]["200"]["content"]
    }
    table = "GET /v1/releases/{number}.csv"
    drawing = "GET /v1/me/redemptions/{redemption_id}/vouchers/{voucher_id}/qr.svg"
    where_somebody_rode = "GET /v1/me/trips/{trip_id}/trace"  # nobody keeps it
    assert streams == {"GET /v1/decisions.ndjson", table, drawing, where_somebody_rode}
    for label in reads.keys() - streams:
        responses = reads[label]["responses"]
        assert "ETag" in responses["200"]["headers"], label
        assert "ETag" in responses["304"]["headers"], label


def test_a_challenge_has_its_name_in_one_shape(document: dict[str, Any]) -> None:
    """In a list, in an entry, in the summary: by language, as it was written."""
    schemas = document["components"]["schemas"]
    names = {
        schema: fields["properties"]["name"]
        for schema, fields in schemas.items()
        if {"challenge_id", "name"} <= fields.get("properties", {}).keys()
    }
    assert len(names) > 2
    for schema, name in names.items():
        found = schemas[name["$ref"].removeprefix(REFERENCE)] if "$ref" in name else name
        assert found["type"] == "object", schema


def test_every_part_of_a_path_is_a_parameter(document: dict[str, Any]) -> None:
    for label, operation in operations(document).items():
        taken = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert taken == set(re.findall(r"{(\w+)}", label)), label


def test_every_object_is_found_under_its_name(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    nested = [each for each in inside(document["paths"]) if isinstance(each.get("properties"), dict)]
    for schema in schemas.values():
        nested += [
            each for each in inside(schema.get("properties", {})) if isinstance(each.get("properties"), dict)
        ]
    # Some of `nested` are no schemas: the fields of a GeoJSON feature, of which one is named `properties`.
    assert [each["title"] for each in nested if "title" in each] == []
    used = {each["$ref"].removeprefix(REFERENCE) for each in inside(document) if "$ref" in each}
    assert used == set(schemas)


def test_what_may_be_left_out_is_never_null(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, each in schema.get("properties", {}).items():
            is_null = NULL in each.get("anyOf", ())
            assert not is_null or field in schema["required"], f"{name}.{field}"


def test_a_name_means_the_same_in_all_answers_and_bodies_of_all_services(generate: Any) -> None:
    meanings: dict[str, Any] = {}
    for service, theirs in generate.generate_openapi.of_services().items():
        sets = [theirs["components"]["schemas"]]
        sets += [each["requestBody"][bodies.SCHEMAS] for each in inside(theirs) if "requestBody" in each]
        for name, schema in [pair for schemas in sets for pair in schemas.items()]:
            assert meanings.setdefault(name, schema) == schema, f"{name} of {service}"


def test_a_problem_that_a_newer_service_names_is_left_out_until_the_gateway_knows_it() -> None:
    """While a city is upgraded, services are newer than their gateway for a while."""
    theirs: dict[str, Any] = {"responses": {"409": {REFUSALS: ["open-to-all", "of-tomorrow"]}}}
    route = FORWARDED[-1]
    merged = answers.merge(
        {"paths": {}}, {route.service: {"paths": {route.path: {route.method.lower(): theirs}}}}
    )
    responses = merged["paths"][route.path][route.method.lower()]["responses"]
    assert list(responses["409"]["content"]["application/problem+json"]["examples"]) == ["open-to-all"]


class Tree(bodies.Body):
    """A body that holds itself."""

    branches: tuple["Tree", ...] = ()
    leaf: int | None = None


def test_a_body_may_hold_itself() -> None:
    operation: dict[str, Any] = {"responses": {}} | bodies.request_body(Tree)
    route = next(each for each in FORWARDED if each.body_bytes_max)
    theirs = {route.service: {"paths": {route.path: {route.method.lower(): operation}}}}
    merged = answers.merge({"paths": {}}, theirs)
    tree = {"$ref": f"{REFERENCE}Tree"}
    [body] = [each["requestBody"] for each in operations(merged).values()]
    assert body == {"required": True, "content": {"application/json": {"schema": tree}}}
    properties = merged["components"]["schemas"]["Tree"]["properties"]
    assert properties["branches"]["items"] == tree
    assert properties["leaf"] == {"title": "Leaf", "type": "integer"}
