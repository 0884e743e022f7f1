"""A whole city that is traced, and what has become visible of a few rides in it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from tests.cities import City, running_city
from tests.in_folders import shared
from tests.waiting import wait_for

LAT, LON = 41.387654, 2.169876
POINTS = 57


@dataclass(frozen=True)
class Seen:
    """A span as the collector got it. Ids in hex; `parent` is empty for the first of a trace."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent: str
    attributes: dict[str, str]
    linked: tuple[str, ...]


@dataclass
class Collector:
    """Stands for any OTLP collector."""

    port: int
    raw: list[bytes] = field(default_factory=list)

    def spans(self) -> list[Seen]:
        """All that has come so far."""
        seen = []
        for body in list(self.raw):
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                service = values(resource.resource.attributes)["service.name"]
                for scope in resource.scope_spans:
                    seen += [seen_span(service, span) for span in scope.spans]
        return seen


def values(attributes: Any) -> dict[str, str]:
    return {each.key: each.value.string_value or str(each.value.int_value) for each in attributes}


def seen_span(service: str, span: Any) -> Seen:
    return Seen(
        service.removeprefix("rodem-"),
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        values(span.attributes),
        tuple(link.trace_id.hex() for link in span.links),
    )


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    """Takes spans over OTLP/HTTP on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            here.raw.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Collector(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield here
    server.shutdown()


@dataclass
class Ridden:
    """The city after some rides: who rode, with which tokens, in which trace, and what it refused."""

    city: City
    rider: str
    trip_id: str
    trace_id: str
    refusal: dict[str, Any]

    def metrics(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        """Service -> sample name -> labels of each sample."""
        found: dict[str, dict[str, list[dict[str, str]]]] = {}
        for service, running in self.city.run_json()["services"].items():
            text = httpx.get(running["metrics_url"], timeout=30).text
            samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
            found[service] = {}
            for sample in samples:
                found[service].setdefault(sample.name, []).append(sample.labels)
        return found

    def logs(self) -> str:
        return "".join(path.read_text() for path in (self.city.data / "logs").glob("*.log"))


def a_trip(**facts: Any) -> dict[str, Any]:
    started_at = datetime.now(UTC) - timedelta(hours=30)
    return {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(minutes=20)).isoformat(),
        "distance_m": 4_200,
        **facts,
    }


@pytest.fixture
def ridden(
    request: pytest.FixtureRequest, collector: Collector, tmp_path_factory: pytest.TempPathFactory
) -> Ridden:
    """`rodem up` with a collector; a rider rides, a trip is voided, and some calls are refused."""
    return shared(request, lambda: ridden_in(tmp_path_factory.mktemp("traced"), collector))


@contextmanager
def ridden_in(folder: Path, collector: Collector) -> Iterator[Ridden]:
    traced = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    with running_city(folder, env=traced) as city:
        yield ride(city, collector)


def ride(city: City, collector: Collector) -> Ridden:
    rider = str(uuid4())

    def lifetime_points() -> int:
        found: int = city.call("GET", "/v1/me/summary", None, "rider", rider).json()["lifetime_points"]
        return found

    trip = a_trip()
    assert city.call("POST", "/v1/trips", trip, "rider", rider).status_code == 202
    point = {"at": trip["ended_at"], "lat": LAT, "lon": LON}
    assert city.call("POST", "/v1/trips", a_trip(trace=[point]), "rider", str(uuid4())).status_code == 202
    wait_for(lifetime_points, POINTS)
    start_over = {"trip_id": trip["trip_id"], "distance_m": 1}
    assert city.call("POST", "/v1/trips", a_trip(**start_over), "rider", rider).status_code == 409
    history = a_trip(rider_id=str(uuid4()))
    batch = {"trips": [history], "history": True}
    assert city.call("POST", "/v1/trips:batch", batch).status_code == 200
    refusal = city.call("POST", "/v1/trips", {"trip_id": rider, "lat": LAT}, "rider", rider)
    assert refusal.status_code == 422
    assert city.call("POST", f"/v1/trips/{trip['trip_id']}/void", {"reason": "why not"}).status_code == 200
    wait_for(lifetime_points, 0)
    url = city.run_json()["gateway_url"]
    assert httpx.get(f"{url}/v1/nothing/{rider}", timeout=30).status_code == 404
    assert httpx.request("PROPFIND", f"{url}/v1/trips", timeout=30).status_code == 405

    def first_spans() -> set[str]:
        return {each.trace_id for each in collector.spans() if each.name == "POST /v1/trips"}

    wait_for(lambda: len(first_spans()) >= 3, True)
    first = next(each for each in collector.spans() if each.name == "POST /v1/trips")
    return Ridden(city, rider, trip["trip_id"], first.trace_id, refusal.json())
