"""Made from the OpenAPI document by `make clients`: do not change it here."""

from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, segment


class Partner(Model, frozen=True, kw_only=True):
    """A partner as everybody sees it."""

    partner_id: str
    name: str
    place: str | None = None
    zone_id: str | None = None


class PartnerList(Model, frozen=True, kw_only=True):
    """In the order of their ids."""

    partners: list[Partner]
    next_cursor: str | None = None


class PartnerBody(Model, frozen=True, kw_only=True):
    """A shop, library or club in which vouchers are used: its name, and where it is."""

    name: str
    place: str | None = None
    zone_id: str | None = None


class UsedOfReward(Model, frozen=True, kw_only=True):
    """Used vouchers of one reward, and what they are worth together."""

    reward_id: UUID
    name: dict[str, str]
    units: int
    value_eur_cents: int


class UsedList(Model, frozen=True, kw_only=True):
    """What a partner has taken in within a month of the city."""

    month: str
    rewards: list[UsedOfReward]
    units: int
    value_eur_cents: int


async def list_partners(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> PartnerList:
    """Where vouchers can be used. Needs no token."""
    return decoded(
        await rodem.send("GET", "/v1/partners", query={"limit": limit, "cursor": cursor}), PartnerList
    )


async def put_partner(
    rodem: Rodem, partner_id: UUID | str, body: PartnerBody | Raw, *, dry_run: bool = False
) -> Partner:
    """Write a partner, or write it anew. Its id is the `partner_id` in the tokens of its tills."""
    return decoded(
        await rodem.send("PUT", f"/v1/partners/{segment(partner_id)}", body=body, dry_run=dry_run), Partner
    )


async def list_used_vouchers(rodem: Rodem, partner_id: UUID | str, *, month: str | None = None) -> UsedList:
    """The vouchers that a partner has taken in within a month of the city (by itself the current one), by
    reward: so, what it is owed. For the partner, and for operators of their own rewards. With
    `Accept: text/csv` as a file."""
    return decoded(
        await rodem.send("GET", f"/v1/partners/{segment(partner_id)}/used", query={"month": month}), UsedList
    )
