"""The process of a run, seen from the web process: start it, talk to it, notice how it ends.

A fresh interpreter with a pipe to it and a pipe from it, never a fork (the web process has threads) and
nothing shared with another run: whatever happens to one is the end of its two pipes and no more. It is not
``multiprocessing``, which would run the main module again in the child, and with it import the web.

Two threads belong to a process, one that writes and one that reads; both do nothing but wait, and hand over
to the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import IO, Any

from app.conv.errors import DomainError
from app.services.runs import failures
from app.services.runs.frames import Frame, read_frame, write_frame
from app.services.runs.worker import Order

# The path first: only with it can the rest be found.
FIRST_LINE = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from app.services.runs.worker import main; main()"
)
# One core a run: more threads in BLAS would take the cores of the other runs and of the pages.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
LONGEST_BACKLOG = 256  # commands that the process has not fetched
FRAMES_UNDER_WAY = 64  # read, and not yet seen by the event loop
CLOSING_SECONDS = 1.0  # from the end of its events to the end of the process


class RunProcess:
    """A process that performs one task.

    Args:
        order, job: what it is told first.
        on_frame: called in the event loop with every frame.
        on_end: called there once, last, with what went wrong, or None.
    """

    def __init__(
        self,
        order: Order,
        job: object,
        on_frame: Callable[[Frame], None],
        on_end: Callable[[DomainError | None], None],
    ) -> None:
        self._order = order
        self._job: object = job
        self._on_frame = on_frame
        self._on_end = on_end
        self._outgoing: queue.Queue[Mapping[str, Any] | None] = queue.Queue(LONGEST_BACKLOG)
        self._under_way = threading.Semaphore(FRAMES_UNDER_WAY)
        self._popen: subprocess.Popen[bytes] | None = None
        self._is_killed = False
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._live, name="run", daemon=True)

    @property
    def pid(self) -> int | None:
        """Of the operating system; None before it has started."""
        return self._popen.pid if self._popen else None

    def start(self) -> None:
        """Begin; returns at once. Call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def send(self, command: Mapping[str, Any]) -> bool:
        """Queue a command; whether there was room for it. May be called before the start."""
        with contextlib.suppress(queue.Full):
            self._outgoing.put_nowait(command)
            return True
        return False

    def kill(self) -> None:
        """End it now, whatever it is doing."""
        with self._lock:
            self._is_killed = True
            if self._popen is not None:
                self._popen.kill()

    def join(self, seconds: float) -> None:
        """Wait until nothing is left of it."""
        if self._loop is not None:
            self._thread.join(seconds)

    def _live(self) -> None:
        failure: DomainError | None = None
        try:
            with self._spawn() as popen:
                assert popen.stdin is not None
                assert popen.stdout is not None
                writer = threading.Thread(
                    target=self._write, args=(popen.stdin,), name="run commands", daemon=True
                )
                writer.start()
                failure = self._read(popen.stdout)
                try:
                    popen.wait(CLOSING_SECONDS)
                except subprocess.TimeoutExpired:
                    popen.kill()
                    popen.wait()
                self._stop_writing()
                writer.join()
                if failure is None and popen.returncode != 0:
                    failure = failures.died(popen.returncode)
        except OSError as error:
            failure = failures.not_started(error)
        self._hand_over(self._on_end, failure)

    def _spawn(self) -> subprocess.Popen[bytes]:
        # A group of its own: Ctrl-C in the terminal is for the web process, which then ends its runs.
        apart: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {}
        with self._lock:
            self._popen = subprocess.Popen(
                [sys.executable, "-c", FIRST_LINE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **ENVIRONMENT},
                **apart,
            )
            if self._is_killed:
                self._popen.kill()
        return self._popen

    def _write(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has ended; the reader notices how
            stream.write(pickle.dumps(sys.path))
            write_frame(stream, self._order)
            write_frame(stream, self._job)
            self._job = None
            while (command := self._outgoing.get()) is not None:
                write_frame(stream, command)

    def _stop_writing(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._outgoing.get_nowait()
        self._outgoing.put(None)

    def _read(self, stream: IO[bytes]) -> DomainError | None:
        failure: DomainError | None = None
        with contextlib.suppress(EOFError, OSError):
            while True:
                frame: Frame = read_frame(stream)
                if frame.kind == "failed":
                    failure = frame.facts["error"]
                else:
                    self._hand_over(self._arrive, frame)
        return failure

    def _arrive(self, frame: Frame) -> None:
        self._under_way.release()
        self._on_frame(frame)

    def _hand_over(self, call: Callable[[Any], None], argument: object) -> None:
        """Have it called in the event loop, soon; a loop that is behind makes the run wait for it."""
        loop = self._loop
        assert loop is not None
        if call == self._arrive:
            while not self._under_way.acquire(timeout=1):
                if loop.is_closed():
                    break
        try:
            loop.call_soon_threadsafe(call, argument)
        except RuntimeError:  # the loop has been closed: nobody is left to train for
            self.kill()
