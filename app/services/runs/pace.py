"""How fast and how long a run has trained, by the clock of the web process."""

from __future__ import annotations

import time
from collections import deque

WINDOW_S = 3.0


class Pace:
    """Steps a second over the last moments, and all the time that was not paused.

    ``now`` is in seconds and only grows; the caller's clock, so that it can be tested.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._active_before = 0.0
        self._active_since: float | None = None

    def start(self, now: float) -> None:
        """Training goes on."""
        if self._active_since is None:
            self._active_since = now
            self._seen.clear()

    def pause(self, now: float) -> None:
        """Training rests; the time does not count."""
        self._active_before = self.active_seconds(now)
        self._active_since = None
        self._seen.clear()

    def saw(self, step: int, now: float) -> None:
        """A step has come in; one that was asked for while it rests says nothing of its speed."""
        if self._active_since is None:
            return
        self._seen.append((now, step))
        while len(self._seen) > 2 and now - self._seen[0][0] > WINDOW_S:
            self._seen.popleft()

    def steps_per_second(self) -> float:
        """0 until two sightings, and while paused."""
        if len(self._seen) < 2:
            return 0.0
        (first_time, first_step), (last_time, last_step) = self._seen[0], self._seen[-1]
        return (last_step - first_step) / max(last_time - first_time, 1e-3)

    def active_seconds(self, now: float) -> float:
        """Time that was not paused."""
        return self._active_before + (0.0 if self._active_since is None else now - self._active_since)


def clock() -> float:
    """Seconds, only growing."""
    return time.monotonic()
