"""Fast executors give what the plain layers give: outputs, feature maps, δ, gradients, for any network."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.nn.executors.batch_last import BatchLast
from app.nn.executors.fast import Chain
from app.nn.executors.stage import Member, Scratch
from app.nn.layer import Array, Layer, Shape
from app.nn.loss import cross_entropy, mean_squared_error
from app.nn.network import Sequential, build
from app.nn.presets import PRESETS
from tests.nn.layer_cases import all_layers, convolutions, pools, seeds
from tests.nn.test_presets import SMALL

CLASSES = 10


def test_every_way_of_computing_is_among_those_compared() -> None:
    """A plan by shapes alone: which stage, and which way along a row, each preset's layers become."""
    photographs = {"cifar_cnn": (3, 32, 32)}
    chosen = {
        id: stages_of(id, photographs.get(id, (1, 28, 28)))
        for id in ("lenet5", "cifar_cnn", "all_convolutional", "small_residual", "lenet5_1998")
    }
    dense = ["DenseStage"] * 2
    assert chosen["lenet5"] == ["Toeplitz", "Toeplitz", "DenseStage", "FlattenStage", *dense]
    photographs_first = ["Toeplitz", "Winograd", "Winograd", "Winograd", "FlattenStage"]
    assert chosen["cifar_cnn"] == [*photographs_first, "DenseStage", "DropoutStage", "DenseStage"]
    assert chosen["all_convolutional"][:4] == ["Toeplitz", "ChannelsLast", "Winograd", "ChannelsLast"]
    assert chosen["small_residual"][:2] == ["Toeplitz", "ResidualStage"]
    assert chosen["lenet5_1998"][:3] == ["Toeplitz", "PlainStage", "PlainStage"]


def stages_of(id: str, shape: Shape) -> list[str]:
    network = build(PRESETS[id].layers, shape, CLASSES, seed=1)
    members, entering = [], network.input_shape
    for name, layer in network.layers:
        members.append(Member(name, layer, entering, network.shapes[name], network.slice_of(name).start))
        entering = network.shapes[name]
    chain = Chain(members, 2, network.gradient, Scratch(network.gradient.dtype))
    return [type(stage.along if isinstance(stage, BatchLast) else stage).__name__ for stage in chain.stages]


def agree(ours: Array, plain: Array, tolerance: float, about: str = "") -> None:
    """Within ``tolerance`` of the largest number."""
    assert ours.shape == plain.shape, about
    assert ours.dtype == plain.dtype, about
    if plain.size:
        scale = max(float(np.abs(plain).max()), 1e-12)
        assert float(np.abs(ours - plain).max()) <= tolerance * scale, about


def agree_all(ours: Mapping[str, Array], plain: Mapping[str, Array], tolerance: float) -> None:
    assert list(ours) == list(plain)
    for name, expected in plain.items():
        agree(ours[name], expected, tolerance, name)


def compare(plain: Sequential, fast: Sequential, x: Array, seed: int, tolerance: float) -> None:
    """There and back with everything kept, and learning in one go, from a random δ."""
    outputs = [network.forward(x, is_training=True, keep=True) for network in (plain, fast)]
    agree(outputs[1], outputs[0], tolerance, "output")
    agree_all(fast.feature_maps, plain.feature_maps, tolerance)
    delta = np.random.default_rng(seed).normal(size=outputs[0].shape).astype(x.dtype)
    for network in (plain, fast):
        network.backward(delta, keep=True)
    agree_all(fast.deltas, plain.deltas, tolerance)
    for name, _ in plain.layers:
        place = plain.slice_of(name)
        agree(fast.gradient[place], plain.gradient[place], tolerance, name)
    there_and_back = fast.gradient.copy()
    if not list(fast.dropouts()):  # which would draw anew
        fast.learn(x, lambda _output, place: delta[place])
        assert np.array_equal(fast.gradient, there_and_back)


def pair(layers: Sequence[Mapping[str, Any]], shape: Shape, dtype: Any, **more: Any) -> list[Sequential]:
    return [
        build(layers, shape, CLASSES, seed=2, dtype=dtype, executor=executor, **more)
        for executor in ("plain", "fast")
    ]


def batch(count: int, shape: Shape, dtype: Any, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=(count, *shape)).astype(dtype)


@pytest.mark.parametrize("id", PRESETS)
@pytest.mark.parametrize("count", [1, 5, 21, 300])
def test_every_preset_learns_the_same_in_double_precision(id: str, count: int) -> None:
    plain, fast = pair(PRESETS[id].layers, SMALL[id], np.float64)
    compare(plain, fast, batch(count, SMALL[id], np.float64), count, 1e-11)


