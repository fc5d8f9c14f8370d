"""All runs: who trains, who waits, who is forgotten.

One event loop owns everything here; the processes' threads hand over to it. Nothing is shared between runs
but the slots they take turns in.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.data.datasets.own import OwnPictures
from app.services.runs import failures
from app.services.runs.check import check_run
from app.services.runs.commands import Command
from app.services.runs.fan_out import Viewer
from app.services.runs.job import Job
from app.services.runs.pace import clock
from app.services.runs.process import RunProcess
from app.services.runs.run import RESTING, DescribeError, Run
from app.services.runs.stream import HEARTBEAT_S
from app.services.runs.worker import Order
from app.settings import Settings
from app.training.spec import TrainingSpec

TICK_S = 0.25
STATE_S = 1.0  # between two tellings of what changes all the time
# What a run may take to end by itself when it is told to stop: it still measures itself on the test pictures.
STOP_SECONDS = 10.0
CLOSE_SECONDS = 2.0
ARCHIVE_BYTES = 512 << 20  # of all ended runs together
TASK = "app.services.runs.job:run"


class RunService:
    """Runs of one server.

    Args:
        describe_error: a refusal as viewers get it, with its sentences.
        own: the visitors' data sets by name; it may change.
        task: what a run's process performs; tests have others.
    """

    def __init__(
        self,
        settings: Settings,
        describe_error: DescribeError,
        own: Mapping[str, OwnPictures] = MappingProxyType({}),
        task: str = TASK,
    ) -> None:
        self._settings = settings
        self._describe_error = describe_error
        self._own = own
        self._task = task
        self._runs: dict[str, Run] = {}
        self._jobs: dict[str, Job] = {}  # of the runs that wait, in their order
        self._processes: dict[str, RunProcess] = {}
        self._killed_for: dict[str, DomainError | None] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._is_closed = False

    # ---------------------------------------------------------------- what visitors ask for

    async def submit(self, spec: TrainingSpec) -> Run:
        """Start a run, or queue it.

        Raises:
            DomainError: ``queue_full``, ``server_closing``, or why the run is not possible.
        """
        self._check_room()
        own = self._own_data(spec.data.name)
        shape = await asyncio.to_thread(check_run, spec, self._settings.data_dir, own)
        self._check_room()
        run = Run(spec, shape, self._describe_error)
        self._runs[run.id] = run
        self._jobs[run.id] = Job(spec, own, self._settings.data_dir)
        order = Order(self._task, self._settings.run_memory_bytes)
        self._processes[run.id] = RunProcess(
            order,
            self._jobs[run.id],
            run.receive,
            lambda failure: self._on_end(run, failure),
        )
        self._fill_slots()
        self._ensure_ticking()
        return run

    def get(self, run_id: str) -> Run:
        """A run by its id.

        Raises:
            DomainError: ``run_unknown``.
        """
        if run_id not in self._runs:
            raise DomainError("run_unknown", field="run", value=run_id[:40])
        return self._runs[run_id]

    def list(self) -> list[Run]:
        """All there are, the newest first."""
        return [*reversed(self._runs.values())]

    def command(self, run_id: str, command: Command) -> Run:
        """Tell a run to do something; the same told twice is the same as once, but for ``step`` and ``slow``.

        Raises:
            DomainError: ``run_unknown``, ``run_ended``, ``run_not_listening``, those of ``Command.check``.
        """
        run = self.get(run_id)
        if run.has_ended:
            raise DomainError("run_ended", field="run", value=run.id, status=run.status)
        command.check(run.input_shape, run.facts.get("counts"))
        if command.word == "stop" and run.status == "queued":
            self._jobs.pop(run.id)
            self._processes.pop(run.id)
            run.end("stopped")
            self._number_queue()
        elif self._processes[run.id].send(command.to_send()):
            run.obey(command)
        else:
            raise DomainError("run_not_listening", field="command", value=command.word)
        return run

    def subscribe(self, run_id: str, after: int = 0) -> Viewer:
        """The stream of a run for one viewer, as ready bytes (:mod:`app.services.runs.stream`)."""
        viewer = self.get(run_id).watch(after)
        self._ensure_ticking()
        if self._is_closed:
            viewer.end()
        return viewer

    def weights_at(self, run_id: str, step: int | None = None) -> tuple[int, NDArray[np.float32]] | None:
        """The recorded weights nearest before a step (None: the newest) and their step; None without any."""
        found = self.get(run_id).weights.at(step)
        return None if found is None else (found[0], np.frombuffer(found[1], np.float32))

    def best_weights(self, run_id: str) -> NDArray[np.float32] | None:
        """Those of the best epoch, once the run has ended by itself."""
        content = self.get(run_id).best_weights
        return np.frombuffer(content, np.float32) if content else None

    def moment(self, run_id: str, step: int) -> bytes | None:
        """The recorded snapshot nearest before a step, JSON; None without any."""
        found = self.get(run_id).log.snapshots.at(step)
        return None if found is None else found[1]

    # ---------------------------------------------------------------- the end of the server

    def end_streams(self) -> None:
        """Let every viewer go and take nothing more: the server shuts down."""
        self._is_closed = True
        for run in self._runs.values():
            run.viewers.end()

    async def close(self) -> None:
        """End everything; no process is left."""
        self.end_streams()
        if self._ticking is not None:
            self._ticking.cancel()
        self._jobs.clear()
        processes = [*self._processes.values()]
        for process in processes:
            process.kill()
        for process in processes:
            await asyncio.to_thread(process.join, CLOSE_SECONDS)

    # ---------------------------------------------------------------- slots and queue

    def _check_room(self) -> None:
        if self._is_closed:
            raise DomainError("server_closing", field="run")
        if len(self._jobs) >= self._settings.run_queue + self._free_slots():
            raise DomainError(
                "queue_full", field="run", value=len(self._jobs), limit=self._settings.run_queue
            )

    def _own_data(self, name: str) -> Mapping[str, OwnPictures]:
        """The data set of that name, if it is a visitor's and still there."""
        with contextlib.suppress(KeyError):
            return {name: self._own[name]}
        return {}

    def _free_slots(self) -> int:
        return self._settings.run_slots - (len(self._processes) - len(self._jobs))

    def _fill_slots(self) -> None:
        while self._jobs and self._free_slots() > 0 and not self._is_closed:
            run = self._runs[next(iter(self._jobs))]
            del self._jobs[run.id]
            run.begin()
            self._processes[run.id].start()
        self._number_queue()

    def _number_queue(self) -> None:
        for position, run_id in enumerate(self._jobs, start=1):
            self._runs[run_id].set_position(position)

    def _on_end(self, run: Run, failure: DomainError | None) -> None:
        """A process is no more."""
        del self._processes[run.id]
        is_killed = run.id in self._killed_for
        killed_for = self._killed_for.pop(run.id, None)
        if not run.has_ended and not self._is_closed:
            if is_killed and killed_for is None:
                run.end("stopped")
            else:
                run.end("failed", killed_for or failure or failures.died(0))
        self._fill_slots()
        self._collect()

    def _kill(self, run: Run, reason: DomainError | None) -> None:
        """End its process now; without a reason it counts as stopped."""
        self._killed_for.setdefault(run.id, reason)
        self._processes[run.id].kill()

    # ---------------------------------------------------------------- the clock

    def _ensure_ticking(self) -> None:
        if self._is_closed:
            return
        loop = asyncio.get_running_loop()
        if self._ticking is None or self._ticking.done() or self._ticking.get_loop() is not loop:
            self._ticking = loop.create_task(self._tick_for_ever())

    async def _tick_for_ever(self) -> None:
        pinged_at = told_at = clock()
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(TICK_S)
                now = clock()
                for run_id in [*self._processes]:
                    if run_id not in self._jobs:
                        self._look_after(self._runs[run_id], now)
                if now - told_at >= STATE_S:
                    told_at = now
                    for run in self._runs.values():
                        run.refresh_state()
                if now - pinged_at >= HEARTBEAT_S:
                    pinged_at = now
                    for run in self._runs.values():
                        run.viewers.ping()

    def _look_after(self, run: Run, now: float) -> None:
        """End a run that takes too long, in any of the ways in which one can."""
        settings = self._settings
        if run.has_ended:  # and its process has not
            if now - run.heard_at > CLOSE_SECONDS:
                self._kill(run, None)
            return
        if run.stop_at is not None:
            if now - run.stop_at > STOP_SECONDS:
                self._kill(run, None)
        elif run.status in RESTING:
            if self._is_given_up(run, now):
                self.command(run.id, Command("stop"))
        elif run.pace.active_seconds(now) > settings.run_seconds:
            self._kill(run, failures.too_long(settings.run_seconds))
        elif now - run.heard_at > settings.run_silent_seconds:
            self._kill(run, failures.silent(settings.run_silent_seconds))

    def _is_given_up(self, run: Run, now: float) -> bool:
        """Whether a resting run keeps its slot for nobody."""
        settings = self._settings
        touched_at = max(run.commanded_at, run.heard_at)
        if self._jobs and not run.viewers:
            return now - max(touched_at, run.watched_at) > settings.unwatched_seconds
        return now - touched_at > settings.paused_seconds

    def _collect(self) -> None:
        """Forget the oldest ended runs, and thin out what the others have recorded."""
        ended = [run for run in self._runs.values() if run.has_ended]
        for run in ended[: max(0, len(ended) - self._settings.runs_kept)]:
            del self._runs[run.id]
            run.forget()
        ended = [run for run in ended if run.id in self._runs]
        excess = sum(run.kept_bytes for run in ended) - ARCHIVE_BYTES
        for run in ended:
            if excess <= 0:
                break
            before = run.kept_bytes
            run.weights.shrink(run.weights.kept_bytes // 2)
            run.log.snapshots.shrink(run.log.snapshots.kept_bytes // 2)
            excess -= before - run.kept_bytes
