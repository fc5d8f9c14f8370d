"""How fast the filters are beside OpenCV, SciPy and Pillow, and how the cost grows.

    python -m tests.benchmarks.filters

A ratio is the peer's time over ours for the same 1-megapixel RGB picture in the same run: above 1 we are
faster. Every peer's picture is compared with ours before it is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

from app.conv.correlate import correlate_bands
from app.conv.geometry import geometry
from app.conv.planner import ExecutorName
from app.filters.apply import apply_step
from app.filters.catalog import CATALOG
from app.filters.step import Step, make_step
from app.services.description import describe_plan
from tests.benchmarks.timing import interleaved, print_machine, print_table
from tests.strategies import forced_plan

# SciPy needs about 4 ns a tap and value: larger kernels than this would take minutes.
SCIPY_TAPS = 81
GROWTH_FILTERS = ("edges", "gaussian", "gradient_magnitude")


def main() -> None:
    print_machine(
        "numpy", "opencv-python-headless", "scipy", "pillow", OpenCV_threads=cv2.getNumThreads(), ours=1
    )
    rng = np.random.default_rng(0)
    compare(picture(rng, 1000, 1000))
    growth_with_pixels(rng)
    growth_with_taps(rng)
    fourier_cost(rng)


def picture(rng: np.random.Generator, height: int, width: int) -> NDArray[np.uint8]:
    """Noise on a gradient (3, H, W): neither flat nor kind to any shortcut."""
    ramp = np.add.outer(np.linspace(0, 100, height), np.linspace(0, 100, width))
    return (ramp + rng.integers(0, 56, (3, height, width))).astype(np.uint8)


def filtered(pixels: NDArray[np.uint8], step: Step) -> NDArray[np.uint8]:
    return apply_step(pixels, step).pixels


# ---------------------------------------------------------------- beside the others


def compare(pixels: NDArray[np.uint8]) -> None:
    """Every filter of the catalogue with its defaults, shown as clipped values: the others know no more."""
    rows = []
    for filter_id, chosen in CATALOG.items():
        if chosen.combine == "direction":
            continue  # no peer shows a direction as a hue
        step = make_step(filter_id, display="clip")
        contenders: dict[str, Callable[[], Any]] = {"ours": partial(filtered, pixels, step)}
        contenders |= peers(pixels, step)
        check_equal(contenders)
        ms = interleaved(contenders)
        ratios = [ms[name] / ms["ours"] if name in ms else None for name in ("OpenCV", "SciPy", "Pillow")]
        shape = "×".join(map(str, step.applied[0].shape))
        rows.append([filter_id, shape, describe_plan(step).executor, ms["ours"], *ratios])
    head = ["filter", "kernel", "executor", "ours, ms", "÷ OpenCV", "÷ SciPy", "÷ Pillow"]
    print_table("1 megapixel RGB, borders reflected; ratio = peer's time ÷ ours", head, rows)


def peers(pixels: NDArray[np.uint8], step: Step) -> dict[str, Callable[[], Any]]:
    """The others' way from 8-bit RGB to 8-bit RGB."""
    interleaved_pixels = np.ascontiguousarray(np.moveaxis(pixels, 0, -1))
    found: dict[str, Callable[[], Any]] = {"OpenCV": lambda: opencv(interleaved_pixels, step)}
    kernel = step.applied[0]
    if step.filter.combine == "single" and kernel.size <= SCIPY_TAPS:
        found["SciPy"] = lambda: scipy(pixels, step)
    if step.filter.combine == "single" and kernel.shape in ((3, 3), (5, 5)):
        image = Image.fromarray(interleaved_pixels)
        # Pillow counts a kernel's rows from below.
        spoken = ImageFilter.Kernel(kernel.shape, kernel[::-1].ravel().tolist(), step.divisor, step.offset)
        found["Pillow"] = lambda: np.moveaxis(np.asarray(image.filter(spoken)), -1, 0)
    return found


def opencv(pixels: NDArray[np.uint8], step: Step) -> NDArray[np.uint8]:
    """(H, W, 3) through `cv2.filter2D`, which takes large kernels through a Fourier transform."""
    border = cv2.BORDER_REFLECT_101
    if step.filter.combine == "single":
        kernel = (step.applied[0] / step.divisor).astype(np.float32)
        result = cv2.filter2D(pixels, -1, kernel, delta=step.offset, borderType=border)
    else:
        gx, gy = (
            cv2.filter2D(pixels, cv2.CV_32F, (kernel / step.divisor).astype(np.float32), borderType=border)
            for kernel in step.applied
        )
        result = cv2.convertScaleAbs(cv2.magnitude(gx, gy))
    return np.moveaxis(np.asarray(result), -1, 0)


