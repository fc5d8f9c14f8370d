"""The Fourier executor for pictures: float32, a tile at a time, the kernel's spectrum worked out once.

Half the bytes of float64 are half the time. Rows are transformed first and back last, so rows that hold
nothing but zeros and rows that nobody reads are left out. Rounding stays below a thousandth of a grey level
while Σ|k|·255 is some thousands.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.executors.fourier import fast_length
from app.conv.geometry import Geometry

LINE = 8  # complex numbers of a cache line
COLUMNS = 64  # transformed there and back at a time


class SpectrumWorkspace:
    """A kernel's spectrum and the memory for one tile of a picture; not for two threads at a time.

    Args:
        kernel: (K_h, K_w), dilation already written as zeros between the weights.
        inside: the geometry of the tile, without padding.

    Attributes:
        padded: float32 (rows, columns), to be filled before :meth:`run`.
        nbytes: what it holds.
    """

    def __init__(self, kernel: NDArray[Any], inside: Geometry) -> None:
        height, width = fast_length(inside.rows.padded), fast_length(inside.cols.padded)
        self._whole = np.zeros((inside.rows.padded, width), np.float32)
        self.padded = self._whole[:, : inside.cols.padded]
        spectrum: NDArray[np.complex64] = np.fft.rfft2(kernel, (height, width)).conj().astype(np.complex64)
        self._across = _spread_out(spectrum.shape)
        down = _spread_out((height, COLUMNS))
        self._columns = [
            (self._across[:, left : left + COLUMNS], part, down[:, : part.shape[1]])
            for left in range(0, spectrum.shape[1], COLUMNS)
            for part in [spectrum[:, left : left + COLUMNS].copy()]
        ]
        self._sums: NDArray[Any] = np.empty((inside.rows.output, width), np.float32)
        self.nbytes = self._whole.nbytes + 2 * spectrum.nbytes + down.nbytes + self._sums.nbytes

    def run(self) -> NDArray[np.float32]:
        """The sums of what ``padded`` holds; outputs stand in the upper left, the rest means nothing."""
        filled, read = len(self._whole), len(self._sums)
        np.fft.rfft(self._whole, axis=1, out=self._across[:filled])
        self._across[filled:] = 0
        for across, kernel, down in self._columns:
            np.fft.fft(across, axis=0, out=down)
            np.multiply(down, kernel, out=down)
            np.fft.ifft(down, axis=0, out=across)
        np.fft.irfft(self._across[:read], self._whole.shape[1], axis=1, out=self._sums)
        return self._sums


def _spread_out(shape: tuple[int, ...]) -> NDArray[Any]:
    """Zeros in complex64, each row one cache line further within its page: the cells of a column do not push
    each other out of the cache."""
    rows, columns = shape
    lines = -(-columns // LINE) | 1
    return np.zeros((rows, lines * LINE), np.complex64)[:, :columns]
