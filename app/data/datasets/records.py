"""A data set that lies in arrays: what is read from files or brought by a visitor.

A picture is uint8 (C, H, W), channels-first; a label is the index of its class. The network's input is
``(pixels / 255 − offset) · scale``, so that the pixels of a set have a mean near 0 and a spread near 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.conv.errors import DomainError

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Pictures and their labels, one beside the other.

    Attributes:
        pixels: uint8 (n, C, H, W).
        labels: int64 (n,), each an index into the classes of the set.
    """

    pixels: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Some rows of some records: a split copies no picture.

    Attributes:
        records: where the pictures lie; several splits may share them.
        rows: int64 (n,), the rows that belong to this split, in its order.
    """

    records: Records
    rows: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Labelled pictures in three splits.

    Attributes:
        name: as on the wire, e.g. ``mnist``.
        classes: identifiers, e.g. ``"0"`` … ``"9"``; the folders' names of one's own set.
        offset, scale: ``(pixels / 255 − offset) · scale`` is the network's input.
        is_ink: bright ink on black, shown dark on light.
        splits: ``train``, ``validation`` and ``test``.
    """

    name: str
    classes: tuple[str, ...]
    offset: float
    scale: float
    is_ink: bool
    splits: Mapping[str, Split]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, H, W) of every picture."""
        _, channels, height, width = self.splits["train"].records.pixels.shape
        return channels, height, width

    def count(self, split: str) -> int:
        """How many pictures a split holds.

        Raises:
            DomainError: ``dataset_split_unknown``.
        """
        return len(self._split(split).rows)

    def labels(self, split: str) -> np.ndarray:
        """int64 (n,) of a whole split.

        Raises:
            DomainError: ``dataset_split_unknown``.
        """
        chosen = self._split(split)
        return np.asarray(chosen.records.labels[chosen.rows])

    def pictures(self, split: str, indices: np.ndarray, epoch: int = 0) -> np.ndarray:  # noqa: ARG002
        """uint8 (n, C, H, W) of a split; the same in every epoch.

        Raises:
            DomainError: ``dataset_split_unknown``, ``dataset_index_out_of_range``.
        """
        chosen = self._split(split)
        wanted = checked_indices(indices, len(chosen.rows))
        return np.asarray(chosen.records.pixels[chosen.rows[wanted]])

    def _split(self, split: str) -> Split:
        check_split(split)
        return self.splits[split]


def check_split(split: str) -> None:
    """Refuses a split that there is not (``dataset_split_unknown``)."""
    if split not in SPLITS:
        raise DomainError("dataset_split_unknown", field="split", value=split, limit=", ".join(SPLITS))


def checked_indices(indices: np.ndarray | Sequence[int], count: int) -> np.ndarray:
    """`indices` as int64 (n,), all of them in 0 … count − 1.

    Raises:
        DomainError: ``dataset_index_out_of_range``; a negative index counts from no end.
    """
    wanted = np.asarray(indices, dtype=np.int64).reshape(-1)
    outside = wanted[(wanted < 0) | (wanted >= count)]
    if outside.size:
        raise DomainError(
            "dataset_index_out_of_range", field="index", value=int(outside[0]), limit=count - 1, count=count
        )
    return wanted
