"""The demo's riders on leaderboards: those who want to be seen there, and what they are called."""

from pathlib import Path

from rodem.demo.riders import Rider, signed_in
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


def nickname(rider: Rider) -> str:
    """A bird of the city and the rider's number, which nobody else has."""
    return f"{BIRDS[rider.number % len(BIRDS)]} {rider.number}"


async def opt_in(rodem: Rodem, data_dir: Path, rider: Rider) -> None:
    """The rider takes a nickname and opts in, with the rider's own token. Twice changes nothing."""
    body = ProfileBody(nickname=nickname(rider), on_leaderboards=True)
    await put_profile(signed_in(rodem, data_dir, rider.rider_id), body)
