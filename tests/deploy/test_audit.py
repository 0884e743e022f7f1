"""The audit of dependencies passes only when every pin was looked up, by a source that knows something."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import scripts

ROOT = Path(__file__).parents[2]
LOCK = f"""\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{"0" * 64}
    # via click
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:{"0" * 64} \\
    --hash=sha256:{"1" * 64}
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:{"0" * 64}
Zope.Interface==8.0 \\
    --hash=sha256:{"0" * 64}
"""
PINNED = {("colorama", "0.4.6"), ("numpy", "2.4.6"), ("numpy", "2.5.5"), ("zope-interface", "8.0")}
CANARY = ("django", "2.2")


@pytest.fixture(scope="session")
def audit() -> Any:
    return scripts.load("deploy/audit.py")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds one file of pinned requirements."""
    (tmp_path / "requirements-dev.txt").write_text(LOCK)
    return tmp_path


class Source:
    """A stand-in for a vulnerability database, which the real pip-audit asks over the API of OSV. It answers
    that a version in `knows` is vulnerable, and reports nothing for any other."""

    def __init__(self, knows: set[tuple[str, str]]) -> None:
        self.knows = knows
        self.asked: set[tuple[str, str]] = set()
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = json.loads(self.rfile.read(int(self.headers["content-length"])))
                asked = (query["package"]["name"], query["version"])
                source.asked.add(asked)
                answer = json.dumps(advisory(*asked) if asked in source.knows else {}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def arguments(self) -> list[str]:
        """The arguments that make pip-audit ask this server."""
        url = f"http://127.0.0.1:{self.server.server_port}/v1/query"
        return ["--vulnerability-service", "osv", "--osv-url", url]


def advisory(name: str, version: str) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": "99.1"}]
    affected = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
        "versions": [version],
    }
    about = {"id": "PYSEC-2000-1", "aliases": ["CVE-2000-1"], "summary": "Bad.", "affected": [affected]}
    return {"vulns": [about | dict.fromkeys(("modified", "published"), "2000-01-01T00:00:00Z")]}


@pytest.fixture
def source() -> Iterator[Source]:
    made = Source({CANARY})
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_it_passes_when_every_pin_was_looked_up_for_whatever_platform_it_is(
    audit: Any, folder: Path, source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(folder, source.arguments) == 0
    assert source.asked == {*PINNED, CANARY}
    assert capsys.readouterr().out.startswith("AUDIT PASSED. All 4 pinned versions")


@pytest.mark.parametrize("pin", sorted(PINNED))
def test_a_vulnerable_pin_fails_it_and_is_named_with_its_remedy(
    audit: Any, folder: Path, source: Source, capsys: pytest.CaptureFixture[str], pin: tuple[str, str]
) -> None:
    source.knows.add(pin)
    assert audit.main(folder, source.arguments) == 1
    told, verdict = capsys.readouterr().out.splitlines()
    assert told == f"{pin[0]} {pin[1]}: PYSEC-2000-1, CVE-2000-1: fixed in 99.1"
    assert verdict.startswith("AUDIT FAILED.")


def test_a_source_that_knows_nothing_clears_nothing(
    audit: Any, folder: Path, source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    source.knows.clear()
    assert audit.main(folder, source.arguments) == 2
    assert capsys.readouterr().out.startswith("AUDIT NOT RUN. The source is blind")


def test_a_source_that_is_away_clears_nothing(
    audit: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = ["--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/v1/query"]
    assert audit.main(folder, nobody) == 2
    assert capsys.readouterr().out.startswith("AUDIT NOT RUN. pip-audit made no report.")


def reported(pin: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"name": pin[0], "version": pin[1], "vulns": [], **more}


KNOWN_CANARY = reported(CANARY, vulns=[{"id": "PYSEC-2000-1", "fix_versions": []}])


@pytest.mark.parametrize(
    ("report", "why"),
    [
        pytest.param([KNOWN_CANARY], "3 of 4 versions were not looked up", id="nothing is reported"),
        pytest.param(
            [KNOWN_CANARY, *map(reported, sorted(PINNED)[1:])],
            "1 of 4 versions were not looked up. colorama",
            id="one is left out",
        ),
        pytest.param(
            [
                KNOWN_CANARY,
                {"name": "colorama", "skip_reason": "nobody knows it"},
                *map(reported, sorted(PINNED)[1:]),
            ],
            "nobody knows it",
            id="one is passed over",
        ),
        pytest.param(
            [KNOWN_CANARY, reported(("colorama", "0.4.5")), *map(reported, sorted(PINNED)[1:])],
            "1 of 4 versions were not looked up",
            id="another version is reported",
        ),
        pytest.param(list(map(reported, PINNED)), "django", id="the canary is left out"),
        pytest.param(None, "It says: nothing", id="no report, and exit code 0"),
    ],
)
def test_a_pin_that_was_not_looked_up_is_not_cleared(
    audit: Any,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    report: list[dict[str, Any]] | None,
    why: str,
) -> None:
    """A stand-in for pip-audit prints this report, and its exit code 0 says that nothing is vulnerable."""
    said = "" if report is None else json.dumps({"dependencies": report, "fixes": []})
    (folder / "pip_audit.py").write_text(f"print({said!r})")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert audit.main(folder, []) == 2
    assert why in capsys.readouterr().out


def test_what_was_found_counts_though_the_rest_could_not_be_looked_up(
    audit: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = reported(("colorama", "0.4.6"), vulns=[{"id": "PYSEC-2000-2", "fix_versions": []}])
    said = json.dumps({"dependencies": [found], "fixes": []})
    (folder / "pip_audit.py").write_text(f"print({said!r})")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    assert audit.main(folder, []) == 1


@pytest.mark.parametrize("line", ["requests>=2", "requests @ file:///tmp/x", "-r other.txt", "-e ."])
def test_a_lock_that_cannot_be_read_whole_is_not_cleared(
    audit: Any, folder: Path, source: Source, line: str
) -> None:
    (folder / "requirements.txt").write_text(f"{LOCK}{line}\n")
    assert audit.main(folder, source.arguments) == 2


def test_without_a_lock_there_is_nothing_to_clear(audit: Any, tmp_path: Path, source: Source) -> None:
    assert audit.main(tmp_path, source.arguments) == 2


def test_the_version_that_is_always_asked_about_is_no_exception(
    audit: Any, tmp_path: Path, source: Source
) -> None:
    (tmp_path / "requirements.txt").write_text("==".join(CANARY))
    assert audit.main(tmp_path, source.arguments) == 1


def test_our_own_locks_are_read_whole(audit: Any) -> None:
    locks = [path.read_text() for path in ROOT.glob("requirements*.txt")]
    stated = {each for lock in locks for each in re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", lock, re.M)}
    assert len(locks) == 2
    assert audit.pins(ROOT) == stated
