"""The demo's draw: it closes some minutes after the demo is ready, and is drawn at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from rodem.demo.plan import Plan
from rodem.demo.rewards import find_all
from rodem.demo.riders import Rider, signed_in
from rodem_client import Rodem, pages
from rodem_client.api.draws import (
    DrawBody,
    ListedDraw,
    PrizeBody,
    TermsBody,
    TicketsFromTrips,
    create_draw,
    join_draw,
    list_draws,
    publish_draw,
)
from rodem_client.api.models import Name, Reasoned

NAME = "Breakfast for two, three times"
PRIZE, UNITS = "Breakfast for two", 3
TERMS = "Who takes part has a ticket for each ten trips of the last month. Nobody wins twice."
OPEN_FOR = timedelta(minutes=10)
PER_TRIPS = 10
SHARE = 0.05
"""Of the riders, who take part."""
REASON = "The demo shows what a draw is."
PAGE = 200


async def open_draw(rodem: Rodem, plan: Plan) -> UUID | None:
    """Create and publish the draw. Returns its id; None if an earlier demo has it already."""
    async for page in pages(lambda cursor: list_draws(rodem, limit=PAGE, cursor=cursor)):
        if any(is_ours(draw) for draw in page.draws):
            return None
    [prize] = [offer for offer in await find_all(rodem) if offer.name.en == PRIZE]
    now = datetime.now(UTC)
    body = DrawBody(
        name=Name(en=NAME, ca="Esmorzar per a dos, tres vegades", es="Desayuno para dos, tres veces"),
        terms=TermsBody(en=TERMS),
        opens_at=now - timedelta(days=plan.size.days),
        closes_at=now + OPEN_FOR,
        settle_hours=0,
        wait_hours=0,
        prizes=[PrizeBody(reward_id=prize.reward_id, count=UNITS)],
        tickets=TicketsFromTrips(from_="trips", per_trips=PER_TRIPS),
    )
    written = await create_draw(rodem, body)
    await publish_draw(rodem, written.draw_id, Reasoned(reason=REASON))
    return written.draw_id


def is_ours(draw: ListedDraw) -> bool:
    """Whether an earlier demo has written it: one that is a draft has broken off, and stays as it is."""
    return draw.name.en == NAME and draw.state != "draft"


async def take_part(rodem: Rodem, data_dir: Path, draw_id: UUID, rider: Rider) -> None:
    """The rider accepts the terms, with the rider's own token. Twice changes nothing."""
    await join_draw(signed_in(rodem, data_dir, rider.rider_id), draw_id)
