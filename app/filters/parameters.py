"""A filter's adjustable numbers, each declared once for the slider, the check of a request and the docs."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from app.conv.errors import DomainError

from .kernels.custom import shown

Kind = Literal["int", "float", "choice"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One adjustable value of a filter.

    Args:
        id: snake_case, the name of the factory's argument and of the field in a request.
        kind: ``int`` and ``float`` have a range, ``choice`` has a list.
        default: what a request that does not name the parameter gets.
        minimum: the smallest value allowed (``int`` and ``float`` only).
        maximum: the largest value allowed, chosen so that no kernel grows beyond 31×31.
        step: the distance between neighbouring positions of the slider; values between are allowed.
        choices: the values of a ``choice``, in the order shown.
        unit: ``"px"``, ``"deg"`` or nothing.
    """

    id: str
    kind: Kind
    default: int | float | str
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""

    @property
    def label_key(self) -> str:
        """Message key of the parameter's name; the same word for every filter that has it."""
        return f"parameter.{self.id}.label"

    @property
    def hint_key(self) -> str:
        """Message key of one sentence on what the parameter does."""
        return f"parameter.{self.id}.hint"

    def resolve(self, value: Any) -> int | float | str:
        """The value as the factory takes it: int, float or one of the choices.

        A whole number written with a point (3.0) is accepted where an int is wanted. Text and
        true/false are never numbers.

        Raises:
            DomainError: ``parameter_not_a_number`` (text, true, null, NaN, infinite),
                ``parameter_not_whole``, ``parameter_out_of_range`` or ``parameter_not_a_choice``; the field
                is the parameter's id.
        """
        if self.kind == "choice":
            return self._choice(value)
        return self._number(value)

    def _choice(self, value: Any) -> str:
        if isinstance(value, str) and value in self.choices:
            return value
        raise self._refusal("parameter_not_a_choice", value, limit=", ".join(self.choices))

    def _number(self, value: Any) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refusal("parameter_not_a_number", value)
        if isinstance(value, float) and not isfinite(value):
            raise self._refusal("parameter_not_a_number", value)
        if self.minimum is not None and value < self.minimum:
            raise self._out_of_range(value, "minimum", self.minimum)
        if self.maximum is not None and value > self.maximum:
            raise self._out_of_range(value, "maximum", self.maximum)
        if self.kind == "float":
            return float(value)
        if isinstance(value, float) and not value.is_integer():
            raise self._refusal("parameter_not_whole", value)
        return int(value)

    def _out_of_range(self, value: float, side: str, limit: float) -> DomainError:
        return self._refusal(
            "parameter_out_of_range",
            value,
            limit=limit,
            side=side,
            minimum=self.minimum,
            maximum=self.maximum,
        )

    def _refusal(self, code: str, value: Any, **values: Any) -> DomainError:
        return DomainError(code, field=self.id, value=shown(value), parameter=self.id, **values)
