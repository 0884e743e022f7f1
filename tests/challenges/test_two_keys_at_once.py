"""Two keys, when several use them at once: a signature, a guard and a stop are never passed by."""

import asyncio

from rodem.care.decisions import verify
from shared.db import create_engine
from shared.two_keys.store import add_guards, hold_guards
from tests.challenges.running_challenges import Running, body
from tests.challenges.signing import ALL, guard, state_of, submit, take
from tests.conftest import serving

ROUNDS = 12


async def test_publishing_beside_a_first_guard_is_before_it_or_refused(challenges: Running) -> None:
    """By the chain: what was published after a guard was set was signed."""
    for _ in range(ROUNDS):
        await guard(challenges)
        challenge_id = await challenges.draft()
        answers = await asyncio.gather(
            take(challenges, challenge_id, "publish"), guard(challenges, ALL), return_exceptions=False
        )
        lines = await challenges.rows(
            "SELECT step FROM decisions WHERE step IN ('published', 'guarded') ORDER BY seq DESC LIMIT 2"
        )
        if "code" in answers[0]:
            assert answers[0]["code"] == "needs-approval"
        else:
            assert lines == [("guarded",), ("published",)]


async def test_a_guard_waits_for_a_publishing_that_has_begun(challenges: Running) -> None:
    """Even for the first guard of the kind: its row is there before any guard is."""
    await guard(challenges)
    engine = create_engine(serving(challenges.dsn, "challenges"), 1)
    async with engine.connect() as tx:
        await tx.exec_driver_sql("SELECT 1 FROM guards WHERE kind = 'challenge' AND version = 0 FOR SHARE")
        setting = asyncio.create_task(guard(challenges, ALL))
        done, _ = await asyncio.wait([setting], timeout=0.5)
        assert not done
        await tx.rollback()
    assert (await setting)["guards"] != []
    await engine.dispose()


async def test_a_publishing_waits_for_guards_that_are_being_set(challenges: Running) -> None:
    await guard(challenges)
    challenge_id = await challenges.draft()
    async with challenges.engine.connect() as tx:
        await hold_guards(tx, "challenge", exclusive=True)
        await add_guards(tx, "city", "challenge", 99_999, [ALL | {"second": "city"}])
        publishing = asyncio.create_task(take(challenges, challenge_id, "publish"))
        done, _ = await asyncio.wait([publishing], timeout=0.5)
        assert not done
        await tx.commit()
    assert (await publishing)["code"] == "needs-approval"


async def test_steps_with_many_challenges_at_once_are_one_chain(challenges: Running) -> None:
    await guard(challenges)
    ids = [await challenges.draft() for _ in range(ROUNDS)]
    for _ in range(3):  # not all at once: one writes to the chain, and the others wait 2 s at most
        await asyncio.gather(*(challenges.rewrite(each, body()) for each in ids))
    read = await asyncio.to_thread(verify, f"{challenges.client.base_url}/v1/decisions.ndjson")
    assert read["ok"]


async def test_approving_beside_a_rewriting_never_signs_the_new_body(challenges: Running) -> None:
    await guard(challenges, ALL)
    for _ in range(ROUNDS):
        challenge_id = await challenges.draft()
        await submit(challenges, challenge_id)
        answers = await asyncio.gather(
            take(challenges, challenge_id, "approve"), challenges.rewrite(challenge_id, body(points=9))
        )
        assert answers[0].get("code") in (None, "nothing-to-decide")
        assert await state_of(challenges, challenge_id) == "draft"
        assert (await challenges.step(challenge_id, "publish", 409))["code"] == "needs-approval"


async def test_stopping_beside_a_publishing_leaves_nothing_in_force(challenges: Running) -> None:
    await guard(challenges)
    for _ in range(ROUNDS):
        challenge_id = await challenges.draft()
        answers = await asyncio.gather(
            take(challenges, challenge_id, "publish"), take(challenges, challenge_id, "stop")
        )
        state = await state_of(challenges, challenge_id)
        assert (answers[0].get("code"), state) in ((None, "paused"), ("stopped", "draft"))


async def test_submissions_at_once_are_one_change(challenges: Running) -> None:
    await guard(challenges, ALL)
    for _ in range(ROUNDS):
        challenge_id = await challenges.draft()
        answers = await asyncio.gather(*(take(challenges, challenge_id, "submit") for _ in range(4)))
        assert sorted(each.get("code", "") for each in answers) == ["", *["challenge-state"] * 3]
        query = "SELECT count(*) FROM changes WHERE subject_id = :id"
        assert await challenges.rows(query, id=challenge_id) == [(1,)]


async def test_decisions_of_two_at_once_count_once(challenges: Running) -> None:
    await guard(challenges, ALL)
    for _ in range(ROUNDS):
        challenge_id = await challenges.draft()
        await submit(challenges, challenge_id)
        answers = await asyncio.gather(
            take(challenges, challenge_id, "approve"), take(challenges, challenge_id, "refuse")
        )
        assert sorted(each.get("code", "") for each in answers) == ["", "nothing-to-decide"]
