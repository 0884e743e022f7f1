"""The Python client can be had alone, and comes with rodem and its image."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "clients" / "python"


def project(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return found


def test_the_client_makes_a_wheel_with_its_types(tmp_path: Path) -> None:
    folder = tmp_path / "client"
    shutil.copytree(CLIENT, folder, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    words = [
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        str(folder),
    ]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, timeout=120)
    [wheel] = tmp_path.glob("rodem_client-*.whl")
    held = {name for name in ZipFile(wheel).namelist() if name.startswith("rodem_client/")}
    wanted = {path.relative_to(CLIENT).as_posix() for path in CLIENT.glob("rodem_client/**/*.py")}
    assert held == wanted | {"rodem_client/py.typed"}


def test_rodem_brings_what_the_client_needs() -> None:
    assert set(project(CLIENT)["dependencies"]) <= set(project(ROOT)["dependencies"])
    assert project(CLIENT)["version"] == project(ROOT)["version"]


def test_the_image_has_the_client_beside_rodem() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text().splitlines()
    for source, package in (("rodem", "rodem"), ("clients/python/rodem_client", "rodem_client")):
        assert f"COPY {source} /opt/rodem/app/{package}" in dockerfile
