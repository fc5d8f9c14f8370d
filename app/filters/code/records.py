"""What a code generator needs to know of a step, and nothing about how the step was chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from numpy.typing import NDArray

from app.conv.geometry import Amounts
from app.conv.padding import PaddingMode

Target = Literal["numpy", "opencv", "pytorch"]
# Message key → the sentence in the user's language, on one line.
Say: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True, eq=False)
class CodeStep:
    """One filter as it is applied.

    Attributes:
        kernels: one, or the pair (gx, gy), each (K_h, K_w), int64 or float64, as they slide over the picture
            under correlation: a convolution's flip has already happened. A pair has one shape.
        combine: "single" takes one kernel, "magnitude" and "direction" take the pair.
        divisor: ≠ 0.
        offset: added after the division, of a pair after ``√(gx² + gy²)``.
        display: how values become grey levels.
        padding: cells around the picture, ((top, bottom), (left, right)).
        padding_mode: what stands in them.
        stride, dilation: (rows, cols) ≥ 1.
        channels: what is filtered; a direction has one hue a pixel and takes no "each".
        title: the filter's name in the user's language; becomes a comment.
    """

    kernels: tuple[NDArray[Any], ...]
    combine: Literal["single", "magnitude", "direction"] = "single"
    divisor: float = 1
    offset: float = 0
    display: Literal["clip", "absolute", "stretch"] = "clip"
    padding: Amounts = ((0, 0), (0, 0))
    padding_mode: PaddingMode = "reflect"
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    channels: Literal["each", "luminance", "red", "green", "blue"] = "each"
    title: str = ""
