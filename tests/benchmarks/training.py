"""How fast networks learn here, beside PyTorch on the same processor, and beside our own plain layers.

    python -m tests.benchmarks.training

A step is forward, cross-entropy, backward and an update with momentum, on one batch already in memory. A
ratio is the best of four of PyTorch's ways (eager; 1 and 2 threads; NCHW and channels_last) over ours in the
same run, contenders taking turns: above 1 we are faster. Gradients are compared with PyTorch's and with those
of the plain layers before anything is timed. The CPU ratio compares processor time on one thread each: it is
what is left to compare on a machine whose cores are busy with something else.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

# Before NumPy is imported: BLAS then has one thread, as in a run's process.
import app

# isort: split
import numpy as np
import torch

from app.nn.layer import Array
from app.nn.loss import cross_entropy
from app.nn.network import Executor, Sequential, build
from app.nn.optimizer import Momentum
from app.nn.presets import PRESETS
from tests.benchmarks.timing import ROUNDS, interleaved, print_machine, print_table

BATCHES = (16, 32, 64, 128)
OURS_THREADS = (1, 2)
RATE, MOMENTUM = 0.001, 0.9
# Steps in a row, and a rest before them: PyTorch's second thread goes on turning for some milliseconds after
# its work, and must not do so in our time.
BURST_PICTURES = 512
REST_S = 0.03


def _convolution(filters: int, size: int, padding: int) -> list[dict[str, Any]]:
    pairs = {"kernel": [size, size], "padding": [padding, padding]}
    return [{"kind": "convolution", "filters": filters, **pairs}, {"kind": "relu"}]


@dataclass(frozen=True)
class Peer:
    """A network, and how many times as fast as PyTorch it is to be at a batch size."""

    layers: Sequence[Mapping[str, Any]]
    shape: tuple[int, int, int]
    goals: Mapping[int, float]


_POOL, _FLATTEN, _OUT = {"kind": "max_pool"}, {"kind": "flatten"}, {"kind": "dense", "units": "classes"}
PEERS: Mapping[str, Peer] = {
    "LeNet-5": Peer(PRESETS["lenet5"].layers, (1, 28, 28), dict.fromkeys(BATCHES, 1.2)),
    "conv8-conv16-fc": Peer(
        [*_convolution(8, 3, 1), _POOL, *_convolution(16, 3, 1), _POOL, _FLATTEN, _OUT],
        (1, 28, 28),
        {16: 1.3, 32: 1.3, 64: 1.0, 128: 1.0},
    ),
    "CIFAR 16-16-32-32-fc64": Peer(
        [layer for layer in PRESETS["cifar_cnn"].layers if layer["kind"] != "dropout"],
        (3, 32, 32),
        dict.fromkeys(BATCHES, 0.7),
    ),
}


def main() -> None:
    print_machine(
        "numpy",
        "torch",
        ConvScope=app.__version__,
        BLAS_threads=1,
        our_threads="1 and 2",
        PyTorch_threads="1 and 2",
    )
    names = sys.argv[1:] or list(PEERS)
    rows = [row for name in names for row in beside_pytorch(name, PEERS[name])]
    head = [
        "network",
        "batch",
        "ours 1",
        "ours 2",
        "PyTorch 1",
        "1 c.l.",
        "2",
        "2 c.l.",
        "ratio",
        "CPU ratio",
        "goal",
    ]
    print_table("A step in ms; ratio = PyTorch's best ÷ our best", head, rows)
    if len(sys.argv) == 1:
        beside_plain()


# ---------------------------------------------------------------- beside PyTorch


def beside_pytorch(name: str, peer: Peer) -> list[list[object]]:
    rows: list[list[object]] = []
    for batch in BATCHES:
        x, labels = compared_pictures(batch, peer)
        contenders: dict[str, Callable[[], object]] = {
            f"ours {threads}": burst(Ours(peer, x, labels, "fast", threads).step, batch)
            for threads in OURS_THREADS
        }
        for threads in (1, 2):
            for layout in ("NCHW", "channels_last"):
                step = Torch(peer, x, labels, layout).step
                contenders[f"torch {threads} {layout}"] = partial(with_threads, threads, burst(step, batch))
        steps = max(1, BURST_PICTURES // batch)
        ms, busy_ms = in_turns(contenders)
        best, ours = best_of("torch", ms), best_of("ours", ms)
        busy = best_of("torch 1", busy_ms) / busy_ms["ours 1"]
        each = (value / steps for value in ms.values())
        rows.append([name, batch, *each, best / ours, busy, peer.goals[batch]])
    return rows


def best_of(kind: str, ms: Mapping[str, float]) -> float:
    return min(value for key, value in ms.items() if key.startswith(kind))


def in_turns(contenders: Mapping[str, Callable[[], object]]) -> tuple[dict[str, float], dict[str, float]]:
    """Median milliseconds of each on the clock, and of processor time, which counts no waiting."""
    wall: dict[str, list[float]] = {name: [] for name in contenders}
    busy: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender()
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            time.sleep(REST_S)
            start, busy_start = time.perf_counter(), time.process_time()
            contender()
            wall[name].append((time.perf_counter() - start) * 1000)
            busy[name].append((time.process_time() - busy_start) * 1000)
    return medians(wall), medians(busy)


def medians(times: Mapping[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in times.items()}


def with_threads(threads: int, work: Callable[[], object]) -> None:
    torch.set_num_threads(threads)
    work()


def burst(step: Callable[[], object], batch: int) -> Callable[[], object]:
    """Some steps in a row, as many for every contender."""

    def run() -> None:
        for _ in range(max(1, BURST_PICTURES // batch)):
            step()

    return run


def pictures(batch: int, shape: tuple[int, int, int], seed: int = 0) -> tuple[Array, Any]:
    rng = np.random.default_rng([batch, seed])
    return rng.normal(size=(batch, *shape)).astype(np.float32), rng.integers(0, 10, batch)


def compared_pictures(batch: int, peer: Peer) -> tuple[Array, Any]:
    """A batch on which all agree: in float64 always, in float32 wherever no number lies on a corner.

    Of millions of numbers, one may be so close to the corner of a ReLU or to its rival in a maximum that
    rounding decides which side it takes; then programs differ that are all right. Another batch is drawn.
    """
    for seed in range(20):
        x, labels = pictures(batch, peer.shape, seed)
        difference = largest_difference(peer, x.astype(np.float64), labels)
        assert difference <= 1e-9, f"gradients differ by {difference}"
        if largest_difference(peer, x, labels) <= 1e-5:
            return x, labels
    raise AssertionError("float32 gradients differ by more than 1e-5 on every batch")


def largest_difference(peer: Peer, x: Array, labels: Any) -> float:
    """Of the gradients of fast layers from plain ones and from PyTorch's, ÷ the layer's largest gradient."""
    plain = Ours(peer, x, labels, "plain").gradient()
    one, two = (Ours(peer, x, labels, "fast", threads).gradient().gradient for threads in OURS_THREADS)
    assert np.array_equal(one, two), "the number of threads shows"
    theirs = Torch(peer, x, labels, "NCHW").gradient()
    found = 0.0
    for name, layer in plain.layers:
        if layer.parameters:
            place = plain.slice_of(name)
            largest = np.abs(plain.gradient[place]).max()
            for others in (plain.gradient, theirs):
                found = max(found, float(np.abs(one[place] - others[place]).max() / largest))
    return found


class Ours:
    """One of our networks with a batch to learn."""

    def __init__(self, peer: Peer, x: Array, labels: Any, executor: Executor, threads: int = 2) -> None:
        self.network = build(
            peer.layers, peer.shape, 10, seed=3, dtype=x.dtype.type, executor=executor, threads=threads
        )
        self.optimizer = Momentum(RATE, momentum=MOMENTUM)
        self.x, self.labels = x, labels

    def gradient(self) -> Sequential:
        self.network.learn(self.x, self._delta, logits=True)
        return self.network

    def step(self) -> None:
        network = self.gradient()
        self.optimizer.update(network.value, network.gradient, network.decay_mask)

    def _delta(self, logits: Array, place: slice) -> Array:
        return cross_entropy(logits, self.labels[place], batch_size=len(self.labels))[2]


class Torch:
    """The same network with the same weights in PyTorch."""

    def __init__(self, peer: Peer, x: Array, labels: Any, layout: str) -> None:
        network = build(peer.layers, peer.shape, 10, seed=3, dtype=x.dtype.type)
        modules: list[torch.nn.Module] = []
        channels = peer.shape[0]
        for _, layer in network.layers:
            views = layer.parameters
            if layer.kind == "convolution":
                filters, _, *kernel = views["weight"].value.shape
                module = torch.nn.Conv2d(channels, filters, kernel, padding=layer.padding)  # type: ignore[attr-defined]
                channels = filters
            elif layer.kind == "dense":
                module = torch.nn.Linear(*reversed(views["weight"].value.shape))
            else:
                kinds = {"relu": torch.nn.ReLU, "flatten": torch.nn.Flatten}
                module = kinds[layer.kind]() if layer.kind in kinds else torch.nn.MaxPool2d(2)
            module.to(torch.from_numpy(x).dtype)
            for kind, view in views.items():
                getattr(module, kind).data[...] = torch.from_numpy(view.value)
            modules.append(module)
        self.module = torch.nn.Sequential(*modules)
        self.x, self.labels = torch.from_numpy(x), torch.from_numpy(labels)
        if layout == "channels_last":
            self.module = self.module.to(memory_format=torch.channels_last)
            self.x = self.x.to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(self.module.parameters(), lr=RATE, momentum=MOMENTUM)

    def gradient(self) -> Array:
        """(P,) in our order."""
        self.optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(self.module(self.x), self.labels).backward()
        found = [one.grad.contiguous().reshape(-1) for one in self.module.parameters()]
        return torch.cat(found).numpy()  # type: ignore[no-any-return]

    def step(self) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(self.module(self.x), self.labels).backward()
        self.optimizer.step()


# ---------------------------------------------------------------- beside our own layers


def beside_plain() -> None:
    """Every preset: pictures a second of both executors, and how a step's cost grows with the batch."""
    rows: list[list[object]] = []
    for id, preset in PRESETS.items():
        shape = (3, 32, 32) if id.startswith("cifar") else (1, 28, 28)
        peer = Peer(preset.layers, shape, {})
        contenders: dict[str, Callable[[], object]] = {}
        for batch in BATCHES:
            for executor in ("plain", "fast"):
                step = Ours(peer, *pictures(batch, shape), executor).step
                contenders[f"{executor} {batch}"] = step
        ms = interleaved(contenders)
        speeds = {key: int(key.split()[1]) / value * 1000 for key, value in ms.items()}
        plain, fast = ([speeds[f"{kind} {batch}"] for batch in BATCHES] for kind in ("plain", "fast"))
        gain = statistics.median(b / a for a, b in zip(plain, fast, strict=True))
        rows.append([id, *plain, *fast, gain])
    head = ["preset", *(f"plain, {n}" for n in BATCHES), *(f"fast, {n}" for n in BATCHES), "gain"]
    print_table("Pictures learned a second, at batches of 16 to 128, two threads", head, rows)


if __name__ == "__main__":
    main()
