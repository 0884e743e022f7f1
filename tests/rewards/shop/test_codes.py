"""Pools of codes: filled by hand or by file, sealed, each code once."""

import os
from hashlib import sha256
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag

from rodem.local.provision import new_voucher_keys
from services.rewards.codes.actions import add, sealed
from services.rewards.codes.rules import NONCE_BYTES, codes_in, seal, unseal
from services.rewards.keys.rules import DEVELOPMENT_KEYS, keys_of
from shared.http.problems import MalformedJson, ValidationError
from tests.rewards.shop.running_shop import Shop


async def filled(shop: Shop, reward_id: str, *codes: str, status: int = 200) -> dict[str, object]:
    return await shop.asked("POST", f"/v1/rewards/{reward_id}/codes", {"codes": list(codes)}, status)


async def test_each_code_joins_the_pool_once(shop: Shop) -> None:
    reward_id, other = await shop.published(kind="code"), await shop.published(kind="code")
    assert await filled(shop, reward_id, "AA", "BB", "AA", "BB") == {"added": 2, "duplicates": 2}
    assert await filled(shop, reward_id, "BB", "CC") == {"added": 1, "duplicates": 1}
    assert await filled(shop, other, "AA") == {"added": 1, "duplicates": 0}
    assert {each["reward_id"]: each["left"] for each in await shop.listed()} == {reward_id: 3, other: 1}


async def test_a_file_fills_it_too_and_a_repeated_key_does_nothing_more(shop: Shop) -> None:
    path = f"/v1/rewards/{await shop.published(kind='code')}/codes"
    headers = {"Content-Type": "text/csv; charset=utf-8", "Idempotency-Key": "monday"}
    answers = [await shop.client.post(path, content='code\r\nAA\r\n"B,B"\r\n', headers=headers) for _ in "12"]
    assert {answer.content for answer in answers} == {b'{"added":2,"duplicates":0}'}
    headers["Content-Type"] = "text/plain"
    assert (await shop.client.post(path, content="AA", headers=headers)).status_code == 415
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "x"}
    too_large = await shop.client.post(path, content=b"A" * (2 * 1024 * 1024 + 1), headers=headers)
    assert too_large.status_code == 413


async def test_the_database_holds_no_code(shop: Shop) -> None:
    reward_id = await shop.published(kind="code")
    await filled(shop, reward_id, "SECRET-1")
    [(row, content)] = await shop.rows("SELECT codes::text, sealed FROM codes")
    assert b"SECRET-1".hex() not in row
    [(said,)] = await shop.rows("SELECT count(*) FROM outbox WHERE data LIKE '%SECRET%'")
    assert said == 0
    assert len(content) == NONCE_BYTES + len("SECRET-1") + 16


async def test_only_rewards_of_codes_have_a_pool_and_only_for_their_operator(shop: Shop) -> None:
    assert (await filled(shop, await shop.draft(), "AA", status=409))["code"] == "no-pool-of-codes"
    assert (await filled(shop, str(uuid4()), "AA", status=404))["code"] == "not-found"
    path = f"/v1/rewards/{await shop.draft(kind='code')}/codes"
    rival = shop.signed_in("operator", operator_id="a rival")
    await shop.asked("POST", path, {"codes": ["AA"]}, 404, rival)
    await shop.asked("POST", path, {"codes": ["AA"]}, 403, shop.signed_in("rider"))


