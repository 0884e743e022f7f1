"""Writes Grafana's dashboard, rodem.json beside this file, from the panels below. Run it after a change."""

import json
from pathlib import Path
from typing import Any, NamedTuple

WIDTH, HEIGHT, ACROSS = 8, 7, 3
"""Width and height of a panel in Grafana's grid units (24 across), and the panels in a row."""


class Panel(NamedTuple):
    """A graph: its title, its unit as Grafana names it, its description, and query -> legend."""

    title: str
    unit: str
    read_for: str
    queries: dict[str, str]


def quantile(share: float, histogram: str, by: str) -> str:
    """The query for a quantile of the last five minutes."""
    return f"histogram_quantile({share}, sum by (le, {by}) (rate({histogram}_bucket[5m])))"


ROWS: dict[str, list[Panel]] = {
    "Is it well?": [
        Panel(
            "Events waiting, by consumer",
            "short",
            "A line that rises: the consumer is slower than what is said, or does nothing at all.",
            {"max by (job, topic) (rodem_lag_events)": "{{job}} of {{topic}}"},
        ),
        Panel(
            "Age of the oldest event in the outbox",
            "s",
            "Above a few seconds the relay does not publish.",
            {"max by (job) (rodem_outbox_oldest_seconds)": "{{job}}"},
        ),
        Panel(
            "Dead letters waiting",
            "short",
            "Each is an event without its effect, until somebody repairs or retries it.",
            {"max by (job, topic) (rodem_dead_letters_waiting)": "{{job}} of {{topic}}"},
        ),
        Panel(
            "Answers with a mistake of ours",
            "percentunit",
            "The share of 5xx among all answers.",
            {
                'sum by (job) (rate(rodem_http_requests_total{status=~"5.."}[5m]))'
                " / sum by (job) (rate(rodem_http_requests_total[5m]))": "{{job}}"
            },
        ),
        Panel(
            "Seconds since a consumer last did something",
            "s",
            "It looks for work every second: more than a minute means that it is stuck.",
            {"time() - rodem_consumer_progress_timestamp_seconds": "{{job}} of {{topic}}"},
        ),
        Panel(
            "The ledger balances",
            "bool_yes_no",
            "Anything but yes: stop paying out.",
            {"min(rodem_ledger_balanced)": "balanced"},
        ),
    ],
    "What it does": [
        Panel(
            "Verdicts per minute",
            "short",
            "A wave of one reason: a fraud, or a broken client.",
            {
                "60 * sum by (verdict, reason) (rate(rodem_verdicts_total[5m]))": "{{verdict}}, {{reason}}",
            },
        ),
        Panel(
            "Points per minute",
            "short",
            "What riders get, and what is taken back from them.",
            {
                "60 * sum by (kind) (rate(rodem_points_given_total[5m]))": "given, {{kind}}",
                "-60 * sum by (kind) (rate(rodem_points_taken_back_total[5m]))": "taken back, {{kind}}",
            },
        ),
        Panel(
            "Rewards that run out",
            "short",
            "Published ones with less than a tenth of their stock, or of the codes in their pool, left.",
            {"max(rodem_rewards_running_out)": "rewards"},
        ),
        Panel(
            "Budgets that run out",
            "short",
            "Campaigns that go on and are spent, or have less than a tenth of their points or euros left.",
            {"max(rodem_rewards_budgets_low)": "campaigns"},
        ),
        Panel(
            "From said to applied",
            "s",
            "How late a rider sees points: the time of 95 in 100 batches' oldest events.",
            {quantile(0.95, "rodem_event_age_seconds", "job, topic"): "{{job}} of {{topic}}"},
        ),
    ],
    "HTTP": [
        Panel(
            "Requests per second, by route",
            "reqps",
            "Who asks for what.",
            {"sum by (method, route) (rate(rodem_http_requests_total[5m]))": "{{method}} {{route}}"},
        ),
        Panel(
            "Slowest 1 in 100, by route",
            "s",
            "Routes that wait for a lock, a service or a connection.",
            {quantile(0.99, "rodem_http_request_seconds", "job, route"): "{{job}} {{route}}"},
        ),
        Panel(
            "Latest 1 in 100 turns of the event loop",
            "s",
            "How long other work holds up all requests of a process.",
            {quantile(0.99, "rodem_event_loop_lag_seconds", "job"): "{{job}}"},
        ),
        Panel(
            "Refusals per second, by status",
            "reqps",
            "401 and 403: tokens; 409 and 422: clients; 429: too many; 503: something is away.",
            {'sum by (status) (rate(rodem_http_requests_total{status=~"[45].."}[5m]))': "{{status}}"},
        ),
    ],
    "Events": [
        Panel(
            "Events applied per second",
            "short",
            "What each consumer gets done.",
            {"sum by (job, topic) (rate(rodem_events_consumed_total[5m]))": "{{job}} of {{topic}}"},
        ),
        Panel(
            "Events in a batch",
            "short",
            "Large batches mean that there is much to do, and that it is done cheaply.",
            {
                "sum by (job, topic) (rate(rodem_batch_events_sum[5m]))"
                " / sum by (job, topic) (rate(rodem_batch_events_count[5m]))": "{{job}} of {{topic}}"
            },
        ),
        Panel(
            "Time of a batch",
            "s",
            "95 in 100 are quicker.",
            {quantile(0.95, "rodem_batch_seconds", "job, topic"): "{{job}} of {{topic}}"},
        ),
        Panel(
            "Not published, not on Kafka",
            "short",
            "Events in the outbox; published ones that Kafka does not have yet.",
            {
                "max by (job) (rodem_outbox_rows)": "{{job}}, in the outbox",
                "max by (job) (rodem_unshipped_events)": "{{job}}, not on Kafka",
            },
        ),
        Panel(
            "Dead letters in the last hour",
            "short",
            "Events that were set aside.",
            {"sum by (job, topic) (increase(rodem_dead_letters_total[1h]))": "{{job}} of {{topic}}"},
        ),
    ],
    "Processes": [
        Panel(
            "CPU",
            "percentunit",
            "Of one core.",
            {"rate(process_cpu_seconds_total[5m])": "{{job}}"},
        ),
        Panel(
            "Memory",
            "bytes",
            "It should be flat.",
            {"process_resident_memory_bytes": "{{job}}"},
        ),
        Panel(
            "Database connections taken",
            "percentunit",
            "At 100 % requests wait, and after 2 s are answered 503.",
            {"rodem_pool_connections_in_use / rodem_pool_connections_max": "{{job}}, {{pool}}"},
        ),
    ],
}


