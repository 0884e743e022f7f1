"""The reference is generated from the code and up to date, and nothing in it lacks a description."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from fastapi.routing import APIRoute
from prometheus_client import Counter

from shared.http import texts

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PUBLISHED_README = DOCS / "events" / "published" / "README.md"


def test_the_reference_is_up_to_date_and_leaves_nothing_out(generate: Any) -> None:
    """`pages` itself fails on an event, problem, setting, command or metric that is not described."""
    pages: dict[str, str] = generate.pages()
    # Names only: a diff of long documents takes minutes.
    old = [name for name, text in pages.items() if (ROOT / name).read_text() != text]
    assert not old, "run `make docs`"
    for folder in (DOCS / "reference", DOCS / "events", DOCS / "events" / "published"):
        for path in {*folder.glob("*.*")} - {PUBLISHED_README}:
            assert str(path.relative_to(ROOT)) in pages, f"{path.name} is made from nothing"


def test_the_reference_is_made_from_every_module_of_every_room_and_sub_room(generate: Any) -> None:
    """The reference lists settings, problems and metrics of imported modules only: all must be imported."""
    generate.pages()
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "services").rglob("*.py")
        if "migrations" not in path.parts
    }
    assert "services.public_value.releases.publishing.rules" in modules
    assert modules - sys.modules.keys() == set()


def test_what_has_not_a_word_about_it_is_refused(generate: Any) -> None:
    kind = type("Mysterious", (), {"__doc__": ""})  # no Problem, which would stay among them
    with pytest.raises(ValueError, match="not described"):
        generate.described(kind)


def test_a_metric_without_a_word_about_it_is_refused(generate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "own_metrics", lambda: {Counter("rodem_silent", "", registry=None)})
    with pytest.raises(ValueError, match="rodem_silent_total is not described"):
        generate.metrics()


def test_an_event_without_an_example_is_refused(generate: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate.generate_events, "EXAMPLES", {})
    with pytest.raises(ValueError, match="has no example"):
        generate.generate_events.schemas()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def has_example(schema: dict[str, Any], components: dict[str, Any]) -> bool:
    if reference := schema.get("$ref"):
        schema = components[reference.removeprefix("#/components/schemas/")]
    return bool(schema.get("examples")) or any(
        has_example(each, components) for each in schema.get("anyOf", ())
    )


Part = Literal["a description", "an example of its body", "an example of its answer", "its roles or none"]


def lacking(document: dict[str, Any]) -> list[tuple[str, Part]]:
    """Each operation that lacks a part which every operation must have, and that part."""
    found: list[tuple[str, Part]] = []
    components = document["components"]["schemas"]
    for name, operation in operations(document):
        if not operation.get("description"):
            found.append((name, "a description"))
        contents = [operation["requestBody"]["content"]] if "requestBody" in operation else []
        if not all(has_example(each["application/json"]["schema"], components) for each in contents):
            found.append((name, "an example of its body"))
        good = {status: each for status, each in operation["responses"].items() if status.startswith("2")}
        contents = [each["content"] for status, each in good.items() if status != "204"]
        answers = [media for each in contents for media in each.values()]
        if not good or not all("example" in e or has_example(e["schema"], components) for e in answers):
            found.append((name, "an example of its answer"))
    return found


def test_every_route_has_a_description_and_examples_of_request_and_answer(generate: Any) -> None:
    assert lacking(generate.generate_openapi.document()) == []


def test_a_route_without_an_example_is_noticed(generate: Any) -> None:
    document = generate.generate_openapi.document()
    del document["components"]["schemas"]["TripVerdict"]["examples"]
    assert ("POST /v1/trips", "an example of its answer") in lacking(document)


def test_every_route_of_the_gateway_is_in_the_document(generate: Any) -> None:
    from services.gateway.door.chains import routes as chains
    from services.gateway.door.forwarding.rules import FORWARDED
    from services.gateway.riders.statement import routes as statement
    from services.gateway.riders.summary import routes as summary
    from services.gateway.riders.support import routes as support
    from services.gateway.riders.trips import routes as trips
    from shared.http.health import router_of

    named = {name for name, _ in operations(generate.generate_openapi.document())}
    wanted = {f"{route.method} {route.path}" for route in FORWARDED if not route.is_page}
    own = (chains.router, statement.router, summary.router, support.router, trips.router)
    wanted |= {
        f"{method} {route.path}"
        for router in (*own, router_of("gateway"))
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in route.methods or ()
    }
    assert named == wanted


@pytest.mark.parametrize("language", [each for each in texts.LANGUAGES if each != "en"])
def test_every_problem_page_is_translated(generate: Any, language: str) -> None:
    texts_ = {kind[part] for kind in generate.problem_kinds().values() for part in ("title", "description")}
    assert not {text for text in texts_ if texts.translate(text, language) == text}


DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))


def test_each_decision_has_a_number_of_its_own() -> None:
    """From 1 on without a gap, the same in its name and in its title."""
    titles = [path.read_text().partition(". ")[0] for path in DECISIONS]
    assert titles == [f"# {number}" for number in range(1, len(DECISIONS) + 1)]
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_what_it_cost_and_what_would_change_it(path: Path) -> None:
    text = path.read_text()
    for part in ("**Problem.**", "**Decision.**", "**Cost.**", "**Would change our mind.**"):
        assert part in text, f"{path.name} lacks {part}"
