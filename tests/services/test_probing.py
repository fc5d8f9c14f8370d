"""A network looked into from outside of its run shows what the run itself recorded."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets.open import open_dataset
from app.services.datasets import Datasets
from app.services.own_sets import OwnSets
from app.services.probing import Probing, Subject
from app.training.controls import Controls, Probe
from app.training.events import SnapshotTaken
from app.training.quantize import dequantize
from app.training.spec import TrainingSpec, from_wire
from app.training.trainer import train

LAYERS: list[dict[str, Any]] = [
    {"kind": "convolution", "filters": 3, "kernel": [5, 3], "stride": [2, 1], "padding": [1, 2]},
    {"kind": "relu"},
    {"kind": "max_pool"},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.25},
    {"kind": "dense", "units": "classes"},
]


def spec_of(**wire: Any) -> TrainingSpec:
    data = {"name": "shapes", "train": 40, "validation": 12, "test": 5}
    return from_wire({"data": data, "network": {"layers": LAYERS}, "batch_size": 8, "epochs": 1, **wire})


def snapshots(spec: TrainingSpec, controls: Controls | None = None) -> list[SnapshotTaken]:
    data = open_dataset(asdict(spec.data), spec.seed)
    return [event for event in train(spec, data, controls) if isinstance(event, SnapshotTaken)]


@pytest.fixture
def probing() -> Probing:
    return Probing(Datasets(None, OwnSets()))


def test_an_untrained_network_answers_with_the_weights_that_its_run_will_begin_with(probing: Probing):
    spec = spec_of(seed=3)
    first = snapshots(spec)[0]
    found = probing.activations(Subject(spec), Probe("validation", 0))
    assert first.step == found.step == 0
    assert (found.picture, found.maps, found.kernels) == (first.picture, first.maps, first.kernels)
    assert (found.scores, found.score_kind, found.label) == (
        first.scores,
        first.score_kind,
        first.probe.label,
    )


def test_the_weights_of_every_recorded_step_give_what_was_recorded_at_that_step(probing: Probing):
    spec = spec_of(seed=4)
    recorded = snapshots(spec)
    assert len(recorded) >= 4
    seen = set()
    for one in recorded:
        found = probing.activations(Subject(spec, "r", one.step, one.weights), Probe("validation", 0))
        assert found.step == one.step
        assert found.maps == one.maps
        assert found.scores == one.scores
        assert found.predicted == int(np.argmax(one.scores))
        seen.add(found.scores)
    assert len(seen) == len({one.step for one in recorded})


def test_a_dropout_rate_that_was_changed_in_flight_scales_the_prediction(probing: Probing):
    spec = spec_of()
    controls = Controls()
    controls.change(dropout=0.75)
    last = snapshots(spec, controls)[-1]
    subject = Subject(spec, "r", last.step, last.weights, dropout=0.75)
    assert probing.activations(subject, Probe()).maps == last.maps
    assert probing.activations(replace(subject, dropout=None), Probe()).maps != last.maps


def test_a_drawing_goes_in_as_it_is_and_has_no_label(probing: Probing):
    spec = spec_of()
    pixels = np.arange(784, dtype=np.uint32).astype(np.uint8).reshape(1, 28, 28)
    found = probing.activations(Subject(spec), Probe(pixels=pixels))
    assert found.label is None
    assert found.picture.data == pixels.tobytes()
    same = probing.activations(Subject(spec), Probe("train", 5))
    assert same.label is not None
    drawn_again = np.frombuffer(same.picture.data, np.uint8).reshape(1, 28, 28)
    assert probing.activations(Subject(spec), Probe(pixels=drawn_again)).maps == same.maps


def test_probabilities_add_up_to_one_and_plain_outputs_are_the_last_map(probing: Probing):
    fused = probing.activations(Subject(spec_of()), Probe())
    assert fused.score_kind == "probability"
    assert sum(fused.scores) == pytest.approx(1, abs=1e-6)
    plain = probing.activations(Subject(spec_of(loss="mean_squared_error")), Probe())
    assert plain.score_kind == "output"
    np.testing.assert_allclose(plain.scores, dequantize(plain.maps[-1]).ravel(), atol=0.02)


def test_weights_beyond_all_bounds_still_give_numbers(probing: Probing):
    spec = spec_of()
    count = probing.rebuilt(Subject(spec)).value.size
    huge = np.full(count, 3e38, np.float32)
    found = probing.activations(Subject(spec, "r", 7, huge), Probe())
    assert np.isfinite(found.scores).all()
    assert all(np.isfinite([one.minimum, one.maximum]).all() for one in found.maps)


def test_the_pictures_of_a_run_are_those_it_learns_from(probing: Probing):
    spec = spec_of(seed=9)
    data = open_dataset(asdict(spec.data), 9)
    found = probing.pictures(spec, "validation", [7, 2])
    assert [one.index for one in found] == [7, 2]
    for one in found:
        assert one.label == data.labels("validation")[one.index]
        assert one.picture.data == data.pictures("validation", np.array([one.index]))[0].tobytes()


@pytest.mark.parametrize(
    ("probe", "code", "field"),
    [
        (Probe("validation", 12), "probe_index_unknown", "picture.index"),
        (Probe("validation", -1), "probe_index_unknown", "picture.index"),
        (Probe("holdout", 0), "choice_unknown", "picture.split"),  # type: ignore[arg-type]
        (Probe(pixels=np.zeros((3, 28, 28), np.uint8)), "probe_shape_misfit", "picture.pixels"),
    ],
)
def test_a_picture_that_there_is_not_is_refused(probing: Probing, probe: Probe, code: str, field: str):
    with pytest.raises(DomainError) as caught:
        probing.activations(Subject(spec_of()), probe)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_network_that_does_not_fit_its_data_is_refused_at_its_layer(probing: Probing):
    spec = spec_of(network={"layers": [{"kind": "dense", "units": 10}]})
    with pytest.raises(DomainError) as caught:
        probing.activations(Subject(spec), Probe())
    assert (caught.value.code, caught.value.field) == ("layer_needs_vector", "network.layers.0.kind")
