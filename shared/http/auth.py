"""Who is calling: JSON Web Tokens, verified once and remembered until they expire."""

import asyncio
import hashlib
import hmac
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, TypeGuard
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import jwt
import structlog
from fastapi import Depends, Request

from shared.caches import Cache
from shared.http.problems import Forbidden, Unauthorized, Unavailable
from shared.settings import ServerSettings, ServiceSettings

logger = structlog.get_logger()

Role = Literal["rider", "operator", "city", "auditor"]
ROLES: tuple[Role, ...] = ("rider", "operator", "city", "auditor")

DEVELOPMENT_ISSUER = "rodem-development"
# Asymmetric only: with HS256 allowed, anybody could sign with the public key.
ALGORITHMS = ["EdDSA", "RS256", "PS256", "ES256"]
REQUIRED_CLAIMS = ["exp", "iat", "aud", "iss", "sub"]
TOKEN_BYTES_MAX = 8 * 1024
NAME_CHARACTERS_MAX = 255
KEYS_FETCH_PAUSE_S = 10
AWAY_PAUSE_S = 1
CLOCK_SKEW_S = 5
INTERNAL_SECRET_CHARACTERS_MIN = 32
GUESSED_PASSWORDS = ("", "postgres", "password", "rodem", "admin", "secret", "changeme", "example")

RIDER_HEADER = "rodem-rider"


@dataclass(frozen=True)
class Caller:
    """A verified token. `rider_id` is set for riders, `operator_id` for operators."""

    id: str
    """Identifies a caller of any role: issuer and subject or, for riders behind the gateway, the rider_id."""
    issuer: str
    subject: str
    roles: frozenset[str]
    rider_id: UUID | None = None
    operator_id: str | None = None

    def is_(self, role: Role) -> bool:
        return role in self.roles


FindKey = Callable[[str], Awaitable[jwt.PyJWK | None]]


@dataclass(frozen=True)
class Issuer:
    """An issuer whose tokens are accepted: its name, the expected audience, and a look-up of its public keys
    by key id."""

    name: str
    audience: str
    key: FindKey


Verify = Callable[[str], Awaitable[Caller]]


def development_issuer(settings: ServiceSettings) -> Issuer:
    """The issuer of `rodem token`, with keys from a file. Raises RuntimeError in production."""
    if settings.env == "production":
        raise RuntimeError(
            "The development issuer does not work in production: set RODEM_OIDC_DISCOVERY_URL."
        )
    if settings.jwks_file is None:
        raise RuntimeError("Set RODEM_OIDC_DISCOVERY_URL, or RODEM_JWKS_FILE for development.")
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_json(settings.jwks_file.read_text()).keys}

    async def find(key_id: str) -> jwt.PyJWK | None:
        return keys.get(key_id)

    return Issuer(DEVELOPMENT_ISSUER, settings.audience, find)


async def oidc_issuer(settings: ServiceSettings) -> Issuer:
    """The issuer that the OpenID Connect discovery document names. Raises httpx.HTTPError while the issuer is
    unreachable, RuntimeError in production if its keys come over plain HTTP."""
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get(str(settings.oidc_discovery_url))
        discovery = answer.raise_for_status().json()
    keys_url = str(discovery["jwks_uri"])
    if settings.env == "production" and not keys_url.startswith("https://"):
        raise RuntimeError(
            "In production the jwks_uri of the issuer's discovery document begins with https://."
        )
    return Issuer(discovery["issuer"], settings.audience, _keys_at(keys_url))


