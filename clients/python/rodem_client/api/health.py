"""Made from the OpenAPI document by `make clients`: do not change it here."""

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded


class Heard(Model, frozen=True, kw_only=True):
    """How far a service has applied a topic. `stopped` is left out while it goes on."""

    topic: str
    position: int
    stopped: str | None = None


class SaidAndSetAside(Model, frozen=True, kw_only=True):
    """What a service has said, what is still to be published of it, and what it could not apply."""

    last: int
    shipped: int
    unpublished: int
    oldest_s: int
    dead_letters: int


class Differing(Model, frozen=True, kw_only=True):
    """How many rows of a table hold another number than what they are derived from gives."""

    what: str
    rows: int


class Agreed(Model, frozen=True, kw_only=True):
    """A digest of numbers that an owner and others hold. Equal digests: they hold the same."""

    owner: str
    what: str
    digest: str


class Compared(Model, frozen=True, kw_only=True):
    """What the comparison of tables has found. `balanced` is left out where there is no ledger."""

    balanced: bool | None = None
    differing: list[Differing]
    agreed: list[Agreed]


class ServiceHealth(Model, frozen=True, kw_only=True):
    """How a service is. `compared` is left out unless it is asked for."""

    service: str
    on_kafka: bool
    heard: list[Heard]
    said: SaidAndSetAside
    compared: Compared | None = None


async def read_health_of_gateway(rodem: Rodem, *, compare: bool | None = None) -> ServiceHealth:
    """How a service is: how far it has heard the others, and what it has still to say. With `compare` it
    compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`."""
    return decoded(await rodem.send("GET", "/v1/health/gateway", query={"compare": compare}), ServiceHealth)


async def read_health_of_challenges(rodem: Rodem, *, compare: bool | None = None) -> ServiceHealth:
    """How a service is: how far it has heard the others, and what it has still to say. With `compare` it
    compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`."""
    return decoded(
        await rodem.send("GET", "/v1/health/challenges", query={"compare": compare}), ServiceHealth
    )


async def read_health_of_public_value(rodem: Rodem, *, compare: bool | None = None) -> ServiceHealth:
    """How a service is: how far it has heard the others, and what it has still to say. With `compare` it
    compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`."""
    return decoded(
        await rodem.send("GET", "/v1/health/public_value", query={"compare": compare}), ServiceHealth
    )


async def read_health_of_rewards(rodem: Rodem, *, compare: bool | None = None) -> ServiceHealth:
    """How a service is: how far it has heard the others, and what it has still to say. With `compare` it
    compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`."""
    return decoded(await rodem.send("GET", "/v1/health/rewards", query={"compare": compare}), ServiceHealth)


async def read_health_of_trips(rodem: Rodem, *, compare: bool | None = None) -> ServiceHealth:
    """How a service is: how far it has heard the others, and what it has still to say. With `compare` it
    compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`."""
    return decoded(await rodem.send("GET", "/v1/health/trips", query={"compare": compare}), ServiceHealth)
