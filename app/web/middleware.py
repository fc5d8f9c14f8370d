"""What happens to every request before a route sees it."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.conv.errors import DomainError
from app.web.bodies import LARGEST_JSON_BYTES, read_body
from app.web.errors import error_response

# Addresses that take files as they are.
UPLOADS = ("/api/pictures", "/api/datasets", "/api/datasets/pictures")


class JsonBodyLimit:
    """A ceiling on JSON bodies: reads the body of every POST except uploads, which have their own limit, and
    hands it on whole.

    Starlette's own limit answers in plain text; ours names limit and remedy like every other refusal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].endswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        try:
            body = await read_body(Request(scope, receive), LARGEST_JSON_BYTES, "body_too_large")
        except DomainError as error:
            await error_response(error)(scope, receive, send)
            return
        except ClientDisconnect:
            return  # nobody is left to answer
        is_replayed = False

        async def replay() -> Message:
            nonlocal is_replayed
            if is_replayed:
                return await receive()
            is_replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)


class HeadAsGet:
    """Answers HEAD as GET without the body, as HTTP wants it; FastAPI's routes know GET only.

    A stream would go on for ever with nothing to show for it: it is told that nobody listens, and ends.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        is_over = asyncio.Event()

        async def send_without_body(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
            elif not is_over.is_set():
                is_over.set()
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        async def receive_until_over() -> Message:
            given = asyncio.ensure_future(receive())
            over = asyncio.ensure_future(is_over.wait())
            try:
                await asyncio.wait({given, over}, return_when=asyncio.FIRST_COMPLETED)
                return {"type": "http.disconnect"} if over.done() else given.result()
            finally:
                given.cancel()
                over.cancel()

        await self.app({**scope, "method": "GET"}, receive_until_over, send_without_body)


class SubPath:
    """Tells the application the path it is served under, whether the reverse proxy in front strips it or not.

    ASGI wants `root_path` in front of every `path`. Uvicorn's own option puts it there in any case, twice
    where the proxy has left it.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self.root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.root_path and scope["type"] in ("http", "websocket"):
            path = scope["path"]
            is_whole = path == self.root_path or path.startswith(f"{self.root_path}/")
            path = path if is_whole else self.root_path + path
            scope = {**scope, "root_path": self.root_path, "path": path}
        await self.app(scope, receive, send)
