"""Commands between two events of the trainer: what a run does when it is paused, stepped and slowed down."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.services.runs.conductor import Conductor
from app.training.controls import Probe
from app.training.events import TrainingEvent
from tests.services.runs.support import spec
from tests.services.runs.tasks import ENDLESS, GOOD, train


class CountedCommands(queue.SimpleQueue[Any]):
    """Knows when somebody waits for a command, and so rests: one more was asked for than was given."""

    given = taken = 0

    def put(self, item: Any, *_: Any) -> None:
        self.given += 1
        super().put(item)

    def get(self, *_: Any) -> Any:
        self.taken += 1
        return super().get()

    def get_nowait(self) -> Any:
        item = super().get_nowait()
        self.taken += 1
        return item


class Stage:
    """A trainer in a thread, as in the process of a run, and what it has told."""

    def __init__(self, behaviour: int = ENDLESS, epochs: int = 2) -> None:
        self.conductor = Conductor()
        self.commands = self.conductor.commands = CountedCommands()
        self.told: list[TrainingEvent] = []
        self.thread = threading.Thread(
            target=self._train, args=(spec(behaviour, epochs=epochs),), daemon=True
        )

    def _train(self, wanted: Any) -> None:
        for event in train(wanted, self.conductor.controls):
            self.told.append(event)
            self.conductor.after(event)

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.say("stop")
        if self.thread.is_alive():
            self.thread.join(5)

    def start(self) -> Stage:
        self.thread.start()
        return self

    def say(self, command: str, **values: Any) -> None:
        self.conductor.commands.put({"command": command, **values})

    def names(self, since: int = 0) -> list[str]:
        return [f"{type(event).__name__} {event.step}" for event in self.told[since:]]

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, self.names()[-20:]
            time.sleep(0.002)

    def rest(self) -> int:
        """Wait until it rests; how much has been told by then."""
        self.until(lambda: self.commands.taken > self.commands.given)
        return len(self.told)


def test_a_run_that_is_paused_at_once_rests_behind_the_picture_of_step_0() -> None:
    with Stage() as stage:
        stage.say("pause")
        stage.start().rest()
        assert stage.names() == ["RunStarted 0", "SnapshotTaken 0"]


def test_a_pause_shows_the_network_at_the_step_it_rests_at() -> None:
    with Stage() as stage:
        stage.start().until(lambda: len(stage.told) > 9)
        stage.say("pause")
        stage.rest()
        last = stage.names()[-2:]
        assert last[0].startswith("StepEnded")
        assert last[1] == last[0].replace("StepEnded", "SnapshotTaken")


def test_a_step_is_one_step_and_its_picture_however_quickly_they_are_asked_for() -> None:
    with Stage() as stage:
        stage.say("pause")
        count = stage.start().rest()
        stage.say("step")
        stage.rest()
        assert stage.names(count) == ["StepEnded 1", "SnapshotTaken 1"]
        stage.say("step")
        stage.say("step")
        stage.rest()
        assert stage.names()[-1] == "SnapshotTaken 3"


def test_told_twice_to_pause_and_twice_to_resume_it_pauses_and_resumes_once() -> None:
    with Stage() as stage:
        for _ in range(2):
            stage.say("pause")
        stage.start()
        assert stage.rest() == 2
        for _ in range(2):
            stage.say("resume")
        stage.until(lambda: len(stage.told) > 20)


def test_slow_motion_rests_at_each_of_the_four_moments_and_resume_leaves_it() -> None:
    with Stage() as stage:
        stage.say("pause")
        stage.start().rest()
        seen = []
        for _ in range(5):
            stage.say("slow")
            stage.rest()
            seen.append(getattr(stage.told[-1], "moment", "none"))
        assert seen == ["forward", "loss", "backward", "update", "forward"]
        assert stage.told[-1].step == 2
        stage.say("resume")
        stage.until(lambda: stage.told[-1].step > 6)
        assert "MomentReached 3" not in stage.names()


def test_a_pause_in_slow_motion_finishes_the_step_and_rests() -> None:
    with Stage() as stage:
        stage.say("slow")
        stage.start().rest()
        stage.say("pause")
        stage.rest()
        assert stage.names()[-1] == "SnapshotTaken 1"


def test_the_end_of_an_epoch_is_told_before_a_rest() -> None:
    with Stage() as stage:
        stage.say("pause")
        stage.start().rest()
        for _ in range(20):
            stage.say("step")
        stage.rest()
        assert stage.names()[-1] == "EpochEnded 20"
        stage.say("step")
        stage.rest()
        assert stage.names()[-2:] == ["StepEnded 21", "SnapshotTaken 21"]


def test_behind_its_last_step_a_paused_run_ends() -> None:
    with Stage(GOOD, epochs=1) as stage:
        stage.say("pause")
        stage.start().rest()
        for _ in range(20):
            stage.say("step")
        stage.thread.join(5)
        assert stage.names()[-2:] == ["EpochEnded 20", "TrainingEnded 20"]


@pytest.mark.parametrize("steps", [3, 20])
def test_what_is_set_while_it_is_paused_is_shown_without_another_step(steps: int) -> None:
    with Stage() as stage:
        stage.say("pause")
        stage.start().rest()
        for _ in range(steps):
            stage.say("step")
        count = stage.rest()
        stage.say("set", learning_rate=0.2)
        stage.rest()
        assert stage.names(count) == [f"SettingsChanged {steps}", f"SnapshotTaken {steps}"]
        stage.say("probe", probe=Probe("validation", 3))
        stage.rest()
        assert stage.names(count)[2:] == [f"SnapshotTaken {steps}"]
        assert getattr(stage.told[-1], "probe").index == 3  # noqa: B009
        stage.say("set", learning_rate=0.2)
        stage.rest()
        assert getattr(stage.told[-1], "probe").index == 3  # noqa: B009
        assert stage.told[-1].step == steps


def test_a_probe_that_the_data_do_not_have_changes_nothing() -> None:
    with Stage() as stage:
        for probe in (Probe("validation", 10), Probe(pixels=np.zeros((3, 28, 28), np.uint8))):
            stage.say("probe", probe=probe)
        stage.start().until(lambda: len(stage.told) > 9)
        assert stage.conductor.controls.probe is None


def test_a_paused_run_can_be_stopped() -> None:
    with Stage() as stage:
        stage.say("pause")
        stage.start().rest()
        stage.say("stop")
        stage.thread.join(5)
        assert stage.names()[-1] == "TrainingEnded 0"
