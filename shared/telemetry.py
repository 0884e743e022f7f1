"""Telemetry for the person on call: Prometheus metrics and structured logs."""

import asyncio
import logging
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram
from structlog.typing import EventDict, Processor

AGE_BUCKETS_S = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 86_400)

EVENTS = Counter("rodem_events_consumed", "Events applied.", ["topic"])
BATCH_EVENTS = Histogram(
    "rodem_batch_events", "Events in one transaction.", ["topic"], buckets=(1, 10, 100, 500, 1000, 2000, 5000)
)
BATCH_SECONDS = Histogram("rodem_batch_seconds", "Time to apply a batch.", ["topic"])
EVENT_AGE = Histogram(
    "rodem_event_age_seconds",
    "From the moment that the oldest event of a batch was said until it was applied.",
    ["topic"],
    buckets=AGE_BUCKETS_S,
)
LAG = Gauge(
    "rodem_lag_events",
    "Events that this process has still to apply (on Kafka: those of the partitions that it reads).",
    ["topic"],
)
PROGRESS = Gauge(
    "rodem_consumer_progress_timestamp_seconds",
    "When this consumer last applied a batch or found nothing to apply, in seconds since 1970.",
    ["topic"],
)
STOPPED = Gauge(
    "rodem_consumer_stopped",
    "1 if this consumer has stopped until somebody mends the reason (`rodem doctor` tells it), else 0.",
    ["topic"],
)
DEAD_LETTERS = Counter("rodem_dead_letters", "Events set aside since this process began.", ["topic"])
DEAD_LETTERS_WAITING = Gauge("rodem_dead_letters_waiting", "Events set aside and not yet applied.", ["topic"])
OUTBOX_ROWS = Gauge("rodem_outbox_rows", "Events that were said and that the relay has not published.")
OUTBOX_OLDEST = Gauge("rodem_outbox_oldest_seconds", "Age of the oldest event in the outbox.")
UNSHIPPED = Gauge("rodem_unshipped_events", "Published events that are not on Kafka yet.")
REQUESTS = Counter("rodem_http_requests", "Answers, by template of the route.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("rodem_http_request_seconds", "Time to an answer.", ["route"])
POOL_IN_USE = Gauge("rodem_pool_connections_in_use", "Database connections that are taken.", ["pool"])
POOL_MAX = Gauge("rodem_pool_connections_max", "Most database connections that may be taken.", ["pool"])
LOOP_LAG = Histogram(
    "rodem_event_loop_lag_seconds",
    "How long a due timer waited while other work held the event loop, looked at ten times a second.",
    buckets=(0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def watch_consumer(topic: str) -> None:
    """Create a topic's time series at the start. Prometheus sees no increase in a counter that did not exist
    before, and cannot alert on a timestamp that was never set."""
    for counter in (EVENTS, DEAD_LETTERS):
        counter.labels(topic)
    STOPPED.labels(topic)
    PROGRESS.labels(topic).set_to_current_time()


def consumed(topic: str, events: int, seconds: float, oldest: datetime) -> None:
    """Count a batch that was applied in `seconds`. `oldest` is the time of its oldest event."""
    EVENTS.labels(topic).inc(events)
    BATCH_EVENTS.labels(topic).observe(events)
    BATCH_SECONDS.labels(topic).observe(seconds)
    EVENT_AGE.labels(topic).observe(max(0.0, time.time() - oldest.timestamp()))


def lagging(topic: str, events: int) -> None:
    """Set the number of events that a consumer has still to apply, and its progress timestamp."""
    LAG.labels(topic).set(events)
    PROGRESS.labels(topic).set_to_current_time()


def outbox(rows: int, oldest: datetime | None) -> None:
    """Set the number of rows in the outbox and the time of the oldest one. The age is computed at each
    scrape, so it grows even if this is not called again."""
    OUTBOX_ROWS.set(rows)
    OUTBOX_OLDEST.set_function(lambda: max(0.0, time.time() - oldest.timestamp()) if oldest else 0.0)


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count an answer. Labels have few values, whatever callers send."""
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)


def watch_pool(name: str, in_use: Callable[[], int], most: int) -> None:
    """Register the gauges of a pool: connections in use, and their maximum."""
    POOL_IN_USE.labels(name).set_function(in_use)
    POOL_MAX.labels(name).set(most)


LOOP_LOOK_EVERY_S = 0.1


async def watch_loop() -> None:
    """Observe how late the event loop is, until cancelled. All requests of the process wait as long."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOP_LOOK_EVERY_S
        await asyncio.sleep(LOOP_LOOK_EVERY_S)
        LOOP_LAG.observe(max(0.0, loop.time() - due))


SAME_WARNING_EVERY_S = 10


def configure_logging(service: str) -> None:
    """Log one JSON object for each line on stdout, from our code and from libraries. No line may contain
    personal data."""

    def add_service(_: Any, __: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        add_service,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_messages,
    ]
    structlog.configure(
        processors=[*processors, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(seldom())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *processors, _first_line],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").disabled = True
    logging.captureWarnings(True)


def without_messages(_: Any, __: str, event: EventDict) -> EventDict:
    """A structlog processor that logs an exception and its causes by type and traceback. Messages are logged
    for our own exceptions only, because others quote data: SQL parameters, a refused row, a missing key."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else (info[1] if isinstance(info, tuple) else None)
    if info and error is None:
        error = sys.exc_info()[1]
    exceptions = []
    while error is not None:
        ours = type(error).__module__.startswith(("shared.", "services."))
        frames = traceback.extract_tb(error.__traceback__)
        exceptions.append(
            {
                "kind": type(error).__name__,
                **({"sqlstate": state} if (state := getattr(error, "sqlstate", None)) else {}),
                **({"message": str(error)} if ours else {}),
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if exceptions:
        event["exceptions"] = exceptions
    return event


def _first_line(_: Any, __: str, event: EventDict) -> EventDict:
    # asyncio's second line is an exception with its message, which may quote data. Lines of uvicorn.error are
    # all logged, because they say why a service could not start.
    if event["logger"] != "uvicorn.error":
        event["event"] = event["event"].partition("\n")[0]
    return event


def seldom() -> Callable[[logging.LogRecord], bool]:
    """A log filter that passes the same warning once in SAME_WARNING_EVERY_S: aiokafka repeats a warning a
    hundred times a second while its broker is away."""
    logged_at: dict[tuple[str, object], float] = {}

    def passes(record: logging.LogRecord) -> bool:
        key, now = (record.name, record.msg), time.monotonic()
        if (
            record.levelno < logging.WARNING
            or now - logged_at.get(key, -SAME_WARNING_EVERY_S) >= SAME_WARNING_EVERY_S
        ):
            if len(logged_at) > 1000:
                logged_at.clear()
            logged_at[key] = now
            return True
        return False

    return passes
