"""The transactional outbox: events are published if and only if their transaction commits."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import tracing
from shared.db import fast_uuid, insert
from shared.events.event import Event
from shared.events.registry import encode


async def publish(tx: AsyncConnection, events: Sequence[Event], ids: Sequence[UUID] | None = None) -> None:
    """Publish these events if and only if `tx` commits. Without `ids` each event gets a new UUIDv7."""
    if not events:
        return
    if ids is None:
        ids = [uuid_utils.compat.uuid7() for _ in events]
    traceparent = tracing.traceparent()
    rows = [
        (id_, event.type, event.key, encode(event), traceparent)
        for id_, event in zip(ids, events, strict=True)
    ]
    await insert(tx, "outbox", ("id", "type", "key", "data", "traceparent"), rows)
    (await tx.get_raw_connection()).info["published"] = True


def on_published(engine: AsyncEngine, wake: Callable[[], None]) -> None:
    """Call `wake` at the end of every transaction that called `publish`."""

    @sa.event.listens_for(engine.sync_engine, "checkin")
    def _after_transaction(_: Any, record: Any) -> None:
        if record.info.pop("published", False):
            wake()


def derived_id(cause: UUID, *parts: str) -> UUID:
    """A deterministic id for an event that follows from the event `cause`: a replay makes the same id again,
    and the relay publishes an id only once.

    The id keeps the first 48 bits of the cause, which are the time of a UUIDv7: a B-tree index that is filled
    in order of time is cheaper than one that is filled at random.

    >>> cause = UUID("019aa000-0000-7000-8000-000000000001")
    >>> derived_id(cause, "trip") == derived_id(cause, "trip") != derived_id(cause, "cap")
    True
    """
    of_cause = cause.bytes
    digest = blake2b(of_cause + "\x1f".join(parts).encode(), digest_size=10).digest()
    octets = bytearray(of_cause[:6] + digest)
    octets[6] = octets[6] & 0x0F | 0x80  # version 8 of RFC 9562: custom
    octets[8] = octets[8] & 0x3F | 0x80  # the variant of RFC 9562
    return fast_uuid(bytes(octets))
