"""The exported scripts are run, and give the picture that SciPy gives and the picture that we show."""

from __future__ import annotations

import colorsys
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import pytest
from scipy import ndimage

from app.conv.errors import DomainError
from app.conv.padding import PaddingMode
from app.filters.apply import apply_step
from app.filters.catalog import CATALOG
from app.filters.code.from_step import code_step
from app.filters.code.generate import TARGETS, generate
from app.filters.code.records import CodeStep
from app.filters.step import make_step

MESSAGES = Path(__file__).parents[2] / "app" / "i18n" / "messages"
EVERY_TARGET = [pytest.param(t, marks=pytest.mark.torch) if t == "pytorch" else t for t in TARGETS]
PAD: dict[PaddingMode, Literal["constant", "reflect", "edge", "wrap"]] = {
    "zeros": "constant",
    "reflect": "reflect",
    "edge": "edge",
    "wrap": "wrap",
}
SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def comments(language="en") -> Any:
    return json.loads((MESSAGES / language / "code.json").read_text(encoding="utf-8")).__getitem__


def run(steps, target, picture) -> Any:
    """The picture that the exported function ``apply`` returns."""
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(generate(steps, target, say=comments()), f"<{target}>", "exec"), namespace)
    return namespace["apply"](picture)


def photo(seed: int = 0, shape: tuple[int, int] = (23, 31)) -> Any:
    """A random picture without any symmetry, its rows brighter towards the bottom."""
    noise = np.random.default_rng(seed).integers(0, 200, (*shape, 3))
    return (noise + np.linspace(0, 55, shape[0])[:, None, None]).astype(np.uint8)


def reference(picture, step) -> Any:
    """One step by ``scipy.ndimage.correlate`` on a picture padded by NumPy; HSV by the standard library."""
    if step.channels == "each":
        planes = list(np.moveaxis(picture, -1, 0))
    elif step.channels == "luminance":
        red, green, blue = np.moveaxis(picture.astype(float), -1, 0)
        planes = [np.rint(0.299 * red + 0.587 * green + 0.114 * blue)]
    else:
        planes = [picture[..., ["red", "green", "blue"].index(step.channels)]]
    sums = [np.stack([correlated(plane, kernel, step) for plane in planes]) for kernel in step.kernels]
    parts = [s / step.divisor for s in sums]
    value = (parts[0] if step.combine == "single" else np.hypot(*parts)) + step.offset
    if step.display == "absolute":
        value = np.abs(value)
    if step.display == "stretch" and value.max() > value.min():
        value = (value - value.min()) * 255.0 / (value.max() - value.min())
    levels = np.clip(np.rint(value), 0, 255)
    if step.combine == "direction":
        hue = np.degrees(np.arctan2(sums[1], sums[0])) % 360 / 360
        pixels = np.vectorize(lambda h, v: colorsys.hsv_to_rgb(h, 1.0, v))(hue[0], levels[0])
        return np.rint(np.stack(pixels, axis=-1)).astype(np.uint8)
    return np.moveaxis(np.broadcast_to(levels, (3, *levels.shape[1:])), 0, -1).astype(np.uint8)


def correlated(plane, kernel, step) -> Any:
    padded = np.pad(plane.astype(np.float64), step.padding, mode=PAD[step.padding_mode])
    taps = np.zeros([(k - 1) * d + 1 for k, d in zip(kernel.shape, step.dilation, strict=True)])
    taps[:: step.dilation[0], :: step.dilation[1]] = kernel
    everywhere = ndimage.correlate(padded, taps, mode="constant")
    inside = [
        slice(k // 2, k // 2 + n - k + 1, stride)
        for k, n, stride in zip(taps.shape, padded.shape, step.stride, strict=True)
    ]
    return everywhere[tuple(inside)]


def random_step(seed) -> Any:
    """Any combination of everything that a step can be; whole weights for even seeds."""
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(1, 6, 2))
    combine = str(rng.choice(["single", "single", "magnitude", "direction"]))
    weights = rng.integers(-4, 6, (2, *shape)) if seed % 2 == 0 else rng.normal(size=(2, *shape))
    channels = ["each", "luminance", "red", "green", "blue"]
    choices: dict[str, Any] = {
        "kernels": tuple(weights[: 1 if combine == "single" else 2]),
        "combine": combine,
        "divisor": [1, 9, 4, -2, 2.5][rng.integers(5)],
        "offset": [0, 0, 128, -3.5, 0.25][rng.integers(5)],
        "display": str(rng.choice(["clip", "absolute", "stretch"])),
        "padding": tuple(map(tuple, rng.integers(0, 5, (2, 2)).tolist())),
        "padding_mode": str(rng.choice(list(PAD))),
        "stride": tuple(rng.integers(1, 4, 2).tolist()),
        "dilation": tuple(rng.integers(1, 3, 2).tolist()),
        "channels": str(rng.choice(channels[1:] if combine == "direction" else channels)),
    }
    return CodeStep(**choices)


