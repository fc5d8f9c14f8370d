"""Two tiling noise textures, made once from a fixed seed and looked up by any pair of coordinates."""

from __future__ import annotations

from functools import cache

import numpy as np

_SIZE = 512
_PER_UNIT = 64
PERIOD = _SIZE / _PER_UNIT
"""The textures repeat after this many units."""


@cache
def _noise(smoothness: float) -> np.ndarray:
    """(512, 512) float32, mean 0, deviation 1; white noise under a Gaussian spectrum, so it tiles."""
    white = np.random.default_rng(7).standard_normal((_SIZE, _SIZE))
    row = np.fft.fftfreq(_SIZE)[:, None]
    column = np.fft.rfftfreq(_SIZE)[None, :]
    spectrum = np.exp(-2 * (np.pi * smoothness) ** 2 * (row**2 + column**2))
    soft = np.fft.irfft2(np.fft.rfft2(white) * spectrum, s=(_SIZE, _SIZE))
    return np.asarray((soft - soft.mean()) / soft.std(), np.float32)


def _look_up(texture: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    rows = (v * _PER_UNIT).astype(np.int32) & (_SIZE - 1)
    columns = (u * _PER_UNIT).astype(np.int32) & (_SIZE - 1)
    return np.asarray(texture[rows, columns])


def grain(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Fine noise; one unit holds about thirty grains."""
    return _look_up(_noise(1.2), u, v)


def cloud(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Large soft patches; one unit holds about two."""
    return _look_up(_noise(14.0), u, v)
