"""What a trip or an activity must be like to be counted, a phrase for each condition. Pure.

The phrases follow nouns of every gender and number, because who wrote the challenge chooses what counts.
"""

from collections.abc import Iterator, Mapping, Sequence

from services.challenges.sentences.amounts import amount, hour, listed, number, quoted, say, weekday
from services.challenges.tree.trees import Hours, Range, Steps, Tree, Where
from services.challenges.tree.words import Measure
from shared.http.texts import translate

Places = Mapping[str, str]
"""The names of zones that are known, by zone_id."""

TRIPS = ("bike_share",)
SERVICES = {
    "bike_share": "shared bike trips",
    "parking": "uses of car parks",
    "car_share": "uses of shared cars",
    "report_confirmed": "problems that you reported and that were solved",
    "survey_answered": "surveys that you answered",
    "rebalanced": "bicycles that you brought where they were needed",
}
"""Services that are known -> what one counts of them. Others are named as they are."""
OTHER_SERVICE = "uses of {service}"
VEHICLES = {"bike": "by pedal bike", "ebike": "by e-bike"}
SOURCES = {
    "odometer": "the vehicle's odometer",
    "trace": "the recorded route",
    "station_pair": "the straight line between the stations",
    "phone": "the rider's phone",
}
RANGES: Mapping[str, Mapping[str, str]] = {
    "distance_m": {
        "known": "of a known distance",
        "exactly": "exactly {min} long",
        "min": "at least {min} long",
        "max": "at most {max} long",
        "both": "between {min} and {max} long",
    },
    "duration_s": {
        "exactly": "taking exactly {min}",
        "min": "taking at least {min}",
        "max": "taking at most {max}",
        "both": "taking between {min} and {max}",
    },
}
NAMED_MAX = 6
"""So many places are named; of a longer list the first few."""
NAMED_OF_MORE = 3
STATIONS = (
    "at the station {places}",
    "at one of the stations {places}",
    "at one of {number} stations, among them {places}",
)
ZONES = (
    "in the zone {places}",
    "in one of the zones {places}",
    "in one of {number} zones, among them {places}",
)
BONUS = "at a station that gives a bonus at that moment"


def zone_ids(tree: Tree) -> set[str]:
    """The zones that a challenge names."""
    steps = tree.goal.steps if isinstance(tree.goal, Steps) else ()
    found: set[str] = set()
    for where in (tree.where, *(step.where for step in steps)):
        corridor = where.corridor.zone_ids_in_order if where.corridor else ()
        found |= {*where.start_zone_ids, *where.end_zone_ids, *where.zone_ids, *corridor}
    return found


def nouns(services: Sequence[str], language: str) -> str:
    """What is counted of these services."""
    return listed([_noun(service, language) for service in services], language, "standard")


def _noun(service: str, language: str) -> str:
    if service in SERVICES:
        return translate(SERVICES[service], language)
    return say(OTHER_SERVICE, language, service=quoted(service, language))


def phrases(where: Where, places: Places, language: str) -> Iterator[str]:
    """The conditions but `services`, in the order in which a trip is asked for them."""
    if where.vehicle_types:
        yield listed([translate(VEHICLES[each], language) for each in where.vehicle_types], language)
    if where.weekdays:
        yield _weekdays(sorted(where.weekdays), language)
    if where.local_hours:
        yield say("starting {hours}", language, hours=_hours(where.local_hours, language))
    if where.day_tags_any:
        tags = [quoted(tag, language) for tag in where.day_tags_any]
        yield say("on days marked as {tags}", language, tags=listed(tags, language))
    if where.distance_sources:
        sources = [translate(SOURCES[each], language) for each in where.distance_sources]
        yield say("with the distance by {sources}", language, sources=listed(sources, language))
    if where.distance_m:
        yield _range("distance_m", where.distance_m, language)
    if where.duration_s:
        yield _range("duration_s", where.duration_s, language)
    if where.climb_m:
        climb = amount("climb_m", where.climb_m.min or 0, language)
        yield say("ending at least {climb} above where they start", language, climb=climb)
    yield from _places(where, places, language)


def _weekdays(weekdays: Sequence[int], language: str) -> str:
    names = [weekday(each, language) for each in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return say("from {first} to {last}", language, first=names[0], last=names[-1])
    return say("on {weekdays}", language, weekdays=listed(names, language))


def _hours(ranges: Sequence[Hours], language: str) -> str:
    text = "between {first} and {last}"
    each = [say(text, language, first=hour(hours.from_), last=hour(hours.to)) for hours in ranges]
    return listed(each, language)


def _range(name: Measure, bounds: Range, language: str) -> str:
    least, most = bounds.min, bounds.max
    if least == 0:
        least = None if most is not None or name == "distance_m" else least
    if least is None and most is None:
        return translate(RANGES[name]["known"], language)
    if least is None or most is None:
        kind = "max" if least is None else "min"
    else:
        kind = "exactly" if least == most else "both"
    said = {key: amount(name, each or 0, language) for key, each in (("min", least), ("max", most))}
    return say(RANGES[name][kind], language, **said)


def _places(where: Where, places: Places, language: str) -> Iterator[str]:
    """The start, the end, the corridor, and what one and the same end must be."""
    starts = _in(where.start_station_ids, STATIONS, {}, language)
    starts += _in(where.start_zone_ids, ZONES, places, language)
    ends = _in(where.end_station_ids, STATIONS, {}, language)
    ends += _in(where.end_zone_ids, ZONES, places, language)
    yield from (say("starting {place}", language, place=place) for place in starts)
    yield from (say("ending {place}", language, place=place) for place in ends)
    if where.corridor:
        names = [places.get(each, each) for each in where.corridor.zone_ids_in_order]
        in_order = listed(names, language, "standard")
        yield say("passing through {places}, in this order", language, places=in_order)
    either = _in(where.station_ids, STATIONS, {}, language) + _in(where.zone_ids, ZONES, places, language)
    either += [translate(BONUS, language)] if where.bonus_stations else []
    if either:
        text = "starting or ending {places}" if len(either) == 1 else "with one and the same end {places}"
        yield say(text, language, places=listed(either, language, "standard"))


def _in(ids: Sequence[str], texts: tuple[str, str, str], places: Places, language: str) -> list[str]:
    """A phrase for a list of places; none where it is empty."""
    if not ids:
        return []
    one, some, many = texts
    text = one if len(ids) == 1 else some if len(ids) <= NAMED_MAX else many
    shown = ids if len(ids) <= NAMED_MAX else ids[:NAMED_OF_MORE]
    names = listed([places.get(each, each) for each in shown], language, "or" if text is some else "standard")
    return [say(text, language, places=names, number=number(len(ids), language))]
