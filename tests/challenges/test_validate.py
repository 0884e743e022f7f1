"""A challenge that is only looked at: its faults, its warnings and the JSON Schema."""

import json
from typing import Any
from uuid import uuid4

import jsonschema_rs
import pytest

from tests.challenges.running_challenges import Running, body

PATH = "/v1/challenges:validate"
NIGHT = {"local_hours": [{"from": 0, "to": 5}]}
FAST = {"distance_m": {"min": 10_000}, "duration_s": {"max": 1_200}}
TAGGED = {"day_tags_any": ["rain"]}
STREAK = {"kind": "streak", "of": "days", "target": 2}


async def warned(challenges: Running, **changes: Any) -> list[dict[str, str]]:
    answer = await challenges.asked("POST", PATH, body(**changes))
    assert list(answer) == ["warnings"]
    return list(answer["warnings"])


async def faults(challenges: Running, sent: object) -> set[tuple[str, str]]:
    refused = await challenges.asked("POST", PATH, sent, 422)
    assert refused["code"] == "validation-error"
    return {(each["pointer"], each["code"]) for each in refused["errors"]}


async def test_what_is_allowed_and_harmless_has_no_warnings_and_is_not_stored(challenges: Running) -> None:
    assert await warned(challenges) == []
    assert await challenges.count("challenges") == 0


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, [("/goal/measure", "no_progress", "ebike")]),
        ({"vehicle_types": ["bike"]}, []),
        (NIGHT | {"vehicle_types": ["bike"]}, [("/where", "rewards_night", None)]),
        (FAST | {"vehicle_types": ["bike"]}, [("/where", "rewards_speed", None)]),
    ],
)
async def test_warnings_say_where_what_and_for_which_vehicle(
    challenges: Running, where: dict[str, Any], expected: list[tuple[str, str, str | None]]
) -> None:
    found = await warned(challenges, where=where, measure="co2e_saved_g")
    assert [(each["pointer"], each["code"], each.get("vehicle_type")) for each in found] == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"who": "city"},
    ],
    ids=["the city"],
)
async def test_kinds_that_cannot_be_written_yet_can_be_tried(
    challenges: Running, changes: dict[str, Any]
) -> None:
    sent = body(**changes)
    await challenges.asked("POST", "/v1/challenges", sent, 422, {"Idempotency-Key": "k"})
    assert await warned(challenges, **changes) == []


async def test_all_faults_are_told_at_once(challenges: Running) -> None:
    sent = body(
        goal={"kind": "sum", "measure": "miles", "target": 0},
        where={"weekdays": [1, 1], "local_hours": [{"from": 7, "to": 7}]},
        name=None,
        period="week",
        holdout=1,
    )
    assert await faults(challenges, sent) == {
        ("/name", "null"),
        ("/holdout", "unknown_field"),
        ("/goal/measure", "not_allowed"),
        ("/goal/target", "out_of_range"),
        ("/where/weekdays/1", "repeated"),
        ("/where/local_hours/0", "empty_range"),
        ("/starts_at", "not_period_start"),
        ("/ends_at", "not_period_start"),
    }


async def test_what_is_required_must_be_published_and_hold_nobody_out(challenges: Running) -> None:
    published, draft, held_out = await challenges.published(), await challenges.draft(), str(uuid4())
    async with challenges.engine.begin() as tx:
        # No holdout can be published yet, so a published challenge is given one here.
        await tx.exec_driver_sql(
            "INSERT INTO challenges (challenge_id, city_id, operator_id, state, version, revision, body)"
            f" SELECT '{held_out}', city_id, operator_id, 'closed', 1, 2, body FROM challenges LIMIT 1"
        )
        await tx.exec_driver_sql(
            "INSERT INTO versions (challenge_id, version, city_id, body, known)"
            f" SELECT '{held_out}', 1, city_id, jsonb_set(body, '{{holdout_percent}}', '10'), known"
            " FROM versions LIMIT 1"
        )
    assert await warned(challenges, requires=[published]) == []
    sent = body(requires=[published, draft, str(uuid4()), held_out, "no id"])
    assert await faults(challenges, sent) == {
        ("/requires/1", "unknown"),
        ("/requires/2", "unknown"),
        ("/requires/3", "not_allowed"),
        ("/requires/4", "unknown"),
    }
    assert await faults(challenges, body(requires=published)) == {("/requires", "wrong_type")}


async def test_operators_alone_try_and_64_kib_are_the_most(challenges: Running) -> None:
    for role in ("rider", "city", "auditor"):
        await challenges.asked("POST", PATH, body(), 403, challenges.signed_in(role))
    large = body(description={"en": "x" * 65_536})
    assert (await challenges.asked("POST", PATH, large, 413))["code"] == "content-too-large"


async def test_the_schema_is_public_and_takes_what_is_taken(challenges: Running) -> None:
    answer = await challenges.client.get("/v1/challenges/schema", headers={"Authorization": ""})
    assert answer.status_code == 200
    schema = json.loads(answer.content)
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert validator.is_valid(body())
    assert not validator.is_valid(body(target=0))
    known = {"If-None-Match": answer.headers["etag"]}
    again = await challenges.client.get("/v1/challenges/schema", headers=known)
    assert (again.status_code, again.content) == (304, b"")
