"""docker-compose.yml is valid, hardened, and says what the code knows."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyCompose

from rodem.local import secret_files
from rodem.local.running import SERVICES, with_database
from shared.http.auth import check_production

ROOT = Path(__file__).parents[2]
OF_UVICORN = {"FORWARDED_ALLOW_IPS"}
ONE_SHOT = ("migrate", "topics")


def test_it_is_valid_and_names_nothing_that_is_not_there(compose: dict[str, Any]) -> None:
    PyCompose.from_json(json.dumps(compose)).validate()


@pytest.mark.parametrize("wrong", [{"mem_limt": "1m"}, {"read_only": "maybe"}, {"networks": ["nowhere"]}])
def test_a_slip_would_be_seen(compose: dict[str, Any], wrong: dict[str, Any]) -> None:
    spoilt = compose | {"services": compose["services"] | {"trips": compose["services"]["trips"] | wrong}}
    with pytest.raises(ValueError, match=r"does not start|expected|not defined"):
        PyCompose.from_json(json.dumps(spoilt)).validate()


def test_every_service_is_there_and_knows_its_variables(
    compose: dict[str, Any], variables: dict[str, set[str]]
) -> None:
    for name in SERVICES:
        service = compose["services"][name]
        assert service["command"] == ["serve", name]
        assert set(service["environment"]) - OF_UVICORN <= variables[name], name


def test_what_a_provider_needs_can_be_set(compose: dict[str, Any]) -> None:
    """A variable in `.env` that the file does not pass on would change nothing, and nobody would be told."""
    how_to = (ROOT / "docs" / "how-to" / "oidc.md").read_text()
    needed = set(re.findall(r"^\$ export (RODEM_\w+)=", how_to, re.M)) | {"RODEM_TOKEN_LIFE_MAX_S"}
    text = (ROOT / "docker-compose.yml").read_text()
    for name in with_database():
        assert needed <= set(compose["services"][name]["environment"]), name
    assert {variable for variable in needed if f"${{{variable}:" not in text} == set()


def test_services_start_with_these_settings(
    compose: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings are read from the secret files that compose mounts and the environment that it sets."""
    secret_files.make(tmp_path / "secrets", "postgres:5432", with_database())
    for name in SERVICES:
        mounted = tmp_path / name
        mounted.mkdir()
        for each in compose["services"][name]["secrets"]:
            source, target = (each, each) if isinstance(each, str) else (each["source"], each["target"])
            (mounted / target).write_text((tmp_path / "secrets" / source).read_text())
        with monkeypatch.context() as env:
            for variable, value in compose["services"][name]["environment"].items():
                env.setenv(variable, str(value or ""))
            env.setenv("RODEM_SECRETS_DIR", str(mounted))
            settings = importlib.import_module(f"services.{name}.app").Settings()
        if name in with_database():
            assert settings.database_url.endswith(f"@postgres:5432/rodem_{name}?sslmode=disable")
            check_production(settings)
        assert settings.internal_secret.get_secret_value() == (mounted / "RODEM_INTERNAL_SECRET").read_text()
        assert settings.env == "production"
        if name == "gateway":
            assert set(settings.service_urls) == set(SERVICES)
            for service, url in settings.service_urls.items():
                assert url == f"http://{service}:8000"


def test_topics_are_made_for_the_city_that_the_services_serve(compose: dict[str, Any]) -> None:
    made, *served = [compose["services"][name]["environment"] for name in ("topics", *with_database())]
    for environment in served:
        assert made.items() <= environment.items()
        assert "RODEM_CITY_ID" in made


def test_every_secret_is_one_that_rodem_secrets_makes(compose: dict[str, Any], tmp_path: Path) -> None:
    made = secret_files.make(tmp_path, "postgres:5432", with_database())
    assert {name: f"./secrets/{name}" for name in made} == {
        name: secret["file"] for name, secret in compose["secrets"].items()
    }


def test_everything_is_hardened_and_limited(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is (name != "kafka"), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["cpus"], name
        assert service["pids_limit"], name
        assert re.search(r":[\w.]+$", service["image"]), f"{name}'s image has no tag"


def test_only_the_gateway_is_published_and_only_on_this_machine(compose: dict[str, Any]) -> None:
    published = {name: each["ports"] for name, each in compose["services"].items() if "ports" in each}
    assert set(published) == {"gateway", "grafana"}
    assert compose["services"]["grafana"]["profiles"] == ["watch"]
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_each_waits_for_what_it_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name in SERVICES:
        waits = {other: how["condition"] for other, how in services[name].get("depends_on", {}).items()}
        for one_shot in ONE_SHOT if name in with_database() else ():
            assert waits[one_shot] == "service_completed_successfully"
        assert all(waits[other] == "service_healthy" for other in set(waits) - set(ONE_SHOT))
        assert "/readyz?exclude=consumers" in services[name]["healthcheck"]["test"][-1]
    assert set(services["gateway"]["depends_on"]) == {*SERVICES, *ONE_SHOT} - {"gateway"}
    assert "healthcheck" in services["postgres"]
    assert "healthcheck" in services["kafka"]


def test_files_that_are_mounted_exist(compose: dict[str, Any]) -> None:
    mounts = [mount for each in compose["services"].values() for mount in each.get("volumes", [])]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert files
    assert all((ROOT / file).exists() for file in files)


def test_kafka_is_the_version_that_the_tests_run_on(compose: dict[str, Any]) -> None:
    pom = (ROOT / "deploy" / "kafka" / "pom.xml").read_text()
    assert f"<kafka.version>{compose['services']['kafka']['image'].split(':')[1]}<" in pom


def test_prometheus_asks_every_service(compose: dict[str, Any]) -> None:
    text = (ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text()
    assert set(re.findall(r'"(\w+):9000"', text)) == set(SERVICES) <= set(compose["services"])
