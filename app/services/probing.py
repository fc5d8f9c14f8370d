"""A network looked into: any picture sent through it, with the weights it had at any recorded step.

The networks of runs learn in processes of their own; here they are built again from their spec, given the
weights that were recorded, and only looked at. What was asked is kept for a while, since a class asks the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.nn.layer import Array
from app.nn.network import Sequential
from app.nn.spec import make_layer
from app.services.datasets import Datasets, LabelledPicture, Opened, SplitName
from app.services.result_cache import ResultCache
from app.services.units import Place, UnitAnswer, look_at_unit
from app.training.controls import Probe, check_probe
from app.training.data import SPLITS, Pixels, network_input
from app.training.events import Quantized, ScoreKind
from app.training.objective import Objective
from app.training.quantize import quantize, quantize_kernels, quantize_picture
from app.training.spec import TrainingSpec, check_network
from app.training.trainer import build_network

NETWORKS_BYTES = 64 << 20
ANSWERS_BYTES = 32 << 20
_BYTES_OF_NUMBERS = 40  # what one number weighs as a Python object in a tuple, roughly

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose network is looked into.

    Attributes:
        run_id: None where nothing has been trained: the network as its seed begins it.
        step: at which the weights were recorded.
        weights: the flat vector; None for an untrained network.
        dropout: the rate that held then, if it was changed in flight.
    """

    spec: TrainingSpec
    run_id: str | None = None
    step: int = 0
    weights: NDArray[np.float32] | None = None
    dropout: float | None = None

    @property
    def key(self) -> Hashable:
        """Equal for equal networks over equal data."""
        if self.run_id is not None:
            return self.run_id, self.step, self.dropout
        return orjson.dumps(self.spec.as_wire())


@dataclass(frozen=True, slots=True)
class Activations:
    """One picture and what every layer makes of it.

    Attributes:
        step: whose weights these are, the nearest recorded one before the one asked for.
        label: None for a picture that was drawn.
        maps: one per layer, in order; of vectors (n, 1, 1).
        kernels: of the convolutions, (O·C, K_h, K_w).
        scores: one per class.
        predicted: the class with the highest score.
    """

    step: int
    picture: Quantized
    label: int | None
    maps: tuple[Quantized, ...]
    kernels: tuple[Quantized, ...]
    scores: tuple[float, ...]
    score_kind: ScoreKind
    predicted: int


