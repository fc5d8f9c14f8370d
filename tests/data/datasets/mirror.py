"""A mirror on loopback that can lie, break off, and refuse to continue a file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Mirror:
    """What it has, how it behaves, and what it was asked.

    Attributes:
        files: name → content.
        has_ranges: continues a file where it is asked to.
        breaks_after: bytes of an answer after which the connection ends; one number an answer, then never.
        extra: sent after the end of every file, with a Content-Length that says so.
        redirect: where every request is sent instead.
        asked: (path, Range header) of every request.
    """

    files: dict[str, bytes]
    has_ranges: bool = True
    breaks_after: list[int] = field(default_factory=list)
    extra: bytes = b""
    redirect: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""


@contextmanager
def serving(mirror: Mirror) -> Iterator[Mirror]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, mirror)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        mirror.address = f"http://127.0.0.1:{server.server_address[1]}/data"
        try:
            yield mirror
        finally:
            server.shutdown()
            thread.join(5)


def answer(request: BaseHTTPRequestHandler, mirror: Mirror) -> None:
    wanted = request.headers.get("Range", "")
    mirror.asked.append((request.path, wanted))
    content = mirror.files.get(request.path.removeprefix("/data/"))
    if mirror.redirect:
        request.send_response(302)
        request.send_header("Location", mirror.redirect)
        request.end_headers()
        return
    if content is None:
        request.send_error(404)
        return
    content += mirror.extra
    start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and mirror.has_ranges else 0
    if start and start >= len(content):
        request.send_error(416)
        return
    request.send_response(206 if start else 200)
    if start:
        request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
    request.send_header("Content-Length", str(len(content) - start))
    request.end_headers()
    end = mirror.breaks_after.pop(0) if mirror.breaks_after else len(content)
    request.wfile.write(content[start : start + end])
