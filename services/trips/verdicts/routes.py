"""A FastAPI dependency: how a route reads the game that judges trips."""

from typing import Annotated

from fastapi import Depends, Request

from services.trips.verdicts.actions import GameNow


async def _game_now(request: Request) -> GameNow:
    game_now: GameNow = request.state.game_now
    return game_now


CurrentGame = Annotated[GameNow, Depends(_game_now)]
"""Reads the game, with the limits that are in force, in the caller's transaction."""
