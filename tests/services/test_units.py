"""One number, taken apart: the parts add up to it, and gradients agree with finite differences."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.explain.from_spec import explain
from app.explain.records import NO_DATA, PADDING_ZERO
from app.explain.spec import OperandSpec, TraceSpec
from app.nn.loss import cross_entropy
from app.nn.network import Sequential, build
from app.services import units
from app.services.units import Place, UnitAnswer, look_at_unit

ZOO: list[dict[str, Any]] = [
    {"kind": "convolution", "filters": 6, "kernel": [3, 2], "stride": [1, 2], "padding": [2, 1]},
    {"kind": "relu"},
    {"kind": "max_pool", "size": [3, 2], "stride": [2, 1], "padding": [1, 0]},
    {"kind": "convolution", "filters": 16, "kernel": [3, 3], "padding": [2, 2], "dilation": [2, 1],
     "table": "lenet5", "bias": False},
    {"kind": "scaled_tanh"},
    {"kind": "average_pool", "size": [3, 3], "stride": [1, 2], "padding": [1, 1]},
    {"kind": "trainable_pool", "size": [2, 2]},
    {"kind": "residual", "layers": [{"kind": "convolution", "filters": 16, "padding": [1, 1]}]},
    {"kind": "residual", "projection": True, "layers": [{"kind": "convolution", "padding": [1, 1]}]},
    {"kind": "dropout", "rate": 0.25},
    {"kind": "flatten"},
    {"kind": "dense", "units": 5},
    {"kind": "leaky_relu"},
    {"kind": "dense", "units": 3, "bias": False},
]  # fmt: skip
SHAPE = (2, 12, 11)
LABEL = 1


def made(layers: list[dict[str, Any]] = ZOO, shape: tuple[int, int, int] = SHAPE) -> Sequential:
    """In float64, with every parameter away from its first, special value."""
    network = build(layers, shape, 3, dtype=np.float64, seed=2, initialization="he")
    network.value += np.random.default_rng(3).normal(0, 0.1, network.value.shape)
    return network


def picture(shape: tuple[int, int, int] = SHAPE) -> np.ndarray:
    return np.random.default_rng(4).normal(size=(1, *shape))


def loss_of(network: Sequential, x: np.ndarray) -> float:
    return cross_entropy(network.forward(x, logits=True), np.array([LABEL]))[0]


def taken_apart(network: Sequential, x: np.ndarray, place: Place) -> UnitAnswer:
    output = network.forward(x, keep=True, logits=True)
    network.backward(cross_entropy(output, np.array([LABEL]))[2], keep=True, logits=True)
    return look_at_unit(network, x, place, step=0, has_gradients=True)


def places(network: Sequential) -> list[Place]:
    """The corners of every map and one inside, the ends of every vector."""
    found = []
    for name, shape in network.shapes.items():
        channels, rows, cols = (*shape, 1, 1)[:3]
        cells = {(0, 0), (rows - 1, cols - 1), (0, cols - 1), (rows // 2, cols // 3)}
        found += [Place(name, channels - 1, row, col) for row, col in sorted(cells)]
        found.append(Place(name, 0, rows // 2, 0))
    return found


NETWORK = made()
PLACES = places(NETWORK)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_the_parts_add_up_to_the_number_in_the_map(place: Place):
    found = taken_apart(NETWORK, picture(), place)
    maps = NETWORK.feature_maps[place.layer][0]
    number = maps[place.unit[: maps.ndim]]
    if found.trace is not None and found.kind != "trainable_pool":
        (reduction,) = found.trace.reductions
        total = float(reduction.terms[-1].partial_sum) + float(reduction.bias or 0)
        assert total / (reduction.divisor or 1) == pytest.approx(number, abs=1e-12)
        assert reduction.result == pytest.approx(number, abs=1e-12)
    if found.dense is not None:
        terms = found.dense.terms
        assert found.dense.sum + (found.dense.bias or 0) == pytest.approx(number, abs=1e-12)
        if found.dense.count == len(terms):
            assert sum(one.product for one in terms) == pytest.approx(found.dense.sum, abs=1e-12)
        sizes = [abs(one.product) for one in terms]
        assert found.kind == "residual" or sizes == sorted(sizes, reverse=True)
    if found.kind in ("convolution", "max_pool", "average_pool", "trainable_pool"):
        assert found.trace is not None
    if found.kind in ("dense", "trainable_pool", "residual", "dropout"):
        assert found.dense is not None


def test_padding_says_that_it_is_padding_and_a_maximum_leaves_it_out():
    corner = taken_apart(NETWORK, picture(), Place("convolution_1", 2, 0, 0))
    assert corner.trace is not None
    expanded = corner.trace.operand("x").expanded
    assert expanded is not None
    seen = [expanded.source[term.value_at] for term in corner.trace.reductions[0].terms]
    # Of a 3×2 window two rows and one column above and left of the picture: one cell of six is in it.
    assert [source == PADDING_ZERO for source in seen] == [True, True, True, True, True, False] * 2
    assert [term.value for term in corner.trace.reductions[0].terms][:5] == [0] * 5
    pooled = taken_apart(NETWORK, picture(), Place("max_pool_1", 0, 0, 1))
    assert pooled.trace is not None
    assert len(pooled.trace.reductions[0].terms) == 4
    expanded = pooled.trace.operand("x").expanded
    assert expanded is not None
    assert expanded.source.count(NO_DATA) == 2


def test_a_window_that_lies_wholly_in_the_padding_is_all_zeros_and_the_bias():
    network = made(
        [
            {"kind": "convolution", "filters": 2, "kernel": [2, 3], "padding": [4, 5], "stride": [1, 1]},
            {"kind": "global_average_pool"},
            {"kind": "dense", "units": 3},
        ],
        (1, 5, 6),
    )
    rows, cols = network.shapes["convolution_1"][1:]
    bias = network.named_parameters()["convolution_1.bias"].value
    for row, col in [(0, 0), (1, cols - 1), (rows - 1, 1), (rows - 1, cols - 1), (0, cols // 2)]:
        found = taken_apart(network, picture((1, 5, 6)), Place("convolution_1", 1, row, col))
        assert found.trace is not None
        (reduction,) = found.trace.reductions
        assert len(reduction.terms) == 6
        assert {term.value for term in reduction.terms} == {0}
        assert found.z == reduction.result == bias[1]


@pytest.mark.parametrize(
    ("place", "name", "index", "position"),
    [  # (1, 2, 0) of (2, 3, 2) is number 10
        (Place("convolution_1", 4, 3, 2), "convolution_1.weight", (4, 1, 2, 0), 10),
        (Place("trainable_pool_1", 5, 0, 1), "trainable_pool_1.weight", (5,), 0),
        (Place("dense_1", 3, 0, 0), "dense_1.weight", (3, 7), 7),
    ],
)
def test_the_gradient_of_a_kernel_agrees_with_finite_differences(
    place: Place, name: str, index: tuple[int, ...], position: int
):
    network, x, step = made(), picture(), 1e-6
    found = taken_apart(network, x, place)
    assert found.gradient is not None
    own = np.array(found.gradient).ravel()[position]
    weight = network.named_parameters()[name].value
    weight[index] += step
    above = loss_of(network, x)
    weight[index] -= 2 * step
    below = loss_of(network, x)
    assert own == pytest.approx((above - below) / (2 * step), rel=1e-4, abs=1e-9)
    assert np.abs(np.array(found.gradient)).max() > 0


def test_delta_is_what_the_loss_says_when_the_number_alone_is_changed():
    network, x, step = made(), picture(), 1e-6
    for place in (
        Place("convolution_1", 4, 3, 2),
        Place("average_pool_1", 9, 2, 1),
        Place("dense_1", 2, 0, 0),
    ):
        found = taken_apart(network, x, place)
        names = list(network.shapes)
        rest = network.layers[names.index(place.layer) + 1 :]
        losses = []
        for change in (step, -step):
            maps = network.feature_maps[place.layer].copy()
            maps[(0, *place.unit[: maps.ndim - 1])] += change
            for _, layer in rest:
                maps = layer.forward(maps, is_training=False)
            losses.append(cross_entropy(maps, np.array([LABEL]))[0])
        assert found.delta == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-4, abs=1e-9)


def test_before_and_after_the_activation_function():
    x = picture()
    summed = taken_apart(NETWORK, x, Place("convolution_2", 3, 2, 2))
    activated = taken_apart(NETWORK, x, Place("scaled_tanh_1", 3, 2, 2))
    assert summed.z == activated.z
    assert summed.z is not None
    assert summed.a == activated.a == pytest.approx(1.7159 * np.tanh(2 / 3 * summed.z))
    pooled = taken_apart(NETWORK, x, Place("max_pool_1", 3, 2, 2))
    assert pooled.z is None
    assert pooled.a == NETWORK.feature_maps["max_pool_1"][0, 3, 2, 2]


def test_the_kernel_of_a_table_has_zeros_where_nothing_connects():
    """C3's first map sees the maps 0, 1, 2 of six."""
    found = taken_apart(NETWORK, picture(), Place("convolution_2", 0, 4, 4))
    assert found.kernel is not None
    assert [np.abs(np.array(grid)).sum() > 0 for grid in found.kernel] == [True] * 3 + [False] * 3
    assert found.gradient is not None
    assert np.abs(np.array(found.gradient[3:])).sum() == 0


