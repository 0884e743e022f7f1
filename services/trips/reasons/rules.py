"""Every reason of a verdict: when there is one, whose trips it looks at, and what lifts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LineReason = Literal["too_short", "too_long", "too_late", "too_fast", "suspicious_speed"]
TraceReason = Literal[
    "mock_location",
    "trace_elsewhen",
    "trace_thin",
    "trace_jumps",
    "trace_gaps",
    "off_station",
    "standing",
    "on_foot",
    "motorised",
    "too_even",
]
BesideReason = Literal[
    "overlapping",
    "vehicle_shared",
    "replayed",
    "many_accounts",
    "told_twice",
    "serial_tiny",
    "loop",
    "self_told_limit",
    "strikes",
]
HeldReason = Literal["no_end", "unconfirmed"]
OtherReason = Literal["merged", "cancelled", "voided", "import_undone", "decided", "not_told"]
Reason = LineReason | TraceReason | BesideReason | HeldReason | OtherReason
"""A closed list inside this service: what is no reason of it does not pass the type checker. In events and
answers it is an open one."""


@dataclass(frozen=True)
class Meaning:
    """What a reason means: `docs/reference/reasons.md` is written from here.

    `does`: what becomes of the trip. `looks_at`: whose trips are looked at. `when`: in words, in which
    `{name}` stands for a limit. `lifted_by`: what ends it, beside a decision of the operator, which ends all
    but a withdrawal.
    """

    does: Literal["rejects", "holds", "holds, then rejects", "withdraws"]
    looks_at: str
    when: str
    lifted_by: str


LINES = "the trip alone"
ITS_TRACE = "the trip's own trace"
OWN = "the rider's own trips"
OTHERS = "other riders' trips too"
CORRECTED = "a correction"
MORE_POINTS = "points that still come; the dock's report of the ride"
DOCK = "the dock's report of the ride"
PARTNER_GONE = "the other trip's void, cancellation or rejection"

MEANINGS: Mapping[Reason, Meaning] = {
    "too_short": Meaning("rejects", LINES, "It lasts under a minute.", CORRECTED),
    "too_long": Meaning("rejects", LINES, "It lasts over 24 hours.", CORRECTED),
    "too_late": Meaning(
        "rejects", LINES, "It is told more than 14 days after its end, and not as history.", CORRECTED
    ),
    "too_fast": Meaning("rejects", LINES, "It is faster than 45 km/h on average.", CORRECTED),
    "suspicious_speed": Meaning("holds", LINES, "It is faster than 30 km/h on average.", CORRECTED),
    "no_end": Meaning(
        "holds",
        LINES,
        "A live trip has no end, and nothing was heard of it for {no_end_s}.",
        "its end, a cancellation, or the dock's report of the ride",
    ),
    "mock_location": Meaning(
        "holds",
        ITS_TRACE,
        "The phone says that a point is made up: one that is accurate to {accuracy_m_max}, in the trip's"
        " minutes and {window_s} around.",
        DOCK,
    ),
    "trace_elsewhen": Meaning(
        "holds",
        ITS_TRACE,
        "Less than {inside_min} of the points that are accurate to {accuracy_m_max} lie in the trip's"
        " minutes and {window_s} around, or none is accurate.",
        MORE_POINTS,
    ),
    "trace_thin": Meaning(
        "holds",
        ITS_TRACE,
        "It has fewer than {bins_min}: a place is what is told in {bin_s}.",
        MORE_POINTS,
    ),
    "trace_jumps": Meaning(
        "holds",
        ITS_TRACE,
        "More than {jumps_max} of the points cannot be reached from the others, within {jump_m} and"
        " {jump_mps}.",
        MORE_POINTS,
    ),
    "trace_gaps": Meaning(
        "holds",
        ITS_TRACE,
        "It has a hole over {hole_s_max}, or holes over all but {cover_min} of the minutes. A hole lasts over"
        " {hole_s} and has ends that lie over {moving_mps} apart; at either end it is what lacks beyond"
        " {edge_s}.",
        MORE_POINTS,
    ),
    "off_station": Meaning(
        "holds",
        ITS_TRACE,
        "At the start or the end it is farther from the station than {station_m}, and {station_mps} more for"
        " the time to its nearest place; and no place within {window_s} is that near.",
        "points that still come; a correction of the station",
    ),
    "standing": Meaning(
        "holds",
        ITS_TRACE,
        "It moves less than {moved_m_min}, or is faster than {moving_mps} at fewer than {bins_min}; or it"
        " lasts over {standing_s_min} and is that fast for less than {moving_min} of it.",
        MORE_POINTS,
    ),
    "on_foot": Meaning(
        "holds",
        ITS_TRACE,
        "The 95th percentile of its speeds is under {foot_p95}; or under {steady_p95}, with a surge under"
        " {steady_surge} and a spread under {steady_spread}.",
        DOCK,
    ),
    "motorised": Meaning(
        "holds",
        ITS_TRACE,
        "The 95th percentile of its speeds is over {motor_p95}; or over {brisk_p95}, with a surge over"
        " {surge} in {brisk_n}.",
        DOCK,
    ),
    "too_even": Meaning(
        "holds",
        ITS_TRACE,
        "The spread of its pace (from {pace_n} on) is under {even_spread}, or more than {straight_max} of its"
        " places (from {bends_n} on) lie within {bend_m} of the line through their neighbours.",
        DOCK,
    ),
    "unconfirmed": Meaning(
        "holds, then rejects",
        "who tells of the ride",
        "A second source is missing: by {rider_trips} of a trip that only a phone has told, by {two_sources}"
        " of every trip. It is rejected {confirm_days} after its end; so is what only a phone has told and"
        " anything else holds.",
        "a trace that passes, or the second source, as the two limits say; an appeal keeps it from lapsing",
    ),
    "overlapping": Meaning(
        "holds",
        OWN,
        "It shares time with another trip of the rider: over {touch_s} where two clocks meet. Of a dock's and"
        " a phone's only the phone's is held.",
        PARTNER_GONE,
    ),
    "vehicle_shared": Meaning(
        "holds",
        OTHERS,
        "Another rider has the same vehicle for over {touch_s} of its minutes. If an operator has told one of"
        " the two, only the other is held.",
        PARTNER_GONE,
    ),
    "replayed": Meaning(
        "holds",
        OTHERS,
        "Only a phone tells it, and {same_share} of its places lie within {same_m} of those of a trip that"
        " began earlier, in {replay_days}, shifted by up to {same_shift_s} and stretched by up to"
        " {same_scale}; from {same_n} on.",
        DOCK,
    ),
    "many_accounts": Meaning(
        "holds",
        OTHERS,
        "Only a phone tells it, and its rider is not among the first {device_riders_max} to tell trips with"
        " this phone in {device_days}.",
        DOCK,
    ),
    "told_twice": Meaning(
        "holds",
        OWN,
        "Only a phone tells it, and it begins and ends at the stations of a ride that an operator told of"
        " that day, at other minutes, and is as long within {twice_s} or {twice_share}, if that is more.",
        "the void of the operator's ride",
    ),
    "serial_tiny": Meaning(
        "holds",
        OWN,
        "It is under {tiny_m}, and so are others of the rider and local day: {tiny_n} or more with it.",
        "voids, cancellations or rejections of the others until they are fewer",
    ),
    "loop": Meaning(
        "holds",
        OTHERS,
        "It is a leg back and forth between two places (stations within {station_m} are one): of"
        " {loop_legs_rider} by one rider, or of {loop_legs_vehicle} by one vehicle, whoever rides, each begun"
        " at most {loop_gap_s} after the one before.",
        "voids, cancellations or rejections of the others until the legs are fewer",
    ),
    "self_told_limit": Meaning(
        "holds",
        OWN,
        "Only a phone tells it, after {alone_trips_max} or {alone_m_max} of such trips of the rider and local"
        " day.",
        "the dock's report of this ride, or of an earlier one",
    ),
    "strikes": Meaning(
        "holds",
        OWN,
        "It begins within {strike_hold_days} of the rider's last of {strikes} in {strike_days}.",
        "the end of a strike, by another decision or a void",
    ),
    "merged": Meaning(
        "withdraws",
        "who tells of the ride",
        "It is part of a trip that the dock or the operator tells: sharing {match_share} of the shorter's"
        " minutes, widened by {match_slack_s}, is enough if nothing contradicts.",
        "the void of that trip",
    ),
    "cancelled": Meaning("withdraws", LINES, "Its rider has cancelled it.", "nothing"),
    "voided": Meaning("withdraws", LINES, "Its operator has voided it.", "a decision that accepts it"),
    "import_undone": Meaning(
        "withdraws", LINES, "The import that it came with was taken back.", "the same rows under another id"
    ),
    "decided": Meaning("rejects", LINES, "The operator has rejected it by hand.", "another decision"),
    "not_told": Meaning(
        "withdraws",
        "the vehicle's locks",
        "Its unlock and lock are no ride any more, are nobody's, or are part of the operator's report. Only"
        " the log says so: to its rider it is no trip.",
        "a void of the report that it is part of; a phone that shows whose it is",
    ),
}
