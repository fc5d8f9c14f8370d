"""What a run is asked to be: defaults, the way there and back, refusals."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from app.conv.errors import DomainError
from app.nn.presets import PRESETS
from app.training.recipes import recipe
from app.training.spec import TrainingSpec, check_network, from_wire

FLAT = [{"kind": "flatten"}, {"kind": "dense", "units": "classes"}]


def refused(wire: dict[str, Any]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        from_wire(wire)
    return caught.value


def test_nothing_asked_for_is_the_opening_state() -> None:
    spec = from_wire({})
    assert spec == TrainingSpec() == recipe("tiny_cnn")
    assert (spec.network.preset, spec.data.name, spec.seed) == ("tiny_cnn", "strokes", 1)


@pytest.mark.parametrize("id", PRESETS)
def test_a_recipe_survives_the_way_through_json(id: str) -> None:
    spec = recipe(id)
    assert from_wire(json.loads(json.dumps(spec.as_wire()))) == spec


@pytest.mark.parametrize("id", PRESETS)
def test_every_recipe_fits_all_the_data_it_is_meant_for(id: str) -> None:
    for name in PRESETS[id].data:
        shape = (3, 32, 32) if name == "cifar-10" else (1, 28, 28)
        assert check_network(recipe(id, name), shape, 10).error is None


def test_a_presets_name_stands_for_its_layers_and_edited_layers_lose_it() -> None:
    assert from_wire({"network": {"preset": "dense"}}).network.layers == PRESETS["dense"].layers
    same = [dict(layer) for layer in PRESETS["dense"].layers]
    assert from_wire({"network": {"preset": "dense", "layers": same}}).network.preset == "dense"
    assert from_wire({"network": {"preset": "dense", "layers": FLAT}}).network.preset is None


@pytest.mark.parametrize(
    ("rate", "code"),
    [
        (0, "learning_rate_not_positive"),
        (-0.05, "learning_rate_not_positive"),
        (1e9, "learning_rate_too_large"),
        (10**400, "learning_rate_too_large"),
        (math.nan, "field_not_a_number"),
        (math.inf, "field_not_a_number"),
        ("0.1", "field_not_a_number"),
        (True, "field_not_a_number"),
        (None, "field_not_a_number"),
    ],
)
def test_a_learning_rate_that_is_none_is_refused_in_its_place(rate: Any, code: str) -> None:
    error = refused({"optimizer": {"learning_rate": rate}})
    assert (error.code, error.field) == (code, "optimizer.learning_rate")


@pytest.mark.parametrize("rate", [1e-9, 10.0, 1000])
def test_rates_that_crawl_and_rates_that_diverge_may_be_tried(rate: float) -> None:
    assert from_wire({"optimizer": {"learning_rate": rate}}).optimizer.learning_rate == rate


@pytest.mark.parametrize(
    ("wire", "code", "field"),
    [
        ({"speed": 1}, "field_unknown", "speed"),
        ({"data": {"size": 1}}, "field_unknown", "data.size"),
        ({"data": {"name": 3}}, "field_not_text", "data.name"),
        ({"data": {"train": 0}}, "number_out_of_range", "data.train"),
        ({"data": {"train": 2.5}}, "field_not_whole", "data.train"),
        ({"data": []}, "field_not_an_object", "data"),
        ({"loss": "hinge"}, "choice_unknown", "loss"),
        ({"optimizer": {"kind": "lion"}}, "choice_unknown", "optimizer.kind"),
        ({"optimizer": {"form": "other"}}, "choice_unknown", "optimizer.form"),
        ({"optimizer": {"momentum": 1}}, "number_out_of_range", "optimizer.momentum"),
        ({"optimizer": {"weight_decay": -1}}, "number_out_of_range", "optimizer.weight_decay"),
        ({"initialization": "zeros"}, "choice_unknown", "initialization"),
        ({"batch_size": 0}, "number_out_of_range", "batch_size"),
        ({"batch_size": 513}, "number_out_of_range", "batch_size"),
        ({"epochs": 201}, "number_out_of_range", "epochs"),
        ({"seed": -1}, "number_out_of_range", "seed"),
        ({"seed": 2**32}, "number_out_of_range", "seed"),
        ({"network": {"preset": "vgg"}}, "choice_unknown", "network.preset"),
        ({"network": {"layers": []}}, "network_empty", "network.layers"),
        ({"network": {"layers": [{"kind": "attention"}]}}, "choice_unknown", "network.layers.0.kind"),
        (
            {"network": {"layers": [{"kind": "dense", "units": 0}]}},
            "number_out_of_range",
            "network.layers.0.units",
        ),
    ],
)
def test_what_is_wrong_is_refused_where_it_stands(wire: dict[str, Any], code: str, field: str) -> None:
    error = refused(wire)
    assert (error.code, error.field) == (code, field)


def test_a_batch_that_takes_too_much_memory_is_refused_with_the_numbers() -> None:
    layers = [{"kind": "convolution", "filters": 64, "padding": [1, 1]}, *FLAT]
    with pytest.raises(DomainError) as caught:
        check_network(from_wire({"network": {"layers": layers}, "batch_size": 512}), (3, 32, 32), 10)
    assert (caught.value.code, caught.value.field) == ("network_too_much_memory", "batch_size")
    assert caught.value.values["limit"] == 512
    assert caught.value.values["batch_size"] == 512
