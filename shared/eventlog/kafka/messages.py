"""Our records as messages, and messages as our records: CloudEvents in Kafka's binary mode.

A position on Kafka is an offset plus 1, so that positions begin at 1 as everywhere.
"""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
from aiokafka.structs import ConsumerRecord
from asyncpg.pgproto import pgproto

from shared.eventlog.log import Record


def to_headers(source: str, record: asyncpg.Record) -> list[tuple[str, bytes]]:
    """CloudEvents 1.0.2 in Kafka's binary mode."""
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
    """The record in a message, whoever sent it: what its headers do not tell is empty, and no error here."""
    headers = dict(message.headers)
    event_id: UUID
    try:
        event_id = pgproto.UUID(headers.get("ce_id", b"").decode())
        time_ = datetime.fromisoformat(headers.get("ce_time", b"").decode())
    except ValueError:
        event_id, time_ = UUID(int=0), datetime.fromtimestamp(message.timestamp / 1000, UTC)
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


def _text(value: bytes | None) -> str:
    """Text that PostgreSQL takes, so that a dead letter can be kept whatever was sent."""
    return (value or b"").decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
