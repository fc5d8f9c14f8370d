"""The lines of a NumPy program for each mode: padding, a view of all windows, one einsum."""

from __future__ import annotations

from collections.abc import Callable

from app.explain.code_plan import Plan, Say

IMPORTS = ("import numpy as np",)
ARRAY = ("np.array(", ")")
FLIP = "[..., ::-1, ::-1]"


def lines(plan: Plan, say: Say) -> list[str]:
    """The program between its operands and its ``print``."""
    return _LINES[plan.spec.mode](plan, say)


def _forward(plan: Plan, say: Say) -> list[str]:
    bias = " + b[:, None, None]" if plan.has_bias else ""
    return [
        *_windows(plan, say, "x", "0"),
        *_kernel(plan, say),
        f"# {say('code.trace.multiply_add')}",
        f'y = np.einsum("cijuv,ocuv->oij", windows, kernel){bias}',
    ]


def _gradient_kernel(plan: Plan, say: Say) -> list[str]:
    flip = [f"# {say('code.trace.flip_back')}", f"dw = dw{FLIP}"] if plan.spec.is_flipped else []
    return [
        *_windows(plan, say, "x", "0"),
        f"# {say('code.trace.gradient_kernel')}",
        'dw = np.einsum("cijuv,oij->ocuv", windows, delta)',
        *flip,
    ]


def _gradient_bias(_: Plan, say: Say) -> list[str]:
    return [f"# {say('code.trace.gradient_bias')}", "db = delta.sum(axis=(1, 2))"]


def _gradient_input(plan: Plan, say: Say) -> list[str]:
    (top, bottom), (left, right) = plan.padding
    channels, height, width = plan.spec.x.shape
    grid = (channels, top + height + bottom, left + width + right)
    return [
        *_kernel(plan, say),
        *_scatter(plan, say, "delta", plan.spec.w.shape[1], grid, plan.output),
        *_cut(say, "dx", (top, left), (height, width)),
    ]


def _transposed(plan: Plan, say: Say) -> list[str]:
    (top, _), (left, _) = plan.padding
    rows, cols = plan.output
    inside = [
        (size - 1) * step + reach
        for size, step, reach in zip(plan.spec.plane, plan.spec.stride, plan.effective, strict=True)
    ]
    grid = (plan.spec.channels_out, max(top + rows, inside[0]), max(left + cols, inside[1]))
    bias = ["y = y + b[:, None, None]"] if plan.has_bias else []
    return [
        *_kernel(plan, say),
        *_scatter(plan, say, "x", grid[0], grid, plan.spec.plane),
        *_cut(say, "y", (top, left), (rows, cols)),
        *bias,
    ]


def _scatter(
    plan: Plan, say: Say, source: str, channels: int, grid: tuple[int, int, int], shape: tuple[int, int]
) -> list[str]:
    slices = ", ".join(
        f"{tap}{f' * {space}' if space != 1 else ''} : "
        f"{tap}{f' * {space}' if space != 1 else ''} + {(size - 1) * step + 1} : {step}"
        for tap, space, size, step in zip("uv", plan.spec.dilation, shape, plan.spec.stride, strict=True)
    )
    return [
        f"# {say('code.trace.scatter')}",
        f"full = np.zeros(({channels}, {grid[1]}, {grid[2]}))",
        f"for u, v in np.ndindex{plan.spec.kernel}:",
        f'    full[:, {slices}] += np.einsum("oij,oc->cij", {source}, kernel[:, :, u, v])',
    ]


def _cut(say: Say, name: str, start: tuple[int, int], size: tuple[int, int]) -> list[str]:
    ranges = ", ".join(f"{first}:{first + length}" for first, length in zip(start, size, strict=True))
    return [f"# {say('code.trace.cut')}", f"{name} = full[:, {ranges}]"]


def _pool(plan: Plan, say: Say) -> list[str]:
    if plan.spec.mode == "max_pool":
        return [
            *_windows(plan, say, "x", "-np.inf"),
            f"# {say('code.trace.max')}",
            "y = windows.max(axis=(-2, -1))",
        ]
    result, comment = "y = windows.mean(axis=(-2, -1))", say("code.trace.mean")
    counts: list[str] = []
    if any(plan.beyond):
        counts = _counts(plan, say)
        result = "y = windows.sum(axis=(-2, -1)) / counts"
    return [*_windows(plan, say, "x", "0"), *counts, f"# {comment}", result]