def scipy(pixels: NDArray[np.uint8], step: Step) -> NDArray[np.uint8]:
    """(3, H, W) through `ndimage.correlate` in float32."""
    kernel = (step.applied[0] / step.divisor).astype(np.float32)[None]
    sums = ndimage.correlate(pixels, kernel, output=np.float32, mode="mirror")
    levels: NDArray[np.uint8] = np.clip(np.rint(sums + np.float32(step.offset)), 0, 255).astype(np.uint8)
    return levels


def check_equal(contenders: dict[str, Callable[[], Any]]) -> None:
    """At most one level apart, and seldom: the others compute in float32, and Pillow rounds halves up.

    Pillow copies the border from the picture.
    """
    ours = contenders["ours"]().astype(int)
    for name, contender in contenders.items():
        off = np.abs(contender().astype(int) - ours)
        inner = off[:, 2:-2, 2:-2] if name == "Pillow" else off
        assert inner.max() <= 1, f"{name} differs by {inner.max()}"
        assert inner.mean() < 0.1, f"{name} differs on average by {inner.mean()}"


# ---------------------------------------------------------------- how the cost grows


def growth_with_pixels(rng: np.random.Generator) -> None:
    """Nanoseconds a pixel: the same in every row when the cost is linear."""
    steps = [make_step(filter_id) for filter_id in GROWTH_FILTERS]
    rows = []
    for height, width in ((250, 1000), (500, 1000), (1000, 1000), (2000, 1000), (2000, 2000), (3000, 4000)):
        pixels = picture(rng, height, width)
        ms = interleaved({s.filter.id: partial(filtered, pixels, s) for s in steps})
        rows.append(
            [f"{height * width / 1e6:g} MP", *(ms[s.filter.id] * 1e6 / (height * width) for s in steps)]
        )
    print_table("cost with pixels, ns a pixel (three channels)", ["picture", *GROWTH_FILTERS], rows)


def growth_with_taps(rng: np.random.Generator) -> None:
    """At 1 megapixel: plain grows with k², separable with k, a spectrum not at all."""
    pixels = picture(rng, 1000, 1000)
    rows = []
    for side in (3, 5, 7, 11, 15, 31):
        steps = {
            "box, integers": make_step("blur_box", {"size": side}),
            "random, integers": _custom(rng.integers(-9, 10, (side, side))),
            "random, floats": _custom(rng.normal(size=(side, side))),
        }
        ms = interleaved({name: partial(filtered, pixels, step) for name, step in steps.items()})
        cells = [f"{ms[name]:.1f} ({describe_plan(step).executor})" for name, step in steps.items()]
        rows.append([f"{side}×{side}", *cells])
    head = ["kernel", "box, integers", "random, integers", "random, floats"]
    print_table("cost with taps, ms at 1 megapixel", head, rows)


def _custom(weights: NDArray[Any]) -> Step:
    return make_step("custom", {"kernel": weights.tolist()}, divisor=float(np.abs(weights).sum()))


def fourier_cost(rng: np.random.Generator) -> None:
    """What `FOURIER_COST_…` of the planner should be: the transforms' time in taps of the other executors."""
    pixels = picture(rng, 1000, 1000)
    where = geometry((1000, 1000), (7, 7), padding="same")

    def run(executor: ExecutorName, kernel: NDArray[Any]) -> None:
        for _ in correlate_bands(pixels, kernel, where, "reflect", forced_plan(executor, kernel)):
            pass

    rows = []
    for name, weights in (("integers", rng.integers(1, 9, (7, 7))), ("floats", rng.random((7, 7)) + 0.1)):
        outer = np.outer(weights[0], weights[:, 0])

        ms = interleaved(
            {
                "plain": partial(run, "plain", weights),
                "separable": partial(run, "separable", outer),
                "fourier": partial(run, "fourier", weights),
            }
        )
        plain, separable = ms["plain"] / 49, ms["separable"] / 14
        rows.append([name, plain, separable, ms["fourier"], ms["fourier"] / plain, ms["fourier"] / separable])
    head = [
        "weights",
        "plain, ms a tap",
        "separable, ms a tap",
        "fourier, ms",
        "in plain taps",
        "in separable taps",
    ]
    print_table("what a Fourier transform costs, 1 megapixel RGB", head, rows)


if __name__ == "__main__":
    main()
