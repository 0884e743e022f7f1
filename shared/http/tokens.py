"""JSON Web Tokens, verified once and then remembered for a while."""

import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import jwt

from shared.caches import Cache
from shared.http import claims as claimed
from shared.http import issuers
from shared.http.auth import DEVELOPMENT_ISSUER, ROLES, Caller, check_production, distrusted
from shared.http.issuers import Issuer
from shared.http.problems import Forbidden
from shared.periodic import every
from shared.settings import ServiceSettings

# Asymmetric only: with HS256 allowed, anybody could sign with the public key.
ALGORITHMS = ["EdDSA", "RS256", "PS256", "ES256"]
REQUIRED_CLAIMS = ["exp", "iat", "aud", "iss", "sub"]
TOKEN_BYTES_MAX = 8 * 1024

REASONS: Sequence[tuple[type[jwt.PyJWTError], str]] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "not_yet_valid"),
    (jwt.InvalidIssuedAtError, "not_yet_valid"),
    (jwt.InvalidAudienceError, "wrong_audience"),
    (jwt.InvalidIssuerError, "unknown_issuer"),
    (jwt.MissingRequiredClaimError, "missing_claim"),
    (jwt.InvalidAlgorithmError, "wrong_algorithm"),
    (jwt.InvalidSignatureError, "wrong_signature"),
)
"""What PyJWT raises -> the reason in metrics and logs. Everything else is `malformed`."""


class Verifier:
    """Verifies tokens of the `issuers` of the settings."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self.issuers: list[Issuer] = []
        # Token -> until when it is remembered, and its caller.
        self._tokens: Cache[str, tuple[float, Caller]] = Cache("tokens", settings.cached_tokens_max)

    async def open(self) -> None:
        """Fetch the keys. Raises what `issuers.opened` raises."""
        self.issuers = await issuers.opened(self._settings, self._tokens.clear)

    def refreshing(self) -> list[Coroutine[Any, Any, None]]:
        """Background work that fetches the keys again, of each issuer by itself: one that hangs does not hold
        up the others. Tokens are forgotten if a key was withdrawn."""
        return [
            every(issuers.AWAY_PAUSE_S, "keys_not_refreshed", issuer.refresh_if_due)
            for issuer in self.issuers
            if isinstance(issuer, issuers.OidcIssuer)
        ]

    async def verify(self, token: str, before_waiting: Callable[[], None] = lambda: None) -> Caller:
        """The caller of a token. `before_waiting` is called, and may raise, before the token waits for keys.

        Raises Unauthorized for one that cannot be trusted, Forbidden for one of another city,
        Unavailable while its issuer does not answer."""
        cached = self._tokens.get(token, _is_remembered)
        if cached is not None:
            return cached[1]
        verified = await self._claims(token, before_waiting)
        caller = _caller(verified, self._settings.roles_claims)
        city_id = verified.get("city_id")
        if city_id is not None and city_id != self._settings.city_id:
            raise Forbidden("The token is for another city.")
        until = min(float(verified["exp"]), time.time() + self._settings.keys_age_max_s)
        self._tokens.keep(token, (until, caller))
        return caller

    async def _claims(self, token: str, before_waiting: Callable[[], None]) -> dict[str, Any]:
        """The claims of a token with a good signature, issuer, audience and times. Raises Unauthorized."""
        if len(token) > TOKEN_BYTES_MAX:
            raise distrusted("too_long")
        try:
            unverified = jwt.decode_complete(token, options={"verify_signature": False})
            header = unverified["header"]
            issuer = self._issuer(unverified["payload"].get("iss"))
            key = await issuer.key(str(header.get("kid")), before_waiting)
            if key is None:
                raise distrusted("unknown_key")
            verified: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._settings.audience,
                issuer=issuer.name,
                leeway=self._settings.token_leeway_s,
                options={"require": REQUIRED_CLAIMS},
            )
        except jwt.PyJWTError as error:
            raise distrusted(_reason(error)) from None
        if not claimed.is_name(verified["sub"]):
            raise distrusted("no_subject")
        if not claimed.is_access_token(header, verified):
            raise distrusted("no_access_token")
        # As integers, which have no largest one.
        if int(verified["exp"]) - int(verified["iat"]) > self._settings.token_life_max_s:
            raise distrusted("lives_too_long")
        return verified

    def _issuer(self, name: object) -> Issuer:
        """The issuer of this name. Raises Unavailable if it may be one that has not answered yet."""
        for issuer in self.issuers:
            if issuer.name is not None and issuer.name == name:
                return issuer
        if any(issuer.name is None for issuer in self.issuers):
            raise issuers.away()
        raise distrusted("unknown_issuer")


def _is_remembered(until_and_caller: tuple[float, Caller]) -> bool:
    return until_and_caller[0] > time.time()


def _reason(error: jwt.PyJWTError) -> str:
    return next((reason for kind, reason in REASONS if isinstance(error, kind)), "malformed")


def _caller(verified: dict[str, Any], roles_claims: Sequence[str]) -> Caller:
    roles = claimed.roles(verified, roles_claims) & frozenset(ROLES)
    issuer, subject = str(verified["iss"]), str(verified["sub"])
    rider_id = None
    if issuer == DEVELOPMENT_ISSUER and "rider" in roles:
        rider_id = _rider_id(subject)
    operator_id, partner_id = verified.get("operator_id"), verified.get("partner_id")
    return Caller(
        id=f"{issuer} {subject}",
        issuer=issuer,
        subject=subject,
        roles=roles,
        rider_id=rider_id,
        operator_id=operator_id if claimed.is_name(operator_id) else None,
        partner_id=partner_id if claimed.is_name(partner_id) else None,
    )


def _rider_id(subject: str) -> UUID:
    """The rider that a subject of the development issuer is. Of the ways to write a UUID only the usual one
    is believed: `id` of a caller, by which quotas and keys go, holds the subject as it was sent."""
    with suppress(ValueError):
        rider_id = UUID(subject)
        if rider_id.int and str(rider_id) == subject:
            return rider_id
    raise distrusted("no_rider_id")


async def create_verifier(settings: ServiceSettings) -> Verifier:
    """A verifier that has the keys of its issuers. Raises RuntimeError, with advice, for settings that are
    not allowed, and what `issuers.opened` raises."""
    check_production(settings)
    verifier = Verifier(settings)
    await verifier.open()
    return verifier
