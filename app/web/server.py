"""The HTTP server, which ends although somebody is watching a stream."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn

STREAMS = "/events"  # how the addresses of streams end
ABORT_AFTER_SECONDS = 0.5


class Server(uvicorn.Server):
    """Uvicorn tells an application that it shuts down only when all connections have closed, and a stream
    does not close by itself: so this one tells it before.

    Args:
        end_streams: makes every stream of the application end.
    """

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams; who has stopped reading cannot be told, and is cut off."""
        self._end_streams()
        abort = asyncio.get_running_loop().call_later(ABORT_AFTER_SECONDS, self._abort_streams)
        try:
            await super().shutdown(sockets)
        finally:
            abort.cancel()

    def _abort_streams(self) -> None:
        for connection in self.server_state.connections:
            scope, transport = getattr(connection, "scope", None), getattr(connection, "transport", None)
            if scope and transport and scope.get("path", "").endswith(STREAMS):
                transport.abort()
