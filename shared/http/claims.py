"""What the claims of a verified token say about its caller. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

NAME_CHARACTERS_MAX = 255
# OpenID Connect binds an ID token to a code, an access token, or a request of the app with these.
ID_TOKEN_CLAIMS = frozenset({"at_hash", "c_hash", "s_hash", "nonce"})
ENTRA_ACCESS_CLAIMS = frozenset({"azp", "appid", "scp"})


def roles(claims: Mapping[str, Any], paths: Iterable[str]) -> frozenset[str]:
    """The roles at these paths, together. Whatever has another shape than that of a path gives none.

    A path is the name of a claim, or members of objects with dots between them: `realm_access.roles`. The
    claim `roles` is a list of strings. At other paths a string is taken for words with spaces between them.

    >>> sorted(roles({"roles": ["rider"], "scope": "city auditor"}, ["roles", "scope"]))
    ['auditor', 'city', 'rider']
    >>> roles({"roles": "rider"}, ["roles"])
    frozenset()
    """
    names: set[str] = set()
    for path in paths:
        value = _at(claims, path)
        if isinstance(value, str) and path != "roles":
            value = value.split()
        if isinstance(value, list) and all(isinstance(role, str) for role in value):
            names.update(value)
    return frozenset(names)


def _at(claims: Mapping[str, Any], path: str) -> Any:
    """The value at a path, or None. A claim that has the whole path as its name comes first: names of claims
    are often addresses, which have dots."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for member in path.split("."):
        value = value.get(member) if isinstance(value, Mapping) else None
    return value


def is_access_token(header: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    """Whether a token is for an API, not an ID token or a refresh token, which are for the app alone.

    `typ` of the header is `at+jwt` by RFC 9068, and may be `id+jwt`. Keycloak has a claim `typ`, Cognito has
    `token_use`. Entra's access tokens, which have `ver`, name the app that they were given to or its scopes.
    Of other providers, a token with a claim that only ID tokens have is one.
    """
    header_type = str(header.get("typ")).lower().removeprefix("application/")
    if header_type == "id+jwt":
        return False
    if header_type == "at+jwt" or claims.get("typ") == "Bearer":
        return True
    if claims.get("ver") in ("1.0", "2.0") and ENTRA_ACCESS_CLAIMS.isdisjoint(claims):
        return False
    if claims.get("typ") in ("ID", "Refresh", "Offline") or claims.get("token_use") == "id":
        return False
    return ID_TOKEN_CLAIMS.isdisjoint(claims)


def is_name(value: object) -> TypeGuard[str]:
    """Whether the value is a valid `Name` of events, which consumers take and PostgreSQL can store: neither
    empty nor longer, and without NUL, other control characters or lone surrogates."""
    if not isinstance(value, str) or len(value) > NAME_CHARACTERS_MAX:
        return False
    return bool(value.strip()) and value.isprintable()
