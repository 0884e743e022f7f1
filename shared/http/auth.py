"""Who is calling, and what callers of a role may do."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal, Protocol
from uuid import UUID

import structlog
from fastapi import Depends, Request
from prometheus_client import Counter

from shared import dsn
from shared.http.problems import Forbidden, Unauthorized
from shared.settings import ServerSettings, ServiceSettings

logger = structlog.get_logger()

Role = Literal["rider", "operator", "city", "auditor", "partner"]
ROLES: tuple[Role, ...] = ("rider", "operator", "city", "auditor", "partner")

DEVELOPMENT_ISSUER = "rodem-development"
INTERNAL_SECRET_CHARACTERS_MIN = 32
GUESSED_PASSWORDS = ("", "postgres", "password", "rodem", "admin", "secret", "changeme", "example")

RIDER_HEADER = "rodem-rider"


@dataclass(frozen=True)
class Caller:
    """A verified token. `rider_id` is set for riders, `operator_id` for operators, `partner_id` for partners
    (shops where vouchers are used)."""

    id: str
    """Identifies a caller of any role: issuer and subject or, for riders behind the gateway, the rider_id."""
    issuer: str
    subject: str
    roles: frozenset[str]
    rider_id: UUID | None = None
    operator_id: str | None = None
    partner_id: str | None = None

    def is_(self, role: Role) -> bool:
        return role in self.roles


REFUSED = Counter("rodem_tokens_refused", "Answers 401, by what was wrong with the token.", ["reason"])


def distrusted(reason: str) -> Unauthorized:
    """The answer to a token that cannot be trusted. It is counted and logged by reason.

    The caller is not told the reason, which would help to forge the next token."""
    count_refusal(reason)
    return Unauthorized("The token is not valid, or no longer.")


def count_refusal(reason: str) -> None:
    """Count and log an answer 401 by reason, without the token."""
    REFUSED.labels(reason).inc()
    logger.info("token_refused", reason=reason)


class Verify(Protocol):
    """`Verifier.verify`."""

    async def __call__(self, token: str, before_waiting: Callable[[], None] = ...) -> Caller: ...


def check_production(settings: ServiceSettings) -> None:
    """Raises RuntimeError, with advice, for settings that are allowed in development only."""
    check_secret(settings)
    if settings.env != "production":
        return
    if any(url.scheme != "https" for url in settings.oidc_discovery_url):
        raise RuntimeError("In production RODEM_OIDC_DISCOVERY_URL begins with https://.")
    _check_database("DATABASE_URL", settings.database_url)
    for source in settings.sources.values():
        _check_database("RODEM_SOURCES", source)
    if (settings.kafka_security_protocol, settings.kafka_sasl_mechanism) == ("SASL_PLAINTEXT", "PLAIN"):
        raise RuntimeError(
            "In production RODEM_KAFKA_SASL_MECHANISM=PLAIN needs RODEM_KAFKA_SECURITY_PROTOCOL=SASL_SSL:"
            " else whoever listens on the network reads the password."
        )


def _check_database(variable: str, url: str) -> None:
    """Raises RuntimeError, with advice, for a DSN with a guessed password, or one that leaves it to the
    server whether the connection is encrypted (decision 17)."""
    try:
        database = dsn.parse(url)
    except dsn.Unusable as error:
        raise RuntimeError(f"{variable}: {error}.") from error
    # A DSN without a password is allowed: PostgreSQL may authenticate by certificate or Unix socket.
    if database.password is not None and database.password in (*GUESSED_PASSWORDS, database.user):
        raise RuntimeError(f"The password in {variable} is one that everybody tries: see `rodem secrets`.")
    if database.leaves_tls_open:
        raise RuntimeError(
            f"In production {variable} says whether PostgreSQL is reached over TLS: add sslmode=verify-full"
            " or sslmode=require or, on a network that nobody else reaches, sslmode=disable."
        )


def check_secret(settings: ServerSettings) -> None:
    """Raises RuntimeError, with advice, in production for an internal secret that is too short."""
    length = len(settings.internal_secret.get_secret_value())
    if settings.env == "production" and length < INTERNAL_SECRET_CHARACTERS_MIN:
        raise RuntimeError("Set RODEM_INTERNAL_SECRET to 32 random characters or more: see `rodem secrets`.")


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
        raise distrusted("no_signed_rider") from None
    expected = sign_rider(secret, token, rider_id)
    if not secret or not hmac.compare_digest(expected.encode(), header.encode()):
        raise distrusted("no_signed_rider")
    return rider_id


def bearer_token(request: Request) -> str:
    """The token of the `Authorization` header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        count_refusal("no_token")
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
        check_organisation(caller)
        return caller


def check_organisation(caller: Caller) -> None:
    """Raises Forbidden for an operator or a partner whose token does not say which one it is."""
    if caller.is_("operator") and caller.operator_id is None:
        raise Forbidden("The token names no operator_id.")
    if caller.is_("partner") and caller.partner_id is None:
        raise Forbidden("The token names no partner_id.")


@dataclass(frozen=True)
class SignedInOrNobody:
    """A dependency of a route that everybody may ask: the caller, or None for a request without a token.
    Raises Unauthorized for a token that cannot be trusted."""

    async def __call__(self, request: Request) -> Caller | None:
        if "authorization" not in request.headers:
            return None
        caller: Caller = await request.state.identify(request)
        check_organisation(caller)
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


def partner_id_of(caller: Caller) -> str:
    """The partner that a caller works for. For routes that only partners reach."""
    assert caller.partner_id is not None
    return caller.partner_id


def identify_behind_gateway(verify: Verify, secret: str) -> Callable[[Request], Awaitable[Caller]]:
    """A function from request to caller for services behind the gateway: the caller is the token's or, for
    riders of an external issuer, the rider in the gateway's signed header."""

    async def identify(request: Request) -> Caller:
        token = bearer_token(request)
        caller = await verify(token)
        if caller.is_("rider"):
            header = request.headers.get(RIDER_HEADER, "")
            rider_id = caller.rider_id or check_rider(secret, token, header)
            # The id is not the issuer's subject, which every service would store in its idempotency table.
            # Whoever signs the tokens, it is the same: what is stored is found when a rider is erased.
            return replace(caller, id=f"rider {rider_id}", rider_id=rider_id)
        return caller

    return identify


AnyRole = Annotated[Caller, Depends(signed_in(*ROLES))]
Rider = Annotated[Caller, Depends(signed_in("rider"))]
Operator = Annotated[Caller, Depends(signed_in("operator"))]
City = Annotated[Caller, Depends(signed_in("city"))]
RiderOrOperator = Annotated[Caller, Depends(signed_in("rider", "operator"))]
Partner = Annotated[Caller, Depends(signed_in("partner"))]
Anybody = Annotated[Caller | None, Depends(SignedInOrNobody())]
"""The caller of a public route, if the request has a token."""
