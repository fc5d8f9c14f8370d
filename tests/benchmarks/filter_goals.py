"""The filters' goals, row by row: OpenCV, SciPy, Pillow and PyTorch take turns with us, 1 and 12 megapixels.

    python -m tests.benchmarks.filter_goals

A ratio is the peer's time over ours, both from 8-bit RGB to 8-bit RGB in memory, borders included: above 1 we
are faster. Every picture is compared with ours in the same run before anything is timed. The first table is
memory: what a filter takes beside its result.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

# Before NumPy is imported: ours sets the threads of its matrix product.
from app.conv.threads import CORES

# isort: split
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

from app.filters.apply import apply_step
from app.filters.quick import BAND_BYTES, quick_way
from app.filters.step import Step, make_step
from tests.benchmarks.timing import interleaved, print_machine, print_table

try:
    import torch
except ImportError:  # a peer only
    torch = None

COURSE = ("edges", "gradient_magnitude", "sharpen", "emboss", "blur_diamond", "motion_diagonal", "blur_box")
FLOAT_SIDES = (3, 5, 7, 9, 11, 15, 21, 31)
PEERS = ("filter2D", "sepFilter2D", "SciPy", "Pillow", "PyTorch")
SLOW = ("SciPy", "PyTorch")
SIZES = {"1 MP": (1000, 1000, 9), "12 MP": (3000, 4000, 3)}
MEMORY_SIZES = {"12 MP": (3000, 4000), "50 MP": (7072, 7072)}
# A band, its kernel's rows twice over and what a Fourier transform takes, for every thread.
BOUND_BYTES = 6 * BAND_BYTES * CORES


def main() -> None:
    cv2.setNumThreads(CORES)
    packages = ["numpy", "opencv-python-headless", "scipy", "pillow"]
    print_machine(
        *packages,
        OpenCV_threads=cv2.getNumThreads(),
        PyTorch="–" if torch is None else f"{torch.__version__} with {torch.get_num_threads()} threads",
        ours=f"1, for work of 2.5 ms and more {CORES}",
    )
    memory()
    for name, (height, width, rounds) in SIZES.items():
        goals(name, picture(height, width), rounds)


def picture(height: int, width: int) -> NDArray[np.uint8]:
    """Noise on a gradient (3, H, W): neither flat nor kind to any shortcut."""
    ramp = np.add.outer(np.linspace(0, 100, height), np.linspace(0, 100, width)).astype(np.uint8)
    noise = np.random.default_rng(0).integers(0, 56, (3, height, width), dtype=np.uint8)
    return ramp + noise


def steps() -> dict[str, Step]:
    """The rows of the table; the Gaussians have the width that OpenCV gives a kernel of their side."""
    rows = {id: make_step(id, display="clip", offset=0) for id in COURSE}
    for side in (15, 31):
        line = gaussian(side)
        rows[f"Gaussian {side}×{side}"] = custom(np.outer(line, line))
    rng = np.random.default_rng(1)
    for side in FLOAT_SIDES:
        kernel = rng.normal(size=(side, side))
        rows[f"any floats {side}×{side}"] = custom(kernel / np.abs(kernel).sum())
    return rows


def gaussian(side: int) -> NDArray[np.float64]:
    width = 0.3 * ((side - 1) * 0.5 - 1) + 0.8
    line: NDArray[np.float64] = np.exp(-((np.arange(side) - side // 2) ** 2) / (2 * width**2))
    line /= line.sum()
    return line


def custom(kernel: NDArray[Any]) -> Step:
    return make_step("custom", {"kernel": kernel.tolist()})


def goals(name: str, pixels: NDArray[np.uint8], rounds: int) -> None:
    rows = []
    for row, step in steps().items():
        contenders: dict[str, Callable[[], Any]] = {"ours": partial(apply_step, pixels, step)}
        contenders |= peers(pixels, step)
        check_equal(row, contenders)
        # The slow ones by themselves: their threads go on turning for a while after their work.
        ms = interleaved({n: c for n, c in contenders.items() if n not in SLOW}, rounds)
        if set(SLOW) & set(contenders):
            slow = interleaved({n: c for n, c in contenders.items() if n in ("ours", *SLOW)}, 1 + rounds // 4)
            ms |= {peer: slow[peer] * ms["ours"] / slow["ours"] for peer in SLOW if peer in slow}
        way = quick_way(step)
        ratios = [ms[peer] / ms["ours"] if peer in ms else None for peer in PEERS]
        rows.append([row, "–" if way is None else way.plan.executor, ms["ours"], *ratios])
    print_table(f"{name} RGB; ratio = peer's time ÷ ours", ["work", "plan", "ours, ms", *PEERS], rows)


def peers(pixels: NDArray[np.uint8], step: Step) -> dict[str, Callable[[], Any]]:
    """The others' ways from 8-bit RGB to 8-bit RGB; slow ones are left out where they would take minutes."""
    colours = np.ascontiguousarray(np.moveaxis(pixels, 0, -1))
    kernel = step.applied[0]
    if step.filter.combine == "magnitude":
        return {"filter2D": partial(opencv_sobel, colours)}
    divided = (kernel / step.divisor).astype(np.float32)
    border = cv2.BORDER_REFLECT_101
    found: dict[str, Callable[[], Any]] = {
        "filter2D": lambda: cv2.filter2D(colours, -1, divided, borderType=border)
    }
    if np.linalg.matrix_rank(kernel) == 1:
        left, values, right = np.linalg.svd(kernel / step.divisor)
        column, row = left[:, 0] * values[0], right[0]
        found["sepFilter2D"] = lambda: cv2.sepFilter2D(colours, -1, row, column, borderType=border)
    if kernel.size <= 81 and pixels.size * kernel.size < 4e8:
        found["SciPy"] = lambda: scipy_levels(pixels, divided)
        if torch is not None:
            found["PyTorch"] = lambda: torch_levels(pixels, divided)
    if kernel.shape in ((3, 3), (5, 5)):
        image = Image.fromarray(colours)
        # Pillow counts a kernel's rows from below.
        spoken = ImageFilter.Kernel(kernel.shape, kernel[::-1].ravel().tolist(), step.divisor)
        found["Pillow"] = lambda: np.asarray(image.filter(spoken))
    return found


