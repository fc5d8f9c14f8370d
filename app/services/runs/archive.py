"""What was recorded at some steps, within a budget: what is too much is thinned out, never cut off."""

from __future__ import annotations

from bisect import bisect_right


class Archive:
    """Payloads by step, in ascending steps.

    When they weigh more than the budget, every second one goes, so that the rest still covers the whole run.
    The first and the newest stay, and the ones marked as important until nothing else is left to drop.

    Args:
        budget_bytes: what all payloads may weigh together; the newest is kept however heavy it is.
    """

    def __init__(self, budget_bytes: int) -> None:
        self._budget_bytes = budget_bytes
        self._payloads: dict[int, bytes] = {}
        self._important: set[int] = set()
        self._steps: list[int] = []
        self.kept_bytes = 0

    @property
    def steps(self) -> list[int]:
        """The steps there is something of."""
        return self._steps

    def add(self, step: int, payload: bytes, *, is_important: bool = False) -> None:
        """Record one; another one of the same step is replaced."""
        if step in self._payloads:
            self.kept_bytes -= len(self._payloads[step])
        else:
            self._steps.append(step)
        self._payloads[step] = payload
        self.kept_bytes += len(payload)
        if is_important:
            self._important.add(step)
        self.shrink(self._budget_bytes)

    def at(self, step: int | None = None) -> tuple[int, bytes] | None:
        """The newest one not after ``step``, or the newest of all; the first where all are after it."""
        if not self._steps:
            return None
        index = len(self._steps) if step is None else bisect_right(self._steps, step)
        found = self._steps[max(0, index - 1)]
        return found, self._payloads[found]

    def shrink(self, budget_bytes: int) -> None:
        """Thin out until the budget holds, or only the newest is left."""
        while self.kept_bytes > budget_bytes and len(self._steps) > 1:
            between = [step for step in self._steps[1:-1] if step not in self._important]
            if not between:
                between = self._steps[1:-1] or self._steps[:1]
            for step in between[::2]:
                self.kept_bytes -= len(self._payloads.pop(step))
                self._important.discard(step)
            self._steps = list(self._payloads)
