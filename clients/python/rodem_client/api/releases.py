"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime

from msgspec import field

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class ReleasedPeriod(Model, frozen=True, kw_only=True):
    """A day, a week or a month by its first day."""

    interval: Literal["P1D", "P1W", "P1M"]
    start_date: date


class ReleasePlan(Model, frozen=True, kw_only=True):
    """A plan that a release was made by, from a month on. The first, which was always there, has no month."""

    from_: str | None = field(name="from", default=None)
    places: Literal["P1D", "P1M"]
    operators: dict[str, Literal["place", "city"]]


class ListedRelease(Model, frozen=True, kw_only=True):
    """A release: the periods of which it tells something, how many figures it has, the months that have
    closed since the one before, and by which plans and which version of the rules it was made.

    `hash` is the SHA-256 of all this and of its figures, never of what is hidden, in hexadecimal digits. It
    includes `previous_hash`, which the first release does not have."""

    number: int
    made_at: datetime
    rule_version: int
    periods: list[ReleasedPeriod]
    figures: int
    closed_months: list[str]
    plans: list[ReleasePlan]
    hash: str
    previous_hash: str | None = None


class ReleaseList(Model, frozen=True, kw_only=True):
    """Releases, the newest first."""

    releases: list[ListedRelease]
    next_cursor: str | None = None


async def list_releases(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> ReleaseList:
    """Numbered sets of figures, the newest first. A figure is told once, and never changes. Each release
    names the hash of the one before, so that nobody can change one unseen. Needs no token."""
    return decoded(
        await rodem.send("GET", "/v1/releases", query={"limit": limit, "cursor": cursor}), ReleaseList
    )
