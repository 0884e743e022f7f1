"""Conversion between records and Kafka messages: CloudEvents 1.0.2 in Kafka's binary mode.

A position is a Kafka offset plus 1, because our positions begin at 1 and offsets at 0.
"""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
from aiokafka.structs import ConsumerRecord
from asyncpg.pgproto import pgproto

from shared.eventlog.log import Record


def to_headers(source: str, record: asyncpg.Record) -> list[tuple[str, bytes]]:
    """The CloudEvents headers of a row of the log. `source` is the service's name."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(record["id"]).encode()),
        ("ce_source", f"/rodem/{source}".encode()),
        ("ce_type", record["type"].encode()),
        ("ce_time", record["time"].isoformat().encode()),
        ("content-type", b"application/json"),
    ]
    if record["traceparent"]:
        headers.append(("traceparent", record["traceparent"].encode()))
    return headers


def to_record(message: ConsumerRecord[bytes, bytes]) -> Record:
    """The record in a message, whoever sent it. Raises nothing: a missing header becomes an empty text. The
    consumer skips unknown types, and makes a dead letter of data that it cannot decode."""
    headers = dict(message.headers)
    event_id: UUID
    try:
        event_id = pgproto.UUID(_text(headers.get("ce_id")))
        time_ = _instant(_text(headers.get("ce_time")))
    except (ValueError, OverflowError):
        event_id, time_ = UUID(int=0), _said_at(message)
    return Record(
        partition=message.partition,
        position=message.offset + 1,
        id=event_id,
        type=_text(headers.get("ce_type")),
        key=_text(message.key),
        time=time_,
        data=_text(message.value),
        traceparent=_text(headers.get("traceparent")) or None,
    )


def _instant(text: str) -> datetime:
    """An RFC 3339 instant in UTC. Raises ValueError or OverflowError for any other text, and for an instant
    without an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant has an offset")
    return instant.astimezone(UTC)


def _said_at(message: ConsumerRecord[bytes, bytes]) -> datetime:
    """Kafka's timestamp of the message; 1970 if the timestamp is not valid."""
    try:
        return datetime.fromtimestamp(message.timestamp / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _text(value: bytes | None) -> str:
    """The bytes as text that PostgreSQL can store, so that any message can become a dead letter."""
    return (value or b"").decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
