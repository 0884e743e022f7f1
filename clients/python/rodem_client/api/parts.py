"""Made from the OpenAPI document by `make clients`: do not change it here."""

from typing import Any
from uuid import UUID

from msgspec import field

from rodem_client.wire import Literal, Model


class SumGoal(Model, frozen=True, kw_only=True):
    """As much of the measure over all counted trips. The target is left out where there are levels."""

    kind: Literal["sum"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int | None = None


class DistinctGoal(Model, frozen=True, kw_only=True):
    """So many different ones. The target is left out where there are levels."""

    kind: Literal["distinct"]
    of: Literal[
        "start_stations",
        "end_stations",
        "stations",
        "zones",
        "districts",
        "days",
        "weeks",
        "vehicle_types",
        "services",
    ]
    target: int | None = None


class StreakGoal(Model, frozen=True, kw_only=True):
    """So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them. The
    target is left out where there are levels."""

    kind: Literal["streak"]
    of: Literal["days", "weeks"]
    target: int | None = None
    freezes: int | None = None


class BestGoal(Model, frozen=True, kw_only=True):
    """One counted trip of as much of the measure. The target is left out where there are levels."""

    kind: Literal["best"]
    measure: Literal["distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int | None = None


class AtMostGoal(Model, frozen=True, kw_only=True):
    """No more of the measure than the target, with `trips_min` counted trips."""

    kind: Literal["at_most"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int
    trips_min: int


class ImproveGoal(Model, frozen=True, kw_only=True):
    """More of the measure than the rider's own in the `baseline_weeks` ISO weeks before: by `percent`, but at
    least `target_min` and at most `target_max`."""

    kind: Literal["improve"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    percent: int
    baseline_weeks: int
    target_min: int
    target_max: int


class HoursBody(Model, frozen=True, kw_only=True):
    """Local hours from `from` (inclusive) to `to` (exclusive). From 22 to 6 goes past midnight."""

    from_: int = field(name="from")
    to: int


class DistanceRange(Model, frozen=True, kw_only=True):
    """Metres, both bounds included. `{min: 0}` asks that the distance is known."""

    min: int | None = None
    max: int | None = None


class DurationRange(Model, frozen=True, kw_only=True):
    """Seconds, both bounds included."""

    min: int | None = None
    max: int | None = None


class ClimbRange(Model, frozen=True, kw_only=True):
    """The least metres that the end lies above the start."""

    min: int


class CorridorBody(Model, frozen=True, kw_only=True):
    """Zones that a trip passes in this order, with others between or not."""

    zone_ids_in_order: list[str]


class WhereBody(Model, frozen=True, kw_only=True):
    """The conditions on what is counted: all must hold, of a list any."""

    services: list[str] | None = None
    vehicle_types: list[Literal["bike", "ebike"]] | None = None
    weekdays: list[int] | None = None
    local_hours: list[HoursBody] | None = None
    day_tags_any: list[str] | None = None
    distance_sources: list[Literal["odometer", "trace", "station_pair", "phone"]] | None = None
    distance_m: DistanceRange | None = None
    duration_s: DurationRange | None = None
    climb_m: ClimbRange | None = None
    start_station_ids: list[str] | None = None
    end_station_ids: list[str] | None = None
    start_zone_ids: list[str] | None = None
    end_zone_ids: list[str] | None = None
    corridor: CorridorBody | None = None
    station_ids: list[str] | None = None
    zone_ids: list[str] | None = None
    bonus_stations: Literal[True] | None = None


class SumStep(Model, frozen=True, kw_only=True):
    """As much of the measure over all counted trips."""

    kind: Literal["sum"]
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int
    where: WhereBody | None = None


class DistinctStep(Model, frozen=True, kw_only=True):
    """So many different ones."""

    kind: Literal["distinct"]
    of: Literal[
        "start_stations",
        "end_stations",
        "stations",
        "zones",
        "districts",
        "days",
        "weeks",
        "vehicle_types",
        "services",
    ]
    target: int
    where: WhereBody | None = None


class StreakStep(Model, frozen=True, kw_only=True):
    """So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them."""

    kind: Literal["streak"]
    of: Literal["days", "weeks"]
    target: int
    freezes: int | None = None
    where: WhereBody | None = None


class BestStep(Model, frozen=True, kw_only=True):
    """One counted trip of as much of the measure."""

    kind: Literal["best"]
    measure: Literal["distance_m", "duration_s", "energy_kcal", "climb_m", "co2e_saved_g"]
    target: int
    where: WhereBody | None = None


class StepsGoal(Model, frozen=True, kw_only=True):
    """`need` of the steps."""

    kind: Literal["steps"]
    steps: list[SumStep | DistinctStep | StreakStep | BestStep | Any]
    need: int


class WhoAll(Model, frozen=True, kw_only=True):
    """Every rider, without joining."""

    kind: Literal["all"]


class WhoJoined(Model, frozen=True, kw_only=True):
    """Who has joined."""

    kind: Literal["joined"]


class WhoTeams(Model, frozen=True, kw_only=True):
    """Teams, or workplaces, of which the own limit is at most `size_max` riders."""

    kind: Literal["teams"]
    of: Literal["team", "workplace"]
    size_max: int
    member_min: int | None = None


class WhoPairs(Model, frozen=True, kw_only=True):
    """Two riders: together, or one versus the other."""

    kind: Literal["pairs"]
    mode: Literal["together", "versus"]


class WhoCity(Model, frozen=True, kw_only=True):
    """Everybody's trips count; who has joined is rewarded."""

    kind: Literal["city"]
    member_min: int | None = None


class TicketsReward(Model, frozen=True, kw_only=True):
    """Tickets of a draw."""

    draw_id: UUID
    count: int


class EntryReward(Model, frozen=True, kw_only=True):
    """What an entry gives, once: at least one of these."""

    points: int | None = None
    badge_id: str | None = None
    tickets: TicketsReward | None = None


class LevelBody(Model, frozen=True, kw_only=True):
    """A stage of an entry, and what it gives. The target is in the unit of the goal."""

    target: int
    points: int
    badge_id: str | None = None


class GroupBody(Model, frozen=True, kw_only=True):
    """Challenges of which a rider can be in so many at a time."""

    group_id: str
    choose: int


class ValueShares(Model, frozen=True, kw_only=True):
    """To which values of the city it contributes, in whole percent that add up to 100."""

    health: int | None = None
    climate: int | None = None
    liveability: int | None = None
    equity: int | None = None
    engagement: int | None = None
    safety: int | None = None
    transparency: int | None = None
    privacy: int | None = None
    reliability: int | None = None
    access: int | None = None
    efficiency: int | None = None
    affordability: int | None = None
    responsiveness: int | None = None
    utilisation: int | None = None
    rebalancing: int | None = None
    retention: int | None = None
    data: int | None = None
