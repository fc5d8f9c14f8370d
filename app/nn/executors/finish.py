"""What follows the sums of a convolution, in one go: bias, ReLU and 2×2 maximum, the maximum first.

``max(relu(z + b)) = relu(max(z) + b)``, because neither adding b nor ReLU changes which number is largest: so
bias and ReLU need only be done on the quarter that is left. On the way back two masks remember who won, the
left column against the right, then the upper row against the lower, the first of equals each time: that is
the first of all four row by row, as in the plain layer, and multiplying by a mask is far faster than picking.

Where all four are negative, the plain layer sends δ to the first and ReLU puts it out: no gradient differs.
"""

from __future__ import annotations

import numpy as np

from app.nn.layer import Array


class Finish:
    """Turns sums into activations, and ∂loss/∂activation into ∂loss/∂sum.

    Attributes:
        sums: where the convolution writes; holds ∂loss/∂sum after ``backward`` with pooling.
        activation: what comes out, half as many rows and columns with pooling.
        delta: ∂loss/∂(what enters ReLU), of the shape of ``activation``, after ``backward``.
    """

    def __init__(self, sums: Array, *, rows: int, columns: int, has_relu: bool, has_pool: bool) -> None:
        """Args:
        sums: any axes; rows, columns: which of them are paired by the pooling (both of even length).
        """
        self.sums = sums
        self._has_relu, self._has_pool = has_relu, has_pool
        largest = sums
        if has_pool:
            self._left, self._right = _pairs(sums, columns)
            self._larger = np.empty(self._left.shape, sums.dtype)
            self._left_wins = np.empty(self._left.shape, bool)
            self._upper, self._lower = _pairs(self._larger, rows)
            largest = np.empty(self._upper.shape, sums.dtype)
            self._upper_wins = np.empty(self._upper.shape, bool)
        self._largest = largest
        self.activation: Array = np.empty(largest.shape, sums.dtype)
        self.delta = largest  # which nobody needs any more by then
        # Against an array of zeros the maximum is several times as fast as against the number 0.
        self._zeros = np.zeros(largest.shape[-3:], sums.dtype)
        self._is_positive = np.empty(largest.shape, bool)

    def forward(self, bias: Array) -> Array:
        """``activation``; ``bias`` broadcasts against it."""
        if self._has_pool:
            np.maximum(self._left, self._right, out=self._larger)
            np.greater_equal(self._left, self._right, out=self._left_wins)
            np.maximum(self._upper, self._lower, out=self._largest)
            np.greater_equal(self._upper, self._lower, out=self._upper_wins)
        np.add(self._largest, bias, out=self.activation)
        if self._has_relu:
            np.maximum(self.activation, self._zeros, out=self.activation)
            np.greater(self.activation, self._zeros, out=self._is_positive)
        return self.activation

    def backward(self, delta: Array) -> Array:
        """∂loss/∂sum of the shape of ``sums``, from ∂loss/∂activation in any memory order."""
        if self._has_relu:
            np.multiply(delta, self._is_positive, out=self.delta)
        else:
            np.copyto(self.delta, delta)
        if not self._has_pool:
            return self.delta
        np.multiply(self.delta, self._upper_wins, out=self._upper)
        np.subtract(self.delta, self._upper, out=self._lower)
        np.multiply(self._larger, self._left_wins, out=self._left)
        np.subtract(self._larger, self._left, out=self._right)
        return self.sums


def _pairs(values: Array, axis: int) -> tuple[Array, Array]:
    """Every other slice along ``axis``, from the first and from the second."""
    before = (slice(None),) * axis
    return values[(*before, slice(0, None, 2))], values[(*before, slice(1, None, 2))]
