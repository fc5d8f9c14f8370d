"""The residual unit f(x) + x (E3)."""

from __future__ import annotations

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.nn.activation import Relu, Sigmoid
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.layer import Layer
from app.nn.residual import Residual
from tests.nn.layer_cases import bound, run, with_values


def test_a_body_that_gives_nothing_leaves_the_identity():
    layer = with_values(
        Residual([Convolution(2, (3, 3), padding=(1, 1))]), (2, 4, 4),
        **{"convolution_1.weight": 0, "convolution_1.bias": 0},
    )  # fmt: skip
    x = np.random.default_rng(1).normal(size=(3, 2, 4, 4))
    assert np.array_equal(layer.forward(x, is_training=True), x)
    delta = np.random.default_rng(2).normal(size=x.shape)
    assert np.array_equal(np.asarray(layer.backward(delta)), delta)


def test_output_and_delta_are_the_body_s_plus_what_went_past():
    """f(x) = relu(2x − 1): at 3 it is 5, the sum 8; δ = 10 comes back twice by the body and once past it."""
    layer = with_values(Residual([Dense(1), Relu()]), (1,), **{"dense_1.weight": [[2]], "dense_1.bias": [-1]})
    assert layer.forward(np.array([[3.0], [-4]]), is_training=True).tolist() == [[8], [-4]]
    assert np.asarray(layer.backward(np.array([[10.0], [10]]))).tolist() == [[30], [10]]


def test_delta_survives_a_tower_of_residual_units_and_not_the_same_tower_without():
    """E5's remedy: ten sigmoids leave a millionth, ten residual units hand all of δ past them."""

    def delta_at_the_bottom(layers: list[Layer]) -> float:
        run(layers, np.array([[0.5]]))
        delta = np.array([[1.0]])
        for layer in reversed(layers):
            delta = np.asarray(layer.backward(delta))
        return float(delta[0, 0])

    assert delta_at_the_bottom([Sigmoid() for _ in range(10)]) < 1e-6
    assert delta_at_the_bottom([Residual([Sigmoid()]) for _ in range(10)]) > 1


def test_parameters_are_named_by_the_layers_inside_and_reach_them():
    body = [Convolution(3, (3, 3), (2, 2), (1, 1)), Relu(), Residual([Convolution(3, (1, 1))])]
    layer = Residual(body, projection=True)
    shapes = layer.parameter_shapes((2, 5, 8))
    assert shapes == {
        "convolution_1.weight": (3, 2, 3, 3),
        "convolution_1.bias": (3,),
        "residual_1.convolution_1.weight": (3, 3, 1, 1),
        "residual_1.convolution_1.bias": (3,),
        "projection.weight": (3, 2, 1, 1),
    }
    assert layer.output_shape((2, 5, 8)) == (3, 3, 4)
    assert layer.multiplications((2, 5, 8)) == (54 + 9 + 6) * 12
    bound(layer, (2, 5, 8))
    inner = layer.parameters["residual_1.convolution_1.weight"]
    nested = layer.layers[2][1]
    assert isinstance(nested, Residual)
    assert nested.layers[0][1].parameters["weight"] is inner
    layer.initialize("he", np.random.default_rng(0))
    assert layer.parameters["convolution_1.bias"].value.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("layer", "shape", "code", "field", "value", "limit"),
    [
        (Residual([Convolution(8)]), (1, 9, 9), "residual_shape_differs", "projection", "8×7×7", "1×9×9"),
        (
            Residual([Convolution(8)], projection=True),
            (1, 9, 9), "residual_projection_misfit", "projection", "8×7×7", "1×9×9",
        ),
        (Residual([Relu(), Convolution(1, (5, 5))]), (1, 4, 9), "no_window", "layers.1.kernel", 5, 4),
        (Residual([Dense(3)], projection=True), (2,), "layer_needs_maps", "kind", 2, None),
    ],
)  # fmt: skip
def test_shapes_that_cannot_be_added_are_refused(layer, shape, code, field, value, limit):
    with pytest.raises(DomainError) as caught:
        layer.parameter_shapes(shape)
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == (code, field, value, limit)
