"""Statistics of PostgreSQL's planner for tables that grow fast.

A generic plan made while its tables are small stays until they are analyzed. Autovacuum looks at a table once
a minute, so an import would run for a minute with such plans.
"""

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

logger = structlog.get_logger()

ANALYZE_EVERY_S = 5
GROWTH = 4

# `relpages` is the table's number of pages when it was analyzed last; 0 or -1 before the first time.
GROWN_TABLES = sa.text("""
    SELECT oid::regclass::text FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'MAINTAIN')
        AND pg_relation_size(oid) >= :growth * greatest(relpages, 1) * current_setting('block_size')::bigint
    ORDER BY 1
""")


async def analyze_grown(engine: AsyncEngine) -> list[str]:
    """Analyze the service's tables that have grown to GROWTH times their size at the last analysis, and
    return their names. PostgreSQL then plans anew what reads them.

    An analysis reads at most 30,000 rows of a table, and a table that is being vacuumed is left for the next
    time. Tables of less than GROWTH pages (8 kB each) are left alone.
    """
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        grown = list((await connection.execute(GROWN_TABLES, {"growth": GROWTH})).scalars())
        for table in grown:
            await connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {table}")
    if grown:
        logger.info("tables_analyzed", tables=grown)
    return grown
