"""A run: its order, its sameness, its numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.nn.network import Sequential, build
from app.training.data import network_input
from app.training.events import (
    EpochEnded,
    MomentReached,
    RunStarted,
    SnapshotTaken,
    StepEnded,
    TrainingEnded,
    TrainingEvent,
)
from app.training.metrics import evaluate
from app.training.objective import Objective
from app.training.spec import TrainingSpec
from app.training.trainer import train
from tests.training.support import TINY_LAYERS, Bars, of_type, plain, run, spec_of

DROPPING = [*TINY_LAYERS[:4], {"kind": "dropout", "rate": 0.25}, TINY_LAYERS[4]]


def network_with(weights: np.ndarray, spec: TrainingSpec, data: Bars) -> Sequential:
    network = build(spec.network.layers, data.shape, len(data.classes), seed=0)
    network.value[...] = weights
    return network


def numbers(thing: object) -> Iterator[float]:
    """Every float in an event."""
    if isinstance(thing, float):
        yield thing
    elif isinstance(thing, np.ndarray):
        yield from thing.reshape(-1).tolist()
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from numbers(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from numbers(value)
    else:
        for name in getattr(thing, "__dataclass_fields__", ()):
            yield from numbers(getattr(thing, name))


def test_a_run_begins_with_itself_and_a_picture_and_ends_once() -> None:
    events = run(spec_of())
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[1], SnapshotTaken)
    assert (events[0].step, events[1].step, events[1].epoch) == (0, 0, 0)
    assert [event.step for event in of_type(events, StepEnded)] == list(range(1, 9))  # 2 × ⌈50/16⌉
    assert [event.epoch for event in of_type(events, EpochEnded)] == [1, 2]
    ended = of_type(events, TrainingEnded)
    assert len(ended) == 1
    assert events[-1] is ended[0]
    assert (ended[0].reason, ended[0].step, ended[0].epoch) == ("finished", 8, 2)


def test_the_first_event_introduces_the_run() -> None:
    started = run(spec_of(epochs=1))[0]
    assert isinstance(started, RunStarted)
    assert [(layer.name, layer.output_shape, layer.parameters) for layer in started.layers] == [
        ("convolution_1", (4, 8, 6), 40),
        ("relu_1", (4, 8, 6), 0),
        ("max_pool_1", (4, 4, 3), 0),
        ("flatten_1", (48,), 0),
        ("dense_1", (3,), 147),
    ]
    assert started.parameters == 187
    assert started.steps_per_epoch == 4
    assert dict(started.counts) == {"train": 50, "validation": 20, "test": 20}
    assert (started.input_shape, started.is_ink) == ((1, 8, 6), True)


def test_it_learns() -> None:
    events = run(spec_of(epochs=6))
    epochs = of_type(events, EpochEnded)
    assert epochs[-1].training_loss < epochs[0].training_loss / 3
    assert events[-1].test_accuracy == 1.0  # type: ignore[union-attr]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adam"])
@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
def test_every_optimizer_makes_both_losses_smaller(optimizer: str, loss: str) -> None:
    rate = 0.005 if optimizer == "adam" else 0.02
    spec = spec_of(loss=loss, optimizer={"kind": optimizer, "learning_rate": rate}, epochs=5)
    epochs = of_type(run(spec), EpochEnded)
    assert epochs[-1].training_loss < 0.6 * epochs[0].training_loss


@pytest.mark.parametrize("is_endless", [False, True])
def test_the_same_seed_gives_the_same_events_to_the_last_bit(is_endless: bool) -> None:
    spec, data = spec_of(network={"layers": DROPPING}), Bars(is_endless=is_endless)
    assert plain(run(spec, data)) == plain(run(spec, data))


def test_another_seed_gives_other_weights_and_another_order() -> None:
    one, other = run(spec_of(seed=5)), run(spec_of(seed=6))
    assert plain(of_type(one, SnapshotTaken)[0].weights) != plain(of_type(other, SnapshotTaken)[0].weights)
    assert [event.loss for event in of_type(one, StepEnded)] != [
        event.loss for event in of_type(other, StepEnded)
    ]


def test_a_dropout_layer_changes_neither_the_first_weights_nor_the_order() -> None:
    without, dropping = run(spec_of(epochs=1)), run(spec_of(epochs=1, network={"layers": DROPPING}))
    first, same = of_type(without, SnapshotTaken)[0], of_type(dropping, SnapshotTaken)[0]
    assert np.array_equal(first.weights, same.weights)
    assert of_type(without, StepEnded)[0].loss != of_type(dropping, StepEnded)[0].loss


def test_pausing_and_another_run_in_between_change_nothing() -> None:
    spec = spec_of(network={"layers": DROPPING})
    events: list[TrainingEvent] = []
    for number, event in enumerate(train(spec, Bars())):
        events.append(event)
        if number in (0, 4, 9):  # the time of a pause: somebody else draws numbers and trains
            np.random.default_rng().random(10)
            run(spec_of(seed=9, epochs=1))
    assert plain(events) == plain(run(spec))


def test_an_endless_set_shows_other_pictures_in_every_epoch() -> None:
    """With a rate this small the weights stand still: only other pictures make another loss."""
    still = {"kind": "sgd", "learning_rate": 1e-12}
    lasting, endless = (
        [
            round(event.training_loss, 5)
            for event in of_type(
                run(spec_of(optimizer=still, epochs=3), Bars(is_endless=is_endless)), EpochEnded
            )
        ]
        for is_endless in (False, True)
    )
    assert lasting[0] == lasting[1] == lasting[2] == endless[0]
    assert len(set(endless)) == 3


def test_an_epochs_numbers_are_means_over_its_pictures_and_not_the_last_batchs() -> None:
    """50 pictures in batches of 16: the last batch has 2 and weighs 2."""
    events = run(spec_of(epochs=1, optimizer={"learning_rate": 0.01}))
    steps, epoch = of_type(events, StepEnded), of_type(events, EpochEnded)[0]
    sizes = [16, 16, 16, 2]
    loss = sum(step.loss * size for step, size in zip(steps, sizes, strict=True)) / 50
    right = sum(round(step.accuracy * size) for step, size in zip(steps, sizes, strict=True))
    assert epoch.training_loss == pytest.approx(loss, rel=1e-12)
    assert epoch.training_accuracy == right / 50
    assert epoch.training_loss != pytest.approx(np.mean([step.loss for step in steps]), rel=1e-6)
    assert epoch.training_accuracy != steps[-1].accuracy


def test_validation_is_of_all_its_pictures_with_the_weights_of_the_epochs_end() -> None:
    spec, data = spec_of(epochs=1, optimizer={"learning_rate": 0.01}), Bars()
    events = run(spec, data)
    epoch, snapshot = of_type(events, EpochEnded)[0], of_type(events, SnapshotTaken)[-1]
    assert snapshot.step == epoch.step == 4
    network = network_with(snapshot.weights, spec, data)
    output = network.forward(network_input(data.pictures("validation", np.arange(20)), data))
    predicted, labels = output.argmax(axis=1), data.labels("validation")
    assert epoch.validation_accuracy == (predicted == labels).mean()
    shifted = np.exp(output - output.max(axis=1, keepdims=True))
    probabilities = shifted / shifted.sum(axis=1, keepdims=True)
    assert epoch.validation_loss == pytest.approx(
        -np.log(probabilities[np.arange(20), labels]).mean(), rel=1e-5
    )
    for index in range(20):
        assert index in epoch.confusion_pictures[f"{labels[index]},{predicted[index]}"]
    assert sum(map(sum, epoch.confusion)) == 20
    assert [sum(row) for row in epoch.confusion] == np.bincount(labels, minlength=3).tolist()


def test_the_best_epoch_is_kept_and_its_weights_are_what_is_tested() -> None:
    spec, data = spec_of(epochs=8, seed=3, optimizer={"learning_rate": 0.4}), Bars(noise=105)
    events = run(spec, data)
    epochs, ended = of_type(events, EpochEnded), of_type(events, TrainingEnded)[0]
    accuracies = [epoch.validation_accuracy or 0.0 for epoch in epochs]
    best = int(np.argmax(accuracies))  # the first of equals
    assert best < len(epochs) - 1, "a run that gets worse again"
    assert (ended.best_epoch, ended.best_validation_accuracy) == (best + 1, accuracies[best])
    assert [epoch.is_best for epoch in epochs] == [
        all(accuracy > before for before in accuracies[:index]) for index, accuracy in enumerate(accuracies)
    ]
    snapshots = {snapshot.step: snapshot for snapshot in of_type(events, SnapshotTaken)}
    assert np.array_equal(ended.weights, snapshots[epochs[best].step].weights)
    network = network_with(ended.weights, spec, data)
    found = evaluate(network, Objective("cross_entropy", network), data, "test")
    assert (ended.test_accuracy, ended.test_loss) == (found.accuracy, found.loss)
    assert ended.test_confusion == tuple(map(tuple, found.confusion.tolist()))


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_rate_of_a_thousand_ends_as_diverged_without_a_number_that_is_none(
    loss: str, optimizer: str
) -> None:
    spec = spec_of(loss=loss, optimizer={"kind": optimizer, "learning_rate": 1000}, epochs=30)
    events = run(spec)
    ended = events[-1]
    assert isinstance(ended, TrainingEnded)
    assert ended.reason == "diverged"
    assert ended.diverged_because is not None
    assert all(math.isfinite(number) for event in events for number in numbers(event))


def test_without_validation_and_test_pictures_nothing_is_claimed() -> None:
    data = Bars(counts={"train": 20, "validation": 0, "test": 0})
    events = run(spec_of(), data)
    epoch, ended = of_type(events, EpochEnded)[-1], of_type(events, TrainingEnded)[0]
    assert (epoch.validation_loss, epoch.validation_accuracy, epoch.is_best) == (None, None, True)
    assert (ended.best_epoch, ended.best_validation_accuracy) == (2, None)
    assert (ended.test_loss, ended.test_accuracy) == (None, None)
    assert of_type(events, SnapshotTaken)[0].probe.split == "train"


def test_training_needs_pictures() -> None:
    with pytest.raises(DomainError) as refused:
        train(spec_of(), Bars(counts={"train": 0, "validation": 1, "test": 1}))
    assert refused.value.code == "training_pictures_missing"


def test_a_network_that_does_not_fit_is_refused_before_the_run_with_the_layers_index() -> None:
    layers = [TINY_LAYERS[0], {"kind": "convolution", "filters": 2, "kernel": [9, 3]}, *TINY_LAYERS[3:]]
    with pytest.raises(DomainError) as refused:
        train(spec_of(network={"layers": layers}), Bars())
    assert (refused.value.code, refused.value.field) == ("no_window", "network.layers.1.kernel")
    assert (refused.value.values["value"], refused.value.values["limit"]) == (9, 8)


def test_a_network_with_another_number_of_outputs_than_classes_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        train(spec_of(network={"layers": [{"kind": "flatten"}, {"kind": "dense", "units": 4}]}), Bars())
    assert (refused.value.code, refused.value.field) == ("network_output_misfit", "network.layers.1")
    assert (refused.value.values["value"], refused.value.values["limit"]) == ("4", 3)


def test_no_moment_is_told_that_was_not_asked_for() -> None:
    assert of_type(run(spec_of()), MomentReached) == []
