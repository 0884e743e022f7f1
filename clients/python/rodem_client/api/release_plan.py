"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, field

from rodem_client.api.models import Decided, DecisionBody, Reasoned, StopAnswer, StopBody, Submitted
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, segment


class ListedPlan(Model, frozen=True, kw_only=True):
    """A plan. The first, which was always there, has no first month."""

    from_: str | None = field(name="from", default=None)
    state: Literal["draft", "submitted", "published"]
    places: Literal["P1D", "P1M"]
    operators: dict[str, Literal["place", "city"]]
    mandate_ref: str | None = None
    published_at: datetime | None = None


class PlanList(Model, frozen=True, kw_only=True):
    """All plans in their order, and the first month of the one by which the days of this month are told (left
    out for the first plan)."""

    plans: list[ListedPlan]
    in_force: str | None = None


class PlanBody(Model, frozen=True, kw_only=True):
    """By which periods places are told from a month on (`P1D`: by day, `P1M`: by month), and how each
    operator is counted: with its places, or in the city's figures only. An operator that is not named is not
    counted. The reason is no part of the plan."""

    reason: str
    from_: str = field(name="from")
    places: Literal["P1D", "P1M"]
    operators: dict[str, Literal["place", "city"]]
    mandate_ref: str


class PlanWritten(Model, frozen=True, kw_only=True):
    """What has become of a plan that was written, or would have in a dry run. Where a guard of the city
    covers it, it is a change that waits for the second key. `guards` are the names of these guards."""

    from_: str = field(name="from")
    state: Literal["draft", "submitted", "published"]
    change_id: UUID | None = None
    guards: list[str] | None = None


async def read_release_plan(rodem: Rodem) -> PlanList:
    """By which plans figures are told: all of them, by their first months. Needs no token."""
    return decoded(await rodem.send("GET", "/v1/release-plan"), PlanList)


async def put_release_plan(rodem: Rodem, body: PlanBody | Raw, *, dry_run: bool = False) -> PlanWritten:
    """Write by which periods places are told, and which operators count, from a month on, which must be
    after this one. A published plan stays: another has a later month. Where a guard of the city covers
    it, the second key brings it into force."""
    return decoded(await rodem.send("PUT", "/v1/release-plan", body=body, dry_run=dry_run), PlanWritten)


async def decide_release_plan(
    rodem: Rodem, month: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send("POST", f"/v1/release-plan/{segment(month)}/decision", body=body, dry_run=dry_run),
        Decided,
    )


async def stop_release_plan(
    rodem: Rodem, month: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send("POST", f"/v1/release-plan/{segment(month)}/stop", body=body, dry_run=dry_run),
        StopAnswer,
    )


async def submit_release_plan(
    rodem: Rodem, month: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send("POST", f"/v1/release-plan/{segment(month)}/submit", body=body, dry_run=dry_run),
        Submitted,
    )
