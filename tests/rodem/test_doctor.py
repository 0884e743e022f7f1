"""`rodem doctor` on real databases: each fault is found, and «well» is never said too early."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from rodem.care import doctor, outside
from rodem.care.doctor import Consumer, Flow, Health, NotReady, Outbox, examine, faults, read_flow
from rodem.cli import main
from rodem.local.running import Running
from rodem.refusals import Refused
from shared.http.health import Agreed, Compared, SaidAndSetAside, ServiceHealth

MakeDatabase = Callable[[str], Awaitable[str]]

SAY = "INSERT INTO outbox (id, type, key, data) VALUES (gen_random_uuid(), 'x.y.v1', 'k', '{}')"
PUBLISH = """
    WITH said AS (DELETE FROM outbox RETURNING *)
    INSERT INTO log (position, id, type, key, time, data)
    SELECT (SELECT coalesce(max(position), 0) FROM log) + row_number() OVER (ORDER BY seq),
        id, type, key, time, data
    FROM said
"""
SET_ASIDE = """
    INSERT INTO dead_letters (topic, partition, position, id, type, key, time, data, error)
    VALUES ('trips', 0, 1, gen_random_uuid(), 'x.y.v1', 'k', now(), '{}', 'ValueError: bad')
"""
HEARD = "INSERT INTO positions (topic, partition, position) VALUES ('trips', 0, 0), ('rewards', 0, 0)"
WELL = Health([], Flow([Consumer("gateway", "trips", 7, 0)], [Outbox("trips", 0, 0)], 0, {}), {}, {})


async def execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@pytest.fixture
async def ready_url() -> AsyncIterator[str]:
    """A service that is ready."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def city(make_database: MakeDatabase, ready_url: str) -> Running:
    """trips speaks, gateway hears it; nothing has been said."""
    databases = {"gateway": await make_database("gateway"), "trips": await make_database("trips")}
    await execute(databases["gateway"], HEARD)
    return Running(ready_url, {name: ready_url for name in databases}, databases, databases)


def run_json(city: Running, folder: Path) -> str:
    services = {name: {"url": url, "pid": 1} for name, url in city.urls.items()}
    run = {"gateway_url": city.gateway_url, "services": services, "databases": dict(city.databases)}
    run["owners"] = dict(city.owners)
    (folder / "run.json").write_text(json.dumps(run))
    return str(folder)


async def test_an_idle_city_is_well(city: Running) -> None:
    health = await examine(city)
    assert list(faults(health)) == []
    answer = doctor.as_json(health)
    parts = ["not_ready", "consumers", "outbox", "dead_letters"]
    parts += ["ledger", "trips", "differences", "not_compared", "not_checked"]
    assert list(answer) == ["ok", *parts]
    assert answer["consumers"] == [
        {"service": "gateway", "topic": "rewards", "position": 0, "lag": 0},
        {"service": "gateway", "topic": "trips", "position": 0, "lag": 0},
    ]
    assert answer["outbox"] == [
        {"service": "gateway", "unpublished": 0, "oldest_s": 0},
        {"service": "trips", "unpublished": 0, "oldest_s": 0},
    ]
    assert set(answer["trips"]) == {
        *("received", "accepted", "held", "rejected", "voided"),
        *("distance_m", "duration_s", "energy_kcal"),
    }


async def test_a_service_that_is_not_ready_says_why(city: Running) -> None:
    """What its `/readyz` advises; else what to look at."""
    body = json.dumps({"code": "unavailable", "detail": "The database cannot be used.", "advice": "Mend it."})

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(f"HTTP/1.1 503 Service Unavailable\r\n\r\n{body}".encode())
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        health = await examine(replace(city, urls={**city.urls, "trips": url}))
    assert health.not_ready == [NotReady("trips", "Mend it.")]
    assert "trips is not ready: Mend it." in list(faults(health))
    assert doctor.as_json(health)["not_ready"] == [{"service": "trips", "why": "Mend it."}]


async def test_what_is_said_and_not_applied_is_found_at_each_step(city: Running) -> None:
    trips, gateway = city.databases["trips"], city.databases["gateway"]
    await execute(trips, SAY, SAY, "UPDATE outbox SET time = now() - interval '90 s'")
    flow = (await examine(city)).flow
    assert flow.outbox[1].unpublished == 2
    assert flow.outbox[1].oldest_s >= 90

    await execute(trips, PUBLISH)
    assert (await read_flow(city.databases)).consumers[1] == Consumer("gateway", "trips", 0, 2)

    await execute(gateway, "UPDATE positions SET position = 2 WHERE topic = 'trips'")
    assert not list(faults(await examine(city)))

    await execute(gateway, SET_ASIDE)
    health = await examine(city)
    assert health.flow.dead_letters == 1
    assert not doctor.as_json(health)["ok"]


