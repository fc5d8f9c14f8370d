"""What can become of a process is told by its name within a second, and no other run is touched."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.services.runs import service as service_module
from app.services.runs.commands import Command
from app.services.runs.run import Run
from app.services.runs.service import RunService
from app.settings import MIB
from tests.services.runs.support import ended, is_alive, service, spec, until
from tests.services.runs.tasks import (
    CRASH,
    DEAF,
    ENDLESS,
    EXIT,
    GOOD,
    GREEDY,
    HANG,
    NOISY,
    REFUSE,
    SEGFAULT,
    SILENT_END,
)


def fail(behaviour: int, **settings: Any) -> dict[str, Any]:
    """The error that its viewers see; beside it, a good run goes on to its end."""

    async def scenario() -> dict[str, Any]:
        async with service(**settings) as runs:
            other, run = await runs.submit(spec(GOOD)), await runs.submit(spec(behaviour))
            await ended(run, 20)
            assert run.status == "failed"
            assert 1 <= run.log.row_count <= 3  # a sudden death takes the last tenth of a second along
            await ended(other)
            assert (other.status, other.step) == ("finished", 40)
            await until(lambda: not runs._processes, 2)
            error: dict[str, Any] = run.view()["error"]
            return error

    return asyncio.run(scenario())


def test_an_exception_is_named_with_its_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    error = fail(CRASH)
    assert error["code"] == "run_crashed"
    assert error["value"] == "ZeroDivisionError: nothing can be divided by 0"
    assert "crash" in capfd.readouterr().err, "the administrator can read where it happened"


def test_a_refusal_keeps_its_code_and_its_values() -> None:
    error = fail(REFUSE)
    assert (error["code"], error["value"], error["limit"]) == ("dataset_unknown", "nowhere", "strokes")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of memory for a process")
def test_one_that_fills_its_memory_is_told_so() -> None:
    error = fail(GREEDY, run_memory_bytes=512 * MIB)
    assert (error["code"], error["limit"]) == ("run_out_of_memory", 512)


def test_an_exit_code_is_named() -> None:
    assert fail(EXIT) == {"code": "run_exited", "value": 7, "limit": None}


def test_an_end_without_a_word_is_no_success() -> None:
    assert fail(SILENT_END) == {"code": "run_exited", "value": 0, "limit": None}


def test_a_signal_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert fail(SEGFAULT)["value"] in ("SIGSEGV", "SIGBUS")


def test_one_that_says_nothing_any_more_is_ended() -> None:
    error = fail(HANG, run_silent_seconds=5)
    assert (error["code"], error["value"]) == ("run_silent", 5)


def test_what_a_library_prints_does_not_disturb_the_events(capfd: pytest.CaptureFixture[str]) -> None:
    async def scenario() -> Run:
        async with service() as runs:
            return await ended(await runs.submit(spec(NOISY)))

    assert asyncio.run(scenario()).status == "finished"
    assert "not an event" in capfd.readouterr().err


async def start_and_hurt(
    hurt: Callable[[RunService, Run], object], behaviour: int = ENDLESS
) -> tuple[Run, float]:
    """Do something to a run that trains; how long until it is known to have ended."""
    async with service() as runs:
        run = await runs.submit(spec(behaviour))
        await until(lambda: run.step > 2)
        pid = runs._processes[run.id].pid
        assert pid is not None
        started = time.monotonic()
        hurt(runs, run)
        await ended(run)
        took = time.monotonic() - started
        await until(lambda: not runs._processes, 1)
        assert not is_alive(pid)
        return run, took


def test_kill_9_is_told_within_a_second() -> None:
    def kill(runs: RunService, run: Run) -> None:
        os.kill(runs._processes[run.id].pid or 0, signal.SIGKILL)

    run, took = asyncio.run(start_and_hurt(kill))
    assert run.error is not None
    assert (run.status, run.error.code, run.error.value) == ("failed", "run_killed", "SIGKILL")
    assert took < 1


def test_one_that_does_not_listen_is_killed_when_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "STOP_SECONDS", 0.3)
    run, took = asyncio.run(start_and_hurt(lambda runs, run: runs.command(run.id, Command("stop")), DEAF))
    assert (run.status, run.error) == ("stopped", None)
    assert took < 1.5


def test_one_that_trains_for_too_long_is_ended() -> None:
    async def scenario() -> Run:
        async with service(run_seconds=1) as runs:
            return await ended(await runs.submit(spec(ENDLESS)))

    run = asyncio.run(scenario())
    assert run.error is not None
    assert (run.status, run.error.code, run.error.limit) == ("failed", "run_too_long", 1)


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/interpreter")

    async def scenario() -> Run:
        async with service() as runs:
            return await ended(await runs.submit(spec(GOOD)))

    run = asyncio.run(scenario())
    assert run.error is not None
    assert (run.status, run.error.code) == ("failed", "run_not_started")
