"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime
from uuid import UUID

from msgspec import field

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded, segment


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

    `hash` is the SHA-256 of its document with all figures (`/v1/releases/{number}.json`), in hexadecimal
    digits. The document names `previous_hash`, which the first release does not have."""

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


class ReleasedFigure(Model, frozen=True, kw_only=True):
    """A figure that is told: of the city, `district/ID`, `zone/ID`, the rest of the city (`rest`) or of a
    district (`rest:ID`). `days` is how many days a week or month holds. A share that was taken back has no
    value: it lies from `low` percent on and below `high`."""

    measure: str
    interval: Literal["P1D", "P1W", "P1M"]
    start_date: date
    place: str
    vehicle_type: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    days: int | None = None


class ReleaseDocument(Model, frozen=True, kw_only=True):
    """A release with all its figures, in canonical JSON (RFC 8785): the SHA-256 of these bytes is the hash
    that the list of releases has, and that the next release names as `previous_hash`."""

    number: int
    made_at: datetime
    rule_version: int
    periods: list[ReleasedPeriod]
    figures: list[ReleasedFigure]
    closed_months: list[str]
    plans: list[ReleasePlan]
    previous_hash: str | None = None


async def list_releases(rodem: Rodem, *, limit: int | None = None, cursor: str | None = None) -> ReleaseList:
    """Numbered sets of figures, the newest first. A figure is told once, and never changes. Each release
    names the hash of the one before, so that nobody can change one unseen. Needs no token."""
    return decoded(
        await rodem.send("GET", "/v1/releases", query={"limit": limit, "cursor": cursor}), ReleaseList
    )


async def download_release_table(rodem: Rodem, number: UUID | str) -> bytes:
    """The figures of a release as a table. Needs no token."""
    return await rodem.send("GET", f"/v1/releases/{segment(number)}.csv")


async def download_release(rodem: Rodem, number: UUID | str) -> ReleaseDocument:
    """A release with all its figures, for ever the same bytes, of which the SHA-256 is its hash: so anybody
    can check it. Needs no token."""
    return decoded(await rodem.send("GET", f"/v1/releases/{segment(number)}.json"), ReleaseDocument)
