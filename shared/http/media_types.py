"""Which of two forms of an answer a reader wants, by the header `Accept` (RFC 9110)."""

from collections.abc import Iterator

from fastapi import Request

JSON = "application/json"


def prefers(request: Request, media_type: str) -> bool:
    """Whether the reader names this media type, and would rather have it than JSON. Of two that are equally
    welcome the one that is named first is taken: some clients name several with every request."""
    accept = ",".join(request.headers.getlist("accept"))
    weights = {name: weight for name, weight in _weights(accept) if name in (media_type, JSON)}
    named = sorted(weights, key=lambda name: -weights[name])  # stable: in the order of the header
    return bool(named) and named[0] == media_type and weights[media_type] > 0


def _weights(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges in the header, each with its weight, which is 1 unless it says `q`."""
    for entry in accept.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            yield name, float(weight)
        except ValueError:
            yield name, 0.0
