"""Every executor returns what the definition returns: whole numbers exactly, floats to rounding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.correlate import correlate
from app.conv.executors.fourier import fast_length, fourier
from app.conv.executors.plain import plain
from app.conv.executors.separable import separable
from app.conv.factors import rank_one_factors
from app.conv.padding import pad
from app.conv.planner import plan
from tests.strategies import Case, cases, float_kernels, reference, vectors

outer_products = st.tuples(vectors(4), vectors(3)).map(lambda factors: np.outer(*factors))


def definition(case: Case) -> Any:
    """The sentence of the geometry, cell by cell, in Python's own numbers."""
    geometry, kernel = case.geometry, case.kernel.tolist()
    padded = np.pad(case.x, geometry.padding).tolist()
    (row_step, col_step), (row_gap, col_gap) = case.stride, case.dilation
    return [
        [
            sum(
                weight * padded[i * row_step + u * row_gap][j * col_step + v * col_gap]
                for u, weights in enumerate(kernel)
                for v, weight in enumerate(weights)
            )
            for j in range(geometry.cols.output)
        ]
        for i in range(geometry.rows.output)
    ]


def padded_for(case: Case, dtype: Any) -> Any:
    return pad(case.x, case.geometry, case.padding_mode, dtype=dtype)


@given(cases().filter(lambda case: case.padding_mode == "zeros"))
def test_the_plain_executor_is_the_definition_written_in_loops(case: Case):
    result = plain(padded_for(case, np.int64), case.kernel, case.geometry)
    assert result.tolist() == definition(case)


@given(cases(outer_products))
def test_whole_numbers_come_out_of_column_and_row_exactly(case: Case):
    factors = rank_one_factors(case.kernel)
    if factors is not None:
        result = separable(padded_for(case, np.int64), *factors, case.geometry)
        np.testing.assert_array_equal(result, reference(case))


@given(cases())
def test_whole_numbers_come_back_from_their_spectrum_exactly(case: Case):
    result = fourier(padded_for(case, np.int32), case.kernel, case.geometry)
    assert result.dtype == np.int32
    np.testing.assert_array_equal(result, reference(case))


@given(cases(float_kernels), st.sampled_from(["float64", "float32"]))
def test_floats_come_back_from_their_spectrum_to_rounding(case: Case, dtype):
    """Tolerance: of Σ|k|·255, 1e-12 in float64 and 1e-5 in float32."""
    result = fourier(padded_for(case, dtype), case.kernel, case.geometry)
    assert result.dtype == dtype
    tolerance = 1e-12 if dtype == "float64" else 1e-5
    reach = float(np.abs(case.kernel).sum()) * 255
    np.testing.assert_allclose(result, reference(case), rtol=0, atol=tolerance * reach + 1e-300)


@given(cases(outer_products.map(lambda kernel: kernel / 7)))
def test_floats_come_out_of_column_and_row_to_rounding(case: Case):
    """Tolerance: 1e-12 of Σ|k|·255."""
    factors = rank_one_factors(case.kernel)
    if factors is not None:
        result = separable(padded_for(case, np.float64), *factors, case.geometry)
        reach = float(np.abs(case.kernel).sum()) * 255
        np.testing.assert_allclose(result, reference(case), rtol=0, atol=1e-12 * reach)


def test_the_largest_whole_sums_that_spectra_may_carry_are_still_exact():
    """Σ|k|·255 just below 2³¹ on a picture of one whole Fourier band, all pixels near white."""
    rng = np.random.default_rng(4)
    kernel = rng.integers(30_000, 41_000, (15, 15)) * rng.choice([-1, 1], (15, 15))
    assert 0.9 < np.abs(kernel).sum() * 255 / 2**31 < 1
    assert plan(kernel).executor == "fourier"
    case = Case(rng.integers(200, 256, (1400, 1500), dtype=np.uint8), kernel)
    result = correlate(case.x, kernel)
    rows, cols = rng.integers(0, 1386, 60), rng.integers(0, 1486, 60)
    for i, j in zip(rows, cols, strict=True):
        window = case.x[i : i + 15, j : j + 15].astype(np.int64)
        assert result[i, j] == (window * kernel).sum()


@pytest.mark.parametrize("kernel", [np.zeros((2, 3), int), np.zeros((2, 3))])
def test_a_kernel_of_zeros_gives_zeros(kernel):
    assert correlate(np.ones((4, 5), np.uint8), kernel).tolist() == [[0] * 3] * 3


@given(st.integers(1, 5000))
def test_a_fast_length_is_the_next_product_of_2_3_and_5(least):
    def is_smooth(number: int) -> bool:
        for prime in (2, 3, 5):
            while number % prime == 0:
                number //= prime
        return number == 1

    assert fast_length(least) == next(n for n in range(least, 2 * least + 1) if is_smooth(n))
