"""The README's walk, as it stands there, in a real city."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.cities import ROOT, City

pytestmark = pytest.mark.e2e


def commands(readme: str) -> list[str]:
    """The lines of its console block that begin with a prompt."""
    [block] = re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def test_the_walk_works_as_it_stands(city: City, tmp_path: Path) -> None:
    script = "\n".join(["set -e", *commands((ROOT / "README.md").read_text())])
    script = script.replace("http://127.0.0.1:8000", city.run_json()["gateway_url"])
    script = re.sub(r"rodem (token|indicators release)", rf"rodem \1 --data {city.data}", script)
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    # The page's city has told all that it can; others may have ridden in this one.
    assert re.search(r"Nothing new can be told\.|Release \d+ is made\.", done.stdout)
    assert [each for each in answers if "title" in each] == []
    judged, first, statement, figures, voided, last, _, _, _, redeemed, used = answers
    assert (judged["verdict"], voided["verdict"]) == ("accepted", "voided")
    assert (first["lifetime_points"], last["lifetime_points"]) == (57, 0)
    assert statement["postings"][0]["explanation"]["text"] == "42 punts per 4,2 km i 15 punts per 159 kcal."
    assert [row[1:] for row in figures["rows"]] == [[None, None, None]], "a rider alone has no figure"
    assert (redeemed["cost_points"], used["reward"]["name"]) == (50, {"en": "A coffee"})
