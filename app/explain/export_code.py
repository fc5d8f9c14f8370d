"""A program of a few lines that gives the numbers on the page, in NumPy or PyTorch, for every mode.

It writes the computation in the way a reader of these libraries would, not in the way the page steps through
it: that the two agree is worth showing. The result has the name it has in the trace: y, dw, dx or db.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import fill
from typing import Any

import numpy as np

from app.conv.errors import DomainError
from app.explain import numpy_lines, pytorch_lines
from app.explain.code_plan import RESULT, Say, plan_of
from app.explain.operands import cells
from app.explain.spec import BIASED_MODES, OperandSpec, TraceSpec, check_numbers

TARGETS = ("numpy", "pytorch")
LINE_LENGTH = 100


def to_code(full: TraceSpec, target: str, *, say: Say) -> str:
    """The program for a resolved spec.

    Args:
        target: one of :data:`TARGETS`.
        say: the comments: keys ``code.trace.*``.

    Raises:
        DomainError: ``choice_unknown``; ``letters_not_allowed``: a program computes with numbers.
    """
    if target not in TARGETS:
        raise DomainError("choice_unknown", field="target", value=target, limit=", ".join(TARGETS))
    check_numbers(full, target)
    plan = plan_of(full)
    module = numpy_lines if target == "numpy" else pytorch_lines
    arrays = [
        _literal(name, operand, module.ARRAY) for name, operand in _operands(full) if operand is not None
    ]
    body: Sequence[str] = module.lines(plan, say)
    top = [f"# {say('code.trace.header')}", *module.IMPORTS, "", f"# {say('code.trace.operands')}"]
    return "\n".join([*top, *arrays, "", *body, f"print({RESULT[full.mode]})", ""])


def _operands(full: TraceSpec) -> list[tuple[str, OperandSpec | None]]:
    """The arrays the program needs, under the names they have in formulas."""
    needs_x = full.mode not in ("gradient_input", "gradient_bias", "average_pool_backward")
    needs_w = full.mode in ("correlate", "convolve", "transposed", "gradient_input")
    return [
        ("x", full.x if needs_x else None),
        ("w", full.w if needs_w else None),
        ("b", full.bias if full.mode in BIASED_MODES else None),
        ("delta", full.delta),
    ]


def _literal(name: str, operand: OperandSpec, call: tuple[str, str]) -> str:
    """``name = np.array([...])``, its rows below one another; whole numbers stay whole."""
    opening, closing = call
    nested: Any = cells(operand)
    text = np.array2string(
        np.asarray(nested, object), separator=", ", threshold=1 << 30, max_line_width=1 << 30,
        formatter={"all": repr},
    )  # fmt: skip
    text = re.sub(r"\n\s*\n", "\n", text)
    margin = " " * len(f"{name} = {opening}")
    lines = [
        row
        if len(margin + row) <= LINE_LENGTH
        else fill(row, LINE_LENGTH - len(margin), subsequent_indent="  ")
        for row in text.splitlines()
    ]
    return f"{name} = {opening}" + "\n".join(lines).replace("\n", "\n" + margin) + closing