def dashboard() -> dict[str, Any]:
    """The dashboard in Grafana's JSON model."""
    panels: list[dict[str, Any]] = []
    y = 0
    for title, row in ROWS.items():
        panels.append({"type": "row", "title": title, "gridPos": {"h": 1, "w": 24, "x": 0, "y": y}})
        y += 1
        for i, panel in enumerate(row):
            place = {"h": HEIGHT, "w": WIDTH, "x": i % ACROSS * WIDTH, "y": y + i // ACROSS * HEIGHT}
            panels.append(_graph(panel, place))
        y += -(-len(row) // ACROSS) * HEIGHT
    return {
        "uid": "rodem",
        "title": "Rodem",
        "tags": ["rodem"],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": [{"name": "datasource", "type": "datasource", "query": "prometheus"}]},
        "panels": [{"id": number, **panel} for number, panel in enumerate(panels, 1)],
    }


def _graph(panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    source = {"type": "prometheus", "uid": "${datasource}"}
    return {
        "type": "timeseries",
        "title": panel.title,
        "description": panel.read_for,
        "datasource": source,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + i), "datasource": source, "expr": query, "legendFormat": legend}
            for i, (query, legend) in enumerate(panel.queries.items())
        ],
    }


if __name__ == "__main__":
    Path(__file__).with_name("rodem.json").write_text(json.dumps(dashboard(), indent=2) + "\n")