def assert_same(actual, expected, *, allowed) -> None:
    """Equal, or off by one grey level in at most this share of the values."""
    assert actual.dtype == np.uint8
    assert actual.shape == expected.shape
    difference = np.abs(actual.astype(int) - expected)
    assert difference.max(initial=0) <= (1 if allowed else 0)
    assert (difference > 0).mean() <= allowed


def allowed_rounding(*steps) -> Any:
    """None for whole weights; a hue is an angle, and its share of a grey level may be a tie."""
    if any(step.combine == "direction" for step in steps):
        return 0.01
    return 0.001 if any(kernel.dtype.kind == "f" for step in steps for kernel in step.kernels) else 0


@pytest.mark.parametrize("target", EVERY_TARGET)
@pytest.mark.parametrize("seed", range(40))
def test_a_random_step_gives_what_scipy_gives(target, seed):
    step = random_step(seed)
    picture = photo(seed)
    assert_same(run([step], target, picture), reference(picture, step), allowed=allowed_rounding(step))


@pytest.mark.parametrize("target", EVERY_TARGET)
@pytest.mark.parametrize("mode", PAD)
@pytest.mark.parametrize("padding", [((0, 0), (0, 0)), ((2, 2), (2, 2)), ((0, 3), (2, 1)), ((1, 1), (0, 0))])
def test_every_padding_mode_and_amount_and_an_even_dilated_kernel_is_exact(target, mode, padding):
    kernel = np.array([[1, -2], [3, 5]])
    step = CodeStep((kernel,), divisor=7, padding=padding, padding_mode=mode, dilation=(2, 1), stride=(1, 2))
    assert_same(run([step], target, photo(1)), reference(photo(1), step), allowed=0)


@pytest.mark.parametrize("target", EVERY_TARGET)
@pytest.mark.parametrize("mode", PAD)
@pytest.mark.parametrize("shape", [(2, 3), (1, 4), (1, 1)])
def test_padding_may_be_wider_than_the_picture(target, mode, shape):
    step = CodeStep(
        (np.arange(-7, 8).reshape(3, 5),), padding=((5, 4), (7, 9)), padding_mode=mode, offset=100
    )
    picture = photo(2, shape)
    assert_same(run([step], target, picture), reference(picture, step), allowed=0)


@pytest.mark.parametrize("target", EVERY_TARGET)
def test_the_largest_kernel_of_whole_numbers_is_exact_to_the_last_tie(target):
    """31×31 ones divided by 2: every odd sum is a tie, and a Fourier transform's rounding would decide it."""
    picture = np.random.default_rng(3).integers(98, 103, (40, 37, 3)).astype(np.uint8)
    step = CodeStep((np.ones((31, 31), np.int64),), divisor=2, offset=-48_000, padding=((15, 15), (15, 15)))
    expected = reference(picture, step)
    assert (np.unique(expected).size) > 100  # not clipped away
    assert_same(run([step], target, picture), expected, allowed=0)


@pytest.mark.parametrize("target", EVERY_TARGET)
def test_a_chain_hands_every_step_the_rounded_picture_of_the_step_before(target):
    steps = [
        CodeStep((np.ones((3, 3), np.int64),), divisor=9, padding=((1, 1), (1, 1)), title="Blur\nby a box"),
        CodeStep((np.array([[1, 0], [0, -1]]),), offset=128, channels="green", stride=(2, 1)),
        CodeStep((SOBEL_X, SOBEL_X.T), "magnitude", display="stretch", padding=((2, 2), (2, 2))),
    ]
    expected = photo(4)
    for step in steps:
        expected = reference(expected, step)
    assert_same(run(steps, target, photo(4)), expected, allowed=0)


