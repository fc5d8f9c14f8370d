"""Any convolution or pooling, forward or backward, as a trace.

::

    trace("correlate", [[[1, 2], [3, 4]]], [[[[1, 0], [0, 1]]]]).reductions[0].result   # 5
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.conv.errors import DomainError
from app.conv.geometry import Padding
from app.explain.arrays import Letters, check_terms, to_array
from app.explain.backward import trace_gradient_bias, trace_gradient_kernel
from app.explain.extent import most_terms
from app.explain.forward import trace_forward
from app.explain.pooling import trace_pool, trace_pool_backward
from app.explain.records import Mode, Rounding, Trace
from app.explain.request import Request
from app.explain.spec import OperandSpec, Operation, TraceSpec
from app.explain.transposed import trace_gradient_input, trace_transposed

_BUILDERS: Mapping[Mode, Callable[[Request], Trace]] = MappingProxyType(
    {
        "correlate": trace_forward,
        "convolve": trace_forward,
        "max_pool": trace_pool,
        "average_pool": trace_pool,
        "global_average_pool": trace_pool,
        "transposed": trace_transposed,
        "gradient_kernel": trace_gradient_kernel,
        "gradient_input": trace_gradient_input,
        "gradient_bias": trace_gradient_bias,
        "max_pool_backward": trace_pool_backward,
        "average_pool_backward": trace_pool_backward,
    }
)


def trace(
    mode: Mode,
    x: Any,
    w: Any,
    *,
    bias: Any = None,
    delta: Any = None,
    operation: Operation = "correlate",
    stride: tuple[int, int] = (1, 1),
    padding: Padding = 0,
    dilation: tuple[int, int] = (1, 1),
    output_padding: tuple[int, int] = (0, 0),
    rounding: Rounding = "floor",
) -> Trace:
    """Play back ``mode``.

    Args:
        x: input (C, H, W); also that of "transposed". Arrays or nested lists of numbers |v| ≤ 10⁶; text makes
            the trace symbolic, each different text being a letter.
        w: weights (O, C, K_h, K_w); (C_in, C_out, K_h, K_w) for "transposed". Pooling reads only the size of
            its kernel from it.
        bias: (O,); added by the forward convolutions and "transposed".
        delta: ∂loss/∂output, of the forward operation's output shape; for the backward modes.
        operation: what a backward or transposed mode goes back through.
        stride, dilation, output_padding: (rows, cols); the last for "transposed".
        rounding: of the output size, for pooling.

    Raises:
        DomainError: ``choice_unknown``, ``operand_shape``, ``operand_misfit``, ``delta_missing``,
            ``not_a_number``, ``number_too_large``, ``letters_not_allowed``, ``channels_differ``,
            ``trace_too_large``, ``stride_too_small``, ``output_padding_too_large``, and those of
            :func:`app.explain.extent.windows_of`.
    """
    builder = _BUILDERS.get(mode)
    if builder is None:
        raise DomainError("choice_unknown", field="mode", value=mode, limit=", ".join(_BUILDERS))
    letters = Letters()
    inputs = to_array("x", x, 3, letters)
    weights = to_array("w", w, 4, letters)
    biases = None if bias is None else to_array("bias", bias, 1, letters)
    deltas = None if delta is None else to_array("delta", delta, 3, letters)
    spec = TraceSpec(
        mode=mode,
        x=OperandSpec(inputs.shape),
        w=OperandSpec(weights.shape),
        operation=operation,
        stride=stride,
        padding=padding,
        dilation=dilation,
        output_padding=output_padding,
        rounding=rounding,
    )
    _check_steps(spec)
    is_symbolic = any(a is not None and a.dtype == object for a in (inputs, weights, biases, deltas))
    check_terms(most_terms(spec), is_symbolic=is_symbolic)
    return builder(Request(spec, inputs, weights, biases, deltas, is_symbolic))


def _check_steps(spec: TraceSpec) -> None:
    """What the geometry of a transposed convolution takes for granted."""
    for axis, (step, extra) in enumerate(zip(spec.stride, spec.output_padding, strict=True)):
        if step < 1:
            raise DomainError("stride_too_small", field=f"stride.{axis}", value=step, limit=1)
        if spec.mode == "transposed" and not 0 <= extra < step:
            raise DomainError(
                "output_padding_too_large", field=f"output_padding.{axis}", value=extra, limit=step - 1,
                stride=step,
            )  # fmt: skip
