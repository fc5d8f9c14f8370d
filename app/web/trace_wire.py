"""A trace as it travels: each reduction as columns instead of a record a term, a quarter of the bytes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, Field

from app.explain.records import Operand, Reduction, Trace

Scalar = int | float | str


class ExpandedView(BaseModel):
    """The grid a window really slides over."""

    shape: tuple[int, int, int]
    source: list[int] = Field(description="index of the operand cell; −1 padding, −2 inserted, −3 no data")
    origin: tuple[int, int] = Field(description="(row, col) of the operand's first cell")


class OperandView(BaseModel):
    """An array that enters the operation; all positions are flat, row by row."""

    id: str
    kind: str
    law: str = Field(description="how it is coloured: `grey`, `value` or `delta`")
    shape: list[int]
    values: list[Scalar]
    expanded: ExpandedView | None
    applied: list[int] | None = Field(description="of a kernel: the weight under each cell as it slides")


class ReductionView(BaseModel):
    """One output, its products as columns in playing order."""

    output: int
    values: list[Scalar]
    weights: list[Scalar]
    products: list[Scalar]
    partial_sums: list[Scalar]
    value_at: list[int] = Field(description="indices into the expanded grid of the value operand")
    weight_at: list[int | None]
    bias: Scalar | None
    bias_at: int | None
    divisor: float | None
    winner: int | None
    result: Scalar


class OutputView(BaseModel):
    """What comes out."""

    id: str
    law: str
    shape: list[int]
    values: list[Scalar]


class TraceView(BaseModel):
    """One operation, product by product."""

    mode: str
    geometry: dict[str, Any]
    operands: list[OperandView]
    value_operand: str
    weight_operand: str | None
    output: OutputView
    reductions: list[ReductionView]
    by_input: list[tuple[int, int]] | None = Field(
        description="the products in scattering order, as (reduction, term)"
    )
    counts: dict[str, int]
    is_symbolic: bool


def to_wire(trace: Trace) -> dict[str, Any]:
    """The trace as plain JSON-ready containers, shaped like :class:`TraceView`."""
    return {
        "mode": trace.mode,
        "geometry": asdict(trace.geometry),
        "operands": [_operand(operand) for operand in trace.operands],
        "value_operand": trace.value_operand,
        "weight_operand": trace.weight_operand,
        "output": asdict(trace.output),
        "reductions": [_reduction(reduction) for reduction in trace.reductions],
        "by_input": trace.by_input,
        "counts": asdict(trace.counts),
        "is_symbolic": trace.is_symbolic,
    }


def _operand(operand: Operand) -> dict[str, Any]:
    expanded = operand.expanded
    return {
        "id": operand.id,
        "kind": operand.kind,
        "law": operand.law,
        "shape": operand.shape,
        "values": operand.values,
        "expanded": expanded
        and {"shape": expanded.shape, "source": expanded.source, "origin": expanded.origin},
        "applied": operand.applied,
    }


def _reduction(reduction: Reduction) -> dict[str, Any]:
    terms = reduction.terms
    return {
        "output": reduction.output,
        "values": [term.value for term in terms],
        "weights": [term.weight for term in terms],
        "products": [term.product for term in terms],
        "partial_sums": [term.partial_sum for term in terms],
        "value_at": [term.value_at for term in terms],
        "weight_at": [term.weight_at for term in terms],
        "bias": reduction.bias,
        "bias_at": reduction.bias_at,
        "divisor": reduction.divisor,
        "winner": reduction.winner,
        "result": reduction.result,
    }
