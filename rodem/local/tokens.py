"""Development tokens, signed with the key that `rodem up` keeps in DIR/issuer.pem."""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import jwt

from rodem.refusals import Refused

# Copies of those in shared.http.auth, which takes 0.5 s to import. A test compares them.
ISSUER = "rodem-development"
AUDIENCE = "rodem"
LIFE_S = 12 * 3600
GAMES_OPERATOR = os.environ.get("RODEM_OPERATOR_ID", "operator")
"""The operator whose game it is: `operator_id` in the settings of the services."""
PARTNER = "partner"
"""The shop that a partner's token is of, unless another is named."""


def refuse_in_production(env: Mapping[str, str]) -> None:
    """Raises Refused where no service would accept a development token."""
    if env.get("RODEM_ENV") == "production":
        raise Refused("RODEM_ENV=production takes no development tokens: ask your identity provider for one.")


def mint(
    data_dir: Path,
    role: str,
    sub: str | None = None,
    operator_id: str = GAMES_OPERATOR,
    city_id: str | None = None,
    partner_id: str = PARTNER,
) -> str:
    """A token for 12 hours. A rider's `sub` is the rider_id, a new one unless given. Without `city_id`, a
    token of the role city is for "city", and others name no city.

    Raises Refused without a key, or for a rider whose `sub` is no UUID.
    """
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": _rider_id(sub) if role == "rider" else sub or role,
        "iat": now,
        "exp": now + LIFE_S,
        "roles": [role],
    }
    if role == "operator":
        claims["operator_id"] = operator_id
    if role == "partner":
        claims["partner_id"] = partner_id
    if city_id is not None or role == "city":
        claims["city_id"] = city_id or "city"
    try:
        key_id = json.loads((data_dir / "jwks.json").read_text())["keys"][0]["kid"]
        private_key = (data_dir / "issuer.pem").read_text()
    except FileNotFoundError:
        raise Refused(
            f"{data_dir} holds no key to sign tokens: start a city there with `rodem up`."
        ) from None
    return jwt.encode(claims, private_key, algorithm="EdDSA", headers={"kid": key_id})


def _rider_id(sub: str | None) -> str:
    if sub is None:
        return str(uuid4())
    with suppress(ValueError):
        rider_id = UUID(sub)
        if rider_id.int:
            return str(rider_id)
    raise Refused(f"A rider's --sub is a UUID such as {uuid4()}: leave it out for a new rider.")
