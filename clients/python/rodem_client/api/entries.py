"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from uuid import UUID

from rodem_client.api.models import OwnEntryAnswer, StepPart
from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, segment


class OwnEntries(Model, frozen=True, kw_only=True):
    """The latest period first."""

    entries: list[OwnEntryAnswer]
    next_cursor: str | None = None


class ChallengePart(Model, frozen=True, kw_only=True):
    """A rider's part in a period of a challenge, which begins on the local day `period_start` (left out where
    the window is one period). `progress` and `target` are in `unit`. `reward_points` is what completing it
    gives. `state` is `open`, `completed` or `over` (ended, and not completed). With levels `target` is the
    next one, and `level` is how many are given; of several `steps` each tells how far it is. What is decided
    only when the period is settled is so at `settles_at`. `missing` are the required challenges that the
    rider has not completed."""

    challenge_id: UUID
    name: dict[str, str]
    period_start: date | None = None
    progress: int
    target: int
    unit: str
    level: int | None = None
    steps: list[StepPart] | None = None
    settles_at: datetime | None = None
    missing: list[UUID] | None = None
    reward_points: int
    ends_at: datetime
    state: Literal["open", "completed", "over"]
    completed_at: datetime | None = None


async def list_my_entries(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    state: Literal["open", "completed", "all"] | None = None,
) -> OwnEntries:
    """How far the rider who asks is in challenges, the latest period first, by what is known now. What nobody
    has counted anything for yet may be left out."""
    return decoded(
        await rodem.send("GET", "/v1/me/entries", query={"limit": limit, "cursor": cursor, "state": state}),
        OwnEntries,
    )


async def leave_challenge(rodem: Rodem, challenge_id: UUID | str) -> None:
    """Take part no longer, as long as the entry of the running period is not completed."""
    await rodem.send("DELETE", f"/v1/me/entries/{segment(challenge_id)}")


async def join_challenge(rodem: Rodem, challenge_id: UUID | str) -> ChallengePart:
    """Take part. Trips in the running period count, also those that came before joining."""
    return decoded(await rodem.send("PUT", f"/v1/me/entries/{segment(challenge_id)}"), ChallengePart)
