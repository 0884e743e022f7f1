"""The service of public value as its callers meet it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.local.tokens import mint

DAY = timedelta(days=1)
ASK: dict[str, Any] = {
    "measures": ["trips"],
    "interval": "P1D",
    "start_date": "2026-05-04",
    "end_date": "2026-05-05",
    "dimensions": [],
    "filters": [],
}


NO_FIGURES = {"k_value": 10, "tiles": [], "series": [], "districts": []}


@dataclass(frozen=True)
class Door:
    """`folder` has the keys of the issuer."""

    client: httpx.AsyncClient
    engine: AsyncEngine
    token: str
    folder: Path

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
