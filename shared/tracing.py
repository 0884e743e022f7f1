"""Traces: from a request through the outbox to the last consumer. `docs/explanation/tracing.md` shows one.

Nothing is traced, and the OpenTelemetry SDK is not imported, until `start` gets an OTLP endpoint. Spans have
no path, query, error message or other text that may contain a rider's data.
"""

import asyncio
import contextvars
import random
import re
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from opentelemetry.context import Context
from opentelemetry.trace import (
    INVALID_SPAN,
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    get_current_span,
    set_span_in_context,
)

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

T = TypeVar("T")

LINKS_MAX = 32
EXPORT_S = 3
TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

_tracer: Tracer | None = None


def start(service: str, endpoint: str | None) -> None:
    """Trace this process from now on, and send the spans to an OTLP endpoint, if there is one."""
    if endpoint is None:
        return
    # Imported late: a process without traces need not pay for it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"rodem-{service}"}))
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    use(provider)


def use(provider: "TracerProvider | None") -> None:
    """Make spans with this provider; None ends tracing. The provider is not registered globally, where
    libraries would use it too."""
    global _tracer
    _tracer = None if provider is None else provider.get_tracer("rodem")


def parse(traceparent: str | None) -> SpanContext | None:
    """The span context of a W3C `traceparent`; None if the text is not valid.

    >>> parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").span_id.to_bytes(8).hex()
    'b7ad6b7169203331'
    >>> parse("00-00000000000000000000000000000000-b7ad6b7169203331-01")
    """
    match = TRACEPARENT.fullmatch(traceparent or "")
    if match is None:
        return None
    trace_id, span_id, flags = (int(part, 16) for part in match.groups())
    context = SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags))
    return context if context.is_valid else None


def traceparent() -> str | None:
    """The current span as a W3C `traceparent`; None if the span is not sampled."""
    if _tracer is None:
        return None
    context = get_current_span().get_span_context()
    if not context.trace_flags.sampled:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-01"


def trace_id(traceparent: str | None) -> str | None:
    """The trace id in a `traceparent`, for the logs; None if the text is not valid."""
    context = parse(traceparent)
    return f"{context.trace_id:032x}" if context else None


def outgoing(trace_id: str) -> str:
    """The `traceparent` of a request to another service on behalf of the request with this trace id."""
    return traceparent() or f"00-{trace_id}-{random.getrandbits(64) or 1:016x}-00"


def shared_work(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task for work that several requests wait for, in no request's context: what it logs bears no trace id
    instead of that of the first who asked."""
    return asyncio.create_task(work, context=contextvars.Context())


@contextmanager
def request(traceparent: str | None, traced: bool = True) -> Iterator[tuple[str, Span]]:
    """A span around a request, in the caller's trace. Yields the trace id and the span.

    Without tracing the trace id is the caller's or a new one, and the span is INVALID_SPAN.
    """
    caller = parse(traceparent)
    if _tracer is None or not traced:
        # No secret: a generator in this process needs no system call for each request.
        yield f"{caller.trace_id if caller else random.getrandbits(128) or 1:032x}", INVALID_SPAN
        return
    with _span(_tracer, "HTTP", SpanKind.SERVER, caller) as span:
        yield f"{span.get_span_context().trace_id:032x}", span


def answered(span: Span, method: str, route: str, status: int) -> None:
    """Set the name and attributes of a request's span: method, template of the route, and status."""
    span.update_name(f"{method} {route}")
    span.set_attributes(
        {"http.request.method": method, "http.route": route, "http.response.status_code": status}
    )
    if status >= 500:
        span.set_status(StatusCode.ERROR)


@contextmanager
def batch(topic: str, traceparents: Sequence[str | None]) -> Iterator[None]:
    """A span around the work on a batch, if any of its events is traced.

    If all traced events belong to one trace, the span continues that trace. Otherwise it begins a new trace,
    with links to the first LINKS_MAX spans that published the events.
    """
    distinct = {text for text in traceparents if text} if _tracer else ()
    causes = [cause for text in sorted(distinct) if (cause := parse(text))]
    if _tracer is None or not causes:
        yield
        return
    one_trace = len({cause.trace_id for cause in causes}) == 1
    parent, *others = causes if one_trace else (None, *causes)
    about: dict[str, str | int] = {
        "messaging.destination.name": topic,
        "messaging.batch.message_count": len(traceparents),
    }
    with _span(_tracer, f"process {topic}", SpanKind.CONSUMER, parent, others[:LINKS_MAX], about):
        yield


@contextmanager
def _span(
    tracer: Tracer,
    name: str,
    kind: SpanKind,
    parent: SpanContext | None,
    linked: Sequence[SpanContext | None] = (),
    about: Mapping[str, str | int] | None = None,
) -> Iterator[Span]:
    within = set_span_in_context(NonRecordingSpan(parent), Context()) if parent else Context()
    links = [Link(each) for each in linked if each]
    # The SDK would record an exception with its message, which may quote data.
    quiet = {"record_exception": False, "set_status_on_exception": False}
    with tracer.start_as_current_span(name, within, kind, about, links, **quiet) as span:
        try:
            yield span
        except BaseException:
            span.set_status(StatusCode.ERROR)
            raise