@pytest.mark.parametrize("id", PRESETS)
def test_every_preset_learns_the_same_in_single_precision(id: str) -> None:
    shape = (3, 32, 32) if id.startswith("cifar") else (1, 28, 28)
    plain, fast = pair(PRESETS[id].layers, shape, np.float32)
    compare(plain, fast, batch(3, shape, np.float32, seed=4), 7, 1e-5)


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[Layer], Shape]:
    """One to five layers of any kind, each on what the one before it gives."""
    first = draw(st.one_of(convolutions(), pools()))
    layers, shape = [first.layer], first.layer.output_shape(first.shape)
    for _ in range(draw(st.integers(0, 4))):
        layer = draw(all_layers).layer
        try:
            shape = layer.output_shape(shape)
        except ValueError:
            continue
        layers.append(layer)
    return layers, first.shape


@settings(max_examples=60)
@given(networks(), st.integers(1, 40) | st.just(330), seeds)
def test_random_networks_learn_the_same(found: tuple[list[Layer], Shape], count: int, seed: int) -> None:
    layers, shape = found
    both = [
        Sequential(copy.deepcopy(layers), shape, dtype=np.float64, executor=one) for one in ("plain", "fast")
    ]
    plain, fast = both
    for network in both:
        network.value[...] = np.random.default_rng(seed).normal(size=network.value.shape)
    fast.forward(batch(1, shape, np.float64))  # a batch of another size before leaves no trace
    x = batch(count, shape, np.float64, seed)
    rewind([plain], seed)
    expected = plain.forward(x, is_training=True, keep=True)
    maps = plain.feature_maps
    delta = np.random.default_rng(seed + 1).normal(size=expected.shape)
    plain.backward(delta, keep=True)
    gradient = plain.gradient.copy()
    rewind([fast], seed)
    agree(fast.forward(x, is_training=True, keep=True), expected, 1e-9)
    agree_all(fast.feature_maps, maps, 1e-9)
    fast.backward(delta, keep=True)
    agree_all(fast.deltas, plain.deltas, 1e-9)
    agree(fast.gradient, gradient, 1e-9)
    rewind([fast], seed)
    fast.learn(x, lambda _output, place: delta[place])
    agree(fast.gradient, gradient, 1e-9)


def rewind(networks: Sequence[Sequential], seed: int) -> None:
    """The same units out again."""
    for network in networks:
        for dropout in network.dropouts():
            dropout.generator = np.random.default_rng(seed)


@settings(max_examples=40)
@given(convolutions(), st.booleans(), st.booleans(), st.integers(1, 9), seeds)
def test_convolutions_of_many_channels_learn_the_same(case, has_relu, has_pool, count, seed):
    """Twelve times as many maps as the small ones: another layout, the same results."""
    layer = case.layer
    can_pool = has_pool and min(layer.output_shape(case.shape)[1:]) > 1
    fields = {name: getattr(layer, name) for name in ("kernel", "stride", "padding", "dilation")}
    wide: list[dict[str, Any]] = [
        {"kind": "convolution", "filters": 24, "kernel": [1, 1]},
        {"kind": "convolution", "filters": 12 * layer.filters, "bias": layer.has_bias, **fields},
        *([{"kind": "relu"}] if has_relu else []),
        *([{"kind": "max_pool", "size": [2, 2]}] if can_pool else []),
        {"kind": "global_average_pool"},
        {"kind": "dense", "units": "classes"},
    ]
    plain, fast = pair(wide, case.shape, np.float64)
    compare(plain, fast, batch(count, case.shape, np.float64, seed), seed, 1e-9)


@pytest.mark.parametrize("channels", [1, 3, 9, 20])
@pytest.mark.parametrize("kernel", [(3, 3), (5, 3), (2, 5), (1, 1), (4, 7)])
@pytest.mark.parametrize("padding", [(0, 0), (1, 1), (0, 2), (3, 4)])
@pytest.mark.parametrize("width", [9, 12])
def test_single_precision_is_enough_for_every_kernel(
    channels: int, kernel: tuple[int, int], padding: tuple[int, int], width: int
) -> None:
    """Two convolutions and no corner of a ReLU or maximum, so that rounding alone may differ."""
    fields = {"kernel": list(kernel), "padding": list(padding)}
    layers: list[dict[str, Any]] = [
        {"kind": "convolution", "filters": channels, "kernel": [1, 1]},
        {"kind": "convolution", "filters": 6, **fields},
        {"kind": "convolution", "filters": 3, "kernel": [1, 2], "bias": False},
        {"kind": "flatten"},
        {"kind": "dense", "units": "classes"},
    ]
    plain, fast = pair(layers, (2, 8, width), np.float32)
    compare(plain, fast, batch(7, (2, 8, width), np.float32, channels), 3, 1e-5)