def _keys_at(url: str) -> FindKey:
    """A look-up of a key by its id in the JWKS at `url`. An unknown id fetches the set again, because issuers
    rotate their keys, but at most once in KEYS_FETCH_PAUSE_S, so that invented ids do not cause a fetch each.
    The look-up raises Unavailable while the issuer is unreachable."""
    keys: dict[str | None, jwt.PyJWK] = {}
    fetching = asyncio.Lock()
    is_reachable = True
    fetch_again_at = -math.inf

    async def fetch() -> None:
        nonlocal is_reachable, fetch_again_at
        try:
            fetched_keys = await _fetch_keys(url)
        except (httpx.HTTPError, jwt.PyJWTError, ValueError) as error:
            logger.warning("no_keys_from_issuer", error=type(error).__name__)
            is_reachable, fetch_again_at = False, time.monotonic() + AWAY_PAUSE_S
        else:
            is_reachable, fetch_again_at = True, time.monotonic() + KEYS_FETCH_PAUSE_S
            keys.clear()
            keys.update({key.key_id: key for key in fetched_keys})

    async def find(key_id: str) -> jwt.PyJWK | None:
        if key_id in keys:
            return keys[key_id]
        async with fetching:  # concurrent requests with a new key id wait for one fetch
            if key_id not in keys and time.monotonic() >= fetch_again_at:
                await fetch()
        if key_id not in keys and not is_reachable:
            raise Unavailable("The issuer of tokens does not answer. Try again in a second.")
        return keys.get(key_id)

    return find


async def _fetch_keys(url: str) -> list[jwt.PyJWK]:
    """The keys of a JWKS. Raises httpx.HTTPError, jwt.PyJWTError or ValueError for any other answer."""
    async with httpx.AsyncClient(timeout=5) as client:
        key_set = (await client.get(url)).raise_for_status().json()
    if not isinstance(key_set, dict):
        raise ValueError("not a JSON object")
    return jwt.PyJWKSet.from_dict(key_set).keys


def check_production(settings: ServiceSettings) -> None:
    """Raises RuntimeError, with advice, for settings that are allowed in development only."""
    check_secret(settings)
    if settings.env != "production":
        return
    if settings.oidc_discovery_url is not None and settings.oidc_discovery_url.scheme != "https":
        raise RuntimeError("In production RODEM_OIDC_DISCOVERY_URL begins with https://.")
    # A DSN without a password is allowed: PostgreSQL may authenticate by certificate or Unix socket.
    database = urlsplit(settings.database_url)
    if database.password is not None and database.password in (*GUESSED_PASSWORDS, database.username):
        raise RuntimeError("The password in DATABASE_URL is one that everybody tries: see `rodem secrets`.")


def check_secret(settings: ServerSettings) -> None:
    """Raises RuntimeError, with advice, in production for an internal secret that is too short."""
    length = len(settings.internal_secret.get_secret_value())
    if settings.env == "production" and length < INTERNAL_SECRET_CHARACTERS_MIN:
        raise RuntimeError("Set RODEM_INTERNAL_SECRET to 32 random characters or more: see `rodem secrets`.")


async def create_verifier(settings: ServiceSettings) -> Verify:
    """A function from token to caller. It caches verified tokens until they expire, at most
    `cached_tokens_max` of them."""
    check_production(settings)
    issuer = (
        await oidc_issuer(settings)
        if settings.oidc_discovery_url is not None
        else development_issuer(settings)
    )
    tokens: Cache[str, tuple[float, Caller]] = Cache("tokens", settings.cached_tokens_max)

    def is_valid(expiry_and_caller: tuple[float, Caller]) -> bool:
        return expiry_and_caller[0] > time.time()

    async def verify(token: str) -> Caller:
        cached = tokens.get(token, is_valid)
        if cached is not None:
            return cached[1]
        claims = await _verified_claims(token, issuer)
        caller = _caller(claims)
        tokens.keep(token, (float(claims["exp"]), caller))
        return caller

    return verify


async def _verified_claims(token: str, issuer: Issuer) -> dict[str, Any]:
    try:
        if len(token) > TOKEN_BYTES_MAX:
            raise jwt.InvalidTokenError
        key = await issuer.key(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise jwt.InvalidTokenError
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=issuer.audience,
            issuer=issuer.name,
            leeway=CLOCK_SKEW_S,
            options={"require": REQUIRED_CLAIMS},
        )
    except jwt.PyJWTError:
        raise Unauthorized("The token is not valid, or no longer.") from None
    return claims