def test_the_weights_of_a_dense_unit_lie_as_the_maps_did_before_they_were_flattened():
    found = taken_apart(NETWORK, picture(), Place("dense_1", 1, 0, 0))
    shape = NETWORK.shapes["dropout_1"]
    assert np.array(found.kernel).shape == shape
    assert found.dense is not None
    largest = found.dense.terms[0]
    assert np.array(found.kernel).ravel()[largest.index] == largest.weight
    assert NETWORK.feature_maps["flatten_1"][0, largest.index] == largest.value


def test_without_a_label_there_is_nothing_to_learn_from():
    network, x = made(), picture()
    network.forward(x, keep=True, logits=True)
    found = look_at_unit(network, x, Place("convolution_1", 0, 1, 1), step=0, has_gradients=False)
    assert (found.delta, found.gradient) == (None, None)
    assert found.kernel is not None


def test_only_the_picture_itself_is_grey():
    first = taken_apart(NETWORK, picture(), Place("convolution_1", 0, 1, 1))
    second = taken_apart(NETWORK, picture(), Place("convolution_2", 0, 1, 1))
    assert first.trace is not None
    assert second.trace is not None
    assert (first.trace.operand("x").law, second.trace.operand("x").law) == ("grey", "value")


def replayed(link: str) -> np.ndarray:
    """What the Sliding window page would compute, read from the link as its script reads it."""
    fields = {name: value[0] for name, value in parse_qs(link).items()}

    def operand(text: str) -> OperandSpec | None:
        if text == "none":
            return None
        size, fill, seed, *typed = text.split(":")
        shape = tuple(map(int, size.split("x")))
        values = tuple(map(float, typed[0].split("=")[1].split("_"))) if typed else None
        return OperandSpec(shape, fill, int(seed), values)  # type: ignore[arg-type]

    pairs = {name: tuple(map(int, fields[name].split(","))) for name in ("stride", "padding", "dilation")}
    top, bottom, left, right = pairs["padding"]
    x, w = operand(fields["x"]), operand(fields["w"])
    assert x is not None
    assert w is not None
    spec = TraceSpec(
        fields["mode"], x, w, operand(fields["bias"]), stride=pairs["stride"],  # type: ignore[arg-type]
        padding=((top, bottom), (left, right)), dilation=pairs["dilation"],  # type: ignore[arg-type]
    )  # fmt: skip
    return np.array(explain(spec)[0].output.values, float)


