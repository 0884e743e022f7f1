"""Headers of every answer that the gateway gives."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_MODIFIED = HTTPStatus.NOT_MODIFIED
Header = tuple[bytes, bytes]


class Headers:
    """ASGI middleware. Adds a Content-Security-Policy that allows browsers nothing unless the answer has its
    own, and what caches need to know of compressed answers."""

    POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
    REFERRER = (b"referrer-policy", b"no-referrer")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], self.REFERRER]
                names = {name.lower() for name, _ in headers}
                if b"content-security-policy" not in names:
                    headers.append(self.POLICY)
                if b"content-encoding" in names:
                    headers = [_weakened(each) for each in headers]
                elif message["status"] == NOT_MODIFIED:
                    # The 200 may have been compressed, and a cache takes the headers of its 304.
                    headers.append((b"vary", b"Accept-Encoding"))
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _weakened(header: Header) -> Header:
    """A strong ETag as a weak one: compressed bytes are not those that it names."""
    name, value = header
    return (name, b"W/" + value) if name.lower() == b"etag" and not value.startswith(b"W/") else header
