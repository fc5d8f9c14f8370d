"""How wrong a batch of answers is, and ∂loss/∂output (F1).

Labels are class numbers; the one-hot vector y they stand for is 1 in the label's place and 0 elsewhere. A
loss is a mean over the batch: δ already carries the 1/N of ``w := w − α·(1/b)·Σ ∂J/∂w`` (F2).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.nn.layer import Array

Labels = NDArray[np.integer[Any]]


def one_hot(labels: Labels, classes: int, dtype: Any = np.float32) -> Array:
    """(N,) class numbers → (N, classes) with a single 1 a row."""
    return np.eye(classes, dtype=dtype)[labels]


def cross_entropy(
    logits: Array, labels: Labels, *, batch_size: int | None = None
) -> tuple[float, Array, Array]:
    """Mean of ``−log q(label)`` with q = softmax(logits), the two fused.

    H(p, q) = −Σ p log q with p one-hot. ``−log q_l = log Σ_j e^{z_j} − z_l`` is written without the
    probability, which may be too small for the dtype; the chain through softmax and logarithm collapses to
    ``δ = (q − y)/N``.

    Args:
        logits: (N, classes), any finite numbers; labels: (N,).
        batch_size: of the batch whose mean loss δ is the derivative of, where these N are a part of it.

    Returns:
        (mean loss of these, probabilities (N, classes), δ = ∂loss/∂logits (N, classes)).
    """
    rows = np.arange(len(logits))
    shifted = logits - logits.max(axis=1, keepdims=True)
    powers = np.exp(shifted)
    totals = powers.sum(axis=1, keepdims=True)
    losses = np.log(totals[:, 0]) - shifted[rows, labels]
    probabilities: Array = powers / totals
    delta = probabilities.copy()
    delta[rows, labels] -= 1
    delta /= batch_size or len(logits)
    return float(losses.mean(dtype=np.float64)), probabilities, delta


def mean_squared_error(
    outputs: Array, labels: Labels, *, batch_size: int | None = None
) -> tuple[float, Array, Array]:
    """Mean over the batch of ``½ Σ_j (a_j − y_j)²`` with y one-hot (deck 2).

    Args:
        outputs: (N, classes); labels: (N,).
        batch_size: as for ``cross_entropy``.

    Returns:
        (mean loss of these, the outputs themselves, δ = ∂loss/∂outputs = (a − y)/N (N, classes)).
    """
    error = outputs - one_hot(labels, outputs.shape[1], outputs.dtype)
    loss = 0.5 * float(np.square(error, dtype=np.float64).sum()) / len(outputs)
    return loss, outputs, error / outputs.dtype.type(batch_size or len(outputs))
