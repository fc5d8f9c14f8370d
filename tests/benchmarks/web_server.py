"""A real server in a process of its own, and what the benchmarks of the web path ask of it."""

from __future__ import annotations

import http.client
import json
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

JSON = {"Content-Type": "application/json"}
TIMING = re.compile(r"(\w+);dur=([\d.]+)")


@contextmanager
def server(*options: str) -> Iterator[int]:
    """The ``convscope`` command on a free port, once it answers; its port."""
    with started(*options) as (port, _):
        yield port


@contextmanager
def started(*options: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The same with its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "app", "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, "/health")
        yield port, process
    finally:
        process.terminate()
        process.wait(15)


def wait_for(port: int, path: str) -> None:
    """Ask until somebody answers."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if get(connect(port), path).status == 200:
                return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("the server did not start")


def connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and its times in milliseconds, counted from the moment it was asked for."""

    status: int
    body: bytes
    first_byte_ms: float
    last_byte_ms: float
    server_ms: dict[str, float]


def get(connection: http.client.HTTPConnection, path: str) -> Answer:
    return ask(connection, "GET", path)


def post(connection: http.client.HTTPConnection, path: str, body: Any, accept: str = "*/*") -> Answer:
    return ask(connection, "POST", path, json.dumps(body).encode(), {**JSON, "Accept": accept})


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One request, from its first byte to the answer's last."""
    start = time.perf_counter()
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    first = time.perf_counter()
    content = answer.read()
    last = time.perf_counter()
    said = {name: float(value) for name, value in TIMING.findall(answer.headers.get("Server-Timing", ""))}
    return Answer(answer.status, content, (first - start) * 1000, (last - start) * 1000, said)


def photograph(megapixels: float, kind: str = "JPEG", seed: int = 0) -> bytes:
    """A file: noise on a gradient, four by three."""
    from tests.benchmarks.filter_peers import picture  # it brings peers that nobody needs here

    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    pixels = picture(height, height * 4 // 3, seed)
    buffer = BytesIO()
    Image.fromarray(np.moveaxis(pixels, 0, -1).copy()).save(buffer, kind, quality=90)
    return buffer.getvalue()


def upload(port: int, file: bytes) -> tuple[str, Answer]:
    """The picture's id, and how long it took."""
    answer = ask(connect(port), "POST", "/api/pictures", file)
    return str(json.loads(answer.body)["id"]), answer


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return p(values, 95)


def p(values: Sequence[float], percent: int) -> float:
    """A percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
