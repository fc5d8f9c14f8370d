"""Every bad request gets a 4xx with code, field, value, limit and remedy, and nothing else is affected."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from app.web.bodies import LARGEST_JSON_BYTES
from tests.web.refusals import check_refusal

APPLY = "/api/filters/apply"
INSPECT = "/api/filters/inspect"
JSON = {"content-type": "application/json"}
NAN, INFINITE = float("nan"), float("inf")


class Bad(NamedTuple):
    """A body, and the refusal it must get; `limit` None: none applies."""

    body: Any
    code: str
    field: str
    value: Any = None
    limit: Any = None
    path: str = APPLY
    status: int = 422


def step(path: str = APPLY, **settings: Any) -> dict[str, Any]:
    body = {"picture": "still_life", "steps": [{"filter": "gaussian", **settings}]}
    return body if path == APPLY else {**body, "row": 3, "col": 4}


def kernel(rows: Any, **settings: Any) -> dict[str, Any]:
    return step(filter="custom", parameters={"kernel": rows}, **settings)


def chain(count: int, filter_id: str = "identity") -> dict[str, Any]:
    return {"picture": "still_life", "steps": [{"filter": filter_id}] * count}


def region(**sides: Any) -> dict[str, Any]:
    return {**step(), "region": {"row": 0, "col": 0, "height": 5, "width": 5, **sides}}


def with_keys(body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**body, **more}


K = "steps.0.parameters.kernel"
P = "steps.0.parameters"
ONE_TO_31 = [[1] * 32]

CASES: dict[str, Bad] = {
    # ---------------------------------------------------------------- kernels
    "kernel empty": Bad(kernel([]), "kernel_empty", K, 0, 1),
    "kernel of empty rows": Bad(kernel([[], []]), "kernel_empty", K, 0, 1),
    "kernel NaN": Bad(kernel([[1, NAN]]), "kernel_not_finite", f"{K}.0.1", "NaN"),
    "kernel infinite": Bad(kernel([[1], [-INFINITE]]), "kernel_not_finite", f"{K}.1.0", "-Infinity"),
    "kernel of text": Bad(kernel([["1"]]), "kernel_not_a_number", f"{K}.0.0", "1"),
    "kernel with null": Bad(kernel([[0, None]]), "kernel_not_a_number", f"{K}.0.1", "null"),
    "kernel with true": Bad(kernel([[True]]), "kernel_not_a_number", f"{K}.0.0", "true"),
    "kernel in three dimensions": Bad(kernel([[[1]]]), "kernel_not_a_number", f"{K}.0.0", "[1]"),
    "kernel ragged": Bad(kernel([[1, 2, 3], [4, 5]]), "kernel_ragged", f"{K}.1", 2, 3),
    "kernel 100×100": Bad(kernel([[0] * 100] * 100), "kernel_too_large", K, "100×100", 31),
    "kernel 1×32": Bad(kernel(ONE_TO_31), "kernel_too_large", K, "1×32", 31),
    "kernel as text": Bad(kernel("[[1]]"), "kernel_not_rows", K, "[[1]]"),
    "kernel as one row": Bad(kernel([1, 2]), "kernel_not_rows", K, "[1, 2]"),
    "kernel null": Bad(kernel(None), "kernel_not_rows", K, "null"),
    "kernel as object": Bad(kernel({"0": [1]}), "kernel_not_rows", K, "{'0': [1]}"),
    "weight of a million and one": Bad(
        kernel([[1_000_001]]), "kernel_weight_too_large", f"{K}.0.0", 1_000_001, 1_000_000
    ),
    "weight of four thousand digits": Bad(
        kernel([[10**4000]]), "kernel_weight_too_large", f"{K}.0.0", "10^4000", 1_000_000
    ),
    "kernel larger than the picture, without padding": Bad(
        kernel([[1] * 31] * 31, padding="valid", dilation=[16, 16]), "no_window", "steps.0.kernel", 481, 480
    ),
    # ---------------------------------------------------------------- stride, padding, dilation
    "stride 0": Bad(step(stride=[0, 1]), "number_out_of_range", "steps.0.stride", 0, "1–32"),
    "stride negative": Bad(step(stride=[1, -2]), "number_out_of_range", "steps.0.stride", -2, "1–32"),
    "stride huge": Bad(step(stride=[10**30, 1]), "number_out_of_range", "steps.0.stride", "10^30", "1–32"),
    "stride 2.5": Bad(step(stride=[1, 2.5]), "field_not_whole", "steps.0.stride.1", 2.5),
    "stride infinite": Bad(step(stride=[1, INFINITE]), "field_not_a_number", "steps.0.stride.1", "Infinity"),
    "stride as text": Bad(step(stride=["2", 1]), "field_not_a_number", "steps.0.stride.0", "2"),
    "stride true": Bad(step(stride=[True, 1]), "field_not_a_number", "steps.0.stride.0", "true"),
    "stride null": Bad(step(stride=None), "field_not_a_list", "steps.0.stride", "null"),
    "stride one number": Bad(step(stride=2), "field_not_a_list", "steps.0.stride", 2),
    "stride one axis": Bad(step(stride=[2]), "field_missing", "steps.0.stride.1"),
    "stride three axes": Bad(step(stride=[1, 2, 3]), "field_too_long", "steps.0.stride", 3, 2),
    "padding negative": Bad(
        step(padding=[[0, 0], [-1, 0]]), "number_out_of_range", "steps.0.padding", -1, "0–64"
    ),
    "padding huge": Bad(
        step(padding=[[0, 65], [0, 0]]), "number_out_of_range", "steps.0.padding", 65, "0–64"
    ),
    "padding 1.5": Bad(
        step(padding=[[0, 1.5], [0, 0]]), "padding_amounts", "steps.0.padding", "[[0, 1.5], [0, 0]]"
    ),
    "padding one number": Bad(step(padding=1), "padding_amounts", "steps.0.padding", 1),
    "padding of one side": Bad(step(padding=[[1], [0]]), "padding_amounts", "steps.0.padding", "[[1], [0]]"),
    "padding word": Bad(
        step(padding="sane"), "choice_unknown", "steps.0.padding", "sane", "same, valid, full"
    ),
    "dilation 0": Bad(step(dilation=[0, 1]), "number_out_of_range", "steps.0.dilation", 0, "1–16"),
    "dilation huge": Bad(step(dilation=[1, 99]), "number_out_of_range", "steps.0.dilation", 99, "1–16"),
    # ---------------------------------------------------------------- the filter's own parameters
    "parameter too large": Bad(
        step(parameters={"sigma": 1e9}), "parameter_out_of_range", f"{P}.sigma", 1e9, 5
    ),
    "parameter negative": Bad(
        step(parameters={"sigma": -1}), "parameter_out_of_range", f"{P}.sigma", -1, 0.3
    ),
    "parameter NaN": Bad(step(parameters={"sigma": NAN}), "parameter_not_a_number", f"{P}.sigma", "NaN"),
    "parameter text": Bad(step(parameters={"sigma": "3"}), "parameter_not_a_number", f"{P}.sigma", "3"),
    "parameter null": Bad(step(parameters={"sigma": None}), "parameter_not_a_number", f"{P}.sigma", "null"),
    "parameter list": Bad(step(parameters={"sigma": [3]}), "parameter_not_a_number", f"{P}.sigma", "[3]"),
    "parameter unknown": Bad(
        step(parameters={"radius": 3}), "parameter_unknown", f"{P}.radius", "radius", "sigma"
    ),
    "parameter not whole": Bad(
        step(filter="blur_box", parameters={"size": 2.5}), "parameter_not_whole", f"{P}.size", 2.5
    ),
    "parameter not a choice": Bad(
        step(filter="prewitt", parameters={"direction": "z"}), "parameter_not_a_choice", f"{P}.direction",
        "z", "x, y",
    ),
    "parameters as list": Bad(step(parameters=[3]), "field_not_an_object", P, "[3]"),
    # ---------------------------------------------------------------- divisor, offset, choices
    "divisor 0": Bad(step(divisor=0), "divisor_zero", "steps.0.divisor", 0, 0),
    "divisor −0.0": Bad(step(divisor=-0.0), "divisor_zero", "steps.0.divisor", 0, 0),
    "divisor NaN": Bad(step(divisor=NAN), "number_out_of_range", "steps.0.divisor", "NaN", "±1000000000"),
    "divisor infinite": Bad(
        step(divisor=INFINITE), "number_out_of_range", "steps.0.divisor", "Infinity", "±1000000000"
    ),
    "divisor text": Bad(step(divisor="nine"), "field_not_a_number", "steps.0.divisor", "nine"),
    "divisor of four hundred digits": Bad(
        step(divisor=10**400), "field_not_a_number", "steps.0.divisor", "10^400"
    ),
    "offset NaN": Bad(step(offset=NAN), "number_out_of_range", "steps.0.offset", "NaN", "±1000000"),
    "operation unknown": Bad(
        step(operation="fold"), "choice_unknown", "steps.0.operation", "fold", "correlate, convolve"
    ),
    "padding mode unknown": Bad(
        step(padding_mode="mirror"), "choice_unknown", "steps.0.padding_mode", "mirror",
        "zeros, reflect, edge, wrap",
    ),
    "channels unknown": Bad(
        step(channels="alpha"), "choice_unknown", "steps.0.channels", "alpha",
        "each, luminance, red, green, blue",
    ),
    "display unknown": Bad(
        step(display="log"), "choice_unknown", "steps.0.display", "log", "clip, absolute, stretch"
    ),
    "size unknown": Bad(with_keys(step(), size="huge"), "choice_unknown", "size", "huge", "preview, full"),
    # ---------------------------------------------------------------- ids, chains, shapes of the body
    "filter unknown": Bad(step(filter="blurr"), "filter_unknown", "steps.0.filter", "blurr", 26),
    "filter null": Bad(step(filter=None), "field_not_text", "steps.0.filter", "null"),
    "filter half a surrogate": Bad(step(filter="\ud800"), "filter_unknown", "steps.0.filter", "?", 26),
    "picture unknown": Bad(
        with_keys(step(), picture="cat"), "picture_unknown", "picture", "cat", status=404
    ),
    "picture number": Bad(with_keys(step(), picture=7), "field_not_text", "picture", 7),
    "no step": Bad(chain(0), "chain_empty", "steps", 0, 1),
    "nine steps": Bad(chain(9), "chain_too_long", "steps", 9, 8),
    "a hundred steps, all unknown": Bad(chain(100, "x"), "filter_unknown", "steps.0.filter", "x", 26),
    "steps null": Bad(with_keys(step(), steps=None), "field_not_a_list", "steps", "null"),
    "step as text": Bad(with_keys(step(), steps=["edges"]), "field_not_an_object", "steps.0", "edges"),
    "filter missing": Bad(with_keys(step(), steps=[{}]), "field_missing", "steps.0.filter"),
    "picture missing": Bad({"steps": []}, "field_missing", "picture"),
    "unknown key": Bad(with_keys(step(), sise="full"), "field_unknown", "sise", "sise"),
    "unknown key in a step": Bad(step(strides=[1, 1]), "field_unknown", "steps.0.strides", "strides"),
    "a list": Bad([1, 2], "field_not_an_object", "body", "[1, 2]"),
    "a word": Bad("edges", "field_not_an_object", "body", "edges"),
    "null": Bad(None, "field_not_an_object", "body", "null"),
    # ---------------------------------------------------------------- regions and pixels
    "region outside": Bad(region(row=480), "region_outside", "region", "5×5 @ 480, 0", "640×480"),
    "region reaching out": Bad(region(width=641), "region_outside", "region", "641×5 @ 0, 0", "640×480"),
    "region negative": Bad(region(col=-1), "field_too_small", "region.col", -1, 0),
    "region empty": Bad(region(height=0), "field_too_small", "region.height", 0, 1),
    "region incomplete": Bad(with_keys(step(), region={"row": 0}), "field_missing", "region.col"),
    "region too large": Bad(
        region(height=480, width=640), "region_too_large", "region", 307_200, 262_144
    ),
    "pixel outside": Bad(
        with_keys(step(INSPECT), row=480), "pixel_outside", "row", "480, 4", "479, 639", path=INSPECT
    ),
    "pixel outside after a stride": Bad(
        with_keys(step(INSPECT, stride=[1, 4]), col=160), "pixel_outside", "col", "3, 160", "479, 159",
        path=INSPECT,
    ),
    "pixel negative": Bad(with_keys(step(INSPECT), row=-1), "field_too_small", "row", -1, 0, path=INSPECT),
    "pixel between": Bad(with_keys(step(INSPECT), col=0.5), "field_not_whole", "col", 0.5, path=INSPECT),
    "pixel missing": Bad(step(), "field_missing", "row", path=INSPECT),
    "step that is not there": Bad(
        with_keys(step(INSPECT), step=1), "step_unknown", "step", 1, 0, path=INSPECT
    ),
    # ---------------------------------------------------------------- the other addresses
    "target unknown": Bad(
        {"steps": [{"filter": "edges"}], "target": "cobol"}, "choice_unknown", "target", "cobol",
        "numpy, opencv, pytorch", path="/api/filters/code",
    ),
    "code of nothing": Bad({"steps": []}, "chain_empty", "steps", 0, 1, path="/api/filters/code"),
    "thumbnails of nothing": Bad({}, "field_missing", "picture", path="/api/filters/thumbnails"),
    "stages of an unknown picture": Bad(
        with_keys(chain(1), picture="x"), "picture_unknown", "picture", "x", path="/api/filters/stages",
        status=404,
    ),
    "description that finds no window": Bad(
        {"picture": "still_life", "steps": [{"filter": "shift", "stride": [32, 32], "padding": "valid"}] * 3},
        "no_window", "steps.2.kernel", 7, 1, path="/api/filters/describe",
    ),
    "analysis of text": Bad(
        {"kernel": "Sobel"}, "kernel_not_rows", "kernel", "Sobel", path="/api/kernels/analyze"
    ),
    "analysis of a ragged kernel": Bad(
        {"kernel": [[1], [2, 3]]}, "kernel_ragged", "kernel.1", 2, 1, path="/api/kernels/analyze"
    ),
    "transformation unknown": Bad(
        {"kernel": [[1]], "operation": "twist"}, "choice_unknown", "operation", "twist",
        "rotate_left, rotate_right, rotate_180, flip_horizontal, flip_vertical, transpose, negate, "
        "normalize, resize", path="/api/kernels/transform",
    ),
    "normalising zeros": Bad(
        {"kernel": [[0, 0]], "operation": "normalize"}, "kernel_all_zero", "kernel", 0, 1,
        path="/api/kernels/transform",
    ),
    "resizing to nothing": Bad(
        {"kernel": [[1]], "operation": "resize", "rows": 0}, "kernel_empty", "rows", 0, 1,
        path="/api/kernels/transform",
    ),
    "resizing to forty": Bad(
        {"kernel": [[1]], "operation": "resize", "cols": 40}, "kernel_too_large", "cols", "1×40", 31,
        path="/api/kernels/transform",
    ),
    "transformation with divisor 0": Bad(
        {"kernel": [[1]], "operation": "negate", "divisor": 0}, "divisor_zero", "divisor", 0, 0,
        path="/api/kernels/transform",
    ),
    "no text": Bad({"text": ""}, "kernel_text_empty", "text", 0, 1, path="/api/kernels/parse"),
    "prose": Bad(
        {"text": "hello"}, "kernel_text_not_numbers", "text", "hello", path="/api/kernels/parse"
    ),
    "text that is a number": Bad({"text": 5}, "field_not_text", "text", 5, path="/api/kernels/parse"),
    "half a surrogate": Bad(
        {"text": "\udfff"}, "kernel_text_not_numbers", "text", "?", path="/api/kernels/parse"
    ),
    "a book": Bad(
        {"text": "1 " * 10_001}, "kernel_text_too_long", "text", 20_002, 20_000, path="/api/kernels/parse"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def valid(client: TestClient) -> bytes:
    """The answer to a good request before any bad one."""
    return good(client)


def good(client: TestClient) -> bytes:
    answer = client.post(APPLY, json=step(), headers={"accept": "application/octet-stream"})
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_and_the_next_good_request_is_answered_as_before(
    client: TestClient, valid: bytes, name: str
) -> None:
    case = CASES[name]
    answer = client.post(case.path, content=json.dumps(case.body), headers=JSON)
    error = check_refusal(answer, case.code, case.status)
    assert (error["field"], error["value"], error["limit"]) == (case.field, case.value, case.limit)
    assert good(client) == valid


def test_a_kernel_larger_than_the_picture_works_with_padding(client: TestClient, picture: str) -> None:
    for padding in ("same", "full", [[40, 40], [40, 40]]):
        steps = [{"filter": "custom", "parameters": {"kernel": [[1] * 31] * 31}, "dilation": [2, 3],
                  "padding": padding, "divisor": 961}]  # fmt: skip
        assert client.post(APPLY, json={"picture": picture, "steps": steps}).status_code == 200


BODIES = {
    "cut short": (b'{"picture": "still', 400, "json_malformed", 12),
    "a trailing comma": (b'{"picture": "a",}', 400, "json_malformed", 16),
    "empty": (b" ", 400, "json_malformed", 1),
    "not UTF-8": (b'{"picture": "caf\xe9"}', 400, "body_unreadable", None),
    "nested 100,000 deep": (b"[" * 100_000 + b"]" * 100_000, 400, "body_unreadable", None),
    "nested 900 deep inside a kernel": (
        b'{"picture":"still_life","steps":[{"filter":"custom","parameters":{"kernel":'
        + b"[" * 900 + b"]" * 900 + b"}}]}",
        422, "kernel_not_a_number", "[[[[[[[...]]]]]]]",
    ),
    "a number of 5,000 digits": (b'{"picture":' + b"9" * 5000 + b"}", 400, "body_unreadable", None),
    "two megabytes": (b" " * (2 << 20), 413, "body_too_large", 2 << 20),
    "a byte too many": (b" " * (LARGEST_JSON_BYTES + 1), 413, "body_too_large", LARGEST_JSON_BYTES + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_json_of_ours_is_refused(client: TestClient, valid: bytes, name: str) -> None:
    content, status, code, value = BODIES[name]
    error = check_refusal(client.post(APPLY, content=content, headers=JSON), code, status)
    assert error["value"] == value
    assert good(client) == valid


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_json_that_does_not_say_so_is_refused_with_the_header_it_needs(
    client: TestClient, content_type: str
) -> None:
    answer = client.post(APPLY, content=json.dumps(step()), headers={"content-type": content_type})
    error = check_refusal(answer, "body_not_json", 415)
    assert error["limit"] == "application/json"
    assert "Content-Type: application/json" in error["remedy"]["zh"]


def test_no_body_at_all_is_a_missing_body(client: TestClient) -> None:
    assert check_refusal(client.post(APPLY), "field_missing", 422)["field"] == "body"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", APPLY, "POST"),
        ("GET", "/api/traces", "POST"),
        ("PUT", APPLY, "POST"),
        ("DELETE", "/api/pictures", "GET, HEAD, POST"),
        ("PATCH", "/api/pictures/still_life", "GET, HEAD"),
        ("POST", "/api/pictures/still_life/image", "GET, HEAD"),
        ("POST", "/zh/filters", "GET, HEAD"),
        ("DELETE", "/health", "GET, HEAD"),
        ("BREW", "/api/filters", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    error = check_refusal(answer, "method_not_allowed", 405)
    assert answer.headers["allow"] == allowed
    assert (error["field"], error["value"], error["limit"]) == ("method", method, allowed)


@pytest.mark.parametrize(
    ("path", "code", "value"),
    [
        ("/api/nothing", "not_found", "/api/nothing"),
        ("/api/pictures/still_life/frame", "not_found", "/api/pictures/still_life/frame"),
        ("/api/pictures/cat", "picture_unknown", "cat"),
        ("/api/pictures/%00", "picture_unknown", "\0"),
        (f"/api/pictures/{'a' * 500}", "picture_unknown", f"{'a' * 59}…"),
        ("/api/pictures/cat/image", "picture_unknown", "cat"),
        ("/api/pictures/..%2f..%2fetc%2fpasswd", "not_found", "/api/pictures/../../etc/passwd"),
    ],
)
def test_an_unknown_address_of_the_api_is_json_even_for_a_browser(
    client: TestClient, path: str, code: str, value: str
) -> None:
    error = check_refusal(client.get(path, headers={"accept": "text/html"}), code, 404)
    assert error["value"] == value


def test_an_accept_header_that_is_none_is_refused_by_name(client: TestClient) -> None:
    for answer in (
        client.post(APPLY, json=step(), headers={"accept": "picture, please"}),
        client.get("/api/pictures/still_life/image", headers={"accept": "picture, please"}),
    ):
        error = check_refusal(answer, "not_acceptable", 406)
        assert error["value"] == "picture, please"


def test_the_size_of_a_picture_is_one_of_three(client: TestClient) -> None:
    error = check_refusal(client.get("/api/pictures/still_life/image?size=poster"), "choice_unknown", 422)
    assert (error["field"], error["limit"]) == ("size", "thumbnail, preview, full")
