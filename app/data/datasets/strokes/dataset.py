"""Strokes as a data set: three splits of digits without end.

A picture follows from its digit and (seed, split, epoch, index), so any picture can be drawn alone, in any
order, when it is asked for: nothing is drawn ahead. Validation and test pictures, the same in every epoch,
are kept once drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.data.datasets.records import SPLITS, check_split, checked_indices
from app.data.datasets.splits import wanted_counts
from app.data.datasets.strokes.drawing import SIZE, draw
from app.data.datasets.strokes.handwriting import write
from app.data.datasets.strokes.random_numbers import RandomNumbers, keys

MAX_SEED = 2**63 - 1
_CHUNK = 256  # pictures drawn together; more would only take more memory


class Strokes:
    """Digits 28×28 in MNIST's conventions (white ink on black); what a trainer asks of any data set."""

    name = "strokes"
    shape = (1, SIZE, SIZE)
    classes = tuple("0123456789")
    offset = 0.0
    scale = 1.0
    is_ink = True

    def __init__(self, seed: int, counts: Mapping[str, int], *, endless: bool) -> None:
        self._seed = seed
        self._endless = endless
        self._labels = {split: _balanced(seed, number, counts[split]) for number, split in enumerate(SPLITS)}
        self._kept: dict[str, tuple[NDArray[np.uint8], NDArray[np.bool_]]] = {}

    def count(self, split: str) -> int:
        """How many pictures a split has.

        Raises:
            DomainError: ``dataset_split_unknown``.
        """
        check_split(split)
        return len(self._labels[split])

    def labels(self, split: str) -> NDArray[np.int64]:
        """(n,) int64, read-only: every digit equally often (±1), in an order of the seed.

        Raises:
            DomainError: ``dataset_split_unknown``.
        """
        check_split(split)
        return self._labels[split]

    def pictures(self, split: str, indices: NDArray[np.integer[Any]], epoch: int = 0) -> NDArray[np.uint8]:
        """(n, 1, 28, 28) uint8. Training pictures of an endless set are others in every epoch ≥ 0.

        Raises:
            DomainError: ``dataset_split_unknown``, ``dataset_index_out_of_range``.
        """
        wanted = checked_indices(indices, self.count(split))
        if split == "train" and self._endless:
            return self._drawn(split, wanted, epoch)
        return self._remembered(split, wanted)

    def _remembered(self, split: str, wanted: NDArray[np.int64]) -> NDArray[np.uint8]:
        if split not in self._kept:
            count = self.count(split)
            self._kept[split] = np.zeros((count, *self.shape), np.uint8), np.zeros(count, np.bool_)
        pictures, is_drawn = self._kept[split]
        missing = np.unique(wanted[~is_drawn[wanted]])
        pictures[missing] = self._drawn(split, missing, 0)
        is_drawn[missing] = True
        return pictures[wanted]

    def _drawn(self, split: str, wanted: NDArray[np.int64], epoch: int) -> NDArray[np.uint8]:
        pictures = np.empty((len(wanted), *self.shape), np.uint8)
        digits = self._labels[split][wanted]
        rows = keys(self._seed, SPLITS.index(split), epoch, indices=wanted)
        for start in range(0, len(wanted), _CHUNK):
            part = slice(start, start + _CHUNK)
            pictures[part, 0] = draw(write(digits[part], RandomNumbers(rows[part])))
        return pictures


def strokes(
    seed: int, train: int = 6000, validation: int = 1000, test: int = 1000, endless: bool = True
) -> Strokes:
    """The digits of a seed; nothing is drawn yet.

    Args:
        seed: whose handwriting, 0 … MAX_SEED: the same seed, the same pictures.
        train, validation, test: how many pictures a split has, 1 … 60,000.
        endless: new training pictures in every epoch; otherwise those of epoch 0 for ever.

    Raises:
        DomainError: ``dataset_count_out_of_range``, ``dataset_seed_out_of_range``.
    """
    counts = wanted_counts({"train": train, "validation": validation, "test": test})
    if not 0 <= seed <= MAX_SEED:
        raise DomainError("dataset_seed_out_of_range", field="seed", value=seed, limit=MAX_SEED)
    return Strokes(seed, counts, endless=endless)


def _balanced(seed: int, split: int, count: int) -> NDArray[np.int64]:
    """(count,) labels, each digit equally often up to one, shuffled by the seed."""
    labels = np.random.default_rng([seed, split]).permutation(np.arange(count, dtype=np.int64) % 10)
    labels.setflags(write=False)
    return labels
