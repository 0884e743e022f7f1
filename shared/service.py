"""What every running service has: database engines, consumers, a relay, and authentication of callers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from shared import db
from shared.eventlog import consumer as bus
from shared.eventlog import outbox
from shared.eventlog.consumer import Handlers
from shared.http import auth, idempotency, tokens, web
from shared.periodic import every
from shared.settings import ServiceSettings
from shared.table_statistics import ANALYZE_EVERY_S, analyze_grown


@asynccontextmanager
async def running(settings: ServiceSettings, handlers: Handlers) -> AsyncIterator[dict[str, Any]]:
    """Run the consumers of these handlers, the relay, and the care of the database: old idempotency keys are
    deleted, tables that have grown are analyzed.

    Yields the lifespan state, which routes find in `request.state`: `engine`, `identify`, and `verify` for
    the gateway, which identifies its callers by itself. `consumers` say how far they are.
    """
    engine = db.create_engine(settings.database_url, settings.pool_size)
    batches = bus.create_engine(settings, len(handlers))
    wake = asyncio.Event()
    for publishing_engine in (engine, batches):
        outbox.on_published(publishing_engine, wake.set)
    verifier = await tokens.create_verifier(settings)
    consumers = [bus.consumer(settings, topic, batches, handlers) for topic in sorted(handlers)]
    async with web.running(
        *(bus.consume(consumer) for consumer in consumers),
        *bus.publishing(settings, wake),
        every(idempotency.PRUNE_EVERY_S, "prune_postponed", lambda: idempotency.prune(engine)),
        *verifier.refreshing(),
        every(ANALYZE_EVERY_S, "analyze_postponed", lambda: analyze_grown(engine)),
    ):
        yield {
            "engine": engine,
            "consumers": consumers,
            "verify": verifier.verify,
            "identify": auth.identify_behind_gateway(
                verifier.verify, settings.internal_secret.get_secret_value()
            ),
        }
    await engine.dispose()
    await batches.dispose()
