"""What cannot be played is refused with code, value, limit and remedy; the next trace is as before."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from tests.web.refusals import check_refusal

TRACES = "/api/traces"
JSON = {"content-type": "application/json"}
NAN, INFINITE = float("nan"), float("inf")
MODES = (
    "correlate, convolve, max_pool, average_pool, global_average_pool, transposed, gradient_kernel, "
    "gradient_input, gradient_bias, max_pool_backward, average_pool_backward"
)
Body = dict[str, Any]


class Bad(NamedTuple):
    """A body, and the refusal it must get; `limit` None: none applies."""

    body: Any
    code: str
    field: str
    value: Any = None
    limit: Any = None
    path: str = TRACES


def spec(**settings: Any) -> Body:
    """A good spec, 4×4 under 3×3, changed: ``x__shape=…`` reaches into the operand."""
    body: Body = {"mode": "correlate", "x": {"shape": [1, 4, 4]}, "w": {"shape": [1, 1, 3, 3]}}
    for path, value in settings.items():
        *parents, key = path.split("__")
        inside = body
        for parent in parents:
            inside = inside.setdefault(parent, {})
        inside[key] = value
    return body


def cells(*values: Any, **settings: Any) -> Body:
    """A row of typed cells under a single weight."""
    typed = {"x__shape": [1, 1, len(values)], "x__values": list(values), "w__shape": [1, 1, 1, 1]}
    return spec(**typed, **settings)


def export(target: str = "numpy", reduction: Any = 0, **settings: Any) -> Body:
    return {"spec": spec(**settings), "target": target, "reduction": reduction}


PROOF, MATRICES, EXPORT = f"{TRACES}/proof", f"{TRACES}/matrices", f"{TRACES}/export"
PICTURE = f"{TRACES}/picture_matrix"
HUGE = {"x__shape": [3, 12, 12], "w__shape": [3, 3, 7, 7], "padding": "full"}
HUGE_TERMS = 18 * 18 * 3 * 3 * 49
CELL = "x.values.0"

CASES: dict[str, Bad] = {
    # ---------------------------------------------------------------- no window
    "kernel larger than the input": Bad(spec(x__shape=[1, 2, 4]), "no_window", "kernel", 3, 2),
    "dilation beyond the input": Bad(spec(dilation=[1, 2]), "no_window", "kernel", 5, 4),
    "pooling that not even rounding up helps": Bad(
        spec(mode="max_pool", x__shape=[1, 2, 2], w__shape=[1, 1, 4, 4], stride=[2, 2], rounding="ceil"),
        "no_window", "kernel", 4, 2,
    ),
    "a transposed result that the padding eats": Bad(
        spec(mode="transposed", x__shape=[1, 1, 1], padding=[[3, 3], [3, 3]]), "transposed_output_empty",
        "padding", 6, 2,
    ),
    "a maximum of nothing": Bad(
        spec(mode="max_pool", padding=[[6, 6], [0, 0]]), "window_without_data", "padding", 8, 0
    ),
    # ---------------------------------------------------------------- steps
    "output padding as large as the stride": Bad(
        spec(mode="transposed", stride=[2, 2], output_padding=[2, 0]), "output_padding_too_large",
        "output_padding.0", 2, 1,
    ),
    "output padding negative": Bad(
        spec(mode="transposed", output_padding=[0, -1]), "output_padding_too_large", "output_padding.1", -1, 0
    ),
    "stride 0": Bad(spec(stride=[0, 1]), "trace_stride", "stride.0", 0, 1),
    "stride 6": Bad(spec(stride=[1, 6]), "trace_stride", "stride.1", 6, 5),
    "stride of four hundred digits": Bad(
        spec(stride=[10**400, 1]), "trace_stride", "stride.0", "10^400", 5
    ),
    "stride 1.5": Bad(spec(stride=[1.5, 1]), "field_not_whole", "stride.0", 1.5),
    "stride as text": Bad(spec(stride=["2", 1]), "field_not_a_number", "stride.0", "2"),
    "stride of one axis": Bad(spec(stride=[2]), "field_missing", "stride.1"),
    "dilation 0": Bad(spec(dilation=[1, 0]), "trace_dilation", "dilation.1", 0, 1),
    "dilation 5": Bad(spec(dilation=[5, 1]), "trace_dilation", "dilation.0", 5, 4),
    "padding negative": Bad(spec(padding=[[0, -1], [0, 0]]), "trace_padding", "padding.0.1", -1, 0),
    "padding 7": Bad(spec(padding=[[0, 0], [7, 0]]), "trace_padding", "padding.1.0", 7, 6),
    "padding unknown": Bad(spec(padding="sane"), "choice_unknown", "padding", "sane", "same, valid, full"),
    "padding one number": Bad(spec(padding=1), "padding_amounts", "padding", 1),
    "padding null": Bad(spec(padding=None), "padding_amounts", "padding", "null"),
    # ---------------------------------------------------------------- sizes of the house
    "input of 13": Bad(spec(x__shape=[1, 13, 4]), "trace_input", "x.shape.1", 13, 12),
    "input of four hundred digits": Bad(
        spec(x__shape=[1, 4, 10**400]), "trace_input", "x.shape.2", "10^400", 12
    ),
    "kernel of 8": Bad(
        spec(x__shape=[1, 9, 9], w__shape=[1, 1, 1, 8]), "trace_kernel", "w.shape.3", 8, 7
    ),
    "four channels": Bad(
        spec(x__shape=[4, 4, 4], w__shape=[1, 4, 3, 3]), "trace_channels", "x.shape.0", 4, 3
    ),
    "channels that differ": Bad(spec(x__shape=[2, 4, 4]), "channels_differ", "w.shape.1", 2, 1),
    "channels of a transposed kernel that differ": Bad(
        spec(mode="transposed", w__shape=[3, 1, 3, 3]), "channels_differ", "w.shape.0", 1, 3
    ),
    "too many products": Bad(spec(**HUGE), "trace_too_large", "x", HUGE_TERMS, 50_000),
    "too many products of letters": Bad(
        spec(**HUGE, x__fill="letters"), "trace_too_large", "x", HUGE_TERMS, 5_000
    ),
    "too many products for a proof": Bad(
        spec(**HUGE), "trace_too_large", "x", HUGE_TERMS, 50_000, PROOF
    ),
    "too many products for matrices": Bad(
        spec(**HUGE), "trace_too_large", "x", HUGE_TERMS, 50_000, MATRICES
    ),
    # ---------------------------------------------------------------- shapes
    "shape of two lengths": Bad(spec(x__shape=[4, 4]), "operand_shape", "x.shape", "4×4", 3),
    "shape of five thousand lengths": Bad(
        spec(x__shape=[1] * 5000), "operand_shape", "x.shape", "1×1×1×1×1×1×…", 3
    ),
    "shape empty": Bad(spec(w__shape=[]), "operand_shape", "w.shape", "[]", 4),
    "shape with 0": Bad(spec(x__shape=[1, 0, 4]), "operand_shape", "x.shape", "1×0×4", 3),
    "shape negative": Bad(spec(w__shape=[1, 1, -3, 3]), "operand_shape", "w.shape", "1×1×-3×3", 4),
    "shape null": Bad(spec(x__shape=None), "field_not_a_list", "x.shape", "null"),
    "shape missing": Bad({"mode": "correlate", "x": {}, "w": {"shape": [1]}}, "field_missing", "x.shape"),
    "shape 2.5": Bad(spec(x__shape=[1, 2.5, 4]), "field_not_whole", "x.shape.1", 2.5),
    "bias of two channels": Bad(
        spec(bias={"shape": [2], "values": [1, 2]}), "operand_misfit", "bias.shape", "2", "1"
    ),
    "bias as a matrix": Bad(spec(bias={"shape": [1, 1]}), "operand_shape", "bias.shape", "1×1", 1),
    "δ of another shape": Bad(
        spec(mode="gradient_kernel", delta={"shape": [1, 3, 3], "values": [1] * 9}), "operand_misfit",
        "delta.shape", "1×3×3", "1×2×2",
    ),
    "too few values": Bad(spec(x__values=[1, 2]), "operand_values", "x.values", 2, 16),
    "values for another shape": Bad(
        spec(x__values=[1, 2], x__values_shape=[1, 1, 3]), "operand_values", "x.values", 2, 3
    ),
    "values of a shape beyond all measure": Bad(
        spec(x__values=[1], x__values_shape=[1, 10**200, 10**200]), "operand_values", "x.values", 1, "10^400"
    ),
    "values of a shape with fewer lengths": Bad(
        spec(x__values=[1, 2], x__values_shape=[1, 2]), "operand_shape", "x.values_shape", "1×2", 3
    ),
    "values as text": Bad(spec(x__values="1 2 3"), "field_not_a_list", "x.values", "1 2 3"),
    "values as an object": Bad(
        spec(w__values={"0": 1}), "field_not_a_list", "w.values", '{"0": 1}'
    ),
    # ---------------------------------------------------------------- cells
    "empty cell": Bad(cells(""), "not_a_number", CELL, ""),
    "word": Bad(cells("abc"), "not_a_number", CELL, "abc"),
    "letter with two indices": Bad(cells("a_b_c"), "not_a_number", CELL, "a_b_c"),
    "formula": Bad(cells("__import__('os')"), "not_a_number", CELL, "__import__('os')"),
    "number in quotation marks": Bad(cells("12"), "field_not_a_number", CELL, "12"),
    "nan in quotation marks": Bad(cells(1, "nan"), "field_not_a_number", "x.values.1", "nan"),
    "null": Bad(cells(None), "not_a_number", CELL, "null"),
    "true": Bad(cells(True), "not_a_number", CELL, "true"),
    "list": Bad(cells([1]), "not_a_number", CELL, "[1]"),
    "NaN": Bad(cells(NAN), "not_a_number", CELL, "NaN"),
    "infinite": Bad(cells(1, -INFINITE), "not_a_number", "x.values.1", "-inf"),
    "half a surrogate": Bad(cells("\ud800"), "not_a_number", CELL, "?"),
    "a million and one": Bad(cells(1_000_001), "number_too_large", CELL, 1_000_001, 1_000_000),
    "minus ten million": Bad(cells(0, -1e7), "number_too_large", "x.values.1", -1e7, 1_000_000),
    "four hundred digits": Bad(cells(10**400), "number_too_large", CELL, 1e300, 1_000_000),
    "minus four thousand digits": Bad(cells(-(10**4000)), "number_too_large", CELL, -1e300, 1_000_000),
    "a weight too large": Bad(
        spec(w__shape=[1, 1, 1, 1], w__values=[2e6]), "number_too_large", "w.values.0", 2e6, 1_000_000
    ),
    "seed negative": Bad(spec(x__seed=-1), "seed_negative", "x.seed", -1, 0),
    "seed of four hundred digits": Bad(
        spec(x__seed=10**400), "number_out_of_range", "x.seed", "10^400", "0–4294967295"
    ),
    # ---------------------------------------------------------------- letters where numbers are needed
    "letters pooled": Bad(
        spec(mode="max_pool", x__fill="letters"), "letters_not_allowed", "x.fill", "letters", "max_pool"
    ),
    "one letter pooled": Bad(
        cells("a", mode="average_pool"), "letters_not_allowed", CELL, "a", "average_pool"
    ),
    "letters proved": Bad(
        cells(3, "a"), "letters_not_allowed", "x.values.1", "a", "proof", PROOF
    ),
    "letters among the weights proved": Bad(
        spec(w__shape=[1, 1, 1, 1], w__fill="letters"), "letters_not_allowed", "w.values.0", "w", "proof",
        PROOF,
    ),
    "letters as a program": Bad(
        export("pytorch", w__shape=[1, 1, 2, 2], w__fill="letters"), "letters_not_allowed",
        "spec.w.values.0", "w", "pytorch", EXPORT,
    ),
    # ---------------------------------------------------------------- choices and keys
    "mode unknown": Bad(spec(mode="deconvolve"), "choice_unknown", "mode", "deconvolve", MODES),
    "mode null": Bad(spec(mode=None), "field_not_text", "mode", "null"),
    "fill unknown": Bad(
        spec(w__fill="ramps"), "choice_unknown", "w.fill", "ramps",
        "ramp, random, one_hot, zeros, ones, letters",
    ),
    "operation unknown": Bad(
        spec(operation="fold"), "choice_unknown", "operation", "fold", "correlate, convolve"
    ),
    "rounding unknown": Bad(spec(rounding="up"), "choice_unknown", "rounding", "up", "floor, ceil"),
    "key unknown": Bad(spec(strides=[1, 1]), "field_unknown", "strides", "strides"),
    "key unknown in an operand": Bad(spec(x__value=[1]), "field_unknown", "x.value", "value"),
    "operand as a list": Bad(spec(x=[[1]]), "field_not_an_object", "x", "[[1]]"),
    "operand missing": Bad({"mode": "correlate", "x": {"shape": [1, 1, 1]}}, "field_missing", "w"),
    "nothing": Bad(None, "field_not_an_object", "body", "null"),
    # ---------------------------------------------------------------- the other addresses
    "a pooling as a matrix": Bad(
        spec(mode="max_pool"), "matrix_not_for_mode", "mode", "max_pool",
        "convolve, correlate, gradient_input, gradient_kernel, transposed", MATRICES,
    ),
    "a bias as a matrix": Bad(
        spec(mode="gradient_bias"), "matrix_not_for_mode", "mode", "gradient_bias",
        "convolve, correlate, gradient_input, gradient_kernel, transposed", MATRICES,
    ),
    "a picture of 29": Bad({"size": 29}, "number_out_of_range", "size", 29, "1–28", PICTURE),
    "a picture of 0": Bad({"size": 0}, "number_out_of_range", "size", 0, "1–28", PICTURE),
    "a picture's kernel of 8": Bad({"kernel": 8}, "number_out_of_range", "kernel", 8, "1–7", PICTURE),
    "a picture's padding of 7": Bad({"padding": 7}, "number_out_of_range", "padding", 7, "0–6", PICTURE),
    "a picture smaller than its kernel": Bad(
        {"size": 2, "kernel": 7, "padding": 0}, "no_window", "kernel", 7, 2, PICTURE
    ),
    "a picture of 27.5": Bad({"size": 27.5}, "field_not_whole", "size", 27.5, None, PICTURE),
    "target unknown": Bad(
        export("fortran"), "choice_unknown", "target", "fortran", "latex_sum, latex_result, numpy, pytorch",
        EXPORT,
    ),
    "reduction past the last": Bad(
        export("latex_sum", 4), "reduction_unknown", "reduction", 4, 3, EXPORT
    ),
    "reduction of four hundred digits": Bad(
        export("latex_sum", 10**400), "reduction_unknown", "reduction", "10^400", 3, EXPORT
    ),
    "reduction negative": Bad(export("latex_sum", -1), "field_too_small", "reduction", -1, 0, EXPORT),
    "export of an unknown mode": Bad(
        export(mode="fold"), "choice_unknown", "spec.mode", "fold", MODES, EXPORT
    ),
    "export without a window": Bad(
        export(x__shape=[1, 2, 2]), "no_window", "spec.kernel", 3, 2, EXPORT
    ),
    "export of text": Bad(
        export(x__values="abc"), "field_not_a_list", "spec.x.values", "abc", None, EXPORT
    ),
    "export of nothing": Bad({"target": "numpy"}, "field_missing", "spec", None, None, EXPORT),
}  # fmt: skip


@pytest.fixture(scope="module")
def valid(client: TestClient) -> bytes:
    """The answer to a good request before any bad one."""
    return good(client)


def good(client: TestClient) -> bytes:
    answer = client.post(TRACES, json=spec(x__fill="random", x__seed=7))
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_and_the_next_trace_is_as_before(client: TestClient, valid: bytes, name: str) -> None:
    case = CASES[name]
    before = deepcopy(case.body)
    answer = client.post(case.path, content=json.dumps(case.body), headers=JSON)
    error = check_refusal(answer, case.code, 422)
    assert (error["field"], error["value"], error["limit"]) == (case.field, case.value, case.limit)
    assert case.body == before
    assert good(client) == valid


def nested(depth: int) -> bytes:
    inside = b"[" * depth + b"]" * depth
    return b'{"mode":"correlate","x":{"shape":[1,1,1],"values":[' + inside + b']},"w":{"shape":[1,1,1,1]}}'


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (nested(900), 422, "not_a_number"),
        (nested(100_000), 400, "body_unreadable"),
        (b'{"mode": "correlate", "x": ' + b"9" * 5000 + b"}", 400, "body_unreadable"),
        (b'{"mode": "correlate",}', 400, "json_malformed"),
        (json.dumps(cells(*[1] * 400_000)).encode(), 413, "body_too_large"),
        (json.dumps(cells(*[1] * 300_000)).encode(), 422, "trace_input"),
    ],
    ids=["deep", "bottomless", "digits", "comma", "two megabytes", "three hundred thousand cells"],
)
def test_a_body_out_of_all_proportion_is_refused(
    client: TestClient, valid: bytes, content: bytes, status: int, code: str
) -> None:
    check_refusal(client.post(TRACES, content=content, headers=JSON), code, status)
    assert good(client) == valid


def test_a_placeholder_that_somebody_sends_is_not_filled_in(client: TestClient) -> None:
    error = client.post(TRACES, json=spec(mode="{limit}")).json()["error"]
    assert error["value"] == "{limit}"
    assert error["message"]["en"] == "“mode” has no choice “{limit}”."


@pytest.mark.parametrize("path", [TRACES, MATRICES, PROOF, EXPORT, PICTURE])
def test_json_has_to_say_so_and_a_get_is_not_a_question(client: TestClient, path: str) -> None:
    check_refusal(
        client.post(path, content=b"{}", headers={"content-type": "text/plain"}), "body_not_json", 415
    )
    check_refusal(client.get(path), "method_not_allowed", 405)


# ---------------------------------------------------------------- what looks bad and is good


def play(client: TestClient, **settings: Any) -> Body:
    answer = client.post(TRACES, json=spec(**settings))
    assert answer.status_code == 200, answer.text
    played: Body = answer.json()
    return played


def test_an_even_kernel_keeps_the_size_with_same_and_says_where_the_extra_zero_went(
    client: TestClient,
) -> None:
    geometry = play(client, w__shape=[1, 1, 2, 4], padding="same")["trace"]["geometry"]
    assert geometry["output"] == [4, 4]
    assert geometry["padding"] == [[1, 0], [2, 1]]


def test_a_stride_beyond_the_input_leaves_one_window_and_the_range_says_so(client: TestClient) -> None:
    played = play(client, stride=[5, 5])
    assert played["trace"]["output"]["shape"] == [1, 1, 1]
    limits = played["ranges"]["stride"]
    assert (limits["maximum"], limits["reason"]) == (5, "range.stride.one_window")
    assert limits["values"]["useful"] == 1


@pytest.mark.parametrize(("mode", "result"), [("max_pool", 4), ("average_pool", 2.5)])
def test_rounding_up_plays_a_window_larger_than_the_input_as_pytorch_does(
    client: TestClient, mode: str, result: float
) -> None:
    """2×2 under 3×3, stride 2: ⌈(2 − 3)/2⌉ + 1 = 1 window, which sees 1 2 / 3 4."""
    settings = {"x__shape": [1, 2, 2], "stride": [2, 2], "rounding": "ceil"}
    played = play(client, mode=mode, **settings)
    assert played["trace"]["output"]["values"] == [result]
    assert played["trace"]["operands"][0]["expanded"]["shape"] == [1, 3, 3]
    assert played["ranges"]["input_rows"]["minimum"] == 2
    backward = play(client, mode=f"{mode}_backward", delta={"shape": [1, 1, 1], "values": [8]}, **settings)
    assert backward["trace"]["output"]["values"] == ([0, 0, 0, 8] if mode == "max_pool" else [2, 2, 2, 2])


def test_the_largest_numbers_add_up_exactly(client: TestClient) -> None:
    played = play(client, x__fill="ones", w__values=[999_999] * 8 + [-1_000_000])
    assert played["trace"]["output"]["values"] == [6_999_992] * 4
