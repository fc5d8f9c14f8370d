"""How a generated script is laid out, whatever the library: literals, helpers, body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters.code.records import CodeStep, Say

LINE_LENGTH = 100
CHANNELS = ("red", "green", "blue")


def number(value: float) -> str:
    """As one would type it: 9 and not 9.0, otherwise every digit that counts."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(float(value))


def kernel_names(index: int, step: CodeStep) -> tuple[str, ...]:
    """``KERNEL_1``, or ``KERNEL_1X`` and ``KERNEL_1Y`` for a pair; steps count from 1."""
    return (f"KERNEL_{index}",) if len(step.kernels) == 1 else (f"KERNEL_{index}X", f"KERNEL_{index}Y")


def kernel_literal(name: str, kernel: NDArray[Any], call: str, suffix: str = "") -> str:
    """``NAME = call([...], suffix)`` with a line for each row, right-aligned like a table."""
    whole = np.issubdtype(kernel.dtype, np.integer)
    cells = [[str(int(k)) if whole else repr(float(k)) for k in row] for row in kernel.tolist()]
    width = max(len(cell) for row in cells for cell in row) if whole else 0
    rows = ["    [" + ", ".join(cell.rjust(width) for cell in row) + "]," for row in cells]
    rows = [
        row if len(row) <= LINE_LENGTH else fill(row, LINE_LENGTH, subsequent_indent=" " * 5) for row in rows
    ]
    return "\n".join([f"{name} = {call}([", *rows, f"]{suffix})"])


def scaled(expression: str, step: CodeStep) -> str:
    """``expression / divisor``, left out where it changes nothing."""
    return expression if step.divisor == 1 else f"{expression} / {number(step.divisor)}"


def shifted(expression: str, step: CodeStep) -> str:
    """``expression + offset``, left out where it changes nothing."""
    if step.offset == 0:
        return expression
    return f"{expression} {'-' if step.offset < 0 else '+'} {number(abs(step.offset))}"


def call_options(step: CodeStep) -> str:
    """Stride and dilation as keyword arguments, where they are not 1."""
    options = [("stride", step.stride), ("dilation", step.dilation)]
    return "".join(f", {name}={value}" for name, value in options if value != (1, 1))


def heading(index: int, step: CodeStep) -> str:
    """A comment with the step's number and name."""
    return f"# {index}. {' '.join(step.title.split())}".rstrip()


def body(steps: Sequence[CodeStep], lines_of: Iterable[Sequence[str]], indent: str = "    ") -> list[str]:
    """The lines of every step under its heading, one after the other."""
    result = []
    for index, (step, lines) in enumerate(zip(steps, lines_of, strict=True), start=1):
        result += [indent + heading(index, step), *(indent + line for line in lines)]
    return result


def helpers(templates: Mapping[str, str], wanted: Sequence[str], say: Say) -> list[str]:
    """The functions that ``wanted`` names, in the order of ``templates``, each under its comment."""
    return [f"# {say(f'code.{name}')}\n{code.strip()}" for name, code in templates.items() if name in wanted]


def assemble(say: Say, imports: str, kernels: Iterable[str], parts: Iterable[str]) -> str:
    """The whole script: comments, imports, kernels, then the parts with two blank lines between."""
    top = [f"# {say('code.header')}", f"# {say('code.usage')}", "#   python filter.py photo.jpg result.png"]
    sections = ["\n".join([*top, imports.strip()]), *kernels]
    return "\n\n".join(sections) + "\n\n\n" + "\n\n\n".join(part.strip("\n") for part in parts) + "\n"
