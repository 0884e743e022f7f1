"""The deploy files as data, and the settings that services know."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from rodem.local.running import SERVICES

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}")
NEEDED = {"RODEM_OIDC_DISCOVERY_URL": "https://issuer.example/.well-known/openid-configuration"}


@pytest.fixture(scope="session")
def compose() -> dict[str, Any]:
    """docker-compose.yml with its anchors followed and its variables as with a minimal .env."""
    text = VARIABLE.sub(
        lambda found: NEEDED.get(found[1], found[2] or ""), (ROOT / "docker-compose.yml").read_text()
    )
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@pytest.fixture(scope="session")
def manifests() -> dict[tuple[str, str], dict[str, Any]]:
    """What kustomization.yaml lists, by kind and name. Anchors are followed."""
    folder = ROOT / "deploy" / "kubernetes"
    listed = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    documents = [each for name in listed for each in yaml.safe_load_all((folder / name).read_text())]
    # Through JSON, so that what anchors share is not one object.
    whole = json.loads(json.dumps(documents))
    return {(each["kind"], each["metadata"]["name"]): each for each in whole}


@pytest.fixture(scope="session")
def variables() -> dict[str, set[str]]:
    """The names that each service reads from the environment."""
    known = {}
    for name in SERVICES:
        fields = importlib.import_module(f"services.{name}.app").Settings.model_fields
        known[name] = {field.validation_alias or f"RODEM_{key.upper()}" for key, field in fields.items()}
    return known
