"""The detail a Gaussian removes: alone (high pass), or added back (unsharp mask)."""

from __future__ import annotations

from .grid import middle_one
from .kernel import Kernel, Weights
from .smoothing import gaussian, gaussian_radius


def detail(sigma: float) -> Weights:
    """``identity − Gaussian``, float64, sum 0: what is lost when the picture is smoothed."""
    difference: Weights = middle_one(gaussian_radius(sigma)) - gaussian(sigma).weights
    return difference


def high_pass(sigma: float) -> Kernel:
    """Only what is finer than about σ pixels, on middle grey: ``identity − Gaussian``, offset 128.

    For σ = 0.45::

        -0.006 -0.067 -0.006
        -0.067  0.291 -0.067       + 128
        -0.006 -0.067 -0.006
    """
    return Kernel(detail(sigma), offset=128)


def unsharp_mask(sigma: float, amount: float) -> Kernel:
    """The picture plus ``amount`` times its detail: ``identity + amount · (identity − Gaussian)``.

    For σ = 0.45 and amount 1::

        -0.006 -0.067 -0.006
        -0.067  1.291 -0.067
        -0.006 -0.067 -0.006

    The detail sums to 0, so the sum stays 1 and flat areas keep their brightness. The name comes from
    the darkroom: the negative was sandwiched with a blurred, unsharp copy of itself.
    """
    return Kernel(middle_one(gaussian_radius(sigma)) + amount * detail(sigma))