def test_the_link_to_the_sliding_window_page_shows_the_same_number_among_its_outputs():
    linked = 0
    for place in PLACES:
        found = taken_apart(NETWORK, picture(), place)
        if found.sliding_link is None:
            assert found.kind not in ("max_pool", "average_pool", "trainable_pool")
            continue
        linked += 1
        assert found.sliding_link.startswith("case=b2_convolution&mode=")
        assert "+" not in found.sliding_link
        number = found.a if found.z is None else found.z
        if found.kind == "trainable_pool":
            assert found.dense is not None
            number = found.dense.terms[0].value
        assert np.abs(replayed(found.sliding_link) - number).min() < 1e-4
    assert linked > 15


def test_more_channels_than_the_sliding_window_page_has_give_no_link():
    assert taken_apart(NETWORK, picture(), Place("convolution_2", 0, 1, 1)).sliding_link is None


def test_a_window_too_large_to_be_stepped_through_is_told_by_its_largest_products(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(units, "LARGEST_WINDOW", 10)
    found = taken_apart(NETWORK, picture(), Place("convolution_1", 4, 3, 2))
    assert found.trace is None
    assert found.dense is not None
    assert found.dense.count == 12
    assert found.dense.sum + (found.dense.bias or 0) == pytest.approx(found.z)
    for one in found.dense.terms:
        assert picture()[0].ravel()[one.index] == one.value


@pytest.mark.parametrize(
    ("place", "code", "field", "limit"),
    [
        (Place("convolution_9", 0, 0, 0), "layer_unknown", "layer", None),
        (Place("convolution_1", 6, 0, 0), "unit_outside", "channel", 5),
        (Place("convolution_1", 0, -1, 0), "unit_outside", "row", NETWORK.shapes["convolution_1"][1] - 1),
        (Place("dense_1", 0, 0, 1), "unit_outside", "col", 0),
    ],
)
def test_a_place_that_there_is_not_is_refused(place: Place, code: str, field: str, limit: int | None):
    with pytest.raises(DomainError) as caught:
        place.check(NETWORK)
    assert (caught.value.code, caught.value.field) == (code, field)
    if limit is None:
        assert "convolution_1" in str(caught.value.limit)
    else:
        assert caught.value.limit == limit
