"""What a chain does, in numbers: kernels, sizes, plans, and the range of every control with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.conv.geometry import Amounts, Axis, Geometry
from app.conv.planner import ExecutorName, plan
from app.conv.tile_planner import TileExecutor
from app.filters.parameters import Parameter
from app.filters.quick import quick_way
from app.filters.step import LARGEST_DILATION, LARGEST_PADDING, LARGEST_STRIDE, Step
from app.services.filter_lab import FilterLab, Size, chain_geometry, check_chain
from app.services.inspection import Extent


@dataclass(frozen=True, slots=True)
class KernelDescription:
    """A kernel as its filter defines it, and ``applied``: as it slides (rotated for a convolution)."""

    rows: int
    cols: int
    weights: list[list[float]]
    applied: list[list[float]]


@dataclass(frozen=True, slots=True)
class ParameterDescription:
    """A parameter of the filter, its present value and its range."""

    id: str
    kind: Literal["int", "float", "choice"]
    value: float | str
    default: float | str
    minimum: float | None
    maximum: float | None
    step: float | None
    choices: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Limit:
    """The range of a control and why it ends there.

    Attributes:
        reason: message key of the sentence that explains ``maximum``.
        values: its placeholders.
    """

    minimum: int
    maximum: int
    reason: str
    values: dict[str, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """Ranges of the controls that the geometry bounds; per axis where the axes differ."""

    stride: Limit
    dilation: Limit
    padding: Limit


@dataclass(frozen=True, slots=True)
class Placement:
    """Where output pixel (0, 0) has its centre in the first picture (pixel centres are whole numbers), and
    how far the next ones are: through the whole chain."""

    row: float
    col: float
    row_step: float
    col_step: float


@dataclass(frozen=True, slots=True)
class PlanDescription:
    """How the server computes it: operations an output value, beside what the definition multiplies.

    Attributes:
        lines: of ``"taps"``: every pass over the picture (``a = x + x[0, 1]``); else nothing.
    """

    executor: ExecutorName | TileExecutor
    multiplications: int
    additions: int
    plain_multiplications: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepDescription:
    """One step of a chain on one picture."""

    filter: str
    kernels: tuple[KernelDescription, ...]
    divisor: float
    offset: float
    display: str
    combine: str
    operation: str
    padding: Amounts
    padding_mode: str
    stride: tuple[int, int]
    dilation: tuple[int, int]
    channels: str
    input: Extent
    output: Extent
    placement: Placement
    parameters: tuple[ParameterDescription, ...]
    limits: Limits
    plan: PlanDescription


def describe(
    lab: FilterLab, picture_id: str, size: Size, steps: Sequence[Step]
) -> tuple[StepDescription, ...]:
    """Describe every step of a chain without computing a pixel.

    Raises:
        DomainError: as :meth:`FilterLab.apply`.
    """
    check_chain(steps)
    source = lab.source(picture_id, size)
    placement = Placement(0, 0, 1, 1)
    descriptions = []
    for step, geometry in zip(steps, chain_geometry(source.shape[1:], steps), strict=True):
        placement = _through(placement, geometry)
        descriptions.append(_describe(step, geometry, placement))
    return tuple(descriptions)


def _describe(step: Step, geometry: Geometry, placement: Placement) -> StepDescription:
    return StepDescription(
        filter=step.filter.id,
        kernels=tuple(
            KernelDescription(
                kernel.weights.shape[0], kernel.weights.shape[1], kernel.weights.tolist(), applied.tolist()
            )
            for kernel, applied in zip(step.kernels, step.applied, strict=True)
        ),
        divisor=step.divisor,
        offset=step.offset,
        display=step.display,
        combine=step.filter.combine,
        operation=step.operation,
        padding=geometry.padding,
        padding_mode=step.padding_mode,
        stride=step.stride,
        dilation=step.dilation,
        channels=step.channels,
        input=Extent(geometry.cols.size, geometry.rows.size),
        output=Extent(geometry.cols.output, geometry.rows.output),
        placement=placement,
        parameters=tuple(
            _parameter(parameter, step.parameters[parameter.id]) for parameter in step.filter.parameters
        ),
        limits=_limits(step, geometry),
        plan=describe_plan(step),
    )


def _parameter(parameter: Parameter, value: Any) -> ParameterDescription:
    return ParameterDescription(
        parameter.id, parameter.kind, value, parameter.default, parameter.minimum, parameter.maximum,
        parameter.step, parameter.choices, parameter.unit,
    )  # fmt: skip


def describe_plan(step: Step) -> PlanDescription:
    """What is done to a picture. A pair costs what its two kernels cost together."""
    plain_multiplications = sum(kernel.size for kernel in step.applied)
    way = quick_way(step)
    if way is not None:
        lines = () if way.plan.program is None else tuple(str(way.plan.program).splitlines())
        return PlanDescription(
            way.plan.executor,
            way.plan.multiplications,
            way.plan.additions,
            plain_multiplications,
            lines,
        )
    plans = [plan(kernel, stride=step.stride) for kernel in step.applied]
    return PlanDescription(
        executor=plans[0].executor,
        multiplications=sum(p.multiplications for p in plans),
        additions=sum(p.additions for p in plans),
        plain_multiplications=plain_multiplications,
        lines=tuple(line for p in plans if p.program is not None for line in str(p.program).splitlines()),
    )


def _limits(step: Step, geometry: Geometry) -> Limits:
    rows, cols = geometry.rows, geometry.cols
    stride = min(LARGEST_STRIDE, max(rows.largest_useful_stride, cols.largest_useful_stride))
    reason = "limit.stride.house" if stride == LARGEST_STRIDE else "limit.stride.one_window"
    return Limits(
        stride=Limit(1, stride, reason, {"maximum": stride}),
        dilation=_dilation_limit(step, rows, cols),
        padding=Limit(0, LARGEST_PADDING, "limit.padding.house", {"maximum": LARGEST_PADDING}),
    )


def _dilation_limit(step: Step, rows: Axis, cols: Axis) -> Limit:
    """With "same" and "full" the padding grows along, so only the house's bound remains."""
    if max(rows.kernel, cols.kernel) == 1:
        return Limit(1, 1, "limit.dilation.one_tap", {"maximum": 1})
    bounds = [(axis.largest_dilation, axis) for axis in (rows, cols) if axis.largest_dilation is not None]
    least, tighter = min(bounds, key=lambda bound: bound[0])
    if step.padding in ("same", "full") or least >= LARGEST_DILATION:
        return Limit(1, LARGEST_DILATION, "limit.dilation.house", {"maximum": LARGEST_DILATION})
    return Limit(
        1, least, "limit.dilation.no_window",
        {"maximum": least, "kernel": tighter.kernel, "size": tighter.padded},
    )  # fmt: skip


def _through(before: Placement, geometry: Geometry) -> Placement:
    """The placement after one more step: the anchor of the window stands for its output pixel."""
    row = geometry.rows.input_index(0, 0) + geometry.rows.effective // 2
    col = geometry.cols.input_index(0, 0) + geometry.cols.effective // 2
    return Placement(
        before.row + row * before.row_step,
        before.col + col * before.col_step,
        before.row_step * geometry.rows.stride,
        before.col_step * geometry.cols.stride,
    )
