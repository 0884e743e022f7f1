"""Profiles: what a rider is called on boards, which is nobody else's name and stays for a week."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.rewards.profiles.rules import CHANGE_AFTER
from shared.http.nicknames import is_nickname, key_of
from tests.events import trip_judged
from tests.rewards.running_rewards import Running, heard

PATH = "/v1/me/profile"


async def put(rewards: Running, sub: str, nickname: str, status: int = 200, on: bool = False) -> str:
    """The code of the answer, or the nickname that it tells."""
    body = {"nickname": nickname, "on_leaderboards": on}
    answer = await rewards.asked("PUT", PATH, body, status, rewards.signed_in("rider", sub))
    return str(answer.get("code") or answer["nickname"])


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        pytest.param("ana", True, id="three letters"),
        pytest.param("an", False, id="two letters"),
        pytest.param("a" * 20, True, id="twenty"),
        pytest.param("a" * 21, False, id="twenty-one"),
        pytest.param("Núria Güell", True, id="Latin letters with accents"),
        pytest.param("Paral·lel_2 d'en-B.", True, id="every sign"),
        pytest.param("Нина", False, id="Cyrillic letters"),
        pytest.param("ana\u0400", False, id="one of them"),
        pytest.param("anа", False, id="one that looks like an a"),
        pytest.param("ana!", False, id="another sign"),
        pytest.param("ana\u00a0b", False, id="a space of another kind"),
        pytest.param("ana٣", False, id="a digit of another script"),
        pytest.param("._-", False, id="signs alone"),
        pytest.param("\ua78f\ua78c\ua78f", False, id="letters that look like signs alone"),
        pytest.param("<b>", False, id="markup"),
    ],
)
def test_what_a_nickname_has(text: str, allowed: bool) -> None:
    assert is_nickname(text) is allowed


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param("NÚRIA 2", True, id="capital letters"),
        pytest.param("n_ú_r_i_a-2.", True, id="other signs"),
        pytest.param("Nuria 2", False, id="without its accent"),
        pytest.param("Núria 3", False, id="another digit"),
    ],
)
def test_when_two_nicknames_are_one(other: str, same: bool) -> None:
    assert (key_of("Núria 2") == key_of(other)) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Straße", "STRASSE", id="a letter that becomes two"),
        pytest.param("ﬁona", "fiona", id="a ligature"),
        pytest.param("Paral\ua78flel", "Paral·lel", id="a letter that looks like a dot"),
        pytest.param("d\ua78cen Biel", "d'en Biel", id="one that looks like an apostrophe"),
        pytest.param("\u0149ina", "'nina", id="one with an apostrophe in it"),
        pytest.param("ana\ua7f7b", "ana-b", id="one that looks like a dash"),
    ],
)
def test_letters_that_read_the_same_are_the_same(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


async def test_a_rider_says_what_it_is_called(rewards: Running) -> None:
    sub = str(uuid4())
    signed_in = rewards.signed_in("rider", sub)
    assert await rewards.asked("GET", PATH, headers=signed_in) == {"on_leaderboards": False}
    assert await put(rewards, sub, "Nu\u0301ria", on=True) == "Núria"
    assert await rewards.asked("GET", PATH, headers=signed_in) == {
        "nickname": "Núria",
        "on_leaderboards": True,
    }
    assert await put(rewards, sub, "Núria", on=False) == "Núria"
    assert (await rewards.asked("GET", PATH, headers=signed_in))["on_leaderboards"] is False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"nickname": "Ana", "on_leaderboards": "yes"}, "wrong_type", id="no bool"),
        pytest.param({"nickname": "Ana"}, "missing", id="not said"),
        pytest.param({"nickname": "An", "on_leaderboards": True}, "out_of_range", id="too short"),
        pytest.param({"nickname": "Нина", "on_leaderboards": True}, "bad_format", id="another script"),
        pytest.param({"nickname": "A\u202ena", "on_leaderboards": True}, "forbidden_character", id="bidi"),
        pytest.param({"nickname": "Ana", "on_leaderboards": True, "x": 1}, "unknown_field", id="more"),
    ],
)
async def test_a_profile_that_is_none_is_refused(rewards: Running, body: object, code: str) -> None:
    answer = await rewards.asked("PUT", PATH, body, 422, rewards.signed_in("rider"))
    assert [error["code"] for error in answer["errors"]] == [code]


async def test_no_two_riders_have_one_nickname_however_fast_they_ask(rewards: Running) -> None:
    names = ["Núria", "núria", "N.ú.r.i.a", "NÚRIA"]
    body = [{"nickname": name, "on_leaderboards": False} for name in names]
    asked = [
        rewards.client.put(PATH, json=each, headers=rewards.signed_in("rider", str(uuid4()))) for each in body
    ]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {answer.json().get("code", "") for answer in answers} == {"", "nickname-taken"}


async def test_a_nickname_stays_for_seven_days(rewards: Running) -> None:
    sub = str(uuid4())
    await put(rewards, sub, "Ana")
    assert await put(rewards, sub, "Anna", 409) == "nickname-too-soon"
    for ago, status in ((CHANGE_AFTER - timedelta(minutes=1), 409), (CHANGE_AFTER, 200)):
        async with rewards.engine.begin() as tx:
            await tx.exec_driver_sql("UPDATE profiles SET nickname_changed_at = now() - $1::interval", (ago,))
        await put(rewards, sub, "Anna", status)
    assert await put(rewards, sub, "Ana", 409) == "nickname-too-soon", "seven days begin anew"
    assert await put(rewards, str(uuid4()), "Ana") == "Ana", "which is free now"


async def test_no_event_tells_a_nickname(rewards: Running) -> None:
    """And no table has it but those of profiles and boards."""
    sub = str(uuid4())
    await put(rewards, sub, "Xiuxiueig", on=True)
    await rewards.hear(heard(trip_judged(rider_id=UUID(sub))))
    assert await rewards.said() != []
    tables = await rewards.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    holding = [
        table
        for (table,) in tables
        if await rewards.rows(f"SELECT 1 FROM {table} AS row WHERE row::text LIKE '%Xiuxiueig%'")
    ]
    assert sorted(holding) == ["profiles", "standings"]
