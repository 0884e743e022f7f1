"""A question about ninety days of a large city is little work."""

import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from services.public_value.disclosure import rules as disclosure_rules
from services.public_value.disclosure.cells import rules as cells_rules
from services.public_value.disclosure.network import rules as network_rules
from services.public_value.disclosure.suppression import rules as suppression_rules
from tests.public_value.events import DAY_ONE, tell, zone

from .doors import DAY, Door

FILL = """
    INSERT INTO shares SELECT 'city', day, zone_id, rider_id, count(*) FROM (
        SELECT CAST(:first AS date) + i % 90 AS day, 'Z' || (i * 7919 / 90) % 73 AS zone_id,
            CAST(md5((i * 7907 % 2000)::text) AS uuid) AS rider_id
        FROM generate_series(1, 60000) AS i
    ) AS trips GROUP BY 2, 3, 4
"""


WORK_MAX = {"months": 4, "nodes": 320_000, "unions": 1_150, "statements": 3 + 3 * 4}
"""To answer a question for the first time: months worked out; nodes of the network visited, and cells
whose riders were told apart, to decide what is hidden; statements that read rollups."""
ROLLUPS = re.compile("FROM (cells|shares|zones|versions)")


@pytest.fixture
def work(door: Door, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How much of each the service did. Counted, because the time it takes is the machine's too."""
    done = Counter[str]()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            done[name] += 1
            return function(*args)

        return counted

    def count_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        done["statements"] += bool(ROLLUPS.search(statement))

    counted_heap = SimpleNamespace(heappop=counting("nodes", heapq.heappop), heappush=heapq.heappush)
    monkeypatch.setattr(network_rules, "heapq", counted_heap)
    monkeypatch.setattr(suppression_rules, "union", counting("unions", cells_rules.union))
    monkeypatch.setattr(disclosure_rules, "month_shown", counting("months", disclosure_rules.month_shown))
    sa.event.listen(sa.Engine, "before_cursor_execute", count_statement)
    yield done
    sa.event.remove(sa.Engine, "before_cursor_execute", count_statement)


async def test_ninety_days_by_zone_over_sixty_thousand_trips_are_little_work(
    empty: Door, work: Counter[str]
) -> None:
    zones = [zone(f"D{i}") for i in range(10)] + [zone(f"Z{i}", f"D{i % 10}") for i in range(73)]
    await tell(empty.engine, zones)
    async with empty.engine.begin() as tx:
        await tx.execute(sa.text(FILL), {"first": DAY_ONE})
        await tx.execute(
            sa.text("""
                INSERT INTO cells SELECT city_id, local_on, zone_id, sum(trips), sum(trips), 0, 0, 0, 0
                FROM shares GROUP BY 1, 2, 3
            """)
        )
        await tx.execute(
            sa.text("""
                INSERT INTO versions
                SELECT DISTINCT 'city', CAST(date_trunc('month', local_on) AS date), 'x', now() FROM cells
            """)
        )
    work.clear()
    ninety_days = {"dimensions": ["zone_id"], "end_date": (DAY_ONE + 89 * DAY).isoformat()}
    rows = await empty.rows(**ninety_days)
    assert len(rows) == 90 * 73
    assert {name: done for name, done in work.items() if done > WORK_MAX[name]} == {}
    assert work.keys() == WORK_MAX.keys()
    work.clear()
    assert await empty.rows(**ninety_days) == rows
    assert work == {"statements": 3}, "what was worked out is kept"
