"""From a checked step to what a script needs of it."""

from __future__ import annotations

from app.filters.code.records import CodeStep
from app.filters.step import Step

# The amounts of padding follow from the kernel alone; any picture that every kernel fits into will do.
ANY_PICTURE = (1 << 20, 1 << 20)


def code_step(step: Step, title: str = "") -> CodeStep:
    """``step`` for :func:`app.filters.code.generate.generate`, its padding as numbers.

    Args:
        title: the filter's name in the user's language, for a comment.
    """
    return CodeStep(
        kernels=step.applied,
        combine=step.filter.combine,
        divisor=step.divisor,
        offset=step.offset,
        display=step.display,
        padding=step.geometry(ANY_PICTURE).padding,
        padding_mode=step.padding_mode,
        stride=step.stride,
        dilation=step.dilation,
        channels=step.channels,
        title=title,
    )
