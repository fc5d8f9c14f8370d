"""Correlation and convolution of pictures and feature maps.

``correlate`` slides the kernel as it is (what CNN layers do, 互相关); ``convolve`` rotates it by 180° first
(卷积). Everything else, the padding included, is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.accumulate import accumulate
from app.conv.errors import DomainError
from app.conv.geometry import Geometry, Padding, Pair, geometry
from app.conv.padding import PaddingMode, pad
from app.conv.planner import Plan, plan
from app.conv.transforms import rotate_180
from app.conv.windows import windows

# Values of one band that is worked on at a time: with its padded copy it stays in the second-level cache.
BAND_VALUES = 1 << 17
FOURIER_BAND_VALUES = 1 << 21


def correlate(
    x: NDArray[Any],
    kernel: NDArray[Any],
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    padding_mode: PaddingMode = "zeros",
    dilation: Pair = 1,
) -> NDArray[Any]:
    """``y[i, j] = Σ_uv kernel[u, v] · x[i·stride + u·dilation − top, j·stride + v·dilation − left]``.

    Args:
        x: (…, H, W); every leading index is filtered by the same kernel.
        kernel: (K_h, K_w).

    Returns:
        (…, H_out, W_out): int32 or int64 and exact where both are integers, else floating.

    Raises:
        DomainError: see :func:`app.conv.geometry.geometry`.
    """
    shape = geometry(_plane(x), _plane(kernel), stride=stride, padding=padding, dilation=dilation)
    y = np.empty((*x.shape[:-2], *shape.output_shape), accumulator_dtype(x, kernel))
    how = plan(
        kernel,
        stride=(shape.rows.stride, shape.cols.stride),
        largest_value=_largest(x),
        whole_values=np.issubdtype(x.dtype, np.integer),
    )
    for rows, sums in correlate_bands(x, kernel, shape, padding_mode, how):
        y[..., rows, :] = sums
    return y


def convolve(
    x: NDArray[Any],
    kernel: NDArray[Any],
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    padding_mode: PaddingMode = "zeros",
    dilation: Pair = 1,
) -> NDArray[Any]:
    """``correlate`` with the kernel rotated by 180°."""
    return correlate(
        x, rotate_180(kernel), stride=stride, padding=padding, padding_mode=padding_mode, dilation=dilation
    )


def correlate_bands(
    x: NDArray[Any], kernel: NDArray[Any], shape: Geometry, padding_mode: PaddingMode, how: Plan
) -> Iterator[tuple[slice, NDArray[Any]]]:
    """The sums of ``correlate`` a few output rows at a time: memory stays bounded whatever the picture.

    Yields:
        (output rows, sums (…, rows, W_out)).
    """
    dtype = accumulator_dtype(x, kernel)
    values = FOURIER_BAND_VALUES if how.executor == "fourier" else BAND_VALUES
    planes = max(1, int(np.prod(x.shape[:-2], dtype=int)))
    height = -(-values // (shape.cols.padded * planes * shape.rows.stride))
    # The rows that two neighbouring bands both need are worked on twice: a band is taller than its kernel.
    height = max(height, 2 * shape.rows.kernel // shape.rows.stride)
    for first in range(0, shape.rows.output, height):
        last = min(first + height, shape.rows.output)
        padded_rows, inside = shape.band(first, last)
        yield slice(first, last), how.run(pad(x, shape, padding_mode, rows=padded_rows, dtype=dtype), inside)


def correlate_channels(
    x: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    padding_mode: PaddingMode = "zeros",
    dilation: Pair = 1,
) -> NDArray[Any]:
    """``Z^o = Σ_c W^{o,c} ⊗ X^c + b^o``: several channels in, several feature maps out (deck 3).

    Args:
        x: (…, C, H, W).
        weight: (O, C, K_h, K_w).
        bias: (O,) or None.

    Returns:
        (…, O, H_out, W_out).

    Raises:
        DomainError: ``channels_differ`` where x and weight disagree about C; and those of ``geometry``.
    """
    channels = weight.shape[1]
    if x.shape[-3] != channels:
        raise DomainError("channels_differ", field="weight", value=x.shape[-3], limit=channels)
    shape = geometry(_plane(x), _plane(weight), stride=stride, padding=padding, dilation=dilation)
    dtype = accumulator_dtype(x, weight)
    view = windows(pad(x, shape, padding_mode, dtype=dtype), shape)
    taps = weight.astype(dtype, copy=False).reshape(len(weight), -1)
    planes = [view[..., c, :, :, u, v] for c, u, v in np.ndindex(*weight.shape[1:])]
    maps = []
    for o, weights in enumerate(taps):
        *_, (_, total) = accumulate(zip(planes, weights, strict=True))
        maps.append(total if bias is None else total + bias[o])
    return np.stack(maps, axis=-3)


def convolve_channels(
    x: NDArray[Any], weight: NDArray[Any], bias: NDArray[Any] | None = None, **options: Any
) -> NDArray[Any]:
    """``correlate_channels`` with every kernel rotated by 180°."""
    return correlate_channels(x, rotate_180(weight), bias, **options)


def accumulator_dtype(x: NDArray[Any], kernel: NDArray[Any]) -> np.dtype[Any]:
    """The dtype sums are kept in: exact for integers, at least float32 otherwise.

    8-bit pixels under an integer kernel are kept in int32 while Σ|k|·255 < 2³⁰, half of its range: the other
    half is for whoever adds an offset or takes the difference of two sums. Wider integers need int64.
    """
    if np.issubdtype(x.dtype, np.integer) and np.issubdtype(kernel.dtype, np.integer):
        reach = int(np.abs(kernel.astype(np.int64)).sum()) * 255
        narrow = x.dtype == np.uint8 and reach < 2**30
        return np.dtype(np.int32 if narrow else np.int64)
    return np.result_type(x.dtype, kernel.dtype, np.float32)


def _largest(x: NDArray[Any]) -> float:
    """The largest |value|; that of every 8-bit picture is taken for 255 without looking."""
    if x.dtype == np.uint8 or not np.issubdtype(x.dtype, np.integer) or x.size == 0:
        return 255
    return float(max(-int(x.min()), int(x.max())))


def _plane(x: NDArray[Any]) -> tuple[int, int]:
    return x.shape[-2], x.shape[-1]
