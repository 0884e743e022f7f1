"""Everything a person reads is there in all three languages."""

import ast
import pkgutil
import re
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import services
import shared
from services.challenges.mine import rules as own_part
from services.challenges.sentences import amounts, conditions, goals
from services.challenges.sentences import rules as sentences
from services.gateway.riders.explanations import rules
from shared.http import texts
from shared.http.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
EXPLANATIONS = [Path(str(module.__file__)) for module in (rules, amounts, conditions, goals, sentences)]


@pytest.fixture(autouse=True, scope="module")
def every_problem_is_known() -> None:
    """Import all that is ours, so that it does not matter which tests ran before."""
    for package in (shared, services):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                import_module(module.name)


def all_kinds(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for below in kind.__subclasses__():
        yield below
        yield from all_kinds(below)


def called(tree: ast.AST, names: set[str]) -> Iterator[str]:
    """The literal first arguments of calls to these functions and classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in names and isinstance(node.args[0].value, str):
                yield node.args[0].value


def all_texts() -> set[str]:
    found = {kind.title for kind in all_kinds()}
    problems = {kind.__name__ for kind in all_kinds()} | {"kind", "Absent"}
    for folder in (ROOT / "shared", ROOT / "services"):
        for file in folder.rglob("*.py"):
            found |= set(called(ast.parse(file.read_text()), problems))
    for file in EXPLANATIONS:
        found |= set(sentences_in(ast.parse(file.read_text())))
    return found | {
        own_part.BEST,
        own_part.REACHED,
        own_part.PAUSED,
        *own_part.NAMES.values(),
        *own_part.IN_A_ROW.values(),
        *own_part.STATES.values(),
    }


def sentences_in(tree: ast.Module) -> Iterator[str]:
    """The texts of more than one word in a module that only explains; docstrings are none."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from [node.value] if " " in node.value.strip() else []


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", [each for each in texts.LANGUAGES if each != "en"])
def test_every_text_is_translated_with_the_same_values_in_it(language: str) -> None:
    missing = {text for text in all_texts() if texts.translate(text, language) == text}
    assert not missing, f"Translate these in shared/http/locales/{language}.po."
    for text in all_texts():
        assert placeholders(texts.translate(text, language)) == placeholders(text), text


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_nothing_is_nothing_in_every_language(language: str) -> None:
    """gettext keeps a catalog's own header under the empty text."""
    assert texts.translate("", language) == ""


# In Catalan an imperative in -eu or -iu addresses by "vós"; in Spanish these by "usted".
FORMAL = {
    "ca": re.compile(
        r"\b(?!(?:objectiu|peu|preu|seu|teu|veu|diu|escriu)\b)[\w·]+[ei]u\b|\bvost(?:re|ra|res|è|ès)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\busted(?:es)?\b|(?:^|[.:;] |\by |\bo )(?:cancele|elija|empiece|envíe|escriba|espere|haga|intente|"
        r"inténtelo|pida|ponga|publique|pruebe|termine|vuelva)(?:lo|la|los|las)?\b",
        re.IGNORECASE,
    ),
}


@pytest.mark.parametrize("language", FORMAL)
def test_whoever_reads_is_addressed_alike(language: str) -> None:
    """As most texts do: by "tu" and "tú"."""
    catalog = (ROOT / "shared" / "http" / "locales" / f"{language}.po").read_text()
    told = re.findall(r'^msgstr "(.+)"$', catalog, re.MULTILINE)
    assert len(told) > 100
    assert [text for text in told if FORMAL[language].search(text)] == []
