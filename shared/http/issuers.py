"""Issuers of tokens and their public keys, which are fetched again before they are old."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import structlog

from shared import tracing
from shared.http.auth import DEVELOPMENT_ISSUER
from shared.http.places import Places
from shared.http.problems import Unavailable
from shared.settings import ServiceSettings

logger = structlog.get_logger()

KEYS_FETCH_PAUSE_S = 10
AWAY_PAUSE_S = 1
WAITING_MAX = 64
"""Most requests that wait for the keys of one issuer at a time. One more is told at once to come back."""
CONNECT_S = 5
ANSWER_S = 10
"""Longest time for discovery document and keys together, however slowly their bytes come."""


def away() -> Unavailable:
    """The answer to a token whose issuer cannot be asked for its keys."""
    return Unavailable("The issuer of tokens does not answer. Try again in a second.")


class DevelopmentIssuer:
    """The issuer of `rodem token`, with keys from a file. Raises RuntimeError in production."""

    def __init__(self, settings: ServiceSettings) -> None:
        if settings.env == "production":
            raise RuntimeError(
                "The development issuer does not work in production: set RODEM_OIDC_DISCOVERY_URL."
            )
        if settings.jwks_file is None:
            raise RuntimeError("Set RODEM_OIDC_DISCOVERY_URL, or RODEM_JWKS_FILE for development.")
        self.name: str | None = DEVELOPMENT_ISSUER
        self._keys = {k.key_id: k for k in jwt.PyJWKSet.from_json(settings.jwks_file.read_text()).keys}

    async def key(self, key_id: str, before_waiting: Callable[[], None]) -> jwt.PyJWK | None:
        """The public key with this id, or None. Nobody waits: keys in a file do not change while a service
        runs."""
        return self._keys.get(key_id)


class OidcIssuer:
    """An issuer that an OpenID Connect discovery document names, and its keys.

    Keys are used for `keys_age_max_s` after they were fetched, or for `keys_away_max_s` while the issuer does
    not answer. `changed` is called when a key is no longer there or is another one.
    """

    def __init__(self, discovery_url: str, settings: ServiceSettings, changed: Callable[[], None]) -> None:
        self.name: str | None = None
        """The `iss` of its tokens; None until the discovery document was read."""
        self._discovery_url = discovery_url
        self._settings = settings
        self._changed = changed
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._material: dict[str, Any] = {}
        self._fetched_at = -math.inf
        self._fetch_again_at = -math.inf
        self._is_away = True
        """True until keys were fetched, and after each fetch that failed."""
        self._fetching = asyncio.Lock()
        self._waiting = Places(WAITING_MAX)

    async def key(self, key_id: str, before_waiting: Callable[[], None]) -> jwt.PyJWK | None:
        """The public key with this id, or None.

        An unknown id fetches the keys again, because issuers rotate their keys, but at most once in
        KEYS_FETCH_PAUSE_S, so that invented ids do not cause a fetch each. Everybody may invent ids:
        `before_waiting` is called before a request waits for that fetch, and may raise; at most WAITING_MAX
        requests wait. While the issuer is away nobody waits: known keys are used, and Unavailable is raised
        for others, until `refresh_if_due` has fetched the keys.
        """
        if not self._is_usable(key_id) and not self._is_away and self._may_fetch():
            before_waiting()
            with self._waiting:
                async with self._fetching:  # concurrent requests wait for one fetch
                    if not self._is_usable(key_id) and not self._is_away:
                        await tracing.shared_work(self._try_fetch())
        if self._is_usable(key_id):
            return self._keys[key_id]
        if self._is_away:
            raise away()
        return None

    async def fetch(self) -> None:
        """Fetch discovery document and keys.

        Raises httpx.HTTPError, httpx.InvalidURL, jwt.PyJWTError, TimeoutError or ValueError if the issuer
        answers anything else, and in production RuntimeError if its keys come over plain HTTP.
        """
        async with asyncio.timeout(ANSWER_S), httpx.AsyncClient(timeout=CONNECT_S) as client:
            discovery = await _json_object(client, self._discovery_url)
            name, keys_url = discovery.get("issuer"), discovery.get("jwks_uri")
            if not isinstance(name, str) or not isinstance(keys_url, str):
                raise ValueError("no discovery document")
            if self._settings.env == "production" and not keys_url.startswith("https://"):
                raise RuntimeError(
                    "In production the jwks_uri of the issuer's discovery document begins with https://."
                )
            key_set = await _json_object(client, keys_url)
        # PyJWT skips keys of an unknown type, but fails at a member that is no object. An id that is no text
        # may not be hashable.
        members = [
            each
            for each in _list(key_set.get("keys"))
            if isinstance(each, dict) and isinstance(each.get("kid"), str | None)
        ]
        keys = {key.key_id: key for key in jwt.PyJWKSet(members).keys}
        material = {str(key.get("kid")): key for key in members}
        has_changed = any(material.get(key_id) != key for key_id, key in self._material.items())
        self.name, self._keys, self._material = name, keys, material
        self._is_away, self._fetched_at = False, time.monotonic()
        # Keys that are believed for less than two pauses would else be refused before they are fetched again.
        pause_s = min(KEYS_FETCH_PAUSE_S, self._settings.keys_age_max_s / 2)
        self._fetch_again_at = self._fetched_at + pause_s
        if has_changed:
            logger.warning("keys_of_issuer_changed", issuer=name)
            self._changed()

    async def refresh(self) -> None:
        """Fetch discovery document and keys now, so that no request waits for them later."""
        async with self._fetching:
            await tracing.shared_work(self._try_fetch())

    async def refresh_if_due(self) -> None:
        """Fetch them if they are old, or if the issuer was away at the last attempt."""
        if self._is_away or time.monotonic() - self._fetched_at >= self._settings.keys_age_max_s / 2:
            await self.refresh()

    def _may_fetch(self) -> bool:
        return self._fetching.locked() or time.monotonic() >= self._fetch_again_at

    def _is_usable(self, key_id: str) -> bool:
        away_max_s = self._settings.keys_away_max_s
        age_max_s = away_max_s if self._is_away else min(self._settings.keys_age_max_s, away_max_s)
        return key_id in self._keys and time.monotonic() - self._fetched_at < age_max_s

    async def _try_fetch(self) -> None:
        """Fetch, unless keys were fetched a moment ago. Keys stay as they are if the issuer is away."""
        if time.monotonic() < self._fetch_again_at:
            return
        try:
            await self.fetch()
        except FETCH_ERRORS as error:
            logger.warning("no_keys_from_issuer", error=type(error).__name__)
            self._is_away = True


FETCH_ERRORS = (httpx.HTTPError, httpx.InvalidURL, jwt.PyJWTError, TimeoutError, ValueError, RuntimeError)
"""What `OidcIssuer.fetch` raises."""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


async def _json_object(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    value = (await client.get(url)).raise_for_status().json()
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


Issuer = DevelopmentIssuer | OidcIssuer


async def opened(settings: ServiceSettings, changed: Callable[[], None]) -> list[Issuer]:
    """The issuers of the settings, with their keys. One that does not answer is asked again later.

    Raises RuntimeError for settings that are not allowed, and what `fetch` raises if no issuer answers.
    """
    if not settings.oidc_discovery_url:
        return [DevelopmentIssuer(settings)]
    issuers = [OidcIssuer(str(url), settings, changed) for url in settings.oidc_discovery_url]
    errors = await asyncio.gather(*(issuer.fetch() for issuer in issuers), return_exceptions=True)
    failed = [error for error in errors if error is not None]
    for error in failed:
        if isinstance(error, RuntimeError) or len(failed) == len(issuers):
            raise error
    return list(issuers)
