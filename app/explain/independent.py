"""The same numbers by another way.

Nothing here touches the windows, the sums or the grids that a trace is made of:

============================  =====================================================================
mode                          the other way
============================  =====================================================================
correlate, convolve           Fourier transform: a product of spectra, then every stride-th value
transposed, gradient_input    a dense matrix C, read column by column: Cᵀx
gradient_kernel               Fourier transform: delta, spread by the stride, correlated with x
gradient_bias                 mean times count
pooling, its way back         plain loops over cells, written from the definition
============================  =====================================================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.explain.extent import amounts, forward_shape
from app.explain.operands import arrays
from app.explain.spec import MAX_MODES, TraceSpec

Floats = NDArray[np.float64]


def independent_result(full: TraceSpec) -> tuple[str, Floats]:
    """(message key of the method, the mode's result) of a resolved spec without letters."""
    match full.mode:
        case "correlate" | "convolve":
            return "proof.fourier", _by_fourier(full)
        case "gradient_kernel":
            return "proof.fourier", _kernel_gradient_by_fourier(full)
        case "transposed" | "gradient_input":
            return "proof.matrix", _by_matrix(full)
        case "gradient_bias":
            delta = floats(full)["delta"]
            return "proof.mean", delta.mean(axis=(1, 2)) * delta[0].size
        case _:
            return "proof.loops", _pool_by_loops(full)


def _by_fourier(full: TraceSpec) -> Floats:
    given = floats(full)
    x, kernels = given["x"], _spread(given["w"], full.dilation)
    y = np.stack([_correlate_by_fourier(x, kernel, full).sum(axis=0) for kernel in kernels])
    return y + given["b"][:, None, None] if "b" in given else y


def _correlate_by_fourier(x: Floats, kernel: Floats, full: TraceSpec) -> Floats:
    """Each channel of x (C, H, W) with its kernel (C, K_h, K_w): (C, H_out, W_out)."""
    if not full.is_flipped:
        kernel = kernel[:, ::-1, ::-1]
    rows, cols = (a + b - 1 for a, b in zip(x.shape[1:], kernel.shape[1:], strict=True))
    spectrum = np.fft.rfft2(x, (rows, cols)) * np.fft.rfft2(kernel, (rows, cols))
    wide = np.fft.irfft2(spectrum, (rows, cols))
    return np.stack([_sample(plane, kernel.shape[1:], full) for plane in wide])


def _sample(wide: Floats, reach: tuple[int, ...], full: TraceSpec) -> Floats:
    """The outputs among the sums of the wide convolution, which begins a kernel before the input."""
    for axis, (before, after) in enumerate(amounts(full)):
        more = [before - (reach[axis] - 1), after - (reach[axis] - 1)]
        widths = [(0, 0), (0, 0)]
        widths[axis] = (max(0, more[0]), max(0, more[1]))
        wide = np.pad(wide, widths)  # beyond "full" there is nothing but zeros
        first, last = max(0, -more[0]), wide.shape[axis] - max(0, -more[1])
        wide = wide.take(range(first, last, full.stride[axis]), axis)
    return wide


def _kernel_gradient_by_fourier(full: TraceSpec) -> Floats:
    """Delta with stride − 1 zeros between its cells, slid over the padded x; then every dilation-th value."""
    given = floats(full)
    delta = _spread(given["delta"], full.stride)
    padded = np.pad(given["x"], [(0, 0), *amounts(full)])
    rows, cols = padded.shape[1:]
    spectra = np.conj(np.fft.rfft2(delta, (rows, cols)))[:, None] * np.fft.rfft2(padded)[None]
    wide = np.fft.irfft2(spectra, (rows, cols))
    taps = wide[..., :: full.dilation[0], :: full.dilation[1]][..., : full.kernel[0], : full.kernel[1]]
    return taps[..., ::-1, ::-1] if full.is_flipped else taps


def _by_matrix(full: TraceSpec) -> Floats:
    """Cᵀ times the flattened operand, C written cell by cell from i·stride + u·dilation − padding."""
    given = floats(full)
    is_transposed = full.mode == "transposed"
    source = given["x"] if is_transposed else given["delta"]
    shape = forward_shape(full) if is_transposed else full.x.shape
    (top, _), (left, _) = amounts(full)
    matrix = np.zeros((*source.shape, *shape))
    weight = given["w"][..., ::-1, ::-1] if full.is_flipped else given["w"]
    for o, i, j in np.ndindex(*source.shape):
        for c, u, v in np.ndindex(*weight.shape[1:]):
            row = i * full.stride[0] + u * full.dilation[0] - top
            col = j * full.stride[1] + v * full.dilation[1] - left
            if 0 <= row < shape[1] and 0 <= col < shape[2]:
                matrix[o, i, j, c, row, col] = weight[o, c, u, v]
    result = (matrix.reshape(source.size, -1).T @ source.ravel()).reshape(shape)
    return result + given["b"][:, None, None] if "b" in given else result


def _pool_by_loops(full: TraceSpec) -> Floats:
    given = floats(full)
    x = given["x"]
    is_backward = full.delta is not None
    result = np.zeros(x.shape if is_backward else forward_shape(full))
    for c, i, j in np.ndindex(*forward_shape(full)):
        inside, count = cells_below(full, i, j)
        values = [x[c, row, col] for row, col in inside]
        if full.mode in MAX_MODES:
            shares = [0.0] * len(values)
            shares[values.index(max(values))] = 1.0
        else:
            shares = [1 / count] * len(values)
        for (row, col), value, share in zip(inside, values, shares, strict=True):
            if is_backward:
                result[c, row, col] += share * given["delta"][c, i, j]
            else:
                result[c, i, j] += share * value
    return result


def cells_below(full: TraceSpec, i: int, j: int) -> tuple[list[tuple[int, int]], int]:
    """The input cells below window (i, j), and how many cells it has that are not beyond the padding."""
    if full.mode == "global_average_pool":
        inside = list(np.ndindex(*full.plane))
        return inside, len(inside)
    (top, bottom), (left, right) = amounts(full)
    height, width = full.plane
    inside, count = [], 0
    for u, v in np.ndindex(*full.kernel):
        row = i * full.stride[0] + u * full.dilation[0] - top
        col = j * full.stride[1] + v * full.dilation[1] - left
        count += row < height + bottom and col < width + right
        if 0 <= row < height and 0 <= col < width:
            inside.append((row, col))
    return inside, count


def floats(full: TraceSpec) -> dict[str, Floats]:
    """The operands of a resolved spec in float64, as "x", "w", "b", "delta"."""
    return {name: array.astype(float) for name, array in arrays(full).items()}


def _spread(array: Floats, step: tuple[int, int]) -> Floats:
    """``step − 1`` zeros between neighbours along the last two axes."""
    rows, cols = ((size - 1) * by + 1 for size, by in zip(array.shape[-2:], step, strict=True))
    wide = np.zeros((*array.shape[:-2], rows, cols))
    wide[..., :: step[0], :: step[1]] = array
    return wide
