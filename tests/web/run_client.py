"""A server with training runs, and viewers of its streams that read as the test wants it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import uvicorn

from app.main import create_app
from app.settings import Settings
from app.web.server import Server
from tests.services.runs.support import TASK, Page
from tests.services.runs.tasks import STEPS_PER_EPOCH

START_TIMEOUT_S = 30
OPENER = build_opener(ProxyHandler({}))
Result = TypeVar("Result")


@contextmanager
def serve_runs(**settings: Any) -> Iterator[str]:
    """The address of a server in a thread, whose runs behave as their seeds say."""
    app = create_app(Settings(**settings), run_task=TASK)
    server = Server(uvicorn.Config(app, log_level="warning", ws="none"), app.state.runs.end_streams)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_TIMEOUT_S
        while not server.started:
            assert thread.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server did not end"


def body(behaviour: int, epochs: int = 2) -> dict[str, Any]:
    """A run of ``20 · epochs`` steps that behaves as its seed says."""
    data = {"name": "shapes", "train": 4 * STEPS_PER_EPOCH, "validation": 10, "test": 10}
    return {"data": data, "batch_size": 4, "epochs": epochs, "seed": behaviour}


def call(address: str, given: object = None) -> tuple[int, Any]:
    """Status and JSON of a GET, or of a POST where there is something to send."""
    data = None if given is None else json.dumps(given).encode()
    request = Request(address, data, {"Content-Type": "application/json"})
    try:
        with OPENER.open(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


class Watcher:
    """One viewer of one stream, on a connection of its own.

    Attributes:
        page: what a browser would know by now.
        blocks: every event by its id and kind, byte for byte.
        headers: of the answer, in small letters.
    """

    opened: ClassVar[list[asyncio.StreamWriter]] = []

    def __init__(self, address: str, run_id: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port
        self.path = f"/api/runs/{run_id}/events"
        self.page = Page()
        self.blocks: dict[tuple[int, str], bytes] = {}
        self.headers: dict[str, str] = {}
        self._rest = b""

    async def open(self, *, query: str = "", buffer_bytes: int | None = None, **headers: str) -> Watcher:
        connection = socket.socket()
        if buffer_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, (self.host, self.port))
        limit = buffer_bytes or 1 << 16
        self.reader, self.writer = await asyncio.open_connection(sock=connection, limit=limit)
        self.opened.append(self.writer)
        lines = [f"GET {self.path}{query} HTTP/1.1", "Host: x", "Accept-Encoding: gzip"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        self.status = int(head.split()[1])
        self.headers = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if line)
        self._rest = b""
        return self

    async def read(self) -> bool:
        """Read a piece; False at the end of the stream."""
        size = int(await self.reader.readline() or b"0", 16)
        if size == 0:
            return False
        self._rest += await self.reader.readexactly(size)
        await self.reader.readexactly(2)
        whole, separator, self._rest = self._rest.rpartition(b"\n\n")
        for block in (whole + separator).split(b"\n\n"):
            if block and not block.startswith(b":"):
                self.page.read(block)
                if not block.startswith(b"event: history"):
                    self.blocks[self.page.last_id, self.page.kinds[-1]] = block
        return True

    async def until(self, condition: Any, pause: float = 0.0) -> Watcher:
        """Read until the page is so; ``pause`` between two pieces."""
        async with asyncio.timeout(30):
            while not condition(self.page):
                assert await self.read(), "the stream has ended"
                await asyncio.sleep(pause)
        return self

    def close(self) -> None:
        self.writer.transport.abort()


def play(scenario: Coroutine[Any, Any, Result]) -> Result:
    """Run a scenario; whatever becomes of it, no connection is left open."""

    async def with_tidying() -> Result:
        try:
            return await scenario
        finally:
            for writer in Watcher.opened:
                writer.transport.abort()
            Watcher.opened.clear()
            await asyncio.sleep(0.01)

    return asyncio.run(with_tidying())


def has_ended(page: Page) -> bool:
    """The last state has come."""
    return page.run.get("status") in ("finished", "stopped", "diverged", "failed")
