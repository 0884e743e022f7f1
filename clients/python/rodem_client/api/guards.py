"""Made from the OpenAPI document by `make clients`: do not change it here."""

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class ConditionBody(Model, frozen=True, kw_only=True):
    """A condition on a fact: exactly one of `over`, `under`, `any_of` and `given`."""

    fact: str
    over: int | None = None
    under: int | None = None
    any_of: list[str] | None = None
    given: bool | None = None


class GuardBody(Model, frozen=True, kw_only=True):
    """A rule: a change that meets all conditions of `when` needs the second key. An empty `when` covers every
    change. `second` is the city by default."""

    reason: str
    guard_id: str
    when: list[ConditionBody]
    second: Literal["city", "auditor", "operator"] | None = None
    veto_hours: int | None = None
    mandate_ref: str


class BuiltInGuard(Model, frozen=True, kw_only=True):
    """A guard that the city has not set and cannot remove: which changes it covers, and whose key they
    need."""

    guard_id: str
    when: list[ConditionBody]
    second: str


class Guards(Model, frozen=True, kw_only=True):
    """What the city guards of a kind, and the facts that guards may ask of it. Version 0 guards nothing.
    `built_in` are guards that are always there besides."""

    kind: str
    version: int
    guards: list[GuardBody]
    facts: dict[str, Literal["number", "text", "list"]]
    built_in: list[BuiltInGuard] | None = None


class GuardsBody(Model, frozen=True, kw_only=True):
    """All guards of a kind. A guard that is not in the list is removed."""

    guards: list[GuardBody]


async def read_campaign_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/campaign"), Guards)


async def set_campaign_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/campaign", body=body, dry_run=dry_run), Guards)


async def read_challenge_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/challenge"), Guards)


async def set_challenge_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/challenge", body=body, dry_run=dry_run), Guards)


async def read_draw_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/draw"), Guards)


async def set_draw_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/draw", body=body, dry_run=dry_run), Guards)


async def read_factor_set_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/factor-set"), Guards)


async def set_factor_set_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/factor-set", body=body, dry_run=dry_run), Guards)


async def read_limits_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/limits"), Guards)


async def set_limits_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/limits", body=body, dry_run=dry_run), Guards)


async def read_release_plan_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/release-plan"), Guards)


async def set_release_plan_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/release-plan", body=body, dry_run=dry_run), Guards)


async def read_reward_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/reward"), Guards)


async def set_reward_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/reward", body=body, dry_run=dry_run), Guards)


async def read_tariff_guards(rodem: Rodem) -> Guards:
    """Which changes need a second key, and what guards may ask."""
    return decoded(await rodem.send("GET", "/v1/guards/tariff"), Guards)


async def set_tariff_guards(rodem: Rodem, body: GuardsBody | Raw, *, dry_run: bool = False) -> Guards:
    """Say which changes need a second key from now on. What is in force stays in force."""
    return decoded(await rodem.send("PUT", "/v1/guards/tariff", body=body, dry_run=dry_run), Guards)
