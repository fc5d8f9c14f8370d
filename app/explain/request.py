"""What is asked for: one operation with its operands as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.conv.geometry import Geometry
from app.explain.arrays import check_shape, shape_text
from app.explain.extent import amounts, forward_shape, windows_of
from app.explain.records import TraceGeometry
from app.explain.spec import TraceSpec


@dataclass(frozen=True, slots=True)
class Request:
    """The arguments of a trace, each array int64, float64 or (letters) object.

    Attributes:
        spec: mode, shapes and how the window slides.
        x: (C, H, W).
        w: (O, C, K_h, K_w), for "transposed" (C_in, C_out, K_h, K_w); for pooling only the last two count.
        bias: (O,) or None.
    """

    spec: TraceSpec
    x: NDArray[Any]
    w: NDArray[Any]
    bias: NDArray[Any] | None
    given_delta: NDArray[Any] | None
    is_symbolic: bool

    @property
    def delta(self) -> NDArray[Any]:
        """∂loss/∂output (O, H_out, W_out).

        Raises:
            DomainError: ``delta_missing``, ``operand_misfit``.
        """
        shape = forward_shape(self.spec)
        if self.given_delta is None:
            raise DomainError("delta_missing", field="delta", limit=shape_text(shape))
        check_shape("delta", self.given_delta, shape)
        return self.given_delta

    def channel_bias(self, channel: int) -> tuple[Any, int | None]:
        """The bias of an output channel and its index; (None, None) where there is none."""
        return (None, None) if self.bias is None else (self.bias[channel], channel)


def check_channels(request: Request) -> Geometry:
    """The windows of a convolution whose operands fit one another.

    Raises:
        DomainError: ``channels_differ``, ``operand_misfit``, and those of the geometry.
    """
    spec = request.spec
    wanted = request.w.shape[0 if spec.mode == "transposed" else 1]
    if request.x.shape[0] != wanted:
        raise DomainError("channels_differ", field="w", value=request.x.shape[0], limit=wanted)
    if request.bias is not None:
        check_shape("bias", request.bias, (spec.channels_out,))
    return windows_of(spec)


def trace_geometry(
    spec: TraceSpec, windows: Geometry, padded: tuple[int, int] | None = None
) -> TraceGeometry:
    """The record of the windows of ``spec``."""
    is_global = spec.mode == "global_average_pool"
    return TraceGeometry(
        input=spec.plane,
        kernel=spec.kernel,
        stride=(1, 1) if is_global else spec.stride,
        dilation=(1, 1) if is_global else spec.dilation,
        padding=amounts(spec),
        output_padding=spec.output_padding if spec.mode == "transposed" else (0, 0),
        effective=(windows.rows.effective, windows.cols.effective),
        padded=padded or windows.padded_shape,
        output=windows.output_shape,
        rounding=spec.rounding,
    )
