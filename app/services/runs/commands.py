"""What a viewer may tell a run to do, checked before its process hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from app.conv.errors import DomainError
from app.training.controls import Controls, Probe, check_probe

Word: TypeAlias = Literal["pause", "resume", "step", "slow", "stop", "set", "probe"]
WORDS: tuple[Word, ...] = get_args(Word)


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        word: ``pause`` and ``resume``; ``step``: one step, then pause; ``slow``: on to the next of a step's
            four moments; ``stop``: end with what has been learned; ``set``: learning rate, momentum, dropout;
            ``probe``: the picture that snapshots look through.
        learning_rate, momentum, dropout: of ``set``; None leaves it.
        probe: of ``probe``.
    """

    word: str
    learning_rate: Any = None
    momentum: Any = None
    dropout: Any = None
    probe: Probe | None = None

    def check(self, shape: tuple[int, int, int], counts: Mapping[str, int] | None) -> None:
        """Refuse what cannot be obeyed.

        Args:
            shape: (C, H, W) of the data's pictures.
            counts: how many there are of each split; None while nobody knows, and then nothing is refused.

        Raises:
            DomainError: ``choice_unknown``, ``field_missing``, and those of :class:`Controls` and
                :func:`check_probe`.
        """
        if self.word not in WORDS:
            raise DomainError("choice_unknown", field="command", value=self.word[:40], limit=", ".join(WORDS))
        if self.word == "set":
            if self.learning_rate is None and self.momentum is None and self.dropout is None:
                raise DomainError("field_missing", field="learning_rate")
            Controls().change(learning_rate=self.learning_rate, momentum=self.momentum, dropout=self.dropout)
        if self.word == "probe":
            if self.probe is None:
                raise DomainError("field_missing", field="probe")
            if counts is not None:
                check_probe(self.probe, shape, counts)

    def to_send(self) -> dict[str, Any]:
        """As the conductor reads it."""
        message: dict[str, Any] = {"command": self.word}
        if self.word == "set":
            message |= {
                "learning_rate": self.learning_rate,
                "momentum": self.momentum,
                "dropout": self.dropout,
            }
        elif self.word == "probe":
            message["probe"] = self.probe
        return message
