"""The real broker, which these tests really kill, and a city that runs on it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from rodem.local import broker, broker_files, postgres
from rodem.local.broker import Broker
from rodem.local.postgres_binaries import CannotStart
from rodem.local.running import Kafka, running, with_database
from tests.ports import free_ports
from tests.waiting import eventually_any


async def new_topic(kafka: Broker) -> str:
    name = f"test-{uuid4().hex[:8]}"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    answer = await admin.create_topics([NewTopic(name, 2, 1)])
    await admin.close()
    assert answer.topic_errors[0][1] == 0
    return name


async def topics(bootstrap: str) -> set[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    found = await admin.list_topics()
    await admin.close()
    return set(found)


async def produce(kafka: Broker, topic: str, *values: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all")
    await producer.start()
    await asyncio.gather(*[await producer.send(topic, value, b"one key") for value in values])
    await producer.stop()


async def consume(kafka: Broker, topic: str, group: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=kafka.bootstrap,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    async with asyncio.timeout(60):
        await consumer.start()
        heard = [(await consumer.getone()).value for _ in range(count)]
    await consumer.commit()
    await consumer.stop()
    return heard


async def test_what_is_sent_is_heard_in_order(kafka: Broker) -> None:
    topic = await new_topic(kafka)
    await produce(kafka, topic, b"1", b"2", b"3")
    assert await consume(kafka, topic, topic, 3) == [b"1", b"2", b"3"]


async def test_a_broker_listens_on_this_machine_only_and_does_not_see_ctrl_c(kafka: Broker) -> None:
    assert postgres.port_is_free(kafka.port) is False
    assert os.getsid(kafka.pid) == kafka.pid
    settings = (kafka.folder / "log" / "server.properties").read_text()
    assert f"listeners=PLAINTEXT://127.0.0.1:{kafka.port},CONTROLLER://127.0.0.1:0" in settings.splitlines()


async def test_a_second_start_on_the_same_folder_is_refused_in_a_sentence(kafka: Broker) -> None:
    with pytest.raises(CannotStart, match=f"already runs on .* \\(KAFKA_BOOTSTRAP={kafka.bootstrap}\\)"):
        await broker.start(kafka.folder, kafka.jars)
    assert await broker.find(kafka.folder) == kafka.bootstrap


async def test_a_taken_port_is_refused_in_a_sentence(kafka: Broker, tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=f"Port {kafka.port} .* is taken"):
        await broker.start(tmp_path / "other", kafka.jars, kafka.port)


async def test_what_was_acknowledged_survives_kill_9_and_stop_leaves_nothing(own_kafka: list[Broker]) -> None:
    first = own_kafka[0]
    topic = await new_topic(first)
    await produce(first, topic, b"1", b"2")
    assert await consume(first, topic, "riders", 1) == [b"1"]
    await broker.kill(first)
    assert await broker.find(first.folder) is None
    assert not await broker.answers(first.bootstrap)

    own_kafka.append(await broker.restart(first))
    again = own_kafka[-1]
    assert (again.port, again.folder) == (first.port, first.folder)
    await produce(again, topic, b"3")
    assert await consume(again, topic, "riders", 2) == [b"2", b"3"]

    os.kill(again.pid, signal.SIGSTOP)  # it hears SIGTERM only when it goes on
    await broker.stop(again)
    assert not postgres.runs(again.pid, ["kafka.Kafka"])
    assert postgres.port_is_free(again.port)
    assert await broker.find(again.folder) is None


async def test_why_kafka_did_not_start_is_told_in_a_sentence(kafka_jars: Path, tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with pytest.raises(CannotStart, match=r"did not start \(.*meta.properties.*\): its log is"):
        await broker.start(tmp_path, kafka_jars)


async def test_what_is_missing_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(CannotStart, match="Java 17 or newer"):
        await broker_files.jars(tmp_path, print)
    executable(tmp_path / "bin" / "java", "exit 0")
    with pytest.raises(CannotStart, match=r"Maven .* not installed"):
        await broker_files.jars(tmp_path, print)
    executable(tmp_path / "bin" / "mvn", "echo '[ERROR] Unknown host'; exit 1")
    with pytest.raises(CannotStart, match=r"could not fetch Kafka \(\[ERROR\] Unknown host\)"):
        await broker_files.jars(tmp_path, print)
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def executable(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.e2e
async def test_a_city_on_kafka_replaces_its_broker_and_takes_it_along_when_it_stops(
    kafka_jars: Path, tmp_path: Path
) -> None:
    port = free_ports()
    env = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP"}
    env["RODEM_KAFKA_PREFIX"] = "vilamar."
    argv = [sys.executable, "-m", "rodem", "up", "--kafka", "--data", str(tmp_path), "--port-base", str(port)]
    with open(tmp_path / "output", "wb") as output:
        city = subprocess.Popen(argv, env=env, stdout=output, stderr=output)

    def run() -> Any:
        assert city.poll() is None, (tmp_path / "output").read_text()
        run_file = tmp_path / "run.json"
        return json.loads(run_file.read_text()) if run_file.exists() else None

    try:
        before = await eventually_any(run, within_s=120)
        assert before["bus"] == "kafka"
        # Whoever asks later, in a shell without that variable, looks at the same topics.
        assert running(tmp_path).kafka == Kafka(before["kafka_bootstrap"], "vilamar.")
        spoken = {"vilamar.riders"} | {f"vilamar.{name}" for name in with_database() if name != "gateway"}
        assert spoken <= await topics(before["kafka_bootstrap"])

        os.kill(before["kafka_pid"], signal.SIGKILL)
        after = await eventually_any(lambda: run() if run()["kafka_pid"] != before["kafka_pid"] else None)
        assert after["kafka_bootstrap"] == before["kafka_bootstrap"]
        assert spoken <= await topics(after["kafka_bootstrap"])
    finally:
        city.send_signal(signal.SIGINT)
        await asyncio.to_thread(city.wait, 40)
    assert city.returncode == 0
    assert not postgres.runs(after["kafka_pid"], ["kafka.Kafka"])
