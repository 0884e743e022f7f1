"""The TypeScript client agrees with the OpenAPI document, compiles strictly, and retries with one key."""

import os
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "clients" / "typescript"


def npm(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["npm", *words], cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240
    )


@pytest.fixture(scope="module")
def installed() -> None:
    """What package-lock.json names. Where npm is missing, or cannot fetch it, the tests are skipped."""
    reason = "npm is not installed"
    if shutil.which("npm"):
        got = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
        if got.returncode == 0:
            return
        reason = f"npm cannot install the compiler: {got.stdout}"
    if os.environ.get("RODEM_REQUIRE_ALL") == "1":
        pytest.fail(f"RODEM_REQUIRE_ALL=1, but {reason}")
    warnings.warn(f"The TypeScript client is not tested. {reason}", stacklevel=1)
    pytest.skip(reason)


@pytest.mark.usefixtures("installed")
def test_the_client_is_up_to_date(tmp_path: Path) -> None:
    made = tmp_path / "schema.ts"
    generated = npm("run", "generate", "--", str(made))
    assert generated.returncode == 0, generated.stdout
    assert made.read_text() == (FOLDER / "src" / "schema.ts").read_text(), "run `make clients`"


@pytest.mark.usefixtures("installed")
def test_it_compiles_and_tries_again_with_the_same_key() -> None:
    tested = npm("test")
    assert tested.returncode == 0, tested.stdout
    assert "# fail 0" in tested.stdout


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (FOLDER / "package-lock.json").read_text()
