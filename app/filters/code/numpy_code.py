"""NumPy alone: pad, a view of all windows, one einsum. The OpenCV script shares all but ``correlate``."""

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
from app.filters.code.records import CodeStep, Say

IMPORTS = """
import sys

import numpy as np
"""

CORRELATE = """
def correlate(picture, kernel, padding, mode, stride=(1, 1), dilation=(1, 1)):
    padded = np.pad(picture, (*padding, (0, 0)), mode=mode)
    size = [(k - 1) * d + 1 for k, d in zip(kernel.shape, dilation)]
    windows = np.lib.stride_tricks.sliding_window_view(padded, size, axis=(0, 1))
    windows = windows[:: stride[0], :: stride[1], :, :: dilation[0], :: dilation[1]]
    return np.einsum("ijcuv,uv->ijc", windows, kernel)
"""

LEVELS = """
def levels(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
"""

STRETCH = """
def stretch(values):
    low, high = values.min(), values.max()
    return (values - low) * 255.0 / (high - low) if low < high else values
"""

LUMINANCE = """
def luminance(picture):
    r, g, b = np.moveaxis(picture, -1, 0)
    return np.rint(0.299 * r + 0.587 * g + 0.114 * b).astype(np.uint8)[..., None]
"""

DIRECTION = """
def direction(gx, gy, brightness):
    degrees = np.degrees(np.arctan2(gy, gx)) % 360
    distance = np.abs((degrees - [0, 120, 240] + 180) % 360 - 180)
    return levels(np.clip(2 - distance / 60, 0, 1) * brightness)
"""

MAIN = """
if __name__ == "__main__":
    from PIL import Image, ImageOps

    photo = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB")
    Image.fromarray(apply(np.asarray(photo))).save(sys.argv[2])
"""

HELPERS = {
    "correlate": CORRELATE,
    "luminance": LUMINANCE,
    "stretch": STRETCH,
    "levels": LEVELS,
    "direction": DIRECTION,
}
MODES = {"zeros": '"constant"', "reflect": '"reflect"', "edge": '"edge"', "wrap": '"wrap"'}


def script(steps: Sequence[CodeStep], say: Say) -> str:
    """The chain as a script that needs NumPy (and Pillow, to open the file)."""
    lines = (step_lines(index, step, MODES[step.padding_mode]) for index, step in enumerate(steps, start=1))
    return assemble(
        say,
        IMPORTS,
        kernel_lines(steps),
        [*helpers(HELPERS, wanted_helpers(steps), say), apply_function(steps, list(lines), say), MAIN],
    )


def kernel_lines(steps: Sequence[CodeStep]) -> list[str]:
    """The kernels as NumPy arrays, int64 where every weight is whole."""
    return [
        kernel_literal(name, kernel, "np.array")
        for index, step in enumerate(steps, start=1)
        for name, kernel in zip(kernel_names(index, step), step.kernels, strict=True)
    ]


def apply_function(steps: Sequence[CodeStep], lines: Sequence[Sequence[str]], say: Say) -> str:
    """``apply(picture)`` around the lines of the steps."""
    first = [f"# {say('code.apply')}", "def apply(picture):"]
    return "\n".join([*first, *body(steps, lines), "    return picture"])


def wanted_helpers(steps: Sequence[CodeStep]) -> list[str]:
    """The functions that the steps call."""
    wanted = ["correlate", "levels"] if steps else []
    wanted += ["luminance" for step in steps if step.channels == "luminance"]
    wanted += ["stretch" for step in steps if step.display == "stretch"]
    wanted += ["direction" for step in steps if step.combine == "direction"]
    return wanted


def step_lines(index: int, step: CodeStep, mode: str) -> list[str]:
    """One step: pictures are (H, W, C) uint8, values (H_out, W_out, C)."""
    source = "picture"
    if step.channels == "luminance":
        source = "luminance(picture)"
    elif step.channels != "each":
        channel = CHANNELS.index(step.channels)
        source = f"picture[..., {channel}:{channel + 1}]"
    calls = [
        f"correlate({source}, {name}, {step.padding}, {mode}{call_options(step)})"
        for name in kernel_names(index, step)
    ]
    if step.combine == "single":
        lines = [f"values = {shifted(scaled(calls[0], step), step)}"]
    else:
        lines = [f"gx = {calls[0]}", f"gy = {calls[1]}"]
        length = f"np.hypot({scaled('gx', step)}, {scaled('gy', step)})"
        lines.append(f"values = {shifted(length, step)}")
    shown = {"clip": "values", "absolute": "np.abs(values)", "stretch": "stretch(values)"}[step.display]
    result = f"levels({shown})"
    if step.combine == "direction":
        result = f"direction(gx, gy, {result})"
    elif step.channels != "each":
        result = f"{result}.repeat(3, axis=-1)"
    return [*lines, f"picture = {result}"]
