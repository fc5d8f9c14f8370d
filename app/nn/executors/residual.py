"""A residual unit whose body and projection are stages themselves: both ways, then the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from app.nn.executors.stage import Member, Stage
from app.nn.layer import Array
from app.nn.residual import Residual


class ResidualStage(Stage):
    """``f(x) + x``, or ``f(x)`` and the projection of x."""

    def __init__(self, member: Member, body: Sequence[Stage], projection: Stage | None) -> None:
        super().__init__((member,))
        self._body, self._projection = body, projection

    def prepare(self) -> None:
        for stage in self._body:
            stage.prepare()
        if self._projection is not None:
            self._projection.prepare()

    def forward(self, x: Array, *, is_training: bool) -> Array:
        changed = x
        for stage in self._body:
            changed = stage.forward(changed, is_training=is_training)
        past = x if self._projection is None else self._projection.forward(x, is_training=is_training)
        self._output: Array = np.add(changed, past)
        return self._output

    def maps(self) -> Iterator[tuple[str, Array]]:
        yield self.members[0].name, self._output

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        if kept is not None:
            kept[self.members[0].name] = delta
        through: Array | None = delta
        for number in range(len(self._body) - 1, -1, -1):
            assert through is not None
            through = self._body[number].backward(through, needs_input=needs_input or number > 0)
        past: Array | None = delta
        if self._projection is not None:
            past = self._projection.backward(delta, needs_input=needs_input)
        if not needs_input or through is None or past is None:
            return None
        return np.add(through, past)


def members_of(member: Member) -> tuple[list[Member], Member | None]:
    """The layers of the body, and the projection, where they lie in the network's vectors."""
    layer, start = member.layer, member.start
    assert isinstance(layer, Residual)
    found, entering = [], member.entering
    for name, inner in layer.layers:
        leaving = inner.output_shape(entering)
        found.append(Member(f"{member.name}.{name}", inner, entering, leaving, start))
        entering, start = leaving, found[-1].stop
    if layer.projection is None:
        return found, None
    return found, Member(f"{member.name}.projection", layer.projection, member.entering, entering, start)
