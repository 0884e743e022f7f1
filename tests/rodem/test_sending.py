"""Against a real server on a socket that answers as the gateway does, trouble included."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rodem.gateways import Gateway
from rodem.imports import bodies, connecting
from rodem.imports.files import ImportRefused
from rodem.imports.sending import import_trips

from .generated_files import write_generated_citibike

Call = dict[str, Any]
ZONE = "America/New_York"
IMPORT_ID = "01972b1c-5b7e-7a43-8f3c-2f6f4f9c7d21"


@asynccontextmanager
async def gateway(answer: Callable[[Call, int], Response]) -> AsyncIterator[tuple[str, list[Call]]]:
    """A server that keeps what it was sent; `answer` gets the call and how many came before it."""
    calls: list[Call] = []

    async def any_route(request: Request) -> Response:
        body = await request.body()
        call = {"headers": request.headers, "size": len(body), "body": json.loads(body)}
        calls.append(call)
        return answer(call, len(calls) - 1)

    async def begin(_: Request) -> Response:
        return JSONResponse({"import_id": IMPORT_ID}, 201)

    routes = [("/v1/trips:batch", any_route), ("/v1/imports", begin)]
    app = Starlette(routes=[Route(path, route, methods=["POST"]) for path, route in routes])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", calls
        finally:  # or a server that is left would hold up the tests after one that fails
            server.should_exit = True
            await serving


def all_accepted(call: Call, _: int = 0) -> Response:
    counts = {"accepted": len(call["body"]["trips"]), "held": {}, "rejected": {}, "duplicates": 0}
    return JSONResponse({**counts, "failures": []})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "trips.csv"
    write_generated_citibike(written, rows=250, seed=7)
    return written


async def test_every_row_is_sent_once_in_chunks(file: Path) -> None:
    progress: list[tuple[int, int]] = []
    async with gateway(all_accepted) as (url, calls):
        report = await import_trips(
            file,
            "citibike",
            ZONE,
            Gateway(url, lambda: "a-token"),
            lambda *done: progress.append(done),
            chunk_size=100,
        )
    assert sorted(len(call["body"]["trips"]) for call in calls) == [50, 100, 100]
    assert len({trip["trip_id"] for call in calls for trip in call["body"]["trips"]}) == 250
    assert {call["body"]["timezone"] for call in calls} == {ZONE}
    assert all(call["body"]["history"] is True for call in calls)
    assert {call["body"]["rider_key"] for call in calls} == {"bike"}, "the file names no riders"
    assert {call["headers"]["Authorization"] for call in calls} == {"Bearer a-token"}
    assert len({call["headers"]["Idempotency-Key"] for call in calls}) == 3
    assert (report.rows, report.accepted, report.failures, report.rider_key) == (250, 250, 0, "bike")
    assert report.distance_m == sum(t["distance_m"] for c in calls for t in c["body"]["trips"])
    assert report.distance_m_exact == pytest.approx(report.distance_m, rel=1e-3)
    assert progress[-1][0] == 250


@pytest.mark.parametrize("points", [True, False])
async def test_every_chunk_says_whether_its_trips_earn_points(file: Path, points: bool) -> None:
    async with gateway(all_accepted) as (url, calls):
        await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"), points=points, chunk_size=100)
    assert [call["body"].get("points", True) for call in calls] == [points] * 3


async def test_chunks_stay_below_the_limit_of_a_body(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_BYTES_MAX", 10_000)
    async with gateway(all_accepted) as (url, calls):
        report = await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"))
    assert report.accepted == 250
    assert max(call["size"] for call in calls) < 10_100


async def test_verdicts_and_failures_add_up(file: Path) -> None:
    with file.open("a") as open_file:
        open_file.write("broken\n")

    def verdicts(call: Call, _: int) -> Response:
        failure = {"index": 1, "trip_id": call["body"]["trips"][1]["trip_id"], "problem": {"code": "why"}}
        counts = {"accepted": 1, "held": {"overlapping": 2}, "rejected": {"too_long": 3}, "duplicates": 4}
        return JSONResponse({**counts, "failures": [failure]})

    async with gateway(verdicts) as (url, calls):
        report = asdict(
            await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"), chunk_size=125, workers=1)
        )
    assert len(calls) == 2
    assert (report["rows"], report["accepted"], report["duplicates"]) == (251, 2, 8)
    assert (report["held"], report["rejected"]) == ({"overlapping": 4}, {"too_long": 6})
    assert report["failures"] == 3
    assert [detail["line"] for detail in report["failure_details"]] == [3, 128, 252]


def refuses_short_trips(call: Call, before: int, at_least_s: int = 300) -> Response:
    """Whatever lasts under 300 s is a failure: about a tenth of a generated file."""
    problem = {"code": "validation-error", "errors": [{"pointer": "/distance_m", "code": "out_of_range"}]}
    failures = [
        {"index": i, "trip_id": trip["trip_id"], "problem": problem}
        for i, trip in enumerate(call["body"]["trips"])
        if seconds_of(trip) < at_least_s
    ]
    counts = {"accepted": len(call["body"]["trips"]) - len(failures), "duplicates": 0}
    return JSONResponse({**counts, "held": {}, "rejected": {}, "failures": failures})


def seconds_of(trip: dict[str, Any]) -> float:
    ended_at, started_at = (datetime.fromisoformat(trip[name]) for name in ("ended_at", "started_at"))
    return (ended_at - started_at).total_seconds()


async def test_sums_are_over_the_rows_that_are_in_the_system(file: Path) -> None:
    async with gateway(refuses_short_trips) as (url, calls):
        report = await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"), chunk_size=100)
    trips = [trip for call in calls for trip in call["body"]["trips"]]
    taken = [trip for trip in trips if seconds_of(trip) >= 300]
    assert 0 < len(taken) < len(trips) == 250
    assert (report.accepted, report.failures) == (len(taken), 250 - len(taken))
    assert report.duration_s == sum(map(seconds_of, taken))
    assert report.distance_m == sum(trip["distance_m"] for trip in taken)
    assert report.distance_m_exact == pytest.approx(report.distance_m, abs=len(taken))


async def test_the_first_failures_by_line_are_kept_with_value_and_remedy(file: Path) -> None:
    async with gateway(lambda call, before: refuses_short_trips(call, before, 100_000)) as (url, calls):
        report = await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"), chunk_size=10)
    trips = {trip["trip_id"]: trip for call in calls for trip in call["body"]["trips"]}
    assert report.failures == 250
    assert [detail["line"] for detail in report.failure_details] == list(range(2, 22))
    first = report.failure_details[0]
    metres = trips[first["trip_id"]]["distance_m"]
    assert first["reason"] == (
        f"distance_m {metres} is out of range (right: a whole number from 0 to 200,000)"
    )


async def test_refused_rows_make_a_file_that_is_corrected_and_imported(file: Path, tmp_path: Path) -> None:
    with file.open("a", newline="") as open_file:
        open_file.write("broken\r\n1,2")
    rejected = tmp_path / "rejected.csv"
    async with gateway(refuses_short_trips) as (url, _):
        report = await import_trips(
            file, "citibike", ZONE, Gateway(url, lambda: "t"), chunk_size=100, rejected=rejected
        )
    written = file.read_bytes().splitlines(keepends=True)
    header, *lines = rejected.read_bytes().splitlines(keepends=True)
    assert (header, len(lines)) == (written[0], report.failures)
    assert len(set(lines)) == len(lines)
    assert (b"broken\r\n" in lines, set(lines) - set(written)) == (True, {b"1,2\n"})
    async with gateway(all_accepted) as (url, _):
        again = await import_trips(rejected, "citibike", ZONE, Gateway(url, lambda: "t"))
    assert (again.accepted, again.failures) == (report.failures - 2, 2)


async def test_a_file_of_refused_rows_is_empty_if_there_are_none(file: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    async with gateway(all_accepted) as (url, _):
        await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"), rejected=rejected)
    assert rejected.read_text() == file.read_text().splitlines(keepends=True)[0]


async def test_refused_rows_are_never_written_over_the_file_itself(file: Path, tmp_path: Path) -> None:
    before = file.read_text()
    for rejected, said in ((tmp_path / "." / file.name, "itself"), (tmp_path / "no" / "x", "cannot be")):
        with pytest.raises(ImportRefused, match=said):
            await import_trips(file, "citibike", ZONE, Gateway("http://x", lambda: "t"), rejected=rejected)
    assert file.read_text() == before


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Response(status_code=503, headers={"Retry-After": "1"}), id="overload"),
        pytest.param(Response(status_code=429, headers={"Retry-After": "0"}), id="over quota"),
        pytest.param(Response(status_code=409, headers={"Retry-After": "0"}), id="still running"),
    ],
)
async def test_a_chunk_is_sent_again_with_its_key(file: Path, trouble: Response) -> None:
    async with gateway(lambda call, before: all_accepted(call) if before else trouble) as (url, calls):
        report = await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"))
    assert report.accepted == 250
    assert len(calls) == 2
    assert len({call["headers"]["Idempotency-Key"] for call in calls}) == 1


async def test_an_expired_token_is_replaced_once(file: Path) -> None:
    tokens = iter(["old", "new", "newer"])

    def knows_new(call: Call, _: int) -> Response:
        fresh = call["headers"]["Authorization"] == "Bearer new"
        return all_accepted(call) if fresh else Response(status_code=401)

    async with gateway(knows_new) as (url, _):
        report = await import_trips(file, "citibike", ZONE, Gateway(url, lambda: next(tokens)))
    assert report.accepted == 250
    async with gateway(lambda *_: Response(status_code=401)) as (url, calls):
        with pytest.raises(ImportRefused, match="401"):
            await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"))
    assert len(calls) == 2


async def test_a_refusal_stops_the_import_in_words(file: Path) -> None:
    problem = JSONResponse({"title": "Forbidden", "detail": "Operators only."}, status_code=403)
    async with gateway(lambda *_: problem) as (url, calls):
        with pytest.raises(
            ImportRefused,
            match=r"^The import of trips\.csv has stopped: .* 403 Operators only\. Name an operator's token",
        ):
            await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"))
    assert len(calls) == 1


async def test_a_refusal_of_everything_says_each_fault(file: Path) -> None:
    errors = [{"pointer": "/timezone", "code": "not_allowed"}, {"pointer": "/trips", "code": "new_code"}]
    problem = JSONResponse({"detail": "Not allowed.", "errors": errors}, status_code=422)
    async with gateway(lambda *_: problem) as (url, _):
        with pytest.raises(
            ImportRefused, match=r"422 Not allowed \(timezone is not a word.*; trips new_code"
        ):
            await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"))


@pytest.mark.timeout(60)
async def test_where_no_gateway_answers_at_first_nothing_is_awaited(file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ImportRefused, match=r"cannot be reached.*Is the address right"):
        await import_trips(file, "citibike", ZONE, Gateway(f"http://127.0.0.1:{port}", lambda: "t"))


async def test_a_gateway_that_goes_away_is_awaited_and_that_is_said_once(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE_S", 1.5)
    away = JSONResponse({"title": "Unavailable", "detail": "Back soon."}, status_code=503)
    async with gateway(lambda *_: away) as (url, calls):
        with pytest.raises(ImportRefused, match=r"Back soon.*Repeat it to resume it"):
            await import_trips(file, "citibike", ZONE, Gateway(url, lambda: "t"))
    assert len(calls) > 2
    said = capsys.readouterr().err
    assert said.count("waiting for it") == 1, said
