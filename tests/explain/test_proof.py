"""The other way agrees with the trace, and would notice if the trace were wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import ndimage, signal

from app.conv.errors import DomainError
from app.explain import proof as proving
from app.explain.cases import CASES
from app.explain.from_spec import trace_of
from app.explain.independent import independent_result
from app.explain.operands import resolve
from app.explain.proof import prove
from app.explain.records import Trace
from app.explain.spec import BACKWARD_MODES, MODES, OperandSpec, TraceSpec
from app.i18n.catalog import messages
from tests.explain.spec_strategies import specs


@settings(max_examples=150, deadline=None)
@given(specs())
def test_the_trace_and_the_other_way_agree_and_gradients_are_what_is_measured(spec):
    try:
        full = resolve(spec)
        found = prove(full)
    except DomainError:
        return
    assert found.independent.largest_error < 1e-10
    assert (found.finite_differences is not None) == (spec.mode in BACKWARD_MODES)
    if found.finite_differences is not None:
        assert found.finite_differences.relative < 1e-9


@pytest.mark.parametrize("mode", MODES)
def test_a_wrong_number_in_the_trace_would_be_seen_by_either(mode, monkeypatch):
    full = resolve(
        TraceSpec(mode, OperandSpec((1, 4, 4), "random", 5), OperandSpec((1, 1, 2, 2), "random", 5))
    )
    monkeypatch.setattr(proving, "trace_of", lambda given: _spoiled(trace_of(given)))
    found = prove(full)
    assert found.independent.largest_error == pytest.approx(0.25)
    if found.finite_differences is not None:
        assert found.finite_differences.largest_error == pytest.approx(0.25)


def _spoiled(trace: Trace) -> Trace:
    assert isinstance(trace.output.values[0], int | float)
    values = (trace.output.values[0] + 0.25, *trace.output.values[1:])
    return replace(trace, output=replace(trace.output, values=values))


def test_the_fourier_way_is_scipys_correlation():
    x = np.random.default_rng(1).integers(-9, 9, (6, 7))
    w = np.random.default_rng(2).integers(-9, 9, (3, 2))
    full = resolve(
        TraceSpec(
            "correlate", OperandSpec((1, 6, 7), values=tuple(x.ravel().tolist())),
            OperandSpec((1, 1, 3, 2), values=tuple(w.ravel().tolist())), stride=(2, 1),
        )
    )  # fmt: skip
    method, result = independent_result(full)
    assert method == "proof.fourier"
    np.testing.assert_allclose(result[0], signal.correlate2d(x, w, "valid")[::2], atol=1e-12)


def test_the_loops_are_scipys_maximum():
    x = np.random.default_rng(3).integers(-9, 9, (6, 6))
    full = resolve(
        TraceSpec(
            "max_pool", OperandSpec((1, 6, 6), values=tuple(x.ravel().tolist())), OperandSpec((1, 1, 2, 3)),
            stride=(2, 3),
        )
    )  # fmt: skip
    _, result = independent_result(full)
    np.testing.assert_array_equal(result[0], ndimage.maximum_filter(x, (2, 3), origin=(-1, 0))[::2, 1::3])


def test_equals_in_a_window_do_not_confuse_the_measurement():
    ties = TraceSpec("max_pool_backward", OperandSpec((1, 4, 4), "ones"), OperandSpec((1, 1, 2, 2)))
    found = prove(resolve(ties)).finite_differences
    assert found is not None
    assert found.largest_error < 1e-12


@pytest.mark.parametrize("name", ["b11_forward", "b11_backward_input"])
def test_letters_cannot_be_proved_with_numbers(name):
    spec = next(case.spec for case in CASES if case.id == name)
    with pytest.raises(DomainError) as refusal:
        prove(resolve(spec))
    assert refusal.value.code == "letters_not_allowed"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_method_has_a_name(language):
    for mode in MODES:
        full = resolve(TraceSpec(mode, OperandSpec((1, 3, 3)), OperandSpec((1, 1, 2, 2))))
        assert independent_result(full)[0] in messages(language)
