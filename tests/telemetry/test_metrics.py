"""What the dashboard and the alerts ask for is what the services tell, and every alert says what to do."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from tests import scripts

from .conftest import Ridden

ROOT = Path(__file__).parents[2]
DASHBOARD = json.loads((ROOT / "deploy/grafana/rodem.json").read_text())
RULES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
OF_PROMETHEUS = {"job", "instance"}
WORDS = {"by", "and", "or", "unless", "on", "ignoring"}

TARGETS = [
    (panel["title"], target["expr"], target["legendFormat"])
    for panel in DASHBOARD["panels"]
    for target in panel.get("targets", [])
]
QUERIES = [*TARGETS, *((rule["alert"], rule["expr"], rule["annotations"]["summary"]) for rule in RULES)]


def asked_for(query: str, legend: str = "") -> tuple[set[str], set[str]]:
    """The metrics and the labels that a query (and its legend) name.

    >>> metrics, labels = asked_for('sum by (le, a) (rate(x_bucket{b=~"y", c="z"}[5m])) / 2 > 1', "{{d}}")
    >>> sorted(metrics), sorted(labels)
    (['x_bucket'], ['a', 'b', 'c', 'd', 'le'])
    """
    labels = set(re.findall(r"{{ *(?:\$labels\.)?(\w+) *}}", legend))
    for matchers in re.findall(r"{(.*?)}", query):
        labels |= set(re.findall(r"(\w+) *(?:=~|!~|!=|=)", matchers))
    for names in re.findall(r"\b(?:by|on|ignoring) *\((.*?)\)", query):
        labels |= set(re.findall(r"\w+", names))
    bare = re.sub(r"{.*?}|\[.*?\]|\b(?:by|on|ignoring) *\(.*?\)", " ", query)
    return set(re.findall(r"\b[a-z_]\w*\b(?! *\()", bare)) - WORDS, labels


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("title", "query", "legend"), QUERIES, ids=[f"{q[0]}-{i}" for i, q in enumerate(QUERIES)]
)
def test_every_query_asks_for_what_some_service_tells(
    ridden: Ridden, title: str, query: str, legend: str
) -> None:
    metrics, labels = asked_for(query, legend)
    told: dict[str, list[dict[str, str]]] = {"up": [{}]}
    for samples in ridden.metrics().values():
        for name, of_service in samples.items():
            told.setdefault(name, []).extend(of_service)
    assert metrics
    for metric in metrics:
        assert metric in told, f"{title}: nobody tells {metric}"
    known = {label for metric in metrics for sample in told[metric] for label in sample}
    assert labels - known - OF_PROMETHEUS - {"value"} == set(), f"{title}: {labels} of {known}"


@pytest.mark.e2e
def test_routes_are_told_by_their_templates_and_callers_add_no_labels(ridden: Ridden) -> None:
    told = ridden.metrics()
    requests = told["gateway"]["rodem_http_requests_total"]
    seen = {(each["method"], each["route"], each["status"]) for each in requests}
    assert {
        ("POST", "/v1/trips", "202"),
        ("POST", "/v1/trips/{trip_id}/void", "200"),
        ("GET", "/v1/me/summary", "200"),
        ("GET", "none", "404"),
    } <= seen
    assert "other" in {method for method, _, status in seen if status == "405"}
    assert ridden.rider not in json.dumps(told)
    assert ridden.trip_id not in json.dumps(told)


@pytest.mark.e2e
def test_no_port_that_the_public_may_reach_tells_metrics(ridden: Ridden) -> None:
    services = ridden.city.run_json()["services"]
    assert len({each["metrics_url"] for each in services.values()}) == len(services)
    for service in services.values():
        assert httpx.get(service["url"] + "/metrics", timeout=30).status_code == 404
        assert urlsplit(service["metrics_url"]).hostname == "127.0.0.1"


@pytest.mark.e2e
def test_the_game_is_told_in_verdicts_and_points(ridden: Ridden) -> None:
    told = ridden.metrics()
    verdicts = told["trips"]["rodem_verdicts_total"]
    assert {"verdict": "accepted", "reason": "none"} in verdicts
    assert {"verdict": "voided", "reason": "voided"} in verdicts
    assert {"kind": "trip"} in told["rewards"]["rodem_points_given_total"]
    assert {"kind": "trip"} in told["rewards"]["rodem_points_taken_back_total"]
    assert told["rewards"]["rodem_ledger_balanced"]


def test_the_dashboard_is_what_its_script_writes() -> None:
    generate = scripts.load("deploy/grafana/generate.py")
    assert generate.dashboard() == DASHBOARD, "run deploy/grafana/generate.py"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_has_a_runbook(rule: dict[str, Any]) -> None:
    runbooks = (ROOT / "docs/runbooks.md").read_text()
    section = runbooks.partition(f"\n## {rule['alert']}\n")[2].partition("\n## ")[0]
    for part in ("**Means.**", "**Look.**", "**Do.**"):
        assert part in section
    assert rule["annotations"]["runbook"] == f"docs/runbooks.md#{rule['alert'].lower()}"
    assert rule["labels"]["severity"] in ("page", "ticket")


def test_every_metric_of_ours_is_named_well(generate: Any) -> None:
    generate.pages()
    for metric in generate.own_metrics():
        [family] = metric.describe()
        assert family.name.startswith("rodem_")
        assert family.type != "histogram" or family.name.endswith(("_seconds", "_events"))
