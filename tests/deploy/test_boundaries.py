"""What the deploy files promise of who reaches what, and of where secrets are not."""

import json
import re
from pathlib import Path
from typing import Any

from rodem.local import secret_files
from rodem.local.running import SERVICES, with_database

ROOT = Path(__file__).parents[2]
SECRET = re.compile(r"password|secret|database_url|token|key", re.IGNORECASE)
LIMITS = {"RODEM_TOKEN_LIFE_MAX_S"}
"""Settings that are named for a secret and hold none."""
FILE_NAMES = {"POSTGRES_PASSWORD_FILE", "GF_SECURITY_ADMIN_PASSWORD__FILE", "RODEM_SECRETS_DIR"}


def test_the_log_and_the_databases_are_on_a_network_without_a_way_in_or_out(compose: dict[str, Any]) -> None:
    """Whoever can write to Kafka can make points: nobody else may reach it."""
    assert compose["networks"]["data"] == {"internal": True}
    for name in ("postgres", "kafka"):
        assert compose["services"][name]["networks"] == ["data"]
        assert "ports" not in compose["services"][name]
    on_it = {name for name, each in compose["services"].items() if "data" in each["networks"]}
    assert on_it == {*with_database(), "postgres", "kafka", "migrate", "topics"}


def test_no_secret_is_in_an_environment(compose: dict[str, Any]) -> None:
    """`docker inspect` shows the environment of a container to everybody who may see the container."""
    for name, service in compose["services"].items():
        named = {each for each in service.get("environment", {}) if SECRET.search(each)} - LIMITS
        assert named <= FILE_NAMES, name
        assert "://" not in json.dumps(service.get("command", ""))


def test_what_is_deployed_is_for_production(
    compose: dict[str, Any], manifests: dict[tuple[str, str], dict[str, Any]]
) -> None:
    assert manifests["ConfigMap", "rodem"]["data"]["RODEM_ENV"] == "production"
    assert {compose["services"][name]["environment"]["RODEM_ENV"] for name in SERVICES} == {"production"}


def test_no_secret_is_in_a_manifest(manifests: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert not [name for kind, name in manifests if kind == "Secret"]
    assert not [each for each in manifests["ConfigMap", "rodem"]["data"] if SECRET.search(each)]
    text = json.dumps([*manifests.values()])
    assert re.findall(r"postgres(?:ql)?://", text) == []


def test_every_service_is_given_its_own_secrets_only(compose: dict[str, Any]) -> None:
    for name in SERVICES:
        sources = {
            each if isinstance(each, str) else each["source"] for each in compose["services"][name]["secrets"]
        }
        own = {secret_files.file_of(name)} if name in with_database() else set()
        own |= set(secret_files.OWN_FILES.get(name, ()))
        assert sources == {*own, "RODEM_INTERNAL_SECRET"}
    assert "secrets" not in compose["services"]["topics"]


def test_pods_may_call_only_what_they_need(manifests: dict[tuple[str, str], dict[str, Any]]) -> None:
    """A service that was taken over cannot scan or call whatever it likes: not even the other services."""
    policies = {name: each["spec"] for (kind, name), each in manifests.items() if kind == "NetworkPolicy"}
    out = {name: policy for name, policy in policies.items() if policy.get("egress")}
    assert set(out) == {"gateway-asks-services", "pages-ask-gateway", "all-to-what-they-need"}
    [asks] = out["gateway-asks-services"]["egress"]
    assert out["gateway-asks-services"]["podSelector"]["matchLabels"] == {"app.kubernetes.io/name": "gateway"}
    assert asks["ports"] == [{"port": 8000}]
    assert out["pages-ask-gateway"]["podSelector"]["matchLabels"] == {"app.kubernetes.io/name": "pages"}
    [ask] = out["pages-ask-gateway"]["egress"]
    assert [each["podSelector"]["matchLabels"] for each in ask["to"]] == [
        {"app.kubernetes.io/name": "gateway"}
    ]
    assert ask["ports"] == [{"port": 8000}]
    [rule] = out["all-to-what-they-need"]["egress"]
    assert {each["port"] for each in rule["ports"]} == {53, 443, 4318, 5432, 9092}


def test_what_is_secret_is_kept_out_of_the_repository_and_the_image() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {".env", "/secrets/", ".data/"} <= set(ignored)
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
