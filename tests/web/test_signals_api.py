"""One dimension over HTTP: usable from a notebook, and honest about what it refuses."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.web.refusals import check_refusal

KINDS = ("polynomial", "integer", "moving_average", "density", "dice", "continuous", "sequence")
KEYS = [
    *("kind", "spec", "trace", "tape", "labels", "formulas", "proof", "latex", "numpy", "ranges", "details"),
]


def ask(client: TestClient, kind: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = client.post(f"/api/signals/{kind}", json=body or {})
    assert answer.status_code == 200, answer.text[:300]
    return dict(answer.json())


def test_deck_five_over_http(client: TestClient) -> None:
    assert ask(client, "polynomial")["trace"]["output"]["values"] == [-15, 22, -13, 4]
    body = {"p": [1, 0, 2], "q": [0, 1, 2, 3]}
    assert ask(client, "polynomial", body)["trace"]["output"]["values"] == [0, 1, 2, 5, 4, 6]
    integers = ask(client, "integer", {"a": 125, "b": "47"})
    assert integers["trace"]["output"]["values"] == [35, 34, 15, 4]
    assert integers["details"]["product"] == "5875"
    assert ask(client, "dice")["details"]["stages"][1]["fractions"][5] == "6/36"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_answers_an_empty_request_with_the_same_keys(client: TestClient, kind: str) -> None:
    answer = ask(client, kind)
    assert list(answer) == KEYS
    assert answer["kind"] == kind
    reductions = answer["trace"]["reductions"]
    assert [one["result"] for one in reductions] == answer["trace"]["output"]["values"]
    assert len(answer["labels"]["y"]) == len(answer["tape"]["output_at"]) == len(reductions)


@pytest.mark.parametrize("kind", KINDS)
def test_the_spec_of_an_answer_asks_for_the_same_answer(client: TestClient, kind: str) -> None:
    answer = ask(client, kind)
    assert ask(client, kind, answer["spec"]) == answer


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_a_reduction_are_products_and_running_sums(client: TestClient, kind: str) -> None:
    for one in ask(client, kind)["trace"]["reductions"]:
        products = np.array(one["values"]) * np.array(one["weights"])
        assert np.array(one["products"]) == pytest.approx(products)
        assert np.array(one["partial_sums"]) == pytest.approx(np.cumsum(products))
        assert one["result"] == pytest.approx(one["partial_sums"][-1] / (one["divisor"] or 1))


def test_the_paths_are_documented(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {f"/api/signals/{kind}" for kind in KINDS} <= set(paths)


@pytest.mark.parametrize(
    ("kind", "body", "code", "field", "value", "limit"),
    [
        ("polynomial", {"p": []}, "signal_empty", "p", 0, 1),
        ("polynomial", {"p": [1, "a"]}, "signal_not_a_number", "p.1", "a", None),
        ("polynomial", {"p": [1, ""]}, "signal_not_a_number", "p.1", "—", None),
        ("polynomial", {"p": [2e6]}, "signal_number_too_large", "p.0", "2000000.0", 1_000_000),
        ("polynomial", {"q": [1] * 13}, "signal_too_long", "q", 13, 12),
        ("polynomial", {"q": "1, 2"}, "signal_not_a_list", "q", "1, 2", None),
        ("polynomial", {"r": [1]}, "field_unknown", "r", "r", None),
        ("integer", {"a": ""}, "integer_empty", "a", "", 1),
        ("integer", {"a": "12x"}, "integer_not_digits", "a", "12x", None),
        ("integer", {"b": -3}, "integer_negative", "b", "-3", 0),
        ("integer", {"b": "1" * 13}, "integer_too_long", "b", 13, 12),
        ("moving_average", {"window": 99}, "number_out_of_range", "window", 99, "1 … 15"),
        ("moving_average", {"window": "5"}, "field_not_a_number", "window", "5", None),
        (
            "moving_average",
            {"weights": "typed", "kernel": [1, -1]},
            "average_weights_zero",
            "kernel",
            0,
            None,
        ),
        ("moving_average", {"weights": "typed", "kernel": [0.5]}, "signal_not_whole", "kernel.0", 0.5, None),
        ("density", {"points": [3, 12]}, "density_point_outside", "points.1", 12, "0 … 10"),
        ("density", {"bandwidth": 5}, "number_out_of_range", "bandwidth", 5.0, "0.2 … 2.0"),
        ("dice", {"dice": 9}, "number_out_of_range", "dice", 9, "2 … 5"),
        ("dice", {"weights": [1, 2]}, "dice_faces", "weights", 2, 6),
        ("dice", {"weights": [1, 1, 1, 1, 1, -1]}, "dice_weight", "weights.5", -1, 99),
        ("dice", {"weights": [0] * 6}, "dice_weights_zero", "weights", 0, 1),
        ("continuous", {"samples": 7}, "choice_unknown", "samples", 7, "2, 4, 5, 8, 10"),
        ("sequence", {"padding": [1]}, "signal_padding", "padding", "[1]", None),
        ("sequence", {"v": [1], "w": [1, 2], "padding": "valid"}, "no_window", "kernel", 2, 1),
        ("sequence", {"stride": 0}, "number_out_of_range", "stride", 0, "1 … 6"),
    ],
    ids=map(str, count()),
)
def test_a_refusal_names_the_field_the_value_and_the_limit(
    client: TestClient, kind: str, body: dict[str, Any], code: str, field: str, value: object, limit: object
) -> None:
    error = check_refusal(client.post(f"/api/signals/{kind}", json=body), code, 422)
    assert (error["field"], error["value"], error["limit"]) == (field, value, limit)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_what_json_cannot_say_is_refused_too(client: TestClient, number: str) -> None:
    answer = client.post(
        "/api/signals/sequence",
        content=f'{{"v": [1, {number}]}}',
        headers={"content-type": "application/json"},
    )
    check_refusal(answer, "signal_not_a_number", 422)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_served(client: TestClient, language: str) -> None:
    page = client.get(f"/{language}/signals")
    assert page.status_code == 200
    assert 'aria-current="page"' in page.text
    assert "js/pages/signals/main.js" in page.text
