"""The demo's five partners and twelve rewards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rodem_client import Rodem, pages
from rodem_client.api.models import Name, Reasoned
from rodem_client.api.partners import PartnerBody, put_partner
from rodem_client.api.rewards import (
    Codes,
    Offer,
    RewardBody,
    RewardWritten,
    RiderMax,
    add_codes,
    create_reward,
    list_rewards,
    publish_reward,
)

PAGE = 200
REASON = "The demo shows what points can be exchanged for."
CODES = 100
"""Codes in each pool."""

CAFE, BOOKSHOP, WORKSHOP, MUSEUM, CLUB = (
    "cafe-central",
    "books-by-the-sea",
    "spoke",
    "museum",
    "swimming-club",
)
PARTNERS = {
    CAFE: PartnerBody(name="Cafè Central", place="Plaça Major 3"),
    BOOKSHOP: PartnerBody(name="Books by the Sea", place="Passeig de Mar 18"),
    WORKSHOP: PartnerBody(name="Spoke, bicycle workshop", place="Carrer del Pont 7"),
    MUSEUM: PartnerBody(name="City Museum", place="Carrer Nou 1"),
    CLUB: PartnerBody(name="Swimming club", place="Moll Vell"),
}


@dataclass(frozen=True)
class Reward:
    """What `points` can be exchanged for. `eur_cents` is what one unit costs whoever pays for it."""

    en: str
    ca: str
    es: str
    kind: Literal["voucher", "code", "benefit", "donation"]
    points: int
    eur_cents: int
    partner_id: str | None = None
    stock: int | None = None
    month_max: int | None = None
    level_min: int | None = None
    waits: bool = False

    def body(self) -> RewardBody:
        """The body for `POST /v1/rewards`. `waits`: until the partner confirms a redemption."""
        return RewardBody(
            name=Name(en=self.en, ca=self.ca, es=self.es),
            kind=self.kind,
            cost_points=self.points,
            value_eur_cents=self.eur_cents,
            partner_id=self.partner_id,
            stock=self.stock,
            per_rider_max=RiderMax(count=self.month_max, period="month") if self.month_max else None,
            level_min=self.level_min,
            confirmation="partner" if self.waits else "instant",
            voucher_valid_days=30 if self.kind == "voucher" else None,
        )


REWARDS = (
    Reward("Thirty minutes of riding", "Trenta minuts de bici", "Treinta minutos de bici",
          "benefit", 150, 100, month_max=4),
    Reward("Two hours by e-bike", "Dues hores amb bici elèctrica", "Dos horas en bici eléctrica",
          "benefit", 400, 500, level_min=2),
    Reward("A day pass for a friend", "Un passi d'un dia per a un amic", "Un pase de un día para un amigo",
          "code", 600, 800),
    Reward("A coffee", "Un cafè", "Un café", "voucher", 200, 180, CAFE, stock=500, month_max=2),
    Reward("Breakfast for two", "Esmorzar per a dos", "Desayuno para dos",
          "voucher", 900, 1_200, CAFE, stock=100),
    Reward("Five euros at the bookshop", "Cinc euros a la llibreria", "Cinco euros en la librería",
          "voucher", 500, 500, BOOKSHOP, stock=200),
    Reward("A check of your own bike", "Revisió de la teva bici", "Revisión de tu bici",
          "voucher", 750, 1_500, WORKSHOP, stock=60, month_max=1, waits=True),
    Reward("A ticket for the museum", "Una entrada per al museu", "Una entrada para el museo",
          "voucher", 450, 600, MUSEUM, stock=150),
    Reward("A morning at the pool", "Un matí a la piscina", "Una mañana en la piscina",
          "voucher", 350, 450, CLUB, stock=120),
    Reward("A ticket for the city's concert", "Una entrada per al concert de la ciutat",
          "Una entrada para el concierto de la ciudad", "code", 1_200, 2_000, level_min=3),
    Reward("A tree is planted", "Es planta un arbre", "Se planta un árbol", "donation", 300, 400),
    Reward("A book for the school library", "Un llibre per a la biblioteca de l'escola",
          "Un libro para la biblioteca de la escuela", "donation", 250, 300),
)  # fmt: skip
"""Riding, vouchers of shops, tickets, and gifts to others; one waits until its partner confirms it."""


async def publish_all(rodem: Rodem) -> None:
    """Write the partners, and create, fill and publish those rewards that the operator does not have yet,
    compared by English name."""
    for partner_id, partner in PARTNERS.items():
        await put_partner(rodem, partner_id, partner)
    existing = {offer.name.en: offer for offer in await find_all(rodem)}
    for reward in REWARDS:
        written: Offer | RewardWritten | None = existing.get(reward.en)
        if written is None:
            written = await create_reward(rodem, reward.body())
        if written.state != "draft":
            continue
        if reward.kind == "code":
            # Each time the same, so that a pool that was filled before stays as it is.
            codes = [f"DEMO-{reward.points}-{number:04}" for number in range(CODES)]
            await add_codes(rodem, written.reward_id, Codes(codes=codes))
        await publish_reward(rodem, written.reward_id, Reasoned(reason=REASON))


async def find_all(rodem: Rodem) -> Sequence[Offer]:
    """All rewards that whoever is signed in can see."""
    return [
        offer
        async for page in pages(lambda cursor: list_rewards(rodem, limit=PAGE, cursor=cursor))
        for offer in page.rewards
    ]
