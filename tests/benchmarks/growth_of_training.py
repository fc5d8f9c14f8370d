"""How the cost of learning grows with the batch and with threads, as ratios within one run.

    python -m tests.benchmarks.growth_of_training

A picture in a large batch should cost less than one alone, and from some size on the same: parts of a few
pictures go through one after the other in the same workspaces. Two threads should do almost twice as much
where a batch has work for two. Gradients are the same bytes from any number of threads, which is asserted.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

# Before NumPy is imported: BLAS then has one thread, as in a run's process.
import app

# isort: split
import numpy as np

from tests.benchmarks.timing import interleaved, print_machine, print_table
from tests.benchmarks.training import PEERS, Ours, Peer, pictures

BATCHES = (1, 4, 16, 64, 256, 512)
THREADS = (1, 2, 4)


def main() -> None:
    print_machine("numpy", ConvScope=app.__version__, BLAS_threads=1)
    batches, threads, memory = [], [], []
    for name, peer in PEERS.items():
        steps = {batch: [step_of(peer, batch, count) for count in THREADS] for batch in BATCHES}
        ms = interleaved(
            {
                f"{batch} {count}": step
                for batch in BATCHES
                for count, step in zip(THREADS, steps[batch], strict=True)
            }
        )
        each = [ms[f"{batch} 1"] / batch for batch in BATCHES]
        batches.append([name, each[-1] * 1000, *(one / each[-1] for one in each)])
        threads.append([name, *(ms[f"{batch} 1"] / ms[f"{batch} 2"] for batch in BATCHES)])
        memory.append([name, *(megabytes(peer, batch) for batch in BATCHES)])
    head = [str(batch) for batch in BATCHES]
    print_table(
        "A picture on one thread, ÷ a picture in the largest batch", ["network", "µs", *head], batches
    )
    print_table("Two threads: as many times as fast as one, by batch", ["network", *head], threads)
    print_table("Workspaces of one thread in MB, by batch", ["network", *head], memory)


def step_of(peer: Peer, batch: int, threads: int) -> Callable[[], object]:
    """A step of the network on a batch; its first gradient is compared with that of one thread."""
    x, labels = pictures(batch, peer.shape)
    ours = Ours(peer, x, labels, "fast", threads)
    expected = Ours(peer, x, labels, "fast", 1).gradient().gradient
    assert np.array_equal(ours.gradient().gradient, expected), "the number of threads shows"
    return ours.step


def megabytes(peer: Peer, batch: int) -> float:
    """What a network holds after a step, with its weights and without the batch."""
    x, labels = pictures(batch, peer.shape)
    tracemalloc.start()
    ours = Ours(peer, x, labels, "fast", 1)
    ours.step()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held / 1e6


if __name__ == "__main__":
    main()