async def test_what_is_on_its_way_is_waited_for(city: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    lags = []

    async def read(*args: Any) -> Flow:
        flow = await read_flow(*args)
        lags.append(flow.consumers[1].lag)
        await execute(city.databases["gateway"], "UPDATE positions SET position = 1 WHERE topic = 'trips'")
        return flow

    await execute(city.databases["trips"], SAY, PUBLISH)
    monkeypatch.setattr(doctor, "read_flow", read)
    assert not list(faults(await examine(city)))
    assert (lags[0], lags[-1]) == (1, 0)


async def test_what_happens_during_the_examination_hides_nothing(
    city: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trip is published and applied between the two readings; what gateway says of it is still to go."""
    ask_all, asked = doctor._ask_all, 0

    async def ask_while_a_trip_passes(databases: Any, query: str) -> Any:
        nonlocal asked
        asked += 1
        answer = await ask_all(databases, query)
        if asked == 1:
            await execute(city.databases["trips"], SAY, PUBLISH)
            await execute(
                city.databases["gateway"], "UPDATE positions SET position = 1 WHERE topic = 'trips'", SAY
            )
        return answer

    monkeypatch.setattr(doctor, "_ask_all", ask_while_a_trip_passes)
    assert not doctor.is_caught_up(await read_flow(city.databases))


@pytest.mark.parametrize(
    ("health", "word"),
    [
        pytest.param(replace(WELL, not_ready=[NotReady("trips")]), "not ready", id="a service is down"),
        pytest.param(replace(WELL, ledger={"balanced": False}), "sum to zero", id="the ledger"),
        pytest.param(
            replace(WELL, flow=replace(WELL.flow, unread={"trips": "gone"})), "PostgreSQL", id="a database"
        ),
        pytest.param(
            replace(WELL, flow=replace(WELL.flow, unread={"kafka": "gone"})), "the broker", id="the broker"
        ),
        pytest.param(replace(WELL, flow=replace(WELL.flow, dead_letters=1)), "dlq", id="a dead letter"),
    ],
)
def test_each_fault_says_what_to_do(health: Health, word: str) -> None:
    assert list(faults(WELL)) == []
    (fault,) = faults(health)
    assert word in fault
    assert not doctor.as_json(health)["ok"]


async def test_services_and_databases_that_are_away_are_reported(
    city: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = "http://127.0.0.1:9"
    away = Running(
        nobody,
        {"gateway": nobody, "trips": nobody},
        {**city.databases, "trips": "postgresql://127.0.0.1:9/x"},
        city.owners,
    )
    with pytest.raises(SystemExit) as ended:
        await asyncio.to_thread(main, ["doctor", "--json", "--data", run_json(away, tmp_path)])
    assert ended.value.code == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["ok"] is False
    assert "gateway is not ready" in err
    assert "The database of trips cannot be read" in err


async def test_a_person_reads_a_table_and_exit_code_0(
    city: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        await asyncio.to_thread(main, ["doctor", "--data", run_json(city, tmp_path)])
    out, err = capsys.readouterr()
    assert (ended.value.code, err) == (0, "")
    assert "hears trips" in out
    assert out.endswith("All is well.\n")


async def test_waiting_ends_when_all_is_applied_and_gives_up_in_time(city: Running) -> None:
    await doctor.until_caught_up(city.databases, within_s=0)
    await execute(city.databases["trips"], SAY)
    with pytest.raises(Refused, match="rodem doctor"):
        await doctor.until_caught_up(city.databases, within_s=0.3)


def answer(service: str, **digests: str) -> ServiceHealth:
    """What a service answers from outside that holds numbers of trips with these digests."""
    agreed = [Agreed(owner="trips", what=what, digest=digest) for what, digest in digests.items()]
    said = SaidAndSetAside(last=0, shipped=0, unpublished=0, oldest_s=0, dead_letters=0)
    compared = Compared(differing=[], agreed=agreed)
    return ServiceHealth(service=service, on_kafka=False, heard=[], said=said, compared=compared)


def test_from_outside_sums_of_riders_are_not_compared_once_somebody_was_erased() -> None:
    held = {"trips": answer("trips", distance_m="a", day_hours="b")}
    held |= {"gateway": answer("gateway", distance_m="c"), "rewards": answer("rewards", day_hours="d")}
    found = {(each.service, each.what) for each in outside._disagreeing(held)}
    assert found == {("gateway", "distance_m (of trips)"), ("rewards", "day_hours (of trips)")}
    held["trips"] = answer("trips", distance_m="a", day_hours="b", **{"erased riders": "e"})
    assert [each.service for each in outside._disagreeing(held)] == ["rewards"]
    assert outside.SOMEBODY_WAS_ERASED in outside._not_checked(held, held, {}, on_kafka=False)
