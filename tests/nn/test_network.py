"""Layers one behind another, all their parameters in one vector."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.nn.loss import cross_entropy
from app.nn.network import build

LAYERS: list[dict[str, Any]] = [
    {"kind": "convolution", "filters": 2, "kernel": [3, 2]},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.5},
    {"kind": "dense", "units": "classes"},
    {"kind": "softmax"},
]
SHAPE = (3, 5, 4)
X = np.random.default_rng(0).normal(size=(6, *SHAPE)).astype(np.float32)
LABELS = np.array([0, 1, 2, 0, 1, 2])


def test_parameters_have_names_and_are_views_of_one_vector() -> None:
    network = build(LAYERS, SHAPE, 3, seed=1)
    named = network.named_parameters()
    assert {name: parameter.value.shape for name, parameter in named.items()} == {
        "convolution_1.weight": (2, 3, 3, 2),
        "convolution_1.bias": (2,),
        "dense_1.weight": (3, 18),
        "dense_1.bias": (3,),
    }
    assert network.value.shape == network.gradient.shape == (36 + 2 + 54 + 3,)
    network.value[36:38] = [7, 8]
    assert named["convolution_1.bias"].value.tolist() == [7, 8]
    network.gradient[-3:] = [1, 2, 3]
    assert named["dense_1.bias"].gradient.tolist() == [1, 2, 3]


def test_weight_decay_pulls_at_weights_and_not_at_biases() -> None:
    network = build(LAYERS, SHAPE, 3, seed=1)
    assert network.decay_mask.tolist() == [1] * 36 + [0] * 2 + [1] * 54 + [0] * 3


def test_the_same_seed_gives_the_same_weights_in_both_precisions() -> None:
    single, again, double, other = (
        build(LAYERS, SHAPE, 3, seed=seed, dtype=dtype).value
        for seed, dtype in ((4, np.float32), (4, np.float32), (4, np.float64), (5, np.float32))
    )
    assert np.array_equal(single, again)
    assert np.array_equal(single, double.astype(np.float32))
    assert not np.array_equal(single, other)


def test_feature_maps_are_kept_on_demand_only() -> None:
    network = build(LAYERS, SHAPE, 3, seed=1)
    output = network.forward(X, keep=True)
    assert list(network.feature_maps) == [name for name, _ in network.layers]
    assert network.feature_maps["softmax_1"] is output
    assert network.feature_maps["relu_1"].min() == 0
    network.forward(X)
    assert network.feature_maps == {}


@pytest.mark.parametrize("keep", [False, True])
def test_logits_are_what_enters_a_final_softmax(keep: bool) -> None:
    network = build(LAYERS, SHAPE, 3, seed=1)
    probabilities = network.forward(X)
    logits = network.forward(X, logits=True, keep=keep)
    powers = np.exp(logits)
    assert probabilities == pytest.approx(powers / powers.sum(axis=1, keepdims=True), rel=1e-5)
    if keep:
        assert network.feature_maps["softmax_1"] == pytest.approx(probabilities)


def test_without_a_softmax_the_output_are_the_logits() -> None:
    network = build(LAYERS[:-1], SHAPE, 3, seed=1)
    assert np.array_equal(network.forward(X, logits=True), network.forward(X))


def test_going_back_from_the_logits_is_going_back_through_softmax_and_logarithm() -> None:
    """Fused: (q − y)/N at the logits. One after the other: −1/(N·q) at the right class, through softmax."""
    network = build(LAYERS, SHAPE, 3, seed=1, dtype=np.float64)
    x = X.astype(np.float64)
    network.backward(cross_entropy(network.forward(x, logits=True), LABELS)[2], logits=True)
    fused = network.gradient.copy()
    probabilities = network.forward(x)
    delta = np.zeros_like(probabilities)
    delta[np.arange(6), LABELS] = -1 / (6 * probabilities[np.arange(6), LABELS])
    network.backward(delta)
    assert network.gradient == pytest.approx(fused, rel=1e-9, abs=1e-12)


def test_deltas_are_kept_for_every_layer_on_the_way_back() -> None:
    network = build(LAYERS, SHAPE, 3, seed=1)
    delta = cross_entropy(network.forward(X, logits=True), LABELS)[2]
    network.backward(delta, keep=True, logits=True)
    assert list(network.deltas) == ["convolution_1", "relu_1", "flatten_1", "dropout_1", "dense_1"]
    assert network.deltas["dense_1"] is delta
    for name, kept in network.deltas.items():
        assert kept.shape == (6, *network.shapes[name])
    network.backward(delta, logits=True)
    assert network.deltas == {}


def test_keeping_changes_no_gradient() -> None:
    gradients = []
    for keep in (False, True):
        network = build(LAYERS, SHAPE, 3, seed=1)
        output = network.forward(X, is_training=True, keep=keep, logits=True)
        network.backward(cross_entropy(output, LABELS)[2], keep=keep, logits=True)
        gradients.append(network.gradient)
    plain, kept = gradients
    assert np.array_equal(plain, kept)


def test_weights_travel_through_npz_and_back() -> None:
    one, other = (build(LAYERS, SHAPE, 3, seed=seed) for seed in (1, 2))
    file = io.BytesIO()
    np.savez(file, **one.weights())  # type: ignore[arg-type]
    file.seek(0)
    with np.load(file) as loaded:
        assert loaded["dense_1.weight"].shape == (3, 18)
        other.load(dict(loaded))
    assert np.array_equal(one.value, other.value)
    assert np.array_equal(one.forward(X), other.forward(X))


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"dense_1.weight": np.zeros((3, 17))}, "dense_1.weight", "(3, 17)"),
        ({"dense_2.weight": np.zeros((3, 18))}, "dense_2.weight", "(3, 18)"),
        ({"convolution_1.bias": None}, "convolution_1.bias", "—"),
    ],
)
def test_weights_of_another_network_are_refused_and_nothing_changes(
    change: dict[str, Any], field: str, value: str
) -> None:
    network = build(LAYERS, SHAPE, 3, seed=1)
    before, weights = network.value.copy(), {**network.weights(), **change}
    with pytest.raises(DomainError) as refused:
        network.load({name: array for name, array in weights.items() if array is not None})
    assert (refused.value.code, refused.value.field) == ("weights_misfit", field)
    assert refused.value.values["value"] == value
    assert np.array_equal(network.value, before)


def test_dropout_layers_inside_of_blocks_are_found() -> None:
    block = {"kind": "residual", "layers": [{"kind": "dropout", "rate": 0.25}]}
    network = build([block, *LAYERS[2:]], SHAPE, 3, seed=1)
    assert [layer.rate for layer in network.dropouts()] == [0.25, 0.5]


def test_only_executors_that_there_are_can_be_asked_for() -> None:
    with pytest.raises(DomainError) as refused:
        build(LAYERS, SHAPE, 3, seed=1, executor="magic")  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == ("choice_unknown", "executor")
