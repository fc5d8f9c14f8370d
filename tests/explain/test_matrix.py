"""A convolution is a matrix product: against SciPy, and against the decks' pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import ndimage, signal, sparse

from app.conv.errors import DomainError
from app.explain.cases import CASES
from app.explain.from_spec import explain
from app.explain.matrix import MATRIX_MODES, SparseMatrix, matrices, picture_matrix, toeplitz
from app.explain.records import Trace
from app.explain.spec import MODES, OperandSpec, TraceSpec
from tests.explain.spec_strategies import specs

BY_ID = {case.id: case.spec for case in CASES}


def dense(matrix: SparseMatrix, weight: Any) -> Any:
    values = np.asarray(weight).ravel()[list(matrix.weight_at)]
    return sparse.coo_array((values, (matrix.row, matrix.col)), (matrix.rows, matrix.cols)).toarray()


def output_of(trace: Trace) -> Any:
    result = np.array(trace.output.values, float).reshape(trace.output.shape)
    bias = {operand.id: operand.values for operand in trace.operands}.get("b")
    return result if bias is None else result - np.array(bias, float)[:, None, None]


def test_the_decks_matrix_of_a_five_vector_under_three_weights():
    spec = TraceSpec("correlate", OperandSpec((1, 1, 5)), OperandSpec((1, 1, 1, 3)))
    assert dense(toeplitz(spec), [7, 8, 9]).tolist() == [[7, 8, 9, 0, 0], [0, 7, 8, 9, 0], [0, 0, 7, 8, 9]]
    back = replace(spec, mode="transposed", x=OperandSpec((1, 1, 3)))
    assert (
        dense(toeplitz(back), [7, 8, 9]).tolist()
        == np.transpose([[7, 8, 9, 0, 0], [0, 7, 8, 9, 0], [0, 0, 7, 8, 9]]).tolist()
    )


def test_the_matrix_of_a_convolution_is_scipys_convolution():
    random = np.random.default_rng(3)
    x, w = random.integers(-9, 9, (5, 4)), random.integers(-9, 9, (3, 2))
    spec = TraceSpec(
        "convolve", OperandSpec((1, 5, 4), values=tuple(x.ravel().tolist())),
        OperandSpec((1, 1, 3, 2), values=tuple(w.ravel().tolist())), padding="full",
    )  # fmt: skip
    wide = dense(toeplitz(spec), w) @ x.ravel()
    np.testing.assert_array_equal(wide.reshape(7, 5), signal.convolve2d(x, w))


@settings(max_examples=120, deadline=None)
@given(specs(tuple(sorted(MATRIX_MODES))))
def test_every_matrix_gives_the_result_of_the_trace(spec):
    try:
        trace, full = explain(spec)
    except DomainError:
        return
    found = matrices(full)
    weight = np.array(full.w.values)
    left, columns = np.array(found.kernel_rows), np.array(found.im2col.values)
    product = left @ columns.reshape(found.im2col.rows, found.im2col.cols)
    np.testing.assert_array_equal(product, np.array(found.product))
    result = output_of(trace)
    if spec.mode == "gradient_kernel":
        slid = product.reshape(result.shape)
        np.testing.assert_array_equal(slid[..., ::-1, ::-1] if full.is_flipped else slid, result)
        return
    source = full.delta if spec.mode == "gradient_input" else full.x
    assert source is not None
    np.testing.assert_array_equal(dense(found.toeplitz, weight) @ np.array(source.values), result.ravel())
    if found.col2im is None:
        np.testing.assert_array_equal(product.ravel(), result.ravel())
        return
    folded = found.col2im
    grid = np.zeros(folded.shape)
    np.add.at(grid.reshape(-1), list(folded.target), np.array(folded.values, float))
    top, left_col = folded.origin
    inside = grid[:, top : top + result.shape[1], left_col : left_col + result.shape[2]]
    # Output padding and a stride's remainder lie beyond what the columns reach: nothing but zeros there.
    np.testing.assert_array_equal(inside, result)


@pytest.mark.parametrize("name", ["b3_stride2_padding1", "b8_channels", "padding_strides", "dilation"])
def test_the_matrix_of_the_gradient_is_that_of_the_convolution_transposed(name):
    spec = BY_ID[name]
    weight = np.array(spec.w.values)
    forward = dense(toeplitz(spec), weight)
    gradient = replace(spec, mode="gradient_input")
    assert gradient.operation == ("convolve" if spec.mode == "convolve" else "correlate")
    np.testing.assert_array_equal(dense(toeplitz(gradient), weight), forward.T)


def test_im2col_of_the_deck_has_its_letters_in_its_order():
    forward = matrices(BY_ID["b11_forward"])
    values = np.array(forward.im2col.values).reshape(4, 4)
    assert values.tolist() == [list("abde"), list("bcef"), list("degh"), list("efhj")]
    assert forward.kernel_rows == (("w", "x", "y", "z"),)
    assert forward.product[0][0] == "aw + bx + dy + ez"


def test_col2im_of_the_deck_adds_four_columns_up_in_the_centre():
    backward = matrices(BY_ID["b11_backward_input"])
    assert backward.product[3] == ("zδ_p", "zδ_q", "zδ_r", "zδ_s")
    assert backward.col2im is not None
    assert backward.col2im.shape == (1, 3, 3)
    centre = [
        value
        for value, target in zip(backward.col2im.values, backward.col2im.target, strict=True)
        if target == 4
    ]
    assert centre == ["wδ_s", "xδ_r", "yδ_q", "zδ_p"]


def test_deck_1_a_28_by_28_picture_under_a_5_by_5_kernel_is_one_1024_by_784_matrix():
    random = np.random.default_rng(28)
    # Like a handwritten digit: a bright stroke on black, grey at its edge.
    stroke = np.zeros((28, 28))
    stroke[4:24, 12:15] = 255
    stroke[4:7, 8:20] = 255
    picture = np.rint(ndimage.gaussian_filter(stroke, 0.8) + random.integers(0, 9, (28, 28)))
    weight = random.integers(-5, 6, (5, 5))
    matrix = picture_matrix(28, 5, 2)
    assert (matrix.rows, matrix.cols, len(matrix.row)) == (1024, 784, 784 * 25)
    padded = np.zeros((32, 32))
    padded[2:30, 2:30] = picture
    product = padded.ravel() @ dense(matrix, weight)
    expected = ndimage.correlate(picture, weight, mode="constant")
    np.testing.assert_array_equal(product.reshape(28, 28), expected)


def test_deck_1s_loop_builds_the_same_matrix():
    weight = np.arange(1, 10).reshape(3, 3)
    weights = np.zeros((6, 6, 4, 4))
    for i in range(4):
        for j in range(4):
            weights[i : i + 3, j : j + 3, i, j] = weight
    np.testing.assert_array_equal(dense(picture_matrix(4, 3, 1), weight), weights.reshape(36, 16))


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "code"),
    [(29, 5, 2, "number_out_of_range"), (28, 8, 2, "number_out_of_range"), (28, 5, 7, "number_out_of_range"),
     (0, 5, 2, "number_out_of_range"), (2, 5, 1, "no_window")],
)  # fmt: skip
def test_a_picture_matrix_nobody_could_look_at_is_refused(size, kernel, padding, code):
    with pytest.raises(DomainError) as refusal:
        picture_matrix(size, kernel, padding)
    assert refusal.value.code == code


@pytest.mark.parametrize("mode", sorted(set(MODES) - MATRIX_MODES))
def test_pooling_and_the_bias_are_not_written_as_matrices(mode):
    with pytest.raises(DomainError) as refusal:
        matrices(TraceSpec(mode, OperandSpec((1, 3, 3)), OperandSpec((1, 1, 2, 2))))
    assert refusal.value.code == "matrix_not_for_mode"