def _caller(claims: dict[str, Any]) -> Caller:
    roles = claims.get("roles", [])
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise Unauthorized("The token is not valid, or no longer.")
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    rider_id = None
    if issuer == DEVELOPMENT_ISSUER and "rider" in roles:
        try:
            rider_id = UUID(subject)
        except ValueError:
            raise Unauthorized("The token is not valid, or no longer.") from None
    operator_id = claims.get("operator_id")
    return Caller(
        id=f"{issuer} {subject}",
        issuer=issuer,
        subject=subject,
        roles=frozenset(roles) & frozenset(ROLES),
        rider_id=rider_id,
        operator_id=operator_id if _is_name(operator_id) else None,
    )


def _is_name(value: object) -> TypeGuard[str]:
    """Whether the value is a valid `Name` of events: consumers reject an empty or longer text."""
    return isinstance(value, str) and 0 < len(value) <= NAME_CHARACTERS_MAX


def sign_rider(secret: str, token: str, rider_id: UUID) -> str:
    """The value of the header `rodem-rider`, with which the gateway tells services the rider of a token: the
    rider_id and an HMAC-SHA-256 of rider_id and token."""
    signature = hmac.digest(secret.encode(), f"{rider_id} {token}".encode(), hashlib.sha256).hex()
    return f"{rider_id} {signature}"


def check_rider(secret: str, token: str, header: str) -> UUID:
    """The rider_id in a header of `sign_rider`. Raises Unauthorized if the signature is not the gateway's."""
    try:
        rider_id = UUID(header.partition(" ")[0])
    except ValueError:
        raise Unauthorized("The token is not valid, or no longer.") from None
    expected = sign_rider(secret, token, rider_id)
    if not secret or not hmac.compare_digest(expected.encode(), header.encode()):
        raise Unauthorized("The token is not valid, or no longer.")
    return rider_id


def bearer_token(request: Request) -> str:
    """The token of the `Authorization` header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized("Send a token: Authorization: Bearer ...")
    return token


@dataclass(frozen=True)
class SignedIn:
    """A dependency: the caller, who has at least one of these roles. Raises Unauthorized or Forbidden."""

    roles: tuple[Role, ...]

    async def __call__(self, request: Request) -> Caller:
        caller: Caller = await request.state.identify(request)
        if caller.roles.isdisjoint(self.roles):
            raise Forbidden("Your role may not do this.")
        if caller.is_("operator") and caller.operator_id is None:
            raise Forbidden("The token names no operator_id.")
        return caller


def signed_in(*roles: Role) -> SignedIn:
    """A dependency: the caller, who has at least one of these roles."""
    return SignedIn(roles)


def rider_id_of(caller: Caller) -> UUID:
    """The rider that a caller is. For routes that only riders reach."""
    assert caller.rider_id is not None
    return caller.rider_id


def operator_id_of(caller: Caller) -> str:
    """The operator that a caller works for. For routes that only operators reach."""
    assert caller.operator_id is not None
    return caller.operator_id


def identify_behind_gateway(verify: Verify, secret: str) -> Callable[[Request], Awaitable[Caller]]:
    """A function from request to caller for services behind the gateway: the caller is the token's or, for
    riders of an external issuer, the rider in the gateway's signed header."""

    async def identify(request: Request) -> Caller:
        token = bearer_token(request)
        caller = await verify(token)
        if caller.is_("rider") and caller.rider_id is None:
            rider_id = check_rider(secret, token, request.headers.get(RIDER_HEADER, ""))
            # The id is not the issuer's subject, which every service would store in its idempotency table.
            return replace(caller, id=f"rider {rider_id}", rider_id=rider_id)
        return caller

    return identify


AnyRole = Annotated[Caller, Depends(signed_in(*ROLES))]
Rider = Annotated[Caller, Depends(signed_in("rider"))]
Operator = Annotated[Caller, Depends(signed_in("operator"))]
City = Annotated[Caller, Depends(signed_in("city"))]
RiderOrOperator = Annotated[Caller, Depends(signed_in("rider", "operator"))]