def _global(_: Plan, say: Say) -> list[str]:
    return [f"# {say('code.trace.global')}", "y = x.mean(axis=(1, 2), keepdims=True)"]


def _max_backward(plan: Plan, say: Say) -> list[str]:
    (top, _), (left, _) = plan.padding
    (down, across), (space_down, space_across) = plan.spec.stride, plan.spec.dilation
    return [
        *_windows(plan, say, "x", "-np.inf"),
        f"# {say('code.trace.winner')}",
        "dx = np.zeros(x.shape)",
        "for c, i, j in np.ndindex(*delta.shape):",
        "    u, v = np.unravel_index(windows[c, i, j].argmax(), windows.shape[-2:])",
        f"    dx[c, i * {down} + u * {space_down} - {top}, j * {across} + v * {space_across} - {left}]"
        " += delta[c, i, j]",
    ]


def _average_backward(plan: Plan, say: Say) -> list[str]:
    (top, bottom), (left, right) = plan.padding
    channels, height, width = plan.spec.x.shape
    grid = (
        channels,
        top + height + bottom + plan.beyond[0],
        left + width + right + plan.beyond[1],
    )
    rows, cols = plan.spec.kernel
    counts = _counts(plan, say) if any(plan.beyond) else [f"counts = {rows * cols}"]
    slices = ", ".join(
        f"{tap} * {space} : {tap} * {space} + {(size - 1) * step + 1} : {step}"
        for tap, space, size, step in zip(
            "uv", plan.spec.dilation, plan.output, plan.spec.stride, strict=True
        )
    )
    return [
        *counts,
        f"# {say('code.trace.spread')}",
        f"full = np.zeros({grid})",
        f"for u, v in np.ndindex{plan.spec.kernel}:",
        f"    full[:, {slices}] += delta / counts",
        *_cut(say, "dx", (top, left), (height, width)),
    ]


def _counts(plan: Plan, say: Say) -> list[str]:
    """How many cells of each window are not beyond the padding."""
    (top, bottom), (left, right) = plan.padding
    height, width = plan.spec.plane
    down, across = plan.beyond
    ones = f"np.ones(({top + height + bottom + min(0, down)}, {left + width + right + min(0, across)}))"
    return [
        f"# {say('code.trace.counts')}",
        f"there = np.pad({ones}, ((0, {max(0, down)}), (0, {max(0, across)})))",
        f"counts = np.lib.stride_tricks.sliding_window_view(there, {plan.effective})",
        f"counts = counts{_steps(plan, 0)}.sum(axis=(-2, -1))",
    ]


def _windows(plan: Plan, say: Say, name: str, nothing: str) -> list[str]:
    (top, bottom), (left, right) = plan.padding
    down, across = plan.beyond
    padded, before = name, []
    if plan.is_padded or any(plan.beyond):
        source = "x.astype(float)" if nothing != "0" else name
        value = f", constant_values={nothing}" if nothing != "0" else ""
        widths = f"((0, 0), ({top}, {bottom + down}), ({left}, {right + across}))"
        before = [f"# {say('code.trace.pad')}", f"padded = np.pad({source}, {widths}{value})"]
        padded = "padded"
    return [
        *before,
        f"# {say('code.trace.windows')}",
        f"windows = np.lib.stride_tricks.sliding_window_view({padded}, {plan.effective}, axis=(1, 2))",
        *([f"windows = windows{_steps(plan, 1)}"] if _steps(plan, 1) else []),
    ]


def _steps(plan: Plan, leading: int) -> str:
    """The stride and the dilation as slices of the last four axes; "" where they change nothing."""
    steps = [*plan.spec.stride, *plan.spec.dilation]
    if steps == [1, 1, 1, 1]:
        return ""
    return "[" + ", ".join([":"] * leading + [f"::{step}" if step != 1 else ":" for step in steps]) + "]"


def _kernel(plan: Plan, say: Say) -> list[str]:
    if not plan.spec.is_flipped:
        return ["kernel = w"]
    return [f"# {say('code.trace.flip')}", f"kernel = w{FLIP}"]


_LINES: dict[str, Callable[[Plan, Say], list[str]]] = {
    "correlate": _forward,
    "convolve": _forward,
    "max_pool": _pool,
    "average_pool": _pool,
    "global_average_pool": _global,
    "transposed": _transposed,
    "gradient_kernel": _gradient_kernel,
    "gradient_input": _gradient_input,
    "gradient_bias": _gradient_bias,
    "max_pool_backward": _max_backward,
    "average_pool_backward": _average_backward,
}
