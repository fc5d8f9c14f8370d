"""Tasks for the processes of the tests, well and badly behaved.

Which one a run performs is written in its seed, so that a good and a bad one can share a service. Little is
imported here, since every one of those processes does it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from app.conv.errors import DomainError
from app.training.controls import Controls
from app.training.events import (
    EpochEnded,
    MomentReached,
    ProbeInfo,
    Quantized,
    RunStarted,
    SettingsChanged,
    SnapshotTaken,
    StepEnded,
    TrainingEnded,
    TrainingEvent,
)
from app.training.spec import TrainingSpec

if TYPE_CHECKING:
    from app.services.runs.job import Job

GOOD, ENDLESS, CRASH, REFUSE, GREEDY, EXIT, SEGFAULT, HANG, DEAF, NOISY, SILENT_END, HUGE, CROWD = range(
    1, 14
)
STEPS_PER_EPOCH = 20


def behave(job: Job, controls: Controls) -> Iterator[TrainingEvent]:
    """What the seed says."""
    misbehave: dict[int, Callable[[], object]] = {
        CRASH: crash,
        REFUSE: refuse,
        GREEDY: fill_memory,
        EXIT: lambda: os._exit(7),
        SEGFAULT: lambda: ctypes.memset(0, 1, 1),
        HANG: lambda: time.sleep(1000),
        DEAF: never_listen,
        NOISY: lambda: print("not an event\n" * 1000, flush=True),
    }
    for event in train(job.spec, controls):
        yield event
        if job.spec.seed in misbehave and event.step == 3:
            misbehave[job.spec.seed]()
        if job.spec.seed == SILENT_END and event.step == 3:
            return


def train(spec: TrainingSpec, controls: Controls) -> Iterator[TrainingEvent]:
    """As the trainer does it, in the same order, with nothing behind it."""
    total = 10**9 if spec.seed == ENDLESS else STEPS_PER_EPOCH * spec.epochs
    counts = {"train": 80, "validation": 10, "test": 10}
    yield RunStarted(0, spec, (), ("a", "b"), counts, STEPS_PER_EPOCH, 3, (1, 28, 28), True)
    probe, learning_rate = controls.probe, 0.05
    size = 1_500_000 if spec.seed == HUGE else 30
    between = 50 if spec.seed == CROWD else 5
    yield snapshot(0, probe, size)
    for step in range(1, total + 1):
        if controls.should_stop:
            yield TrainingEnded(step - 1, 1, "stopped", None, None, None, None, (), None, weights(step - 1))
            return
        while controls.probe is not probe or controls.learning_rate not in (None, learning_rate):
            if controls.learning_rate not in (None, learning_rate):
                learning_rate = float(controls.learning_rate or 0)
                yield SettingsChanged(step - 1, learning_rate, None, None)
            if controls.probe is not probe:
                probe = controls.probe
                yield snapshot(step - 1, probe, size)
        epoch = (step - 1) // STEPS_PER_EPOCH + 1
        wants_snapshot = controls.wants_snapshot or controls.is_slow or step % between == 0
        controls.wants_snapshot = False
        if controls.is_slow:
            for moment in ("forward", "loss", "backward", "update"):
                yield MomentReached(step, epoch, moment, 4, 1, ProbeInfo("train", 0, 1), learning_rate)
        time.sleep(0.002)
        yield StepEnded(step, epoch, 1 / step, 0.25 * (step % 4), learning_rate)
        if wants_snapshot:
            yield snapshot(step, probe, size)
        if step % STEPS_PER_EPOCH == 0:
            accuracy = min(0.1 * epoch, 0.9)
            yield EpochEnded(step, epoch, 0.5, 0.5, 0.5, accuracy, ((1, 0), (0, 1)), {"0,0": (0,)}, True)
    yield TrainingEnded(
        total, spec.epochs, "finished", spec.epochs, 0.2, 0.3, 0.75, ((1, 0), (0, 1)), None, weights(total)
    )


def snapshot(step: int, probe: Any, size: int) -> SnapshotTaken:
    info = ProbeInfo("validation", 0 if probe is None else probe.index, 1)
    if probe is not None and probe.pixels is not None:
        info = ProbeInfo(None, None, None)
    picture = Quantized("input", (1, 1, size), 0.0, 255.0, bytes([step % 251]) * size)
    return SnapshotTaken(step, 1, info, picture, (), (), (0.5, 0.5), "probability", (), weights(step))


def weights(step: int) -> np.ndarray:
    return np.array([step, 0.5, -1], np.float32)


def crash() -> None:
    raise ZeroDivisionError("nothing can be divided by 0")


def refuse() -> None:
    raise DomainError("dataset_unknown", field="data.name", value="nowhere", limit="strokes")


def fill_memory() -> None:
    kept = []
    while True:
        kept.append(np.ones(1 << 20))


def never_listen() -> None:
    """Neither to commands nor to polite signals."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1000)
