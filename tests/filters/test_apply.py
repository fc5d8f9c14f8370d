"""A filtered picture against SciPy, for every filter of the catalogue and every padding mode."""

from __future__ import annotations

import colorsys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from app.conv.errors import DomainError
from app.filters.apply import Filtered, apply_step, luminance, select_channels
from app.filters.catalog import CATALOG
from app.filters.step import Step, make_step
from tests.strategies import Case, cases, float_kernels, integer_kernels, reference

RNG = np.random.default_rng(12)
NOISE = RNG.integers(0, 256, (3, 9, 7), dtype=np.uint8)
RAMP = np.stack([np.add.outer(np.arange(9) * s, np.arange(7) * t) for s, t in ((3, 20), (9, -7), (25, 6))])
PICTURES = {"noise": NOISE, "ramp": np.clip(RAMP + 40, 0, 255).astype(np.uint8)}
SCIPY_MODES = {"zeros": "constant", "reflect": "mirror", "edge": "nearest", "wrap": "grid-wrap"}
ROUNDING = 1e-6
ROUNDING_FLOAT32 = 1e-3  # of a level: what float kernels are promised

EVERY_FILTER: list[tuple[str, dict[str, Any]]] = [(id, {}) for id in CATALOG] + [
    ("blur_box", {"size": 8}),
    ("blur_box", {"size": 31}),
    ("motion_diagonal", {"length": 31}),
    ("gradient_magnitude", {"operator": "roberts"}),
    ("gradient_magnitude", {"operator": "scharr"}),
    ("gradient_direction", {"operator": "prewitt"}),
    ("shift", {"dx": -15, "dy": 14}),
    ("gaussian", {"sigma": 5.0}),
    ("laplacian", {"neighbours": "8"}),
    ("scharr", {"direction": "y"}),
    ("roberts", {"direction": "up"}),
    ("motion_blur", {"angle": 117.0, "length": 31}),
    ("gabor", {"angle": 70.0, "phase": 90.0}),
    ("custom", {"kernel": [[0.25, 0.25], [0.25, 0.25]]}),
    ("custom", {"kernel": [[1, -2, 0.5], [0, 3, -1]]}),
]


def value_of(planes: Any, step: Step) -> Any:
    """``sum / divisor + offset`` from the sums of each kernel."""
    if step.filter.combine == "single":
        return planes[0] / step.divisor + step.offset
    return np.sqrt(sum((sums / step.divisor) ** 2 for sums in planes)) + step.offset


def shown(value: Any, step: Step) -> Any:
    """The display mapping, not yet rounded."""
    if step.display == "absolute":
        return abs(value)
    if step.display == "stretch" and value.max() > value.min():
        return (value - value.min()) * 255.0 / (value.max() - value.min())
    return value


def hue(sums: Any, levels: Any) -> Any:
    """HSV to RGB by the standard library, not yet rounded."""
    angle = np.arctan2(sums[1], sums[0]) / (2 * np.pi) % 1
    colour = np.vectorize(colorsys.hsv_to_rgb)
    return np.stack([part[0] for part in colour(angle, 1.0, levels.astype(float))])


def expected_picture(sums: Any, step: Step) -> tuple[Any, Any]:
    """(levels, the numbers they were rounded from)."""
    displayed = shown(value_of(sums, step), step)
    levels = np.clip(np.rint(displayed), 0, 255)
    if step.filter.combine == "direction":
        displayed = hue(sums, levels)
        levels = np.rint(displayed)
    return np.broadcast_to(levels, (3, *levels.shape[1:])), np.broadcast_to(displayed, (3, *levels.shape[1:]))


def check(filtered: Filtered, sums: Any, step: Step) -> None:
    """Whole kernels bit for bit; floats at most one level off, and only where rounding was a tie."""
    levels, displayed = expected_picture(sums, step)
    is_exact = all(np.issubdtype(kernel.dtype, np.integer) for kernel in step.applied)
    off = np.abs(filtered.pixels - levels)
    if is_exact and step.filter.combine == "single":
        assert off.max() == 0
    assert off.max() <= 1
    distance = np.abs(displayed % 1 - 0.5)
    assert (distance[off == 1] <= (ROUNDING if is_exact else ROUNDING_FLOAT32)).all()
    if step.display == "stretch":
        low, high = value_of(sums, step).min(), value_of(sums, step).max()
        assert filtered.extremes is not None
        np.testing.assert_allclose(filtered.extremes, (low, high), rtol=1e-9, atol=1e-9)
    else:
        assert filtered.extremes is None  # nobody asks for them, so nobody looks through the picture


def scipy_sums(pixels: Any, step: Step) -> list[Any]:
    planes = select_channels(pixels, step)
    sums = []
    for kernel in step.applied:
        wide = np.int64 if np.issubdtype(kernel.dtype, np.integer) else np.float64
        sums.append(ndimage.correlate(planes.astype(wide), kernel[None], mode=SCIPY_MODES[step.padding_mode]))
    return sums


