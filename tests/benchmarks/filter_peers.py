"""The same filtered picture by OpenCV, SciPy, PyTorch and Pillow, from 8-bit RGB to 8-bit RGB in memory.

Every peer gets its fastest public way; every one rounds and reflects the border as we do, except that Pillow
copies the border from the picture, knows kernels of 3×3 and 5×5 alone and no gradients' magnitude.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

from app.filters.step import Step

try:
    import torch
except ImportError:  # a peer only
    torch = None

BORDER = cv2.BORDER_REFLECT_101
PILLOW_SIZES = ((3, 3), (5, 5))

Peer = Callable[[], Any]


def torch_said() -> str:
    """PyTorch's version and threads."""
    return "–" if torch is None else f"{torch.__version__} with {torch.get_num_threads()} threads"


def picture(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    """Noise on a gradient (3, H, W): neither flat nor kind to any shortcut."""
    ramp = np.add.outer(np.linspace(0, 100, height), np.linspace(0, 100, width)).astype(np.uint8)
    noise = np.random.default_rng(seed).integers(0, 56, (3, height, width), dtype=np.uint8)
    return ramp + noise


def peers(pixels: NDArray[np.uint8], step: Step) -> dict[str, Peer]:
    """By name, for a step that is shown by clipping: ``filter2D``, ``sepFilter2D``, ``SciPy``, ``PyTorch``,
    ``Pillow``. OpenCV and Pillow answer (H, W, 3), the others (3, H, W)."""
    colours = np.ascontiguousarray(np.moveaxis(pixels, 0, -1))
    kernels = [(kernel / step.divisor).astype(np.float32) for kernel in step.applied]
    is_pair = len(kernels) > 1
    found: dict[str, Peer] = {
        "filter2D": (lambda: opencv_magnitude(colours, kernels))
        if is_pair
        else lambda: cv2.filter2D(colours, -1, kernels[0], delta=step.offset, borderType=BORDER),
        "SciPy": lambda: scipy_levels(pixels, kernels, step.offset),
    }
    if torch is not None:
        found["PyTorch"] = lambda: torch_levels(pixels, kernels, step.offset)
    if is_pair:
        return found
    given = step.applied[0]
    if np.linalg.matrix_rank(given) == 1:
        left, values, right = np.linalg.svd(given / step.divisor)
        column, row = left[:, 0] * values[0], right[0]
        found["sepFilter2D"] = lambda: cv2.sepFilter2D(
            colours, -1, row, column, delta=step.offset, borderType=BORDER
        )
    if given.shape in PILLOW_SIZES:
        image = Image.fromarray(colours)
        # Pillow counts a kernel's rows from below.
        spoken = ImageFilter.Kernel(given.shape, given[::-1].ravel().tolist(), step.divisor, step.offset)
        found["Pillow"] = lambda: np.asarray(image.filter(spoken))
    return found


def opencv_magnitude(colours: NDArray[np.uint8], kernels: list[NDArray[np.float32]]) -> Any:
    """16-bit gradients where the kernels are Sobel's, else floats; the magnitude in float32, rounded back."""
    sobel = np.outer([1, 2, 1], [-1, 0, 1])
    if (kernels[0] == sobel).all() and (np.abs(kernels[1]) == np.abs(sobel.T)).all():
        gx, gy = (
            cv2.Sobel(colours, cv2.CV_16S, *order, borderType=BORDER).astype(np.float32)
            for order in ((1, 0), (0, 1))
        )
    else:
        gx, gy = (cv2.filter2D(colours, cv2.CV_32F, kernel, borderType=BORDER) for kernel in kernels)
    return cv2.convertScaleAbs(cv2.magnitude(gx, gy))


def scipy_levels(pixels: NDArray[np.uint8], kernels: list[NDArray[np.float32]], offset: float) -> Any:
    sums = [ndimage.correlate(pixels, kernel[None], output=np.float32, mode="mirror") for kernel in kernels]
    value = np.hypot(*sums) if len(sums) > 1 else sums[0]
    return np.clip(np.rint(value + np.float32(offset)), 0, 255).astype(np.uint8)


def torch_levels(pixels: NDArray[np.uint8], kernels: list[NDArray[np.float32]], offset: float) -> Any:
    """Depthwise: each channel by itself, under the same kernels."""
    shape = kernels[0].shape
    above, left = (side // 2 for side in shape)
    below, right = (side - 1 - side // 2 for side in shape)
    with torch.inference_mode():
        x = torch.nn.functional.pad(
            torch.from_numpy(pixels)[None].float(), (left, right, above, below), mode="reflect"
        )
        weight = torch.from_numpy(np.stack(kernels)).repeat(3, 1, 1)[:, None]
        sums = torch.nn.functional.conv2d(x, weight, groups=3)[0]
        if len(kernels) > 1:
            sums = torch.hypot(sums[0::2], sums[1::2])
        return sums.add_(offset).round_().clamp_(0, 255).to(torch.uint8).numpy()


def check_equal(row: str, ours: NDArray[np.uint8], others: Mapping[str, Peer]) -> None:
    """At most one level apart, and seldom: the others compute in float32, and Pillow rounds halves up."""
    for name, contender in others.items():
        theirs = contender()
        theirs = theirs if theirs.shape == ours.shape else np.moveaxis(theirs, -1, 0)
        off = np.abs(theirs.astype(np.int16) - ours)
        inner = off[:, 2:-2, 2:-2] if name == "Pillow" else off
        assert inner.max() <= 1, f"{row}: {name} differs by {inner.max()}"
        assert inner.mean() < 0.1, f"{row}: {name} differs on average by {inner.mean()}"
