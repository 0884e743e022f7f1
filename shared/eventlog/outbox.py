"""The outbox: what a transaction says, said when and only when it commits."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from asyncpg.pgproto import pgproto
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import tracing
from shared.db import insert
from shared.events.event import Event
from shared.events.registry import encode


async def publish(tx: AsyncConnection, events: Sequence[Event], ids: Sequence[UUID] | None = None) -> None:
    """Say these events when, and only when, `tx` commits. Ids are new unless given."""
    if not events:
        return
    if ids is None:
        ids = [uuid_utils.compat.uuid7() for _ in events]
    said_in = tracing.traceparent()
    rows = [
        (id_, event.type, event.key, encode(event), said_in) for id_, event in zip(ids, events, strict=True)
    ]
    await insert(tx, "outbox", ("id", "type", "key", "data", "traceparent"), rows)
    (await tx.get_raw_connection()).info["published"] = True


def on_published(engine: AsyncEngine, wake: Callable[[], None]) -> None:
    """Call `wake` after every transaction that published something has ended."""

    @sa.event.listens_for(engine.sync_engine, "checkin")
    def _after_transaction(_: Any, record: Any) -> None:
        if record.info.pop("published", False):
            wake()


def derived_id(cause: UUID, *parts: str) -> UUID:
    """The id of what follows from `cause`: the same whenever and however often it follows.

    It keeps the time in the first 48 bits of a UUIDv7, because index pages filled in order of time cost
    less than those filled at random.

    >>> cause = UUID("019aa000-0000-7000-8000-000000000001")
    >>> derived_id(cause, "trip") == derived_id(cause, "trip") != derived_id(cause, "cap")
    True
    """
    known = cause.bytes
    made = bytearray(known[:6] + blake2b(known + "\x1f".join(parts).encode(), digest_size=10).digest())
    made[6] = made[6] & 0x0F | 0x80  # version 8: made by a rule of its own
    made[8] = made[8] & 0x3F | 0x80  # the usual variant
    return pgproto.UUID(bytes(made))  # a `uuid.UUID` that the driver makes and sends in C
