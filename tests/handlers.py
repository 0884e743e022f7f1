"""Handlers as tests call them: by hand, with events of several topics at once."""

import typing
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rodem.local.running import with_database
from services.trips.limits.rules import first_version
from services.trips.verdicts.actions import GameNow, game_now
from services.trips.zone_map.actions import KnownZones
from shared.eventlog.consumer import Handler, Handlers
from shared.events.registry import EVENTS, TOPICS

SERVICES = Path(__file__).parents[1] / "services"
ROOMS = sorted(path.parent.name for path in SERVICES.glob("*/app.py"))
GAME = game_now("city", "Europe/Madrid", first_version("confirmed_later", "no"), KnownZones())
SETTINGS: Mapping[Any, Any] = {
    timedelta: timedelta(hours=24),
    ZoneInfo: ZoneInfo("Europe/Madrid"),
    GameNow: GAME,
}
"""What a room's `handlers(...)` may ask for, by the type of the parameter."""


def of_room(room: str) -> Handlers:
    """The table in `services/<room>/handlers.py`: `HANDLERS`, or what `handlers(...)` makes. A room without a
    database has none."""
    if room not in with_database():
        return {}
    module = import_module(f"services.{room}.handlers")
    if hasattr(module, "HANDLERS"):
        table: Handlers = module.HANDLERS
        return table
    hints = typing.get_type_hints(module.handlers)
    hints.pop("return")
    made: Handlers = module.handlers(
        **{name: SETTINGS[kind] for name, kind in hints.items() if kind in SETTINGS}
    )
    return made


def by_type(handlers: Handlers) -> Mapping[str, Handler]:
    """The handlers of all topics, by event type alone. No room handles a type on two topics."""
    return {type_: handler for of_topic in handlers.values() for type_, handler in of_topic.items()}


def of_topic(topic: str, handlers: Mapping[str, Handler]) -> Handlers:
    """The handlers of one topic, out of `handlers` (by event type), in the form that a service registers."""
    return {topic: {type_: each for type_, each in handlers.items() if EVENTS[type_] in TOPICS[topic]}}
