"""How much PostgreSQL reads for a statement. Work is counted in blocks, because a time would depend on the
machine."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine


async def blocks(engine: AsyncEngine, statement: sa.TextClause, values: Mapping[str, Any]) -> int:
    """How many blocks of tables and indexes PostgreSQL reads to run a statement, which is taken back."""
    explain = sa.text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.text}")
    async with engine.connect() as tx:
        [explained] = (await tx.execute(explain, values)).scalars()
        await tx.rollback()
    [plan] = json.loads(explained) if isinstance(explained, str) else explained
    return int(plan["Plan"]["Shared Hit Blocks"]) + int(plan["Plan"]["Shared Read Blocks"])


def grown(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """The statements that read half as much again, and a hundred blocks, as they did: their blocks then and
    now."""
    return {name: (before[name], after[name]) for name in before if after[name] > 1.5 * before[name] + 100}
