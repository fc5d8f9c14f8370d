"""A script that reproduces a filter chain, for the notebook at home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from app.conv.errors import DomainError
from app.filters.code import numpy_code, opencv_code, pytorch_code
from app.filters.code.records import CodeStep, Say

_SCRIPTS: Mapping[str, Callable[[Sequence[CodeStep], Say], str]] = MappingProxyType(
    {"numpy": numpy_code.script, "opencv": opencv_code.script, "pytorch": pytorch_code.script}
)
TARGETS: tuple[str, ...] = tuple(_SCRIPTS)


def generate(steps: Sequence[CodeStep], target: str, *, say: Say) -> str:
    """A runnable Python script with ``apply(picture)``: RGB (H, W, 3) uint8 in, the same out.

    With integer kernels its result is ours bit for bit; with float kernels sums may differ in the last digit,
    so that a value exactly between two grey levels can round the other way.

    Args:
        steps: the chain, first step first; may be empty.
        target: one of :data:`TARGETS`.
        say: the comments: keys ``code.*`` → one line in the user's language.

    Raises:
        DomainError: ``choice_unknown``.
    """
    if target not in _SCRIPTS:
        raise DomainError("choice_unknown", field="target", value=target, limit=", ".join(TARGETS))
    return _SCRIPTS[target](steps, say)
