"""What is answered about partners."""

from pydantic import BaseModel

from services.rewards.partners.bodies import EXAMPLE
from services.rewards.partners.store import StoredPartner
from shared.http.documented import example

PARTNER_EXAMPLE = {"partner_id": "cafe-central", **EXAMPLE}


class Partner(BaseModel):
    """A partner as everybody sees it."""

    model_config = example(**PARTNER_EXAMPLE)

    partner_id: str
    name: str
    place: str | None = None
    zone_id: str | None = None


class PartnerList(BaseModel):
    """In the order of their ids."""

    model_config = example(partners=[PARTNER_EXAMPLE])

    partners: list[Partner]
    next_cursor: str | None = None


def partner_of(row: StoredPartner) -> Partner:
    """The answer for a row."""
    return Partner(partner_id=row.partner_id, name=row.name, place=row.place, zone_id=row.zone_id)
