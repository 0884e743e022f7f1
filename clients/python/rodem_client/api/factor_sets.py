"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Decided, DecisionBody, Reasoned, StopAnswer, StopBody, Submitted
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, segment


class ShareBody(Model, frozen=True, kw_only=True):
    """The share of trips that would have been made by a mode, and how many people answered. Without `n` it is
    taken to be as uncertain as a single answer."""

    share: float
    n: int | None = None


class Avoided(Model, frozen=True, kw_only=True):
    """What a kilometre avoids, in g CO2e, with the 95 % interval of the car's share. Below 0 it emits more
    than what it replaces."""

    low: float
    value: float
    high: float


class ListedFactorSet(Model, frozen=True, kw_only=True):
    """A factor set with its contents. What is not `verified` is an example or unchecked, and every figure
    that comes from it says so.

    `sha256` is that of the canonical JSON (RFC 8785) of `valid_from`, `factors`, `shares`, `source`,
    `survey_id` and `verified`, of those that are there. `net_g_per_km` is what a kilometre avoids;
    `saved_mg_per_km` is what challenges count, where what emits more saves nothing. A set that is a part of
    the program has no `published_at`."""

    factor_set_id: str
    state: Literal["draft", "submitted", "published"]
    published_at: datetime | None = None
    sha256: str
    scope: Literal["life_cycle", "use_phase"]
    unit: str
    counterfactual_id: str
    valid_from: date
    source: str
    factors: dict[str, dict[str, float]]
    shares: dict[str, ShareBody]
    survey_id: str | None = None
    verified: bool
    net_g_per_km: dict[str, Avoided]
    saved_mg_per_km: dict[str, int]


class FactorSetList(Model, frozen=True, kw_only=True):
    """Those that are a part of the program, then the city's in the order in which they were first written."""

    factor_sets: list[ListedFactorSet]
    next_cursor: str | None = None


class FactorSetBody(Model, frozen=True, kw_only=True):
    """What modes emit, in g CO2e per passenger-km by phase of life, and what riders would have taken instead.

    Every mode has the phase `use` only (a set of the use phase), or all five (of the life cycle): scopes are
    never mixed. The shares add up to 1, and each of their modes has factors, as have bike and ebike. The
    reason is no part of the set."""

    reason: str
    valid_from: date
    factors: dict[str, dict[str, float]]
    shares: dict[str, ShareBody]
    source: str
    survey_id: str | None = None
    verified: bool


class FactorSetWritten(Model, frozen=True, kw_only=True):
    """What has become of a factor set that was written, or would have in a dry run. Where a guard covers it,
    it is a change that waits for the second key, of which `guards` are the names; else it holds from its
    first day on."""

    factor_set_id: str
    state: Literal["draft", "submitted", "published"]
    sha256: str
    change_id: UUID | None = None
    guards: list[str] | None = None


async def list_factor_sets(
    rodem: Rodem, *, limit: int | None = None, cursor: str | None = None
) -> FactorSetList:
    """All factor sets with contents and hashes: those that are a part of the program, and the city's. Needs
    no token."""
    return decoded(
        await rodem.send("GET", "/v1/factor-sets", query={"limit": limit, "cursor": cursor}), FactorSetList
    )


async def read_factor_set(rodem: Rodem, factor_set_id: UUID | str) -> ListedFactorSet:
    """A factor set with its contents, its hash, and what a kilometre avoids by it. Needs no token."""
    return decoded(await rodem.send("GET", f"/v1/factor-sets/{segment(factor_set_id)}"), ListedFactorSet)


async def put_factor_set(
    rodem: Rodem, factor_set_id: UUID | str, body: FactorSetBody | Raw, *, dry_run: bool = False
) -> FactorSetWritten:
    """Write what modes emit and what riders would have taken instead, for periods that begin from a day on,
    which must be after today. Once it holds it never changes: what was worked out from it stays as it is.
    Where a guard covers it, the second key brings it into force; until then another PUT takes its place. A
    PUT that was lost on the way can be sent again."""
    return decoded(
        await rodem.send("PUT", f"/v1/factor-sets/{segment(factor_set_id)}", body=body, dry_run=dry_run),
        FactorSetWritten,
    )


async def decide_factor_set(
    rodem: Rodem, factor_set_id: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/factor-sets/{segment(factor_set_id)}/decision", body=body, dry_run=dry_run
        ),
        Decided,
    )


async def stop_factor_set(
    rodem: Rodem, factor_set_id: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/factor-sets/{segment(factor_set_id)}/stop", body=body, dry_run=dry_run
        ),
        StopAnswer,
    )


async def submit_factor_set(
    rodem: Rodem, factor_set_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send(
            "POST", f"/v1/factor-sets/{segment(factor_set_id)}/submit", body=body, dry_run=dry_run
        ),
        Submitted,
    )
