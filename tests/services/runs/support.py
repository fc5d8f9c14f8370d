"""What is needed to start runs in a test and to watch them; what they do is in ``tasks``."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson

from app.services.runs.run import Run
from app.services.runs.service import RunService
from app.settings import Settings
from app.training.spec import TrainingSpec, from_wire
from tests.services.runs.tasks import GOOD, STEPS_PER_EPOCH

TASK = "tests.services.runs.tasks:behave"


def spec(behaviour: int = GOOD, *, epochs: int = 2) -> TrainingSpec:
    """A run of ``20 · epochs`` steps."""
    return from_wire(
        {
            "data": {"name": "shapes", "train": 4 * STEPS_PER_EPOCH, "validation": 10, "test": 10},
            "batch_size": 4,
            "epochs": epochs,
            "seed": behaviour,
        }
    )


@asynccontextmanager
async def service(**settings: Any) -> AsyncIterator[RunService]:
    """A service whose runs behave as their seeds say; nothing is left of it."""
    made = RunService(Settings(**settings), lambda error: {"code": error.code, **error.values}, task=TASK)
    try:
        yield made
    finally:
        await made.close()


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for something that is about to happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


async def rested(run: Run) -> int:
    """A pause takes effect behind the step that is going on: the step at which the run then stands."""
    stood, since = run.step, time.monotonic()
    while time.monotonic() < since + 0.4:
        await asyncio.sleep(0.02)
        if run.step != stood:
            stood, since = run.step, time.monotonic()
    return stood


async def ended(run: Run, seconds: float = 10.0) -> Run:
    await until(lambda: run.has_ended, seconds)
    return run


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only what is left of one."""
    if not sys.platform.startswith("linux"):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def events(stream: bytes) -> list[tuple[str, int, Any]]:
    """(kind, id, data) of what came over the wire; comments are left out."""
    found = []
    for block in stream.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], int(fields["id"]), orjson.loads(fields["data"])))
    return found


class Page:
    """What a browser would have in its hands after these events."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.losses: list[float] = []
        self.epochs: list[int] = []
        self.last_id = 0
        self.kinds: list[str] = []
        self.run: dict[str, Any] = {}
        self.ended: dict[str, Any] | None = None
        self.has_snapshot = False
        self.recorded: list[int] = []

    def read(self, stream: bytes) -> Page:
        for kind, event_id, data in events(stream):
            self.take(kind, event_id, data)
        return self

    def take(self, kind: str, event_id: int, data: Any) -> None:
        self.kinds.append(kind)
        assert event_id > self.last_id or (kind == "history" and event_id == self.last_id)
        self.last_id = event_id
        self.has_snapshot |= kind == "snapshot" or (kind == "history" and data["snapshot"] is not None)
        if kind in ("snapshot", "recorded"):
            self.recorded.append(data["step"])
        if kind == "history":
            if data["after"] == 0:
                self.steps, self.losses, self.epochs, self.recorded = [], [], [], []
            self.recorded += data["snapshots"]
            self.run = data["run"]
            self.ended = data["ended"] or self.ended
            self.epochs += [epoch["epoch"] for epoch in data["epochs"]]
        columns = (
            data["steps"] if kind == "history" else data if kind == "steps" else {"step": [], "loss": []}
        )
        self.steps += columns["step"]
        self.losses += columns["loss"]
        if kind == "epoch":
            self.epochs.append(data["epoch"])
        if kind == "state":
            self.run = data
        if kind == "ended":
            self.ended = data
