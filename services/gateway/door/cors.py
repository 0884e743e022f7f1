"""Which other websites may ask (CORS): those of `RODEM_CORS_ORIGINS`, and always without credentials."""

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

EVERYBODY = "*"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
REQUEST_HEADERS = (
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-None-Match",
    "Prefer",
    "traceparent",
    "X-Purpose",
)
ANSWER_HEADERS = (
    "Content-Disposition",
    "ETag",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
)
PREFLIGHT_HOLDS_S = 3_600


def middleware(origins: tuple[str, ...]) -> Middleware:
    """ASGI middleware for these origins. A token in `Authorization` is nothing that a browser adds by itself;
    cookies, which it does add, are never let through."""
    return Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=METHODS,
        allow_headers=REQUEST_HEADERS,
        expose_headers=ANSWER_HEADERS,
        allow_credentials=False,
        max_age=PREFLIGHT_HOLDS_S,
    )
