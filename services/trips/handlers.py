"""Event door of trips: which events it hears, and what handles them."""

from services.trips.erasure.handlers import on_riders_erased
from services.trips.verdicts.actions import GameNow
from shared.eventlog.consumer import Handlers
from shared.events.riders import RiderErased


def handlers(game_now: GameNow) -> Handlers:
    """Topic -> type of event -> handler, in a city that plays this game."""
    return {"riders": {RiderErased.type: on_riders_erased(game_now)}}
