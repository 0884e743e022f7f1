"""Answers in fewer bytes, as zstd, Brotli or gzip, for callers who take them."""

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

BYTES_MIN = 1_400
"""What is smaller is one packet anyway."""

for _media_type in ("application/x-ndjson", "text/csv"):
    add_compress_type(_media_type)


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip.

    >>> [takes_gzip(text) for text in ("gzip", "br, GZIP; q=0.5", "gzip;q=0.00, br", "br", "")]
    [True, True, False, False, False]
    """
    for entry in accept_encoding.lower().split(","):
        coding, _, quality = entry.replace(" ", "").partition(";")
        if coding == "gzip":
            return quality.rstrip("0.") != "q="  # `q=0` and `q=0.000` refuse a coding
    return False


class Compressed:
    """ASGI middleware: compresses answers, but for those of the paths in `plain` and for documents.

    The most frequent answer is plain: it is small, and would pay for nothing. Documents are large and always
    the same: their routes compress them once.
    """

    def __init__(self, app: ASGIApp, plain: frozenset[str]) -> None:
        self.app = app
        self.plain = plain
        self.compressing = CompressMiddleware(app, minimum_size=BYTES_MIN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        path = scope.get("path")
        is_plain = path in self.plain or path in scope["app"].state.documents
        await (self.app if is_plain else self.compressing)(scope, receive, send)
