"""Where a kernel meets its input: the one place that knows sizes, strides, padding and dilation.

Along each axis output ``i`` and tap ``u`` meet input ``i·stride + u·dilation − before``. Every output
size, every validity check and the range of every control is derived from this sentence.

Sources: deck 3 (narrow, wide, equal-width; ``o = ⌊(i − m + 2p)/s⌋ + 1``; ``m' = m + (m−1)(d−1)``);
Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.conv.errors import DomainError

Pair: TypeAlias = int | tuple[int, int]
Amounts: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
Padding: TypeAlias = int | Literal["same", "valid", "full"] | Amounts


@dataclass(frozen=True, slots=True)
class Axis:
    """Geometry along one axis; all lengths in cells.

    Attributes:
        size: input length ≥ 1.
        kernel: kernel length ≥ 1.
        stride: step of the window ≥ 1.
        dilation: distance between taps ≥ 1 (1 = none).
        before, after: padding added at either end ≥ 0.
    """

    size: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def effective(self) -> int:
        """Cells from the first tap to the last: ``(kernel − 1)·dilation + 1``."""
        return (self.kernel - 1) * self.dilation + 1

    @property
    def padded(self) -> int:
        """Input length with its padding."""
        return self.size + self.before + self.after

    @property
    def output(self) -> int:
        """Number of windows: ``⌊(padded − effective)/stride⌋ + 1``, or 0 where none fits."""
        return (self.padded - self.effective) // self.stride + 1 if self.padded >= self.effective else 0

    def input_index(self, output: int, tap: int) -> int:
        """The input cell that output ``output`` sees through tap ``tap``; outside [0, size) it is padding."""
        return output * self.stride + tap * self.dilation - self.before

    def part(self, first: int, last: int) -> tuple[int, Axis]:
        """Where in the padded input outputs ``first … last − 1`` begin to look, and the axis of what they
        see, which has no padding left."""
        start = first * self.stride
        stop = (last - 1) * self.stride + self.effective
        return start, Axis(stop - start, self.kernel, self.stride, self.dilation)

    @property
    def largest_kernel(self) -> int:
        """The longest kernel that still finds a window."""
        return (self.padded - 1) // self.dilation + 1

    @property
    def largest_dilation(self) -> int | None:
        """The widest spacing of taps that still finds a window; None where one tap makes it meaningless."""
        return None if self.kernel == 1 else (self.padded - 1) // (self.kernel - 1)

    @property
    def largest_useful_stride(self) -> int:
        """A longer stride than this is allowed and leaves a single window."""
        return max(1, self.padded - self.effective)


@dataclass(frozen=True, slots=True)
class Geometry:
    """Both axes of a two-dimensional correlation."""

    rows: Axis
    cols: Axis

    @property
    def output_shape(self) -> tuple[int, int]:
        return self.rows.output, self.cols.output

    @property
    def padded_shape(self) -> tuple[int, int]:
        return self.rows.padded, self.cols.padded

    @property
    def padding(self) -> Amounts:
        """((top, bottom), (left, right)) in cells."""
        return (self.rows.before, self.rows.after), (self.cols.before, self.cols.after)

    def band(self, first: int, last: int) -> tuple[tuple[int, int], Geometry]:
        """The padded rows that output rows ``first … last − 1`` need, and the geometry inside them.

        Returns:
            ((start, stop) in padded rows, geometry of that band, which has no padding left).
        """
        start, rows = self.rows.part(first, last)
        cols = Axis(self.cols.padded, self.cols.kernel, self.cols.stride, self.cols.dilation)
        return (start, start + rows.size), Geometry(rows, cols)

    def tile(self, rows: int, cols: int) -> Geometry:
        """The geometry inside a tile of so many output rows and columns: no padding is left."""
        return Geometry(self.rows.part(0, rows)[1], self.cols.part(0, cols)[1])


def geometry(
    input_shape: tuple[int, int],
    kernel_shape: tuple[int, int],
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
) -> Geometry:
    """The geometry of a correlation, checked.

    Args:
        input_shape: (H, W).
        kernel_shape: (K_h, K_w).
        stride, dilation: one number for both axes or (rows, cols); ≥ 1.
        padding: cells on every side; or ((top, bottom), (left, right)); or ``"valid"`` (none, narrow),
            ``"full"`` (effective − 1 on every side, wide), ``"same"`` (equal width at stride 1; with an even
            kernel the extra cell goes before, so that the anchor is tap ``effective // 2``).

    Raises:
        DomainError: ``stride_too_small``, ``dilation_too_small``, ``padding_negative``, ``kernel_empty``,
            ``input_empty``, ``no_window`` (the kernel finds no window).
    """
    strides, dilations = _pair(stride), _pair(dilation)
    for code, field, pair in (
        ("stride_too_small", "stride", strides),
        ("dilation_too_small", "dilation", dilations),
        ("kernel_empty", "kernel", kernel_shape),
        ("input_empty", "input", input_shape),
    ):
        if min(pair) < 1:
            raise DomainError(code, field=field, value=min(pair), limit=1)
    axes = []
    for axis, size in enumerate(input_shape):
        effective = (kernel_shape[axis] - 1) * dilations[axis] + 1
        before, after = _amounts(padding, axis, effective)
        if min(before, after) < 0:
            raise DomainError("padding_negative", field="padding", value=min(before, after), limit=0)
        axes.append(Axis(size, kernel_shape[axis], strides[axis], dilations[axis], before, after))
    for name, checked in zip(("rows", "cols"), axes, strict=True):
        if checked.output < 1:
            raise DomainError(
                "no_window", field="kernel", value=checked.effective, limit=checked.padded, axis=name,
                size=checked.size,
            )  # fmt: skip
    return Geometry(*axes)


def _pair(value: Pair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def _amounts(padding: Padding, axis: int, effective: int) -> tuple[int, int]:
    if padding == "valid":
        return 0, 0
    if padding == "full":
        return effective - 1, effective - 1
    if padding == "same":
        return effective // 2, effective - 1 - effective // 2
    if isinstance(padding, int):
        return padding, padding
    assert not isinstance(padding, str)
    return padding[axis]
