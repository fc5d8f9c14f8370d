"""Carries the commands of the viewers out between two events of the trainer, and lets it wait.

A run rests, when it is paused, behind a snapshot, so that what is on the screen is the network at that very
step: a pause asks for one, and is there a step later. In slow motion it rests at each of a step's four
moments. What is set while it is paused is shown at once: the trainer tells of new settings and of a new
probe before it does the next step.
"""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from app.conv.errors import DomainError
from app.training.controls import Controls, Probe, check_probe
from app.training.events import EpochEnded, MomentReached, RunStarted, SnapshotTaken, TrainingEvent

Mode = Literal["running", "paused", "slow"]
Command = Mapping[str, Any]


class Conductor:
    """Between the commands and the levers of one run.

    Attributes:
        commands: in the order in which they are to be obeyed; filled by another thread.
        controls: what the trainer looks at.
    """

    def __init__(self) -> None:
        self.commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.controls = Controls()
        self._mode: Mode = "running"
        self._permits = 0  # rests that are to be passed
        self._started: RunStarted | None = None
        self._shown = Probe()  # what the latest snapshot looked through
        self._evaluated_step = 0  # of the latest epoch's end

    def after(self, event: TrainingEvent) -> None:
        """Obey what has been commanded; return when the trainer may go on."""
        match event:
            case RunStarted():
                self._started = event
            case EpochEnded():
                self._evaluated_step = event.step
            case SnapshotTaken() if event.probe.split is not None and event.probe.index is not None:
                self._shown = Probe(event.probe.split, event.probe.index)
        with contextlib.suppress(queue.Empty):
            while True:
                self._obey(self.commands.get_nowait())
        while self._rests_at(event):
            if self._permits:
                self._permits -= 1
                break
            command = self.commands.get()
            self._obey(command)
            if self._mode == "paused" and command["command"] in ("set", "probe"):
                # Another object is another probe to the trainer, which shows it before the next step.
                self.controls.probe = replace(self.controls.probe or self._shown)
                break
        if self._mode != "running":
            self.controls.wants_snapshot = True  # of the coming step

    def _rests_at(self, event: TrainingEvent) -> bool:
        if self.controls.should_stop or self._mode == "running":
            return False
        if self._mode == "slow":
            return isinstance(event, MomentReached)
        return self._is_boundary(event)

    def _is_boundary(self, event: TrainingEvent) -> bool:
        """Whether a step has been told to its end, and another one is to come."""
        assert self._started is not None
        steps_per_epoch, epochs = self._started.steps_per_epoch, self._started.spec.epochs
        if event.step == steps_per_epoch * epochs:
            return False
        if isinstance(event, SnapshotTaken):
            return event.step % steps_per_epoch != 0 or event.step == self._evaluated_step
        return isinstance(event, EpochEnded)

    def _obey(self, command: Command) -> None:
        match command["command"]:
            case "stop":
                self.controls.should_stop = True
            case "resume":
                self._enter("running")
            case "pause":
                self._enter("paused")
            case "step":
                self._enter("paused", again=1)
            case "slow":
                self._enter("slow", again=1)
            case "set":
                with contextlib.suppress(DomainError):  # refused where it was sent
                    self.controls.change(**{k: v for k, v in command.items() if k != "command"})
            case "probe":
                self._look_at(command["probe"])

    def _enter(self, mode: Mode, again: int = 0) -> None:
        """Change over; ``again`` where it is the mode already: pass the rest so many times."""
        if mode != self._mode:
            self._mode = mode
            self._permits = 0
        elif mode != "running":
            self._permits += again
        self.controls.is_slow = mode == "slow"

    def _look_at(self, probe: Probe) -> None:
        assert self._started is not None
        with contextlib.suppress(DomainError):  # refused where it was sent, if the run had started
            check_probe(probe, self._started.input_shape, self._started.counts)
            self.controls.probe = probe
