"""OpenCV: ``copyMakeBorder`` and ``filter2D`` in double precision; the rest as in the NumPy script."""

from __future__ import annotations

from collections.abc import Sequence

from app.filters.code.layout import assemble, helpers
from app.filters.code.numpy_code import HELPERS, apply_function, kernel_lines, step_lines, wanted_helpers
from app.filters.code.records import CodeStep, Say

IMPORTS = """
import sys

import cv2
import numpy as np
"""

# `filter2D` changes to a Fourier transform for large kernels, so sums of whole numbers are rounded back; it
# knows no stride and no dilation, and it drops the last axis of a picture with one channel.
CORRELATE = """
def correlate(picture, kernel, padding, border, stride=(1, 1), dilation=(1, 1)):
    (top, bottom), (left, right) = padding
    padded = cv2.copyMakeBorder(picture, top, bottom, left, right, border)
    rows, cols = [(k - 1) * d + 1 for k, d in zip(kernel.shape, dilation)]
    spread = np.zeros((rows, cols))
    spread[:: dilation[0], :: dilation[1]] = kernel
    sums = cv2.filter2D(padded, cv2.CV_64F, spread, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    if kernel.dtype.kind == "i":
        sums = np.rint(sums)
    height, width = padded.shape[0] - rows + 1, padded.shape[1] - cols + 1
    return sums.reshape(*sums.shape[:2], -1)[: height : stride[0], : width : stride[1]]
"""

MAIN = """
if __name__ == "__main__":
    photo = cv2.cvtColor(cv2.imread(sys.argv[1]), cv2.COLOR_BGR2RGB)
    cv2.imwrite(sys.argv[2], cv2.cvtColor(apply(photo), cv2.COLOR_RGB2BGR))
"""

MODES = {
    "zeros": "cv2.BORDER_CONSTANT",
    "reflect": "cv2.BORDER_REFLECT_101",
    "edge": "cv2.BORDER_REPLICATE",
    "wrap": "cv2.BORDER_WRAP",
}


def script(steps: Sequence[CodeStep], say: Say) -> str:
    """The chain as a script that needs OpenCV and NumPy."""
    lines = [step_lines(index, step, MODES[step.padding_mode]) for index, step in enumerate(steps, start=1)]
    functions = helpers({**HELPERS, "correlate": CORRELATE}, wanted_helpers(steps), say)
    return assemble(say, IMPORTS, kernel_lines(steps), [*functions, apply_function(steps, lines, say), MAIN])
