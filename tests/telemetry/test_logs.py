"""Logs are JSON, one object a line, bear trace ids, and tell nobody who rode or where."""

import json
import subprocess
import sys

import pytest

from shared.telemetry import seldom, without_messages

from .conftest import LAT, LON, Ridden

SCRIPT = """
import asyncio, logging, structlog, warnings
from shared.telemetry import configure_logging
configure_logging("trips")
structlog.contextvars.bind_contextvars(trace_id="abc")
structlog.get_logger().info("ours", event_id="1")
logging.getLogger("uvicorn.error").info("Uvicorn runs on %s", "a port")
logging.getLogger("httpx").info("HTTP Request: GET http://trips/v1/trips/a-trip")
logging.getLogger("asyncio").error("Task exception was never retrieved\\nfuture: KeyError('a rider')")
for _ in range(3):
    logging.getLogger("aiokafka").warning("No broker at %s", "kafka")
warnings.warn("old")
try:
    {}["a rider"]
except KeyError:
    structlog.get_logger().exception("failed")
    logging.getLogger("aiokafka").exception("failed too")
"""


def test_all_logs_have_one_form_and_no_messages_of_errors() -> None:
    shown = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True)
    assert shown.stderr == ""
    lines = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [line["event"].partition(":")[0] for line in lines] == [
        "ours",
        "Uvicorn runs on a port",
        "Task exception was never retrieved",
        "No broker at kafka",
        "<string>",
        "failed",
        "failed too",
    ]
    for line in lines:
        assert {"event", "level", "timestamp", "service", "trace_id"} <= line.keys()
    assert "a rider" not in shown.stdout
    assert lines[-1]["exceptions"][0]["kind"] == lines[-2]["exceptions"][0]["kind"] == "KeyError"


def test_an_error_is_told_by_its_kinds_its_causes_and_where_it_arose() -> None:
    try:
        try:
            raise LookupError("41.38, 2.17")
        except LookupError as cause:
            raise ValueError("somebody") from cause
    except ValueError as error:
        told = without_messages(None, "error", {"event": "failed", "exc_info": error})
    assert [each["kind"] for each in told["exceptions"]] == ["ValueError", "LookupError"]
    assert "test_logs.py:" in told["exceptions"][0]["at"][0]
    assert "somebody" not in json.dumps(told)
    assert "41.38" not in json.dumps(told)


def test_a_library_does_not_fill_the_disk() -> None:
    import logging

    passes = seldom()
    records = [logging.LogRecord("aiokafka", logging.WARNING, "", 0, "away", (), None) for _ in range(100)]
    assert [passes(record) for record in records].count(True) == 1


@pytest.mark.e2e
def test_the_logs_of_a_run_are_json_and_tell_neither_who_rode_nor_where(ridden: Ridden) -> None:
    logs = ridden.logs()
    lines = [json.loads(line) for line in logs.splitlines()]
    assert {line["service"] for line in lines} == set(ridden.city.run_json()["services"])
    secrets = [ridden.rider, ridden.trip_id, str(LAT), str(LON), "Bearer", "eyJ"]
    for secret in (*secrets, *ridden.city.tokens.values()):
        assert secret not in logs
    [received] = [line for line in lines if line["event"] == "history_received"]
    assert len(received["trace_id"]) == 32
