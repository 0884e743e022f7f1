"""The bench runs, and its yardsticks do what Rodem does; nothing is measured here."""

import subprocess
import sys

import pytest

from tests.cities import ROOT

pytestmark = pytest.mark.e2e


def test_naive_and_ours_leave_the_same_behind_and_copy_takes_the_same_rows() -> None:
    """`python -m bench` fails when the two pipelines hold something else after the same events."""
    argv = [sys.executable, "-m", "bench", "--size", "smoke", "pipeline_vs_naive", "pipeline_vs_copy"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"pipeline_vs_copy"' in done.stdout
