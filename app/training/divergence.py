"""When a run is beyond help: its numbers have left the range in which anything can still be learned.

It ends then with a reason, before a number that is none could reach a viewer. The limits are far outside of
what a run that learns ever sees: its loss is a few units, its weights hardly above ten.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.training.events import DivergenceReason

LARGEST_LOSS = 1e6
LARGEST_WEIGHT = 1e4


class DivergedError(ArithmeticError):
    """The run ends here.

    Attributes:
        reason: which number left its range.
    """

    def __init__(self, reason: DivergenceReason) -> None:
        super().__init__(reason)
        self.reason = reason


def check_loss(loss: float) -> None:
    """Raises DivergedError for a loss that is not finite or too large."""
    if not np.isfinite(loss):
        raise DivergedError("loss_not_finite")
    if loss > LARGEST_LOSS:
        raise DivergedError("loss_too_large")


def check_finite(array: NDArray[Any], reason: DivergenceReason) -> None:
    """Raises DivergedError where any number is not finite."""
    if not np.isfinite(array).all():
        raise DivergedError(reason)


def check_weights(value: NDArray[Any]) -> None:
    """Raises DivergedError for a weight that is not finite or too large."""
    check_finite(value, "weights_not_finite")
    if value.size and max(value.max(), -value.min()) > LARGEST_WEIGHT:
        raise DivergedError("weights_too_large")
