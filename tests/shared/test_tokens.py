"""Tokens as identity providers make them, and what was learned from a provider and has grown old."""

import asyncio
import json
import time
from typing import Any

import pytest
from fastapi import Request
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from shared.http import auth, issuers, tokens, web
from shared.http.problems import Forbidden, Unauthorized, Unavailable

from .test_issuers import Provider, looked_up, refreshed, running_provider

DAY_S = 86_400


def refusals(reason: str) -> float:
    return REGISTRY.get_sample_value("rodem_tokens_refused_total", {"reason": reason}) or 0


async def test_a_withdrawn_key_verifies_nothing_after_the_next_refresh(provider: Provider) -> None:
    verifier = await provider.refreshable()
    remembered, new = provider.token(), provider.token(typ="JWT")
    assert (await verifier.verify(remembered)).subject == "anna"
    provider.withdraw_key()
    await refreshed(verifier)
    for token in (remembered, new):
        with pytest.raises(Unauthorized):
            await verifier.verify(token)
    assert (await verifier.verify(provider.token_with())).subject == "anna"


async def test_a_key_and_a_remembered_token_have_an_age_at_which_the_issuer_is_asked_again(
    provider: Provider,
) -> None:
    """Without any refresh in the background."""
    verify = await provider.verifier(keys_age_max_s=0.1)
    remembered = provider.token()
    await verify(remembered)
    provider.withdraw_key()
    await asyncio.sleep(0.15)
    with pytest.raises(Unauthorized):
        await verify(remembered)
    assert (await verify(provider.token_with(sub="berta"))).subject == "berta"


async def test_another_key_under_the_same_id_is_another_key(provider: Provider) -> None:
    verifier = await provider.refreshable()
    remembered, kid = provider.token(), provider.kid
    await verifier.verify(remembered)
    provider.withdraw_key()
    provider.kid = kid
    await refreshed(verifier)
    with pytest.raises(Unauthorized):
        await verifier.verify(remembered)


async def test_a_new_key_beside_the_others_makes_nobody_verify_again(provider: Provider) -> None:
    verifier = await provider.refreshable()
    await refreshed(verifier)
    await verifier.verify(token := provider.token())
    hits = looked_up("hit")
    provider.more_keys.append("another")
    await refreshed(verifier)
    await verifier.verify(token)
    assert looked_up("hit") == hits + 1


async def test_keys_are_believed_longer_while_the_issuer_is_away(
    provider: Provider,
) -> None:
    verifier = await provider.refreshable(keys_age_max_s=0.05)
    provider.nonsense = b"<html>"
    await asyncio.sleep(0.1)
    await refreshed(verifier)
    assert (await verifier.verify(provider.token())).subject == "anna"


async def test_nobody_waits_for_an_issuer_that_hangs_while_its_keys_are_there(
    provider: Provider,
) -> None:
    """A refresh waits for its answer. Requests with a known key go on, however old the key may be by then."""
    verifier = await provider.refreshable(keys_age_max_s=0.05)
    provider.nonsense = b"<html>"
    await asyncio.sleep(0.05)
    await refreshed(verifier)
    provider.hangs = True
    refreshing = asyncio.create_task(refreshed(verifier))
    await asyncio.sleep(0.05)
    assert (await verifier.verify(provider.token())).subject == "anna"
    assert not refreshing.done()
    provider.hangs = False
    await refreshing


async def test_an_issuer_that_never_ends_its_answer_is_away(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier = await provider.refreshable()
    monkeypatch.setattr(issuers, "ANSWER_S", 0.05)
    provider.hangs = True
    with pytest.raises(Unavailable):
        await verifier.verify(provider.token(kid="of tomorrow"))


async def test_nobody_waits_for_a_key_that_is_not_known_while_the_issuer_is_away(provider: Provider) -> None:
    """Anybody can invent ids of keys, and would take all places of the gateway with them."""
    verifier = await provider.refreshable()
    provider.nonsense = b"<html>"
    await refreshed(verifier)
    provider.hangs = True
    refreshing = asyncio.create_task(refreshed(verifier))
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await verifier.verify(provider.token(kid="invented"))
    assert not refreshing.done()
    provider.hangs, provider.nonsense = False, b""
    await refreshing
    with pytest.raises(Unauthorized):
        await verifier.verify(provider.token(kid="invented"))


async def test_so_many_wait_for_keys_and_no_more(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuers, "WAITING_MAX", 3)
    verify = await provider.verifier()
    provider.hangs = True
    waiting = [asyncio.create_task(verify(provider.token(kid=f"invented {n}"))) for n in range(3)]
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await verify(provider.token(kid="one too many"))
    assert not any(each.done() for each in waiting)
    provider.hangs = False
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(each) for each in outcomes} == {Unauthorized}