@dataclass(slots=True)
class _Loaded:
    """A network ready to be asked, by one at a time: a layer remembers its latest batch."""

    network: Sequential
    turn: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture ready to go in: (C, H, W) as it is, (1, C, H, W) as the network takes it."""

    pixels: Pixels
    label: int | None
    x: Array


class Probing:
    """Looks into networks; safe to use from many threads."""

    def __init__(self, datasets: Datasets) -> None:
        self._datasets = datasets
        self._networks: ResultCache[_Loaded] = ResultCache(
            NETWORKS_BYTES, lambda loaded: 3 * loaded.network.value.nbytes + (1 << 14)
        )
        self._activations: ResultCache[Activations] = ResultCache(ANSWERS_BYTES, _weigh_activations)
        self._units: ResultCache[UnitAnswer] = ResultCache(ANSWERS_BYTES, _weigh_unit)

    def activations(self, subject: Subject, probe: Probe) -> Activations:
        """The picture through all layers.

        Raises:
            DomainError: why the data cannot be opened or the network does not fit them, in paths of the
                spec; of the picture, at ``picture``, those of ``check_probe``.
        """

        def compute() -> Activations:
            opened, picture = self._open(subject.spec, probe)
            with self._network(subject, opened) as network, np.errstate(over="ignore", invalid="ignore"):
                return _send_through(network, subject, picture)

        return _kept(self._activations, subject, probe, (), compute)

    def unit(self, subject: Subject, probe: Probe, place: Place) -> UnitAnswer:
        """One number of one feature map, taken apart.

        Raises:
            DomainError: as ``activations``; ``layer_unknown``, ``unit_outside``.
        """

        def compute() -> UnitAnswer:
            opened, picture = self._open(subject.spec, probe)
            with self._network(subject, opened) as network, np.errstate(over="ignore", invalid="ignore"):
                place.check(network)
                objective = Objective(subject.spec.loss, network)
                output = network.forward(picture.x, keep=True, logits=objective.wants_logits)
                if picture.label is not None:
                    measured = objective.measure(output, np.array([picture.label]))
                    network.backward(measured.delta, keep=True, logits=objective.wants_logits)
                return look_at_unit(
                    network, picture.x, place, step=subject.step, has_gradients=picture.label is not None
                )

        return _kept(self._units, subject, probe, place, compute)

    def pictures(
        self, spec: TrainingSpec, split: SplitName, indices: list[int]
    ) -> tuple[LabelledPicture, ...]:
        """Pictures of a run's data; as :meth:`Datasets.pictures`."""
        return self._datasets.pictures(spec.data, spec.seed, split, indices)

    def rebuilt(self, subject: Subject) -> Sequential:
        """A network of one's own with the subject's weights.

        Raises:
            DomainError: why the data cannot be opened or the network does not fit them.
        """
        return _build(subject, self._datasets.open(subject.spec.data, subject.spec.seed))

    def input_scale(self, spec: TrainingSpec) -> tuple[float, float]:
        """``offset`` and ``scale`` of a spec's data: what enters is ``(pixels/255 − offset)·scale``."""
        data = self._datasets.open(spec.data, spec.seed).data
        return data.offset, data.scale

    def classes(self, spec: TrainingSpec) -> tuple[str, ...]:
        """The classes of a spec's data."""
        return self._datasets.open(spec.data, spec.seed).data.classes

    def _open(self, spec: TrainingSpec, probe: Probe) -> tuple[Opened, _Picture]:
        opened = self._datasets.open(spec.data, spec.seed)
        data = opened.data
        try:
            check_probe(probe, data.shape, {split: data.count(split) for split in SPLITS})
        except DomainError as error:
            error.field = error.field.replace("probe", "picture", 1)  # as the body calls it
            raise
        if probe.pixels is not None:
            pixels, label = probe.pixels, None
        else:
            pixels = opened.pictures(probe.split, [probe.index])[0]
            label = int(data.labels(probe.split)[probe.index])
        return opened, _Picture(pixels, label, network_input(pixels[None], data))

    @contextmanager
    def _network(self, subject: Subject, opened: Opened) -> Iterator[Sequential]:
        loaded = self._networks.get_or_compute(
            (subject.key, opened.data.shape, len(opened.data.classes)),
            lambda: _Loaded(_build(subject, opened)),
        )
        with loaded.turn:
            yield loaded.network


def _build(subject: Subject, opened: Opened) -> Sequential:
    data = opened.data
    if subject.weights is None:
        return build_network(subject.spec, data)
    check_network(subject.spec, data.shape, len(data.classes))
    layers = [make_layer(layer, len(data.classes)) for layer in subject.spec.network.layers]
    network = Sequential(layers, data.shape)
    network.value[...] = subject.weights
    if subject.dropout is not None:
        for dropout in network.dropouts():
            dropout.rate = subject.dropout
    return network


def _send_through(network: Sequential, subject: Subject, picture: _Picture) -> Activations:
    objective = Objective(subject.spec.loss, network)
    output = network.forward(picture.x, keep=True, logits=objective.wants_logits)
    scores = np.nan_to_num(objective.scores(output)[0])
    return Activations(
        subject.step,
        quantize_picture(picture.pixels),
        picture.label,
        tuple(quantize(name, maps[0]) for name, maps in network.feature_maps.items()),
        quantize_kernels(network),
        tuple(scores.tolist()),
        objective.score_kind,
        int(scores.argmax()),
    )


def _kept(
    cache: ResultCache[Answer],
    subject: Subject,
    probe: Probe,
    more: Hashable,
    compute: Callable[[], Answer],
) -> Answer:
    """The answer of the cache where the picture never changes; a growing set's pictures do."""
    if subject.run_id is None and subject.spec.data.name.startswith("own-") and probe.pixels is None:
        return compute()
    drawn = None if probe.pixels is None else probe.pixels.tobytes()
    picture = drawn if drawn is not None else (probe.split, probe.index)
    return cache.get_or_compute((subject.key, picture, more), compute)


def _weigh_activations(answer: Activations) -> int:
    return sum(len(one.data) + 400 for one in (answer.picture, *answer.maps, *answer.kernels))


def _weigh_unit(answer: UnitAnswer) -> int:
    numbers = 0 if answer.trace is None else 8 * len(answer.trace.reductions[0].terms)
    weights = 0 if answer.kernel is None else sum(len(row) for grid in answer.kernel for row in grid)
    return 4000 + _BYTES_OF_NUMBERS * (numbers + 2 * weights)
