"""What can be changed while a run goes on; the trainer looks here before every step.

Whoever drives the trainer writes, between two calls of ``next``; checks are made here, so that the trainer
never meets a wrong number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.conv.errors import DomainError
from app.training.data import SPLITS, Pixels, Split
from app.training.spec import LARGEST_DROPOUT, LARGEST_MOMENTUM, check_learning_rate, check_share


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """The picture that snapshots look through: one of the data's, or one that was drawn.

    Attributes:
        pixels: uint8 (C, H, W); then ``split`` and ``index`` mean nothing.
    """

    split: Split = "validation"
    index: int = 0
    pixels: Pixels | None = None


@dataclass(slots=True)
class Controls:
    """Levers of a run; None leaves what the spec said.

    Attributes:
        dropout: rate of all dropout layers.
        probe: None is the first validation picture.
        is_slow: the coming step is told in its four moments; holds until it is set back.
        wants_snapshot: take one after the coming step whatever the schedule says; the trainer sets it back.
        should_stop: end before the next step.
    """

    learning_rate: float | None = None
    momentum: float | None = None
    dropout: float | None = None
    probe: Probe | None = None
    is_slow: bool = False
    wants_snapshot: bool = False
    should_stop: bool = False

    def change(self, *, learning_rate: Any = None, momentum: Any = None, dropout: Any = None) -> None:
        """Set what is given, all or nothing.

        Raises:
            DomainError: ``field_not_a_number``, ``learning_rate_not_positive``, ``learning_rate_too_large``,
                ``number_out_of_range``.
        """
        rate = None if learning_rate is None else check_learning_rate(learning_rate)
        inertia = None if momentum is None else check_share(momentum, "momentum", LARGEST_MOMENTUM)
        share = None if dropout is None else check_share(dropout, "dropout", LARGEST_DROPOUT)
        self.learning_rate = self.learning_rate if rate is None else rate
        self.momentum = self.momentum if inertia is None else inertia
        self.dropout = self.dropout if share is None else share


def check_probe(probe: Probe, shape: tuple[int, int, int], counts: Mapping[str, int]) -> None:
    """Whether data of this shape and these counts per split has such a picture.

    Raises:
        DomainError: ``choice_unknown`` (split), ``probe_index_unknown``, ``probe_shape_misfit``.
    """
    if probe.pixels is not None:
        if probe.pixels.shape != shape:
            given, wanted = ("×".join(map(str, one)) for one in (probe.pixels.shape, shape))
            raise DomainError("probe_shape_misfit", field="probe.pixels", value=given, limit=wanted)
        return
    if probe.split not in SPLITS:
        raise DomainError(
            "choice_unknown", field="probe.split", value=str(probe.split)[:40], limit=", ".join(SPLITS)
        )
    count = counts[probe.split]
    if not 0 <= probe.index < count:
        raise DomainError("probe_index_unknown", field="probe.index", value=probe.index, limit=count - 1)
