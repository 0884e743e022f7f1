"""What cannot start says why in one sentence, and leaves nothing running."""

import os
import shutil
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from rodem.cli import main
from rodem.local import supervisor
from rodem.local.postgres import port_is_free
from rodem.local.supervisor import Child
from rodem.refusals import Refused
from shared.settings import NOT_CONFIGURED
from tests import copied_cities
from tests.ports import free_ports

ROOT = Path(__file__).parents[2]
MODULE = [sys.executable, "-m", "rodem"]
GATEWAY = {"RODEM_GATEWAY_URL": "http://127.0.0.1:9"}


def start(*command: object, **env: str) -> str:
    """What a command that fails says: one line on stderr and no traceback, here or on stdout."""
    ended = subprocess.run(
        [*MODULE, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.defpath, "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(ROOT), **env},
        timeout=120,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert ended.stderr.count("\n") == 1
    return ended.stderr


def left_running(folder: Path) -> list[str]:
    """The command lines of processes that have the folder in theirs."""
    shown = subprocess.run(["ps", "-ww", "-eo", "command="], capture_output=True, text=True, check=True)
    return [line for line in shown.stdout.splitlines() if str(folder) in line and "pytest" not in line]


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RODEM_TIMEZONE", "Mars/Phobos", "no time zone"),
        ("RODEM_ENV", "production", "RODEM_OIDC_DISCOVERY_URL"),
    ],
)
def test_a_city_with_a_bad_setting_ends_and_names_the_setting(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    ports = free_ports()
    copied_cities.copy_to(tmp_path / "city")
    sentence = start("up", "--data", tmp_path / "city", "--port-base", ports, **{name: value})
    assert said in sentence
    assert left_running(tmp_path) == []
    assert all(port_is_free(port) for port in range(ports, ports + 12))


def test_a_city_on_a_used_port_starts_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = start("up", "--data", tmp_path / "city", "--port-base", min(port, 65_000))
    assert f"Port {port} " in sentence
    assert left_running(tmp_path) == []


@pytest.mark.parametrize("command", ["up", "demo", "secrets"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "city"
    ports = ("--port-base", free_ports())
    sentence = start(command, *((folder,) if command == "secrets" else ("--data", folder, *ports)))
    assert str(folder) in sentence
    assert "Not a directory" in sentence
    assert left_running(tmp_path) == []


async def test_where_one_child_has_wrong_settings_all_are_stopped(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    says = """print('{"event": "cannot_start", "why": "Set RODEM_THIS."}'); raise SystemExit(78)"""
    sleeps = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"

    def child(name: str, program: str) -> Child:
        argv = (sys.executable, "-c", program)
        return Child(name, argv, {}, tmp_path / f"{name}.log", f"http://127.0.0.1:{free_ports(1)}")

    waits = f"import os, time\nwhile not os.path.exists({str(pid_file)!r}): time.sleep(0.01)\n{says}"
    with pytest.raises(Refused, match=r"trips cannot start\. Set RODEM_THIS\."):
        await supervisor.keep_all(
            [child("gateway", sleeps), child("trips", waits)], lambda *_: None, lambda _: None
        )
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


def test_a_package_that_is_not_installed_is_named() -> None:
    """As after `git pull` without `make install`."""
    program = "import sys; sys.modules['shapely'] = None; from shared import serve; serve.main('trips')"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (ended.returncode, ended.stderr) == (NOT_CONFIGURED, "")
    assert "shapely is not installed" in ended.stdout.splitlines()[-1]


async def test_where_a_log_cannot_be_written_the_error_is_the_only_one(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    child = Child("trips", (sys.executable, "-c", ""), {}, tmp_path / "logs" / "log", "http://127.0.0.1:9")
    with pytest.raises(FileExistsError):
        await supervisor.keep_all([child], lambda *_: None, lambda _: None)


@pytest.mark.parametrize("zone", ["Mars/Phobos", "Europe", "../etc/passwd", ""])
def test_a_bad_time_zone_is_one_sentence(zone: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "RODEM_TIMEZONE" in start("serve", "pages", RODEM_TIMEZONE=zone, **GATEWAY)
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--timezone", zone])
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "--timezone" in said.err


@pytest.mark.parametrize("variable", ["RODEM_SOURCES", "RODEM_SERVICE_URLS"])
def test_a_value_that_is_no_json_is_one_sentence_without_it(variable: str) -> None:
    """Values of RODEM_SOURCES hold passwords."""
    value = '{"trips": "postgresql://rodem:verysecret@db/trips"'
    settings = {"DATABASE_URL": "postgresql://db/rodem", variable: value}
    sentence = start("serve", "gateway", **GATEWAY, **settings)
    assert "should be JSON" in sentence
    assert variable.removeprefix("RODEM_").lower() in sentence
    assert "verysecret" not in sentence


def test_a_used_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"RODEM_METRICS_PORT={port}" in start("serve", "pages", RODEM_METRICS_PORT=port, **GATEWAY)
        assert f"RODEM_PORT={port}" in start("serve", "pages", RODEM_PORT=port, **GATEWAY)
        assert port in start("broker", "--port", port)


def test_the_version_is_printed() -> None:
    shown = subprocess.run([*MODULE, "--version"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout == f"rodem {metadata.version('rodem')}\n"


def test_an_old_python_is_one_sentence() -> None:
    """Where somebody runs the package with another Python than the one that `make install` has taken."""
    program = (
        "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_module('rodem', run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (ended.returncode, ended.stderr) == (1, "Rodem needs Python 3.11 or newer, and this is 3.9.\n")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`make`, which knows nothing of the `make` that may run this test."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    argv = ["make", *arguments]
    return subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, check=False)


def script(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_make_install_needs_a_python_that_is_new_enough(checkout: Path) -> None:
    ended = make(checkout, "install", f"PYTHON={script(checkout / 'old', 'exit 1')}")
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[0].startswith("Rodem needs Python 3.11 or newer")
    assert not (checkout / ".venv").exists()


def test_make_install_says_what_a_venv_without_pip_lacks(checkout: Path) -> None:
    """On Debian without python3-venv: there is a Python in .venv, and neither pip nor ensurepip."""
    script(
        checkout / ".venv" / "bin" / "python",
        'case "$*" in *pip*) echo "No module named pip" >&2; exit 1;; esac',
    )
    ended = make(checkout, "install")
    assert ended.returncode == 2
    assert "python3-venv" in ended.stderr.splitlines()[0]
    assert "No module" not in ended.stdout + ended.stderr


@pytest.mark.parametrize(("cores", "processes"), [(1, 2), (2, 3), (7, 8), (8, 8), (64, 8)])
def test_make_runs_tests_in_a_process_more_than_there_are_cores(cores: int, processes: int) -> None:
    assert f" -n {processes} " in make(ROOT, "--dry-run", "test", f"CORES={cores}").stdout
    assert " -n 0 " in make(ROOT, "--dry-run", "test", f"CORES={cores}", "PROCESSES=0").stdout


@pytest.mark.parametrize("target", ["up", "demo", "up-kafka"])
def test_make_starts_a_city_on_other_ports(target: str) -> None:
    shown = make(ROOT, "--dry-run", target, "PORT_BASE=9100").stdout.splitlines()[-1]
    assert shown.split("rodem ")[1].split()[-2:] == ["--port-base", "9100"]
    assert "--port-base" not in make(ROOT, "--dry-run", target).stdout
