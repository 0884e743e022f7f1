"""The demo's challenges, and the riders who join those that must be joined."""

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
    ChallengeWritten,
    ListedChallenge,
    create_challenge,
    list_challenges,
    publish_challenge,
)
from rodem_client.api.entries import join_challenge
from rodem_client.api.models import ChallengeBody, Name, Reasoned
from rodem_client.api.parts import (
    BestGoal,
    DistinctGoal,
    EntryReward,
    StreakGoal,
    SumGoal,
    WhereBody,
    WhoAll,
    WhoJoined,
)

JOINING_SHARE = 0.04
PAGE = 200


Who = Literal["all", "joined"]
Goal = SumGoal | DistinctGoal | StreakGoal | BestGoal
Measure = Literal["trips", "distance_m", "duration_s", "energy_kcal"]


@dataclass(frozen=True)
class DemoChallenge:
    """A challenge. `window` is its first day and the day after its last, counted from the day of the demo;
    those of weeks are brought forward to Mondays."""

    en: str
    ca: str
    es: str
    goal: Goal
    points: int
    who: Who = "all"
    window: tuple[int, int] = (-30, 31)
    is_paid: bool = False
    where: WhereBody | None = None
    is_weekly: bool = False

    def body(self, today: date, zone: ZoneInfo, campaign_id: UUID | None = None) -> ChallengeBody:
        """The body for `POST /v1/challenges`. `is_paid`: by the demo's campaign."""
        starts_on, ends_on = (today + timedelta(days=days) for days in self.window)
        if self.is_weekly:
            starts_on, ends_on = (day - timedelta(days=day.weekday()) for day in (starts_on, ends_on))
        return ChallengeBody(
            name=Name(en=self.en, ca=self.ca, es=self.es),
            goal=self.goal,
            where=self.where,
            period="week" if self.is_weekly else None,
            who=WhoAll(kind="all") if self.who == "all" else WhoJoined(kind="joined"),
            reward=EntryReward(points=self.points),
            starts_at=datetime.combine(starts_on, time(), zone),
            ends_at=datetime.combine(ends_on, time(), zone),
            campaign_id=campaign_id,
        )


def _sum(measure: Measure, target: int) -> SumGoal:
    return SumGoal(kind="sum", measure=measure, target=target)


CHALLENGES = (
    DemoChallenge("Ten trips", "Deu viatges", "Diez viajes", _sum("trips", 10), 50),
    DemoChallenge("A hundred kilometres", "Cent quilòmetres", "Cien kilómetros",
                  _sum("distance_m", 100_000), 200),
    DemoChallenge("Ten hours in the saddle", "Deu hores pedalant", "Diez horas pedaleando",
                  _sum("duration_s", 36_000), 150, "joined"),
    DemoChallenge("Burn 3,000 kcal", "Crema 3.000 kcal", "Quema 3000 kcal",
                  _sum("energy_kcal", 3_000), 150, "joined", is_paid=True),
    DemoChallenge("A hundred trips", "Cent viatges", "Cien viajes", _sum("trips", 100), 1_000),
    DemoChallenge("From Barcelona to Toulouse", "De Barcelona a Tolosa", "De Barcelona a Toulouse",
                  _sum("distance_m", 400_000), 1_500, "joined"),
    DemoChallenge("Warm-up week", "Setmana d'escalfament", "Semana de calentamiento",
                  _sum("trips", 5), 30, window=(-30, -23)),
    DemoChallenge("Next week: fifty kilometres", "Setmana vinent: cinquanta quilòmetres",
                  "La próxima semana: cincuenta kilómetros", _sum("distance_m", 50_000), 100, window=(7, 14)),
    DemoChallenge("Three working days a week", "Tres dies feiners per setmana", "Tres laborables por semana",
                  DistinctGoal(kind="distinct", of="days", target=3), 20,
                  where=WhereBody(weekdays=[1, 2, 3, 4, 5]), is_weekly=True),
    DemoChallenge("Five days in a row, with one of rest", "Cinc dies seguits, amb un de descans",
                  "Cinco días seguidos, con uno de descanso",
                  StreakGoal(kind="streak", of="days", target=5, freezes=1), 80, "joined"),
    DemoChallenge("Five kilometres in one go", "Cinc quilòmetres d'una tirada",
                  "Cinco kilómetros de un tirón",
                  BestGoal(kind="best", measure="distance_m", target=5_000), 40),
    DemoChallenge("Four neighbourhoods at the weekend", "Quatre barris el cap de setmana",
                  "Cuatro barrios en fin de semana", DistinctGoal(kind="distinct", of="zones", target=4), 60,
                  where=WhereBody(weekdays=[6, 7])),
)  # fmt: skip
"""Easy ones, hard ones, one that has ended, one still to come, and one for each kind of goal."""


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
