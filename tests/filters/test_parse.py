"""Kernels as people paste them, and what is said when the text is no kernel."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.filters.parse import LONGEST_TEXT, parse_kernel_text

MESSAGES = Path(__file__).parents[2] / "app" / "i18n" / "messages"
TABLE = [[1, -2, 3], [4, 5, 6]]


def parsed(text) -> Any:
    result = parse_kernel_text(text)
    return result.kernel.tolist(), result.divisor


def refusal(text) -> Any:
    with pytest.raises(DomainError) as caught:
        parse_kernel_text(text)
    assert caught.value.field == "text"
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "1\t-2\t3\n4\t5\t6",
        "1\t-2\t3\r\n4\t5\t6\r\n",
        "1,-2,3\n4,5,6",
        "1, -2, 3,\n4, 5, 6,",
        "1;-2;3\n4;5;6",
        '"1","-2","3"\n"4","5","6"',
        "1 -2 3\n4 5 6",
        "  1   -2 3 \n\n 4 5    6\n",
        "1 -2 3; 4 5 6",
        "1,-2,3;4,5,6",
        "[1 -2 3; 4 5 6]",
        "K = [1, -2, 3\n     4, 5, 6];  % as in the lecture",
        "K = [1 -2 3; ...\n 4 5 6];",
        "[[1, -2, 3], [4, 5, 6]]",
        "((1, -2, 3), (4, 5, 6))",
        "[[ 1. -2.  3.]\n [ 4.  5.  6.]]",
        "[1, -2, 3]\n[4, 5, 6]",
        "array([[ 1, -2,  3],\n       [ 4,  5,  6]])",
        "import numpy as np\nk = np.array([\n    [1, -2, 3],  # top\n    [4, 5, 6],\n], dtype=np.float32)",
        "kernel = np.array([[1,-2,3],[4,5,6]], np.float32)",
        "torch.tensor([[[[1., -2., 3.], [4., 5., 6.]]]], dtype=torch.float32, device='cuda:0')",
        "w: torch.Tensor = torch.tensor([[1, -2, 3], [4, 5, 6]]).float()",
        "const float k[2][3] = {\n  {1.0f, -2.0f, 3.0f}, // top\n  {4.0f, /* middle */ 5.0f, 6.0f}\n};",
        "１，−２，３\n４，５，６",
        "【1、–2、3】\n【4、5、6】",
        "1\u00a0\u22122\u00a03\n4\u00a05\u00a06",
        "\ufeff1,-2,+3\n4,5,6",
    ],
)
def test_the_same_table_is_read_from_every_dialect(text):
    assert parsed(text) == (TABLE, 1)
    assert parse_kernel_text(text).kernel.dtype == np.int64


@pytest.mark.parametrize(
    ("text", "kernel"),
    [
        ("0,5\t-1,25\n3\t4", [[0.5, -1.25], [3, 4]]),
        ("0,5;-1,25\n3;4", [[0.5, -1.25], [3, 4]]),
        ("0,5 -1,25\n3 4", [[0.5, -1.25], [3, 4]]),
        ("0.5,-1.25\n3,4", [[0.5, -1.25], [3, 4]]),
        (".5 1e-3\n2E2 1.", [[0.5, 0.001], [200, 1]]),
        ("5", [[5]]),
        ("1,2,3", [[1, 2, 3]]),
        ("1\n2\n3", [[1], [2], [3]]),
        ("[1, 2,\n 3, 4]", [[1, 2, 3, 4]]),
        ("0.1 1/3", [[0.1, 1 / 3]]),
    ],
)
def test_decimal_points_and_decimal_commas_are_told_apart(text, kernel):
    assert parsed(text) == (kernel, 1)


@pytest.mark.parametrize(
    ("text", "kernel", "divisor"),
    [
        ("1/9 * [1 1 1; 1 1 1; 1 1 1]", [[1] * 3] * 3, 9),
        ("(1/9) × [[1, 2], [3, 4]]", [[1, 2], [3, 4]], 9),
        ("k = 1/16 * np.array([[1, 2, 1]])", [[1, 2, 1]], 16),
        ("np.array([[1, 2], [3, 4]]) / 9", [[1, 2], [3, 4]], 9),
        ("np.array([[1, 2], [3, 4]], np.float32)/25.0", [[1, 2], [3, 4]], 25),
        ("0.5 * [[1, -1]]", [[1, -1]], 2),
        ("[[1, -1]] * 0.25", [[1, -1]], 4),
        ("2/9 * [1 4]", [[2, 8]], 9),
        ("3 * [1 2]", [[3, 6]], 1),
        ("1/9 1/9 1/9", [[1, 1, 1]], 9),
        ("1 / 16, 2 / 16, 1 / 16", [[1, 2, 1]], 16),
        ("1/2 1/3\n0 -1/6", [[3, 2], [0, -1]], 6),
        ("½ −¼", [[2, -1]], 4),
        ("kernel = np.ones((2, 3), np.float32) / 6", [[1, 1, 1], [1, 1, 1]], 6),
        ("torch.ones(2, 1) * 0.5", [[1], [1]], 2),
        ("1/2 * np.eye(2, dtype=np.float32)", [[1, 0], [0, 1]], 2),
    ],
)
def test_fractions_become_a_divisor_and_whole_weights(text, kernel, divisor):
    assert parsed(text) == (kernel, divisor)
    assert parse_kernel_text(text).kernel.dtype == np.int64


def test_a_factor_too_fine_for_a_divisor_is_refused_rather_than_lost():
    assert refusal("0 * [1 2]").code == "kernel_text_not_numbers"


@pytest.mark.parametrize(
    ("text", "fragment", "line"),
    [
        ("1 2\n3 x", "x", 2),
        ("# title\n\n1 2\n3 4..5", "4..5", 4),
        ("[[1, 2], [3, 4]", "[", 1),
        ("[[1, 2], [3, 4]]]", "]", 1),
        ("[[1, 2), [3, 4]]", ")", 1),
        ("[1 - 2]", "-", 1),
        ("1½ 2", "1½", 1),
        ("10² 1", "10²", 1),
        ("1_000 2", "1_000", 1),
        ("0x10 1", "0x10", 1),
        ("__import__('os').system('true')", "__import__", 1),
        ("[x for x in range(9)]", "x", 1),
        ("np.zeros((3, 3)) / 9", "np.zeros", 1),
        ("卷积核", "卷积核", 1),
    ],
)
def test_what_is_no_number_is_named_with_its_line(text, fragment, line):
    error = refusal(text)
    assert (error.code, error.value, error.values["line"]) == ("kernel_text_not_numbers", fragment, line)


@pytest.mark.parametrize("text", ["", "  \n\t\n", "# nothing\n// here", "[]", "[[], []]", "k =", "/* 1 2 3"])
def test_a_text_without_numbers_is_called_empty(text):
    assert refusal(text).code == "kernel_text_empty"


@pytest.mark.parametrize("fragment", ["nan", "NaN", "-inf", "np.inf", "Infinity", "1e999", "1/0", "9" * 400])
def test_what_is_not_finite_is_refused_in_its_line(fragment):
    error = refusal(f"1 2\n3 {fragment}")
    assert (error.code, error.values["line"]) == ("kernel_text_not_finite", 2)


def test_an_empty_cell_in_a_spreadsheet_is_not_taken_for_zero():
    error = refusal("1\t2\t3\n4\t\t6")
    assert (error.code, error.values["line"]) == ("kernel_text_empty_cell", 2)


def test_two_slices_of_a_weight_are_not_glued_together():
    error = refusal("[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]")
    assert (error.code, error.value, error.limit) == ("kernel_text_several", 2, 1)


def test_ragged_rows_are_refused_with_the_row_counted_from_one():
    error = refusal("1 2 3\n4 5")
    assert (error.code, error.value, error.limit, error.values["row"]) == ("kernel_ragged", 2, 3, 2)


def test_a_table_beyond_31_is_refused_with_its_size():
    for text in ("\n".join(["1 " * 40] * 33), "np.ones((33, 40)) / 1320"):
        error = refusal(text)
        assert (error.code, error.value, error.limit) == ("kernel_too_large", "33×40", 31)


def test_the_largest_table_of_long_numbers_is_read_exactly():
    kernel = np.random.default_rng(0).normal(size=(31, 31)).round(12)
    text = "\n".join("\t".join(map(str, row)) for row in kernel.tolist())
    assert len(text) < LONGEST_TEXT
    assert parsed(text) == (kernel.tolist(), 1)


def test_a_text_of_20001_characters_is_refused_before_it_is_read():
    error = refusal("1" * 20_001)
    assert (error.code, error.value, error.limit) == ("kernel_text_too_long", 20_001, 20_000)


@pytest.mark.parametrize(
    "unit", ["9", "(", "/*", "1/7,", "a[", "[ ", "=1", "] ,", ".to(", "*1", "1e", "½", "- ", "k ", "\t", "1;"]
)
def test_no_text_takes_long(unit):
    """The same few characters over and over are what a careless pattern stumbles on."""
    for end in ("", "x", "\n]"):
        text = (unit * LONGEST_TEXT)[: LONGEST_TEXT - len(end)] + end
        start = time.perf_counter()
        with pytest.raises(DomainError):
            parse_kernel_text(text)
        assert time.perf_counter() - start < 2


@settings(max_examples=300)
@given(st.text(alphabet="0123456789.,;/*-+eE[](){}=\t\n #%'\"½−npinf:", max_size=60))
def test_any_text_gives_a_kernel_or_a_refusal_with_a_code(text):
    try:
        result = parse_kernel_text(text)
    except DomainError as error:
        result, code = None, error.code
    if result is None:
        assert code.startswith("kernel_")
    else:
        assert result.divisor != 0
        assert np.isfinite(result.kernel).all()


@given(st.lists(st.lists(st.integers(-999, 999), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_python_prints_is_read_back(rows):
    assert parsed(str(rows)) == (rows, 1)
    assert parsed(repr(np.array(rows))) == (rows, 1)
    assert parsed(json.dumps(rows, indent=2)) == (rows, 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_of_a_text_has_a_message_and_a_remedy(language):
    sentences = json.loads((MESSAGES / language / "errors_kernels.json").read_text(encoding="utf-8"))
    for code in ("empty", "too_long", "not_numbers", "not_finite", "empty_cell", "several"):
        assert sentences[f"error.kernel_text_{code}.message"]
        assert sentences[f"error.kernel_text_{code}.remedy"]
