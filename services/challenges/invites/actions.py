"""What the doors of teams and pairs do with codes, inside a transaction."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from services.challenges.entries.rules import ERASED
from services.challenges.invites import store
from services.challenges.invites.rules import WRONG_MAX, code_of, key_from, lookup_of
from shared import codes
from shared.codes import WRONG_CODES_COUNT_FOR, payload_in
from shared.erased.store import erased
from shared.http.erased import ErasedRider
from shared.http.idempotency import json_answer
from shared.settings import ServiceSettings

NO_INVITE = "This code invites to nothing, or not you."
TOO_MANY = "Too many wrong codes. Try again in {retry_after_s} s."


def key_of(settings: ServiceSettings) -> bytes:
    """The key of this city's invites."""
    return key_from(settings.internal_secret.get_secret_value())


def lookup_in(settings: ServiceSettings, typed: str) -> bytes:
    """What a code that was typed is looked up by. Of what cannot be a code too, so that no clock tells it
    from another."""
    return lookup_of(key_of(settings), payload_in(typed) or "")


async def hold(tx: AsyncConnection, rider_id: UUID, now: datetime, *others: UUID) -> int | None:
    """Hold the rider, and others whom it concerns (`store.hold_riders`). Returns for how many seconds the
    rider has to wait after wrong codes, whatever code comes next; None if the rider need not. Raises
    ErasedRider."""
    await store.hold_riders(tx, (rider_id, *others))
    if await erased(tx, [rider_id]):
        raise ErasedRider(ERASED)
    wrong = await store.wrong_codes(tx, rider_id, now - WRONG_CODES_COUNT_FOR, WRONG_MAX)
    return codes.wait_s(wrong, WRONG_MAX, now)


async def add_wrong_code(tx: AsyncConnection, city_id: str, rider_id: UUID, now: datetime) -> None:
    """Count a wrong code."""
    await store.add_wrong_code(tx, city_id, rider_id, now, now - WRONG_CODES_COUNT_FOR)


def stored(name: str, invites_to: UUID, renewals: int) -> dict[str, Any]:
    """What is stored of an answer that has an invite: the id (`name` is its field), and which invite it is.
    The code is made again for each reply."""
    return {name: str(invites_to), "renewals": renewals}


def with_code(settings: ServiceSettings, response: Response, name: str) -> Response:
    """An answer of `stored` with the code in it: the same each time, also after the invite was renewed."""
    kept = json.loads(bytes(response.body))
    code = code_of(key_of(settings), UUID(kept[name]), kept["renewals"])
    return json_answer(response.status_code, json.dumps({name: kept[name], "invite": code}).encode())
