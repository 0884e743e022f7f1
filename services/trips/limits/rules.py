"""What trips are judged by: every number of a verdict, as versioned data. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

RiderTrips = Literal["confirmed_later", "accepted", "refused"]
TwoSources = Literal["no", "required"]


@dataclass(frozen=True)
class Limits:
    """The limits of one vehicle type, each with its value in version 1. Units are in the names: `_m` metres,
    `_s` seconds, `_mps` metres per second, `_min` and `_max` alone counts or shares; speeds of the 95th
    percentile (`_p95`) are km/h, surges m/s²."""

    # A trace: what is cleaned away, and what a place is.
    accuracy_m_max: float = 150
    window_s: float = 60
    jump_mps: float = 25
    jump_m: float = 50
    bin_s: int = 10
    step_m: float = 30
    edge_s: float = 120
    # Two clocks, and one ride of several sources.
    touch_s: float = 60
    match_slack_s: float = 60
    match_share: float = 0.5
    # Where a phone's trip ends, and how much of a trace must be there.
    move_s: int = 120
    move_m: float = 120
    trim_s: int = 30
    inside_min: float = 0.5
    bins_min: int = 6
    jumps_max: float = 0.1
    hole_s: float = 60
    hole_s_max: float = 600
    cover_min: float = 0.4
    # On foot, motorised, too even.
    foot_p95: float = 10
    steady_p95: float = 13.5
    steady_surge: float = 0.055
    steady_spread: float = 0.25
    motor_p95: float = 38
    brisk_p95: float = 30
    surge: float = 0.30
    brisk_n: int = 18
    pace_n: int = 15
    even_spread: float = 0.06
    bend_m: float = 1
    bends_n: int = 15
    straight_max: float = 0.7
    # Replays.
    same_m: float = 20
    same_share: float = 0.9
    same_shift_s: int = 60
    same_scale: float = 0.12
    same_n: int = 18
    replay_days: int = 30
    # Patterns of several trips.
    tiny_m: int = 200
    tiny_n: int = 3
    loop_gap_s: int = 1_800
    loop_legs_rider: int = 3
    loop_legs_vehicle: int = 4
    claim_factor: float = 1.3
    # What a phone alone is worth.
    alone_trips_max: int = 6
    alone_m_max: int = 20_000
    device_riders_max: int = 2
    device_days: int = 30
    twice_s: float = 60
    twice_share: float = 0.1
    # Stations, standing still, waiting, strikes.
    station_m: float = 300
    station_mps: float = 7
    moved_m_min: float = 200
    moving_mps: float = 1
    moving_min: float = 0.25
    standing_s_min: int = 1_200
    no_end_s: int = 10_800
    confirm_days: int = 14
    strikes: int = 3
    strike_days: int = 90
    strike_hold_days: int = 30
    rider_trips: RiderTrips = "confirmed_later"
    two_sources: TwoSources = "no"


BIKE = Limits()
EBIKE = Limits(brisk_p95=32, surge=0.35)
FIRST = {"bike": BIKE, "ebike": EBIKE}
"""Version 1, by vehicle type."""


def first(rider_trips: RiderTrips, two_sources: TwoSources) -> dict[str, Limits]:
    """Version 1 with what the settings say that a phone alone, and one source, is worth."""
    return {
        vehicle_type: replace(limits, rider_trips=rider_trips, two_sources=two_sources)
        for vehicle_type, limits in FIRST.items()
    }
