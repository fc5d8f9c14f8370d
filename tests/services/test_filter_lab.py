"""Chains are computed stage by stage, each stage once, within a budget of memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.conv.errors import DomainError
from app.data.picture_limits import PictureLimits
from app.filters.apply import apply_step
from app.filters.catalog import CATALOG
from app.filters.step import make_step
from app.services.filter_lab import (
    LARGEST_CHAIN,
    LARGEST_REGION_PIXELS,
    SPRITE_HEIGHT,
    SPRITE_WIDTH,
    FilterLab,
    Region,
    chain_geometry,
    cut,
)
from app.services.picture_cache import PictureCache

HEIGHT, WIDTH = 30, 40
STAGE_BYTES = 3 * HEIGHT * WIDTH
NOISE = np.random.default_rng(3).integers(0, 256, (3, HEIGHT, WIDTH), dtype=np.uint8)

BLUR = make_step("gaussian", {"sigma": 1.0})
EDGES = make_step("edges")
EMBOSS = make_step("emboss")
SMALLER = make_step("blur_box", {"size": 3}, padding="valid", stride=(2, 1))


def png(pixels: Any) -> bytes:
    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(np.moveaxis(pixels, 0, -1))).save(buffer, "PNG")
    return buffer.getvalue()


def lab_with(pixels: Any = NOISE, *, budget: int = 1 << 20) -> tuple[FilterLab, str]:
    pictures = PictureCache(1 << 26, PictureLimits())
    lab = FilterLab(pictures, result_cache_bytes=budget, workers=2)
    return lab, pictures.add(png(pixels)).id


def test_each_stage_is_the_step_applied_to_the_one_before():
    lab, id = lab_with()
    stages = lab.stages(id, "full", [BLUR, EDGES, SMALLER])
    pixels = NOISE
    for stage, step in zip(stages, [BLUR, EDGES, SMALLER], strict=True):
        expected = apply_step(pixels, step)
        np.testing.assert_array_equal(stage.pixels, expected.pixels)
        assert stage.extremes == expected.extremes
        pixels = expected.pixels
    np.testing.assert_array_equal(lab.apply(id, "full", [BLUR, EDGES, SMALLER]), pixels)
    assert pixels.shape == (3, 14, 38)


def test_a_change_at_the_end_does_not_compute_the_beginning_again():
    lab, id = lab_with()
    blur, edges = lab.stages(id, "full", [BLUR, EDGES])
    same_blur, _ = lab.stages(id, "full", [BLUR, EMBOSS])
    assert same_blur is blur
    assert lab.stages(id, "full", [BLUR, EDGES])[1] is edges


def test_the_same_step_elsewhere_in_the_chain_is_another_picture():
    lab, id = lab_with()
    first = lab.stages(id, "full", [EDGES])[0]
    second = lab.stages(id, "full", [BLUR, EDGES])[1]
    assert (first.pixels != second.pixels).any()


def test_a_kernel_typed_by_hand_is_not_computed_again_under_its_name():
    lab, id = lab_with()
    typed = make_step("custom", {"kernel": EDGES.applied[0].tolist()})
    assert lab.stages(id, "full", [typed])[0] is lab.stages(id, "full", [EDGES])[0]


def test_two_pictures_do_not_share_results():
    lab, id = lab_with()
    other = lab.pictures.add(png(255 - NOISE)).id
    assert (lab.apply(id, "full", [BLUR]) != lab.apply(other, "full", [BLUR])).any()


def test_eight_threads_at_once_get_the_same_bytes_computed_once():
    lab, id = lab_with()
    everyone = Barrier(8)

    def ask(_: int) -> Any:
        everyone.wait(10)
        return lab.stages(id, "full", [BLUR, EDGES, EMBOSS])

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(ask, range(8))
    for other in others:
        assert all(theirs is ours for theirs, ours in zip(other, first, strict=True))


def test_results_leave_within_the_budget_and_come_back_the_same():
    """Room for two stages: the third drives out the first."""
    lab, id = lab_with(budget=2 * STAGE_BYTES)
    first = lab.stages(id, "full", [BLUR])[0]
    lab.stages(id, "full", [EDGES])
    assert lab.stages(id, "full", [BLUR])[0] is first
    lab.stages(id, "full", [EMBOSS])
    lab.stages(id, "full", [make_step("outline")])
    again = lab.stages(id, "full", [BLUR])[0]
    assert again is not first
    np.testing.assert_array_equal(again.pixels, first.pixels)


def test_without_a_budget_everything_still_works():
    lab, id = lab_with(budget=0)
    np.testing.assert_array_equal(lab.apply(id, "full", [EDGES]), apply_step(NOISE, EDGES).pixels)


def test_a_result_that_others_share_cannot_be_written_to():
    lab, id = lab_with()
    with pytest.raises(ValueError, match="read-only"):
        lab.apply(id, "full", [BLUR])[0, 0, 0] = 1


def test_a_large_picture_is_filtered_small_and_whole():
    lab, id = lab_with(np.zeros((3, 1000, 1500), np.uint8))
    assert lab.apply(id, "full", [EDGES]).shape == (3, 1000, 1500)
    _, height, width = lab.apply(id, "preview", [EDGES]).shape
    assert height * width <= 1_000_000
    assert width / height == pytest.approx(1.5, rel=0.01)


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], ("chain_empty", "steps", 0, 1)),
        ([EDGES] * (LARGEST_CHAIN + 1), ("chain_too_long", "steps", LARGEST_CHAIN + 1, LARGEST_CHAIN)),
    ],
)
def test_a_chain_has_one_to_eight_steps(steps, expected):
    lab, id = lab_with()
    with pytest.raises(DomainError) as caught:
        lab.apply(id, "full", steps)
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == expected


def test_a_refusal_says_at_which_step():
    """Three steps of stride 4 leave 30 → 8 → 2 rows; then a valid box of 3 finds no window."""
    lab, id = lab_with()
    coarse = make_step("identity", stride=(4, 4))
    with pytest.raises(DomainError) as caught:
        lab.apply(id, "full", [coarse, coarse, make_step("blur_box", {"size": 3}, padding="valid")])
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == ("no_window", "steps.2.kernel", 3, 2)


def test_a_result_too_large_to_send_is_refused_before_anything_is_computed():
    """(7,700 + 2·60 − 2)² = 61,121,124 pixels, which nobody allocates: the shape alone is checked."""
    grow = make_step("identity", padding=((60, 60), (60, 60)))
    with pytest.raises(DomainError) as caught:
        chain_geometry((7_700, 7_700), [EDGES, grow])
    error = caught.value
    assert (error.code, error.field) == ("output_too_large", "steps.1.padding")
    assert (error.value, error.limit) == (61_121_124, 60_000_000)


def test_a_picture_that_is_not_there_is_named():
    lab, _ = lab_with()
    with pytest.raises(DomainError) as caught:
        lab.apply("0" * 32, "full", [EDGES])
    assert (caught.value.code, caught.value.field, caught.value.value) == (
        "picture_unknown",
        "picture",
        "0" * 32,
    )


# ---------------------------------------------------------------- regions, small pictures


def test_a_region_is_cut_out_by_rows_and_columns():
    part = cut(NOISE, Region(row=2, col=5, height=3, width=4))
    np.testing.assert_array_equal(part, NOISE[:, 2:5, 5:9])
    assert cut(NOISE, Region(29, 39, 1, 1)).shape == (3, 1, 1)


@pytest.mark.parametrize(
    "region",
    [Region(-1, 0, 1, 1), Region(0, 40, 1, 1), Region(0, 0, 31, 1), Region(5, 5, 1, 36), Region(0, 0, 0, 1)],
)
def test_a_region_outside_the_picture_is_refused(region):
    with pytest.raises(DomainError) as caught:
        cut(NOISE, region)
    assert (caught.value.code, caught.value.limit) == ("region_outside", "40×30")


def test_a_region_has_a_largest_size():
    pixels = np.zeros((3, 513, 512), np.uint8)
    assert cut(pixels, Region(1, 0, 512, 512)).shape == (3, 512, 512)
    with pytest.raises(DomainError) as caught:
        cut(pixels, Region(0, 0, 513, 512))
    assert (caught.value.code, caught.value.value) == ("region_too_large", 513 * 512)
    assert caught.value.limit == LARGEST_REGION_PIXELS


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (200, 3), (130, 300)])
def test_every_filter_has_a_small_picture_whatever_the_picture(shape):
    pixels = np.random.default_rng(1).integers(0, 256, (3, *shape), dtype=np.uint8)
    lab, id = lab_with(pixels)
    sheet = lab.sprites(id)
    assert sheet.order == tuple(CATALOG)
    rows = -(-len(CATALOG) // sheet.columns)
    assert sheet.pixels.shape == (3, rows * SPRITE_HEIGHT, sheet.columns * SPRITE_WIDTH)
    index = sheet.order.index("identity")
    top, left = index // sheet.columns * SPRITE_HEIGHT, index % sheet.columns * SPRITE_WIDTH
    sprite = sheet.pixels[:, top : top + SPRITE_HEIGHT, left : left + SPRITE_WIDTH]
    seen = {tuple(pixel) for pixel in sprite.reshape(3, -1).T.tolist()}
    assert seen <= {tuple(pixel) for pixel in pixels.reshape(3, -1).T.tolist()}


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (300, 300)])
def test_thumbnails_fit_a_sprite(shape):
    lab, id = lab_with(np.zeros((3, *shape), np.uint8))
    for small in [lab.thumbnail(id), *lab.stage_thumbnails(id, "full", [EDGES, EMBOSS])]:
        _, height, width = small.shape
        assert 1 <= height <= SPRITE_HEIGHT
        assert 1 <= width <= SPRITE_WIDTH