@pytest.mark.parametrize(
    ("codes", "pointer", "code"),
    [
        pytest.param([], "/codes", "out_of_range", id="none"),
        pytest.param(["A"] * 5_001, "/codes", "out_of_range", id="too many"),
        pytest.param(["A" * 65], "/codes/0", "bad_format", id="too long"),
        pytest.param(["A", ""], "/codes/1", "bad_format", id="empty"),
        pytest.param(["A", " B"], "/codes/1", "bad_format", id="a blank before"),
        pytest.param(["é"], "/codes/0", "bad_format", id="beyond ASCII"),
        pytest.param(["A\tB"], "/codes/0", "bad_format", id="a tab"),
        pytest.param([1], "/codes/0", "wrong_type", id="a number"),
    ],
)
async def test_codes_of_another_form_are_refused(
    shop: Shop, codes: list[object], pointer: str, code: str
) -> None:
    path = f"/v1/rewards/{await shop.draft(kind='code')}/codes"
    refused = await shop.asked("POST", path, {"codes": codes}, 422)
    assert refused["errors"][0] | {"pointer": pointer, "code": code} == refused["errors"][0]
    assert await shop.rows("SELECT 1 FROM codes") == []


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        pytest.param("", ValidationError, id="nothing"),
        pytest.param("code\n\n", ValidationError, id="a header only"),
        pytest.param("AA,BB\n", ValidationError, id="two columns"),
        pytest.param('"AA\n', MalformedJson, id="an open quote"),
    ],
)
def test_files_that_are_no_list_of_codes(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        codes_in(text)


def test_a_sealed_code_opens_with_its_key_and_for_its_reward_only() -> None:
    reward_id = uuid4()
    [content] = seal(DEVELOPMENT_KEYS, reward_id, ["AA"], os.urandom(NONCE_BYTES))
    assert unseal(DEVELOPMENT_KEYS, reward_id, content) == "AA"
    [others] = keys_of(new_voucher_keys())
    for keys, of_reward in ((others, reward_id), (DEVELOPMENT_KEYS, uuid4())):
        with pytest.raises(InvalidTag):
            unseal(keys, of_reward, content)


async def test_a_code_of_older_keys_is_known_under_newer_ones(shop: Shop) -> None:
    reward_id = await shop.published(kind="code")
    await filled(shop, reward_id, "AA", "BB")
    [(known_id,)] = await shop.rows("SELECT reward_id FROM rewards")
    keys = [*keys_of(new_voucher_keys()), DEVELOPMENT_KEYS]
    async with shop.engine.begin() as tx:
        assert await add(tx, "city", keys, known_id, sealed(keys, known_id, ["BB", "CC"])) == 1


async def test_a_hundred_thousand_codes_are_one_batch(shop: Shop) -> None:
    path = f"/v1/rewards/{await shop.published(kind='code')}/codes"
    file = "\n".join(f"GIFT-{number:08}" for number in range(100_000))
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "all"}
    answer = await shop.client.post(path, content=file, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"added": 100_000, "duplicates": 0})


async def test_what_is_stored_of_an_upload_tries_no_code_out(shop: Shop) -> None:
    """The hash of the request is keyed: there are few codes of four digits."""
    reward_id = await shop.published(kind="code")
    path, body = f"/v1/rewards/{reward_id}/codes", b'{"codes":["PIN-4711"]}'
    headers = {"Content-Type": "application/json", "Idempotency-Key": "once"}
    assert (await shop.client.post(path, content=body, headers=headers)).json()["added"] == 1
    guess = sha256(f"POST {path}\n".encode() + body).digest()
    assert await shop.rows("SELECT 1 FROM idempotency WHERE request_hash = :guess", guess=guess) == []
    assert (await shop.client.post(path, content=body, headers=headers)).json()["added"] == 1


async def test_a_dry_run_adds_no_code(shop: Shop) -> None:
    reward_id = await shop.published(kind="code")
    dry = {"Prefer": "dry-run"}
    path = f"/v1/rewards/{reward_id}/codes"
    assert (await shop.asked("POST", path, {"codes": ["A-1"]}, headers=dry))["added"] == 1
    assert (await shop.asked("POST", path, {"codes": ["A-1"]}))["added"] == 1


async def test_a_file_has_at_most_so_many_codes(shop: Shop) -> None:
    reward_id = await shop.published(kind="code")
    file = "\n".join(map(str, range(100_001)))
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "many"}
    answer = await shop.client.post(f"/v1/rewards/{reward_id}/codes", content=file, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/codes", "code": "out_of_range"}]
