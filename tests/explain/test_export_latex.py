"""The LaTeX says what the trace says, sign by sign."""

from __future__ import annotations

import re

import pytest

from app.conv.errors import DomainError
from app.explain.cases import CASES
from app.explain.export_latex import number_latex, result_latex, sum_latex
from app.explain.from_spec import explain
from app.explain.spec import OperandSpec, TraceSpec

BY_ID = {case.id: explain(case.spec)[0] for case in CASES}


@pytest.mark.parametrize(
    ("name", "reduction", "text"),
    [
        ("b4_narrow", 1, r"y_{1,2} = 0 \cdot 1 + 2 \cdot 2 + (-1) \cdot (-1) = 5"),
        ("b9_sharing", 2, r"y_{2,1} = 4 \cdot 1 + 5 \cdot 2 + 7 \cdot 3 + 8 \cdot 4 = 67"),
        ("b11_forward", 1, "y_{1,2} = b w + c x + e y + f z = bw + cx + ey + fz"),
        (
            "b11_backward_kernel",
            0,
            r"\frac{\partial L}{\partial w_{1,1}} = a \delta_{p} + b \delta_{q} + d \delta_{r} + e \delta_{s}"
            r" = a\delta_{p} + b\delta_{q} + d\delta_{r} + e\delta_{s}",
        ),
        ("d1_max", 3, r"y_{2,2} = \max\left\{-2, -3, -6, -7\right\} = -2"),
        ("d1_average", 2, r"y_{2,1} = \tfrac{1}{4}\left(9 + (-1) + (-4) + (-5)\right) = -0.25"),
        ("d2_max_backward", 8, r"\frac{\partial L}{\partial x_{3,1}} = (-2) \cdot 1 = -2"),
        ("d2_average_backward", 2, r"\frac{\partial L}{\partial x_{1,3}} = 8 \cdot 0.25 = 2"),
    ],
)
def test_one_sum_in_one_line(name, reduction, text):
    assert sum_latex(BY_ID[name], reduction) == text


def test_a_long_sum_is_broken_into_lines_with_the_bias_last_and_the_channel_above():
    assert sum_latex(BY_ID["b8_channels"], 6) == "\n".join(
        [
            r"\begin{aligned}",
            r"y_{2,1}^{(2)} ={} & 0 \cdot 0 + 1 \cdot (-1) + 2 \cdot 2 + 1 \cdot 0 \\",
            r"& + 2 \cdot 1 + 0 \cdot 1 + 1 \cdot 0 + 0 \cdot 0 \\",
            r"& + (-1) \\",
            r"={} & 4",
            r"\end{aligned}",
        ]
    )


def test_a_cell_that_no_window_covers_is_zero():
    spec = TraceSpec(
        "average_pool_backward", OperandSpec((1, 1, 3)), OperandSpec((1, 1, 1, 1)), stride=(1, 2)
    )
    assert sum_latex(explain(spec)[0], 1) == r"\frac{\partial L}{\partial x_{1,2}} = 0"


def test_one_channel_is_one_equation_of_matrices():
    assert result_latex(BY_ID["b4_narrow"]) == (
        r"\begin{bmatrix} 1 & 0 & 2 & -1 & 3 \end{bmatrix} \otimes \begin{bmatrix} 1 & 2 & -1 \end{bmatrix}"
        r" = \begin{bmatrix} -1 & 5 & -3 \end{bmatrix}"
    )
    assert " * " in result_latex(BY_ID["b2_convolution"])
    assert r"\otimes^{\mathsf T}" in result_latex(BY_ID["b6_transposed"])


def test_several_channels_are_an_equation_each():
    lines = result_latex(BY_ID["b8_channels"]).splitlines()
    assert lines[3] == r"W^{(1,1)} &= \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix} \\"
    assert lines[7] == r"b &= \begin{bmatrix} 1 & -1 \end{bmatrix} \\"
    assert lines[9] == r"Y^{(2)} &= \begin{bmatrix} 0 & 1 \\ 4 & 2 \end{bmatrix}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (-0.0, "0"),
        (11.100000000000001, "11.1"),
        (1 / 3, "0.3333333333"),
        (1e-12, r"1 \cdot 10^{-12}"),
        ("−2a²δ_p", r"-2a^{2}\delta_{p}"),
        ("1/4 x_12 + β", r"\tfrac{1}{4}x_{12} + \beta"),
        ("Δw", r"\Delta w"),
    ],
)
def test_numbers_and_expressions(value, text):
    assert number_latex(value) == text


@pytest.mark.parametrize("name", BY_ID)
def test_braces_and_environments_are_closed(name):
    trace = BY_ID[name]
    for text in (result_latex(trace), *(sum_latex(trace, n) for n in range(len(trace.reductions)))):
        bare = re.sub(r"\\[{}]", "", text)
        assert bare.count("{") == bare.count("}")
        assert text.count(r"\begin") == text.count(r"\end")
        assert not re.search("[α-ωΑ-Ω−²]", text)


@pytest.mark.parametrize("reduction", [-1, 4])
def test_an_output_that_is_not_there_is_refused(reduction):
    with pytest.raises(DomainError) as refusal:
        sum_latex(BY_ID["d1_max"], reduction)
    assert (refusal.value.code, refusal.value.limit) == ("reduction_unknown", 3)
