"""The manifests are valid, hardened, and say what the code knows."""

import json
from typing import Any

import kubernetes_validate
import pytest

from rodem.local import secret_files
from rodem.local.running import SERVICES, with_database

Manifests = dict[tuple[str, str], dict[str, Any]]
OLDEST = "1.30"
"""Of Kubernetes: the first that knows `sleep` before a stop without a feature gate."""
PROBES = {
    "startupProbe": "/livez",
    "livenessProbe": "/livez",
    # A service whose consumer has stopped still answers: taking it away would make the fault larger.
    "readinessProbe": "/readyz?exclude=consumers",
}


def host(service: str) -> str:
    """A service's name in Kubernetes, which knows no underscores."""
    return service.replace("_", "-")


def pods(manifests: Manifests) -> dict[str, dict[str, Any]]:
    return {
        name: each["spec"]["template"]["spec"]
        for (kind, name), each in manifests.items()
        if kind in ("Deployment", "Job")
    }


@pytest.mark.parametrize("version", [OLDEST, kubernetes_validate.latest_version()])
def test_they_are_valid(manifests: Manifests, version: str) -> None:
    for each in manifests.values():
        kubernetes_validate.validate(each, version, strict=True)


def test_a_slip_would_be_seen(manifests: Manifests) -> None:
    deployment = manifests["Deployment", "trips"]
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(
            deployment | {"spec": deployment["spec"] | {"replica": 2}}, OLDEST, strict=True
        )


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_what_it_needs(manifests: Manifests, service: str) -> None:
    name = host(service)
    [container] = pods(manifests)[name]["containers"]
    assert container["args"] == ["serve", service]
    ports = manifests["Service", name]["spec"]["ports"]
    assert [each["containerPort"] for each in container["ports"]] == [each["port"] for each in ports]
    assert {probe: container[probe]["httpGet"]["path"] for probe in PROBES} == PROBES
    volume, *of_kafka = pods(manifests)[name]["volumes"]
    on_kafka = [{"name": "kafka", "secret": {"secretName": "rodem-kafka", "optional": True}}]
    assert of_kafka == (on_kafka if service in with_database() else [])
    keys = {item["path"]: item["key"] for item in volume["secret"]["items"]}
    database = {"DATABASE_URL": secret_files.file_of(service)} if service in with_database() else {}
    own = secret_files.OWN_FILES.get(service, ())
    assert keys == {**database, **{name: name for name in ("RODEM_INTERNAL_SECRET", *own)}}
    labels = manifests["Deployment", name]["spec"]["template"]["metadata"]["labels"]
    for kind in ("Deployment", "PodDisruptionBudget"):
        assert manifests[kind, name]["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert manifests["Service", name]["spec"]["selector"].items() <= labels.items()
    assert (
        manifests["PodDisruptionBudget", name]["spec"]["minAvailable"]
        < manifests["Deployment", name]["spec"]["replicas"]
    )


def test_services_with_a_database_are_alike_but_for_their_names(manifests: Manifests) -> None:
    texts = set()
    for service in with_database():
        text = json.dumps(manifests["Deployment", host(service)])
        for own in secret_files.OWN_FILES.get(service, ()):
            text = text.replace(f', {{"key": "{own}", "path": "{own}"}}', "")
        texts.add(text.replace(host(service), "NAME").replace(service, "NAME"))
    assert len(texts) == 1


def test_every_variable_is_a_setting(manifests: Manifests, variables: dict[str, set[str]]) -> None:
    known = set().union(*variables.values())
    assert set(manifests["ConfigMap", "rodem"]["data"]) <= known
    for pod in pods(manifests).values():
        for container in pod["containers"] + pod.get("initContainers", []):
            assert {each["name"] for each in container.get("env", [])} <= known


def test_the_gateway_finds_every_service(manifests: Manifests) -> None:
    urls = json.loads(manifests["ConfigMap", "rodem"]["data"]["RODEM_SERVICE_URLS"])
    assert urls == {service: f"http://{host(service)}:8000" for service in SERVICES}


def test_the_job_migrates_all_databases_and_then_makes_the_topics(manifests: Manifests) -> None:
    job = pods(manifests)["migrate"]
    assert [each["args"] for each in job["initContainers"] + job["containers"]] == [["provision"], ["topics"]]
    items = {item["key"] for item in job["volumes"][0]["secret"]["items"]}
    dsns = [*map(secret_files.file_of, with_database()), *map(secret_files.owner_file_of, with_database())]
    assert items == {secret_files.ADMIN, *dsns}


def test_everything_is_hardened_and_limited(manifests: Manifests) -> None:
    for name, pod in pods(manifests).items():
        assert pod["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"] + pod.get("initContainers", []):
            assert container["image"] == "rodem", name
            assert container["resources"]["limits"].keys() >= {"cpu", "memory"}
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


def test_only_the_gateway_is_let_in_from_outside(manifests: Manifests) -> None:
    policies = {name: each["spec"] for (kind, name), each in manifests.items() if kind == "NetworkPolicy"}
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    from_anywhere = [
        policy["podSelector"]
        for policy in policies.values()
        if any("from" not in rule for rule in policy.get("ingress", []))
    ]
    assert from_anywhere == [{"matchLabels": {"app.kubernetes.io/name": "gateway"}}]
    assert not any(each["spec"].get("type") for (kind, _), each in manifests.items() if kind == "Service")
