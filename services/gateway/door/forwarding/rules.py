"""Which routes other services answer, and who may ask for them."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from shared.http.auth import Role
from shared.http.bodies import JSON


@dataclass(frozen=True)
class Forwarded:
    """A route of another service. With empty `roles` it needs no token; with `body_bytes_max` None it takes
    no body, which is of one of the media types `kinds`. `games_operator`: of operators only the game's may
    ask. `identifies`: everybody may ask, and a caller who sends a token is told apart."""

    method: str
    path: str
    service: str
    roles: tuple[Role, ...]
    body_bytes_max: int | None = None
    games_operator: bool = False
    identifies: bool = False
    kinds: tuple[str, ...] = (JSON,)

    @property
    def is_page(self) -> bool:
        """Whether the route is for browsers: those for programs lie below `/v1/`."""
        return not self.path.startswith("/v1/")


PAGES = "pages"
"""The one service whose routes are pages."""

FORWARDED = msgspec.json.decode(
    Path(__file__).with_name("table.json").read_bytes(), type=tuple[Forwarded, ...]
)
"""The table in `table.json`, which `docs/generate.py` makes from the routes of the services."""
