"""Traces over HTTP: every mode against NumPy and SciPy, letters, every case, every range."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import orjson
import pytest
from starlette.testclient import TestClient

from app.explain.spec import MODES
from app.explain.trace import trace
from app.i18n.catalog import LANGUAGES, translate
from app.web.trace_wire import to_wire
from tests.web.trace_bodies import EXPECTED, TRACES, Body, b11, play


def test_every_mode_is_tried() -> None:
    assert {spec["mode"] for spec, _ in EXPECTED.values()} == set(MODES)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mode_gives_the_numbers_of_an_independent_computation(client: TestClient, name: str) -> None:
    spec, expected = EXPECTED[name]
    output = play(client, spec)["trace"]["output"]
    assert output["values"] == pytest.approx(np.ravel(expected).tolist(), rel=1e-12, abs=1e-12)
    if isinstance(expected, np.ndarray) and expected.ndim > 1:
        assert tuple(output["shape"]) == expected.shape


@pytest.mark.parametrize("name", EXPECTED)
def test_a_trace_over_http_is_the_trace_of_the_library(client: TestClient, name: str) -> None:
    spec, _ = EXPECTED[name]

    def array(key: str) -> Any:
        given = spec.get(key)
        return None if given is None else np.array(given["values"]).reshape(given["shape"])

    options = {key: spec[key] for key in ("operation", "rounding") if key in spec}
    steps: dict[str, Any] = {key: tuple(spec[key]) for key in ("stride", "padding", "dilation")}
    extra = tuple(spec.get("output_padding", (0, 0)))
    own = trace(
        spec["mode"], array("x"), array("w"), bias=array("bias"), delta=array("delta"), output_padding=extra,
        **steps, **options,
    )  # fmt: skip
    assert play(client, spec)["trace"] == json.loads(orjson.dumps(to_wire(own)))


@pytest.mark.parametrize("name", EXPECTED)
def test_the_spec_that_comes_back_has_every_number_and_gives_the_same_trace(
    client: TestClient, name: str
) -> None:
    first = play(client, EXPECTED[name][0])
    assert all(first["spec"][key]["values"] for key in ("x", "w"))
    assert play(client, first["spec"]) == first


@pytest.mark.parametrize("name", EXPECTED)
def test_an_independent_method_agrees_and_gradients_are_measured(client: TestClient, name: str) -> None:
    spec = EXPECTED[name][0]
    proof = client.post(f"{TRACES}/proof", json=spec).json()
    method = proof["independent"]["method"]
    assert all(translate(language, method, {}) != method for language in LANGUAGES)
    assert proof["independent"]["largest_error"] <= 1e-9
    differences = proof["finite_differences"]
    if "gradient" in spec["mode"] or "backward" in spec["mode"]:
        assert differences["largest_error"] <= 1e-6
        assert differences["relative"] <= 1e-8
        assert 0 < differences["step"] < 0.1
    else:
        assert differences is None


def test_a_spec_of_shapes_alone_is_enough(client: TestClient) -> None:
    """Ramp 1 … 9 under a ramp 1 … 4: 1 + 4 + 12 + 20 = 37 at the top left."""
    played = play(client, {"mode": "correlate", "x": {"shape": [1, 3, 3]}, "w": {"shape": [1, 1, 2, 2]}})
    assert played["trace"]["output"]["values"] == [37, 47, 67, 77]
    assert played["trace"]["reductions"][0]["products"] == [1, 4, 12, 20]
    assert played["trace"]["reductions"][0]["partial_sums"] == [1, 5, 17, 37]
    assert played["spec"]["x"]["values"] == list(range(1, 10))


def test_the_output_size_comes_with_its_formula(client: TestClient) -> None:
    formulas = play(client, EXPECTED["correlate"][0])["formulas"]
    assert list(formulas) == ["rows", "cols"]
    assert formulas["rows"].endswith("= 3")
    assert formulas["cols"].endswith("= 5")


def test_values_are_carried_over_to_another_size(client: TestClient) -> None:
    """Of 2×2 typed numbers the overlap with 3×1 stays, the rest is filled."""
    spec = {
        "mode": "correlate",
        "x": {"shape": [1, 3, 1], "fill": "zeros", "values": [7, 8, 9, 5], "values_shape": [1, 2, 2]},
        "w": {"shape": [1, 1, 1, 1], "fill": "ones"},
    }
    assert play(client, spec)["spec"]["x"]["values"] == [7, 9, 0]


# ---------------------------------------------------------------- letters


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        ("correlate", ["aw + bx + dy + ez", "bw + cx + ey + fz", "dw + ex + gy + hz", "ew + fx + hy + jz"]),
        ("convolve", ["az + by + dx + ew", "bz + cy + ex + fw", "dz + ey + gx + hw", "ez + fy + hx + jw"]),
        (
            "gradient_kernel",
            [
                "aδ_p + bδ_q + dδ_r + eδ_s", "bδ_p + cδ_q + eδ_r + fδ_s",
                "dδ_p + eδ_q + gδ_r + hδ_s", "eδ_p + fδ_q + hδ_r + jδ_s",
            ],
        ),
        (
            "gradient_input",
            [
                "wδ_p", "wδ_q + xδ_p", "xδ_q",
                "wδ_r + yδ_p", "wδ_s + xδ_r + yδ_q + zδ_p", "xδ_s + zδ_q",
                "yδ_r", "yδ_s + zδ_r", "zδ_s",
            ],
        ),
        ("gradient_bias", ["δ_p + δ_q + δ_r + δ_s"]),
    ],
)  # fmt: skip
def test_letters_travel_as_the_deck_writes_them(client: TestClient, mode: str, results: list[str]) -> None:
    played = play(client, b11(mode))["trace"]
    assert played["is_symbolic"] is True
    assert played["output"]["values"] == results
    assert [part["result"] for part in played["reductions"]] == results


def test_the_sum_in_letters_grows_product_by_product(client: TestClient) -> None:
    (first, *_) = play(client, b11("correlate"))["trace"]["reductions"]
    assert first["products"] == ["aw", "bx", "dy", "ez"]
    assert first["partial_sums"] == ["aw", "aw + bx", "aw + bx + dy", "aw + bx + dy + ez"]


def test_letters_and_numbers_mix(client: TestClient) -> None:
    spec = {
        "mode": "correlate",
        "x": {"shape": [1, 1, 3], "values": ["a", 2, "c"]},
        "w": {"shape": [1, 1, 1, 3], "values": [3, 5, "w"]},
    }
    played = play(client, spec)["trace"]
    assert played["reductions"][0]["products"] == ["3a", 10, "cw"]


# ---------------------------------------------------------------- cases, ranges


SIZES = {
    "no_padding_no_strides": (2, 2), "arbitrary_padding_no_strides": (6, 6),
    "same_padding_no_strides": (5, 5), "full_padding_no_strides": (7, 7), "no_padding_strides": (2, 2),
    "padding_strides": (3, 3), "padding_strides_odd": (3, 3), "dilation": (3, 3),
    "no_padding_no_strides_transposed": (4, 4), "arbitrary_padding_no_strides_transposed": (5, 5),
    "same_padding_no_strides_transposed": (5, 5), "full_padding_no_strides_transposed": (5, 5),
    "no_padding_strides_transposed": (5, 5), "padding_strides_transposed": (5, 5),
    "padding_strides_odd_transposed": (6, 6), "b2_convolution": (4, 4), "b2_correlation": (4, 4),
    "b3_stride1_padding0": (3, 3), "b3_stride2_padding0": (2, 2), "b3_stride1_padding1": (5, 5),
    "b3_stride2_padding1": (3, 3), "b4_narrow": (1, 3), "b4_wide": (1, 7), "b4_equal": (1, 5),
    "b5_wide": (3, 4), "b5_swapped": (3, 4), "b6_transposed": (1, 5), "b8_channels": (2, 2),
    "b8_mixing": (3, 3), "b9_sharing": (2, 2), "b11_forward": (2, 2), "b11_backward_kernel": (2, 2),
    "b11_backward_input": (3, 3), "f4_bias": (1,), "d1_max": (2, 2), "d1_average": (2, 2),
    "d2_max_backward": (4, 4), "d2_average_backward": (4, 4), "d3_global": (1, 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def cases(client: TestClient) -> dict[str, Body]:
    return {case["id"]: case for case in client.get(f"{TRACES}/cases").json()}


def test_the_cases_are_the_guides_fifteen_and_the_courses_twenty_four(cases: dict[str, Body]) -> None:
    assert list(cases) == list(SIZES)
    assert [case["group"] for case in cases.values()] == ["arithmetic"] * 15 + ["course"] * 24
    assert cases["b3_stride2_padding1"]["curriculum"] == "B3"


@pytest.mark.parametrize("name", SIZES)
def test_a_case_plays_and_has_the_size_of_the_picture_in_the_books(
    client: TestClient, cases: dict[str, Body], name: str
) -> None:
    played = play(client, cases[name]["spec"])
    assert tuple(played["trace"]["output"]["shape"][-2:]) == SIZES[name]
    assert len(played["trace"]["reductions"]) == np.prod(played["trace"]["output"]["shape"])


def test_the_guides_case_with_padding_and_stride_has_the_right_numbers(
    client: TestClient, cases: dict[str, Body]
) -> None:
    """By hand: the top left window sees 3 3 / 0 0 through 2 0 / 1 2, so 2·3 = 6."""
    played = play(client, cases["padding_strides"]["spec"])["trace"]
    assert played["output"]["values"] == [6, 17, 3, 8, 17, 13, 6, 4, 4]


CONTROLS = {"input_rows", "input_cols", "kernel_rows", "kernel_cols", "stride", "padding", "dilation",
            "output_padding", "channels_in", "channels_out"}  # fmt: skip


@pytest.mark.parametrize(
    "name", ["padding_strides", "padding_strides_odd_transposed", "b8_channels", "d1_max"]
)
def test_the_ends_of_every_range_can_be_played_and_the_next_value_cannot(
    client: TestClient, cases: dict[str, Body], name: str
) -> None:
    played = play(client, cases[name]["spec"])
    assert set(played["ranges"]) >= CONTROLS
    spec = played["spec"]
    bare = {**spec, "x": {"shape": spec["x"]["shape"]}, "w": {"shape": spec["w"]["shape"]}, "bias": None}

    def status(control: str, value: int) -> int:
        changed = json.loads(json.dumps(bare))
        if control in ("stride", "dilation"):
            changed[control] = [value, value]
        elif control == "padding":
            changed[control] = [[value, value]] * 2
        elif control.startswith("input"):
            changed["x"]["shape"][1 + control.endswith("cols")] = value
        else:
            changed["w"]["shape"][2 + control.endswith("cols")] = value
        return client.post(TRACES, json=changed).status_code

    for control in (
        "stride",
        "dilation",
        "padding",
        "input_rows",
        "input_cols",
        "kernel_rows",
        "kernel_cols",
    ):
        limits = played["ranges"][control]
        assert status(control, limits["minimum"]) == status(control, limits["maximum"]) == 200, control
        assert status(control, limits["minimum"] - 1) == status(control, limits["maximum"] + 1) == 422, (
            control
        )


@pytest.mark.parametrize("name", SIZES)
def test_every_limit_says_its_reason_in_both_languages(
    client: TestClient, cases: dict[str, Body], name: str
) -> None:
    for control, limits in play(client, cases[name]["spec"])["ranges"].items():
        for language in LANGUAGES:
            sentence = translate(language, limits["reason"], limits["values"])
            assert sentence != limits["reason"], f"{control}: {sentence}"
            assert "{" not in sentence, f"{control}: {sentence}"
