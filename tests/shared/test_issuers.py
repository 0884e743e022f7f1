"""Keys come from the issuer that was named, over TLS in production, and from nowhere that a token says."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import jwt
import pytest
import structlog
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from fastapi import FastAPI
from prometheus_client import REGISTRY
from starlette.responses import Response, StreamingResponse

from shared.http import auth, issuers, tokens
from shared.http.problems import Unauthorized, Unavailable
from shared.settings import ServiceSettings
from tests.served import served

KID = "key of the provider"


@dataclass
class Provider:
    """An outside issuer with an RSA key, which counts who asks for it."""

    url: str
    key: RSAPrivateKey
    keys_asked: int = 0
    elsewhere_asked: int = 0
    nonsense: bytes = b""
    kid: str = KID
    more_keys: list[str] = field(default_factory=list)
    keys_url: str | None = None
    hangs: bool = False
    """Whether the discovery document begins and does not end."""

    def claims(self) -> dict[str, Any]:
        now = int(time.time())
        about = {"iss": self.url, "aud": "rodem", "sub": "anna", "roles": ["rider"]}
        return {**about, "iat": now, "exp": now + 600}

    def token(self, kid: str = KID, **header: str) -> str:
        return jwt.encode(self.claims(), self.key, "RS256", headers={"kid": kid, **header})

    def token_with(self, **claims: Any) -> str:
        """A token with these claims besides, or instead. A claim that is None is left out."""
        all_claims = {name: value for name, value in (self.claims() | claims).items() if value is not None}
        return jwt.encode(all_claims, self.key, "RS256", headers={"kid": self.kid})

    def withdraw_key(self) -> None:
        """Sign with a new key from now on. The old one is in the JWKS no longer."""
        self.key, self.kid = generate_private_key(65537, 2048), "the next key"

    def token_that_expired(self, seconds_ago: int) -> str:
        claims = self.claims() | {"exp": int(time.time()) - seconds_ago}
        return jwt.encode(claims, self.key, "RS256", headers={"kid": KID})

    def jwks_beside(self, *others: object) -> bytes:
        """The key set with these members besides."""
        return json.dumps({"keys": [*json.loads(self.jwks())["keys"], *others]}).encode()

    def jwks(self) -> bytes:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        ids = [self.kid, *self.more_keys]
        return json.dumps({"keys": [{**public, "kid": kid, "use": "sig"} for kid in ids]}).encode()

    async def verifier(self, **changes: Any) -> auth.Verify:
        return (await self.refreshable(**changes)).verify

    async def refreshable(self, **changes: Any) -> tokens.Verifier:
        return await tokens.create_verifier(self.of_service(**changes))

    def of_service(self, **changes: Any) -> ServiceSettings:
        given = {"DATABASE_URL": "", "oidc_discovery_url": f"{self.url}/discovery"} | changes
        return ServiceSettings.model_validate(given)


async def refreshed(verifier: tokens.Verifier) -> None:
    """Fetch the keys of all issuers now, as the background does when they are due."""
    for issuer in verifier.issuers:
        assert isinstance(issuer, issuers.OidcIssuer)
        await issuer.refresh()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with running_provider() as running:
        yield running


@contextlib.asynccontextmanager
async def running_provider() -> AsyncIterator[Provider]:
    app = FastAPI()
    async with served(app) as url:
        provider = Provider(url, generate_private_key(65537, 2048))

        @app.get("/discovery")
        async def discovery() -> StreamingResponse:
            keys_url = f"{url}/keys" if provider.keys_url is None else provider.keys_url
            return StreamingResponse(dripping(json.dumps({"issuer": url, "jwks_uri": keys_url})))

        async def dripping(document: str) -> AsyncIterator[str]:
            while provider.hangs:
                yield " "
                await asyncio.sleep(0.01)
            yield document

        @app.get("/keys")
        async def keys() -> Response:
            provider.keys_asked += 1
            return Response(provider.nonsense or provider.jwks())

        @app.get("/elsewhere")
        async def elsewhere() -> Response:
            provider.elsewhere_asked += 1
            return Response(provider.jwks())

        try:
            yield provider
        finally:
            provider.hangs = False


async def test_a_provider_is_put_away_after_a_test_that_fails() -> None:
    """Else it would make the next one fail too."""
    before = asyncio.all_tasks()
    with contextlib.suppress(ZeroDivisionError):
        async with running_provider() as provider:
            provider.hangs = True
            raise ZeroDivisionError
    assert asyncio.all_tasks() == before


async def test_no_token_makes_us_ask_where_it_wants_or_more_than_once(provider: Provider) -> None:
    """The headers `jku`, `x5u` and new key ids would else turn our services against others."""
    verify = await provider.verifier()
    there = f"{provider.url}/elsewhere"
    for number in range(50):
        with pytest.raises(Unauthorized):
            await verify(provider.token(kid=f"invented {number}", jku=there, x5u=there))
    assert (await verify(provider.token())).subject == "anna"
    assert (provider.keys_asked, provider.elsewhere_asked) == (1, 0)


async def test_who_comes_while_the_keys_are_fetched_waits_for_them(provider: Provider) -> None:
    """At the start, and when keys were changed: a phone that is told 401 would sign its rider out."""
    verify = await provider.verifier()
    callers = await asyncio.gather(*(verify(provider.token(typ=str(number))) for number in range(20)))
    assert {caller.subject for caller in callers} == {"anna"}
    assert provider.keys_asked == 1


async def test_keys_that_are_fetched_for_all_bear_nobodys_trace_id(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuers, "KEYS_FETCH_PAUSE_S", 0)
    verify = await provider.verifier()
    provider.nonsense = b"no keys"
    with (
        structlog.contextvars.bound_contextvars(trace_id="of the first who asked"),
        structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines,
        pytest.raises(Unavailable),
    ):
        await verify(provider.token(kid="a new one"))
    assert [(line["event"], line.get("trace_id")) for line in lines] == [("no_keys_from_issuer", None)]


async def test_while_the_issuer_is_away_nobody_is_refused_for_ever_or_makes_us_ask_again(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuers, "KEYS_FETCH_PAUSE_S", 0)
    verify = await provider.verifier(keys_age_max_s=0.1, keys_away_max_s=0.1)
    provider.nonsense = b"<html>"
    await asyncio.sleep(0.1)  # the keys are too old now
    several = [provider.token(kid=f"new {number}") for number in range(20)]
    refused = await asyncio.gather(*map(verify, several), return_exceptions=True)
    assert {type(each) for each in refused} == {Unavailable}
    assert provider.keys_asked == 2


async def test_invented_key_ids_do_not_take_every_place_while_the_issuer_hangs(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """280 of them, unsigned and from one address, left no place for riders whose keys are known."""
    monkeypatch.setattr(issuers, "KEYS_FETCH_PAUSE_S", 0)
    monkeypatch.setattr(issuers, "ANSWER_S", 1_000)
    monkeypatch.setattr(issuers, "WAITING_MAX", 3)
    verify = await provider.verifier()
    provider.hangs = True
    several = [asyncio.ensure_future(verify(provider.token(kid=f"new {number}"))) for number in range(8)]
    refused: set[asyncio.Future[auth.Caller]] = set()
    while len(refused) < 5:
        refused, _ = await asyncio.wait(several, return_when=asyncio.FIRST_COMPLETED)
    assert {type(each.exception()) for each in refused} == {Unavailable}
    assert (await verify(provider.token())).subject == "anna"
    provider.hangs = False
    assert Counter(map(type, await asyncio.gather(*several, return_exceptions=True))) == {
        Unavailable: 5,
        Unauthorized: 3,
    }


async def test_a_public_key_is_no_secret_to_sign_with(provider: Provider) -> None:
    """The oldest attack on tokens: HS256 with the public RSA key, which the library does not sign itself."""
    public = provider.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    verify = await provider.verifier()
    for secret in (public, public.strip(), provider.jwks()):
        parts = ({"alg": "HS256", "typ": "JWT", "kid": KID}, provider.claims())
        signed = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
        signature = base64.urlsafe_b64encode(hmac.digest(secret, signed, hashlib.sha256)).rstrip(b"=")
        with pytest.raises(Unauthorized):
            await verify((signed + b"." + signature).decode())


@pytest.mark.parametrize("roles", ["operator", {"operator": True}, [["operator"]], [1], None])
async def test_roles_that_are_no_list_of_words_are_none(provider: Provider, roles: Any) -> None:
    verify = await provider.verifier()
    token = jwt.encode({**provider.claims(), "roles": roles}, provider.key, "RS256", headers={"kid": KID})
    assert (await verify(token)).roles == frozenset()


async def test_roles_that_we_do_not_know_give_nothing(provider: Provider) -> None:
    verify = await provider.verifier()
    claims = {**provider.claims(), "roles": ["admin", "Operator", "rider"]}
    caller = await verify(jwt.encode(claims, provider.key, "RS256", headers={"kid": KID}))
    assert caller.roles == {"rider"}


async def test_in_production_keys_come_over_https(provider: Provider) -> None:
    """Whoever can change them on their way would choose who is believed."""
    with pytest.raises(RuntimeError, match="jwks_uri"):
        await issuers.opened(provider.of_service(env="production"), lambda: None)
    (issuer,) = await issuers.opened(provider.of_service(), lambda: None)
    assert issuer.name == provider.url


@pytest.mark.parametrize("nonsense", [b"<html>", b"[]", b'{"keys": []}', b'{"keys": [{"kty": "new"}]}'])
async def test_an_issuer_that_answers_nonsense_takes_no_known_key_away(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, nonsense: bytes
) -> None:
    verify = await provider.verifier()
    await verify(provider.token())
    monkeypatch.setattr(issuers, "KEYS_FETCH_PAUSE_S", 0)
    provider.nonsense = nonsense
    with pytest.raises((Unauthorized, Unavailable)):
        await verify(provider.token(kid="invented"))
    assert (await verify(provider.token(typ=str(uuid4())))).subject == "anna"


async def test_another_key_under_the_providers_names_opens_nothing(provider: Provider) -> None:
    verify = await provider.verifier()
    with pytest.raises(Unauthorized):
        await verify(jwt.encode(provider.claims(), generate_private_key(65537, 2048), "RS256", {"kid": KID}))


@pytest.mark.parametrize("signature", ["", "0" * 64, "\xe9", "\xff" * 64])
def test_a_rider_that_the_gateway_did_not_sign_for_is_nobody(signature: str) -> None:
    """Header bytes come as Latin-1: what is no hexadecimal number is a refusal too, not a mistake of ours."""
    with pytest.raises(Unauthorized):
        auth.check_rider("a secret", "a token", f"{uuid4()} {signature}")


def looked_up(result: str) -> float:
    """How often a token was looked up in the cache with this result."""
    labels = {"cache": "tokens", "result": result}
    return REGISTRY.get_sample_value("rodem_cache_lookups_total", labels) or 0


async def test_a_token_that_was_verified_once_is_known_no_longer_than_it_is_good(provider: Provider) -> None:
    """This one is good for as long as clocks may differ, and is verified each time."""
    verify = await provider.verifier()
    expired = provider.token_that_expired(seconds_ago=2)
    hits = looked_up("hit")
    for _ in range(2):
        assert (await verify(expired)).subject == "anna"
    assert looked_up("hit") == hits


async def test_a_token_is_verified_again_only_when_it_made_room_for_others(provider: Provider) -> None:
    verify = await provider.verifier(cached_tokens_max=2)
    a, b, c = (provider.token(typ=each) for each in "abc")
    hits, misses = looked_up("hit"), looked_up("miss")
    for token in (a, b, a, c, a):
        assert (await verify(token)).subject == "anna"
    assert (looked_up("hit") - hits, looked_up("miss") - misses) == (2, 3)
    await verify(b)
    assert looked_up("miss") - misses == 4
