"""Numbers that several services hold, each in its own database, and that must be alike: how far a rider
rode, what the rider has, how far the rider is in challenges. The owner's number is the true one; the others
have heard it in events.

The database of each of these services has a view `agreed` (owner, what, id, value). Whole tables are compared
by checksums, and rows are read only where these differ.

Of a rider who was erased the owner holds nothing under any name, and others may hold sums: under the old name
until they hear of it, or under a random one. That is no difference. Such sums are still compared, as part of
those of days and zones.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import asyncpg

from rodem.care.differences import NAMED_MAX, Difference
from rodem.local.asking import UNANSWERED, ask

BUCKETS = 64
BUCKETS_OF_ERASED = 64
"""Buckets for each erased rider, whose sums make one of them differ: so few rows are read beside them."""
BUCKETS_MOST = 65_536
BUCKETS_MAX = 4
"""In how many buckets rows are read where checksums differ, beside those of erased riders: enough to name
some."""

# A value of 0 is as good as no row.
CHECKSUMS = """
    SELECT owner, what, hashtext(id) & ({buckets} - 1) AS bucket,
        sum(hashtextextended(id || ' ' || value, 0)) AS checksum
    FROM agreed WHERE value <> 0 GROUP BY owner, what, bucket
"""
ROWS = """
    SELECT id, value FROM agreed
    WHERE owner = $1 AND what = $2 AND hashtext(id) & ({buckets} - 1) = ANY ($3::int[]) AND value <> 0
"""
ERASED = "SELECT rider_hash FROM erased_riders"
ERASED_RIDERS = "erased riders"
"""What the owner of trips says there are of them, if there are any."""
MAY_BE_RENAMED = frozenset({"trips", "distance_m", "duration_s", "energy_kcal", "started_s", "given_points"})
"""What a service may hold of a rider under a random name."""
OF_RIDERS = MAY_BE_RENAMED | {"points", "debt_points", "lifetime_points", "level above 1"}
"""What each rider has a number of."""

Checksums = Mapping[tuple[str, str, int], Decimal | str]
"""(owner, what, bucket) -> a sum over the bucket's rows, or a digest of it."""


async def find(databases: Mapping[str, str], within_s: float) -> tuple[list[Difference], list[str]]:
    """What other services hold instead of what the owner holds, and the services that did not answer in
    `within_s` seconds. Only right when every event has been applied."""
    gone = frozenset[bytes]().union(*await asyncio.gather(*(_erased(dsn) for dsn in databases.values())))
    buckets = buckets_for(len(gone))
    read = await asyncio.gather(*(_checksums(dsn, buckets, within_s) for dsn in databases.values()))
    checksums = {service: sums for service, sums in zip(databases, read, strict=True) if sums is not None}
    differences: list[Difference] = []
    not_compared = databases.keys() - checksums.keys()
    for service, owner, what, differing in disagreeing(checksums):
        asked = (owner, what, differing[: BUCKETS_MAX + len(gone)], buckets)
        try:
            owned = await _rows(databases[owner], *asked, within_s)
            held = await _rows(databases[service], *asked, within_s)
        except UNANSWERED:
            not_compared.add(service)
            continue
        held = without_erased(owned, held, gone, may_be_renamed=what in MAY_BE_RENAMED)
        differences += _compare(service, f"{what} (of {owner})", owned, held)
    return differences, sorted(not_compared)


def buckets_for(erased: int) -> int:
    """In how many buckets rows are summed, a power of two, where so many riders were erased.

    >>> buckets_for(0), buckets_for(3), buckets_for(10_000)
    (64, 256, 65536)
    """
    wanted = max(BUCKETS, BUCKETS_OF_ERASED * erased)
    return min(BUCKETS_MOST, 1 << (wanted - 1).bit_length())


def without_erased(
    owned: Mapping[str, int], held: Mapping[str, int], gone: Collection[bytes], *, may_be_renamed: bool
) -> dict[str, int]:
    """What a service holds, without what may be sums of erased riders, whose ids have these hashes: what it
    holds under their old names and, if it `may_be_renamed`, under names that the owner does not hold, unless
    these are more than were erased."""
    unowned = {id_: _rider_of(id_) for id_ in held.keys() - owned.keys()}
    named = {id_ for id_, rider_id in unowned.items() if rider_id and sha256(rider_id.bytes).digest() in gone}
    renamed = unowned.keys() - named if may_be_renamed else set()
    if len(named) + len(renamed) > len(gone):
        renamed = set()
    return {id_: value for id_, value in held.items() if id_ not in named | renamed}


def _rider_of(id_: str) -> UUID | None:
    """The rider whose number this is; None where it is no rider's."""
    for part in reversed(id_.split()):
        try:
            return UUID(part)
        except ValueError:
            continue
    return None


def disagreeing(checksums: Mapping[str, Checksums]) -> Iterator[tuple[str, str, str, list[int]]]:
    """Service, owner, what, and the buckets in which the service does not hold what the owner holds."""
    for service, sums in checksums.items():
        for owner, what in sorted({key[:2] for key in sums}):
            if buckets := _differing(sums, checksums.get(owner, sums), owner, what):
                yield service, owner, what, buckets


async def _erased(dsn: str) -> frozenset[bytes]:
    """The hashes of the ids of riders who were erased, as this database has heard."""
    try:
        return frozenset(row["rider_hash"] for row in await ask(dsn, ERASED))
    except UNANSWERED:  # it has no such table, or its checksums are not read either
        return frozenset()


async def _checksums(dsn: str, buckets: int, within_s: float) -> Checksums | None:
    """The checksums of a database; empty when it has no view `agreed`, None when it did not answer."""
    try:
        rows = await ask(dsn, CHECKSUMS.format(buckets=buckets), within_s=within_s)
    except asyncpg.UndefinedTableError:
        return {}
    except UNANSWERED:
        return None
    return {(row["owner"], row["what"], row["bucket"]): row["checksum"] for row in rows}


def _differing(held: Checksums, owned: Checksums, owner: str, what: str) -> list[int]:
    keys = sorted(key for key in held.keys() | owned.keys() if key[:2] == (owner, what))
    return [key[2] for key in keys if held.get(key) != owned.get(key)]


async def _rows(
    dsn: str, owner: str, what: str, differing: list[int], buckets: int, within_s: float
) -> dict[str, int]:
    rows = await ask(dsn, ROWS.format(buckets=buckets), owner, what, differing, within_s=within_s)
    return {row["id"]: row["value"] for row in rows}


def _compare(service: str, what: str, owned: Mapping[str, int], held: Mapping[str, int]) -> list[Difference]:
    ids = sorted(id_ for id_ in owned.keys() | held.keys() if owned.get(id_) != held.get(id_))
    return [
        Difference(service, what, len(ids), id_, held.get(id_, 0), owned.get(id_, 0))
        for id_ in ids[:NAMED_MAX]
    ]
