"""The demo's eight challenges, and the riders who join those that must be joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from rodem.demo.chance import chance_for
from rodem.demo.riders import Rider, signed_in
from rodem_client import Rodem, pages
from rodem_client.api.challenges import (
    ChallengeBody,
    ChallengeWritten,
    ListedChallenge,
    Reward,
    SumGoal,
    create_challenge,
    list_challenges,
    publish_challenge,
)
from rodem_client.api.entries import join_challenge
from rodem_client.api.models import Name, Reasoned

JOINING_SHARE = 0.04
PAGE = 200


@dataclass(frozen=True)
class DemoChallenge:
    """A challenge. `window` is its first day and the day after its last, counted from the day of the demo."""

    en: str
    ca: str
    es: str
    measure: Literal["trips", "distance_m", "duration_s", "energy_kcal"]
    target: int
    points: int
    who: Literal["all", "joined"] = "all"
    window: tuple[int, int] = (-30, 31)
    is_paid: bool = False

    def body(self, today: date, zone: ZoneInfo, campaign_id: UUID | None = None) -> ChallengeBody:
        """The body for `POST /v1/challenges`. `is_paid`: by the demo's campaign."""
        starts_at, ends_at = (
            datetime.combine(today + timedelta(days=days), time(), zone) for days in self.window
        )
        return ChallengeBody(
            name=Name(en=self.en, ca=self.ca, es=self.es),
            goal=SumGoal(kind="sum", measure=self.measure, target=self.target),
            who=self.who,
            reward=Reward(points=self.points),
            starts_at=starts_at,
            ends_at=ends_at,
            campaign_id=campaign_id,
        )


CHALLENGES = (
    DemoChallenge("Ten trips", "Deu viatges", "Diez viajes", "trips", 10, 50),
    DemoChallenge("A hundred kilometres", "Cent quilòmetres", "Cien kilómetros", "distance_m", 100_000, 200),
    DemoChallenge("Ten hours in the saddle", "Deu hores pedalant", "Diez horas pedaleando",
                  "duration_s", 36_000, 150, "joined"),
    DemoChallenge("Burn 3,000 kcal", "Crema 3.000 kcal", "Quema 3000 kcal",
                  "energy_kcal", 3_000, 150, "joined", is_paid=True),
    DemoChallenge("A hundred trips", "Cent viatges", "Cien viajes", "trips", 100, 1_000),
    DemoChallenge("From Barcelona to Toulouse", "De Barcelona a Tolosa", "De Barcelona a Toulouse",
                  "distance_m", 400_000, 1_500, "joined"),
    DemoChallenge("Warm-up week", "Setmana d'escalfament", "Semana de calentamiento",
                  "trips", 5, 30, window=(-30, -23)),
    DemoChallenge("Next week: fifty kilometres", "Setmana vinent: cinquanta quilòmetres",
                  "La próxima semana: cincuenta kilómetros", "distance_m", 50_000, 100, window=(7, 14)),
)  # fmt: skip
"""Easy ones, hard ones, one that has ended and one still to come."""


REASON = "The demo shows what challenges do."


async def publish_all(rodem: Rodem, today: date, timezone: str, campaign_id: UUID) -> None:
    """Create and publish those challenges that the operator does not have yet, compared by English name. The
    campaign pays for some."""
    existing = await find_all(rodem)
    for challenge in CHALLENGES:
        written: ListedChallenge | ChallengeWritten | None = existing.get(challenge.en)
        if written is None:
            paid_by = campaign_id if challenge.is_paid else None
            written = await create_challenge(rodem, challenge.body(today, ZoneInfo(timezone), paid_by))
        if written.state == "draft":
            await publish_challenge(rodem, written.challenge_id, Reasoned(reason=REASON))


async def find_all(rodem: Rodem) -> dict[str, ListedChallenge]:
    """All challenges of the operator, by their English name."""
    challenges: dict[str, ListedChallenge] = {}
    async for page in pages(lambda cursor: list_challenges(rodem, limit=PAGE, cursor=cursor)):
        challenges |= {challenge.name.en: challenge for challenge in page.challenges}
    return challenges


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


async def join(rodem: Rodem, data_dir: Path, challenge_id: UUID, rider: Rider) -> None:
    """The rider joins, with the rider's own token. Joining twice changes nothing."""
    await join_challenge(signed_in(rodem, data_dir, rider.rider_id), challenge_id)
