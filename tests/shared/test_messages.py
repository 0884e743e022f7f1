"""A message of a stranger is a record too, whatever its headers hold: nothing stalls a consumer."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka.structs import ConsumerRecord

from shared.eventlog.kafka.messages import to_record

ID = uuid4()
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def message(timestamp: int = 0, **headers: bytes | None) -> ConsumerRecord[Any, Any]:
    return ConsumerRecord(
        topic="t",
        partition=0,
        offset=0,
        timestamp=timestamp,
        timestamp_type=0,
        key=None,
        value=b"no JSON",
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=7,
        headers=tuple(headers.items()),
    )


def test_an_instant_is_kept_in_utc() -> None:
    record = to_record(message(ce_id=str(ID).encode(), ce_time=b"2026-05-04T14:00:00+02:00"))
    assert (record.id, record.time, record.time.utcoffset()) == (ID, NOON, NOON.utcoffset())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"ce_id": None},
        {"ce_id": str(ID).encode(), "ce_time": None},
        {"ce_id": str(ID).encode(), "ce_time": b"2026-05-04T14:00:00"},
        {"ce_id": str(ID).encode(), "ce_time": b"0001-01-01T00:00:00+14:00"},
        {"ce_id": str(ID).encode(), "ce_time": b"9999-12-31T23:59:59-12:00"},
        {"ce_id": b"\xff", "ce_time": b"\xff"},
    ],
)
def test_what_headers_do_not_tell_is_empty(headers: dict[str, bytes | None]) -> None:
    sent = int(NOON.timestamp() * 1000)
    record = to_record(message(sent, **headers))
    assert (record.id, record.time) == (UUID(int=0), NOON)


@pytest.mark.parametrize("timestamp", [-(10**17), 10**17, -(2**63), 2**62])
def test_a_time_that_is_none_is_1970(timestamp: int) -> None:
    assert to_record(message(timestamp)).time == datetime(1970, 1, 1, tzinfo=UTC)