@pytest.mark.parametrize("mode", SCIPY_MODES)
@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize(
    ("filter_id", "parameters"), EVERY_FILTER, ids=[f"{id}{given or ''}" for id, given in EVERY_FILTER]
)
def test_every_filter_is_scipy_s_up_to_the_border(filter_id, parameters, picture, mode):
    step = make_step(filter_id, parameters, padding_mode=mode)
    pixels = PICTURES[picture]
    filtered = apply_step(pixels, step)
    assert filtered.pixels.shape == pixels.shape
    check(filtered, scipy_sums(pixels, step), step)


@pytest.mark.parametrize("display", ["clip", "absolute", "stretch"])
@pytest.mark.parametrize("channels", ["each", "luminance", "red", "green", "blue"])
@pytest.mark.parametrize(
    "filter_id", ["emboss", "gaussian", "gradient_magnitude", "gradient_direction", "outline"]
)
def test_every_display_of_every_choice_of_channels(filter_id, channels, display):
    step = make_step(filter_id, channels=channels, display=display, divisor=-3, offset=20.5)
    check(apply_step(NOISE, step), scipy_sums(NOISE, step), step)


@given(cases(integer_kernels | float_kernels), st.sampled_from(["correlate", "convolve"]), st.data())
def test_any_kernel_at_any_stride_dilation_and_padding(case: Case, operation, data):
    seed = data.draw(st.integers(0, 2**32))
    pixels = np.random.default_rng(seed).integers(0, 256, (3, *case.x.shape), dtype=np.uint8)
    padding: Any = case.geometry.padding
    step = make_step(
        "custom", {"kernel": case.kernel.tolist()}, operation=operation, padding=padding,
        padding_mode=case.padding_mode, stride=case.stride, dilation=case.dilation, divisor=7,
    )  # fmt: skip
    kernel = case.kernel[::-1, ::-1] if operation == "convolve" else case.kernel
    sums = np.stack(
        [
            reference(Case(plane, kernel, case.stride, padding, case.padding_mode, case.dilation))
            for plane in pixels
        ]
    )
    check(apply_step(pixels, step), [sums], step)


@pytest.mark.parametrize("display", ["clip", "stretch"])
@pytest.mark.parametrize("filter_id", ["edges", "gaussian", "unsharp_mask", "gradient_magnitude"])
def test_a_picture_of_several_bands_has_no_seam(filter_id, display):
    pixels = np.random.default_rng(1).integers(0, 256, (3, 460, 330), dtype=np.uint8)
    step = make_step(filter_id, display=display)
    check(apply_step(pixels, step), scipy_sums(pixels, step), step)


def test_a_box_of_quarters_rounds_its_halves_as_the_definition_does():
    """(1 + 2 + 3 + 4)/4 = 2.5 → 2, in floats too and through column and row."""
    pixels = np.array([[[1, 2], [3, 4]]] * 3, np.uint8)
    step = make_step("custom", {"kernel": [[0.25, 0.25], [0.25, 0.25]]}, padding="valid")
    assert apply_step(pixels, step).pixels.ravel().tolist() == [2, 2, 2]


def test_a_sum_near_the_end_of_32_bits_is_white_with_an_offset_and_not_black():
    pixels = np.full((3, 1, 1), 255, np.uint8)
    kernel = {"kernel": [[1_000_000] * 8 + [421_504]]}
    clipped = apply_step(pixels, make_step("custom", kernel, padding_mode="edge", offset=1e6))
    assert clipped.pixels.ravel().tolist() == [255] * 3
    stretched = apply_step(
        pixels, make_step("custom", kernel, padding_mode="edge", offset=1e6, display="stretch")
    )
    assert stretched.extremes == (2_148_483_520, 2_148_483_520)


# ---------------------------------------------------------------- channels


def test_luminance_by_hand():
    """0.299·200 + 0.587·100 + 0.114·50 = 59.8 + 58.7 + 5.7 = 124.2; pure green 149.685; white stays white."""
    pixels = np.array([[[200, 0, 255]], [[100, 255, 255]], [[50, 0, 255]]], np.uint8)
    assert luminance(pixels).tolist() == [[[124, 150, 255]]]


def test_the_luminance_of_a_large_picture_has_no_seam():
    pixels = np.random.default_rng(6).integers(0, 256, (3, 300, 400), dtype=np.uint8)
    expected = np.rint(np.tensordot([0.299, 0.587, 0.114], pixels.astype(float), 1))
    off = np.abs(luminance(pixels)[0] - expected)
    assert off.max() <= 1
    assert (off == 1).mean() < 1e-3


@pytest.mark.parametrize(("channel", "index"), [("red", 0), ("green", 1), ("blue", 2)])
def test_one_channel_is_shown_in_grey(channel, index):
    result = apply_step(NOISE, make_step("identity", channels=channel)).pixels
    for plane in result:
        np.testing.assert_array_equal(plane, NOISE[index])


def test_the_picture_is_left_alone():
    original = NOISE.copy()
    apply_step(NOISE, make_step("edges", padding_mode="wrap", display="stretch"))
    np.testing.assert_array_equal(NOISE, original)


def test_a_kernel_without_a_window_is_refused():
    with pytest.raises(DomainError) as caught:
        apply_step(NOISE, make_step("blur_box", {"size": 9}, padding="valid"))
    assert (caught.value.code, caught.value.value, caught.value.limit) == ("no_window", 9, 7)
