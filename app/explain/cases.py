"""Computations known by name: those of the convolution arithmetic guide and the courses' examples.

The guide is Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016: its fifteen
animations (no, arbitrary, half and full padding, strides, their transposes, dilation). Its worked numbers are
the 5×5 input and the 3×3 kernel here; larger inputs continue them. Names and hints are the messages
``case.<id>.name`` and ``case.<id>.hint``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from app.explain.records import Mode
from app.explain.spec import OperandSpec, TraceSpec

Rows: TypeAlias = Sequence[Sequence[int | float]]
Group = Literal["arithmetic", "course"]

# Rows and columns 0 … 4 are the guide's.
GUIDE_INPUT: Rows = (
    (3, 3, 2, 1, 0, 2, 1),
    (0, 0, 1, 3, 1, 0, 2),
    (3, 1, 2, 2, 3, 1, 0),
    (2, 0, 0, 2, 2, 3, 1),
    (2, 0, 0, 0, 1, 1, 3),
    (1, 2, 3, 0, 2, 0, 1),
    (0, 1, 1, 2, 3, 2, 0),
)
# Rows and columns 0 … 2 are the guide's.
GUIDE_KERNEL: Rows = ((0, 1, 2, 1), (2, 2, 0, 1), (0, 1, 2, 0), (1, 0, 0, 2))

# Deck 5: zero padding 1, the kernel 0.1 … 0.9 flipped.
DECK_5_INPUT: Rows = ((1, 2, 3, 4), (5, 6, 7, 8), (9, -1, -2, -3), (-4, -5, -6, -7))
DECK_5_KERNEL: Rows = ((0.1, 0.2, 0.3), (0.4, 0.5, 0.6), (0.7, 0.8, 0.9))

# The textbook that decks 3 and 5 take their pictures from (Qiu Xipeng, Neural Networks and Deep Learning).
TEXTBOOK_INPUT: Rows = (
    (1, 1, 1, 1, 1),
    (-1, 0, -3, 0, 1),
    (2, 1, 1, -1, 0),
    (0, -1, 1, 2, 1),
    (1, 2, 1, 1, 1),
)
TEXTBOOK_KERNEL: Rows = ((1, 0, 0), (0, 0, 0), (0, 0, -1))


@dataclass(frozen=True, slots=True)
class Case:
    """A spec with a name.

    Attributes:
        curriculum: the row of the courses it belongs to, e.g. "B2"; "" for the guide's.
    """

    id: str
    group: Group
    curriculum: str
    spec: TraceSpec


def plane(rows: Rows) -> OperandSpec:
    """One channel, written out."""
    return planes(rows)


def planes(*channels: Rows) -> OperandSpec:
    """Several channels (C, H, W), written out."""
    values = tuple(value for rows in channels for row in rows for value in row)
    return OperandSpec((len(channels), len(channels[0]), len(channels[0][0])), values=values)


def kernel(rows: Rows) -> OperandSpec:
    """One kernel (1, 1, K_h, K_w), written out."""
    one = plane(rows)
    return replace(one, shape=(1, *one.shape))


def window(rows: int, cols: int) -> OperandSpec:
    """A pooling window, of which only the size counts."""
    return OperandSpec((1, 1, rows, cols), "ones")


def _guide(
    name: str,
    side: int,
    taps: int,
    *,
    mode: Mode = "correlate",
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    output_padding: int = 0,
) -> Case:
    spec = TraceSpec(
        mode,
        plane([row[:side] for row in GUIDE_INPUT[:side]]),
        kernel([row[:taps] for row in GUIDE_KERNEL[:taps]]),
        stride=(stride, stride),
        padding=((padding, padding), (padding, padding)),
        dilation=(dilation, dilation),
        output_padding=(output_padding, output_padding),
    )
    return Case(name, "arithmetic", "", spec)


def _guide_cases() -> list[Case]:
    return [
        _guide("no_padding_no_strides", 4, 3),
        _guide("arbitrary_padding_no_strides", 5, 4, padding=2),
        _guide("same_padding_no_strides", 5, 3, padding=1),
        _guide("full_padding_no_strides", 5, 3, padding=2),
        _guide("no_padding_strides", 5, 3, stride=2),
        _guide("padding_strides", 5, 3, padding=1, stride=2),
        _guide("padding_strides_odd", 6, 3, padding=1, stride=2),
        _guide("dilation", 7, 3, dilation=2),
        _guide("no_padding_no_strides_transposed", 2, 3, mode="transposed"),
        _guide("arbitrary_padding_no_strides_transposed", 6, 4, mode="transposed", padding=2),
        _guide("same_padding_no_strides_transposed", 5, 3, mode="transposed", padding=1),
        _guide("full_padding_no_strides_transposed", 7, 3, mode="transposed", padding=2),
        _guide("no_padding_strides_transposed", 2, 3, mode="transposed", stride=2),
        _guide("padding_strides_transposed", 3, 3, mode="transposed", padding=1, stride=2),
        _guide(
            "padding_strides_odd_transposed", 3, 3, mode="transposed", padding=1, stride=2, output_padding=1
        ),
    ]


def _course(name: str, curriculum: str, spec: TraceSpec) -> Case:
    return Case(name, "course", curriculum, spec)


def _two_dimensional_cases() -> list[Case]:
    deck_5 = TraceSpec(
        "convolve", plane(DECK_5_INPUT), kernel(DECK_5_KERNEL), operation="convolve", padding=((1, 1), (1, 1))
    )
    textbook = TraceSpec("convolve", plane(TEXTBOOK_INPUT), kernel(TEXTBOOK_KERNEL), operation="convolve")
    line = TraceSpec("correlate", plane([[1, 0, 2, -1, 3]]), kernel([[1, 2, -1]]), padding="valid")
    transposed = TraceSpec("transposed", plane([[1, 4, -2]]), kernel([[2, -1, 3]]))
    channels = TraceSpec(
        "correlate",
        planes([[1, 0, 2], [0, 1, 0], [2, 1, 0]], [[0, 1, 1], [2, 0, 1], [1, 0, 2]]),
        OperandSpec((2, 2, 2, 2), values=(1, 0, 0, 1, 0, 1, 1, 0, 0, -1, 2, 0, 1, 1, 0, 0)),
        bias=OperandSpec((2,), values=(1, -1)),
    )
    mixing = replace(channels, w=OperandSpec((2, 2, 1, 1), values=(1, -1, 2, 1)), bias=None)
    first, second = [[1, 2, 0], [0, 1, 3]], [[1, -1], [2, 0]]
    wide = TraceSpec("convolve", plane(first), kernel(second), operation="convolve", padding="full")
    sharing = TraceSpec("correlate", OperandSpec((1, 3, 3), "ramp"), OperandSpec((1, 1, 2, 2), "ramp"))
    letters = TraceSpec("correlate", OperandSpec((1, 3, 3), "letters"), OperandSpec((1, 1, 2, 2), "letters"))
    backward = replace(letters, delta=OperandSpec((1, 2, 2), "letters"))
    return [
        _course("b2_convolution", "B2", deck_5),
        _course("b2_correlation", "B2", replace(deck_5, mode="correlate", operation="correlate")),
        *(
            _course(
                f"b3_stride{stride}_padding{padding}",
                "B3",
                replace(textbook, stride=(stride, stride), padding=((padding, padding), (padding, padding))),
            )
            for stride, padding in ((1, 0), (2, 0), (1, 1), (2, 1))
        ),
        _course("b4_narrow", "B4", line),
        _course("b4_wide", "B4", replace(line, padding="full")),
        _course("b4_equal", "B4", replace(line, padding="same")),
        _course("b5_wide", "B5", wide),
        _course("b5_swapped", "B5", replace(wide, x=plane(second), w=kernel(first))),
        _course("b6_transposed", "B6", transposed),
        _course("b8_channels", "B8", channels),
        _course("b8_mixing", "B8", mixing),
        _course("b9_sharing", "B9", sharing),
        _course("b11_forward", "B11", letters),
        _course("b11_backward_kernel", "B11", replace(backward, mode="gradient_kernel")),
        _course("b11_backward_input", "B11", replace(backward, mode="gradient_input")),
        _course("f4_bias", "F4", replace(backward, mode="gradient_bias")),
    ]


def _pooling_cases() -> list[Case]:
    pool = TraceSpec("max_pool", plane(DECK_5_INPUT), window(2, 2), stride=(2, 2))
    delta = plane([[4, 8], [-2, 6]])
    maps = planes([[3, 1, 4], [1, 5, 9], [2, 6, 5]], [[2, 7, 1], [8, 2, 8], [1, 8, 8]])
    return [
        _course("d1_max", "D1", pool),
        _course("d1_average", "D1", replace(pool, mode="average_pool")),
        _course("d2_max_backward", "D2", replace(pool, mode="max_pool_backward", delta=delta)),
        _course("d2_average_backward", "D2", replace(pool, mode="average_pool_backward", delta=delta)),
        _course("d3_global", "D3", TraceSpec("global_average_pool", maps, window(3, 3))),
    ]


CASES: tuple[Case, ...] = (*_guide_cases(), *_two_dimensional_cases(), *_pooling_cases())
