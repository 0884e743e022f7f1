"""A FastAPI dependency: what routes that declare something count anew with."""

from typing import Annotated

from fastapi import Depends, Request

from services.challenges.recounts.actions import Recount


async def _recount(request: Request) -> Recount:
    recount: Recount = request.state.recount
    return recount


CurrentRecount = Annotated[Recount, Depends(_recount)]
