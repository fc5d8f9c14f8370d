"""A ceiling on JSON bodies, before anything reads them.

Starlette's own limit answers in plain text; ours names the limit and the remedy like every other refusal.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.conv.errors import DomainError
from app.web.bodies import LARGEST_JSON_BYTES, read_body
from app.web.errors import error_response


class JsonBodyLimit:
    """Reads the body of every POST except uploads, which have their own limit, and hands it on whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].endswith("/api/pictures"):
            await self.app(scope, receive, send)
            return
        try:
            body = await read_body(Request(scope, receive), LARGEST_JSON_BYTES, "body_too_large")
        except DomainError as error:
            await error_response(error)(scope, receive, send)
            return
        is_replayed = False

        async def replay() -> Message:
            nonlocal is_replayed
            if is_replayed:
                return await receive()
            is_replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)
