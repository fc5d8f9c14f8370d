"""One run: what it is doing, what it has said, and who is watching.

Everything here happens in the event loop of the web process.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

import orjson

from app.conv.errors import DomainError
from app.services.runs.archive import Archive
from app.services.runs.commands import Command
from app.services.runs.fan_out import Event, FanOut, Viewer
from app.services.runs.frames import Frame
from app.services.runs.log import RunLog
from app.services.runs.pace import Pace, clock
from app.services.runs.stream import format_event
from app.training.spec import TrainingSpec

Status: TypeAlias = Literal[
    "queued", "starting", "running", "paused", "slow", "finished", "stopped", "diverged", "failed"
]
ENDED: frozenset[Status] = frozenset({"finished", "stopped", "diverged", "failed"})
RESTING: frozenset[Status] = frozenset({"paused", "slow"})
MODES: Mapping[str, Status] = {"pause": "paused", "step": "paused", "slow": "slow", "resume": "running"}

WEIGHTS_BYTES = 32 << 20
SNAPSHOTS_BYTES = 16 << 20

DescribeError: TypeAlias = Callable[[DomainError], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Best:
    """The epoch whose weights are kept."""

    epoch: int
    validation_accuracy: float


class Run:
    """One run, from the moment it is asked for.

    Args:
        input_shape: (C, H, W) of the pictures.
        describe_error: a refusal as viewers get it, with its sentences.

    Attributes:
        id: unguessable enough to be a link.
        position: in the queue, 1 is next; None outside of it.
        weights: float32 of the network, by step.
        best_weights: of the best epoch, once the run has ended.
        heard_at, commanded_at, watched_at: when its process last said something, when anybody last commanded
            it, when a viewer last came or went.
        stop_at: when it was told to stop; None if nobody did.
    """

    def __init__(
        self, spec: TrainingSpec, input_shape: tuple[int, int, int], describe_error: DescribeError
    ) -> None:
        self.id = secrets.token_hex(6)
        self.spec = spec
        self.input_shape = input_shape
        self.created_at = datetime.now(UTC)
        self.status: Status = "queued"
        self.position: int | None = None
        self.error: DomainError | None = None
        self.step = self.epoch = 0
        self.best: Best | None = None
        self.test_accuracy: float | None = None
        self.facts: Mapping[str, Any] = {}  # of RunStarted
        self.log = RunLog(SNAPSHOTS_BYTES)
        self.weights = Archive(WEIGHTS_BYTES)
        self.best_weights = b""
        self.pace = Pace()
        self.heard_at = self.commanded_at = self.watched_at = clock()
        self.stop_at: float | None = None
        self.viewers = FanOut(self.history_event, self._on_viewers)
        self._spec_wire = spec.as_wire()
        self._describe_error = describe_error
        self._mode: Status = "running"  # what it is to do once it has started
        self._is_state_stale = False

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def steps_per_epoch(self) -> int:
        """As the data has it; before the start, as the spec wants it."""
        wanted = -(-self.spec.data.train // self.spec.batch_size)
        return int(self.facts.get("steps_per_epoch", wanted))

    @property
    def kept_bytes(self) -> int:
        """What can be thinned out when memory is short."""
        return self.weights.kept_bytes + self.log.snapshots.kept_bytes

    def view(self) -> dict[str, Any]:
        """The run as viewers see it."""
        samples_per_second = self.pace.steps_per_second() * self.spec.batch_size
        return {
            "id": self.id,
            "status": self.status,
            "position": self.position,
            "spec": self._spec_wire,
            "step": self.step,
            "epoch": self.epoch,
            "steps_per_epoch": self.steps_per_epoch,
            "steps_total": self.steps_per_epoch * self.spec.epochs,
            "samples_per_second": round(samples_per_second, 1),
            "viewers": len(self.viewers),
            "error": None if self.error is None else self._describe_error(self.error),
            "best": self.best and asdict(self.best),
            "test_accuracy": self.test_accuracy,
            "created_at": self.created_at.isoformat(timespec="milliseconds"),
        }

    # ---------------------------------------------------------------- towards the viewers

    def watch(self, after: int) -> Viewer:
        """A new viewer, who has seen everything up to an id."""
        return self.viewers.join(after)

    def history(self, after: int) -> bytes:
        """All that happened after an id, JSON."""
        return self.log.history(after, orjson.dumps(self.view()))

    def history_event(self, after: int) -> Event:
        """The same as an event; its id is that of the newest event in it."""
        return Event(
            self.log.last_id, "history", format_event("history", self.history(after), self.log.last_id)
        )

    def publish(self, kind: str, body: bytes, step: int = 0, *, is_important: bool = False) -> None:
        """Log an event and send it to everybody, the same bytes to each."""
        event_id = self.log.append(kind, body, step, is_important=is_important)
        rest = format_event("recorded", b'{"step":%d}' % step, event_id) if kind == "snapshot" else b""
        self.viewers.publish(Event(event_id, kind, format_event(kind, body, event_id), rest))

    def forget(self) -> None:
        """It makes room: the streams end with the word that there is no such run any more."""
        self.viewers.end(format_event("gone", b"{}", self.log.last_id + 1))

    def publish_state(self) -> None:
        """Tell everybody how the run stands."""
        self._is_state_stale = False
        self.publish("state", orjson.dumps(self.view()))

    def refresh_state(self) -> None:
        """The same, if anything has changed that is not worth telling at once."""
        if self._is_state_stale:
            self.publish_state()

    def _on_viewers(self) -> None:
        self.watched_at = clock()
        self._is_state_stale = True

    # ---------------------------------------------------------------- what happens to it

    def set_position(self, position: int | None) -> None:
        """A new place in the queue."""
        if position != self.position:
            self.position = position
            self.publish_state()

    def begin(self) -> None:
        """A process has been started for it."""
        self.status, self.position = "starting", None
        self.heard_at = clock()
        self.pace.start(self.heard_at)
        self.publish_state()

    def obey(self, command: Command) -> None:
        """A command has been handed to its process: stand as it will."""
        now = clock()
        self.commanded_at = now
        if command.word == "stop" and self.stop_at is None:
            self.stop_at = now
        if command.word not in MODES or self.stop_at is not None:
            return
        self._mode = MODES[command.word]
        if self.status not in ("queued", "starting") and self.status != self._mode:
            self._enter(self._mode)

    def end(self, status: Status, error: DomainError | None = None) -> None:
        """Nothing more will come from it."""
        self.status, self.error, self.position = status, error, None
        self.pace.pause(clock())
        self.publish_state()

    def receive(self, frame: Frame) -> None:
        """A message of its process."""
        self.heard_at = clock()
        if self.has_ended:
            return
        self.step = max(self.step, frame.step)
        self.epoch = max(self.epoch, frame.epoch)
        match frame.kind:
            case "steps":
                self._receive_steps(frame)
            case "started":
                self.facts = frame.facts
                self.publish("started", frame.body)
                self._enter(self._mode)
            case "snapshot":
                self._receive_snapshot(frame)
            case "ended":
                self._receive_end(frame)
            case _:
                if frame.kind == "epoch" and frame.facts["is_best"]:
                    self.best = _best(frame.epoch, frame.facts["validation_accuracy"])
                self.publish(frame.kind, frame.body)

    def _receive_steps(self, frame: Frame) -> None:
        self.pace.saw(frame.step, self.heard_at)
        event_id = self.log.append_steps(frame.facts["columns"])
        self.viewers.publish(Event(event_id, "steps", format_event("steps", frame.body, event_id)))
        self._is_state_stale = True

    def _receive_snapshot(self, frame: Frame) -> None:
        is_important = frame.step % self.steps_per_epoch == 0
        self.publish("snapshot", frame.body, frame.step, is_important=is_important)
        if frame.weights:
            self.weights.add(frame.step, frame.weights, is_important=is_important)

    def _receive_end(self, frame: Frame) -> None:
        facts = frame.facts
        self.best = _best(facts["best_epoch"], facts["best_validation_accuracy"])
        self.test_accuracy = facts["test_accuracy"]
        self.best_weights = frame.weights
        self.publish("ended", frame.body)
        self.end(facts["reason"])

    def _enter(self, status: Status) -> None:
        now = clock()
        self.status = status
        if status == "running":
            self.heard_at = now
            self.pace.start(now)
        else:
            self.pace.pause(now)
        self.publish_state()


def _best(epoch: int | None, accuracy: float | None) -> Best | None:
    return None if epoch is None or accuracy is None else Best(epoch, accuracy)
