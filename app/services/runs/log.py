"""Everything a run has said, numbered, and bounded without losing the curve's shape.

Every event has an id, one more than the event before it, the same for every viewer. ``history(after)`` is
all that happened after an id as one JSON object; with 0, all there is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from app.services.runs.archive import Archive
from app.services.runs.wire import STEP_COLUMNS

LARGEST_ROWS = 200_000  # steps: then every second one of the older half goes
LARGEST_SETTINGS = 1_000
EPOCHS_BYTES = 4 << 20  # then old epochs lose their lists of pictures, and only then themselves
NULL = b"null"


class RunLog:
    """The log of one run.

    Args:
        snapshot_bytes: what the recorded snapshots may weigh together.
    """

    def __init__(self, snapshot_bytes: int) -> None:
        self.last_id = 0
        self.snapshots = Archive(snapshot_bytes)
        self._snapshot_ids: dict[int, int] = {}
        self._row_ids = array("q")
        self._rows: dict[str, array[Any]] = {
            name: array("q" if name in ("step", "epoch") else "d") for name in STEP_COLUMNS
        }
        self._epochs: list[tuple[int, bytes]] = []
        self._epochs_bytes = 0
        self._slim_epochs = 0  # so many, from the oldest on, have lost their lists
        self._settings: list[tuple[int, bytes]] = []
        self._latest: dict[str, tuple[int, bytes]] = {}  # started, snapshot, moment, ended
        self._cached: dict[int, bytes] = {}

    @property
    def row_count(self) -> int:
        return len(self._row_ids)

    @property
    def settings(self) -> list[bytes]:
        """Every SettingsChanged that is kept, JSON, the oldest first."""
        return [body for _, body in self._settings]

    def append(self, kind: str, body: bytes, step: int = 0, *, is_important: bool = False) -> int:
        """Log an event that is not ``steps``; returns its id. A ``state`` only takes a number."""
        event_id = self._next_id()
        if kind == "epoch":
            self._epochs.append((event_id, body))
            self._epochs_bytes += len(body)
            self._bound_epochs()
        elif kind == "settings":
            self._settings.append((event_id, body))
            del self._settings[:-LARGEST_SETTINGS]
        elif kind in ("started", "snapshot", "moment", "ended"):
            self._latest[kind] = (event_id, body)
        if kind == "snapshot":
            self.snapshots.add(step, body, is_important=is_important)
            self._snapshot_ids[step] = event_id
            if len(self._snapshot_ids) > 2 * len(self.snapshots.steps) + 64:
                self._snapshot_ids = {one: self._snapshot_ids[one] for one in self.snapshots.steps}
        return event_id

    def append_steps(self, columns: Mapping[str, Sequence[float]]) -> int:
        """Log some steps, given as columns; returns their id."""
        event_id = self._next_id()
        self._row_ids.extend([event_id] * len(columns["step"]))
        for name, column in self._rows.items():
            column.extend(columns[name])
        while self.row_count > LARGEST_ROWS:
            self._thin_rows()
        return event_id

    def history(self, after: int, run: bytes) -> bytes:
        """One JSON object with what was logged after an id; ``run`` is the view of the run as it is now.

        The same bytes for everybody who asks before the next event: a class that opens one link at once
        costs one encoding.
        """
        if not 0 <= after <= self.last_id:
            after = 0
        if after not in self._cached:
            self._cached[after] = self._encode(after, run)
        return self._cached[after]

    def _encode(self, after: int, run: bytes) -> bytes:
        first = bisect_right(self._row_ids, after)
        columns = {name: column[first:].tolist() for name, column in self._rows.items()}
        new_steps = [step for step in self.snapshots.steps if self._snapshot_ids[step] > after]
        parts = {
            "after": b"%d" % after,
            "run": run,
            "started": self._newest("started", after),
            "steps": orjson.dumps(columns),
            "epochs": _listed(self._epochs, after),
            "snapshots": orjson.dumps(new_steps),
            "snapshot": self._newest("snapshot", after),
            "settings": _listed(self._settings, after),
            "moment": self._newest("moment", after),
            "ended": self._newest("ended", after),
        }
        return b"{" + b",".join(b'"%s":%s' % (name.encode(), part) for name, part in parts.items()) + b"}"

    def _next_id(self) -> int:
        self.last_id += 1
        self._cached.clear()
        return self.last_id

    def _newest(self, kind: str, after: int) -> bytes:
        event_id, body = self._latest.get(kind, (0, NULL))
        return body if event_id > after else NULL

    def _thin_rows(self) -> None:
        half = self.row_count // 2
        self._row_ids = self._row_ids[:half:2] + self._row_ids[half:]
        self._rows = {name: column[:half:2] + column[half:] for name, column in self._rows.items()}

    def _bound_epochs(self) -> None:
        while self._epochs_bytes > EPOCHS_BYTES and len(self._epochs) > 1:
            if self._slim_epochs < len(self._epochs) - 1:
                event_id, body = self._epochs[self._slim_epochs]
                record = orjson.loads(body)
                slim = orjson.dumps({**record, "confusion_pictures": {}})
                self._epochs[self._slim_epochs] = (event_id, slim)
                self._epochs_bytes -= len(body) - len(slim)
                self._slim_epochs += 1
            else:
                self._epochs_bytes -= len(self._epochs.pop(0)[1])
                self._slim_epochs -= 1


def _listed(events: Sequence[tuple[int, bytes]], after: int) -> bytes:
    return b"[" + b",".join(body for event_id, body in events if event_id > after) + b"]"
