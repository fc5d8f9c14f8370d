"""What watching costs a run: training with a viewer beside training with none, and beside learning alone.

    python -m tests.benchmarks.viewers_and_training [preset]

A real server, a real process of a run on endless strokes, and a viewer that reads the stream on loopback and
parses every event, as a page does. The three take turns of two seconds, so that a noisy machine is noisy for
all: nobody watches; one viewer does; the run is paused and the same trainer learns in this process, without
pictures and without telling anybody. A step is counted when it is told to the web process.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from app.data.datasets.open import open_dataset
from app.nn.presets import PRESETS
from app.training.events import StepEnded
from app.training.spec import from_wire
from app.training.trainer import train
from tests.benchmarks.timing import print_machine, print_table
from tests.benchmarks.web_server import server

GOAL = 0.9
ROUNDS = 5
TURN_S = 2.0
SETTLING_S = 0.5  # until what was commanded is so
DEFAULT = ("tiny_cnn", "lenet5", "cifar_cnn")


def main() -> None:
    print_machine("numpy", "uvicorn", BLAS_threads=1)
    with server() as port:
        rows = [row(port, preset) for preset in sys.argv[1:] or DEFAULT]
    head = ["network", "alone", "no viewer", "viewer", "frames", "viewer ÷ none", "viewer ÷ alone", "goal"]
    print_table(f"Steps a second and pictures of the network a second, median of {ROUNDS} turns", head, rows)


def row(port: int, preset: str) -> list[object]:
    spec = spec_of(preset)
    run = call(port, "POST", "/api/runs", spec)["id"]
    alone = learning_alone(spec)
    wait_for_steps(port, run)
    speeds: dict[str, list[float]] = {"alone": [], "none": [], "viewer": [], "frames": []}
    for _ in range(ROUNDS):
        speeds["none"].append(steps_a_second(lambda: step_of(port, run)))
        with Viewer(port, run) as viewer:
            time.sleep(SETTLING_S)
            seen, start = viewer.pictures, time.perf_counter()
            speeds["viewer"].append(steps_a_second(lambda: step_of(port, run)))
            speeds["frames"].append((viewer.pictures - seen) / (time.perf_counter() - start))
        command(port, run, "pause")
        speeds["alone"].append(alone_a_second(alone))
        command(port, run, "resume")
    command(port, run, "stop")
    found = {name: statistics.median(values) for name, values in speeds.items()}
    ratios = [
        statistics.median(a / b for a, b in zip(speeds["viewer"], speeds[other], strict=True))
        for other in ("none", "alone")
    ]
    return [preset, found["alone"], found["none"], found["viewer"], found["frames"], *ratios, GOAL]


def spec_of(preset: str) -> dict[str, Any]:
    """A run longer than the benchmark, in a batch of 32."""
    data = {"name": "shapes" if preset.startswith("cifar") else "strokes", "train": 6000, "validation": 100}
    network = {"preset": preset, "layers": list(PRESETS[preset].layers)}
    return {"data": {**data, "test": 100}, "network": network, "batch_size": 32, "epochs": 200}


def steps_a_second(step: Callable[[], int]) -> float:
    """Over a turn."""
    first, start = step(), time.perf_counter()
    time.sleep(TURN_S)
    return (step() - first) / (time.perf_counter() - start)


def learning_alone(wire: dict[str, Any]) -> Iterator[object]:
    """The trainer as a run has it, but no picture is ever due."""
    spec = from_wire(wire)
    data = open_dataset(wire["data"], spec.seed, None, {})
    with patch("app.training.trainer.is_due", return_value=False):
        yield from train(spec, data)


def alone_a_second(events: Iterator[object]) -> float:
    """Steps over a turn."""
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < TURN_S:
        steps += isinstance(next(events), StepEnded)
    return steps / (time.perf_counter() - start)


class Viewer:
    """Reads a run's stream in a thread; ``pictures`` are the snapshots parsed so far."""

    def __init__(self, port: int, run: str) -> None:
        self.pictures = 0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._path = f"/api/runs/{run}/events"
        self._has_ended = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Viewer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._has_ended.set()
        self._thread.join()
        self._connection.close()

    def _read(self) -> None:
        self._connection.request("GET", self._path)
        answer = self._connection.getresponse()
        kind = b""
        while not self._has_ended.is_set():
            line = answer.readline()
            if line.startswith(b"event: "):
                kind = line[7:].strip()
            elif line.startswith(b"data: "):
                json.loads(line[6:])
                self.pictures += kind == b"snapshot"


def wait_for_steps(port: int, run: str) -> None:
    deadline = time.monotonic() + 60
    while step_of(port, run) < 64:
        assert time.monotonic() < deadline, "the run does not start"
        time.sleep(0.1)


def step_of(port: int, run: str) -> int:
    return int(call(port, "GET", f"/api/runs/{run}")["step"])


def command(port: int, run: str, word: str) -> None:
    call(port, "POST", f"/api/runs/{run}/commands", {"command": word})
    time.sleep(SETTLING_S)


def call(port: int, method: str, path: str, body: object = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    assert answer.status < 300, found
    return found


if __name__ == "__main__":
    main()
