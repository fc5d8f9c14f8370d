"""PyTorch: ``conv2d`` with a group for each channel, in double precision."""

from __future__ import annotations

from collections.abc import Sequence

from app.filters.code.layout import (
    CHANNELS,
    assemble,
    body,
    call_options,
    helpers,
    kernel_literal,
    kernel_names,
    scaled,
    shifted,
)
from app.filters.code.numpy_code import wanted_helpers
from app.filters.code.records import CodeStep, Say

IMPORTS = """
import sys

import numpy as np
import torch
import torch.nn.functional as F
"""

# `F.pad` refuses to reflect or wrap more than the picture holds; an index does not.
PAD_ZEROS = """
def pad_zeros(x, padding):
    (top, bottom), (left, right) = padding
    return F.pad(x, (left, right, top, bottom))
"""

PAD_REFLECT = """
def pad_reflect(x, padding):
    for axis, (before, after) in enumerate(padding, start=1):
        period = max(2 * x.shape[axis] - 2, 1)
        index = torch.arange(-before, x.shape[axis] + after) % period
        x = x.index_select(axis, torch.minimum(index, period - index))
    return x
"""

PAD_EDGE = """
def pad_edge(x, padding):
    for axis, (before, after) in enumerate(padding, start=1):
        index = torch.arange(-before, x.shape[axis] + after)
        x = x.index_select(axis, index.clamp(0, x.shape[axis] - 1))
    return x
"""

PAD_WRAP = """
def pad_wrap(x, padding):
    for axis, (before, after) in enumerate(padding, start=1):
        index = torch.arange(-before, x.shape[axis] + after)
        x = x.index_select(axis, index % x.shape[axis])
    return x
"""

CORRELATE = """
def correlate(x, kernel, stride=(1, 1), dilation=(1, 1)):
    weight = kernel.expand(len(x), 1, *kernel.shape)
    return F.conv2d(x[None], weight, stride=stride, dilation=dilation, groups=len(x))[0]
"""

LUMINANCE = """
def luminance(x):
    r, g, b = x
    return torch.round(0.299 * r + 0.587 * g + 0.114 * b)[None]
"""

STRETCH = """
def stretch(values):
    low, high = values.min(), values.max()
    return (values - low) * 255.0 / (high - low) if low < high else values
"""

LEVELS = """
def levels(values):
    return values.round().clamp(0, 255)
"""

DIRECTION = """
def direction(gx, gy, brightness):
    degrees = torch.rad2deg(torch.atan2(gy, gx)) % 360
    hues = torch.tensor([0.0, 120.0, 240.0], dtype=torch.double)[:, None, None]
    distance = ((degrees - hues + 180) % 360 - 180).abs()
    return levels((2 - distance / 60).clamp(0, 1) * brightness)
"""

MAIN = """
if __name__ == "__main__":
    from PIL import Image, ImageOps

    photo = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB")
    Image.fromarray(apply(np.asarray(photo))).save(sys.argv[2])
"""

HELPERS = {
    "pad_zeros": PAD_ZEROS,
    "pad_reflect": PAD_REFLECT,
    "pad_edge": PAD_EDGE,
    "pad_wrap": PAD_WRAP,
    "correlate": CORRELATE,
    "luminance": LUMINANCE,
    "stretch": STRETCH,
    "levels": LEVELS,
    "direction": DIRECTION,
}


def script(steps: Sequence[CodeStep], say: Say) -> str:
    """The chain as a script that needs PyTorch (and Pillow, to open the file)."""
    kernels = [
        kernel_literal(name, kernel, "torch.tensor", ", dtype=torch.double")
        for index, step in enumerate(steps, start=1)
        for name, kernel in zip(kernel_names(index, step), step.kernels, strict=True)
    ]
    wanted = [*wanted_helpers(steps), *(f"pad_{step.padding_mode}" for step in steps if _is_padded(step))]
    lines = [_step_lines(index, step) for index, step in enumerate(steps, start=1)]
    apply = [
        f"# {say('code.apply')}",
        "def apply(picture):",
        "    x = torch.tensor(picture, dtype=torch.double).permute(2, 0, 1)",
        *body(steps, lines),
        "    return x.permute(1, 2, 0).to(torch.uint8).contiguous().numpy()",
    ]
    return assemble(say, IMPORTS, kernels, [*helpers(HELPERS, wanted, say), "\n".join(apply), MAIN])


def _is_padded(step: CodeStep) -> bool:
    return any(amount for side in step.padding for amount in side)


def _step_lines(index: int, step: CodeStep) -> list[str]:
    """One step: ``x`` is (C, H, W), whole numbers 0 … 255 as doubles."""
    lines = []
    source = "x"
    if step.channels == "luminance":
        source = "luminance(x)"
    elif step.channels != "each":
        channel = CHANNELS.index(step.channels)
        source = f"x[{channel}:{channel + 1}]"
    if _is_padded(step):
        source = f"pad_{step.padding_mode}({source}, {step.padding})"
    if source != "x":
        lines.append(f"x = {source}")
    calls = [f"correlate(x, {name}{call_options(step)})" for name in kernel_names(index, step)]
    if step.combine == "single":
        lines.append(f"values = {shifted(scaled(calls[0], step), step)}")
    else:
        length = f"torch.hypot({scaled('gx', step)}, {scaled('gy', step)})"
        lines += [f"gx = {calls[0]}", f"gy = {calls[1]}", f"values = {shifted(length, step)}"]
    shown = {"clip": "values", "absolute": "values.abs()", "stretch": "stretch(values)"}[step.display]
    result = f"levels({shown})"
    if step.combine == "direction":
        result = f"direction(gx, gy, {result})"
    elif step.channels != "each":
        result = f"{result}.repeat(3, 1, 1)"
    return [*lines, f"x = {result}"]
