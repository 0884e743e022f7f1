"""Numbers that several services hold, each in its own database, and that must be alike: how far a rider
rode, what the rider has, how far the rider is in challenges. The owner's number is the true one; the others
have heard it in events.

The database of each of these services has a view `agreed` (owner, what, id, value). Whole tables are compared
by checksums, and rows are read only where these differ.
"""

import asyncio
from collections.abc import Iterator, Mapping
from decimal import Decimal

import asyncpg

from rodem.care.differences import NAMED_MAX, Difference
from rodem.local.asking import UNANSWERED, ask

BUCKETS = 64
BUCKETS_MAX = 4
"""In how many buckets rows are read where checksums differ: enough to name some."""

# A value of 0 is as good as no row.
CHECKSUMS = f"""
    SELECT owner, what, hashtext(id) & {BUCKETS - 1} AS bucket,
        sum(hashtextextended(id || ' ' || value, 0)) AS checksum
    FROM agreed WHERE value <> 0 GROUP BY owner, what, bucket
"""
ROWS = f"""
    SELECT id, value FROM agreed
    WHERE owner = $1 AND what = $2 AND hashtext(id) & {BUCKETS - 1} = ANY ($3::int[]) AND value <> 0
"""

Checksums = Mapping[tuple[str, str, int], Decimal | str]
"""(owner, what, bucket) -> a sum over the bucket's rows, or a digest of it."""


async def find(databases: Mapping[str, str], within_s: float) -> tuple[list[Difference], list[str]]:
    """What other services hold instead of what the owner holds, and the services that did not answer in
    `within_s` seconds. Only right when every event has been applied."""
    read = await asyncio.gather(*(_checksums(dsn, within_s) for dsn in databases.values()))
    checksums = {service: sums for service, sums in zip(databases, read, strict=True) if sums is not None}
    differences: list[Difference] = []
    not_compared = databases.keys() - checksums.keys()
    for service, owner, what, buckets in disagreeing(checksums):
        try:
            owned = await _rows(databases[owner], owner, what, buckets, within_s)
            held = await _rows(databases[service], owner, what, buckets, within_s)
        except UNANSWERED:
            not_compared.add(service)
            continue
        differences += _compare(service, f"{what} (of {owner})", owned, held)
    return differences, sorted(not_compared)


def disagreeing(checksums: Mapping[str, Checksums]) -> Iterator[tuple[str, str, str, list[int]]]:
    """Service, owner, what, and the buckets in which the service does not hold what the owner holds."""
    for service, sums in checksums.items():
        for owner, what in sorted({key[:2] for key in sums}):
            if buckets := _differing(sums, checksums.get(owner, sums), owner, what):
                yield service, owner, what, buckets


async def _checksums(dsn: str, within_s: float) -> Checksums | None:
    """The checksums of a database; empty when it has no view `agreed`, None when it did not answer."""
    try:
        rows = await ask(dsn, CHECKSUMS, within_s=within_s)
    except asyncpg.UndefinedTableError:
        return {}
    except UNANSWERED:
        return None
    return {(row["owner"], row["what"], row["bucket"]): row["checksum"] for row in rows}


def _differing(held: Checksums, owned: Checksums, owner: str, what: str) -> list[int]:
    keys = [(owner, what, bucket) for bucket in range(BUCKETS)]
    return [key[2] for key in keys if held.get(key) != owned.get(key)][:BUCKETS_MAX]


async def _rows(dsn: str, owner: str, what: str, buckets: list[int], within_s: float) -> dict[str, int]:
    rows = await ask(dsn, ROWS, owner, what, buckets, within_s=within_s)
    return {row["id"]: row["value"] for row in rows}


def _compare(service: str, what: str, owned: Mapping[str, int], held: Mapping[str, int]) -> list[Difference]:
    ids = sorted(id_ for id_ in owned.keys() | held.keys() if owned.get(id_) != held.get(id_))
    return [
        Difference(service, what, len(ids), id_, held.get(id_, 0), owned.get(id_, 0))
        for id_ in ids[:NAMED_MAX]
    ]
