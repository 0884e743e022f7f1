"""The demo's riders on leaderboards: those who want to be seen there, and what they are called."""

from collections.abc import Sequence
from pathlib import Path

from rodem.demo.chance import chance_for
from rodem.demo.plan import Plan
from rodem.demo.riders import Rider
from rodem.local import tokens
from rodem_client import Rodem
from rodem_client.api.profile import ProfileBody, put_profile

BIRDS = (
    "Gavina",
    "Merla",
    "Mallerenga",
    "Oreneta",
    "Garsa",
    "Òliba",
    "Xoriguer",
    "Puput",
    "Cadernera",
    "Blauet",
)
SHARE = 0.25
"""Of the riders, who have opted in."""


def opting_in(plan: Plan) -> Sequence[Rider]:
    """Who is on boards: a quarter of the riders, and always the guide."""
    seed = plan.size.seed
    return [
        rider
        for rider in plan.riders
        if rider == plan.guide or chance_for(seed, "boards", rider.number).random() < SHARE
    ]


def nickname(rider: Rider) -> str:
    """A bird of the city and the rider's number, which nobody else has."""
    return f"{BIRDS[rider.number % len(BIRDS)]} {rider.number}"


async def opt_in(rodem: Rodem, data_dir: Path, rider: Rider) -> None:
    """The rider takes a nickname and opts in, with the rider's own token. Twice changes nothing."""
    token = tokens.mint(data_dir, "rider", str(rider.rider_id))
    body = ProfileBody(nickname=nickname(rider), on_leaderboards=True)
    await put_profile(rodem.signed_in_with(token), body)
