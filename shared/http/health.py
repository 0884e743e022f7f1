"""The route by which a service says how it is to whom only reaches the gateway: `rodem doctor --gateway`.

It tells of no rider: numbers of events and rows, and digests by which services compare what they hold.
"""

import asyncio
import hashlib
import hmac
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import Response

from shared import examining
from shared.http import etags
from shared.http.documented import as_json, example
from shared.http.operators import GamesOperator
from shared.http.problems import Unavailable
from shared.http.web import Engine, Settings, unusable

COMPARE_S = 9
"""Longest time to compare tables. The gateway waits 10 s."""


class Heard(BaseModel):
    """How far a service has applied a topic. `stopped` is left out while it goes on."""

    model_config = example(topic="trips", position=48_210)

    topic: str
    position: int
    stopped: str | None = None


class SaidAndSetAside(BaseModel):
    """What a service has said, what is still to be published of it, and what it could not apply."""

    model_config = example(last=48_210, shipped=0, unpublished=0, oldest_s=0, dead_letters=0)

    last: int
    shipped: int
    unpublished: int
    oldest_s: int
    dead_letters: int


class Differing(BaseModel):
    """How many rows of a table hold another number than what they are derived from gives."""

    model_config = example(what="accounts.points", rows=1)

    what: str
    rows: int


class Agreed(BaseModel):
    """A digest of numbers that an owner and others hold. Equal digests: they hold the same."""

    model_config = example(owner="trips", what="distance_m", digest="5f0c2f0e3f0b4b9e9f0a6f7d0c1b2a3e")

    owner: str
    what: str
    digest: str


class Compared(BaseModel):
    """What the comparison of tables has found. `balanced` is left out where there is no ledger."""

    model_config = example(
        balanced=True,
        differing=[],
        agreed=[{"owner": "trips", "what": "distance_m", "digest": "5f0c2f0e3f0b4b9e9f0a6f7d0c1b2a3e"}],
    )

    balanced: bool | None = None
    differing: list[Differing]
    agreed: list[Agreed]


class ServiceHealth(BaseModel):
    """How a service is. `compared` is left out unless it is asked for."""

    model_config = example(
        service="rewards",
        on_kafka=False,
        heard=[{"topic": "trips", "position": 48_210}],
        said={"last": 48_210, "shipped": 0, "unpublished": 0, "oldest_s": 0, "dead_letters": 0},
    )

    service: str
    on_kafka: bool
    heard: list[Heard]
    said: SaidAndSetAside
    compared: Compared | None = None


def router_of(service: str, has_ledger: bool = False) -> APIRouter:
    """The router with `GET /v1/health/SERVICE`."""
    router, comparing = APIRouter(), asyncio.Lock()

    @router.get(
        f"/v1/health/{service}",
        operation_id=f"read_health_of_{service}",
        response_model=ServiceHealth,
        summary=f"How {service} is",
        openapi_extra={"security": [{"token": ["operator"]}]},
    )
    async def health(
        request: Request,
        _: GamesOperator,
        settings: Settings,
        engine: Engine,
        compare: Annotated[bool, Query()] = False,
    ) -> Response:
        """How a service is: how far it has heard the others, and what it has still to say. With `compare` it
        compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`."""
        try:
            async with engine.connect() as tx:
                found = await _read(tx, service, settings.kafka_bootstrap is not None)
                if compare:
                    if comparing.locked():
                        raise Unavailable("Somebody else lets tables be compared. Try again in a second.")
                    async with comparing, asyncio.timeout(COMPARE_S):
                        secret = settings.internal_secret.get_secret_value()
                        found.compared = await _compare(tx, secret, has_ledger)
        except Exception as error:
            if refusal := unusable(error):
                raise refusal from error
            raise
        return etags.answer(request, as_json(found), etags.PRIVATE)

    return router


async def _read(tx: AsyncConnection, service: str, on_kafka: bool) -> ServiceHealth:
    heard = [Heard(**row) for row in (await tx.execute(sa.text(examining.POSITIONS))).mappings()]
    said = (await tx.execute(sa.text(examining.LOG_AND_OUTBOX))).mappings().one()
    return ServiceHealth(service=service, on_kafka=on_kafka, heard=heard, said=SaidAndSetAside(**said))


async def _compare(tx: AsyncConnection, secret: str, has_ledger: bool) -> Compared:
    has = (await tx.execute(sa.text(examining.HAS_VIEWS))).one()
    balanced = (await tx.execute(sa.text(examining.BALANCED))).scalar_one() if has_ledger else None
    differing = (await tx.execute(sa.text(examining.DIFFERING))).mappings() if has.differences else ()
    agreed = await tx.execute(sa.text(examining.AGREED)) if has.agreed else ()
    return Compared(
        balanced=balanced,
        differing=[Differing(**row) for row in differing],
        agreed=[
            Agreed(owner=owner, what=what, digest=_digest(secret, owner, what, checksum))
            for owner, what, checksum in agreed
        ],
    )


def _digest(secret: str, *parts: str) -> str:
    """Keyed with what only services know: nobody else finds the numbers by trying them."""
    return hmac.digest(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hex()[:32]
