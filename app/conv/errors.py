"""The one kind of error the domain raises.

The mathematics knows codes and numbers, never sentences: the sentence in each language is
``error.<code>.message`` and what to do about it ``error.<code>.remedy`` in the message catalogue,
both with the error's ``values`` as placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping

Scalar = str | int | float | bool | None


class DomainError(ValueError):
    """A refusal that names what was given, the limit it met and where.

    Args:
        code: stable identifier in snake_case, e.g. ``kernel_too_large``.
        field: the input it is about as a dotted wire path, e.g. ``steps.0.parameters.sigma``.
        value: what was given, as the user would recognise it.
        limit: the bound it met.
        values: further placeholders of the two sentences.
    """

    def __init__(
        self,
        code: str,
        *,
        field: str = "",
        value: Scalar = None,
        limit: Scalar = None,
        **values: Scalar,
    ) -> None:
        super().__init__(f"{code}: {field} value={value!r} limit={limit!r} {values or ''}".rstrip())
        self.code = code
        self.field = field
        self.value = value
        self.limit = limit
        self.values: Mapping[str, Scalar] = {"value": value, "limit": limit, **values}

    def at(self, prefix: str) -> DomainError:
        """The same refusal, seen from one level further out (``prefix.field``)."""
        path = f"{prefix}.{self.field}" if self.field else prefix
        extra = {k: v for k, v in self.values.items() if k not in ("value", "limit")}
        return DomainError(self.code, field=path, value=self.value, limit=self.limit, **extra)
