"""The convolution theorem: a product of spectra is a convolution, whatever the kernel's size.

Correlation multiplies by the conjugate spectrum. The transform is as large as the padded input, so nothing
wraps round into the windows that are kept. Integer kernels are rounded back to the integers they must be
(the error is far below ½ while Σ|k|·255 stays below 2³¹); float kernels differ from the definition by
rounding.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.geometry import Geometry


def fourier(padded: NDArray[Any], kernel: NDArray[Any], geometry: Geometry) -> NDArray[Any]:
    """Correlation of ``padded`` (…, H_padded, W_padded) with ``kernel`` (K_h, K_w) → (…, H_out, W_out)."""
    rows, cols = geometry.rows, geometry.cols
    size = fast_length(rows.padded), fast_length(cols.padded)
    spread = np.zeros((rows.effective, cols.effective))
    spread[:: rows.dilation, :: cols.dilation] = kernel
    spectrum = np.fft.rfft2(spread, size).conj()
    valid = slice(0, rows.padded - rows.effective + 1), slice(0, cols.padded - cols.effective + 1)
    sums = np.fft.irfft2(np.fft.rfft2(padded, size) * spectrum, size)[..., *valid]
    sums = sums[..., :: rows.stride, :: cols.stride]
    if np.issubdtype(padded.dtype, np.integer):
        return np.rint(sums).astype(padded.dtype)
    return sums.astype(padded.dtype, copy=False)


def fast_length(least: int) -> int:
    """The smallest length ≥ ``least`` whose only prime factors are 2, 3 and 5: there the FFT is fast."""
    best = 1 << (least - 1).bit_length()
    fives = 1
    while fives < best:
        threes = fives
        while threes < best:
            doublings = -(-least // threes)
            best = min(best, threes << (doublings - 1).bit_length())
            threes *= 3
        fives *= 5
    return best
