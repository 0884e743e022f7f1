"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class ExpectationBody(Model, frozen=True, kw_only=True):
    """What is expected of a value: its weight in whole percent, and where its indicator begins (`baseline`),
    shall get to (`target`; below the baseline lower is better) and must not pass (`floor`), in the
    indicator's unit. `expected` and `perceived` are on a scale from 1 to 5."""

    value_id: str
    indicator_id: str
    weight: int
    baseline: float
    target: float
    floor: float | None = None
    expected: float | None = None
    perceived: float | None = None


class Declaration(Model, frozen=True, kw_only=True):
    """What an actor has declared of all its values. `number` counts all declarations of the city."""

    number: int
    actor: Literal["city", "operator"]
    organisation: str
    declared_at: datetime
    in_force: bool
    valid_from: date
    mandate_ref: str
    values: list[ExpectationBody]


class Expectations(Model, frozen=True, kw_only=True):
    """All declarations, also those that others have taken the place of, in the order in which they were made.
    `in_force` says of each whether it holds on the day `on`."""

    on: date
    expectations: list[Declaration]
    next_cursor: str | None = None


class ExpectationsBody(Model, frozen=True, kw_only=True):
    """All values of an actor, whose weights add up to 100."""

    valid_from: date
    mandate_ref: str
    values: list[ExpectationBody]


async def list_expectations(
    rodem: Rodem,
    *,
    limit: int | None = None,
    cursor: str | None = None,
    actor: Literal["city", "operator"] | None = None,
    on: str | None = None,
) -> Expectations:
    """What each actor expects of the public values, and has expected before. Needs no token. `on` is a day,
    today unless given."""
    return decoded(
        await rodem.send(
            "GET", "/v1/expectations", query={"limit": limit, "cursor": cursor, "actor": actor, "on": on}
        ),
        Expectations,
    )


async def declare_expectations(
    rodem: Rodem, body: ExpectationsBody | Raw, *, dry_run: bool = False
) -> Declaration:
    """Declare what your organisation expects of each public value, all at once. It holds from its first day
    on, until a later declaration of yours does; it is never edited, and everybody reads it. What the last
    declaration says already is not added again."""
    return decoded(await rodem.send("PUT", "/v1/expectations", body=body, dry_run=dry_run), Declaration)
