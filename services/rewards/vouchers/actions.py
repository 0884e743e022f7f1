"""Make, withdraw and show vouchers, and use them at the till, inside a transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.rewards.keys.rules import Keys
from services.rewards.vouchers import rules, store
from services.rewards.vouchers.rules import lookup_of, payload_of
from services.rewards.vouchers.store import Voucher
from shared.codes import WRONG_CODES_COUNT_FOR, payload_in, printed
from shared.http.owned import owned

ATTEMPTS_MAX = 256


class Batch(NamedTuple):
    """Whose vouchers are made: of which redemption, under which version, for which partner, and until when
    they are good."""

    redemption_id: UUID
    reward_id: UUID
    version: int
    partner_id: str
    valid_until: datetime | None


async def make(tx: AsyncConnection, city_id: str, keys: Keys, batches: Iterable[Batch]) -> list[Voucher]:
    """Make a voucher for each of these: a batch of several is there several times. One whose code another
    voucher has already gets the code of the next attempt."""
    made: list[Voucher] = []
    missing = {uuid7(): batch for batch in batches}
    for attempt in range(ATTEMPTS_MAX):
        vouchers = [_voucher(keys, batch, voucher_id, attempt) for voucher_id, batch in missing.items()]
        added = await store.add(tx, city_id, vouchers)
        made += [voucher for voucher in vouchers if voucher.voucher_id in added]
        missing = {voucher_id: batch for voucher_id, batch in missing.items() if voucher_id not in added}
        if not missing:
            return sorted(made)
    raise RuntimeError("no code was free for a voucher")


def _voucher(keys: Keys, batch: Batch, voucher_id: UUID, attempt: int) -> Voucher:
    lookup = lookup_of(keys.lookup, payload_of(keys.codes, voucher_id, attempt))
    return Voucher(
        voucher_id=voucher_id,
        redemption_id=batch.redemption_id,
        reward_id=batch.reward_id,
        version=batch.version,
        partner_id=batch.partner_id,
        keys_id=keys.keys_id,
        attempt=attempt,
        lookup=lookup,
        valid_until=batch.valid_until,
    )


def code_of(keys: Sequence[Keys], voucher: Voucher) -> str | None:
    """The code of a voucher as it is printed; None if the keys that it was made with are no longer there."""
    for pair in keys:
        if pair.keys_id == voucher.keys_id:
            return printed(payload_of(pair.codes, voucher.voucher_id, voucher.attempt))
    return None


class Till(NamedTuple):
    """Who shows a code: a partner, and one of its devices (a hash of the token's issuer and subject)."""

    partner_id: str
    device: bytes


def till_of(partner_id: str, caller_id: str) -> Till:
    """The till of a caller."""
    return Till(partner_id, sha256(caller_id.encode()).digest())


async def wait_s(tx: AsyncConnection, till: Till, now: datetime) -> int | None:
    """For how many seconds this till has to wait after wrong codes; None if it need not."""
    since = now - WRONG_CODES_COUNT_FOR
    return rules.wait_s(await store.wrong_codes(tx, till.partner_id, till.device, since), now)


async def use(
    tx: AsyncConnection, city_id: str, keys: Sequence[Keys], till: Till, typed: str, now: datetime
) -> Voucher | None:
    """Use the voucher of this code. None, which counts as a wrong code, if it is no usable one of this
    partner."""
    payload = payload_in(typed)
    lookups = [] if payload is None else [lookup_of(pair.lookup, payload) for pair in keys]
    # Asked in any case, so that no clock tells a code that cannot be one from another.
    voucher = await store.use(tx, lookups, till.partner_id, now)
    if voucher is None:
        await store.add_wrong_code(tx, city_id, till.partner_id, till.device, now)
    return voucher


async def undo(tx: AsyncConnection, voucher_id: UUID, partner_id: str, now: datetime) -> datetime:
    """Undo a use. Returns when it was undone: now, or at the first of several calls. Raises NotFound and
    UndoTooLate."""
    last = owned(await store.lock_use(tx, voucher_id, partner_id), rules.NO_VOUCHER)
    if last.used_at is None and last.undone_at is not None:
        return last.undone_at
    rules.check_undo(last.used_at, now)
    await store.undo(tx, voucher_id, now)
    return now
