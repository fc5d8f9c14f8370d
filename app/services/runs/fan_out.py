"""One run, many viewers: the same bytes to each, at the pace of each.

A viewer has a short queue. What is new replaces an older picture or state that still waits in it; of a
picture stays that there was one, to go back to. If the queue overflows all the same, it is emptied and the
viewer is caught up from the log with its next read. So a slow viewer loses pictures and never a point, and
costs a bounded amount of memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from app.services.runs.stream import PING

LONGEST_QUEUE = 64
LARGEST_QUEUE_BYTES = 1 << 20
NEWEST_WINS = frozenset({"snapshot", "state"})


class Event(NamedTuple):
    """A numbered event, ready to be sent.

    Attributes:
        kind: as it stands in ``data``.
        rest: what is sent in its place when a newer one of its kind has replaced it; empty: nothing.
    """

    id: int
    kind: str
    data: bytes
    rest: bytes = b""


# after which id → all that happened since then, as one event
CatchUp = Callable[[int], Event]


class Viewer(AsyncIterator[bytes]):
    """What one viewer still has to read; iterate it, and close it in the end.

    Args:
        after: id of the last event that this viewer has seen; 0 for none.
    """

    def __init__(self, fan_out: FanOut, after: int) -> None:
        self._fan_out = fan_out
        self._seen = after
        self._queue: list[Event] = []
        self._queued_bytes = 0
        self._is_behind = True
        self._is_closed = False
        self._farewell = b""
        self._has_ping = False
        self._wake = asyncio.Event()

    @property
    def queued_bytes(self) -> int:
        return self._queued_bytes

    def offer(self, event: Event) -> None:
        """Put an event in the queue."""
        self._wake.set()
        if self._is_behind:
            return  # the log has it
        if event.kind in NEWEST_WINS:
            self._replace_older(event.kind)
        self._queue.append(event)
        self._queued_bytes += len(event.data)
        if len(self._queue) > LONGEST_QUEUE or (
            len(self._queue) > 1 and self._queued_bytes > LARGEST_QUEUE_BYTES
        ):
            self._is_behind = True
            self._empty()

    def ping(self) -> None:
        """Let the viewer know that the line stands, if there is nothing else to tell."""
        self._has_ping = True
        self._wake.set()

    def end(self, farewell: bytes = b"") -> None:
        """No more events: the iteration ends behind those that wait, with a last one."""
        self._is_closed = True
        self._farewell = farewell
        self._wake.set()

    def close(self) -> None:
        """The viewer has gone."""
        self._is_behind = False
        self._empty()
        self.end()
        self._fan_out.leave(self)

    async def __anext__(self) -> bytes:
        """The next bytes, one event or several."""
        while True:
            if self._is_behind:
                self._is_behind = False
                event = self._fan_out.catch_up(self._seen)
                self._seen = event.id
                return event.data
            if self._queue:
                data = b"".join(event.data for event in self._queue)
                self._seen = self._queue[-1].id
                self._empty()
                return data
            if self._farewell:
                data, self._farewell = self._farewell, b""
                return data
            if self._is_closed:
                raise StopAsyncIteration
            if self._has_ping:
                self._has_ping = False
                return PING
            self._wake.clear()
            await self._wake.wait()

    def _replace_older(self, kind: str) -> None:
        """Leave of the event of a kind that waits what is to be told all the same."""
        for index, older in enumerate(self._queue):
            if older.kind == kind:
                self._queue[index : index + 1] = [Event(older.id, "", older.rest)] if older.rest else []
                self._queued_bytes += len(older.rest) - len(older.data)
                return

    def _empty(self) -> None:
        self._queue.clear()
        self._queued_bytes = 0


class FanOut:
    """The viewers of one run.

    Args:
        catch_up: the history event for somebody who has seen the given id.
        on_change: called when a viewer comes or goes.
    """

    def __init__(self, catch_up: CatchUp, on_change: Callable[[], None]) -> None:
        self.catch_up = catch_up
        self._on_change = on_change
        self._viewers: set[Viewer] = set()

    def __len__(self) -> int:
        return len(self._viewers)

    def join(self, after: int) -> Viewer:
        """A new viewer, who has seen everything up to an id."""
        viewer = Viewer(self, after)
        self._viewers.add(viewer)
        self._on_change()
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer."""
        if viewer in self._viewers:
            self._viewers.remove(viewer)
            self._on_change()

    def publish(self, event: Event) -> None:
        """Offer an event to everybody."""
        for viewer in self._viewers:
            viewer.offer(event)

    def ping(self) -> None:
        """Heartbeat."""
        for viewer in self._viewers:
            viewer.ping()

    def end(self, farewell: bytes = b"") -> None:
        """The streams end, each with a last event."""
        for viewer in self._viewers:
            viewer.end(farewell)
