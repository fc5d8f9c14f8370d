"""The trainer: a run as a generator of events.

Whoever calls ``next`` decides when anything happens: to pause is not to call it, and what is computed does
not depend on when it was. Between two calls :class:`Controls` may be changed; they are read before every
step. Chance comes from the seed alone, so the same spec, data and controls give the same events.

Order: RunStarted, SnapshotTaken (step 0, before anything costly), and then for every step [SettingsChanged]
[SnapshotTaken of a new probe] [MomentReached × 4] StepEnded [SnapshotTaken], after the last step of an epoch
EpochEnded, and TrainingEnded at the end of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.nn.describe import NetworkDescription
from app.nn.network import Executor, Sequential, build
from app.nn.seeds import Chance, generator
from app.training.controls import Controls
from app.training.data import SPLITS, TrainingData, network_input
from app.training.divergence import DivergedError, check_finite, check_loss, check_weights
from app.training.events import (
    DivergenceReason,
    EndReason,
    EpochEnded,
    LayerHealth,
    LayerInfo,
    RunStarted,
    SettingsChanged,
    SnapshotTaken,
    StepEnded,
    TrainingEnded,
    TrainingEvent,
    Weights,
)
from app.training.health import layer_health
from app.training.metrics import Tally, as_rows, confusion_pictures, evaluate
from app.training.objective import Objective, make_optimizer
from app.training.schedule import interval, is_due
from app.training.slow_motion import SlowStep, kernels_of
from app.training.snapshot import first_probe, take_snapshot
from app.training.spec import TrainingSpec, check_network


def build_network(spec: TrainingSpec, data: TrainingData, *, executor: Executor = "plain") -> Sequential:
    """The network of a spec as it is before the first step.

    Raises:
        DomainError: as ``check_network``.
    """
    check_network(spec, data.shape, len(data.classes))
    return build(
        spec.network.layers, data.shape, len(data.classes), seed=spec.seed,
        initialization=spec.initialization, executor=executor,
    )  # fmt: skip


def train(
    spec: TrainingSpec, data: TrainingData, controls: Controls | None = None
) -> Iterator[TrainingEvent]:
    """A run, event by event.

    Raises:
        DomainError: at once, for a network that does not fit the data (``check_network``) and for
            ``training_pictures_missing``; from ``next``, for a probe that does not exist.
    """
    if data.count("train") < 1:
        raise DomainError("training_pictures_missing", field="data", value=data.name, limit=1)
    found = check_network(spec, data.shape, len(data.classes))
    return _Run(spec, data, controls or Controls(), found).events()


class _Run:
    """What a run knows between two events."""

    def __init__(
        self, spec: TrainingSpec, data: TrainingData, controls: Controls, found: NetworkDescription
    ) -> None:
        self.spec, self.data, self.controls, self.found = spec, data, controls, found
        self.network = build_network(spec, data, executor="fast")
        self.objective = Objective(spec.loss, self.network)
        self.optimizer = make_optimizer(spec.optimizer)
        self.labels = data.labels("train")
        self.probe = controls.probe
        self.settings = self._settings()
        self.every = interval(found.multiplications, len(found.layers), spec.batch_size)
        self.step = self.epoch = 0
        self.health: tuple[LayerHealth, ...] = ()
        self.best_epoch: int | None = None
        self.best_accuracy: float | None = None
        self.best_weights: Weights | None = None

    def events(self) -> Iterator[TrainingEvent]:
        """All of them."""
        yield self._started()
        reason: EndReason = "finished"
        because: DivergenceReason | None = None
        try:
            yield self._snapshot()
            chance = generator(self.spec.seed, Chance.SHUFFLING)
            while self.epoch < self.spec.epochs and not self.controls.should_stop:
                self.epoch += 1
                order = chance.permutation(self.data.count("train"))
                yield from self._train_epoch(order)
            if self.controls.should_stop and not self._is_complete:
                reason = "stopped"
        except DivergedError as diverged:
            reason, because = "diverged", diverged.reason
        yield self._ended(reason, because)

    @property
    def _is_complete(self) -> bool:
        return self.step == self.spec.epochs * self._steps_per_epoch

    @property
    def _steps_per_epoch(self) -> int:
        return -(-self.data.count("train") // self.spec.batch_size)

    def _train_epoch(self, order: NDArray[np.int64]) -> Iterator[TrainingEvent]:
        tally = Tally()
        for start in range(0, len(order), self.spec.batch_size):
            yield from self._read_controls()
            if self.controls.should_stop:
                return
            indices = order[start : start + self.spec.batch_size]
            yield from self._train_step(indices, tally, is_last=start + len(indices) == len(order))
        yield self._evaluated(tally)

    def _train_step(
        self, indices: NDArray[np.int64], tally: Tally, *, is_last: bool
    ) -> Iterator[TrainingEvent]:
        """One update; ``is_slow`` changes what is told, not what is computed."""
        network, objective, controls = self.network, self.objective, self.controls
        is_slow = controls.is_slow
        is_watched = is_last or is_slow or controls.wants_snapshot or is_due(self.step + 1, self.every)
        controls.wants_snapshot = False
        labels = self.labels[indices]
        pixels = self.data.pictures("train", indices, self.epoch - 1)
        x = network_input(pixels, self.data)
        told = SlowStep(
            network, objective, self.step + 1, self.epoch, len(indices), self.optimizer.learning_rate,
            int(indices[0]), int(labels[0]), pixels[0],
        )  # fmt: skip
        wants_logits = objective.wants_logits
        with np.errstate(over="ignore", invalid="ignore"):  # what leaves its range is told, not warned about
            if is_slow:  # there and back apart, to be told in between; the same numbers
                output = network.forward(x, is_training=True, keep=True, logits=wants_logits)
            else:
                output = network.learn(x, objective.delta_of(labels), keep=is_watched, logits=wants_logits)
        measured = objective.measure(output, labels)
        check_loss(measured.loss)
        if is_slow:
            yield told.forward()
            yield told.loss(measured)
            with np.errstate(over="ignore", invalid="ignore"):
                network.backward(measured.delta, keep=True, logits=wants_logits)
        check_finite(network.gradient, "gradient_not_finite")
        if is_slow:
            yield told.backward()
        before = network.value.copy() if is_watched else None
        kernels = kernels_of(network) if is_slow else {}
        with np.errstate(over="ignore", invalid="ignore"):
            self.optimizer.update(network.value, network.gradient, network.decay_mask)
        check_weights(network.value)
        if is_slow:
            yield told.update(kernels)
        if is_watched:
            self.health = layer_health(network, before)
        self.step += 1
        right = int((measured.scores.argmax(axis=1) == labels).sum())
        tally.add(measured.loss, right, len(indices))
        yield StepEnded(
            self.step, self.epoch, measured.loss, right / len(indices), self.optimizer.learning_rate
        )
        if is_watched:
            self.probe = controls.probe
            yield self._snapshot()

    def _read_controls(self) -> Iterator[TrainingEvent]:
        """Until nothing has changed any more: while a change is told, another may be made."""
        is_changed = True
        while is_changed and not self.controls.should_stop:
            is_changed = False
            for event in self._changes():
                is_changed = True
                yield event

    def _changes(self) -> Iterator[TrainingEvent]:
        controls = self.controls
        if controls.learning_rate is not None:
            self.optimizer.learning_rate = controls.learning_rate
        if controls.momentum is not None:
            self.optimizer.momentum = controls.momentum
        if controls.dropout is not None:
            for layer in self.network.dropouts():
                layer.rate = controls.dropout
        settings = self._settings()
        if settings != self.settings:
            self.settings = settings
            yield replace(settings, step=self.step)
        if controls.probe is not self.probe:
            self.probe = controls.probe
            yield self._snapshot()

    def _settings(self) -> SettingsChanged:
        rates = [layer.rate for layer in self.network.dropouts()]
        momentum = None if self.spec.optimizer.kind == "sgd" else self.optimizer.momentum
        return SettingsChanged(0, self.optimizer.learning_rate, momentum, rates[0] if rates else None)

    def _started(self) -> RunStarted:
        layers = tuple(
            LayerInfo(
                layer.name, layer.kind, layer.output_shape or (), layer.parameters or 0, layer.receptive_field
            )
            for layer in self.found.layers
        )
        return RunStarted(
            0, self.spec, layers, self.data.classes, {split: self.data.count(split) for split in SPLITS},
            self._steps_per_epoch, self.found.parameters, self.data.shape, self.data.is_ink,
        )  # fmt: skip

    def _snapshot(self) -> SnapshotTaken:
        probe = self.probe or first_probe(self.data)
        return take_snapshot(
            self.network, self.objective, self.data, probe,
            step=self.step, epoch=self.epoch, health=self.health,
        )  # fmt: skip

    def _evaluated(self, tally: Tally) -> EpochEnded:
        """The epoch's numbers; the weights are kept if no earlier epoch was as good.

        Without validation pictures the latest epoch is the best known.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            found = evaluate(self.network, self.objective, self.data, "validation")
        if found.loss is not None:
            check_loss(found.loss)
        is_best = self.best_accuracy is None or (
            found.accuracy is not None and found.accuracy > self.best_accuracy
        )
        if is_best:
            self.best_epoch, self.best_accuracy = self.epoch, found.accuracy
            self.best_weights = self.network.value.copy()
        return EpochEnded(
            self.step, self.epoch, tally.loss, tally.accuracy, found.loss, found.accuracy,
            as_rows(found.confusion), confusion_pictures(self.data.labels("validation"), found.predictions),
            is_best,
        )  # fmt: skip

    def _ended(self, reason: EndReason, because: DivergenceReason | None) -> TrainingEnded:
        """The mark: the best epoch's weights on pictures that nothing was chosen by."""
        loss = accuracy = None
        confusion: tuple[tuple[int, ...], ...] = ()
        if self.best_weights is not None:
            self.network.value[...] = self.best_weights
            with np.errstate(over="ignore", invalid="ignore"):
                found = evaluate(self.network, self.objective, self.data, "test")
            is_finite = found.loss is not None and np.isfinite(found.loss)
            loss, accuracy = (found.loss, found.accuracy) if is_finite else (None, None)
            confusion = as_rows(found.confusion) if is_finite else ()
        weights = np.nan_to_num(self.network.value)  # of a run that diverged before its first epoch ended
        return TrainingEnded(
            self.step, self.epoch, reason, self.best_epoch, self.best_accuracy, loss, accuracy, confusion,
            because, weights,
        )  # fmt: skip
