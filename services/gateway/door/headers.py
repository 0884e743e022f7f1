"""Headers of every answer that the gateway gives."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Headers:
    """ASGI middleware. Adds a Content-Security-Policy that allows browsers nothing unless the answer has its
    own."""

    POLICY = b"default-src 'none'; frame-ancestors 'none'"

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], (b"referrer-policy", b"no-referrer")]
                if all(name.lower() != b"content-security-policy" for name, _ in headers):
                    headers.append((b"content-security-policy", self.POLICY))
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers)
