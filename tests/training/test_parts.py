"""Levels, histograms, health, counts and the calendar of snapshots, each by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.nn.network import build
from app.training.divergence import DivergedError, check_loss, check_weights
from app.training.health import dead_share, layer_health
from app.training.metrics import Tally, confusion_pictures
from app.training.quantize import dequantize, histogram, quantize, quantize_kernels, quantize_picture
from app.training.schedule import interval, is_due
from tests.training.support import TINY_LAYERS


def test_levels_run_from_the_smallest_to_the_largest_value() -> None:
    shown = quantize("dense_1", np.array([-1.0, 0.0, 4.0], np.float32))
    assert (shown.shape, shown.minimum, shown.maximum) == ((3, 1, 1), -1.0, 4.0)
    assert list(shown.data) == [0, 51, 255]
    assert dequantize(shown).reshape(-1).tolist() == [-1.0, 0.0, 4.0]


def test_kernels_of_one_output_follow_one_another() -> None:
    kernels = np.arange(2 * 3 * 2 * 2, dtype=np.float32).reshape(2, 3, 2, 2)
    shown = quantize("convolution_1", kernels, 2)
    assert (shown.shape, shown.out_channels) == ((6, 2, 2), 2)
    assert dequantize(shown)[4, 1, 0] == pytest.approx(kernels[1, 1, 1, 0], abs=23 / 510)


def test_an_array_of_equal_values_is_all_at_level_zero() -> None:
    shown = quantize("relu_1", np.full((2, 3, 4), 0.5, np.float32))
    assert (shown.minimum, shown.maximum, set(shown.data)) == (0.5, 0.5, {0})
    assert np.all(dequantize(shown) == 0.5)


def test_what_is_no_number_is_never_sent() -> None:
    shown = quantize("x", np.array([np.nan, np.inf, -np.inf, 1.0], np.float32))
    assert np.isfinite([shown.minimum, shown.maximum]).all()
    assert len(shown.data) == 4


def test_a_pictures_levels_are_its_pixels() -> None:
    pixels = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    assert dequantize(quantize_picture(pixels)).tolist() == pixels.tolist()


def test_connections_that_do_not_exist_are_shown_as_zero() -> None:
    table = [[1, 0, 1], [0, 1, 0]]
    convolution = {"kind": "convolution", "filters": 2, "table": table}
    layers: list[dict[str, Any]] = [convolution, {"kind": "global_average_pool"}]
    (shown,) = quantize_kernels(build(layers, (3, 5, 5), 2, seed=1))
    kernels = dequantize(shown).reshape(2, 3, 3, 3)
    room = (shown.maximum - shown.minimum) / 500
    assert np.abs(kernels[0, 1]).max() <= room
    assert np.abs(kernels[1, [0, 2]]).max() <= room
    assert np.abs(kernels[1, 1]).max() > room


def test_a_histogram_counts_everything_between_its_edges() -> None:
    found = histogram(np.array([[0.0, 1.0], [0.0, 24.0]], np.float32))
    assert (found.edges[0], found.edges[-1], len(found.edges)) == (0.0, 24.0, len(found.counts) + 1)
    assert (found.counts[0], found.counts[1], found.counts[-1], sum(found.counts)) == (2, 1, 1, 4)


def test_a_large_array_is_counted_by_a_sample_that_does_not_keep_to_one_column() -> None:
    columns = np.broadcast_to(np.arange(64, dtype=np.float32), (64, 16, 64, 64))
    counts = np.array(histogram(columns).counts)
    assert 8_000 < counts.sum() < 40_000
    assert counts.min() > 0.5 * counts.mean()


def test_a_channel_is_dead_only_if_no_position_of_no_picture_wakes_it() -> None:
    maps = np.zeros((2, 4, 3, 3), np.float32)
    maps[1, 0, 2, 2] = 0.1
    assert dead_share(maps) == 0.75
    assert dead_share(np.array([[0, 1, 0], [0, 0, 0]], np.float32)) == pytest.approx(2 / 3)


def test_health_tells_lengths_of_gradient_and_update() -> None:
    network = build(TINY_LAYERS, (1, 8, 6), 3, seed=1)
    network.forward(np.ones((2, 1, 8, 6), np.float32), keep=True)
    before = network.value.copy()
    network.gradient[...] = 0
    network.gradient[network.slice_of("convolution_1")][:2] = [3, 4]
    network.value[network.slice_of("dense_1")] *= 1.25
    told = {health.name: health for health in layer_health(network, before)}
    assert list(told) == ["convolution_1", "relu_1", "dense_1"]
    assert (told["convolution_1"].gradient_norm, told["convolution_1"].update_ratio) == (5.0, 0.0)
    assert told["dense_1"].update_ratio == pytest.approx(0.25)
    assert told["relu_1"].gradient_norm is None
    assert told["relu_1"].dead_share is not None
    assert told["convolution_1"].dead_share is None
    assert told["convolution_1"].weight_histogram is not None
    assert sum(told["convolution_1"].weight_histogram.counts) == 36, "weights only, no biases"


def test_before_the_first_step_health_claims_nothing_about_steps() -> None:
    network = build(TINY_LAYERS, (1, 8, 6), 3, seed=1)
    network.forward(np.ones((1, 1, 8, 6), np.float32), keep=True)
    for health in layer_health(network, None):
        assert (health.gradient_norm, health.update_ratio, health.dead_share) == (None, None, None)


def test_a_tally_weighs_batches_by_their_pictures() -> None:
    tally = Tally()
    tally.add(1.0, 6, 8)
    tally.add(3.0, 0, 2)
    assert (tally.loss, tally.accuracy) == (1.4, 0.6)


def test_a_cell_of_the_confusion_matrix_remembers_its_first_24_pictures() -> None:
    labels, predictions = np.zeros(40, np.int64), np.arange(40) // 30
    cells = confusion_pictures(labels, predictions)
    assert cells == {"0,0": tuple(range(24)), "0,1": tuple(range(30, 40))}


def test_snapshots_come_often_at_first_and_then_evenly() -> None:
    assert [step for step in range(30) if is_due(step, 8)] == [0, 1, 2, 4, 8, 16, 24]
    assert [step for step in range(5) if is_due(step, 1)] == [0, 1, 2, 3, 4]


def test_the_more_a_network_computes_the_fewer_steps_lie_between_two_snapshots() -> None:
    tiny, lenet, cifar = interval(130_938, 8, 32), interval(416_530, 12, 64), interval(6_472_394, 15, 64)
    assert (tiny, lenet, cifar) == (64, 32, 4)


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), 1e7])
def test_a_loss_that_is_none_or_out_of_range_is_divergence(loss: float) -> None:
    with pytest.raises(DivergedError):
        check_loss(loss)


@pytest.mark.parametrize(
    ("weight", "reason"),
    [
        (np.nan, "weights_not_finite"),
        (np.inf, "weights_not_finite"),
        (-np.inf, "weights_not_finite"),
        (-2e4, "weights_too_large"),
    ],
)
def test_so_is_a_weight(weight: float, reason: str) -> None:
    with pytest.raises(DivergedError) as diverged:
        check_weights(np.array([0.5, weight], np.float32))
    assert diverged.value.reason == reason


def test_ordinary_numbers_are_none() -> None:
    check_loss(2.3)
    check_weights(np.array([0.5, -9.0], np.float32))
    check_weights(np.zeros(0, np.float32))
