"""What the trainer wants from a data set; whoever has these can be learned from.

A picture is uint8 (C, H, W); a network's input is ``(pixels/255 − offset)·scale``. Labels are class numbers
from 0. The three splits never share a picture.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Split: TypeAlias = Literal["train", "validation", "test"]
Pixels: TypeAlias = NDArray[np.uint8]
Indices: TypeAlias = NDArray[np.integer[Any]]

SPLITS: tuple[Split, ...] = ("train", "validation", "test")


class TrainingData(Protocol):
    """A labelled set of pictures in three splits.

    Attributes:
        name: as on the wire, e.g. ``strokes``.
        shape: (C, H, W) of every picture.
        classes: names in label order.
        offset, scale: network input = (pixels/255 − offset)·scale.
        is_ink: bright ink on black, which pages show dark on light.
    """

    @property
    def name(self) -> str: ...

    @property
    def shape(self) -> tuple[int, int, int]: ...

    @property
    def classes(self) -> tuple[str, ...]: ...

    @property
    def offset(self) -> float: ...

    @property
    def scale(self) -> float: ...

    @property
    def is_ink(self) -> bool: ...

    def count(self, split: Split) -> int:
        """How many pictures a split has; may be 0."""
        ...

    def labels(self, split: Split) -> NDArray[np.int64]:
        """(n,) class numbers, the same in every epoch."""
        ...

    def pictures(self, split: Split, indices: Indices, epoch: int = 0) -> Pixels:
        """(n, C, H, W) of those indices; an endless set draws others for every ``epoch``, same labels."""
        ...


def network_input(pixels: Pixels, data: TrainingData, dtype: type[np.floating[Any]] = np.float32) -> Any:
    """Pixels 0…255 (N, C, H, W) as the numbers that enter the first layer, of ``dtype``."""
    return ((pixels.astype(dtype) / dtype(255)) - dtype(data.offset)) * dtype(data.scale)
