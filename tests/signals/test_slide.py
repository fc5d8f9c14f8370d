"""Reverse, slide, multiply, add: the trace of any two sequences against numpy and the engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.correlate import convolve, correlate
from app.conv.errors import DomainError
from app.signals.slide import slide

whole_rows = st.lists(st.integers(-99, 99), min_size=1, max_size=12)
real_rows = st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=9)


@given(v=whole_rows, w=whole_rows)
def test_the_wide_convolution_is_numpys_exactly(v, w):
    trace, _ = slide(v, w)
    assert list(trace.output.values) == np.convolve(v, w).tolist()


@given(v=whole_rows, w=whole_rows)
def test_the_wide_convolution_commutes(v, w):
    assert slide(v, w)[0].output.values == slide(w, v)[0].output.values


@given(v=whole_rows, w=whole_rows)
def test_equal_width_is_numpys_same_also_for_even_kernels(v, w):
    v, w = (v, w) if len(v) >= len(w) else (w, v)
    trace, _ = slide(v, w, padding="same")
    assert list(trace.output.values) == np.convolve(v, w, "same").tolist()


@given(
    v=whole_rows, w=whole_rows, stride=st.integers(1, 4), before=st.integers(0, 5), after=st.integers(0, 5)
)
def test_correlation_with_padding_and_stride_is_numpys(v, w, stride, before, after):
    padded = np.pad(v, (before, after))
    if len(padded) < len(w):
        with pytest.raises(DomainError) as refused:
            slide(v, w, operation="correlate", padding=(before, after), stride=stride)
        assert refused.value.code == "no_window"
        return
    trace, _ = slide(v, w, operation="correlate", padding=(before, after), stride=stride)
    expected = np.lib.stride_tricks.sliding_window_view(padded, len(w))[::stride] @ np.array(w)
    assert list(trace.output.values) == expected.tolist()


@given(v=real_rows, w=real_rows, operation=st.sampled_from(["convolve", "correlate"]))
def test_the_last_sum_is_exactly_what_the_engines_definition_returns(v, w, operation):
    trace, _ = slide(v, w, operation=operation)
    engine = {"convolve": convolve, "correlate": correlate}[operation]
    expected = engine(np.array([v], float), np.array([w], float), padding="full")
    assert [one.partial_sums[-1] for one in trace.reductions] == expected[0].tolist()


@given(v=whole_rows, w=whole_rows)
def test_every_term_says_truly_where_it_comes_from(v, w):
    trace, _ = slide(v, w)
    x, kernel = trace.operands
    assert x.expanded is not None
    for one in trace.reductions:
        running: float = 0
        for term in range(len(w)):
            source = x.expanded.source[one.value_at[term]]
            assert one.values[term] == (0 if source < 0 else v[source])
            assert one.weights[term] == kernel.values[one.weight_at[term]]
            running += one.products[term]
            assert one.partial_sums[term] == running


def test_the_three_lengths_of_deck_three():
    lengths = {
        width: len(slide(range(7), [1, 2, 3], padding=width)[0].reductions)
        for width in ("valid", "full", "same")
    }
    assert lengths == {"valid": 5, "full": 9, "same": 7}


def test_on_the_tape_r_stands_below_the_element_of_v_with_its_index():
    _, tape = slide([3, -2, 1], [-5, 4])
    assert tape.columns == 5  # one zero on either side
    assert tape.window_at == (0, 1, 2, 3)
    assert tape.output_at == (1, 2, 3, 4)  # below 3, −2, 1 and one further


def test_with_stride_two_the_window_skips_a_column():
    _, tape = slide([1, 2, 3, 4, 5], [1, 1], operation="correlate", padding="valid", stride=2)
    assert tape.window_at == (0, 2)
    assert tape.output_at == (0, 2)


def test_a_divisor_is_applied_to_the_sum_not_to_the_products():
    trace, _ = slide([1, 2, 4], [1, 1, 1], padding="valid", divisor=3)
    assert trace.reductions[0].partial_sums == (1, 3, 7)
    assert trace.reductions[0].result == 7 / 3


def test_the_trace_has_the_shape_of_one_row():
    trace, _ = slide([3, -2, 1], [-5, 4])
    assert trace.output.shape == (1, 1, 4)
    assert (trace.operands[0].shape, trace.operands[1].shape) == ((1, 1, 3), (1, 1, 1, 2))
    assert trace.operands[1].applied == (1, 0)
    assert trace.counts.multiplications == 8
