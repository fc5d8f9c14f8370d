"""What can be changed in flight, what is read when, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.training.controls import Controls, Probe, check_probe
from app.training.events import SettingsChanged, SnapshotTaken, StepEnded, TrainingEnded, TrainingEvent
from app.training.trainer import train
from tests.training.support import TINY_LAYERS, Bars, of_type, plain, run, spec_of

COUNTS = {"train": 50, "validation": 20, "test": 0}


def run_changing(at_step: int, controls: Controls, **changes: object) -> list[TrainingEvent]:
    """A run whose controls are changed as soon as step ``at_step`` is told."""
    events: list[TrainingEvent] = []
    for event in train(spec_of(), Bars(), controls):
        events.append(event)
        if isinstance(event, StepEnded) and event.step == at_step:
            for name, value in changes.items():
                setattr(controls, name, value)
    return events


def test_a_new_learning_rate_holds_from_the_next_step_and_leaves_the_past_alone() -> None:
    before, after = run(spec_of()), run_changing(3, Controls(), learning_rate=0.001)
    steps, same = of_type(after, StepEnded), of_type(before, StepEnded)
    assert [step.learning_rate for step in steps] == [0.02] * 3 + [0.001] * 5
    assert plain(steps[:3]) == plain(same[:3])
    assert steps[3].loss == same[3].loss, "the loss of step 4 is measured before its update"
    assert steps[4].loss != same[4].loss
    assert of_type(after, SettingsChanged) == [SettingsChanged(3, 0.001, 0.9, None)]


def test_a_new_learning_rate_is_the_size_of_the_step_that_follows() -> None:
    """Plain descent from the same gradient: a tenth of the rate is a tenth of the update."""
    spec = spec_of(optimizer={"kind": "sgd", "learning_rate": 0.1}, epochs=1)
    weights = [
        of_type(run(spec, controls=Controls(learning_rate=rate)), SnapshotTaken)[:2] for rate in (None, 0.01)
    ]
    (start, far), (same, near) = [[snapshot.weights for snapshot in pair] for pair in weights]
    assert np.array_equal(start, same)
    assert near - start == pytest.approx((far - start) / 10, abs=1e-7)


def test_momentum_and_dropout_change_in_flight() -> None:
    layers = [*TINY_LAYERS[:4], {"kind": "dropout", "rate": 0.5}, TINY_LAYERS[4]]
    spec, controls = spec_of(network={"layers": layers}), Controls(momentum=0.5, dropout=0.1)
    changed = of_type(run(spec, controls=controls), SettingsChanged)
    assert changed == [SettingsChanged(0, 0.02, 0.5, 0.1)]


def test_settings_that_a_run_does_not_have_are_none() -> None:
    spec = spec_of(optimizer={"kind": "sgd"})
    changed = of_type(run(spec, controls=Controls(learning_rate=0.01, dropout=0.3)), SettingsChanged)
    assert changed == [SettingsChanged(0, 0.01, None, None)]


def test_stopping_ends_before_the_next_step_and_claims_no_epoch_that_was_not_finished() -> None:
    events = run_changing(2, Controls(), should_stop=True)
    ended = events[-1]
    assert isinstance(ended, TrainingEnded)
    assert (ended.reason, ended.step, ended.epoch) == ("stopped", 2, 1)
    assert (ended.best_epoch, ended.test_accuracy) == (None, None)


def test_a_run_stopped_later_still_reports_its_best_epoch() -> None:
    ended = run_changing(6, Controls(), should_stop=True)[-1]
    assert isinstance(ended, TrainingEnded)
    assert (ended.reason, ended.step, ended.best_epoch) == ("stopped", 6, 1)
    assert ended.test_accuracy is not None


def test_stopping_after_the_last_step_is_finishing() -> None:
    ended = run_changing(8, Controls(), should_stop=True)[-1]
    assert isinstance(ended, TrainingEnded)
    assert ended.reason == "finished"


def test_a_new_probe_is_shown_before_the_next_step_and_stays() -> None:
    events = run_changing(3, Controls(), probe=Probe("train", 7))
    probes = [(shot.step, shot.probe.split, shot.probe.index) for shot in of_type(events, SnapshotTaken)]
    assert (3, "train", 7) in probes
    assert probes[0] == (0, "validation", 0)
    assert {probe[1:] for probe in probes if probe[0] > 3} == {("train", 7)}
    assert of_type(events, SnapshotTaken)[-1].probe.label == Bars().labels("train")[7]


def test_looking_through_a_probe_changes_nothing_that_is_learned() -> None:
    drawn = np.full((1, 8, 6), 77, np.uint8)
    watched = run_changing(1, Controls(), probe=Probe(pixels=drawn))
    assert plain(of_type(watched, StepEnded)) == plain(of_type(run(spec_of()), StepEnded))
    shown = of_type(watched, SnapshotTaken)[-1]
    assert (shown.probe.split, shown.probe.index, shown.probe.label) == (None, None, None)
    assert shown.picture.data == drawn.tobytes()


def test_a_snapshot_can_be_had_of_any_step_once() -> None:
    spec, data = spec_of(epochs=3), Bars()
    ordinary = {shot.step for shot in of_type(run(spec, data), SnapshotTaken)}
    missing = min(set(range(12)) - ordinary)
    controls, events = Controls(), []
    for event in train(spec, data, controls):
        events.append(event)
        if isinstance(event, StepEnded) and event.step == missing - 1:
            controls.wants_snapshot = True
    assert {shot.step for shot in of_type(events, SnapshotTaken)} == ordinary | {missing}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"learning_rate": 0}, "learning_rate_not_positive"),
        ({"learning_rate": -0.1}, "learning_rate_not_positive"),
        ({"learning_rate": 1e9}, "learning_rate_too_large"),
        ({"learning_rate": math.nan}, "field_not_a_number"),
        ({"momentum": 1.0}, "number_out_of_range"),
        ({"momentum": -0.1}, "number_out_of_range"),
        ({"dropout": 0.96}, "number_out_of_range"),
        ({"dropout": "0.5"}, "field_not_a_number"),
    ],
)
def test_a_wrong_change_is_refused_and_changes_nothing(change: dict[str, object], code: str) -> None:
    controls = Controls()
    with pytest.raises(DomainError) as refused:
        controls.change(**{"learning_rate": 0.5, "momentum": 0.5, "dropout": 0.5, **change})
    assert refused.value.code == code
    assert controls == Controls()


def test_a_right_change_leaves_what_was_not_given() -> None:
    controls = Controls(momentum=0.8)
    controls.change(learning_rate=1, dropout=0)
    assert (controls.learning_rate, controls.momentum, controls.dropout) == (1.0, 0.8, 0.0)


@pytest.mark.parametrize(
    ("probe", "code"),
    [
        (Probe("validation", 20), "probe_index_unknown"),
        (Probe("train", -1), "probe_index_unknown"),
        (Probe("test", 0), "probe_index_unknown"),
        (Probe("elsewhere", 0), "choice_unknown"),  # type: ignore[arg-type]
        (Probe(pixels=np.zeros((1, 6, 8), np.uint8)), "probe_shape_misfit"),
    ],
)
def test_a_picture_that_is_not_there_is_refused(probe: Probe, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_probe(probe, (1, 8, 6), COUNTS)
    assert refused.value.code == code