def opencv_sobel(colours: NDArray[np.uint8]) -> Any:
    """The fastest public way: 16-bit gradients, magnitude in float32, rounded back."""
    gx, gy = (
        cv2.Sobel(colours, cv2.CV_16S, *order, borderType=cv2.BORDER_REFLECT_101).astype(np.float32)
        for order in ((1, 0), (0, 1))
    )
    return cv2.convertScaleAbs(cv2.magnitude(gx, gy))


def scipy_levels(pixels: NDArray[np.uint8], kernel: NDArray[np.float32]) -> Any:
    sums = ndimage.correlate(pixels, kernel[None], output=np.float32, mode="mirror")
    return np.clip(np.rint(sums), 0, 255).astype(np.uint8)


def torch_levels(pixels: NDArray[np.uint8], kernel: NDArray[np.float32]) -> Any:
    """Depthwise: each channel by itself, under the same kernel."""
    above, left = (side // 2 for side in kernel.shape)
    below, right = (side - 1 - side // 2 for side in kernel.shape)
    with torch.inference_mode():
        x = torch.nn.functional.pad(
            torch.from_numpy(pixels)[None].float(), (left, right, above, below), mode="reflect"
        )
        weight = torch.from_numpy(kernel).expand(3, 1, *kernel.shape)
        sums = torch.nn.functional.conv2d(x, weight, groups=3)[0]
        return sums.round_().clamp_(0, 255).to(torch.uint8).numpy()


def check_equal(row: str, contenders: dict[str, Callable[[], Any]]) -> None:
    """At most one level apart, and seldom: the others compute in float32, and Pillow rounds halves up."""
    ours = contenders["ours"]().pixels.astype(np.int16)
    for name, contender in contenders.items():
        if name == "ours":
            continue
        theirs = contender()
        theirs = theirs if theirs.shape == ours.shape else np.moveaxis(theirs, -1, 0)
        off = np.abs(theirs.astype(np.int16) - ours)
        inner = off[:, 2:-2, 2:-2] if name == "Pillow" else off  # it copies the border from the picture
        assert inner.max() <= 1, f"{row}: {name} differs by {inner.max()}"
        assert inner.mean() < 0.1, f"{row}: {name} differs on average by {inner.mean()}"


def memory() -> None:
    """The most that was held at one time beside picture and result, by NumPy's own account."""
    rows = []
    for row in ("edges", "gradient_magnitude", "Gaussian 31×31", "any floats 9×9", "any floats 31×31"):
        cells: list[object] = [row]
        for height, width in MEMORY_SIZES.values():
            pixels = picture(height, width)
            tracemalloc.start()
            result = apply_step(pixels, steps()[row]).pixels
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            beside = peak - result.nbytes
            assert beside <= BOUND_BYTES, f"{row}: {beside} bytes beside the result"
            cells.append(beside / 2**20)
        rows.append(cells)
    title = f"MiB beside the result, {CORES} threads; the bound is {BOUND_BYTES >> 20}"
    print_table(title, ["work", *MEMORY_SIZES], rows)


if __name__ == "__main__":
    main()
