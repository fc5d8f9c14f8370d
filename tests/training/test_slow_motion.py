"""One step in four moments is the ordinary step, told at length."""

from __future__ import annotations

import numpy as np
import pytest

from app.nn.network import build
from app.training.controls import Controls
from app.training.data import network_input
from app.training.events import MomentReached, Quantized, SnapshotTaken, StepEnded, TrainingEvent
from app.training.quantize import dequantize
from app.training.trainer import train
from tests.training.support import TINY_LAYERS, Bars, of_type, plain, run, spec_of

DROPPING = [*TINY_LAYERS[:4], {"kind": "dropout", "rate": 0.25}, TINY_LAYERS[4], {"kind": "softmax"}]


def close(shown: Quantized, expected: np.ndarray) -> bool:
    """Within half a level of the truth."""
    room = (shown.maximum - shown.minimum) / 510 + 1e-6
    return bool(np.all(np.abs(dequantize(shown).reshape(-1) - np.asarray(expected).reshape(-1)) <= room))


@pytest.fixture(name="moments", scope="module")
def told() -> list[MomentReached]:
    """The first step of a run with plain descent at rate 0.1."""
    spec = spec_of(optimizer={"kind": "sgd", "learning_rate": 0.1}, epochs=1)
    return of_type(run(spec, controls=Controls(is_slow=True)), MomentReached)[:4]


@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
def test_a_slow_step_gives_the_same_weights_and_numbers_as_an_ordinary_one(loss: str) -> None:
    spec = spec_of(network={"layers": DROPPING}, loss=loss)
    slow, ordinary = run(spec, controls=Controls(is_slow=True)), run(spec)
    assert plain(of_type(slow, StepEnded)) == plain(of_type(ordinary, StepEnded))
    shots = {shot.step: shot for shot in of_type(slow, SnapshotTaken)}
    for shot in of_type(ordinary, SnapshotTaken):
        assert plain(shots[shot.step]) == plain(shot)
    assert set(shots) == set(range(9)), "who looks at every step sees a picture of every step"


def test_the_four_moments_come_in_order_between_two_steps() -> None:
    events = [event for event in run(spec_of(), controls=Controls(is_slow=True)) if event.step == 3]
    kinds = [event.moment if isinstance(event, MomentReached) else type(event).__name__ for event in events]
    assert kinds == ["forward", "loss", "backward", "update", "StepEnded", "SnapshotTaken"]


def test_slow_motion_can_be_entered_and_left_in_flight() -> None:
    controls, events = Controls(), list[TrainingEvent]()
    for event in train(spec_of(), Bars(), controls):
        events.append(event)
        if isinstance(event, StepEnded):
            controls.is_slow = event.step in (2, 3)
    assert [moment.step for moment in of_type(events, MomentReached)] == [3] * 4 + [4] * 4


def test_forward_shows_the_first_picture_of_the_batch_in_every_layer(moments: list[MomentReached]) -> None:
    forward, data = moments[0], Bars()
    index = forward.probe.index
    assert index is not None
    assert forward.probe.split == "train"
    assert forward.label == data.labels("train")[index]
    pixels = data.pictures("train", np.array([index]))
    assert forward.picture is not None
    assert forward.picture.data == pixels.tobytes()
    network = build(TINY_LAYERS, (1, 8, 6), 3, seed=5)
    network.forward(network_input(pixels, data), keep=True)
    for shown, (name, maps) in zip(forward.maps, network.feature_maps.items(), strict=True):
        assert shown.name == name
        assert close(shown, maps[0])


def test_loss_shows_scores_and_the_delta_that_starts_the_way_back(moments: list[MomentReached]) -> None:
    """δ = (q − y)/N of the batch's mean loss."""
    forward, loss = moments[:2]
    assert sum(loss.scores) == pytest.approx(1)
    assert loss.score_kind == "probability"
    assert loss.loss == pytest.approx(-np.log(loss.scores[forward.label]), rel=1e-5)
    assert loss.delta is not None
    assert close(loss.delta, (np.array(loss.scores) - np.eye(3)[forward.label]) / 16)
    assert loss.batch_loss is not None
    assert loss.batch_loss != pytest.approx(loss.loss)


def test_backward_shows_a_delta_for_every_layer_and_a_gradient_for_every_kernel(
    moments: list[MomentReached],
) -> None:
    backward = moments[2]
    names = ["convolution_1", "relu_1", "max_pool_1", "flatten_1", "dense_1"]
    assert [delta.name for delta in backward.deltas] == names
    assert [delta.shape for delta in backward.deltas] == [
        (4, 8, 6), (4, 8, 6), (4, 4, 3), (48, 1, 1), (3, 1, 1)
    ]  # fmt: skip
    assert [(one.name, one.shape, one.out_channels) for one in backward.gradients] == [
        ("convolution_1", (4, 3, 3), 4)
    ]


def test_update_is_minus_the_rate_times_the_gradient_and_leads_from_before_to_after(
    moments: list[MomentReached],
) -> None:
    backward, update = moments[2:4]
    gradient = dequantize(backward.gradients[0])
    room = 0.1 * np.ptp(gradient) / 255 + 1e-6
    assert np.abs(dequantize(update.updates[0]) + 0.1 * gradient).max() <= room
    difference = dequantize(update.after[0]) - dequantize(update.before[0])
    assert np.abs(difference - dequantize(update.updates[0])).max() < 0.01
    assert update.learning_rate == 0.1
