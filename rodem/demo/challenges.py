"""The demo's eight challenges, and who takes part in those that riders join."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import httpx
import msgspec

from rodem import tokens
from rodem.demo.chance import chance_for
from rodem.demo.riders import Rider
from rodem.importing import TokenProvider, connection, send

JOINING_SHARE = 0.04
PAGE = 200


@dataclass(frozen=True)
class DemoChallenge:
    """A challenge in words and numbers. Its window is in days from the day of the demo, the end excluded."""

    en: str
    ca: str
    es: str
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal"]
    target: int
    points: int
    who: Literal["all", "joined"] = "all"
    window: tuple[int, int] = (-30, 31)

    def body(self, today: date, zone: ZoneInfo) -> dict[str, Any]:
        """As `POST /v1/challenges` takes it."""
        starts_at, ends_at = (
            datetime.combine(today + timedelta(days=days), time(), zone) for days in self.window
        )
        return {
            "name": {"en": self.en, "ca": self.ca, "es": self.es},
            "goal": {"kind": "sum", "measure": self.measure, "target": self.target},
            "who": self.who,
            "reward": {"points": self.points},
            "starts_at": starts_at,
            "ends_at": ends_at,
        }


CHALLENGES = (
    DemoChallenge("Ten trips", "Deu viatges", "Diez viajes", "trips", 10, 50),
    DemoChallenge("A hundred kilometres", "Cent quilòmetres", "Cien kilómetros", "distance_m", 100_000, 200),
    DemoChallenge("Ten hours in the saddle", "Deu hores pedalant", "Diez horas pedaleando",
                  "duration_s", 36_000, 150, "joined"),
    DemoChallenge("Burn 3,000 kcal", "Crema 3.000 kcal", "Quema 3000 kcal",
                  "energy_kcal", 3_000, 150, "joined"),
    DemoChallenge("A hundred trips", "Cent viatges", "Cien viajes", "trips", 100, 1_000),
    DemoChallenge("From Barcelona to Toulouse", "De Barcelona a Tolosa", "De Barcelona a Toulouse",
                  "distance_m", 400_000, 1_500, "joined"),
    DemoChallenge("Warm-up week", "Setmana d'escalfament", "Semana de calentamiento",
                  "trips", 5, 30, window=(-30, -23)),
    DemoChallenge("Next week: fifty kilometres", "Setmana vinent: cinquanta quilòmetres",
                  "La próxima semana: cincuenta kilómetros", "distance_m", 50_000, 100, window=(7, 14)),
)  # fmt: skip
"""Easy ones, hard ones, one that has ended and one still to come."""


async def publish_all(client: httpx.AsyncClient, token: TokenProvider, today: date, timezone: str) -> None:
    """Create and publish those challenges that the operator does not have yet, known by their name."""
    known = await find_all(client, token)
    for challenge in CHALLENGES:
        found = known.get(challenge.en)
        if found is None:
            body = msgspec.json.encode(challenge.body(today, ZoneInfo(timezone)))
            found = await send(client, "POST", "/v1/challenges", body, token)
        if found["state"] == "draft":
            await send(client, "POST", f"/v1/challenges/{found['challenge_id']}/publish", b"", token)


async def find_all(client: httpx.AsyncClient, token: TokenProvider) -> dict[str, dict[str, Any]]:
    """All challenges of the operator, by their English name."""
    found: dict[str, dict[str, Any]] = {}
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        answer = await send(client, "GET", f"/v1/challenges?limit={PAGE}{after}", b"", token)
        found |= {challenge["name"]["en"]: challenge for challenge in answer["challenges"]}
        cursor = answer.get("next_cursor")
    return found


def joining(riders: Sequence[Rider], guide: Rider, seed: int) -> dict[str, list[Rider]]:
    """Who joins which challenge, by its English name: a few riders, and always the guide."""
    return {
        challenge.en: [
            rider
            for rider in riders
            if rider == guide or chance_for(seed, challenge.en, rider.number).random() < JOINING_SHARE
        ]
        for challenge in CHALLENGES
        if challenge.who == "joined"
    }


async def join(gateway_url: str, data_dir: Path, challenge_id: str, rider: Rider) -> None:
    """The rider joins, with a token of its own. Joining twice changes nothing."""
    token = tokens.mint(data_dir, "rider", str(rider.rider_id))
    async with connection(gateway_url, token) as client:
        await send(client, "PUT", f"/v1/me/entries/{challenge_id}", b"", lambda: token)
