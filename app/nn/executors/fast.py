"""The fast way through a network: in micro-batches, on two threads, without making an array twice.

A batch is divided into parts of a few pictures, so that everything a part needs stays in the cache, forward,
loss and backward. The parts go to at most four *lanes*, each with its own sum of gradients; the lanes' sums
are added in order. Threads take lanes: how many there are changes nothing about which numbers are added in
which order, so it changes no byte.

A thread has workspaces for a few sizes of a part, made once and used for ever: memory grows with the threads,
not with the batch. Between a ``forward`` and its ``backward`` they only hold the latest part, and the others
are computed again; ``learn`` goes through both for one part after another and computes nothing twice.

With BLAS on more than one thread of its own, set ``threads=1``.
"""

from __future__ import annotations

import contextvars
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import prod
from typing import TypeAlias

import numpy as np

from app.nn.dropout import Dropout
from app.nn.executors.plan import group, make_stage
from app.nn.executors.stage import DropoutStage, Member, Scratch, Stage
from app.nn.layer import Array, Shape

DeltaOf: TypeAlias = Callable[[Array, slice], Array]

MOST_LANES = 4
LARGE_MAPS = 8192  # numbers that a layer puts out for one picture
PART_NUMBERS = 1 << 22  # that all layers put out for a part; workspaces are about four times as many
MOST_SIZES = 3  # of parts with workspaces kept, for each thread: a batch, the last of an epoch, one picture


class Chain:
    """All stages for micro-batches of one size, in one lane.

    Attributes:
        holds: which part of which batch its workspaces are of.
    """

    def __init__(self, members: Sequence[Member], count: int, gradient: Array, scratch: Scratch) -> None:
        groups = group(members)
        self.stages: list[Stage] = [
            make_stage(one, count, gradient, scratch, is_first=number == 0)
            for number, one in enumerate(groups)
        ]
        learning = [number for number, stage in enumerate(self.stages) if _learns(stage)]
        self._first_learning = learning[0] if learning else len(self.stages)
        self.holds: tuple[int, slice] | None = None
        self.prepared_for = -1

    def prepare(self, batch: int) -> None:
        """Read the weights, once a batch."""
        if self.prepared_for != batch:
            for stage in self.stages:
                stage.prepare()
            self.prepared_for = batch

    def forward(self, x: Array, factors: Mapping[str, Array], place: slice, *, is_training: bool) -> Array:
        """(N, …) → (N, …) for one part; ``factors`` are those of the whole batch."""
        for stage in self.stages:
            if isinstance(stage, DropoutStage):
                factor = factors[stage.members[0].name]
                stage.factor = factor[place] if factor.ndim else factor
            x = stage.forward(x, is_training=is_training)
        return x

    def backward(self, delta: Array, kept: dict[str, Array] | None) -> None:
        """Fill the lane's gradient of this part."""
        # Layers before the first with weights need no δ, unless somebody wants to see it.
        last = 0 if kept is not None else self._first_learning
        for number in range(len(self.stages) - 1, last - 1, -1):
            passed = self.stages[number].backward(delta, needs_input=number > last, kept=kept)
            if passed is None:
                break
            delta = passed


class Worker:
    """The workspaces of a thread.

    Attributes:
        gradient: (P,) of the part last gone through.
    """

    def __init__(self, members: Sequence[Member], gradient: Array) -> None:
        self._members = members
        self.gradient = np.zeros_like(gradient)
        self._scratch = Scratch(gradient.dtype)
        self._chains: dict[int, Chain] = {}

    def chain(self, count: int) -> Chain:
        """The chain for parts of this size; the one unused for longest makes room."""
        chain = self._chains.pop(count, None)
        if chain is None:
            while len(self._chains) >= MOST_SIZES:
                del self._chains[next(iter(self._chains))]
            chain = Chain(self._members, count, self.gradient, self._scratch)
        self._chains[count] = chain
        return chain


class Lane:
    """The sum of the gradients of some parts of a batch, one part after the other."""

    def __init__(self, gradient: Array) -> None:
        self.total = np.zeros_like(gradient)

    def begin(self) -> None:
        """Nothing is summed yet."""
        self._is_empty = True

    def add(self, gradient: Array) -> None:
        """One more part's."""
        if self._is_empty:
            np.copyto(self.total, gradient)
        else:
            np.add(self.total, gradient, out=self.total)
        self._is_empty = False


