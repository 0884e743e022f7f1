"""The bench runs, and its yardsticks do what Rodem does; nothing is measured here."""

import subprocess
import sys

import pytest

from bench.__main__ import PARTS
from tests.cities import ROOT

pytestmark = pytest.mark.e2e


def test_every_part_runs_and_naive_and_ours_leave_the_same_behind() -> None:
    """`python -m bench` fails when the two pipelines hold something else after the same events, and when a
    part calls what is called otherwise by now."""
    argv = [sys.executable, "-m", "bench", "--size", "smoke", *PARTS]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f'"{name}"' in done.stdout for name in PARTS)
