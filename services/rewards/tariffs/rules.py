"""What a trip is worth: which tariff pays a day, how much, and what limits take. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.http.owned import Absent

State = Literal["draft", "submitted", "approved", "published", "closed"]

PENDING_HOURS_MAX = 2_160
"""The longest that a tariff makes points wait: 90 days."""
NO_TARIFF = Absent("There is no such tariff.")
TARIFF_1_ID = UUID(int=1)

BODY_1: Mapping[str, Any] = MappingProxyType(
    {
        "name": "The default game",
        "valid_from": "2000-01-01",
        "per": {
            vehicle: {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10}
            for vehicle in ("bike", "ebike")
        },
        "day_points_max": 400,
        "pending_hours": 24,
    }
)
"""Tariff 1: what a new city begins with. It pays every day for which no other tariff is in force."""

CanPay = Callable[[str, int], str | None]
"""Asks whether a campaign can pay so many points more: None, or the reason why it cannot."""


def budgets_are_free(_campaign_id: str, _points: int) -> None:
    """Every campaign can pay. For tariffs that name none, and for simulations."""


class Added(NamedTuple):
    """What a multiplier has added to a trip, and who paid. `refusal` is why a larger one did not count."""

    campaign_id: str | None
    points: int
    refusal: str | None = None


NOT_ADDED = Added(None, 0)


@dataclass(frozen=True)
class Rates:
    """Points per full `metres_per_point` of at most `distance_m_max`, and per full `kcal_per_point`."""

    metres_per_point: int
    distance_m_max: int
    kcal_per_point: int


@dataclass(frozen=True)
class Multiplier:
    """The percent that a trip's points are raised (or lowered) to, and the trips that it is for: all that the
    fields name must hold, None names nothing. `hours` are whole local hours, `zone_ids` contain all zones in
    the districts that were named, `from_on` and `until_on` are the first and the last day."""

    name: str
    percent: int
    weekdays: frozenset[int] | None
    hours: frozenset[int] | None
    zone_ids: frozenset[str] | None
    from_on: date
    until_on: date
    campaign_id: str | None


@dataclass(frozen=True)
class Bonus:
    """Points for each counted activity of a service, at most `day_max` times a local day."""

    points: int
    day_max: int


@dataclass(frozen=True)
class Tariff:
    """A published version. `rates` are by vehicle type, `multipliers` by falling percent, `bonuses` by the
    service of the activity. A limit that is None takes nothing. Without `value_tags` trips' points count half
    for the climate and half for health: whoever books them by values knows that."""

    version: int
    valid_from: date
    rates: Mapping[str, Rates]
    trip_points_max: int | None
    day_points_max: int
    month_points_max: int | None
    pending: timedelta
    multipliers: tuple[Multiplier, ...]
    bonuses: Mapping[str, Bonus]
    value_tags: dict[str, int] | None


class Stop(NamedTuple):
    """The city's stop of a version: the first and the last local day paid as if it were not there."""

    version: int
    from_on: date
    until_on: date