class Fast:
    """Runs a network's layers for it; a final softmax is not among them.

    Not for two callers at once, like the layers themselves.
    """

    def __init__(
        self,
        members: Sequence[Member],
        output_shape: Shape,
        gradient: Array,
        *,
        threads: int | None = None,
    ) -> None:
        """Args:
        members: in order.
        output_shape: of one picture, behind the last.
        gradient: the network's (P,), to be filled by ``backward`` and ``learn``.
        threads: at most; None is two, where there are as many cores.
        """
        self._members = list(members)
        self._output_shape = output_shape
        self._gradient = gradient
        self._threads = threads or min(2, os.cpu_count() or 1)
        self._others = ThreadPoolExecutor(self._threads - 1) if self._threads > 1 else None
        self._workers = [Worker(self._members, gradient) for _ in range(self._threads)]
        self._lanes = [Lane(gradient) for _ in range(MOST_LANES)]
        self._batch = 0
        self._x: Array = gradient[:0]
        self._factors: dict[str, Array] = {}
        self._is_training = False

    def forward(self, x: Array, *, is_training: bool, keep: bool) -> tuple[Array, dict[str, Array]]:
        """Output (N, …) and, with ``keep``, layer name → output (N, …)."""
        output, maps = self._begin(x, is_training=is_training, keep=keep)

        def work(worker: Worker, _lane: Lane, parts: list[slice]) -> None:
            for place in parts:
                self._forward(worker, place, output, maps)

        self._share(work)
        return output, maps

    def backward(self, delta: Array, *, keep: bool) -> dict[str, Array]:
        """Fill the gradient; with ``keep``, layer name → ∂loss/∂output (N, …)."""
        deltas = self._empty_maps(len(self._x)) if keep else {}

        def work(worker: Worker, lane: Lane, parts: list[slice]) -> None:
            lane.begin()
            for place in parts:
                chain = worker.chain(place.stop - place.start)
                if chain.holds != (self._batch, place):
                    self._forward(worker, place, None, {})
                self._backward(worker, lane, chain, place, delta[place], deltas)

        self._add_up(self._share(work))
        return deltas

    def learn(
        self, x: Array, delta_of: DeltaOf, *, is_training: bool, keep: bool
    ) -> tuple[Array, dict[str, Array]]:
        """``forward`` and ``backward`` in one.

        Args:
            delta_of: gives ∂loss/∂output of some pictures from their output and their place in the batch.
        """
        output, maps = self._begin(x, is_training=is_training, keep=keep)

        def work(worker: Worker, lane: Lane, parts: list[slice]) -> None:
            lane.begin()
            for place in parts:
                chain = self._forward(worker, place, output, maps)
                self._backward(worker, lane, chain, place, delta_of(output[place], place), {})

        self._add_up(self._share(work))
        return output, maps

    def _begin(self, x: Array, *, is_training: bool, keep: bool) -> tuple[Array, dict[str, Array]]:
        """Draw for dropout, for the whole batch and layer after layer as the plain network does."""
        self._batch += 1
        self._x, self._is_training = x, is_training
        self._factors = {}
        for member in self._members:
            if isinstance(member.layer, Dropout):
                ones = np.ones((len(x), *member.entering) if is_training else (), self._gradient.dtype)
                self._factors[member.name] = member.layer.forward(ones, is_training=is_training)
        output = np.empty((len(x), *self._output_shape), self._gradient.dtype)
        return output, self._empty_maps(len(x)) if keep else {}

    def _forward(self, worker: Worker, place: slice, output: Array | None, maps: dict[str, Array]) -> Chain:
        chain = worker.chain(place.stop - place.start)
        chain.prepare(self._batch)
        found = chain.forward(self._x[place], self._factors, place, is_training=self._is_training)
        chain.holds = (self._batch, place)
        if output is not None:
            output[place] = found
        if maps:
            for stage in chain.stages:
                for name, values in stage.maps():
                    maps[name][place] = values
        return chain

    @staticmethod
    def _backward(
        worker: Worker, lane: Lane, chain: Chain, place: slice, delta: Array, deltas: dict[str, Array]
    ) -> None:
        kept: dict[str, Array] | None = {} if deltas else None
        chain.backward(delta, kept)
        for name, values in (kept or {}).items():
            deltas[name][place] = values
        chain.holds = None  # δ has been written over some of it
        lane.add(worker.gradient)

    def _share(self, work: Callable[[Worker, Lane, list[slice]], None]) -> list[Lane]:
        """Give every lane its parts and every thread its lanes; returns the lanes that had any."""
        divided = lanes_of(len(self._x), part_size(self._members, len(self._x)))
        lanes = self._lanes[: len(divided)]
        threads = min(self._threads, len(divided))

        def run(thread: int) -> None:
            mine = slice(thread * len(divided) // threads, (thread + 1) * len(divided) // threads)
            for lane, parts in zip(lanes[mine], divided[mine], strict=True):
                work(self._workers[thread], lane, parts)

        if threads == 1 or self._others is None:
            for thread in range(threads):
                run(thread)
            return lanes
        # What the caller has set about overflow holds in the other threads too.
        waiting = [
            self._others.submit(contextvars.copy_context().run, run, thread) for thread in range(1, threads)
        ]
        run(0)
        for one in waiting:
            one.result()
        return lanes

    def _add_up(self, lanes: Sequence[Lane]) -> None:
        np.copyto(self._gradient, lanes[0].total)
        for lane in lanes[1:]:
            self._gradient += lane.total

    def _empty_maps(self, count: int) -> dict[str, Array]:
        return {
            member.name: np.empty((count, *member.leaving), self._gradient.dtype) for member in self._members
        }


def lanes_of(pictures: int, part_size: int) -> list[list[slice]]:
    """The batch in parts of nearly one size, an even number of them, and these in at most four lanes."""
    parts = max(1, -(-pictures // part_size))
    if parts > 1:
        parts += parts % 2
    edges = [number * pictures // parts for number in range(parts + 1)]
    places = [slice(start, stop) for start, stop in pairwise(edges)]
    lanes = min(parts, MOST_LANES)
    return [places[lane * parts // lanes : (lane + 1) * parts // lanes] for lane in range(lanes)]


def part_size(members: Sequence[Member], pictures: int) -> int:
    """Pictures in a part: so many that a call is worth its price, so few that they stay in the cache.

    Large maps are work for two threads from a few pictures on; small ones are done before two have agreed.
    """
    sizes = [prod(member.leaving) for member in members if len(member.leaving) == 3] or [1]
    most = max(4, min(64, PART_NUMBERS // sum(sizes)))
    return most if max(sizes) <= LARGE_MAPS else min(most, max(8, -(-pictures // 2)))


def _learns(stage: Stage) -> bool:
    return any(member.layer.parameters for member in stage.members)
