"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Decided, DecisionBody, Reasoned, StopAnswer, StopBody, Submitted
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, segment


class LimitsStop(Model, frozen=True, kw_only=True):
    """The first and the last local day that are judged as if a version were not there."""

    from_on: date
    until_on: date


class LimitsOfVehicle(Model, frozen=True, kw_only=True):
    """All limits of a type of vehicle."""

    accuracy_m_max: float
    window_s: float
    jump_mps: float
    jump_m: float
    bin_s: int
    step_m: float
    edge_s: float
    touch_s: float
    match_slack_s: float
    match_share: float
    move_s: int
    move_m: float
    trim_s: int
    inside_min: float
    bins_min: int
    jumps_max: float
    hole_s: float
    hole_s_max: float
    cover_min: float
    foot_p95: float
    steady_p95: float
    steady_surge: float
    steady_spread: float
    motor_p95: float
    brisk_p95: float
    surge: float
    brisk_n: int
    pace_n: int
    even_spread: float
    bend_m: float
    bends_n: int
    straight_max: float
    same_m: float
    same_share: float
    same_shift_s: int
    same_scale: float
    same_n: int
    replay_days: int
    tiny_m: int
    tiny_n: int
    loop_gap_s: int
    loop_legs_rider: int
    loop_legs_vehicle: int
    claim_factor: float
    alone_trips_max: int
    alone_m_max: int
    device_riders_max: int
    device_days: int
    twice_s: float
    twice_share: float
    station_m: float
    station_mps: float
    moved_m_min: float
    moving_mps: float
    moving_min: float
    standing_s_min: int
    no_end_s: int
    confirm_days: int
    strikes: int
    strike_days: int
    strike_hold_days: int
    rider_trips: Literal["confirmed_later", "accepted", "refused"]
    two_sources: Literal["no", "required"]


class ListedLimits(Model, frozen=True, kw_only=True):
    """A version of the limits with all its values. Version 1, which was always there, has no first day."""

    version: int
    state: Literal["draft", "submitted", "published"]
    valid_from: date | None = None
    published_at: datetime | None = None
    stops: list[LimitsStop] | None = None
    bike: LimitsOfVehicle
    ebike: LimitsOfVehicle


class LimitsList(Model, frozen=True, kw_only=True):
    """All versions in their order, and the one that judges the trips of today."""

    limits: list[ListedLimits]
    in_force: int
    next_cursor: str | None = None


class LimitsChanged(Model, frozen=True, kw_only=True):
    """Limits of a type of vehicle that change. What is not named stays as in the version before."""

    accuracy_m_max: float | None = None
    window_s: float | None = None
    jump_mps: float | None = None
    jump_m: float | None = None
    bin_s: int | None = None
    step_m: float | None = None
    edge_s: float | None = None
    touch_s: float | None = None
    match_slack_s: float | None = None
    match_share: float | None = None
    move_s: int | None = None
    move_m: float | None = None
    trim_s: int | None = None
    inside_min: float | None = None
    bins_min: int | None = None
    jumps_max: float | None = None
    hole_s: float | None = None
    hole_s_max: float | None = None
    cover_min: float | None = None
    foot_p95: float | None = None
    steady_p95: float | None = None
    steady_surge: float | None = None
    steady_spread: float | None = None
    motor_p95: float | None = None
    brisk_p95: float | None = None
    surge: float | None = None
    brisk_n: int | None = None
    pace_n: int | None = None
    even_spread: float | None = None
    bend_m: float | None = None
    bends_n: int | None = None
    straight_max: float | None = None
    same_m: float | None = None
    same_share: float | None = None
    same_shift_s: int | None = None
    same_scale: float | None = None
    same_n: int | None = None
    replay_days: int | None = None
    tiny_m: int | None = None
    tiny_n: int | None = None
    loop_gap_s: int | None = None
    loop_legs_rider: int | None = None
    loop_legs_vehicle: int | None = None
    claim_factor: float | None = None
    alone_trips_max: int | None = None
    alone_m_max: int | None = None
    device_riders_max: int | None = None
    device_days: int | None = None
    twice_s: float | None = None
    twice_share: float | None = None
    station_m: float | None = None
    station_mps: float | None = None
    moved_m_min: float | None = None
    moving_mps: float | None = None
    moving_min: float | None = None
    standing_s_min: int | None = None
    no_end_s: int | None = None
    confirm_days: int | None = None
    strikes: int | None = None
    strike_days: int | None = None
    strike_hold_days: int | None = None
    rider_trips: Literal["confirmed_later", "accepted", "refused"] | None = None
    two_sources: Literal["no", "required"] | None = None


class LimitsBody(Model, frozen=True, kw_only=True):
    """What trips are judged by from a local day on, and why it changes. What is not named stays as in the
    version before. The reason is no part of the limits."""

    reason: str
    valid_from: date
    bike: LimitsChanged | None = None
    ebike: LimitsChanged | None = None


class LimitsWritten(Model, frozen=True, kw_only=True):
    """What has become of limits that were written, or would have in a dry run. Where a guard of the city
    covers them they are a change that waits for the second key, of which `guards` are the names; else they
    are in force from their first day on. A dry run has a `job_id`: `GET /v1/jobs/trips/{job_id}` tells what
    they would change."""

    version: int
    state: Literal["draft", "submitted", "published"]
    change_id: UUID | None = None
    guards: list[str] | None = None
    job_id: UUID | None = None


async def list_limits(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> LimitsList:
    """What trips are judged by, and were: all versions with all their values, each from its first day on
    until a later one begins. Of two that begin on one day the higher version holds."""
    return decoded(
        await rodem.send("GET", "/v1/limits", query={"limit": limit, "cursor": cursor}), LimitsList
    )


async def put_limits(rodem: Rodem, body: LimitsBody | Raw, *, dry_run: bool = False) -> LimitsWritten:
    """Write what trips are judged by from a local day on, which must be after today. What is not named stays
    as in the version before. Where a guard of the city covers it, the second key brings it into force; until
    then another PUT takes its place. A PUT that was lost on the way can be sent again. With `Prefer: dry-run`
    nothing is written: a job judges the trips of the last 30 days by these limits beside requests, and counts
    what they would change."""
    return decoded(await rodem.send("PUT", "/v1/limits", body=body, dry_run=dry_run), LimitsWritten)


async def decide_limits(
    rodem: Rodem, version: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send("POST", f"/v1/limits/{segment(version)}/decision", body=body, dry_run=dry_run),
        Decided,
    )


async def stop_limits(
    rodem: Rodem, version: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send("POST", f"/v1/limits/{segment(version)}/stop", body=body, dry_run=dry_run),
        StopAnswer,
    )


async def submit_limits(
    rodem: Rodem, version: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send("POST", f"/v1/limits/{segment(version)}/submit", body=body, dry_run=dry_run),
        Submitted,
    )
