"""Multiply, then add to what is there."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.conv.accumulate import accumulate


def test_every_product_comes_with_the_sum_so_far():
    assert list(accumulate([(2, 3), (5, -1), (7, 4)])) == [(6, 6), (-5, 1), (28, 29)]


def test_no_terms_make_no_sum():
    assert list(accumulate([])) == []


def test_a_plane_goes_through_the_same_operations_as_each_of_its_pixels():
    """In floats the order shows: 0.1 + 0.2 + 0.3 from left to right is 0.6000000000000001."""
    planes = [np.array([0.1, 1e16]), np.array([0.2, 1.0]), np.array([0.3, -1e16])]
    pairs: list[tuple[Any, Any]] = [(plane, 1.0) for plane in planes]
    *_, (_, total) = accumulate(pairs)
    for pixel in range(2):
        *_, (_, alone) = accumulate((float(plane[pixel]), 1.0) for plane in planes)
        assert total[pixel] == alone
    assert total.tolist() == [0.6000000000000001, 0.0]


def test_the_planes_that_come_in_are_left_alone():
    plane = np.array([1, 2])
    list(accumulate([(plane, 3), (plane, 4)]))
    assert plane.tolist() == [1, 2]
