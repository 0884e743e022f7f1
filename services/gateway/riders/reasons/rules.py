"""Why a trip does not count, in the rider's language. Pure."""

from collections.abc import Iterable

from shared.http.texts import translate

# Texts never tell a threshold: riders who know one ride just under it.
REASONS = {
    "too_short": "it was too short",
    "too_long": "it took too long",
    "too_late": "it was reported too late",
    "too_fast": "it was too fast for a bicycle",
    "suspicious_speed": "it was unusually fast and waits for the operator's review; you can appeal",
    "no_end": "nobody has told its end; end it in the app, or appeal",
    "mock_location": "the phone says that its places were made up; you can appeal",
    "trace_elsewhen": "most of its trace is of another time, or too inaccurate; you can appeal",
    "trace_thin": "its trace has too few places; you can appeal",
    "trace_jumps": "its trace jumps from place to place; you can appeal",
    "trace_gaps": "parts of its trace are missing; you can appeal",
    "off_station": "its trace does not begin or end at its stations; you can appeal",
    "standing": "its trace hardly moves; you can appeal",
    "on_foot": "its trace looks like one on foot; you can appeal",
    "motorised": "its trace looks like one of a motor vehicle; you can appeal",
    "too_even": "its trace is more even than a ride is; you can appeal",
    "unconfirmed": "only one source tells of it, and it waits to be confirmed; you can appeal",
    "overlapping": "it shares time with another trip of yours and both wait for the operator's review;"
    " you can appeal",
    "vehicle_shared": "somebody else rode this vehicle at the same time; you can appeal",
    "replayed": "its trace is like that of an earlier trip; you can appeal",
    "many_accounts": "other riders have told trips with this phone before; you can appeal",
    "told_twice": "it looks like a trip of that day which the operator has told; you can appeal",
    "serial_tiny": "there were several very short trips that day; you can appeal",
    "loop": "it is one of several trips back and forth; you can appeal",
    "self_told_limit": "your phone has told of many trips that day and nobody else has; you can appeal",
    "strikes": "trips of yours were rejected for cheating, so that new ones wait for the operator's review;"
    " you can appeal",
    "merged": "it is part of another trip that tells of the same ride",
    "cancelled": "you have cancelled it",
    "voided": "the operator has voided it",
    "import_undone": "the operator has taken back the import that it came with",
    "decided": "the operator has reviewed it and decided so",
}


def reasons_in_words(reasons: Iterable[str], language: str) -> list[str]:
    """Why a trip does not count, one text for each reason that has one in this language."""
    return [translate(REASONS[reason], language) for reason in reasons if reason in REASONS]