async def is_back(verifier: tokens.Verifier, provider: Provider) -> bool:
    """Whether the keys of an issuer that was away are there again: a key that is not known is refused."""
    try:
        await verifier.verify(provider.token(kid="invented"))
    except Unavailable:
        return False
    except Unauthorized:
        return True
    raise AssertionError("the key is invented")


async def test_an_issuer_that_hangs_holds_up_no_other(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuers, "AWAY_PAUSE_S", 0.01)
    async with running_provider() as other:
        both = f"{provider.url}/discovery,{other.url}/discovery"
        verifier = await provider.refreshable(oidc_discovery_url=both)
        for each in (provider, other):
            each.nonsense = b"<html>"
        await refreshed(verifier)
        provider.hangs, other.nonsense = True, b""
        async with web.running(*verifier.refreshing()), asyncio.timeout(5):
            while not await is_back(verifier, other):
                await asyncio.sleep(0.01)


async def test_keys_that_are_believed_for_less_than_the_pause_are_fetched_again_in_time() -> None:
    async with running_provider() as provider:
        verify = await provider.verifier(keys_age_max_s=0.1)
        await asyncio.sleep(0.15)
        assert (await verify(provider.token())).subject == "anna"


@pytest.mark.parametrize("member", [1, None, [], {"kty": "new"}, {"kid": ["a list"]}])
async def test_a_key_that_is_none_spoils_no_other(provider: Provider, member: object) -> None:
    """An exception that nobody expects would end the refresh, and the service with it."""
    verifier = await provider.refreshable()
    if isinstance(member, dict):
        member = json.loads(provider.jwks())["keys"][0] | member
    provider.nonsense = provider.jwks_beside(member)
    await refreshed(verifier)
    assert (await verifier.verify(provider.token())).subject == "anna"


@pytest.mark.parametrize("address", ["http://[", "\x00", "mailto:keys", "", "http://a:b/"])
async def test_an_address_of_keys_that_is_none_ends_no_refresh(provider: Provider, address: str) -> None:
    verifier = await provider.refreshable()
    provider.keys_url = address
    await refreshed(verifier)
    assert (await verifier.verify(provider.token())).subject == "anna"


async def test_keys_that_may_be_away_for_less_than_their_age_are_asked_for_in_time(
    provider: Provider,
) -> None:
    verify = await provider.verifier(keys_away_max_s=0.05)
    await asyncio.sleep(0.1)
    assert (await verify(provider.token())).subject == "anna"


async def test_who_comes_from_an_issuer_that_was_away_at_the_start_is_not_signed_out(
    provider: Provider,
) -> None:
    """A 401 makes an app forget its rider; a 503 makes it try again."""
    async with running_provider() as other:
        other.nonsense = b"<html>"
        both = f"{provider.url}/discovery,{other.url}/discovery"
        verifier = await provider.refreshable(oidc_discovery_url=both)
        verify = verifier.verify
        with pytest.raises(Unavailable):
            await verify(other.token())
        other.nonsense = b""
        await refreshed(verifier)
        assert (await verify(other.token())).issuer == other.url
        with pytest.raises(Unauthorized):
            await verify(other.token_with(iss="https://elsewhere.example"))


async def test_a_request_without_a_token_is_counted_and_logged_too() -> None:
    before = refusals("no_token")
    with capture_logs() as logs, pytest.raises(Unauthorized, match="Send a token"):
        auth.bearer_token(Request({"type": "http", "headers": [(b"authorization", b"Basic secret")]}))
    assert refusals("no_token") == before + 1
    assert [(line["event"], line["reason"]) for line in logs] == [("token_refused", "no_token")]
    assert "secret" not in str(logs)


async def test_one_issuer_of_several_may_be_away_at_the_start(provider: Provider) -> None:
    async with running_provider() as other:
        both = f"{other.url}/nothing, {provider.url}/discovery,{other.url}/discovery"
        verify = await provider.verifier(oidc_discovery_url=both, audience="x, rodem")
        assert (await verify(provider.token())).issuer == provider.url
        assert (await verify(other.token())).issuer == other.url
        assert (await verify(other.token_with(aud=["y", "x"]))).issuer == other.url
        with pytest.raises(Unauthorized):  # signed by one issuer in the name of the other
            await verify(other.token_with(iss=provider.url))


