"""Every network by name: its shapes and counts without an array, its gradient against finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.nn.describe import describe
from app.nn.loss import cross_entropy
from app.nn.network import Sequential, build
from app.nn.presets import PRESETS, preset

# Parameters layer by layer, worked by hand; layers without any are left out.
COUNTS: dict[str, tuple[tuple[int, int, int], dict[str, int]]] = {
    "tiny_cnn": ((1, 28, 28), {"convolution_1": 60, "convolution_2": 440, "dense_1": 3930}),
    "lenet5": (
        (1, 28, 28),
        {
            "convolution_1": 156,
            "convolution_2": 2416,
            "convolution_3": 48120,
            "dense_1": 10164,
            "dense_2": 850,
        },
    ),
    "lenet5_1998": (
        (1, 28, 28),
        {
            "convolution_1": 156,  # C1
            "trainable_pool_1": 12,  # S2
            "convolution_2": 1516,  # C3: 60 kernels of 25 and 16 biases
            "trainable_pool_2": 32,  # S4
            "convolution_3": 48120,  # C5
            "dense_1": 10164,  # F6
            "dense_2": 850,
        },
    ),
    "dense": ((1, 28, 28), {"dense_1": 784 * 128 + 128, "dense_2": 1290}),
    "all_convolutional": (
        (1, 28, 28),
        {
            "convolution_1": 120,
            "convolution_2": 1744,
            "convolution_3": 3480,
            "convolution_4": 6944,
            "convolution_5": 330,
        },
    ),
    "small_residual": (
        (1, 28, 28),
        {"convolution_1": 80, "residual_1": 1168, "residual_2": 1168 + 2320 + 128, "dense_1": 7850},
    ),
    "cifar_cnn": (
        (3, 32, 32),
        {
            "convolution_1": 448,
            "convolution_2": 2320,
            "convolution_3": 4640,
            "convolution_4": 9248,
            "dense_1": 131136,
            "dense_2": 650,
        },
    ),
    "cifar_dense": ((3, 32, 32), {"dense_1": 3072 * 128 + 128, "dense_2": 8256, "dense_3": 650}),
}

# The smallest pictures that each can look at.
SMALL: dict[str, tuple[int, int, int]] = {
    "tiny_cnn": (2, 8, 9),
    "lenet5": (1, 28, 28),
    "lenet5_1998": (1, 28, 28),
    "dense": (1, 5, 4),
    "all_convolutional": (3, 9, 7),
    "small_residual": (2, 9, 8),
    "cifar_cnn": (3, 8, 9),
    "cifar_dense": (3, 4, 5),
}


def test_every_preset_is_counted_here() -> None:
    assert set(PRESETS) == set(COUNTS) == set(SMALL)


@pytest.mark.parametrize("id", PRESETS)
def test_its_parameters_are_counted_without_an_array(id: str) -> None:
    shape, counts = COUNTS[id]
    described = describe(preset(id).layers, shape, 10)
    assert described.error is None
    assert {layer.name: layer.parameters for layer in described.layers if layer.parameters} == counts
    assert described.parameters == sum(counts.values())


@pytest.mark.parametrize("id", PRESETS)
def test_the_network_that_is_built_is_the_one_that_was_described(id: str) -> None:
    shape, counts = COUNTS[id]
    network = build(preset(id).layers, shape, 10, seed=1)
    described = describe(preset(id).layers, shape, 10)
    assert {layer.name: layer.output_shape for layer in described.layers} == network.shapes
    assert network.value.shape == (sum(counts.values()),)
    for name, count in counts.items():
        assert network.value[network.slice_of(name)].size == count
    output = network.forward(np.zeros((2, *shape), np.float32), keep=True)
    assert output.shape == (2, 10)
    assert {name: maps.shape[1:] for name, maps in network.feature_maps.items()} == network.shapes


@pytest.mark.parametrize("id", PRESETS)
def test_its_gradient_is_the_slope_of_its_loss(id: str) -> None:
    shape, chance = SMALL[id], np.random.default_rng(8)
    network = build(preset(id).layers, shape, 4, seed=3, dtype=np.float64, initialization="glorot")
    for name, parameter in network.named_parameters().items():
        if name.endswith("bias"):  # off the corners of ReLU and of equal maxima
            parameter.value[...] = chance.normal(0, 0.1, parameter.value.shape)
    x, labels = chance.normal(0, 1, (3, *shape)), np.array([2, 0, 3])
    output = forward(network, x)
    network.backward(cross_entropy(output, labels)[2])
    gradient = network.gradient.copy()
    scale = np.abs(gradient).max()
    for name, parameter in network.named_parameters().items():
        flat = parameter.value.reshape(-1)
        assert np.shares_memory(flat, network.value)
        analytic = parameter.gradient.reshape(-1).copy()
        for index in chance.choice(flat.size, min(4, flat.size), replace=False):
            slope = slope_at(network, flat, int(index), x, labels)
            assert analytic[index] == pytest.approx(slope, rel=1e-4, abs=1e-6 * scale), f"{name}[{index}]"


def forward(network: Sequential, x: np.ndarray) -> np.ndarray:
    for layer in network.dropouts():
        layer.generator = np.random.default_rng(4)  # the same units out every time
    return network.forward(x, is_training=True, logits=True)


def slope_at(network: Sequential, flat: np.ndarray, index: int, x: np.ndarray, labels: np.ndarray) -> float:
    kept, losses = flat[index], []
    for shifted in (kept + 1e-6, kept - 1e-6):
        flat[index] = shifted
        losses.append(cross_entropy(forward(network, x), labels)[0])
    flat[index] = kept
    return (losses[0] - losses[1]) / 2e-6


@pytest.mark.parametrize("id", PRESETS)
def test_it_takes_as_many_outputs_as_the_data_has_classes(id: str) -> None:
    assert describe(preset(id).layers, COUNTS[id][0], 7).layers[-1].output_shape == (7,)


def test_the_tiny_one_has_about_four_thousand_parameters() -> None:
    assert describe(preset("tiny_cnn").layers, (1, 28, 28), 10).parameters == 4430


@pytest.mark.parametrize("id", ["cifar_cnn"])
def test_the_homeworks_network_has_five_to_eight_layers_with_weights(id: str) -> None:
    assert 5 <= len(COUNTS[id][1]) <= 8


def test_a_preset_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(DomainError) as refused:
        preset("vgg16")
    assert (refused.value.code, refused.value.values["value"]) == ("choice_unknown", "vgg16")
    assert "lenet5_1998" in str(refused.value.values["limit"])
