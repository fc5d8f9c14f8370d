"""A run that trains nothing: ten pictures a second of 20 KB, each with the moment at which it was made."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from app.training.controls import Controls
from app.training.events import ProbeInfo, Quantized, RunStarted, SnapshotTaken, TrainingEvent

if TYPE_CHECKING:
    from app.services.runs.job import Job

TASK = "tests.benchmarks.viewers_task:stream"
EVENTS_PER_SECOND = 10
LEVELS = 14_800  # bytes; as base64 in JSON with what stands around them 20 KB


def stream(job: Job, controls: Controls) -> Iterator[TrainingEvent]:
    """Until it is told to stop; the time is the system's monotonic clock, the same in every process."""
    counts = {"train": 80, "validation": 10, "test": 10}
    yield RunStarted(0, job.spec, (), ("a", "b"), counts, 10**9, 3, (1, 28, 28), True)
    levels = np.random.default_rng(0).integers(0, 256, LEVELS, np.uint8).tobytes()
    picture = Quantized("input", (1, 1, LEVELS), 0.0, 255.0, levels)
    probe = ProbeInfo("validation", 0, 1)
    step = 0
    due = time.monotonic()
    while not controls.should_stop:
        step += 1
        due += 1 / EVENTS_PER_SECOND
        time.sleep(max(0.0, due - time.monotonic()))
        made_at = (time.monotonic(),)
        weights = np.zeros(3, np.float32)
        yield SnapshotTaken(step, 1, probe, picture, (), (), made_at, "probability", (), weights)
