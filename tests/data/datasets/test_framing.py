"""From any picture to a small square: the middle is kept, nothing is turned, flipped or left out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.data.datasets.framing import frame, triangle


def test_the_middle_square_is_kept_of_a_wide_and_of_a_tall_picture() -> None:
    """Of 28 × 61 the columns 16 … 43: the excess of 33 leaves 16 on the left and 17 on the right."""
    cols = np.broadcast_to(np.arange(61, dtype=np.uint8), (3, 28, 61))
    assert (frame(cols, 28, is_colour=True) == np.arange(16, 44)).all()
    rows = cols.transpose(0, 2, 1)
    assert (frame(rows, 28, is_colour=True) == np.arange(16, 44)[:, None]).all()


def test_channels_keep_their_places_and_grey_is_luminance() -> None:
    pixels = np.stack([np.full((40, 40), level, np.uint8) for level in (200, 100, 10)])
    assert frame(pixels, 32, is_colour=True)[:, 9, 9].tolist() == [200, 100, 10]
    grey = frame(pixels, 32, is_colour=False)
    assert grey.shape == (1, 32, 32)
    assert (grey == round(0.299 * 200 + 0.587 * 100 + 0.114 * 10)).all()


@given(st.integers(1, 300), st.sampled_from([28, 32]))
def test_every_new_sample_is_a_mean_and_every_old_one_counts_when_there_become_fewer(
    before: int, after: int
) -> None:
    weights = triangle(before, after)
    assert weights.shape == (after, before)
    assert (weights >= 0).all()
    assert np.allclose(weights.sum(axis=1), 1, atol=1e-5)
    if before >= after:
        assert (weights.sum(axis=0) > 0).all()
    assert np.allclose(weights, weights[::-1, ::-1], atol=1e-5), "no side is preferred"


@pytest.mark.parametrize("side", [9, 28, 45, 100, 223])
def test_shrinking_and_growing_agree_with_an_independent_implementation(side: int) -> None:
    pixels = np.random.default_rng(side).integers(0, 256, (3, side, side), dtype=np.uint8)
    expected = Image.fromarray(pixels.transpose(1, 2, 0)).resize((28, 28), Image.Resampling.BILINEAR)
    difference = frame(pixels, 28, is_colour=True).transpose(1, 2, 0).astype(int) - np.asarray(expected)
    assert np.abs(difference).max() <= 1


def test_a_picture_of_one_pixel_fills_the_square() -> None:
    assert (frame(np.array([[[7]], [[8]], [[9]]], np.uint8), 28, is_colour=True)[2] == 9).all()


def test_a_large_picture_is_reduced_in_two_steps_to_the_same_mean() -> None:
    pixels = np.zeros((3, 900, 1200), np.uint8)
    pixels[:, :450] = 200  # the upper half
    small = frame(pixels, 28, is_colour=False)[0]
    assert (small[:12] > 195).all()
    assert (small[16:] < 5).all()
