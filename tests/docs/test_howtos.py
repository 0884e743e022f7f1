"""The tutorial and every how-to, followed as they stand there, in a city of their own."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock
from uuid import uuid4

import httpx
import pytest

from rodem.local.provision import make_issuer
from rodem.local.running import SERVICES
from rodem.local.tokens import mint
from tests.cities import ROOT, City, running_city
from tests.docs.lists import naming_all, told
from tests.reported_trips import reported_trip
from tests.waiting import wait_for

pytestmark = pytest.mark.e2e

DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "reference" not in path.parts)
PAGES += [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
FOLLOW_WITHIN_S = 120
CHECKED_WITHIN_S = 480
"""A block of commands in a copy of the tree, which may run tests."""
# Pages say «sleep 2» where a person would wait: a test waits until everything is applied. Loops that ask
# again and again say «sleep 1».
SLEEP = 'sleep() { if [ "$1" = 2 ]; then curl -sSf $SETTLED; else command sleep "$1"; fi; }'


def blocks(page: str, language: str = "console") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text(), re.DOTALL | re.MULTILINE)


def steps(block: str) -> list[tuple[str, str]]:
    """Each command of a console block, and what the page says that it prints."""
    found: list[tuple[str, str]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif line.startswith("> "):
            found[-1] = (f"{found[-1][0]}\n{line[2:]}", "")
        else:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


@contextmanager
def answering(answer: Callable[[str, str], bytes]) -> Iterator[str]:
    """A server on this machine, whose address it gives; `answer` gets the address and the path of a GET."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answer(here, self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def once_settled(city: City, *_: str) -> bytes:
    """Nothing, as soon as everything is applied."""
    wait_for(lambda: city.doctor()["ok"], True)
    return b""


def follow(city: City, folder: Path, *parts: str, **replaced: str) -> str:
    """Run console blocks in one shell, but for `rodem up`, and hold the output against the page's.

    `…` on a page stands for anything. Spaces do not matter.
    """
    for name, target in ((".venv", Path(sys.prefix)), (".data", city.data)):
        if not (folder / name).exists():
            (folder / name).symlink_to(target)
    wanted = [step for part in parts for step in steps(part) if not step[0].startswith(".venv/bin/rodem up")]
    script = "\n".join([SLEEP, "set -e", *(f"{command}\nprintf '\\036'" for command, _ in wanted)])
    for old, new in {"http://127.0.0.1:8000": city.run_json()["gateway_url"], **replaced}.items():
        script = script.replace(old, new)
    with answering(partial(once_settled, city)) as settled:
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=os.environ | {"SETTLED": settled},
            capture_output=True,
            text=True,
            timeout=FOLLOW_WITHIN_S,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    for (command, expected), seen in zip(wanted, done.stdout.split("\x1e"), strict=False):
        pattern = ".*".join(re.escape(part) for part in re.sub(r"\s", "", expected).split("…"))
        assert not expected or re.fullmatch(pattern, re.sub(r"\s", "", seen)), f"{command}\n{seen}"
    return done.stdout


@pytest.fixture
def own_city(tmp_path: Path) -> Iterator[City]:
    """An empty city, as a newcomer has it."""
    with running_city(tmp_path, from_nothing=True) as city:
        yield city


