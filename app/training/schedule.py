"""When a snapshot is due: often at first, where most happens, then as often as an eye can follow.

Which steps are due depends on the network and the batch alone, never on a clock: the same run has the same
snapshots on every machine.
"""

from __future__ import annotations

# Products a second and time a layer takes whatever its size, on two cores with the fast layers.
_PRODUCTS_A_SECOND = 4e10
_SECONDS_A_LAYER = 5e-5
_PASSES = 3  # forward, to the weights, to the input
_SECONDS_BETWEEN = 0.15
_LONGEST = 128


def interval(multiplications: int, layers: int, batch_size: int) -> int:
    """Steps from one snapshot to the next: a power of two, so that 5 to 10 a second come.

    Args:
        multiplications: of one picture, forward.
    """
    step_seconds = _PASSES * (multiplications * batch_size / _PRODUCTS_A_SECOND + layers * _SECONDS_A_LAYER)
    steps = 1
    while steps < _LONGEST and 2 * steps * step_seconds <= _SECONDS_BETWEEN:
        steps *= 2
    return steps


def is_due(step: int, every: int) -> bool:
    """Steps 0, 1, 2, 4, 8 … up to ``every`` and then its multiples."""
    if step < every:
        return step & (step - 1) == 0
    return step % every == 0
