"""Challenges to begin with, one for each kind that operators ask for. Pure; the templates are data."""

import json
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from services.challenges.tree.periods import first_instant, local_day, next_on, starts_on


class Template(Struct, frozen=True, kw_only=True):
    """A body without its window, which has so many periods, and a text for operators by language. `fill_in`
    points to what only the operator can know: it stands there as an example, or is left out."""

    template: str
    feature: str
    text: dict[str, str]
    fill_in: tuple[str, ...]
    periods: int
    body: dict[str, Any]


@cache
def templates() -> Sequence[Template]:
    """All templates, in the order of what they are about."""
    written = json.loads((Path(__file__).parent / "templates.json").read_text())
    return msgspec.convert(written, tuple[Template, ...])


def body_of(template: Template, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """A body of which the window begins with the first period in the city that has not begun by `now`."""
    kind = template.body["period"]
    first = last = next_on(kind, starts_on(kind, local_day(now, zone)))
    for _ in range(template.periods):
        last = next_on(kind, last)
    window = {"starts_at": first, "ends_at": last}
    edges = {name: first_instant(day, zone).astimezone(zone).isoformat() for name, day in window.items()}
    return {**template.body, **edges, "template": template.template}