@pytest.mark.parametrize("target", EVERY_TARGET)
def test_a_flat_picture_has_nothing_to_stretch_and_stays_as_it_is(target):
    step = CodeStep((np.array([[1]]),), display="stretch")
    picture = np.full((4, 5, 3), 77, np.uint8)
    assert (run([step], target, picture) == 77).all()


@pytest.mark.parametrize("target", EVERY_TARGET)
def test_a_gradient_to_the_right_is_red_and_one_downwards_is_yellow_green(target):
    """gx > 0 alone is hue 0°; gy > 0 alone is 90°, half way between yellow and green: (½, 1, 0)."""
    kernels = (np.array([[-1, 1], [0, 0]]), np.array([[-1, 0], [1, 0]]))
    rightwards = np.array([[[10] * 3, [110] * 3]] * 2, np.uint8)
    step = CodeStep(kernels, "direction", channels="red")
    assert run([step], target, rightwards).tolist() == [[[100, 0, 0]]]
    assert run([step], target, rightwards.transpose(1, 0, 2)).tolist() == [[[50, 100, 0]]]


@pytest.mark.parametrize("target", EVERY_TARGET)
def test_no_steps_give_the_picture_back(target):
    assert_same(run([], target, photo(5)), photo(5), allowed=0)


@pytest.mark.parametrize("target", EVERY_TARGET)
@pytest.mark.parametrize("filter_id", CATALOG)
def test_every_filter_of_the_catalogue_is_exported_as_it_is_shown(target, filter_id):
    step = make_step(filter_id, operation="convolve", padding="same", padding_mode="reflect")
    picture = photo(6, (41, 52))
    shown = apply_step(np.ascontiguousarray(picture.transpose(2, 0, 1)), step).pixels.transpose(1, 2, 0)
    exported = code_step(step)
    assert_same(run([exported], target, picture), shown, allowed=allowed_rounding(exported))


@pytest.mark.parametrize("target", EVERY_TARGET)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_script_runs_from_the_command_line_on_a_picture_file(target, language, tmp_path):
    step = CodeStep((SOBEL_X,), display="absolute", padding=((1, 1), (1, 1)), title="索贝尔")
    (tmp_path / "filter.py").write_text(generate([step], target, say=comments(language)), encoding="utf-8")
    cv2.imwrite(str(tmp_path / "in.png"), photo(7)[..., ::-1])
    command = [sys.executable, "filter.py", "in.png", "out.png"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written: Any = cv2.imread(str(tmp_path / "out.png"))
    assert_same(written[..., ::-1], reference(photo(7), step), allowed=0)


@pytest.mark.parametrize("target", TARGETS)
def test_a_script_holds_only_the_functions_it_calls_and_no_line_is_too_long(target):
    plain = generate([CodeStep((SOBEL_X,), title="Sobel")], target, say=comments())
    assert "def luminance" not in plain
    assert "def stretch" not in plain
    assert "def direction" not in plain
    assert "# 1. Sobel\n" in plain
    wide = CodeStep((np.random.default_rng(0).normal(size=(2, 31)),), channels="luminance")
    assert max(map(len, generate([wide], target, say=comments()).splitlines())) <= 110


def test_every_comment_is_one_line_in_both_languages_and_every_one_is_used():
    steps = [
        CodeStep((SOBEL_X, SOBEL_X), "direction", display="stretch", channels="luminance",
                 padding=((1, 1), (1, 1)), padding_mode=mode) for mode in PAD
    ]  # fmt: skip
    asked: set[str] = set()

    def say(key: str) -> str:
        asked.add(key)
        return key

    for target in TARGETS:
        generate(steps, target, say=say)
    for language in ("zh", "en"):
        sentences = json.loads((MESSAGES / language / "code.json").read_text(encoding="utf-8"))
        assert set(sentences) == asked
        assert all("\n" not in sentence for sentence in sentences.values())


def test_an_unknown_target_is_refused_by_name():
    with pytest.raises(DomainError, match="choice_unknown") as refusal:
        generate([], "matlab", say=comments())
    assert refusal.value.value == "matlab"
    assert refusal.value.limit == "numpy, opencv, pytorch"
