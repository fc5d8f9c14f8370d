"""A stream of ready Server-Sent Events as an HTTP answer."""

from __future__ import annotations

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.services.runs.fan_out import Viewer

# Nobody on the way may keep it or collect it before passing it on.
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


class EventStream(StreamingResponse):
    """Sends what a viewer gets, until there is no more or nobody reads; lets the viewer go in any case."""

    media_type = "text/event-stream"

    def __init__(self, viewer: Viewer, status_code: int = 200) -> None:
        super().__init__(viewer, status_code, headers=HEADERS)
        self._viewer = viewer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._viewer.close()
