"""The exported programs are run, and give the numbers of the trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.explain.cases import CASES
from app.explain.export_code import TARGETS, to_code
from app.explain.from_spec import explain, trace_of
from app.explain.operands import resolve
from app.explain.spec import MODES, OperandSpec, TraceSpec
from tests.explain.spec_strategies import specs

MESSAGES = Path(__file__).parents[2] / "app" / "i18n" / "messages"
NUMERIC = [case for case in CASES if not case.spec.has_letters]
EVERY_TARGET = [pytest.param(t, marks=pytest.mark.torch) if t == "pytorch" else t for t in TARGETS]


def comments(language="en") -> Any:
    return json.loads((MESSAGES / language / "trace_code.json").read_text("utf-8")).__getitem__


def assert_reproduced(full: TraceSpec, target: str) -> None:
    trace = trace_of(full)
    code = to_code(full, target, say=comments())
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(code, f"<{target}>", "exec"), namespace)
    result = namespace[trace.output.id]
    got = np.asarray(result.detach() if target == "pytorch" else result, float)
    expected = np.array(trace.output.values, float).reshape(trace.output.shape)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-10)


@pytest.mark.parametrize("target", EVERY_TARGET)
@pytest.mark.parametrize("case", NUMERIC, ids=lambda case: case.id)
def test_the_named_cases_come_out_of_the_program(case, target, capsys):
    assert_reproduced(resolve(case.spec), target)
    assert capsys.readouterr().out.strip(), "the program shows its result"


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_numpy_programs_of_every_mode_over_random_geometries(mode, data):
    _try(data.draw(specs((mode,))), "numpy")


@pytest.mark.torch
@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_pytorch_programs_of_every_mode_over_random_geometries(mode, data):
    _try(data.draw(specs((mode,))), "pytorch")


def _try(spec: TraceSpec, target: str) -> None:
    try:
        _, full = explain(spec)
    except DomainError:
        return
    assert_reproduced(full, target)


def test_a_program_is_as_short_as_a_reader_would_write_it():
    full = resolve(TraceSpec("correlate", OperandSpec((1, 3, 3), "ramp"), OperandSpec((1, 1, 2, 2), "ones")))
    lines = [line for line in to_code(full, "numpy", say=comments()).splitlines() if line and "#" not in line]
    assert lines == [
        "import numpy as np",
        "x = np.array([[[1, 2, 3],",
        "               [4, 5, 6],",
        "               [7, 8, 9]]])",
        "w = np.array([[[[1, 1],",
        "                [1, 1]]]])",
        "windows = np.lib.stride_tricks.sliding_window_view(x, (2, 2), axis=(1, 2))",
        "kernel = w",
        'y = np.einsum("cijuv,ocuv->oij", windows, kernel)',
        "print(y)",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("mode", MODES)
def test_every_comment_is_one_line_in_both_languages(mode, target, language):
    spec = TraceSpec(
        mode, OperandSpec((1, 4, 4), "random"), OperandSpec((1, 1, 3, 3), "random"), operation="convolve",
        stride=(2, 2), padding=((1, 0), (1, 1)), rounding="ceil",
    )  # fmt: skip
    code = to_code(resolve(spec), target, say=comments(language))
    compile(code, "<exported>", "exec")
    assert not [line for line in code.splitlines() if line != line.rstrip()]
    assert "code.trace" not in code


@pytest.mark.parametrize("target", TARGETS)
def test_letters_have_no_program(target):
    spec = next(case.spec for case in CASES if case.id == "b11_forward")
    with pytest.raises(DomainError) as refusal:
        to_code(resolve(spec), target, say=comments())
    assert refusal.value.code == "letters_not_allowed"


def test_an_unknown_target_is_refused():
    with pytest.raises(DomainError) as refusal:
        to_code(resolve(NUMERIC[0].spec), "matlab", say=comments())
    assert (refusal.value.code, refusal.value.limit) == ("choice_unknown", "numpy, pytorch")
