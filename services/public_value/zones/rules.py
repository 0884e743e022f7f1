"""Which district a zone lies in. Pure."""

from collections.abc import Mapping


def district(zone_id: str, parents: Mapping[str, str | None]) -> str:
    """The zone's outermost ancestor; itself when it lies in no other. A loop ends where it closes.

    >>> district("barri", {"barri": "districte", "districte": None})
    'districte'
    """
    seen = {zone_id}
    while (parent := parents.get(zone_id)) is not None and parent not in seen:
        seen.add(parent)
        zone_id = parent
    return zone_id
