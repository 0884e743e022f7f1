"""Made from the OpenAPI document by `make clients`: do not change it here."""

from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, new_key, segment


class NewPair(Model, frozen=True, kw_only=True):
    """In which challenge the pair is to be."""

    challenge_id: UUID


class PairInvite(Model, frozen=True, kw_only=True):
    """A pair, and the code that invites somebody to it."""

    pair_id: UUID
    invite: str


class PairShown(Model, frozen=True, kw_only=True):
    """A pair that the rider is in."""

    pair_id: UUID
    challenge_id: UUID


async def create_pair(rodem: Rodem, body: NewPair | Raw, *, idempotency_key: str | None = None) -> PairInvite:
    """Invite somebody to be in a challenge with you. The pair begins when somebody accepts. Who has invited
    before, and waits still, waits for the new one only."""
    return decoded(
        await rodem.send("POST", "/v1/me/pairs", body=body, idempotency_key=idempotency_key or new_key()),
        PairInvite,
    )


async def refuse_or_leave_pair(rodem: Rodem, invite: UUID | str) -> None:
    """Refuse an invite, which is good for nobody then; or, by a `pair_id`, leave this pair. After the end
    that takes nothing from the other one."""
    await rodem.send("DELETE", f"/v1/me/pairs/{segment(invite)}")


async def accept_pair(rodem: Rodem, invite: UUID | str) -> PairShown:
    """Accept an invite, and be in this pair. After 5 wrong codes within 10 minutes you have to wait, whatever
    code comes next."""
    return decoded(await rodem.send("PUT", f"/v1/me/pairs/{segment(invite)}"), PairShown)
