"""The engine that counts challenges for teams and pairs, driven by hand: it is told a history in any order,
with what is declared and who is in which team or pair, and periodic work counts what waits, now and then."""

import random
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.entries.actions import follow
from services.challenges.groups import actions, store
from services.challenges.groups.brought import proof
from services.challenges.matching.rules import Rule
from tests.challenges.judge.facts import Membership
from tests.challenges.judge.made_up import Scenario
from tests.challenges.matching.engine import CITY, Engine, Told, begin, id_of

RIDERS_MAX = 2
"""So many riders are counted at a time: in these histories there are few."""
FORGOTTEN = (
    *("group_work", "shares", "share_marks", "group_entries", "memberships", "teams", "partners", "pairs"),
)
Key = tuple[str, str, str | None]
"""Challenge, team or pair, first day of the period (None once)."""


class Far(NamedTuple):
    """How far a team or a pair is, and who is rewarded."""

    progress: int
    completed: bool
    winners: tuple[str, ...]


async def counted(
    tx: AsyncConnection, rules: Mapping[UUID, Rule], scenario: Scenario, chance: random.Random
) -> dict[Key, Far]:
    """The entries of teams and pairs after a history was told in some order, and counted now and then."""
    engine = Engine(rules, scenario, chance)
    for table in FORGOTTEN:
        await tx.execute(sa.text(f"DELETE FROM {table}"))
    await begin(tx, scenario)
    await make_teams(tx, scenario)
    for rule in rules.values():
        if rule.is_for_groups:
            await store.set_proof(tx, rule.challenge_id, proof(rule))
    waiting: list[list[Told]] = engine.told()
    waiting += [[partial(enter, stay)] for stay in known_stays(scenario)]
    while waiting:
        each = chance.choice(waiting)
        await each.pop(0)(tx)
        if not each:
            waiting.remove(each)
        if chance.random() < 0.3:
            await engine.catch_up(tx)
        if chance.random() < 0.3:
            await work(tx, rules, scenario)
    await engine.catch_up(tx)
    await work(tx, rules, scenario)
    return await entries(tx, rules)


async def work(tx: AsyncConnection, rules: Mapping[UUID, Rule], scenario: Scenario) -> None:
    """Count what waits, as periodic work does."""
    now = scenario.world.now
    index = await Engine(rules, scenario, random.Random()).recount.current_index(tx)
    while challenge_id := await store.next_challenge(tx):
        riders = await store.take(tx, challenge_id, RIDERS_MAX)
        turned = await actions.count(tx, CITY, rules[challenge_id], riders, now)
        await follow(tx, CITY, index.requiring, turned, {}, now)


Stay = tuple[int, Membership, datetime | None]


def known_stays(scenario: Scenario) -> list[Stay]:
    """Who was in a team, a workplace or a pair from when to when, as far as that is known by now."""
    now = scenario.world.now
    return [
        (number, each, None if each.until_at is None or each.until_at > now else each.until_at)
        for number, each in enumerate(scenario.history.memberships)
        if each.from_at <= now
    ]


async def make_teams(tx: AsyncConnection, scenario: Scenario) -> None:
    """The teams and workplaces of a history."""
    kinds = {each.group_id: each.kind for each in scenario.history.memberships if each.kind != "pair"}
    for name, kind in kinds.items():
        values: dict[str, Any] = {"id": id_of(name), "kind": kind, "name": name, "name_key": name}
        values |= {"size_max": scenario.world.team_size_max[name], "lookup": name.encode()}
        await tx.execute(
            sa.text("""
                INSERT INTO teams (team_id, city_id, kind, name, name_key, size_max, renewals, lookup)
                VALUES (:id, 'city', :kind, :name, :name_key, :size_max, 0, :lookup)
            """),
            values,
        )


async def enter(known: Stay, tx: AsyncConnection) -> None:
    """Store that a rider was in a team or a pair, and ask as the doors do."""
    number, stay, until = known
    if stay.kind == "pair":
        await pair_up(stay, until, tx)
        return
    await tx.execute(
        sa.text("""
            INSERT INTO memberships (membership_id, rider_id, team_id, kind, since, until, revision, city_id)
            VALUES (:id, :rider, :team, :kind, :since, :until, 1, 'city')
        """),
        {
            "id": uuid5(UUID(int=1), str(number)),
            "rider": id_of(stay.rider_id),
            "team": id_of(stay.group_id),
            "kind": stay.kind,
            "since": stay.from_at,
            "until": until,
        },
    )
    rows = await tx.execute(sa.text("SELECT challenge_id FROM challenges WHERE share_counting IS NOT NULL"))
    await store.ask_again(tx, CITY, [(row[0], id_of(stay.rider_id)) for row in rows])


async def pair_up(stay: Membership, until: datetime | None, tx: AsyncConnection) -> None:
    """Store that a rider was in a pair, and ask as the doors do."""
    assert stay.challenge_id is not None
    values = {"pair": id_of(stay.group_id), "challenge": id_of(stay.challenge_id)}
    values |= {"rider": id_of(stay.rider_id)}
    await tx.execute(
        sa.text("""
            INSERT INTO pairs (pair_id, city_id, challenge_id, is_open, lookup)
            VALUES (:pair, 'city', :challenge, false, :lookup) ON CONFLICT DO NOTHING
        """),
        {**values, "lookup": stay.group_id.encode()},
    )
    await tx.execute(
        sa.text("""
            INSERT INTO partners (pair_id, rider_id, challenge_id, since, until, city_id)
            VALUES (:pair, :rider, :challenge, :since, :until, 'city')
        """),
        {**values, "since": stay.from_at, "until": until},
    )
    await store.ask_partners(tx, CITY, [values["rider"]])


async def entries(tx: AsyncConnection, rules: Mapping[UUID, Rule]) -> dict[Key, Far]:
    """Progress, completion and winners of each team or pair and period, but those of progress 0."""
    rows = await tx.execute(
        sa.text("""
            SELECT challenge_id, group_id, period_on, group_entries.progress, completed_at IS NOT NULL,
                array_agg(rider_id::text ORDER BY rider_id::text) FILTER (WHERE is_given)
            FROM group_entries JOIN shares USING (challenge_id, group_id, period_on)
            WHERE group_entries.progress > 0
            GROUP BY challenge_id, group_id, period_on, group_entries.progress, completed_at
        """)
    )
    return {
        (
            str(challenge_id),
            str(group_id),
            None if rules[challenge_id].tree.period == "once" else on.isoformat(),
        ): Far(progress, completed, tuple(winners or ()))
        for challenge_id, group_id, on, progress, completed, winners in rows
    }
