"""Which district a zone lies in. Pure."""

from collections.abc import Mapping


def district(zone_id: str, parents: Mapping[str, str | None]) -> str:
    """The zone's outermost ancestor; the zone itself when it lies in no other. `parents` may contain a cycle:
    the walk then ends before it would repeat a zone.

    >>> district("barri", {"barri": "districte", "districte": None})
    'districte'
    """
    visited = {zone_id}
    while (parent := parents.get(zone_id)) is not None and parent not in visited:
        visited.add(parent)
        zone_id = parent
    return zone_id
