"""What a network would be, told without running it: counts, limits, and where it does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from app.conv.errors import DomainError
from app.nn.describe import MOST_PARAMETERS, NetworkDescription, describe
from app.nn.fields import FIELDS, FORMULAS, KINDS
from app.nn.limits import FieldDescription
from app.nn.network import build

Layers = list[dict[str, Any]]

CLASSIFIER: Layers = [{"kind": "flatten"}, {"kind": "dense", "units": "classes"}]


def field(described: NetworkDescription, layer: int, id: str) -> FieldDescription:
    return next(field for field in described.layers[layer].fields if field.id == id)


def test_a_dense_layer_on_a_photograph_has_fifteen_million_weights_and_is_too_large() -> None:
    """B9: 224·224·3·100 = 15,052,800."""
    layers: Layers = [{"kind": "flatten"}, {"kind": "dense", "units": 100, "bias": False}]
    described = describe(layers, (3, 224, 224), 100)
    assert described.parameters == 15_052_800
    assert described.layers[1].parameters == described.layers[1].multiplications == 15_052_800
    assert described.error is not None
    assert described.error.code == "network_too_many_parameters"
    assert described.error.field == "layers.1"
    assert (described.error.values["value"], described.error.values["limit"]) == (15_052_800, MOST_PARAMETERS)
    with pytest.raises(DomainError):
        build(layers, (3, 224, 224), 100, seed=1)


def test_a_convolutions_parameters_are_p_times_d_m_n_plus_p() -> None:
    """B8: P·D·m·n + P with P = 5, D = 3, 2×4; the products once for each of 7×3 outputs."""
    layers = [{"kind": "convolution", "filters": 5, "kernel": [2, 4]}, *CLASSIFIER]
    layer = describe(layers, (3, 8, 6), 4).layers[0]
    assert layer.output_shape == (5, 7, 3)
    assert layer.parameters == 5 * 3 * 2 * 4 + 5
    assert layer.multiplications == 5 * 3 * 2 * 4 * 7 * 3


def test_shared_weights_against_a_dense_layer() -> None:
    """B9: 3×3 → 2×2 takes 4 weights shared and 36 not shared."""
    shared = describe([{"kind": "convolution", "filters": 1, "kernel": [2, 2], "bias": False}], (1, 3, 3), 4)
    dense = describe([{"kind": "flatten"}, {"kind": "dense", "units": 4, "bias": False}], (1, 3, 3), 4)
    assert (shared.parameters, dense.parameters) == (4, 36)


def test_a_layer_that_does_not_fit_says_so_and_those_behind_it_have_no_shape() -> None:
    layers = [
        {"kind": "max_pool"},
        {"kind": "convolution", "filters": 2, "kernel": [5, 3]},
        {"kind": "relu"},
        *CLASSIFIER,
    ]
    described = describe(layers, (1, 8, 8), 3)
    assert [layer.output_shape for layer in described.layers] == [(1, 4, 4), None, None, None, None]
    assert described.layers[1].input_shape == (1, 4, 4)
    assert described.error is described.layers[1].error
    assert described.error is not None
    assert (described.error.code, described.error.field) == ("no_window", "layers.1.kernel")
    assert [layer.error for layer in described.layers if layer is not described.layers[1]] == [None] * 4


def test_a_number_out_of_range_is_its_layers_error() -> None:
    described = describe([{"kind": "convolution", "filters": 999}, *CLASSIFIER], (1, 8, 8), 3)
    assert described.error is not None
    assert (described.error.code, described.error.field) == ("number_out_of_range", "layers.0.filters")
    assert field(described, 0, "filters").value == 999


def test_a_misfit_inside_of_a_residual_block_is_placed_there() -> None:
    block = {"kind": "residual", "layers": [{"kind": "relu"}, {"kind": "convolution", "kernel": [9, 9]}]}
    described = describe([{"kind": "relu"}, block, *CLASSIFIER], (1, 8, 8), 3)
    assert described.error is not None
    assert (described.error.code, described.error.field) == ("no_window", "layers.1.layers.1.kernel")
    assert [layer.output_shape for layer in described.layers[1].body] == [(1, 8, 8), None]


def test_layers_are_named_by_kind_and_number_as_the_network_names_them() -> None:
    block = {"kind": "residual", "layers": [{"kind": "convolution", "filters": 2, "padding": [1, 1]}]}
    first: Layers = [{"kind": "convolution", "filters": 2}, {"kind": "relu"}, block, {"kind": "relu"}]
    layers = [*first, *CLASSIFIER]
    described = describe(layers, (1, 8, 8), 3)
    names = ["convolution_1", "relu_1", "residual_1", "relu_2", "flatten_1", "dense_1"]
    assert [layer.name for layer in described.layers] == names
    assert [name for name, _ in build(layers, (1, 8, 8), 3, seed=0).layers] == names
    assert [layer.name for layer in described.layers[2].body] == ["convolution_1"]


def test_a_kernel_can_be_as_large_as_the_padded_input_and_the_reason_is_given() -> None:
    described = describe([{"kind": "convolution", "padding": [1, 1]}, *CLASSIFIER], (1, 4, 4), 3)
    kernel = field(described, 0, "kernel")
    assert (kernel.minimum, kernel.maximum) == (1, 6)
    assert kernel.reason == "network.reason.kernel"
    assert dict(kernel.values) == {"size": 6, "dilation": 1}
    for size, fits in ((6, True), (7, False)):
        layers = [{"kind": "convolution", "padding": [1, 1], "kernel": [size, size]}, *CLASSIFIER]
        assert (describe(layers, (1, 4, 4), 3).error is None) == fits


def test_taps_can_be_as_far_apart_as_the_padded_input_allows() -> None:
    described = describe([{"kind": "convolution"}, *CLASSIFIER], (1, 8, 8), 3)
    dilation = field(described, 0, "dilation")
    assert (dilation.maximum, dilation.reason) == (3, "network.reason.dilation")
    alone = describe([{"kind": "convolution", "kernel": [1, 1]}, *CLASSIFIER], (1, 8, 8), 3)
    assert field(alone, 0, "dilation").maximum == 1


def test_where_the_house_sets_the_limit_there_is_no_reason() -> None:
    kernel = field(describe([{"kind": "convolution"}, *CLASSIFIER], (1, 28, 28), 10), 0, "kernel")
    assert (kernel.maximum, kernel.reason) == (15, None)


def test_a_pooling_window_is_limited_by_its_input_and_its_padding_by_the_window() -> None:
    described = describe([{"kind": "max_pool", "size": [3, 3]}, *CLASSIFIER], (1, 5, 5), 3)
    assert field(described, 0, "size").maximum == 5
    assert field(described, 0, "padding").maximum == 1
    assert field(described, 0, "padding").reason == "network.reason.pool_padding"


def test_lenets_table_is_offered_where_it_fits() -> None:
    for filters, choices in ((16, (None, "lenet5")), (15, (None,))):
        layers = [
            {"kind": "convolution", "filters": 6},
            {"kind": "convolution", "filters": filters},
            *CLASSIFIER,
        ]
        assert field(describe(layers, (1, 9, 9), 3), 1, "table").choices == choices


def test_outputs_must_be_as_many_as_classes() -> None:
    described = describe([{"kind": "relu"}, {"kind": "global_average_pool"}], (3, 4, 4), 10)
    assert described.error is not None
    assert (described.error.code, described.error.field) == ("network_output_misfit", "layers.1")
    assert (described.error.values["value"], described.error.values["limit"]) == ("3", 10)


def test_a_network_without_parameters_cannot_learn() -> None:
    described = describe([{"kind": "global_average_pool"}], (3, 4, 4), 3)
    assert described.error is not None
    assert described.error.code == "network_without_parameters"


def test_memory_grows_with_the_batch_and_is_limited() -> None:
    layers = [{"kind": "convolution", "filters": 64, "padding": [1, 1]}, *CLASSIFIER]
    small, large = (describe(layers, (3, 32, 32), 10, batch_size=size) for size in (1, 1024))
    assert small.memory_bytes < large.memory_bytes
    assert small.error is None
    assert large.error is not None
    assert (large.error.code, large.error.field) == ("network_too_much_memory", "batch_size")


def test_forty_layers_are_enough_and_those_inside_of_blocks_count() -> None:
    describe([*[{"kind": "relu"}] * 38, *CLASSIFIER], (1, 2, 2), 3)
    block = {"kind": "residual", "layers": [{"kind": "relu"}] * 20}
    for layers in ([*[{"kind": "relu"}] * 39, *CLASSIFIER], [block, block]):
        with pytest.raises(DomainError) as refused:
            describe(layers, (1, 2, 2), 3)
        assert refused.value.code == "network_too_many_layers"


@pytest.mark.parametrize(
    ("layers", "code", "place"),
    [
        ([], "network_empty", "layers"),
        ("relu", "field_not_a_list", "layers"),
        (None, "field_not_a_list", "layers"),
        (["relu"], "field_not_an_object", "layers.0"),
        ([{"kind": "relu"}, {}], "field_missing", "layers.1.kind"),
        ([{"kind": ["relu"]}], "choice_unknown", "layers.0.kind"),
    ],
)
def test_what_is_no_network_at_all_is_refused(layers: Any, code: str, place: str) -> None:
    with pytest.raises(DomainError) as refused:
        describe(layers, (1, 8, 8), 3)
    assert (refused.value.code, refused.value.field) == (code, place)


@pytest.mark.parametrize(
    ("layer", "code", "place"),
    [
        ({"kind": "relu", "slope": 0.1}, "field_unknown", "slope"),
        ({"kind": "convolution", "kernel": 3}, "field_not_a_list", "kernel"),
        ({"kind": "convolution", "kernel": [3]}, "layer_pair_wrong", "kernel"),
        ({"kind": "convolution", "kernel": [3, 3.5]}, "field_not_whole", "kernel.1"),
        ({"kind": "convolution", "kernel": [3, "3"]}, "field_not_a_number", "kernel.1"),
        ({"kind": "convolution", "kernel": [3, True]}, "field_not_a_number", "kernel.1"),
        ({"kind": "convolution", "kernel": [0, 3]}, "number_out_of_range", "kernel.0"),
        ({"kind": "convolution", "filters": 10**5000}, "number_out_of_range", "filters"),
        ({"kind": "convolution", "bias": 1}, "choice_unknown", "bias"),
        ({"kind": "convolution", "table": "full"}, "choice_unknown", "table"),
        ({"kind": "convolution", "table": [[1, 0], [1]]}, "layer_table_malformed", "table"),
        ({"kind": "convolution", "table": [1, 0]}, "layer_table_malformed", "table"),
        ({"kind": "convolution", "table": [[0]]}, "layer_table_row_empty", "table"),
        ({"kind": "convolution", "filters": 3, "table": [[1]]}, "layer_table_misfit", "table"),
        ({"kind": "dropout", "rate": 1.0}, "number_out_of_range", "rate"),
        ({"kind": "dropout", "rate": float("nan")}, "field_not_a_number", "rate"),
        ({"kind": "dense", "units": "many"}, "field_not_a_number", "units"),
        ({"kind": "residual"}, "field_missing", "layers"),
        ({"kind": "residual", "layers": []}, "network_empty", "layers"),
        ({"kind": "residual", "layers": 5}, "field_not_a_list", "layers"),
        ({"kind": "residual", "layers": "relu"}, "field_not_a_list", "layers"),
        ({"kind": "residual", "layers": [5]}, "field_not_an_object", "layers.0"),
    ],
)
def test_a_wrong_field_is_its_layers_error_in_its_place(layer: dict[str, Any], code: str, place: str) -> None:
    described = describe([{"kind": "tanh"}, layer, *CLASSIFIER], (1, 8, 8), 3)
    assert described.error is not None
    assert (described.error.code, described.error.field) == (code, f"layers.1.{place}")


def test_blocks_are_not_nested_without_end() -> None:
    layer: dict[str, Any] = {"kind": "relu"}
    for _ in range(4):
        layer = {"kind": "residual", "layers": [layer]}
    described = describe([layer, *CLASSIFIER], (1, 8, 8), 3)
    assert described.error is not None
    assert described.error.code == "network_too_deeply_nested"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_works_with_nothing_but_its_defaults(kind: str) -> None:
    body = {"layers": [{"kind": "relu"}]} if kind == "residual" else {}
    before = [{"kind": "flatten"}] if kind in ("dense", "softmax") else []
    described = describe([*before, {"kind": kind, **body}], (3, 8, 8), 3)
    layer = described.layers[len(before)]
    assert layer.error is None
    assert layer.output_shape is not None
    assert layer.formula == FORMULAS[kind]
    assert [one.id for one in layer.fields] == [one.id for one in FIELDS[kind]]
