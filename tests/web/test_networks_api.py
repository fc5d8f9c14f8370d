"""Networks before any training, over HTTP."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.web.refusals import check_refusal

FIRST = {"split": "validation", "index": 0}
SHAPES = {"data": {"name": "shapes", "train": 20, "validation": 6, "test": 5}}


def post(client: TestClient, path: str, **body: Any) -> Any:
    answer = client.post(f"/api/networks/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def levels(quantized: dict[str, Any]) -> np.ndarray:
    """The numbers that a viewer sees."""
    whole = np.frombuffer(base64.b64decode(quantized["data"]), np.uint8).reshape(quantized["shape"])
    span: float = quantized["maximum"] - quantized["minimum"]
    return np.asarray(quantized["minimum"] + whole / 255 * span)


def test_every_preset_can_be_described_and_run_as_it_stands(client: TestClient) -> None:
    presets = client.get("/api/networks/presets").json()
    assert [one["id"] for one in presets][:3] == ["tiny_cnn", "lenet5", "lenet5_1998"]
    for one in presets:
        assert one["spec"]["network"] == {"preset": one["id"], "layers": one["layers"]}
        assert one["spec"]["data"]["name"] == one["data"][0]
        found = post(client, "describe", layers=one["layers"], data=one["spec"]["data"])
        assert found["error"] is None, one["id"]
        assert [layer["kind"] for layer in found["layers"]] == [layer["kind"] for layer in one["layers"]]


def test_a_description_has_the_counts_of_the_deck(client: TestClient) -> None:
    preset = next(one for one in client.get("/api/networks/presets").json() if one["id"] == "lenet5_1998")
    found = post(client, "describe", layers=preset["layers"], data={"name": "mnist"})
    counts = {layer["name"]: layer["parameters"] for layer in found["layers"] if layer["parameters"]}
    assert list(counts.values()) == [156, 12, 1516, 32, 48120, 10164, 850]
    assert found["parameters"] == sum(counts.values())
    assert found["layers"][0]["output_shape"] == [6, 28, 28]
    assert found["layers"][0]["multiplications"] == 6 * 25 * 28 * 28
    kernel = next(field for field in found["layers"][0]["fields"] if field["id"] == "kernel")
    assert kernel["value"] == [5, 5]
    assert (kernel["minimum"], kernel["maximum"]) == (1, 15)


def test_a_layer_that_does_not_fit_has_its_error_and_the_rest_no_shapes(client: TestClient) -> None:
    layers = [{"kind": "convolution", "kernel": [15, 15]}, {"kind": "convolution", "kernel": [15, 15]},
              {"kind": "max_pool"}]  # fmt: skip
    found = post(client, "describe", layers=layers, data={"name": "strokes"})
    first, second, third = found["layers"]
    assert (first["output_shape"], first["error"]) == ([8, 14, 14], None)
    assert second["error"]["field"] == "layers.1.kernel"
    assert set(second["error"]["message"]) == {"zh", "en"}
    assert (third["input_shape"], third["output_shape"], third["parameters"]) == (None, None, 0)
    assert found["error"] == second["error"]


def test_a_shape_can_be_given_instead_of_data(client: TestClient) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "units": "classes"}]
    found = post(client, "describe", layers=layers, input_shape=[3, 5, 4], classes=7)
    assert found["layers"][1]["parameters"] == 60 * 7 + 7


def test_the_opening_picture_goes_through_the_untrained_network(client: TestClient) -> None:
    found = post(client, "activations", spec=SHAPES, picture=FIRST)
    assert found["step"] == 0
    assert [one["name"] for one in found["maps"]] == [
        "convolution_1", "relu_1", "max_pool_1", "convolution_2", "relu_2", "max_pool_2", "flatten_1",
        "dense_1",
    ]  # fmt: skip
    assert [one["shape"] for one in found["maps"][:3]] == [[6, 28, 28], [6, 28, 28], [6, 14, 14]]
    assert [(one["name"], one["shape"], one["out_channels"]) for one in found["kernels"]] == [
        ("convolution_1", [6, 3, 3], 6), ("convolution_2", [48, 3, 3], 8),
    ]  # fmt: skip
    assert found["picture"]["shape"] == [1, 28, 28]
    assert sum(found["scores"]) == pytest.approx(1, abs=1e-6)
    assert found["predicted"] == int(np.argmax(found["scores"]))
    assert 0 <= found["label"] < 8
    before, after = levels(found["maps"][0]), levels(found["maps"][1])
    np.testing.assert_allclose(np.maximum(before, 0), after, atol=np.ptp(before) / 255)


def test_the_seed_decides_and_the_same_question_has_the_same_answer(client: TestClient) -> None:
    one = post(client, "activations", spec={**SHAPES, "seed": 3}, picture={"pixels": pixels(784)})
    assert post(client, "activations", spec={**SHAPES, "seed": 3}, picture={"pixels": pixels(784)}) == one
    other = post(client, "activations", spec={**SHAPES, "seed": 4}, picture={"pixels": pixels(784)})
    assert other["kernels"] != one["kernels"]
    assert other["label"] is None


def pixels(count: int) -> str:
    return base64.b64encode(bytes(number * 7 % 256 for number in range(count))).decode()


def test_a_unit_is_the_sum_that_its_trace_plays(client: TestClient) -> None:
    place = {"layer": "convolution_2", "channel": 3, "row": 0, "col": 13}
    found = post(client, "unit", spec=SHAPES, picture=FIRST, **place)
    (reduction,) = found["trace"]["reductions"]
    products = [
        value * weight for value, weight in zip(reduction["values"], reduction["weights"], strict=True)
    ]
    assert len(products) == 6 * 3 * 3
    assert sum(products) + reduction["bias"] == pytest.approx(found["z"], abs=1e-5)
    expanded = next(one for one in found["trace"]["operands"] if one["id"] == "x")["expanded"]
    padded = [expanded["source"][at] == -1 for at in reduction["value_at"]]
    # The last column of the first row: above and to the right is padding, five of nine.
    assert padded == [True, True, True, False, False, True, False, False, True] * 6
    assert found["kernel"] == [
        [reduction["weights"][9 * c + 3 * u : 9 * c + 3 * u + 3] for u in range(3)] for c in range(6)
    ]
    shown = post(client, "activations", spec=SHAPES, picture=FIRST)["maps"][3]
    assert levels(shown)[3, 0, 13] == pytest.approx(
        found["z"], abs=(shown["maximum"] - shown["minimum"]) / 509
    )
    assert found["receptive_field"] == {"top": -1, "left": 23, "bottom": 5, "right": 29}
    assert found["sliding_link"] is None
    assert np.array(found["gradient"]).shape == (6, 3, 3)
    assert isinstance(found["delta"], float)


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"picture": {"split": "validation", "index": 6}}, "probe_index_unknown", "picture.index"),
        ({"picture": {"split": "validation", "index": -1}}, "probe_index_unknown", "picture.index"),
        ({"picture": {"split": "all", "index": 0}}, "choice_unknown", "picture.split"),
        ({"picture": {"pixels": pixels(783)}}, "probe_shape_misfit", "picture.pixels"),
        ({"picture": {"pixels": "%%%"}}, "picture_malformed", "picture.pixels"),
        ({"picture": 7}, "picture_malformed", "picture"),
        ({}, "field_missing", "picture"),
        ({"spec": {"data": {"name": "letters"}}}, "dataset_unknown", "spec.data.name"),
        ({"spec": {"data": {"name": "own-0"}}}, "dataset_unknown", "spec.data.name"),
        ({"spec": {"seed": -1}}, "number_out_of_range", "spec.seed"),
        ({"spec": {"optimizer": {"learning_rate": 0}}}, "learning_rate_not_positive",
         "spec.optimizer.learning_rate"),
        ({"spec": {"network": {"layers": [{"kind": "dense"}]}}}, "layer_needs_vector",
         "spec.network.layers.0.kind"),
        ({"spec": {"network": {"layers": [{"kind": "magic"}]}}}, "choice_unknown",
         "spec.network.layers.0.kind"),
        ({"spec": {"speed": 1}}, "field_unknown", "spec.speed"),
        ({"depth": 1}, "field_unknown", "depth"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_into_is_refused_where_it_is_wrong(
    client: TestClient, body: dict[str, Any], code: str, field: str
) -> None:
    question = {"spec": SHAPES, "picture": FIRST, **body} if body else {"spec": SHAPES}
    if "spec" in body and "data" not in body["spec"]:
        question["spec"] = {**SHAPES, **body["spec"]}
    error = check_refusal(client.post("/api/networks/activations", json=question), code, 422)
    assert error["field"] == field


@pytest.mark.parametrize(
    ("place", "code", "field"),
    [
        ({"layer": "convolution_3", "channel": 0}, "layer_unknown", "layer"),
        ({"layer": "convolution_1", "channel": 6}, "unit_outside", "channel"),
        ({"layer": "convolution_1", "channel": 0, "row": 28}, "unit_outside", "row"),
        ({"layer": "dense_1", "channel": 0, "col": 1}, "unit_outside", "col"),
        ({"layer": "convolution_1", "channel": 1e999}, "field_not_a_number", "channel"),
        ({"layer": 3, "channel": 0}, "field_not_text", "layer"),
        ({"channel": 0}, "field_missing", "layer"),
    ],
)
def test_a_unit_that_there_is_not_is_refused(
    client: TestClient, place: dict[str, Any], code: str, field: str
) -> None:
    body = json.dumps({"spec": SHAPES, "picture": FIRST, **place})
    answer = client.post("/api/networks/unit", content=body, headers={"content-type": "application/json"})
    assert check_refusal(answer, code, 422)["field"] == field


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"layers": []}, "network_empty", "layers"),
        ({"layers": "lenet"}, "field_not_a_list", "layers"),
        ({"layers": [{"kind": "relu"}] * 41}, "network_too_many_layers", "layers"),
        ({"layers": [{"kind": "relu"}], "data": {"name": "letters"}}, "dataset_unknown", "data.name"),
        ({"layers": [{"kind": "relu"}], "batch_size": 0}, "number_out_of_range", "batch_size"),
        ({"layers": [{"kind": "relu"}], "input_shape": [1, 0, 5]}, "number_out_of_range", "input_shape.1"),
        ({"layers": [{"kind": "relu"}], "input_shape": [1, 5]}, "field_missing", "input_shape.2"),
        (
            {"layers": [{"kind": "relu"}], "input_shape": [1, 5, 5], "classes": 0},
            "field_too_small",
            "classes",
        ),
    ],
)
def test_what_is_no_network_cannot_be_described(
    client: TestClient, body: dict[str, Any], code: str, field: str
) -> None:
    assert check_refusal(client.post("/api/networks/describe", json=body), code, 422)["field"] == field
