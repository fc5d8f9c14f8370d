"""The output-size formula with the actual numbers in it, so that it can be checked by hand.

The numbers come from the geometry; here they are only written down. Forms:

* ``⌊(5 − 3 + 2·1)/2⌋ + 1 = 3``; the paddings apart where they differ;
* with dilation the effective kernel, ``(3 − 1)·2 + 1``, in the kernel's place;
* a pooling that rounds up with ``⌈ ⌉``; without a last window that would see nothing but padding: ``− 1``;
* transposed ``(3 − 1)·2 + 3 − 2·1 + 1 = 6``, the last 1 being the output padding.
"""

from __future__ import annotations

from app.conv.geometry import Axis
from app.explain.extent import forward_axes, windows_of
from app.explain.spec import POOL_MODES, TraceSpec


def formulas(spec: TraceSpec) -> dict[str, str]:
    """LaTeX of both output sizes of the forward pass, as "rows" and "cols".

    Raises:
        DomainError: those of :func:`app.explain.extent.windows_of`.
    """
    output = windows_of(spec).output_shape
    is_up = spec.rounding == "ceil" and spec.mode in POOL_MODES and spec.mode != "global_average_pool"
    texts = [
        _transposed(axis, extra, size) if spec.mode == "transposed" else _forward(axis, size, is_up=is_up)
        for axis, extra, size in zip(forward_axes(spec), spec.output_padding, output, strict=True)
    ]
    return {"rows": texts[0], "cols": texts[1]}


def _forward(axis: Axis, output: int, *, is_up: bool) -> str:
    room = f"{axis.size} - {_kernel(axis, in_difference=True)}{_padding(axis, '+')}"
    fraction = rf"\frac{{{room}}}{{{axis.stride}}}"
    left, right = (r"\left\lceil", r"\right\rceil") if is_up else (r"\left\lfloor", r"\right\rfloor")
    # ⌈a/s⌉ counts one window more than ⌊a/s⌋ where something is left over; those not played are taken off.
    rest = (axis.padded - axis.effective) % axis.stride
    counted = (axis.padded - axis.effective) // axis.stride + 1 + int(is_up and rest > 0)
    dropped = f" - {counted - output}" if counted > output else ""
    return f"{left} {fraction} {right} + 1{dropped} = {output}"


def _transposed(axis: Axis, extra: int, output: int) -> str:
    more = f" + {extra}" if extra else ""
    kernel = _kernel(axis, in_difference=False)
    return rf"({axis.size} - 1) \cdot {axis.stride} + {kernel}{_padding(axis, '-')}{more} = {output}"


def _kernel(axis: Axis, *, in_difference: bool) -> str:
    if axis.dilation == 1 or axis.kernel == 1:
        return str(axis.kernel)
    effective = rf"({axis.kernel} - 1) \cdot {axis.dilation} + 1"
    return rf"\bigl({effective}\bigr)" if in_difference else effective


def _padding(axis: Axis, sign: str) -> str:
    if axis.before == axis.after:
        return rf" {sign} 2 \cdot {axis.before}"
    return f" {sign} {axis.before} {sign} {axis.after}"
