"""One view, read by filters and explanations, written by gradients."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from app.conv.correlate import correlate
from app.conv.geometry import geometry
from app.conv.padding import pad
from app.conv.windows import windows
from tests.strategies import Case, cases


def test_a_window_is_what_its_output_sees():
    """Stride (1, 2), taps two rows apart: output (1, 1) sees rows 1 and 3, columns 2, 3 and 4."""
    x = np.arange(20).reshape(4, 5)
    view = windows(x, geometry((4, 5), (2, 3), stride=(1, 2), dilation=(2, 1)))
    assert view.shape == (2, 2, 2, 3)
    assert view[1, 1].tolist() == [[7, 8, 9], [17, 18, 19]]


def test_a_tap_sees_a_plane_as_large_as_the_output():
    x = np.arange(12).reshape(3, 4)
    view = windows(x, geometry((3, 4), (2, 2)))
    assert view[:, :, 1, 0].tolist() == [[4, 5, 6], [8, 9, 10]]


def test_nothing_is_copied_and_nothing_can_be_written_by_accident():
    x = np.zeros((6, 7))
    view = windows(x, geometry((6, 7), (3, 3)))
    assert np.shares_memory(view, x)
    with pytest.raises(ValueError, match="read-only"):
        view[0, 0, 0, 0] = 1


def test_adding_tap_by_tap_counts_how_many_windows_hold_each_cell():
    """col2im of ones: in 3×3 under 2×2 the corners are seen once, the edges twice, the middle four times."""
    counts = np.zeros((3, 3), int)
    view = windows(counts, geometry((3, 3), (2, 2)), writeable=True)
    for u, v in np.ndindex(2, 2):
        view[..., u, v] += 1
    assert counts.tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


@given(cases())
def test_reading_and_adding_through_the_view_are_transposes(case: Case):
    """⟨correlate(x), δ⟩ = ⟨x, δ spread back⟩ for any δ, whatever the geometry: no cell is seen twice."""
    shape, kernel = case.geometry, case.kernel
    padded = pad(case.x, shape, case.padding_mode, dtype=np.int64)
    delta = np.arange(1, shape.output_shape[0] * shape.output_shape[1] + 1).reshape(shape.output_shape)
    spread = np.zeros_like(padded)
    view = windows(spread, shape, writeable=True)
    for u, v in np.ndindex(*kernel.shape):
        view[..., u, v] += delta * kernel[u, v]
    forward = correlate(case.x, kernel, **case.options)
    assert (forward.astype(np.int64) * delta).sum() == (padded * spread).sum()
