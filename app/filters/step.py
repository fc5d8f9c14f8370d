"""One link of a filter chain: a filter with its parameters, and how its kernel is applied."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.conv.geometry import Amounts, Geometry, Padding, geometry
from app.conv.padding import PADDING_MODES, PaddingMode
from app.conv.transforms import rotate_180
from app.filters.catalog import Filter, Kernel, get_filter, resolve_parameters
from app.filters.kernels.custom import shown

Operation = Literal["correlate", "convolve"]
Channels = Literal["each", "luminance", "red", "green", "blue"]
Display = Literal["clip", "absolute", "stretch"]

OPERATIONS: tuple[Operation, ...] = get_args(Operation)
CHANNELS: tuple[Channels, ...] = get_args(Channels)
DISPLAYS: tuple[Display, ...] = get_args(Display)
PADDINGS = ("same", "valid", "full")

LARGEST_STRIDE = 32
LARGEST_DILATION = 16
LARGEST_PADDING = 64
LARGEST_DIVISOR = 1e9
SMALLEST_DIVISOR = 1e-12  # so that no quotient, and no square of one, leaves the range of float64
LARGEST_OFFSET = 1e6


@dataclass(frozen=True, slots=True)
class Step:
    """A checked step; built by :func:`make_step`.

    Attributes:
        filter: from the catalogue.
        parameters: every one of the filter's parameters, defaults filled in.
        kernels: as the filter defines them, one or (gx, gy).
        applied: the same as they slide over the picture under correlation (rotated for a convolution).
        divisor, offset, display: the user's choice or the filter's own.
        channels: what is filtered: each channel, the luminance, or one channel. A direction has one hue a
            pixel, so "each" becomes "luminance" there.
    """

    filter: Filter
    parameters: Mapping[str, Any]
    kernels: tuple[Kernel, ...]
    applied: tuple[NDArray[Any], ...]
    operation: Operation
    padding: Padding
    padding_mode: PaddingMode
    stride: tuple[int, int]
    dilation: tuple[int, int]
    channels: Channels
    divisor: float
    offset: float
    display: Display

    @property
    def effect(self) -> Hashable:
        """Equal for two steps that do the same to every picture, however they were made."""
        weights = tuple((kernel.shape, kernel.dtype.str, kernel.tobytes()) for kernel in self.applied)
        return (
            weights, self.filter.combine, self.padding, self.padding_mode, self.stride, self.dilation,
            self.channels, self.divisor, self.offset, self.display,
        )  # fmt: skip

    def geometry(self, input_shape: tuple[int, int]) -> Geometry:
        """How the kernel lies on a picture (H, W).

        Raises:
            DomainError: ``no_window`` and the others of :func:`app.conv.geometry.geometry`.
        """
        kernel_shape = cast(tuple[int, int], self.applied[0].shape)
        return geometry(
            input_shape, kernel_shape, stride=self.stride, padding=self.padding, dilation=self.dilation
        )


def make_step(
    filter_id: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    operation: str = "correlate",
    padding: str | Amounts = "same",
    padding_mode: str = "reflect",
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    channels: str = "each",
    divisor: float | None = None,
    offset: float | None = None,
    display: str | None = None,
) -> Step:
    """Check everything that can be checked without a picture.

    Raises:
        DomainError: ``filter_unknown``, ``parameter_…``, ``kernel_…``, ``choice_unknown``,
            ``number_out_of_range``, ``divisor_zero``.
    """
    chosen = get_filter(filter_id)
    resolved = _resolve(chosen, parameters or {})
    kernels = chosen.build(resolved)
    _check_choice("operation", operation, OPERATIONS)
    _check_choice("padding_mode", padding_mode, PADDING_MODES)
    _check_choice("channels", channels, CHANNELS)
    if display is not None:
        _check_choice("display", display, DISPLAYS)
    if isinstance(padding, str):
        _check_choice("padding", padding, PADDINGS)
    else:
        for amount in (amount for side in padding for amount in side):
            _check_range("padding", amount, 0, LARGEST_PADDING)
    for amount in stride:
        _check_range("stride", amount, 1, LARGEST_STRIDE)
    for amount in dilation:
        _check_range("dilation", amount, 1, LARGEST_DILATION)
    if divisor is not None:
        check_divisor(divisor)
    if offset is not None:
        _check_range("offset", offset, -LARGEST_OFFSET, LARGEST_OFFSET)
    if chosen.combine == "direction" and channels == "each":
        channels = "luminance"
    return Step(
        filter=chosen,
        parameters=resolved,
        kernels=kernels,
        applied=tuple(_applied(kernel.weights, operation) for kernel in kernels),
        operation=cast(Operation, operation),
        padding=cast(Padding, padding),
        padding_mode=cast(PaddingMode, padding_mode),
        stride=stride,
        dilation=dilation,
        channels=cast(Channels, channels),
        divisor=kernels[0].divisor if divisor is None else divisor,
        offset=kernels[0].offset if offset is None else offset,
        display=cast(Display, chosen.display if display is None else display),
    )


def check_divisor(divisor: float) -> float:
    """The divisor itself.

    Raises:
        DomainError: ``number_out_of_range``, ``divisor_zero``.
    """
    _check_range("divisor", divisor, -LARGEST_DIVISOR, LARGEST_DIVISOR)
    if divisor == 0:
        raise DomainError("divisor_zero", field="divisor", value=0, limit=0)
    if abs(divisor) < SMALLEST_DIVISOR:
        limit = f"±{SMALLEST_DIVISOR:g} … ±{LARGEST_DIVISOR:.0f}"
        raise DomainError("number_out_of_range", field="divisor", value=divisor, limit=limit)
    return divisor


def _resolve(chosen: Filter, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return resolve_parameters(chosen, parameters)
    except DomainError as error:
        raise error.at("parameters") from None


def _applied(weights: NDArray[Any], operation: str) -> NDArray[Any]:
    return np.ascontiguousarray(rotate_180(weights)) if operation == "convolve" else weights


def _check_choice(field: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise DomainError("choice_unknown", field=field, value=value, limit=", ".join(choices))


def _check_range(field: str, value: float, minimum: float, maximum: float) -> None:
    if not minimum <= value <= maximum:  # NaN is in no range
        limit = f"±{maximum:.0f}" if minimum == -maximum else f"{minimum:.0f}–{maximum:.0f}"
        raise DomainError("number_out_of_range", field=field, value=shown(value), limit=limit)
