"""What every Kafka client needs: addresses, sign-in, names, timeouts, a pause between metadata requests."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from shared.settings import ServiceSettings

START_WITHIN_S = 30
STOP_WITHIN_S = 5


def reaching(settings: ServiceSettings) -> dict[str, Any]:
    """The arguments of every client: the brokers' addresses, how they are known, and how we sign in."""
    password = settings.kafka_sasl_password
    return {
        "bootstrap_servers": settings.kafka_bootstrap,
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": settings.kafka_tls(),
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_sasl_username,
        "sasl_plain_password": password and password.get_secret_value(),
    }


def topic_name(settings: ServiceSettings, topic: str) -> str:
    """The topic's name on the broker."""
    return f"{settings.kafka_prefix}{topic}"


def group_name(settings: ServiceSettings, topic: str) -> str:
    """The name of the service's consumer group for a topic. Each topic has its own group, or the consumers of
    a service would wait for each other's rebalances."""
    return f"{settings.kafka_prefix}{settings.service}.{topic}"


def slow_down_metadata(client: Any) -> None:
    """Make a client wait 0.2 s after a failed metadata request. aiokafka repeats the request without a pause
    while no broker answers, which uses a whole core."""
    update: Callable[..., Coroutine[Any, Any, bool]] = client._metadata_update

    async def patiently(*args: Any, **kwargs: Any) -> bool:
        updated = await update(*args, **kwargs)
        if not updated:
            await asyncio.sleep(0.2)
        return updated

    client._metadata_update = patiently


async def within(seconds: float, work: Coroutine[Any, Any, Any]) -> None:
    """Wait at most `seconds` for work that may hang or fail while the broker is away. Errors are ignored."""
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=seconds)
    if task.done() and not task.cancelled():
        task.exception()