@pytest.mark.parametrize(
    ("reason", "claims"),
    [
        ("lives_too_long", {"exp": int(time.time()) + 2 * DAY_S}),
        ("lives_too_long", {"exp": 10**400}),  # larger than any float
        ("expired", {"exp": int(time.time()) - 60}),
        ("not_yet_valid", {"nbf": int(time.time()) + DAY_S}),
        ("wrong_audience", {"aud": "another"}),
        ("unknown_issuer", {"iss": "https://elsewhere.example"}),
        ("unknown_issuer", {"iss": None}),
        ("missing_claim", {"sub": None}),
        ("no_subject", {"sub": ""}),
        ("no_subject", {"sub": " "}),
        ("no_subject", {"sub": "an\0na"}),
        ("no_subject", {"sub": "\ud800"}),
        ("no_subject", {"sub": "x" * 256}),
        ("no_access_token", {"typ": "ID"}),
        ("no_access_token", {"nonce": "n"}),
        ("no_access_token", {"at_hash": "h"}),
        ("no_access_token", {"token_use": "id"}),
        ("no_access_token", {"ver": "2.0", "oid": "8f3a1c9e", "tid": "0d7f6f0b"}),  # of Entra, without nonce
    ],
)
async def test_a_refusal_is_counted_and_logged_by_reason(
    provider: Provider, reason: str, claims: dict[str, Any]
) -> None:
    verify = await provider.verifier()
    token, before = provider.token_with(**claims), refusals(reason)
    with capture_logs() as logs, pytest.raises(Unauthorized):
        await verify(token)
    assert refusals(reason) == before + 1
    assert [(line["event"], line["reason"]) for line in logs] == [("token_refused", reason)]
    assert token.rpartition(".")[2] not in str(logs)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.", "\xe9", "." * 9_000])
async def test_what_is_no_token_is_refused(provider: Provider, token: str) -> None:
    verify = await provider.verifier()
    with pytest.raises(Unauthorized):
        await verify(token)


@pytest.mark.parametrize("typ", ["id+jwt", "ID+JWT", "application/id+jwt"])
async def test_a_token_whose_header_says_that_it_is_an_id_token_is_refused(
    provider: Provider, typ: str
) -> None:
    verify = await provider.verifier()
    with pytest.raises(Unauthorized):
        await verify(provider.token(typ=typ))


async def test_clocks_may_differ_as_far_as_the_leeway(provider: Provider) -> None:
    late = provider.token_with(exp=int(time.time()) - 60)
    assert (await (await provider.verifier(token_leeway_s=120))(late)).subject == "anna"


async def test_a_token_of_another_city_is_not_allowed(provider: Provider) -> None:
    verify = await provider.verifier(city_id="barcelona")
    assert (await verify(provider.token_with(city_id="barcelona"))).subject == "anna"
    for city_id in ("lleida", "", 1):
        with pytest.raises(Forbidden):
            await verify(provider.token_with(city_id=city_id))


@pytest.mark.parametrize("operator_id", ["", "  ", 7, ["bicing"], "x" * 256, "bi\0cing", "\ud800"])
async def test_an_operator_id_that_is_no_name_is_none(provider: Provider, operator_id: Any) -> None:
    verify = await provider.verifier()
    caller = await verify(provider.token_with(roles=["operator"], operator_id=operator_id))
    assert caller.operator_id is None


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        ("roles", {"roles": ["operator"]}),
        ("realm_access.roles", {"realm_access": {"roles": ["operator", "offline_access"]}}),
        ("https://rodem.example/roles", {"https://rodem.example/roles": ["operator"]}),
        ("https://rodem.example/roles", {"https://rodem.example/roles": "city operator"}),
        ("nothing, scope", {"scope": "openid operator"}),
    ],
)
async def test_roles_are_where_the_settings_say(
    provider: Provider, path: str, claims: dict[str, Any]
) -> None:
    verify = await provider.verifier(roles_claims=path)
    caller = await verify(provider.token_with(**({"roles": None} | claims)))
    assert "operator" in caller.roles
    assert "rider" not in caller.roles


@pytest.mark.parametrize("shape", ["rider", {"rider": True}, [["rider"]], [1]])
async def test_roles_of_another_shape_are_no_roles(provider: Provider, shape: Any) -> None:
    verify = await provider.verifier(roles_claims="roles,realm_access.roles,a.b")
    caller = await verify(provider.token_with(roles=shape, realm_access=["rider"], a={"b": shape and 1}))
    assert caller.roles == frozenset()
