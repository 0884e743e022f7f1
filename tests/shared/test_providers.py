"""Tokens as Keycloak, Entra ID and Auth0 make them, with the settings that the how-to gives for each."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from shared.http.problems import Problem, Unauthorized
from shared.settings import ServiceSettings

from .test_issuers import Provider

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "oidc.md"


def settings_of(heading: str) -> dict[str, str]:
    """The settings that the how-to gives below a heading, as pydantic names them."""
    section = HOW_TO.read_text().partition(f"### {heading}\n")[2].partition("\n### ")[0]
    exports = re.findall(r"^\$ export RODEM_(\w+)=(\S+)$", section, re.M)
    assert exports, f"the how-to has no settings for {heading}"
    return {name.lower(): value for name, value in exports}


OF_PROVIDERS: dict[str, dict[str, Any]] = {
    "Keycloak": {
        "aud": ["rodem", "account"],
        "typ": "Bearer",
        "azp": "rodem-app",
        "nonce": "of the sign-in",  # Keycloak before 24 repeats it in access tokens
        "realm_access": {"roles": ["default-roles-city", "offline_access", "operator"]},
        "resource_access": {"account": {"roles": ["manage-account"]}},
        "scope": "openid profile email",
        "operator_id": "bicing",
    },
    "Entra ID": {
        "aud": "api://rodem",
        "nbf": int(time.time()) - 10,
        "ver": "2.0",
        "oid": "8f3a1c9e-8f0e-4d8a-9f5f-0d7f6f0b8a11",
        "scp": "access_as_user",
        "roles": ["operator"],
        "operator_id": "bicing",
    },
    "Auth0": {
        "aud": ["https://rodem.example", "https://tenant.example/userinfo"],
        "azp": "client",
        "scope": "openid profile",
        "https://rodem.example/roles": ["operator"],
        "operator_id": "bicing",
    },
}


@pytest.mark.parametrize("name", OF_PROVIDERS)
async def test_a_token_of_a_provider_is_read_with_the_settings_of_the_how_to(
    provider: Provider, name: str
) -> None:
    own = settings_of(name) | {"oidc_discovery_url": f"{provider.url}/discovery"}
    settings = ServiceSettings.model_validate({"DATABASE_URL": "", **own})
    verify = await provider.verifier(**settings.model_dump(include=set(own)))
    claims = {"roles": None} | OF_PROVIDERS[name]
    caller = await verify(provider.token_with(**claims))
    assert caller.roles == {"operator"}
    assert caller.operator_id == "bicing"
    of_app = {"aud": "rodem-app", "nonce": "n", "at_hash": "h", "typ": "ID" if name == "Keycloak" else None}
    for id_token in (claims | of_app, claims | of_app | {"aud": OF_PROVIDERS[name]["aud"]}):
        with pytest.raises(Problem) as refusal:
            await verify(provider.token_with(**id_token))
        assert isinstance(refusal.value, Unauthorized)
