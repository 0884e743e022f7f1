"""Request models: a partner as operators write it."""

from typing import Any

from shared.http.bodies import Body, Code, Title
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {
    "name": "Cafè Central",
    "place": "Plaça Major 3",
    "zone_id": "gracia",
}


class PartnerBody(Body):
    """A shop, library or club in which vouchers are used: its name, and where it is."""

    model_config = example(**EXAMPLE)

    name: Title
    place: Title | None = None
    zone_id: Code | None = None
