"""The drawn shapes: endless, from the seed alone, and what they say they are."""

from __future__ import annotations

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets.shapes import SIDE, Shapes, _measure


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes(seed=5, train=240, validation=30, test=17)


def test_a_picture_depends_on_its_index_and_on_no_other_picture(shapes: Shapes) -> None:
    together = shapes.pictures("train", np.arange(100))
    assert together.shape == (100, 1, 28, 28)
    assert together.dtype == np.uint8
    for index in (0, 63, 64, 99):
        assert (shapes.pictures("train", np.array([index]))[0] == together[index]).all()
    assert (Shapes(5, 240, 30, 17).pictures("train", np.array([99, 3])) == together[[99, 3]]).all()


def test_every_epoch_trains_on_other_drawings_of_the_same_classes(shapes: Shapes) -> None:
    indices = np.arange(8)
    first, second = (shapes.pictures("train", indices, epoch) for epoch in (0, 1))
    assert all((one != other).any() for one, other in zip(first, second, strict=True))
    for split in ("validation", "test"):
        assert (shapes.pictures(split, indices, 0) == shapes.pictures(split, indices, 9)).all()


def test_splits_and_seeds_share_no_picture(shapes: Shapes) -> None:
    pictures = [
        *shapes.pictures("train", np.arange(30)),
        *shapes.pictures("validation", np.arange(30)),
        *shapes.pictures("test", np.arange(17)),
        *Shapes(6, 240, 30, 17).pictures("train", np.arange(30)),
    ]
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_every_class_comes_equally_often_in_a_mixed_order(shapes: Shapes) -> None:
    labels = shapes.labels("train")
    assert np.bincount(labels).tolist() == [30] * 8
    assert labels[:8].tolist() != sorted(labels[:8].tolist())
    assert len(shapes.labels("test")) == shapes.count("test") == 17


def test_offset_and_scale_bring_the_pixels_to_mean_0_and_spread_1(shapes: Shapes) -> None:
    pixels = shapes.pictures("train", np.arange(240)) / 255
    entering = (pixels - shapes.offset) * shapes.scale
    assert abs(entering.mean()) < 0.1
    assert abs(entering.std() - 1) < 0.1


def test_a_shape_stands_out_from_its_ground_and_lies_within_the_picture(shapes: Shapes) -> None:
    pictures = shapes.pictures("train", np.arange(240)).astype(float)
    brightest = np.sort(pictures.reshape(240, -1), axis=1)[:, -25:].mean(axis=1)
    border = np.concatenate([pictures[..., 0, :], pictures[..., -1, :]], axis=-1).mean(axis=(1, 2))
    assert (brightest > border + 40).all()


def test_distance_and_inside_of_a_rectangle_are_those_worked_by_hand() -> None:
    """Rows 4…10, columns 6…20; the corners are repeated until there are 24 points."""
    corners = [(4, 6), (4, 20), (10, 20), (10, 6)]
    polygon = np.array([[corner for corner in corners for _ in range(6)]], np.float32)
    distance, inside = _measure(polygon)
    assert inside[0].sum() == 6 * 14
    assert inside[0, 5, 7]
    assert not inside[0, 5, 21]
    assert not inside[0, 3, 7]
    assert distance[0, 7, 10] == 3  # three rows from the top and from the bottom
    assert distance[0, 1, 2] == 5  # 3 and 4 from the corner
    assert distance[0, 10, 25] == 5
    assert distance.shape == (1, SIDE, SIDE)


def test_outside_indices_and_unknown_splits_are_refused(shapes: Shapes) -> None:
    with pytest.raises(DomainError, match="dataset_index_out_of_range"):
        shapes.pictures("test", np.array([17]))
    with pytest.raises(DomainError, match="dataset_split_unknown"):
        shapes.labels("exam")
