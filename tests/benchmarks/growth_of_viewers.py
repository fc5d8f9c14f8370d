"""How the cost of a run grows with those who watch it: lag, share of a core, memory.

    python -m tests.benchmarks.growth_of_viewers [seconds]

One server process, one run that sends ten pictures of 20 KB a second through the whole way from its process
to the sockets, and 1, 50, 200, 500 viewers on loopback in a process of their own. The lag of an event is the
time from its making in the run's process to the moment when a viewer has its last byte. The viewers' own
work is in the lag and not in the server's share. Linux only: it reads ``/proc``.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import re
import socket
import sys
import time
from pathlib import Path

import uvicorn

from app.main import create_app
from app.settings import Settings
from tests.benchmarks.timing import print_machine, print_table
from tests.benchmarks.viewers_task import EVENTS_PER_SECOND, TASK
from tests.benchmarks.web_server import connect, get, p, post, wait_for

VIEWERS = (1, 50, 200, 500)
SECONDS = 8
SETTLING_SECONDS = 2
MADE_AT = re.compile(rb'"scores":\[([\d.]+)\]')


def main(seconds: int = SECONDS) -> None:
    print_machine("uvicorn", "uvloop", "starlette", "orjson")
    context = multiprocessing.get_context("spawn")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = context.Process(target=serve, args=(port,))
    server.start()
    try:
        wait_for(port, "/health")
        run = submit(port)
        rows = [measure(port, run, count, seconds, server.pid or 0) for count in VIEWERS]
    finally:
        server.terminate()
        server.join(15)
    print_table(
        f"viewers of one run, {EVENTS_PER_SECOND} events/s × 20 KB, {seconds} s each",
        [
            "viewers",
            "lag p50, ms",
            "lag p99, ms",
            "longest, ms",
            "of a core, %",
            "memory, MiB",
            "events missed, %",
        ],
        rows,
    )


def serve(port: int) -> None:
    """The server as the command starts it, with another task for its runs."""
    app = create_app(Settings(port=port), run_task=TASK)
    uvicorn.run(app, port=port, log_level="warning", backlog=2048)


def submit(port: int) -> str:
    """Begin the run; its id."""
    presets = json.loads(get(connect(port), "/api/networks/presets").body)
    answer = post(connect(port), "/api/runs", presets[0]["spec"])
    return str(json.loads(answer.body)["id"])


def measure(port: int, run: str, count: int, seconds: int, pid: int) -> list[object]:
    """One row: so many viewers, for so long."""
    lags, cpu_s = asyncio.run(watch(port, run, count, seconds, pid))
    missed = 1 - len(lags) / (count * seconds * EVENTS_PER_SECOND)
    values = [p(lags, 50), p(lags, 99), max(lags), 100 * cpu_s / seconds]
    return [f"{count}", *values, memory_bytes(pid) / 2**20, max(0.0, 100 * missed)]


async def watch(port: int, run: str, count: int, seconds: int, pid: int) -> tuple[list[float], float]:
    """The lags of all events in milliseconds, and the server's processor time."""
    lags: list[float] = []
    is_counting = False

    async def view() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        writer.write(f"GET /api/runs/{run}/events HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        try:
            await reader.readuntil(b"\r\n\r\n")
            while True:
                size = int(await reader.readline(), 16)
                block = await reader.readexactly(size + 2)
                now = time.monotonic()
                if is_counting and not block.startswith(b"event: history"):
                    # The time stands behind the levels, near the end.
                    lags.extend(
                        [(now - float(made)) * 1000 for made in MADE_AT.findall(block, max(0, size - 800))]
                    )
        finally:
            writer.transport.abort()

    viewers = [asyncio.create_task(view()) for _ in range(count)]
    await asyncio.sleep(SETTLING_SECONDS)
    before = processor_s(pid)
    is_counting = True
    await asyncio.sleep(seconds)
    is_counting = False
    used = processor_s(pid) - before
    for viewer in viewers:
        viewer.cancel()
    await asyncio.gather(*viewers, return_exceptions=True)
    return lags, used


def processor_s(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_bytes(pid: int) -> int:
    """What of a process is in memory now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
