"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.api.models import Decided, DecisionBody, Reasoned, StopAnswer, StopBody, Submitted
from rodem_client.api.parts import HoursBody
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, new_key, segment


class RatesBody(Model, frozen=True, kw_only=True):
    """A point for each full `metres_per_point` of at most `distance_m_max`, and for each full
    `kcal_per_point`."""

    metres_per_point: int
    distance_m_max: int
    kcal_per_point: int


class VehicleRates(Model, frozen=True, kw_only=True):
    """The rates of each type of vehicle."""

    bike: RatesBody
    ebike: RatesBody


class MultiplierBody(Model, frozen=True, kw_only=True):
    """The percent that a trip's points are raised or lowered to, for trips that meet all that it names."""

    name: str
    percent: int
    weekdays: list[int] | None = None
    local_hours: list[HoursBody] | None = None
    start_zone_ids: list[str] | None = None
    from_on: date | None = None
    until_on: date | None = None
    campaign_id: UUID | None = None


class BonusBody(Model, frozen=True, kw_only=True):
    """Points for each activity of a service that counts, at most `day_max` times a local day."""

    kind: str
    points: int
    day_max: int


class StopDays(Model, frozen=True, kw_only=True):
    """The first and the last local day that are paid as if a tariff were not there."""

    from_on: date
    until_on: date


class ListedTariff(Model, frozen=True, kw_only=True):
    """A published tariff, and the days that the city has taken from it. Version 1 is the default game."""

    name: str
    valid_from: date
    per: VehicleRates
    trip_points_max: int | None = None
    day_points_max: int
    month_points_max: int | None = None
    pending_hours: int = 24
    value_tags: dict[str, int] | None = None
    multipliers: list[MultiplierBody] | None = None
    bonus: list[BonusBody] | None = None
    tariff_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "closed"]
    version: int
    published_at: datetime | None = None
    stops: list[StopDays] | None = None


class Expiry(Model, frozen=True, kw_only=True):
    """After how many months points expire, counted from the end of the month in which they were earned.
    Months that begin less than 30 days after `since` are left out."""

    months: int
    since: datetime


class TariffList(Model, frozen=True, kw_only=True):
    """In the order of their versions. `expiry` is left out where points never expire."""

    tariffs: list[ListedTariff]
    expiry: Expiry | None = None
    next_cursor: str | None = None


class TariffBody(Model, frozen=True, kw_only=True):
    """What trips are worth from a local day on, until a later tariff begins."""

    name: str
    valid_from: date
    per: VehicleRates
    trip_points_max: int | None = None
    day_points_max: int
    month_points_max: int | None = None
    pending_hours: int = 24
    value_tags: dict[str, int] | None = None
    multipliers: list[MultiplierBody] | None = None
    bonus: list[BonusBody] | None = None


class TariffWritten(Model, frozen=True, kw_only=True):
    """What has become of a tariff. A tariff that was never published has version 0."""

    tariff_id: UUID
    state: Literal["draft", "submitted", "approved", "published", "closed"]
    version: int


class ReplacedTariff(Model, frozen=True, kw_only=True):
    """A tariff written anew, and why. The reason is no part of the tariff."""

    name: str
    valid_from: date
    per: VehicleRates
    trip_points_max: int | None = None
    day_points_max: int
    month_points_max: int | None = None
    pending_hours: int = 24
    value_tags: dict[str, int] | None = None
    multipliers: list[MultiplierBody] | None = None
    bonus: list[BonusBody] | None = None
    reason: str


class SimulatedTariff(Model, frozen=True, kw_only=True):
    """A tariff, and the first and the last local day that it is tried on, as if it had paid them. Its own
    `valid_from` does not matter here."""

    tariff: TariffBody
    since: date
    until: date


class JobAsked(Model, frozen=True, kw_only=True):
    """What was asked for is done beside requests. `GET /v1/jobs/rewards/{job_id}` says how far it is."""

    job_id: UUID


async def list_tariffs(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> TariffList:
    """What trips are worth, and were: all published tariffs, each from its first day on until a later one
    begins. Of two that begin on one day the higher version holds. With them, after how many months
    points expire."""
    return decoded(
        await rodem.send("GET", "/v1/tariffs", query={"limit": limit, "cursor": cursor}), TariffList
    )


async def create_tariff(
    rodem: Rodem, body: TariffBody | Raw, *, idempotency_key: str | None = None, dry_run: bool = False
) -> TariffWritten:
    """Write a tariff. It is a draft until it is published."""
    return decoded(
        await rodem.send(
            "POST", "/v1/tariffs", body=body, idempotency_key=idempotency_key or new_key(), dry_run=dry_run
        ),
        TariffWritten,
    )


async def replace_tariff(
    rodem: Rodem, tariff_id: UUID | str, body: ReplacedTariff | Raw, *, dry_run: bool = False
) -> TariffWritten:
    """Replace the body of a tariff that was never published, which makes it a draft again. A change that was
    submitted or signed is withdrawn. Another tariff takes the place of a published one."""
    return decoded(
        await rodem.send("PUT", f"/v1/tariffs/{segment(tariff_id)}", body=body, dry_run=dry_run),
        TariffWritten,
    )


async def close_tariff(
    rodem: Rodem, tariff_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> TariffWritten:
    """Drop a tariff that was never published."""
    return decoded(
        await rodem.send("POST", f"/v1/tariffs/{segment(tariff_id)}/close", body=body, dry_run=dry_run),
        TariffWritten,
    )


async def decide_tariff(
    rodem: Rodem, tariff_id: UUID | str, body: DecisionBody | Raw, *, dry_run: bool = False
) -> Decided:
    """Sign what was submitted, or refuse it. Whoever submitted it cannot."""
    return decoded(
        await rodem.send("POST", f"/v1/tariffs/{segment(tariff_id)}/decision", body=body, dry_run=dry_run),
        Decided,
    )


async def publish_tariff(
    rodem: Rodem, tariff_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> TariffWritten:
    """Bring a tariff into force, for good. It pays trips from its first day on, which must be after today."""
    return decoded(
        await rodem.send("POST", f"/v1/tariffs/{segment(tariff_id)}/publish", body=body, dry_run=dry_run),
        TariffWritten,
    )


async def stop_tariff(
    rodem: Rodem, tariff_id: UUID | str, body: StopBody | Raw, *, dry_run: bool = False
) -> StopAnswer:
    """Take this out of force until a given moment, 14 days away at most. Until then it cannot be
    published; then it is in force again, if it was before."""
    return decoded(
        await rodem.send("POST", f"/v1/tariffs/{segment(tariff_id)}/stop", body=body, dry_run=dry_run),
        StopAnswer,
    )


async def submit_tariff(
    rodem: Rodem, tariff_id: UUID | str, body: Reasoned | Raw, *, dry_run: bool = False
) -> Submitted:
    """Hand this body to the second key. Writing it anew takes it back."""
    return decoded(
        await rodem.send("POST", f"/v1/tariffs/{segment(tariff_id)}/submit", body=body, dry_run=dry_run),
        Submitted,
    )


async def simulate_tariff(
    rodem: Rodem, body: SimulatedTariff | Raw, *, idempotency_key: str | None = None
) -> JobAsked:
    """Ask what a tariff would have given on days of the past, at most 366. It is worked out beside requests;
    nothing in force changes, and budgets are taken as free."""
    return decoded(
        await rodem.send(
            "POST", "/v1/tariffs:simulate", body=body, idempotency_key=idempotency_key or new_key()
        ),
        JobAsked,
    )
