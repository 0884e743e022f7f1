"""What a person on call needs to see: Prometheus metrics and structured logs."""

import logging
import sys

import structlog
from prometheus_client import Counter, Histogram

EVENTS = Counter("rodem_events_consumed", "Events applied, by topic.", ["topic"])
BATCH_EVENTS = Histogram(
    "rodem_batch_events", "Events in one transaction.", ["topic"], buckets=(1, 10, 100, 500, 1000, 2000, 5000)
)
BATCH_SECONDS = Histogram("rodem_batch_seconds", "Time to apply a batch, in seconds.", ["topic"])
DEAD_LETTERS = Counter("rodem_dead_letters", "Events set aside, by topic.", ["topic"])
REQUESTS = Counter("rodem_http_requests", "Answers, by route and status.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("rodem_http_request_seconds", "Time to an answer, in seconds.", ["route"])


def consumed(topic: str, events: int, seconds: float) -> None:
    """Count a batch that was applied."""
    EVENTS.labels(topic).inc(events)
    BATCH_EVENTS.labels(topic).observe(events)
    BATCH_SECONDS.labels(topic).observe(seconds)


def configure_logging(service: str) -> None:
    """One JSON object a line on stdout, with the service's name. No personal data belongs in it."""
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    logging.getLogger("uvicorn.access").disabled = True
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
