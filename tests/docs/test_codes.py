"""Every code that an answer may bear is documented: of faults, and of the reasons of verdicts."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.gateway.riders.reasons.rules import REASONS
from shared.http.faults import FAULT_CODES, FAULTS

ROOT = Path(__file__).parents[2]


def literals(node: ast.AST) -> Iterator[str]:
    """The codes of faults that this node names: the second of a pair with a pointer, the `code` beside a
    `pointer`, or pydantic's type of an error of our own."""
    match node:
        case ast.Call(func=ast.Name(id="PydanticCustomError"), args=[ast.Constant(value=str(code)), *_]):
            yield code
        case ast.Call(func=ast.Name(id="refused"), args=pairs):
            for pair in pairs:
                if isinstance(pair, ast.Tuple) and isinstance(pair.elts[1], ast.Constant):
                    yield str(pair.elts[1].value)
        case ast.Dict(
            keys=[ast.Constant(value="pointer"), *_], values=[_, ast.Constant(value=str(code)), *_]
        ):
            yield code


def sources() -> Iterator[ast.AST]:
    for folder in ("services", "shared"):
        for file in (ROOT / folder).rglob("*.py"):
            yield from ast.walk(ast.parse(file.read_text()))


def test_every_code_of_a_fault_is_documented() -> None:
    named = {code for node in sources() for code in literals(node)} | {code for _, code in FAULT_CODES}
    assert len(named) > 15
    # What pydantic calls too short is out of range.
    assert named - {"too_short"} <= FAULTS.keys(), "Say in shared/http/problems.py what these mean."


def test_no_code_is_documented_that_nothing_says() -> None:
    said = Counter(node.value for node in sources() if isinstance(node, ast.Constant))
    assert [code for code in FAULTS if said[code] < 2] == [], "named in the list of codes, and nowhere else"


def test_the_document_lists_every_problem(generate: Any) -> None:
    generate.pages()  # imports all rooms
    kinds = generate.problem_kinds()
    code = generate.generate_openapi.document()["components"]["schemas"]["Problem"]["properties"]["code"]
    assert [name for name in kinds if f"`{name}` (" not in code["description"]] == []
    assert {"sold-out", "not-found"} & kinds.keys()


def test_an_answer_to_a_dry_run_and_to_a_read_names_its_headers(generate: Any) -> None:
    paths = generate.generate_openapi.document()["paths"]
    operations = [each for item in paths.values() for each in item.values()]
    dry = [each for each in operations if any(p["name"] == "Prefer" for p in each.get("parameters", ()))]
    assert len(dry) > 5
    good = [answer for each in dry for status, answer in each["responses"].items() if status[0] == "2"]
    assert all("Preference-Applied" in answer["headers"] for answer in good)
    answers = [answer for each in operations for answer in each["responses"].values()]
    reads = [answer["headers"] for answer in answers if "ETag" in answer["headers"]]
    assert len(reads) > 5
    assert all("Cache-Control" in headers for headers in reads)


def test_the_document_lists_faults_and_reasons(generate: Any) -> None:
    schemas = generate.generate_openapi.document()["components"]["schemas"]
    faults = schemas["Problem"]["properties"]["errors"]["items"]["properties"]["code"]["description"]
    assert all(f"`{code}` (" in faults for code in FAULTS)
    for schema in ("TripVerdict", "Trip", "ReviewedTrip"):
        reasons = schemas[schema]["properties"]["reasons"]["description"]
        assert all(f"`{code}` (" in reasons for code in REASONS), schema
