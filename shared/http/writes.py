"""Writes: each request is done in one transaction, and only once however often it is sent (idempotency key).

sent = await writes.read(request)
body = bodies.validate(NewThing, sent.content)
async with writes.once(request, engine, caller, sent) as write:
    await store.add(write.tx, body)
    write.answer(201, thing_answer(body))
return write.response
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.responses import Response

from shared.http import bodies, idempotency
from shared.http.auth import Caller
from shared.http.bodies import BODY_MAX
from shared.http.documented import as_json
from shared.http.preferences import is_dry_run, preference_applied


@dataclass(frozen=True)
class Sent:
    """A request's JSON object, the size of its body, its Idempotency-Key, and its hash by
    `idempotency.request_hash`, which is stored. `older_hashes` are what may be stored instead, where hashes
    are keyed and the key was rotated."""

    content: dict[str, Any]
    size_bytes: int
    key: str
    request_hash: bytes
    older_hashes: Sequence[bytes] = ()


async def read(request: Request, limit: int = BODY_MAX) -> Sent:
    """The body and the key of a write. Raises the problems 415, 413, 408 and 400, checked in this order."""
    raw = await bodies.read(request, limit)
    key = idempotency.key_of(request)
    content = await bodies.beside(len(raw), lambda: bodies.parse_object(raw))
    return Sent(content, len(raw), key, idempotency.request_hash(request, raw))


async def read_list(request: Request, limit: int, items_max: int) -> tuple[Sent, list[Any]]:
    """The same of a body that is a list, and its items."""
    raw = await bodies.read(request, limit)
    key = idempotency.key_of(request)
    items = await bodies.beside(len(raw), lambda: bodies.parse_list(raw, items_max))
    return Sent({}, len(raw), key, idempotency.request_hash(request, raw)), items


async def read_nothing(request: Request) -> Sent:
    """The key of a write that says nothing but its path: no body, or `{}`. Raises the same problems."""
    raw = await bodies.read_optional(request)
    key = idempotency.key_of(request)
    bodies.validate(bodies.Nothing, bodies.parse_object(raw))
    return Sent({}, len(raw), key, idempotency.request_hash(request, raw))


class Write:
    """A write in progress: its transaction, and the answer once the route has set it."""

    def __init__(self, tx: AsyncConnection) -> None:
        self.tx = tx
        self.status = 0
        self.body = b""
        self.response = Response(status_code=500)

    def answer(self, status: int, content: BaseModel | Mapping[str, Any]) -> None:
        """Set the answer that is sent after the commit. Fields of a model that are None are left out; a
        mapping is sent unchanged."""
        self.status = status
        self.body = as_json(content) if isinstance(content, BaseModel) else json.dumps(content).encode()


@asynccontextmanager
async def once(
    request: Request, engine: AsyncEngine, caller: Caller, sent: Sent, dry_runs: bool = False
) -> AsyncIterator[Write]:
    """A transaction that is done once for each idempotency key of a caller. It commits at the end of the
    block, together with the stored answer, before the response is sent.

    Raises AnsweredBefore, which sends the stored answer again, IdempotencyKeyInUse while another request
    holds the key, and IdempotencyKeyReused if the key was used for another request.

    With `dry_runs`, a request with `Prefer: dry-run` is answered with 200 and rolled back, and its key stays
    unused.
    """
    dry_run = dry_runs and is_dry_run(request)
    async with engine.connect() as tx:
        if not dry_run:
            await idempotency.hold(tx, caller.id, sent.key, sent.request_hash, *sent.older_hashes)
        write = Write(tx)
        yield write
        # Checked before the commit: an empty answer would be stored under its key for seven days.
        assert write.status, "the route has given no answer"
        if dry_run:
            await tx.rollback()
            write.response = idempotency.json_answer(200, write.body)
            write.response.headers.update(preference_applied(request))
            return
        write.response = await idempotency.keep_answer(
            tx, caller.id, sent.key, sent.request_hash, write.status, write.body
        )
        await tx.commit()


@asynccontextmanager
async def changing(request: Request, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that commits at the end of the block, or rolls back for `Prefer: dry-run`."""
    async with engine.connect() as tx:
        yield tx
        await (tx.rollback() if is_dry_run(request) else tx.commit())