@pytest.mark.parametrize("id", ["lenet5", "cifar_cnn", "small_residual", "dense"])
def test_one_two_and_four_threads_give_the_same_bytes(id: str) -> None:
    shape = SMALL[id]
    x, labels = batch(150, shape, np.float32), np.arange(150) % CLASSES
    found = []
    for threads in (1, 2, 4):
        network = build(PRESETS[id].layers, shape, CLASSES, seed=1, executor="fast", threads=threads)
        output = network.learn(
            x,
            lambda logits, place: cross_entropy(logits, labels[place], batch_size=150)[2],
            logits=True,
        )
        found.append((output.tobytes(), network.gradient.tobytes()))
    assert found[0] == found[1] == found[2]


def test_keeping_maps_changes_no_byte() -> None:
    x, labels = batch(40, (1, 28, 28), np.float32), np.arange(40) % CLASSES
    gradients = []
    for keep in (False, True):
        network = build(PRESETS["lenet5"].layers, (1, 28, 28), CLASSES, seed=1, executor="fast")
        output = network.forward(x, is_training=True, keep=keep, logits=True)
        network.backward(cross_entropy(output, labels)[2], keep=keep, logits=True)
        gradients.append(network.gradient)
    network = build(PRESETS["lenet5"].layers, (1, 28, 28), CLASSES, seed=1, executor="fast")
    network.learn(
        x, lambda logits, place: cross_entropy(logits, labels[place], batch_size=40)[2], logits=True
    )
    assert np.array_equal(gradients[0], gradients[1])
    assert np.array_equal(gradients[0], network.gradient)


def test_backward_may_be_asked_twice() -> None:
    plain, fast = pair(PRESETS["tiny_cnn"].layers, (1, 8, 8), np.float64)
    x = batch(70, (1, 8, 8), np.float64)
    delta = batch(70, (CLASSES,), np.float64)
    for network in (plain, fast):
        network.forward(x)
        network.backward(2 * delta)
        network.backward(delta)
    agree(fast.gradient, plain.gradient, 1e-11)


@pytest.mark.parametrize("logits", [True, False])
@pytest.mark.parametrize("loss", [cross_entropy, mean_squared_error])
def test_a_final_softmax_is_left_out_or_gone_through_as_in_plain_layers(loss: Any, logits: bool) -> None:
    layers = [*PRESETS["tiny_cnn"].layers, {"kind": "softmax"}]
    plain, fast = pair(layers, (1, 8, 8), np.float64)
    x, labels = batch(9, (1, 8, 8), np.float64), np.arange(9)

    def delta_of(output: Array, place: slice) -> Array:
        delta: Array = loss(output, labels[place], batch_size=9)[2]
        return delta

    outputs = [network.learn(x, delta_of, keep=True, logits=logits) for network in (plain, fast)]
    agree(outputs[1], outputs[0], 1e-11)
    agree(fast.gradient, plain.gradient, 1e-11)
    agree_all(fast.feature_maps, plain.feature_maps, 1e-11)
    for network in (plain, fast):
        network.backward(delta_of(network.forward(x, logits=logits), slice(0, 9)), keep=True, logits=logits)
    agree_all(fast.deltas, plain.deltas, 1e-11)


def test_the_same_units_are_put_out_and_a_changed_rate_is_heeded() -> None:
    layers = [{"kind": "flatten"}, {"kind": "dropout"}, {"kind": "dense", "units": "classes"}]
    both = pair(layers, (2, 5, 5), np.float64)
    x = batch(150, (2, 5, 5), np.float64)
    for rate in (0.5, 0.1):
        for network in both:
            for dropout in network.dropouts():
                dropout.rate = rate
        plain, fast = (network.forward(x, is_training=True, keep=True) for network in both)
        agree(fast, plain, 1e-11)
        share = (both[1].feature_maps["dropout_1"] == 0).mean()
        assert share == pytest.approx(rate, abs=0.02)
        plain, fast = (network.forward(x) for network in both)
        agree(fast, plain, 1e-11)


def test_a_block_with_dropout_inside_runs_plain() -> None:
    block: dict[str, Any] = {"kind": "residual", "layers": [{"kind": "dropout"}, {"kind": "relu"}]}
    layers = [block, {"kind": "flatten"}, {"kind": "dense", "units": "classes"}]
    both = pair(layers, (1, 4, 4), np.float32)
    plain, fast = (network.forward(batch(70, (1, 4, 4), np.float32), is_training=True) for network in both)
    assert np.array_equal(plain, fast)


def test_workspaces_do_not_grow_with_the_batch() -> None:
    tracemalloc = pytest.importorskip("tracemalloc")
    network = build(PRESETS["lenet5"].layers, (1, 28, 28), CLASSES, seed=1, executor="fast", threads=1)

    def learned(count: int) -> int:
        x = batch(count, (1, 28, 28), np.float32)
        tracemalloc.start()
        network.learn(x, lambda output, _place: output)
        peak: int = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    learned(64)
    warm, large = learned(64), learned(1024)
    assert warm < 2**20, "a step makes its large arrays anew"
    assert large < 2**20