@pytest.fixture(scope="module")
def any_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city for the pages that do not care what is in it already."""
    with running_city(tmp_path_factory.mktemp("howtos")) as city:
        yield city


def test_the_tutorial_leads_to_a_city_with_points(own_city: City, tmp_path: Path) -> None:
    follow(own_city, tmp_path, *blocks("tutorial/first-city.md"))
    assert own_city.doctor()["trips"]["voided"] == 1


def run_program(page: str, city: City, token: str) -> None:
    """Run the page's Python program, and hold the output against what the page says it prints."""
    [program] = blocks(page, "python")
    [printed] = re.findall(r"it prints:\n\n```\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
    env = {"RODEM_URL": city.run_json()["gateway_url"], "RODEM_TOKEN": token}
    argv = [sys.executable, "-c", program]
    ran = subprocess.run(argv, env=os.environ | env, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (0, printed), ran.stderr


def test_a_client_is_used_as_the_how_to_says(any_city: City) -> None:
    """It decides its own trips: one that was held before still is."""
    others = reported_trip(distance_m=12_000)  # 36 km/h
    assert any_city.call("POST", "/v1/trips:batch", {"trips": [others]}).json()["held"]
    run_program("how-to/use-a-client.md", any_city, any_city.token("operator"))
    queue = any_city.call("GET", "/v1/trips?verdict=held&limit=200", None).json()["trips"]
    assert others["trip_id"] in [trip["trip_id"] for trip in queue]


def test_an_app_is_connected_as_the_how_to_says(any_city: City, tmp_path: Path) -> None:
    page = "how-to/connect-an-app.md"
    challenge = {
        "name": {"en": "For who joins"},
        "goal": {"kind": "sum", "measure": "trips", "target": 5},
        "who": {"kind": "joined"},
        "reward": {"points": 10},
        "starts_at": "2020-01-01T00:00:00Z",
        "ends_at": "2100-01-01T00:00:00Z",
    }
    challenge_id = any_city.call("POST", "/v1/challenges", challenge).json()["challenge_id"]
    path = f"/v1/challenges/{challenge_id}/publish"
    any_city.call("POST", path, {"reason": "A test."}).raise_for_status()
    rider = str(uuid4())
    run_program(page, any_city, any_city.token("rider", rider))
    [entry] = any_city.call("GET", "/v1/me/summary", None, "rider", rider).json()["entries"]
    assert entry["challenge_id"] == challenge_id
    follow(any_city, tmp_path, *blocks(page))


@pytest.mark.parametrize(
    "page",
    [
        "import-your-own-file",
        "move-balances",
        "set-what-trips-are-worth",
        "configure-a-challenge",
        "offer-rewards",
        "connect-a-shop",
        "connect-locks",
        "declare-days-and-stations",
        "run-a-campaign",
        "run-a-draw",
        "change-limits-of-trips",
        "run-leaderboards",
        "ride-in-teams",
    ],
)
def test_what_a_how_to_does_is_done_so(any_city: City, tmp_path: Path, page: str) -> None:
    follow(any_city, tmp_path, *blocks(f"how-to/{page}.md"))


def test_trips_are_reviewed_as_the_how_to_says(tmp_path: Path) -> None:
    """In a city as it is without any setting."""
    with running_city(tmp_path, env={"RODEM_RIDER_TRIPS": "confirmed_later"}) as city:
        follow(city, tmp_path, *blocks("how-to/review-trips.md"))


def test_trips_are_imported_as_the_how_to_says(any_city: City, tmp_path: Path) -> None:
    zones, stations, paid, unpaid, refused, sent = blocks("how-to/import-trips.md")
    empty = any_city.doctor()["trips"]
    follow(any_city, tmp_path, zones, stations, paid)
    before = any_city.doctor()
    follow(any_city, tmp_path, unpaid)
    after = any_city.doctor()
    counted = [since(empty, each["trips"]) for each in (before, after)]
    assert [(trips["received"], trips["accepted"]) for trips in counted] == [(3, 2), (6, 4)]
    assert after["ledger"] == before["ledger"]
    assert before["ledger"]["issued_points"] > 0
    follow(any_city, tmp_path, refused, sent)
    trips = since(empty, any_city.doctor()["trips"])
    assert (trips["received"], trips["accepted"], trips["rejected"]) == (9, 7, 2)


def since(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """What has been added to these counts."""
    return {name: count - before[name] for name, count in after.items()}


def provide(keys: bytes, here: str, path: str) -> bytes:
    """What an outside provider of identities answers: its discovery document, and its keys."""
    return keys if path == "/keys" else json.dumps({"issuer": here, "jwks_uri": f"{here}/keys"}).encode()


def test_an_oidc_provider_is_connected_as_the_how_to_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, *_, trying = blocks("how-to/oidc.md")
    keys = tmp_path / "provider"
    keys.mkdir()
    with answering(partial(provide, make_issuer(keys).read_bytes())) as provider:
        discovery_url = f"{provider}/.well-known/openid-configuration"
        for name, value in re.findall(r"export (\w+)=(\S+)", settings):
            monkeypatch.setenv(name, discovery_url if value.startswith("https://") else value)
        with mock.patch("rodem.local.tokens.ISSUER", provider):
            tokens = [mint(keys, "rider") for _ in range(2)]
        with running_city(tmp_path) as city:
            riders = [
                json.loads(follow(city, tmp_path, trying, eyJhbGciOi=token).strip("\x1e"))
                for token in [*tokens, tokens[0]]
            ]
            assert riders[0]["rider_id"] == riders[2]["rider_id"] != riders[1]["rider_id"]
            own = {"Authorization": f"Bearer {mint(keys, 'rider')}"}
            url = city.run_json()["gateway_url"] + "/v1/me/summary"
            assert httpx.get(url, headers=own, timeout=60).status_code == 401, (
                "signed by the development issuer"
            )


def test_a_running_city_is_examined_and_migrated_as_upgrading_says(any_city: City, tmp_path: Path) -> None:
    """This city has one version only: tests/e2e/test_upgrade.py runs two versions side by side."""
    follow(any_city, tmp_path, *blocks("how-to/upgrade.md"))


@pytest.mark.parametrize("page", ["how-to/add-an-event-type.md", "how-to/add-a-challenge-kind.md"])
def test_adding_something_quotes_the_code_and_names_files_that_exist(page: str) -> None:
    named = re.findall(r"`([\w/]+(?:\.py|\.md|/versions))`", (DOCS / page).read_text())
    assert [name for name in named if not (ROOT / name).exists()] == []
    code = "\n".join((ROOT / name).read_text() for name in named if name.endswith(".py")).splitlines()
    quoted = [line for block in blocks(page, "python") for line in block.splitlines() if line.strip()]
    assert len(quoted) > 8
    assert [line for line in quoted if line not in code] == []


def run_in(tree: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the code of this copy of the tree, not on the code that is installed."""
    # The real data lie beside this checkout, not beside the copy.
    env = os.environ | {"PYTHONPATH": str(tree), "RODEM_REQUIRE_ALL": "0"}
    argv = ["bash", "-c", command]
    return subprocess.run(argv, cwd=tree, env=env, capture_output=True, text=True, timeout=CHECKED_WITHIN_S)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code, its tests, and what says where it runs. What is compiled comes along."""
    copy = tmp_path / "tree"
    for name in ("bench", "clients/python", "deploy", "docs", "rodem", "services", "shared", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.egg-info"))
    for path in (*ROOT.glob("*.*"), ROOT / ".gitignore", ROOT / ".dockerignore"):
        if path.is_file():
            shutil.copy(path, copy)
    (copy / ".venv").symlink_to(sys.prefix)
    return copy


def edits(page: str) -> list[tuple[str, str]]:
    """Each file that a page names with «In `…`», and the block that follows."""
    pattern = r"^In `(\S+)`(?:(?!^In `).)*?^```\w+\n(.*?)^```"
    found: list[tuple[str, str]] = re.findall(pattern, (DOCS / page).read_text(), re.DOTALL | re.MULTILINE)
    return found


def write(tree: Path, page: str) -> None:
    """Edit files as the page says: a block becomes a new file, or is added at the end of an existing one."""
    for name, block in edits(page):
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.read_text()}\n{block}" if path.exists() else block)


def run_blocks(tree: Path, page: str) -> None:
    """Run each console block of the page in a shell of its own."""
    for block in blocks(page):
        done = run_in(tree, "set -e\n" + "\n".join(command for command, _ in steps(block)))
        assert done.returncode == 0, block + done.stdout + done.stderr


def checked(tree: Path, *paths: str) -> None:
    """Check these paths as `make check` does, but without the type checker."""
    for command in ("ruff check", "ruff format --check"):
        done = run_in(tree, f".venv/bin/{command} {' '.join(paths)}")
        assert done.returncode == 0, done.stdout + done.stderr
    done = run_in(tree, ".venv/bin/lint-imports --no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def city_of(tree: Path, folder: Path) -> Iterator[City]:
    """`rodem up` of the code in this copy."""
    folder.mkdir()
    with mock.patch("tests.cities.ROOT", tree), running_city(folder, from_nothing=True) as city:
        yield city


def asking(city: City) -> httpx.Client:
    """A client of this city's gateway, with time for a machine that has much else to do."""
    return httpx.Client(base_url=city.run_json()["gateway_url"], timeout=60)


def test_an_indicator_is_added_as_the_how_to_says(tree: Path) -> None:
    [(texts_path, texts), (rules_path, entry), (test_path, test)] = edits("how-to/add-an-indicator.md")
    (tree / texts_path).write_text(texts)
    half = run_in(tree, ".venv/bin/python -c 'import services.public_value.app'")
    assert "Indicator ebike_distance_m has texts but is not computed" in half.stderr
    rules = (tree / rules_path).read_text()
    (tree / rules_path).write_text(rules.replace("COMPUTATIONS = {\n", f"COMPUTATIONS = {{\n{entry}"))
    (tree / test_path).write_text(f"{(tree / test_path).read_text()}\n\n{test}")
    commands = [command for block in blocks("how-to/add-an-indicator.md") for command, _ in steps(block)]
    for command in (*commands, ".venv/bin/python docs/generate.py"):
        done = run_in(tree, command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert '"ebike_distance_m"' in (tree / "docs/openapi.json").read_text()


@pytest.mark.timeout(600)
def test_a_route_is_added_as_the_how_to_says(tree: Path, tmp_path: Path) -> None:
    write(tree, "how-to/add-a-route.md")
    run_blocks(tree, "how-to/add-a-route.md")
    checked(tree, "services/challenges", "tests/challenges")
    document = json.loads((tree / "docs/openapi.json").read_text())["paths"]
    assert document["/v1/challenge-windows"]["get"]["operationId"] == "read_challenge_windows"
    reading, writing = "/v1/challenge-windows?days=90", f"/v1/challenges/{uuid4()}/windows"
    with city_of(tree, tmp_path / "city") as city, asking(city) as client:
        assert client.get(reading).json() == {"days": 90, "challenges": 0}
        assert client.get("/v1/challenge-windows?days=91").status_code == 422
        assert client.post(writing, json={"days": 7}).status_code == 401
        assert city.call("POST", writing, {"days": 7}, "rider").status_code == 403
        assert city.call("POST", writing, {"days": 7}).status_code == 404
        assert city.call("POST", writing, {"days": "7" * 1024}).status_code == 413
        served = client.get("/openapi.json").json()["paths"]
        assert served["/v1/challenges/{challenge_id}/windows"]["post"]["operationId"] == "repeat_challenge"
        in_catalan = client.get("/problems/overlaps", headers={"Accept-Language": "ca"}).text
        assert "Els períodes se superposen" in in_catalan


@pytest.mark.timeout(600)
def test_a_service_is_added_as_the_how_to_says(tree: Path, tmp_path: Path) -> None:
    page = "how-to/add-a-service.md"
    write(tree, page)
    run_blocks(tree, page)
    checked(tree, "services/tips")
    lists, _, _ = told(DOCS / page)
    of_services = rf"(services|tests)/({'|'.join(SERVICES)}|tips)/|docs/{page}"
    assert naming_all(tree, [*SERVICES, "tips"], of_services) == lists
    with city_of(tree, tmp_path / "city") as city, asking(city) as client:
        tip = client.get("/v1/tips/2026-05-04")
        assert tip.json() == {"tip": "Check your brakes."}
        assert client.get("/v1/tips/today").status_code == 422
        assert "/v1/tips/{day}" in client.get("/openapi.json").json()["paths"]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