def stop_of(version: int, at: datetime, until: datetime, zone: ZoneInfo) -> Stop:
    """The days of a stop that the city sets at the instant `at`: from the next local day, up to and with the
    local day of `until`."""
    return Stop(version, local_day(at, zone) + timedelta(days=1), local_day(until, zone))


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The day of an instant in this time zone."""
    return at.astimezone(zone).date()


def tariff_of(
    version: int, body: Mapping[str, Any], zones_within: Mapping[str, Iterable[str]] | None = None
) -> Tariff:
    """The tariff in a published body. `zones_within` has all zones that lie in a zone, by zone_id."""
    multipliers = [_multiplier(each, zones_within or {}) for each in body.get("multipliers", ())]
    return Tariff(
        version=version,
        valid_from=date.fromisoformat(body["valid_from"]),
        rates={vehicle: Rates(**rates) for vehicle, rates in body["per"].items()},
        trip_points_max=body.get("trip_points_max"),
        day_points_max=body["day_points_max"],
        month_points_max=body.get("month_points_max"),
        pending=timedelta(hours=body["pending_hours"]),
        # Sorting is stable: of equal percent, the first in the list stays first.
        multipliers=tuple(sorted(multipliers, key=lambda each: -each.percent)),
        bonuses={each["kind"]: Bonus(each["points"], each["day_max"]) for each in body.get("bonus", ())},
        value_tags=body.get("value_tags"),
    )


def _multiplier(body: Mapping[str, Any], zones_within: Mapping[str, Iterable[str]]) -> Multiplier:
    zone_ids = body.get("start_zone_ids")
    return Multiplier(
        name=body["name"],
        percent=body["percent"],
        weekdays=frozenset(body["weekdays"]) if "weekdays" in body else None,
        hours=hours_of(body["local_hours"]) if "local_hours" in body else None,
        zone_ids=None
        if zone_ids is None
        else frozenset(zone_ids).union(*(zones_within.get(zone_id, ()) for zone_id in zone_ids)),
        from_on=date.fromisoformat(body["from_on"]) if "from_on" in body else date.min,
        until_on=date.fromisoformat(body["until_on"]) if "until_on" in body else date.max,
        campaign_id=body.get("campaign_id"),
    )


def hours_of(ranges: Iterable[Mapping[str, int]]) -> frozenset[int]:
    """The local hours in ranges from `from` (inclusive) to `to` (exclusive), which may go past midnight.

    >>> sorted(hours_of([{"from": 22, "to": 2}, {"from": 7, "to": 8}]))
    [0, 1, 7, 22, 23]
    """
    return frozenset(
        hour
        for hour in range(24)
        for begin, end in ((each["from"], each["to"]) for each in ranges)
        if (begin <= hour < end if begin < end else hour >= begin or hour < end)
    )


TARIFF_1 = tariff_of(1, BODY_1)


class Tariffs(dict[date, Tariff]):
    """The tariff that pays each local day, worked out when a day is first asked for.

    `published` are all published versions beside tariff 1, `stops` the city's stops of them.
    """

    def __init__(self, published: Iterable[Tariff] = (), stops: Iterable[Stop] = ()) -> None:
        super().__init__()
        self.published = tuple(published)
        self.stops = tuple(stops)
        self.limits_months = any(tariff.month_points_max is not None for tariff in self.published)
        self.name_campaigns = any(
            multiplier.campaign_id for tariff in self.published for multiplier in tariff.multipliers
        )

    def __missing__(self, local_on: date) -> Tariff:
        tariff = self[local_on] = tariff_of_day(self.published, self.stops, local_on)
        return tariff


def tariff_of_day(published: Iterable[Tariff], stops: Sequence[Stop], local_on: date) -> Tariff:
    """The tariff that pays the trips of a local day: of those that have begun the latest begun, of those that
    begin on one day the highest version. A stopped one is as if it were not there."""
    stopped = {stop.version for stop in stops if stop.from_on <= local_on <= stop.until_on}
    begun = [each for each in published if each.valid_from <= local_on and each.version not in stopped]
    return max(begun, key=lambda each: (each.valid_from, each.version), default=TARIFF_1)


class Ridden(Protocol):
    """What of a trip tariffs look at: an event has it, and so has a stored trip."""

    @property
    def counts(self) -> bool: ...
    @property
    def unpaid(self) -> bool: ...
    @property
    def local_on(self) -> date: ...
    @property
    def local_hour(self) -> int: ...
    @property
    def vehicle_type(self) -> str: ...
    @property
    def distance_m(self) -> int | None: ...
    @property
    def energy_kcal(self) -> int: ...
    @property
    def start_zone_id(self) -> str | None: ...


class Earned(NamedTuple):
    """A trip's points before limits (`full_points`), and how they came about.

    `base_points` are those before the multiplier, by these rates. `refusal` is why the first multiplier that
    could not pay did not count, or did not add all.
    """

    full_points: int
    distance_points: int = 0
    energy_points: int = 0
    multiplier: Multiplier | None = None
    refusal: str | None = None
    rates: Rates | None = None
    is_paid_in_part: bool = False

    @property
    def base_points(self) -> int:
        return self.distance_points + self.energy_points

    @property
    def added(self) -> Added:
        """What the multiplier costs its campaign."""
        points = self.full_points - self.base_points
        if self.multiplier is None or self.multiplier.campaign_id is None or points <= 0:
            return NOT_ADDED
        return Added(self.multiplier.campaign_id, points, None if self.is_paid_in_part else self.refusal)


NOTHING = Earned(0)


def earned(
    tariff: Tariff, trip: Ridden, can_pay: CanPay = budgets_are_free, before: Added = NOT_ADDED
) -> Earned:
    """What a trip earns: nothing unless it counts and went a known distance, so that sitting on an unlocked
    bike does not pay. An unpaid trip earns nothing either.

    `before` is what an earlier revision has cost the campaign of a multiplier that is for this trip too: no
    other campaign is asked, and this one for what is more. What does not fit is not added.
    """
    if not trip.counts or trip.unpaid or not trip.distance_m:
        return NOTHING
    rates = rates_of(tariff, trip.vehicle_type)
    distance_points = min(trip.distance_m, rates.distance_m_max) // rates.metres_per_point
    energy_points = trip.energy_kcal // rates.kcal_per_point
    base_points = distance_points + energy_points
    refusal = before.refusal
    for multiplier in tariff.multipliers:
        if matches(multiplier, trip):
            campaign_id, full_points = multiplier.campaign_id, base_points * multiplier.percent // 100
            if campaign_id and before.campaign_id not in (None, campaign_id):
                continue
            unpaid = campaign_id and can_pay(campaign_id, full_points - base_points - before.points)
            refusal = refusal or unpaid
            if before.points or not unpaid:
                added = before.points if unpaid else full_points - base_points
                base = distance_points, energy_points
                return Earned(base_points + added, *base, multiplier, refusal, rates, bool(unpaid))
    return Earned(base_points, distance_points, energy_points, None, refusal, rates)


def rates_of(tariff: Tariff, vehicle_type: str) -> Rates:
    """The rates of a vehicle. One that the tariff does not name is paid as a bike."""
    return tariff.rates.get(vehicle_type) or tariff.rates["bike"]


def matches(multiplier: Multiplier, trip: Ridden) -> bool:
    """Whether a multiplier is for this trip. A trip of an unknown zone matches no zones."""
    return (
        multiplier.from_on <= trip.local_on <= multiplier.until_on
        and (multiplier.hours is None or trip.local_hour in multiplier.hours)
        and (multiplier.weekdays is None or trip.local_on.isoweekday() in multiplier.weekdays)
        and (multiplier.zone_ids is None or trip.start_zone_id in multiplier.zone_ids)
    )


def taken(limit_points: int | None, points: int) -> int:
    """What a limit gives in all to so many points: what remains of them, less what they were. Never above 0.

    >>> taken(400, 400), taken(400, 401), taken(None, 1_000)
    (0, -1, 0)
    """
    return 0 if limit_points is None else min(0, limit_points - points)


def first_of_month(day: date) -> date:
    """The day whose tariff says the month's limit."""
    return day.replace(day=1)


def bonus_points(bonus: Bonus, activities: int) -> int:
    """What so many counted activities of one local day give in all.

    >>> bonus_points(Bonus(points=20, day_max=3), 4)
    60
    """
    return bonus.points * min(bonus.day_max, activities)
