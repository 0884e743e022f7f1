"""The form of a body, and which form of an answer a reader wants (`Content-Type` and `Accept`, RFC 9110)."""

from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from functools import lru_cache

from fastapi import Request

from shared.http.problems import NotAcceptable

JSON = "application/json"


def prefers(request: Request, media_type: str) -> bool:
    """Whether the reader names this media type, and would rather have it than JSON. Of two that are equally
    welcome the one that is named first is taken: some clients name several with every request."""
    accept = ",".join(request.headers.getlist("accept"))
    weights = {name: weight for name, weight in _weights(accept) if name in (media_type, JSON)}
    named = sorted(weights, key=lambda name: -weights[name])  # stable: in the order of the header
    return bool(named) and named[0] == media_type and weights[media_type] > 0


def chosen(request: Request, offered: Sequence[str]) -> str:
    """Of the media types that are offered the one that the reader would rather have, of equally welcome ones
    the first. Without `Accept` it is the first of all. Raises NotAcceptable where none is welcome."""
    accept = ",".join(request.headers.getlist("accept"))
    if not accept.strip():
        return offered[0]
    weights = dict(_weights(accept))
    best = max(offered, key=lambda name: _weight_of(name, weights))  # the first of equals
    if _weight_of(best, weights) <= 0:
        raise NotAcceptable("This comes as {offered} only.", offered=", ".join(offered))
    return best


def _weight_of(media_type: str, weights: Mapping[str, float]) -> float:
    """The weight of a media type: that of the narrowest range that holds it, 0 without one."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((weights[each] for each in ranges if each in weights), 0.0)


def _weights(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges in the header, each with its weight, which is 1 unless it says `q`."""
    for entry in accept.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            yield name, float(weight)
        except ValueError:
            yield name, 0.0


def media_type(request: Request) -> str:
    """The media type that the body is said to have, without its parameters."""
    return _described(request.headers.get("content-type", ""))[0]


@lru_cache(256)
def _described(content_type: str) -> tuple[str, str]:
    """The media type and the charset that a Content-Type header names."""
    message = Message()
    message["content-type"] = content_type
    return message.get_content_type(), str(message.get_content_charset("utf-8"))


def is_plain(request: Request) -> bool:
    """Whether the body is said to be in UTF-8, which RFC 8259 asks for, and not compressed."""
    _, charset = _described(request.headers.get("content-type", ""))
    return charset in ("utf-8", "us-ascii") and "content-encoding" not in request.headers
