"""Arrays as viewers get them: 256 levels between the smallest and the largest value."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.nn.convolution import Convolution
from app.nn.layer import Array
from app.nn.network import Sequential
from app.training.events import Histogram, Quantized

BINS = 24
_LEVELS = 255
_LARGEST = float(np.finfo(np.float32).max)
# A histogram of more numbers than this is of evenly spread ones among them.
_MOST_COUNTED = 1 << 14


def quantize(name: str, array: NDArray[Any], out_channels: int | None = None) -> Quantized:
    """An array of one to four axes, (n,) as (n, 1, 1) and (O, C, K_h, K_w) as (O·C, K_h, K_w).

    What is not finite is set to the nearest number that is: a viewer can draw nothing else.
    """
    numbers = np.nan_to_num(np.asarray(array, np.float64), nan=0.0, posinf=_LARGEST, neginf=-_LARGEST)
    rows, cols = numbers.shape[-2:] if numbers.ndim > 2 else (1, 1)
    planes = numbers.reshape(-1, rows, cols)
    low, high = float(planes.min()), float(planes.max())
    span = high - low
    levels = np.rint((planes - low) * (_LEVELS / span)) if span > 0 else np.zeros(planes.shape)
    shape = (len(planes), rows, cols)
    return Quantized(name, shape, low, high, levels.astype(np.uint8).tobytes(), out_channels)


def dequantize(quantized: Quantized) -> NDArray[np.float64]:
    """The values a viewer sees: each at most half a level, (maximum − minimum)/510, from the truth."""
    levels = np.frombuffer(quantized.data, np.uint8).reshape(quantized.shape)
    return quantized.minimum + levels / _LEVELS * (quantized.maximum - quantized.minimum)


def quantize_picture(pixels: NDArray[np.uint8]) -> Quantized:
    """A picture (C, H, W) as it is: level = pixel."""
    shape = (pixels.shape[0], pixels.shape[1], pixels.shape[2])
    return Quantized("input", shape, 0.0, 255.0, pixels.tobytes())


def quantize_kernels(network: Sequential, *, gradients: bool = False) -> tuple[Quantized, ...]:
    """The kernels (or ∂L/∂kernel) of every convolution of the network itself, in order."""
    return tuple(
        quantize(name, layer.kernel_gradients() if gradients else layer.kernels(), layer.filters)
        for name, layer in network.layers
        if isinstance(layer, Convolution)
    )


def histogram(values: Array) -> Histogram:
    """How often which values come, in equal bins from the smallest to the largest."""
    flat = values.reshape(-1)
    stride = max(1, flat.size // _MOST_COUNTED) | 1  # odd, or it would keep to one column of a map
    counts, edges = np.histogram(flat[::stride].astype(np.float64), BINS)
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()))
