"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Model, decoded, segment


class DeclaredFigure(Model, frozen=True, kw_only=True):
    """A figure as somebody has declared it: `declared_by` is `city`, or `operator:` and the operator_id. A
    later one of the same indicator, month and declarer corrects it."""

    number: int
    indicator_id: str
    declared_by: str
    declared_at: datetime
    period: str
    value: float
    source: str
    note: str | None = None


class DeclaredFigures(Model, frozen=True, kw_only=True):
    """All figures that were declared of an indicator, in their order; none is ever edited."""

    declarations: list[DeclaredFigure]
    next_cursor: str | None = None


class FigureBody(Model, frozen=True, kw_only=True):
    """A figure of a month in the unit of its indicator, and where it comes from."""

    period: str
    value: float
    source: str
    note: str | None = None


async def list_declared_figures(
    rodem: Rodem, indicator_id: UUID | str, *, limit: int | None = None, cursor: str | None = None
) -> DeclaredFigures:
    """What was declared of an indicator, by whom and from which source. Needs no token."""
    return decoded(
        await rodem.send(
            "GET", f"/v1/declarations/{segment(indicator_id)}", query={"limit": limit, "cursor": cursor}
        ),
        DeclaredFigures,
    )


async def declare_figure(
    rodem: Rodem, indicator_id: UUID | str, body: FigureBody | Raw, *, dry_run: bool = False
) -> DeclaredFigure:
    """Declare a month's figure of an indicator, which everybody reads under your organisation's name. It is
    never edited: another one corrects it. What was declared last is not added again."""
    return decoded(
        await rodem.send("PUT", f"/v1/declarations/{segment(indicator_id)}", body=body, dry_run=dry_run),
        DeclaredFigure,
    )
