"""The service of public value as its callers meet it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.local.tokens import mint
from services.public_value.releases.actions import Releasing, release
from tests.public_value.releases.story import moment

DAY = timedelta(days=1)
ASK: dict[str, Any] = {
    "measures": ["trips"],
    "interval": "P1D",
    "start_date": "2026-05-04",
    "end_date": "2026-05-05",
    "dimensions": [],
    "filters": [],
}


NO_FIGURES = {"k_value": 10, "riders_min": 15, "tiles": [], "series": [], "districts": []}


@dataclass(frozen=True)
class Door:
    """`folder` has the keys of the issuer."""

    client: httpx.AsyncClient
    engine: AsyncEngine
    token: str
    folder: Path
    releasing: Releasing

    async def release(self, at: str = "2026-06-02T04:00") -> int | None:
        """Make a run at this local moment."""
        return await release(self.releasing, moment(at), by_command=True)

    async def ask(self, **changes: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.client.post("/v1/indicators:query", json=ASK | changes, headers=headers)

    async def request(
        self, role: str, method: str, path: str, body: Any = None, sub: str | None = None, **headers: str
    ) -> httpx.Response:
        """The answer of a route to a person of this role."""
        signed_in = {"Authorization": f"Bearer {mint(self.folder, role, sub)}"}
        return await self.client.request(method, path, json=body, headers=signed_in | headers)

    async def rows(self, **changes: Any) -> list[list[Any]]:
        answer = await self.ask(**changes)
        assert answer.status_code == 200, answer.text
        rows: list[list[Any]] = answer.json()["rows"]
        return rows
