"""No training outlives the server, however the server ends; and no viewer keeps the server from ending."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_process import serving
from tests.services.runs.support import is_alive
from tests.web.run_client import Watcher, call, play

LONG = {"data": {"name": "shapes", "train": 2000, "validation": 50, "test": 50}, "epochs": 100}
FIRST_PICTURE_SECONDS = 1.5

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="finds the children of a process in /proc"
)


def children(pid: int) -> Iterator[int]:
    """Processes that a process has started."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        yield from map(int, (task / "children").read_text("ascii").split())


def wait_until_gone(pids: list[int], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a training goes on without its server"
        time.sleep(0.01)


async def train(address: str) -> str:
    """A run that is on its way."""
    status, run = await asyncio.to_thread(call, f"{address}/api/runs", LONG)
    assert status == 201, run
    watcher = await Watcher(address, run["id"]).open()
    await watcher.until(lambda page: page.steps)
    return str(run["id"])


@linux_only
def test_when_the_web_process_is_killed_nothing_is_left_running() -> None:
    with serving() as (server, address, _):
        play(train(address.rstrip("/")))
        pids = [*children(server.pid)]
        assert len(pids) == 1
        os.kill(server.pid, signal.SIGKILL)
        wait_until_gone(pids, 1)


@linux_only
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_at_once_although_one_reads_and_one_sleeps_and_takes_its_training_along(
    sent: int,
) -> None:
    async def scenario(pid: int, address: str) -> None:
        run_id = await train(address)
        asleep = await Watcher(address, run_id).open(buffer_bytes=4096)
        reading = await Watcher(address, run_id).open()
        await reading.until(lambda page: len(page.steps) > 20)
        os.kill(pid, sent)
        async with asyncio.timeout(5):
            while await reading.read():
                pass
        assert asleep.page.kinds == []

    with serving() as (server, address, _):
        host = address.rstrip("/")
        pids: list[int] = []

        async def watched() -> None:
            task = asyncio.ensure_future(scenario(server.pid, host))
            while not pids:
                pids.extend(children(server.pid))
                await asyncio.sleep(0.01)
            await task

        play(watched())
        started = time.monotonic()
        assert server.wait(10) == 0
        assert time.monotonic() - started < 1.5
        wait_until_gone(pids, 0.1)
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()


@pytest.mark.slow
def test_the_first_picture_of_a_cold_server_is_there_soon_after_run() -> None:
    """The best of three servers, each asked for its first run: a machine may be busy with something else."""

    async def first_picture(address: str) -> float:
        await asyncio.to_thread(call, f"{address}/health")  # it is up, and has done nothing yet
        started = time.monotonic()
        _, run = await asyncio.to_thread(call, f"{address}/api/runs", {})
        watcher = await Watcher(address, run["id"]).open()
        await watcher.until(lambda page: page.has_snapshot)
        return time.monotonic() - started

    took = []
    for _ in range(3):
        with serving() as (_, address, _):
            took.append(play(first_picture(address.rstrip("/"))))
    assert min(took) < FIRST_PICTURE_SECONDS
