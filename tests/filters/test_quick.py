"""The fast way from pixels to pixels is the definition's picture, whatever the picture, tile and thread."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.tile_planner import TilePlan, float_plans
from app.conv.tiles import tiles
from app.filters import quick
from app.filters.apply import apply_step, select_channels
from app.filters.catalog import CATALOG
from app.filters.quick import apply_quickly, quick_way, whole_weights
from app.filters.step import Step, make_step
from tests.filters.definition import displayed_by_definition, is_within, levels_by_definition
from tests.strategies import Case, cases, float_kernels

COURSE = (
    "difference",
    "edges",
    "sharpen",
    "emboss",
    "blur_diamond",
    "blur_box",
    "motion_diagonal",
    "sobel_x",
)


def picture(*shape: int) -> Any:
    return np.random.default_rng(shape).integers(0, 256, (3, *shape), dtype=np.uint8)


def quickly(pixels: Any, step: Step, threads: int | None = None) -> Any:
    return apply_quickly(select_channels(pixels, step), step, step.geometry(pixels.shape[1:]), threads)


@given(
    cases(), st.sampled_from([1, 2, 3, 4, 8, 9, 13, 16, 100, 256]), st.sampled_from([0, 1, 128, -30]),
    st.sampled_from(["clip", "absolute"]), st.sampled_from(["each", "luminance", "green"]),
)  # fmt: skip
def test_integer_kernels_are_the_definition_to_the_last_level(case: Case, divisor, offset, display, channels):
    """Any dilation, padding and mode; pictures of one pixel, and smaller than the kernel."""
    step = make_step(
        "custom", {"kernel": case.kernel.tolist()}, padding=case.geometry.padding, dilation=case.dilation,
        padding_mode=case.padding_mode, divisor=divisor, offset=offset, display=display, channels=channels,
    )  # fmt: skip
    if case.kernel.any() and step.geometry(case.x.shape).rows.output > 0:
        pixels = np.stack([case.x, case.x // 2, 255 - case.x])
        levels = quickly(pixels, step)
        assert levels is not None
        np.testing.assert_array_equal(levels, levels_by_definition(pixels, step))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "edge", "wrap"])
@pytest.mark.parametrize("padding", ["same", "valid", "full"])
@pytest.mark.parametrize("operator", ["sobel", "prewitt", "scharr", "roberts"])
def test_magnitudes_are_the_definition_to_the_last_level(operator, padding, mode):
    step = make_step("gradient_magnitude", {"operator": operator}, padding=padding, padding_mode=mode)
    pixels = picture(23, 17)
    levels = quickly(pixels, step)
    assert levels is not None
    np.testing.assert_array_equal(levels, levels_by_definition(pixels, step))


@pytest.mark.parametrize(
    ("offset", "display", "is_quick"),
    [(37, "clip", True), (37, "absolute", True), (-5, "clip", False), (0.5, "clip", False)],
)
def test_a_magnitude_moved_by_a_whole_number_of_levels_is_still_quick(offset, display, is_quick):
    step = make_step("gradient_magnitude", offset=offset, display=display)
    pixels = picture(23, 17)
    levels = quickly(pixels, step)
    assert (levels is not None) == is_quick
    if levels is not None:
        np.testing.assert_array_equal(levels, levels_by_definition(pixels, step))


@pytest.mark.parametrize("filter_id", [*COURSE, "gradient_magnitude"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 1), (2, 3), (64, 65)])
def test_small_pictures_have_the_same_levels(filter_id, shape):
    step = make_step(filter_id)
    levels = quickly(picture(*shape), step)
    assert levels is not None
    np.testing.assert_array_equal(levels, levels_by_definition(picture(*shape), step))


@pytest.mark.parametrize("filter_id", [*COURSE, "gradient_magnitude"])
@pytest.mark.parametrize("tile", [(1, 1), (300, 16), (1000, 1000), (2000, 20)])
def test_tiles_join_without_a_seam_from_any_number_of_threads(monkeypatch, filter_id, tile):
    monkeypatch.setattr(quick, "tile_grid", lambda _, geometry: tiles(geometry, *tile))
    pixels, step = picture(61, 37), make_step(filter_id, padding_mode="wrap")
    expected = levels_by_definition(pixels, step)
    for threads in (1, 2, 4):
        np.testing.assert_array_equal(quickly(pixels, step, threads), expected)


FLOATS = (
    "gaussian",
    "unsharp_mask",
    "laplacian_of_gaussian",
    "high_pass",
    "motion_blur",
    "disc_bokeh",
    "gabor",
)


@given(
    cases(float_kernels), st.floats(0.2, 40), st.floats(-50, 200), st.sampled_from(["clip", "absolute"]),
)  # fmt: skip
def test_float_kernels_are_the_definition_to_a_thousandth_of_a_level(case: Case, divisor, offset, display):
    step = make_step(
        "custom", {"kernel": case.kernel.tolist()}, padding=case.geometry.padding, dilation=case.dilation,
        padding_mode=case.padding_mode, divisor=divisor, offset=offset, display=display,
    )  # fmt: skip
    pixels = np.stack([case.x, case.x // 2, 255 - case.x])
    levels = quickly(pixels, step)
    if levels is not None:
        assert is_within(1e-3, levels, displayed_by_definition(pixels, step))


def forced(executor: str, kernel: Any, dilation: tuple[int, int]) -> TilePlan:
    """The plan of that executor, whatever it costs."""
    return next(plan for plan in float_plans(kernel, dilation) if plan.executor == executor)


@pytest.mark.parametrize("executor", ["banded", "blocks", "fourier"])
@pytest.mark.parametrize("side", [3, 12, 31])
def test_every_way_of_floats_is_the_definition_to_a_thousandth_of_a_level(monkeypatch, executor, side):
    """Also where the planner would have chosen another: terms of rank three, any weights, small and large."""
    rng = np.random.default_rng(side)
    kernel = rng.normal(size=(side, side))
    if executor == "banded":
        kernel = rng.normal(size=(side, 3)) @ rng.normal(size=(3, side - 1))
    monkeypatch.setattr(quick, "float_plan", partial(forced, executor))
    step = make_step("custom", {"kernel": (kernel / np.abs(kernel).sum()).tolist()}, offset=90)
    way = quick_way(step)
    assert way is not None
    assert way.plan.executor == executor
    for shape in ((1, 1), (5, 40), (97, 61)):
        levels = quickly(picture(*shape), step)
        assert is_within(1e-3, levels, displayed_by_definition(picture(*shape), step))


@pytest.mark.parametrize("filter_id", FLOATS)
def test_floats_give_the_same_bytes_from_any_number_of_threads(monkeypatch, filter_id):
    monkeypatch.setattr(quick, "tile_grid", lambda _, geometry: tiles(geometry, 9000, 64))
    pixels, step = picture(301, 97), make_step(filter_id)
    alone = quickly(pixels, step, 1)
    assert is_within(1e-3, alone, displayed_by_definition(pixels, step))
    for threads in (2, 4):
        np.testing.assert_array_equal(quickly(pixels, step, threads), alone)


def test_a_large_kernel_of_small_whole_numbers_may_go_through_a_matrix_product_and_stays_exact():
    kernel = np.random.default_rng(3).integers(-9, 10, (9, 9))
    step = make_step("custom", {"kernel": kernel.tolist()}, divisor=4, padding_mode="edge")
    way = quick_way(step)
    assert way is not None
    assert way.plan.executor == "blocks"
    pixels = picture(70, 45)
    np.testing.assert_array_equal(quickly(pixels, step), levels_by_definition(pixels, step))


def test_weights_in_quarters_are_whole_numbers_over_four():
    kernel, divisor = whole_weights(np.array([[0.25, -1.5]]), -3)
    assert (kernel.tolist(), kernel.dtype.kind, divisor) == ([[-1, 6]], "i", 12)
    tenths = np.array([[0.1]])
    assert whole_weights(tenths, 2)[0] is tenths


def test_memory_that_is_kept_for_workspaces_stays_bounded():
    for width in range(400, 460):
        apply_step(picture(700, width), make_step("sharpen"))
    assert quick._pool.held_bytes() <= quick.POOL_BYTES


def test_a_tile_is_as_large_as_it_may_be_and_no_larger():
    """A program with dozens of planes gets lower tiles instead of more memory."""
    kernel = np.random.default_rng(6).integers(-9, 10, (9, 9)).tolist()
    step = make_step("custom", {"kernel": kernel}, divisor=40)
    way = quick_way(step)
    assert way is not None
    geometry = step.geometry((3000, 4000))
    workspace = way.make(geometry.tile(*quick.tile_grid(way, geometry).size))
    assert quick.WORKSPACE_BYTES / 2 <= workspace.nbytes <= quick.WORKSPACE_BYTES * 1.5


@pytest.mark.parametrize(
    "options", [{"stride": (2, 1)}, {"display": "stretch"}, {"divisor": 2.5}, {"offset": 0.5}]
)
def test_what_tiles_cannot_do_is_left_to_the_definition(options):
    assert quick_way(make_step("edges", **options)) is None


@pytest.mark.parametrize("sign", [1, -1])
def test_floats_with_an_offset_that_16_bits_cannot_hold_are_left_to_the_definition(sign):
    """Sums are at most 30.1 · 255 = 7675.5: with 2¹⁴ they still fit."""
    kernel = {"kernel": [[30.1 * sign]]}
    largest = make_step("custom", kernel, offset=sign * 2.0**14)
    assert (quickly(picture(3, 4), largest) == (255 if sign > 0 else 0)).all()
    assert quick_way(make_step("custom", kernel, offset=sign * (2.0**14 + 1))) is None


def test_every_filter_of_the_course_has_a_fast_way():
    slow = [
        id for id, chosen in CATALOG.items()
        if chosen.group == "course" and quick_way(make_step(id, display="clip")) is None
    ]  # fmt: skip
    assert slow == ["gradient_direction"]
