"""One sum, or everything, as LaTeX for slides and homework; ready for a ``$$ … $$`` or an equation."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.explain.records import Number, Operand, Reduction, Trace

TERMS_PER_LINE = 4
LONGEST_DIGITS = 10

# In the order of the code points from α on.
_GREEK_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *(
        "nu",
        "xi",
        "omicron",
        "pi",
        "rho",
        "varsigma",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
    ),
)
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What an expression in letters is made of: a fraction, a letter with its index, a power, a minus.
_TOKEN = re.compile(
    r"(?P<over>\d+)/(?P<under>\d+) ?|(?P<letter>[A-Za-zΑ-Ωα-ω])(?:_(?P<index>[A-Za-z]|\d{1,3}))?"
    r"|(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<minus>−)"
)
_RESULT_SYMBOL = {
    "y": "y",
    "dw": r"\frac{\partial L}{\partial w}",
    "dx": r"\frac{\partial L}{\partial x}",
    "db": r"\frac{\partial L}{\partial b}",
}
_OPERAND_NAME = {"x": "X", "w": "W", "b": "b", "delta": r"\delta"}
_RESULT_NAME = {
    "y": "Y",
    "dw": r"\frac{\partial L}{\partial W}",
    "dx": r"\frac{\partial L}{\partial X}",
    "db": r"\frac{\partial L}{\partial b}",
}
_OPERATION = {"correlate": r"\otimes", "convolve": "*", "transposed": r"\otimes^{\mathsf T}"}


def sum_latex(trace: Trace, reduction: int) -> str:
    r"""One output: ``y_{1,2} = 0.9 \cdot 0 + \cdots``, indices counted from 1 as the decks do.

    Raises:
        DomainError: ``reduction_unknown``.
    """
    if not 0 <= reduction < len(trace.reductions):
        raise DomainError(
            "reduction_unknown", field="reduction", value=reduction, limit=len(trace.reductions) - 1
        )
    chosen = trace.reductions[reduction]
    left = _cell_name(trace.output.id, trace.output.shape, chosen.output)
    if not chosen.terms:
        return f"{left} = 0"
    lines = _terms(trace, chosen)
    result = number_latex(chosen.result)
    if trace.mode == "max_pool":
        return _aligned(left, _wrapped(lines, r"\max\left\{", r"\right\}", ", "), result)
    if chosen.divisor is not None:
        # An incomplete line cannot be a numerator: the division stands in front.
        return _aligned(
            left, _wrapped(lines, rf"\tfrac{{1}}{{{chosen.divisor}}}\left(", r"\right)", " + "), result
        )
    if chosen.bias is not None:
        lines = [*lines, _factor(chosen.bias)]
    return _aligned(left, _wrapped(lines, "", "", " + "), result)


def result_latex(trace: Trace) -> str:
    r"""Every operand and the whole result as matrices, one for each channel.

    ``X \otimes W = Y`` in one line where there is one channel each; an equation for every array otherwise.
    """
    given = [_array(operand) for operand in trace.operands]
    result = _shaped(trace.output.values, trace.output.shape)
    kernels = [array for name, array in given if name == "W"]
    is_plain = all(math.prod(array.shape[:-2]) == 1 for _, array in given if array.ndim > 1)
    if trace.mode in _OPERATION and is_plain and len(kernels) == 1 and math.prod(result.shape[:-2]) == 1:
        sides = f" {_OPERATION[trace.mode]} ".join(_matrix(array) for name, array in given if name != "b")
        bias = "".join(f" + {_factor(array.ravel()[0])}" for name, array in given if name == "b")
        return f"{sides}{bias} = {_matrix(result)}"
    lines = [line for name, array in given for line in _equations(name, array)]
    lines += _equations(_RESULT_NAME[trace.output.id], result)
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def number_latex(value: Number) -> str:
    """A number with at most ten digits that count, or an expression in letters with its Greek spelled out."""
    if isinstance(value, str):
        return _TOKEN.sub(_token, value).strip()
    if isinstance(value, int):
        return str(value)
    text = f"{value:.{LONGEST_DIGITS}g}"
    if "e" not in text:
        return "0" if text == "-0" else text
    mantissa, exponent = text.split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _token(match: re.Match[str]) -> str:
    if match["over"]:
        return rf"\tfrac{{{match['over']}}}{{{match['under']}}}"
    if match["letter"]:
        order = ord(match["letter"].lower()) - ord("α")
        is_greek = 0 <= order < len(_GREEK_NAMES)
        name = _GREEK_NAMES[order] if is_greek else match["letter"]
        if is_greek:
            name = "\\" + (name.capitalize() if match["letter"].isupper() else name)
        if match["index"]:
            return f"{name}_{{{match['index']}}}"
        return f"{name} " if is_greek else name
    return "-" if match["minus"] else f"^{{{match['power'].translate(_POWERS)}}}"


def _terms(trace: Trace, reduction: Reduction) -> list[str]:
    if trace.mode in ("max_pool", "average_pool", "global_average_pool"):
        is_max = trace.mode == "max_pool"
        return [number_latex(term.value) if is_max else _factor(term.value) for term in reduction.terms]
    return [_product(term.value, term.weight) for term in reduction.terms]


def _product(value: Number, weight: Number) -> str:
    times = " " if isinstance(value, str) and isinstance(weight, str) else r" \cdot "
    return f"{_factor(value)}{times}{_factor(weight)}"


def _factor(value: Number) -> str:
    """In brackets where a sign or a sum would be read wrongly."""
    text = number_latex(value)
    needs_brackets = text.startswith("-") or (isinstance(value, str) and (" + " in text or " - " in text))
    return f"({text})" if needs_brackets else text


def _wrapped(terms: Sequence[str], opening: str, closing: str, between: str) -> list[str]:
    """Lines of a few terms each; brackets that span lines are no longer stretched."""
    groups = [terms[start : start + TERMS_PER_LINE] for start in range(0, len(terms), TERMS_PER_LINE)]
    lines = [between.join(group) for group in groups]
    if len(lines) > 1:
        opening, closing = opening.replace(r"\left", r"\bigl"), closing.replace(r"\right", r"\bigr")
        lead = between.strip() if between.strip() == "+" else ""
        tail = "" if lead else ","
        lines = [line + tail for line in lines[:-1]] + lines[-1:]
        lines = [lines[0], *(f"{lead} {line}".strip() for line in lines[1:])]
    lines[0] = opening + lines[0]
    lines[-1] += closing
    return lines


def _aligned(left: str, lines: Sequence[str], result: str) -> str:
    if len(lines) == 1:
        return f"{left} = {lines[0]} = {result}"
    rows = [rf"{left} ={{}} & {lines[0]}", *(rf"& {line}" for line in lines[1:]), rf"={{}} & {result}"]
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _cell_name(name: str, shape: tuple[int, ...], index: int) -> str:
    """``y_{1,2}``, with the channels as an upper index where there is more than one."""
    *channels, last = (int(place) + 1 for place in np.unravel_index(index, shape))
    if len(shape) == 1:
        return _indexed(name, "", str(last))
    upper = ",".join(str(place) for place in channels[:-1]) if math.prod(shape[:-2]) > 1 else ""
    return _indexed(name, upper, f"{channels[-1]},{last}")


def _indexed(name: str, upper: str, lower: str) -> str:
    index = f"_{{{lower}}}" + (f"^{{({upper})}}" if upper else "")
    symbol = _RESULT_SYMBOL[name]
    return f"{symbol}{index}" if symbol == "y" else f"{symbol[:-1]}{index}}}"


def _array(operand: Operand) -> tuple[str, NDArray[Any]]:
    return _OPERAND_NAME[operand.id], _shaped(operand.values, operand.shape)


def _shaped(values: Sequence[Number], shape: tuple[int, ...]) -> NDArray[Any]:
    cells = np.empty(len(values), object)
    cells[:] = values
    return cells.reshape(shape)


def _equations(name: str, array: NDArray[Any]) -> list[str]:
    if array.ndim == 1:
        return [f"{name} &= {_matrix(array[None])}"]
    lead = array.shape[:-2]
    if math.prod(lead) == 1:
        return [f"{name} &= {_matrix(array)}"]
    return [
        f"{name}^{{({','.join(str(place + 1) for place in index)})}} &= {_matrix(array[index])}"
        for index in np.ndindex(*lead)
    ]


def _matrix(array: NDArray[Any]) -> str:
    rows = array.reshape(-1, array.shape[-1])
    text = r" \\ ".join(" & ".join(number_latex(cell) for cell in row) for row in rows)
    return rf"\begin{{bmatrix}} {text} \end{{bmatrix}}"
