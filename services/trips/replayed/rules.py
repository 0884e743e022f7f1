"""Whether a phone's telling tells the way of an earlier one again. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.trips.tellings.rules import Seen
from services.trips.traces.rules import Cells, Way, replay_cells, replay_cells_near, same_way, way


@dataclass(frozen=True)
class Traced:
    """A phone's telling with its way, the cells by which that is known again, the trips that it is held
    for by now, and the pairs of cells of others that may be the same."""

    view: Seen
    way: Way
    cells: Cells
    before: frozenset[UUID]
    near: tuple[Cells, ...]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the start that is compared to the end."""
        return self.view.started_at, self.view.ended_at


def traced_of(
    view: Seen, centre: tuple[float, float], before: frozenset[UUID] = frozenset()
) -> Traced | None:
    """A telling with its way; None where it has no trace, or one whose way is too short to know it again.
    `centre` is the city's, latitude and longitude."""
    found = way(view.trace, view.limits) if view.trace is not None else None
    if view.trace is None or found is None:
        return None
    cells = replay_cells(view.trace, centre, view.limits)
    return Traced(view, found, cells, before, replay_cells_near(view.trace, centre, view.limits))


def is_told_again(one: Traced, other: Traced) -> bool:
    """Whether a trip's way is that of another that began earlier and shares no time with it. Each must pass
    near the cells of the other, so that it is the same from whichever of the two one looks."""
    began_at, (other_began_at, other_ended_at) = one.view.started_at, other.span
    if not (other_began_at < began_at and other_ended_at <= began_at):
        return False
    if other.cells not in one.near or one.cells not in other.near:
        return False
    return same_way(one.way, other.way, one.view.limits)
