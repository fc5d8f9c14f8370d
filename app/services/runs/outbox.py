"""Where the events of a run leave its process: steps in handfuls, everything else as it comes.

A small network does a thousand steps a second, and nobody can see more than a few curves a second grow.
Steps are therefore held back for ``PERIOD_S`` and sent together, in their order and never lost. What follows
them waits for them, but for pictures, which come often and say their step themselves.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import BinaryIO

from app.services.runs.frames import Frame, write_frame
from app.services.runs.wire import StepRow, event_frame, step_row, steps_frame
from app.training.events import SnapshotTaken, StepEnded, TrainingEvent

PERIOD_S = 0.1


class Outbox:
    """The one writer of the pipe; every method may be called from any thread.

    Sending blocks while the web process does not read, and so slows the training down instead of filling
    anybody's memory.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._rows: list[StepRow] = []
        self._sent_at = 0.0
        self._has_rows = threading.Event()
        threading.Thread(target=self._keep_sending, name="steps", daemon=True).start()

    def put(self, event: TrainingEvent) -> None:
        """Send an event, or hold it back for a moment if it is a step."""
        if isinstance(event, StepEnded):
            with self._lock:
                self._rows.append(step_row(event))
                if time.monotonic() - self._sent_at >= PERIOD_S:
                    self._send_rows()
                else:
                    self._has_rows.set()
            return
        frame = event_frame(event)
        with self._lock:
            if not isinstance(event, SnapshotTaken) or time.monotonic() - self._sent_at >= PERIOD_S:
                self._send_rows()
            write_frame(self._stream, frame)

    def put_last(self, frame: Frame) -> None:
        """Send what was held back, and a last word."""
        with self._lock:
            self._send_rows()
            write_frame(self._stream, frame)

    def _send_rows(self) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self._has_rows.clear()
            self._sent_at = time.monotonic()
            write_frame(self._stream, steps_frame(rows))

    def _keep_sending(self) -> None:
        """Sees that no step is held back for longer, however long the next one takes."""
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more: the process is about to end
            while True:
                self._has_rows.wait()
                time.sleep(max(0.0, self._sent_at + PERIOD_S - time.monotonic()))
                with self._lock:
                    if time.monotonic() - self._sent_at >= PERIOD_S:
                        self._send_rows()
