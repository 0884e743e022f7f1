"""What takes milliseconds to read is read beside the event loop, so that others are answered meanwhile."""

import threading
from uuid import uuid4

import pytest

from shared.http import bodies
from tests.trips.running_trips import Trips

LARGE = b"{" + b" " * bodies.BESIDE_BYTES_MIN
SMALL = b"{" + b" " * 100


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("POST", "/v1/trips", "rider"),
        ("POST", "/v1/trips:batch", "operator"),
        ("PUT", "/v1/stations", "operator"),
        ("PUT", "/v1/zones", "operator"),
    ],
)
async def test_a_large_body_is_parsed_beside_the_event_loop(
    trips: Trips, monkeypatch: pytest.MonkeyPatch, method: str, path: str, role: str
) -> None:
    parse, threads = bodies.parse_object, list[str]()

    def noting(raw: bytes) -> object:
        threads.append(threading.current_thread().name.partition("_")[0])
        return parse(raw)

    monkeypatch.setattr(bodies, "parse_object", noting)
    for body in (LARGE, SMALL):
        headers = trips.signed_in(role) | {
            "Idempotency-Key": str(uuid4()),
            "Content-Type": "application/json",
        }
        answer = await trips.client.request(method, path, content=body, headers=headers)
        assert answer.json()["code"] == "malformed-json"
    assert threads == ["parser", threading.current_thread().name]
