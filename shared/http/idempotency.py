"""Idempotency keys: an answer is stored under its key in the transaction of the effect, for retries."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.responses import Response

from shared.db import fetch
from shared.http.problems import IdempotencyKeyInUse, IdempotencyKeyMissing, IdempotencyKeyReused

KEPT_FOR = timedelta(days=7)
PRUNE_EVERY_S = 3600
PRUNE_ROWS = 10_000
PRINTABLE = re.compile(r"[\x20-\x7e]{1,255}")


def key_of(request: Request) -> str:
    """The header Idempotency-Key without quotes: `"abc"` and `abc` are the same key. Raises
    IdempotencyKeyMissing."""
    value = request.headers.get("idempotency-key", "").strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if not PRINTABLE.fullmatch(value):
        raise IdempotencyKeyMissing(
            "Send an Idempotency-Key of 1 to 255 printable ASCII characters, a new one for each thing to do."
        )
    return value


def request_hash(request: Request, raw: bytes) -> bytes:
    """SHA-256 of method, path and body, which are the same in a retry."""
    head = f"{request.method} {request.url.path}\n".encode()
    return hashlib.sha256(head + raw).digest()


class AnsweredBefore(Exception):
    """The request was done before. `response` is the stored answer, byte for byte."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def answer_again(_: Request, error: Exception) -> Response:
    """The exception handler that sends the stored answer."""
    assert isinstance(error, AnsweredBefore)
    return error.response


# What is read may be older than the lock: the first request commits, and lets the lock go, in between. Then
# `keep_answer` finds its row.
HOLD = sa.text("""
    SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0)), request_hash, status, body
    FROM (VALUES (0)) AS one LEFT JOIN idempotency ON caller = :caller AND key = :key
""")
KEEP = sa.text("""
    INSERT INTO idempotency (caller, key, request_hash, status, body)
    VALUES (:caller, :key, :hash, :status, :body) ON CONFLICT DO NOTHING RETURNING 0
""")


async def hold(tx: AsyncConnection, caller: str, key: str, *hashes: bytes) -> None:
    """Hold a caller's key by an advisory lock until the transaction ends, so that one request at a time uses
    it. `hashes` are what the request's hash may be stored as: several where it is keyed, and keys rotate.

    Raises AnsweredBefore if the same request was answered under this key, IdempotencyKeyReused if another
    request was, and IdempotencyKeyInUse while another request holds the key.
    """
    values = {"name": f"{caller} {key}", "caller": caller, "key": key}
    [(is_held, stored_hash, status, body)] = await fetch(tx, HOLD, values)
    if not is_held:
        raise in_use()
    if stored_hash is None:
        return
    if stored_hash not in hashes:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another request. Send a new one.")
    raise AnsweredBefore(json_answer(status, body))


async def keep_answer(
    tx: AsyncConnection, caller: str, key: str, hashed: bytes, status: int, body: bytes
) -> Response:
    """Store the answer under the key, and return it as response. Raises IdempotencyKeyInUse if another
    request was answered under it meanwhile; then the caller must roll back."""
    values = {"caller": caller, "key": key, "hash": hashed, "status": status, "body": body}
    if not await fetch(tx, KEEP, values):
        raise in_use()
    return json_answer(status, body)


def in_use() -> IdempotencyKeyInUse:
    """The answer while another request holds the key."""
    return IdempotencyKeyInUse("The first request with this Idempotency-Key is still running.")


def json_answer(status: int, body: bytes) -> Response:
    """A response with these bytes of JSON."""
    return Response(body, status, media_type="application/json")


# Rows are deleted by their physical address, which needs no other index, and each slice begins where the last
# one ended: its dead rows would else be walked over again, as long as an open snapshot (a backup) keeps them.
PRUNE_SLICE = sa.text("""
    WITH slice AS (
        SELECT ctid, created_at FROM idempotency
        WHERE created_at >= :begin AND created_at < now() - CAST(:age AS interval)
        ORDER BY created_at LIMIT :rows
    ), gone AS (
        DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM slice))
    )
    SELECT count(*), max(created_at) FROM slice
""")


async def prune(engine: AsyncEngine) -> None:
    """Delete answers older than KEPT_FOR, PRUNE_ROWS in a transaction. What was deleted before an error stays
    deleted, so that the next call goes on."""
    begin, rows = datetime.fromtimestamp(0, UTC), PRUNE_ROWS
    while rows == PRUNE_ROWS:
        async with engine.begin() as tx:
            values = {"begin": begin, "age": KEPT_FOR, "rows": PRUNE_ROWS}
            rows, last = (await tx.execute(PRUNE_SLICE, values)).one()
        begin = last or begin
