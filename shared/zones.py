"""Which zones lie in a zone, and around it. Pure."""

from collections.abc import Iterable, Mapping


def zones_within(zone_ids: Iterable[str], parents: Mapping[str, str | None]) -> dict[str, list[str]]:
    """Those of these zones in which others lie, each with all zones in it, sorted. `parents` may contain a
    cycle: the walk then ends before it would repeat a zone.

    >>> zones_within(["eixample", "gracia"], {"fort-pienc": "eixample", "eixample": None})
    {'eixample': ['fort-pienc']}
    """
    inside: dict[str, list[str]] = {zone_id: [] for zone_id in zone_ids}
    for zone_id in sorted(parents):
        for around in _zones_around(zone_id, parents):
            if around in inside:
                inside[around].append(zone_id)
    return {zone_id: within for zone_id, within in inside.items() if within}


def outermost(zone_id: str, parents: Mapping[str, str | None]) -> str:
    """The zone around this one that lies in no other; the zone itself, if it does.

    >>> outermost("fort-pienc", {"fort-pienc": "eixample", "eixample": None})
    'eixample'
    """
    return [zone_id, *_zones_around(zone_id, parents)][-1]


def _zones_around(zone_id: str, parents: Mapping[str, str | None]) -> list[str]:
    around: list[str] = []
    while (parent := parents.get(zone_id)) is not None and parent not in around:
        around.append(parent)
        zone_id = parent
    return around
