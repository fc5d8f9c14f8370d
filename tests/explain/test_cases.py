"""The named computations have the sizes of the guide's pictures and the decks' numbers, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.explain.cases import CASES
from app.explain.from_spec import explain
from app.explain.story import formulas
from app.i18n.catalog import messages

BY_ID = {case.id: case for case in CASES}

# Dumoulin & Visin's figures: input side, kernel side, output side.
GUIDE_SIZES = {
    "no_padding_no_strides": (4, 3, 2),
    "arbitrary_padding_no_strides": (5, 4, 6),
    "same_padding_no_strides": (5, 3, 5),
    "full_padding_no_strides": (5, 3, 7),
    "no_padding_strides": (5, 3, 2),
    "padding_strides": (5, 3, 3),
    "padding_strides_odd": (6, 3, 3),
    "dilation": (7, 3, 3),
    "no_padding_no_strides_transposed": (2, 3, 4),
    "arbitrary_padding_no_strides_transposed": (6, 4, 5),
    "same_padding_no_strides_transposed": (5, 3, 5),
    "full_padding_no_strides_transposed": (7, 3, 5),
    "no_padding_strides_transposed": (2, 3, 5),
    "padding_strides_transposed": (3, 3, 5),
    "padding_strides_odd_transposed": (3, 3, 6),
}

COURSE_NUMBERS = {
    "b2_convolution": [
        [2.9, 6.2, 8.3, 7.5],
        [8.8, 15.7, 16.3, 12.9],
        [11.0, 15.5, 10.4, 6.8],
        [2.5, -1.4, -13.4, -11.3],
    ],
    "b2_correlation": [
        [11.1, 17.8, 21.7, 14.5],
        [13.2, 14.3, 7.7, 4.1],
        [-1.0, -6.5, -13.4, -9.8],
        [-3.5, -7.6, -10.6, -6.7],
    ],
    # The kernel, rotated, is −1 at the top left and 1 at the bottom right: y = x[i+1, j+1] − x[i−1, j−1].
    "b3_stride1_padding0": [[0, -2, -1], [2, 2, 4], [-1, 0, 0]],
    "b3_stride2_padding0": [[0, -1], [-1, 0]],
    "b3_stride1_padding1": [
        [0, -3, 0, 1, 0],
        [1, 0, -2, -1, -1],
        [-1, 2, 2, 4, 0],
        [2, -1, 0, 0, 1],
        [0, 0, 1, -1, -2],
    ],
    "b3_stride2_padding1": [[0, 0, 0], [-1, 2, 0], [0, 1, -2]],
    # x = 1 0 2 −1 3, w = 1 2 −1: 1 + 0 − 2, 0 + 4 + 1, 2 − 2 − 3.
    "b4_narrow": [[-1, 5, -3]],
    "b4_wide": [[-1, 2, -1, 5, -3, 5, 3]],
    "b4_equal": [[2, -1, 5, -3, 5]],
    # Row by row: 1 2 0 ∗ 1 −1; 0 1 3 ∗ 1 −1 plus 1 2 0 ∗ 2 0; 0 1 3 ∗ 2 0.
    "b5_wide": [[1, 1, -2, 0], [2, 5, 2, -3], [0, 2, 6, 0]],
    "b5_swapped": [[1, 1, -2, 0], [2, 5, 2, -3], [0, 2, 6, 0]],
    # z = 1 4 −2 stamps w = 2 −1 3: 2, −1 + 8, 3 − 4 − 4, 12 + 2, −6.
    "b6_transposed": [[2, 7, -5, 14, -6]],
    # 1 + 1 (first channel) + 1 + 2 (second) + 1 (bias) = 6, …
    "b8_channels": [[[6, 2], [3, 3]], [[0, 1], [4, 2]]],
    # X₁ − X₂ and 2 X₁ + X₂.
    "b8_mixing": [[[1, -1, 1], [-2, 1, -1], [1, 1, -2]], [[2, 1, 5], [2, 2, 1], [5, 2, 2]]],
    "b9_sharing": [[37, 47], [67, 77]],
    "d1_max": [[6, 8], [9, -2]],
    "d1_average": [[3.5, 5.5], [-0.25, -4.5]],
    "d2_max_backward": [[0, 0, 0, 0], [0, 4, 0, 8], [-2, 0, 6, 0], [0, 0, 0, 0]],
    "d2_average_backward": [[1, 1, 2, 2], [1, 1, 2, 2], [-0.5, -0.5, 1.5, 1.5], [-0.5, -0.5, 1.5, 1.5]],
    "d3_global": [[[4]], [[5]]],
}

LETTERS = {
    "b11_forward": [
        "aw + bx + dy + ez", "bw + cx + ey + fz",
        "dw + ex + gy + hz", "ew + fx + hy + jz",
    ],
    "b11_backward_kernel": [
        "aδ_p + bδ_q + dδ_r + eδ_s", "bδ_p + cδ_q + eδ_r + fδ_s",
        "dδ_p + eδ_q + gδ_r + hδ_s", "eδ_p + fδ_q + hδ_r + jδ_s",
    ],
    "b11_backward_input": [
        "wδ_p", "wδ_q + xδ_p", "xδ_q",
        "wδ_r + yδ_p", "wδ_s + xδ_r + yδ_q + zδ_p", "xδ_s + zδ_q",
        "yδ_r", "yδ_s + zδ_r", "zδ_s",
    ],
    "f4_bias": ["δ_p + δ_q + δ_r + δ_s"],
}  # fmt: skip


def result(name: str) -> Any:
    trace, _ = explain(BY_ID[name].spec)
    return np.array(trace.output.values).reshape(trace.output.shape)


def test_there_are_the_guides_fifteen_and_the_courses_twenty_four():
    assert [case.id for case in CASES if case.group == "arithmetic"] == list(GUIDE_SIZES)
    assert {case.id for case in CASES if case.group == "course"} == {*COURSE_NUMBERS, *LETTERS}
    assert all(case.curriculum.lower() == case.id.partition("_")[0] for case in CASES if case.curriculum)


@pytest.mark.parametrize(("name", "sides"), GUIDE_SIZES.items(), ids=GUIDE_SIZES)
def test_sizes_are_those_of_the_guides_figures(name, sides):
    size, taps, output = sides
    spec = BY_ID[name].spec
    assert spec.plane == (size, size)
    assert spec.kernel == (taps, taps)
    assert result(name).shape == (1, output, output)
    assert formulas(spec)["rows"].endswith(f"= {output}")


def test_the_guides_printed_numbers_without_padding():
    # Its 5×5 example gives 12 12 17 / 10 17 19 / 9 6 14; here are the top left 4×4 and every other of it.
    assert result("no_padding_no_strides")[0].tolist() == [[12, 12], [10, 17]]
    assert result("no_padding_strides")[0].tolist() == [[12, 17], [9, 14]]
    assert result("same_padding_no_strides")[0, 1:4, 1:4].tolist() == [[12, 12, 17], [10, 17, 19], [9, 6, 14]]


def test_padding_and_stride_together_give_the_guides_numbers_and_not_those_of_its_well_known_mistake():
    # Top left: 2·3 + 2·3·0 … = 6; top middle: 2·3 + 2·2 + (0 + 1 + 2·3) = 17; top right: 2·1 + 1·1 = 3.
    assert result("padding_strides")[0].tolist() == [[6, 17, 3], [8, 17, 13], [6, 4, 4]]


def test_the_top_left_of_the_wide_result_is_one_product():
    # Only the kernel's last weight, 2, meets the input's first cell, 3.
    assert result("full_padding_no_strides")[0, 0, 0] == 6
    assert result("full_padding_no_strides")[0, 6, 6] == 0


def test_dilation_takes_every_other_cell():
    # Rows 0, 2, 4 and columns 0, 2, 4: 0·3 + 1·2 + 2·0 + 2·3 + 2·2 + 0·3 + 0·2 + 1·0 + 2·1.
    assert result("dilation")[0, 0, 0] == 14


def test_a_strided_transposed_convolution_stamps_the_kernel():
    # Input 3 3 / 0 0: the kernel three times, at columns 0 and 2; column 2 has both.
    assert result("no_padding_strides_transposed")[0].tolist() == [
        [0, 3, 6, 3, 6],
        [6, 6, 6, 6, 0],
        [0, 3, 6, 3, 6],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
    ]


@pytest.mark.parametrize(("name", "numbers"), COURSE_NUMBERS.items(), ids=COURSE_NUMBERS)
def test_the_courses_numbers(name, numbers):
    expected = np.array(numbers)
    got = result(name)
    np.testing.assert_allclose(got.reshape(expected.shape), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("name", "texts"), LETTERS.items(), ids=LETTERS)
def test_the_courses_letters(name, texts):
    trace, _ = explain(BY_ID[name].spec)
    assert list(trace.output.values) == texts


def test_sharing_weights_takes_four_where_a_dense_layer_takes_thirty_six():
    trace, _ = explain(BY_ID["b9_sharing"].spec)
    assert (trace.counts.convolution_parameters, trace.counts.dense_parameters) == (4, 36)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_case_has_a_name_of_its_own_and_says_what_to_look_at(language):
    known = messages(language)
    names = [known[f"case.{case.id}.name"] for case in CASES]
    assert len(set(names)) == len(names)
    assert all(len(known[f"case.{case.id}.hint"]) > 15 for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_formula_counts_what_is_there(case):
    """The LaTeX, read as arithmetic by replacing its signs, is true."""
    from math import ceil, floor

    _, full = explain(case.spec)
    for text in formulas(full).values():
        python = text.replace(r"\left\lfloor \frac{", "floor((").replace(r"\left\lceil \frac{", "ceil((")
        python = python.replace("}{", ")/").replace(r"} \right\rfloor", ")").replace(r"} \right\rceil", ")")
        python = python.replace(r"\cdot", "*").replace(r"\bigl", "").replace(r"\bigr", "").replace("=", "==")
        assert eval(python, {"floor": floor, "ceil": ceil}), text
