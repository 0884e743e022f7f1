"""One trace leads from a request to all that followed from it, and tells nobody who rode."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import tracing
from shared.db import create_engine
from shared.eventlog.kafka import messages
from shared.eventlog.outbox import publish
from tests.laws.streams import judged
from tests.waiting import wait_for

from .conftest import LAT, Collector, Ridden, Seen

ONE, OTHER = (f"00-{'0' * 31}{i}-{'0' * 15}{i}-01" for i in (1, 2))


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Tracing, on, in this process."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.use(provider)
    yield exporter
    tracing.use(None)


@pytest.mark.e2e
def test_a_trace_leads_from_the_request_through_the_outbox_to_the_last_consumer(
    ridden: Ridden, collector: Collector
) -> None:
    def of_trace() -> list[Seen]:
        return [each for each in collector.spans() if each.trace_id == ridden.trace_id]

    def causes() -> set[tuple[str, str]]:
        names = {each.span_id: f"{each.service}: {each.name}" for each in of_trace()}
        return {(names.get(each.parent, ""), names[each.span_id]) for each in of_trace()}

    wait_for(
        causes,
        {
            ("", "gateway: POST /v1/trips"),
            ("gateway: POST /v1/trips", "trips: POST /v1/trips"),
            ("trips: POST /v1/trips", "rewards: process trips"),
            ("trips: POST /v1/trips", "challenges: process trips"),
            ("trips: POST /v1/trips", "public_value: process trips"),
            ("trips: POST /v1/trips", "gateway: process trips"),
            ("rewards: process trips", "gateway: process rewards"),
            ("rewards: process trips", "public_value: process rewards"),
            ("rewards: process trips", "challenges: process rewards"),
        },
    )


@pytest.mark.e2e
def test_a_problem_bears_the_trace_id_of_its_spans(ridden: Ridden, collector: Collector) -> None:
    trace_id = ridden.refusal["trace_id"]
    wait_for(
        lambda: {
            (each.service, each.attributes["http.response.status_code"])
            for each in collector.spans()
            if each.trace_id == trace_id
        },
        {("gateway", "422"), ("trips", "422")},
    )


@pytest.mark.e2e
def test_spans_tell_neither_who_rode_nor_where_nor_what_was_asked_for(
    ridden: Ridden, collector: Collector
) -> None:
    for secret in (ridden.rider, ridden.trip_id, str(LAT), *ridden.city.tokens.values()):
        assert not [raw for raw in collector.raw if secret.encode() in raw]


def test_what_is_not_traced_costs_nothing() -> None:
    """Nobody pays for the SDK, and health checks make no spans."""
    script = "import sys, services.gateway.app, shared.serve; print([m for m in sys.modules if '.sdk' in m])"
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert shown.strip() == "[]"
    assert tracing.traceparent() is None
    with tracing.request(ONE) as (trace_id, span), tracing.batch("trips", [ONE]):
        assert trace_id == "0" * 31 + "1"
        assert not span.is_recording()
        assert tracing.outgoing(trace_id).startswith(f"00-{trace_id}-")


def test_a_batch_of_one_trace_goes_on_in_it(spans: InMemorySpanExporter) -> None:
    with tracing.batch("trips", [ONE, None, ONE]):
        said = tracing.traceparent()
    [span] = spans.get_finished_spans()
    assert span.parent is not None
    assert (span.parent.trace_id, len(span.links)) == (1, 0)
    assert said is not None
    assert said.startswith(ONE[:36])


def test_a_batch_of_many_traces_is_linked_to_them(spans: InMemorySpanExporter) -> None:
    many = [f"00-{i:032x}-{i:016x}-01" for i in range(1, 100)]
    with tracing.batch("trips", many):
        pass
    [span] = spans.get_finished_spans()
    assert span.parent is None
    assert len(span.links) == tracing.LINKS_MAX


def test_a_batch_of_which_nothing_is_traced_makes_no_span(spans: InMemorySpanExporter) -> None:
    with tracing.batch("trips", [None, "nonsense", f"00-{'0' * 32}-{'0' * 16}-01"]):
        assert tracing.traceparent() is None
    assert spans.get_finished_spans() == ()


def test_a_failure_is_seen_in_its_span_without_its_message(spans: InMemorySpanExporter) -> None:
    with pytest.raises(KeyError), tracing.batch("trips", [ONE, OTHER]):
        raise KeyError("a rider")
    [span] = spans.get_finished_spans()
    assert span.status.status_code.name == "ERROR"
    assert "a rider" not in span.to_json()


def test_the_caller_decides_whether_a_request_is_traced(spans: InMemorySpanExporter) -> None:
    not_sampled = ONE[:-2] + "00"
    with tracing.request(not_sampled) as (trace_id, _):
        assert trace_id == "0" * 31 + "1"
        assert tracing.traceparent() is None
    assert spans.get_finished_spans() == ()


async def test_events_bear_the_span_that_said_them(spans: InMemorySpanExporter, make_database: Any) -> None:
    engine = create_engine(await make_database("trips"), 1)
    with tracing.request(ONE):
        async with engine.begin() as tx:
            await publish(tx, [judged(1)])
            said_in = tracing.traceparent()
    async with engine.begin() as tx:
        await publish(tx, [judged(2)])
        rows = await tx.execute(sa.text("SELECT traceparent FROM outbox ORDER BY seq"))
        assert [row.traceparent for row in rows] == [said_in, None]
    await engine.dispose()


@pytest.mark.parametrize("traceparent", [ONE, None])
def test_kafka_carries_the_span(traceparent: str | None) -> None:
    from datetime import UTC, datetime
    from types import SimpleNamespace
    from uuid import uuid4

    row = {"id": uuid4(), "type": "x", "time": datetime.now(UTC), "traceparent": traceparent}
    headers = messages.to_headers("trips", row)  # type: ignore[arg-type]
    message = SimpleNamespace(headers=headers, partition=0, offset=0, key=b"k", value=b"{}", timestamp=0)
    assert messages.to_record(message).traceparent == traceparent
