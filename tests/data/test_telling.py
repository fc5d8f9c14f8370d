"""Where to look first in a picture."""

from __future__ import annotations

import numpy as np
import pytest

from app.data.samples import SAMPLES, TELLING, draw
from app.data.telling import CONTRAST, telling_pixel


def test_it_is_the_place_whose_neighbours_differ_by_nearest_to_the_contrast() -> None:
    picture = np.full((3, 100, 200), 20, np.uint8)
    picture[:, 50:, :] = 250  # far too strong
    picture[:, :, 130:] = 78  # 58 beside 20: nearly 60; 172 beside 250
    assert telling_pixel(picture) == (36, 129), "the first of them, rows 35 to 64 and columns 108 to 143"


def test_all_channels_count() -> None:
    red = np.zeros((3, 100, 100), np.uint8)
    red[0, 44:, :] = 180  # a third of the channels, three times the contrast
    assert telling_pixel(red)[0] in (43, 44)


@pytest.mark.parametrize(
    ("shape", "middle"), [((3, 100, 100), (50, 63)), ((3, 1, 1), (0, 0)), ((3, 2, 5), (0, 2))]
)
def test_an_even_or_a_tiny_picture_has_its_middle(
    shape: tuple[int, int, int], middle: tuple[int, int]
) -> None:
    found = telling_pixel(np.full(shape, 7, np.uint8))
    assert found == middle
    assert all(0 <= place < side for place, side in zip(found, shape[1:], strict=True))


@pytest.mark.parametrize("id", SAMPLES)
def test_the_samples_places_are_edges_of_that_contrast(id: str) -> None:
    row, col = TELLING[id]
    around = draw(id).astype(int)
    down = abs((around[:, row + 1, col] - around[:, row - 1, col]).sum())
    across = abs((around[:, row, col + 1] - around[:, row, col - 1]).sum())
    assert (down + across) / 3 == pytest.approx(CONTRAST, abs=12)
