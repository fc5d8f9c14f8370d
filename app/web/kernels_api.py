"""What can be said about a kernel, and done to it."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.conv.analysis import KernelAnalysis, analyze
from app.conv.transforms import transform
from app.filters.kernels.custom import custom
from app.filters.parse import parse_kernel_text
from app.filters.step import check_divisor
from app.web.bodies import json_response
from app.web.errors import ERROR_RESPONSES
from app.web.schemas import AnalyzeBody, TextBody, TransformBody


class KernelView(BaseModel):
    """A kernel with its divisor."""

    kernel: list[list[float]]
    divisor: float


def make_router() -> APIRouter:
    """Routes under ``/api/kernels``."""
    router = APIRouter(prefix="/api/kernels", tags=["kernels"], responses=ERROR_RESPONSES)

    @router.post("/analyze", summary="Analyse a kernel", response_model=KernelAnalysis)
    def analyze_kernel(body: AnalyzeBody) -> Response:
        """Sum and what it means, rank, factors by SVD, symmetries, frequency response."""
        return json_response(analyze(custom(body.kernel).weights, divisor=check_divisor(body.divisor)))

    @router.post("/transform", summary="Rotate, flip, negate, normalise, resize", response_model=KernelView)
    def transform_kernel(body: TransformBody) -> Response:
        """The new kernel and divisor."""
        kernel, divisor = transform(
            custom(body.kernel).weights,
            check_divisor(body.divisor),
            body.operation,
            rows=body.rows,
            cols=body.cols,
        )
        return json_response({"kernel": kernel.tolist(), "divisor": divisor})

    @router.post("/parse", summary="Read a kernel from text", response_model=KernelView)
    def parse(body: TextBody) -> Response:
        """Rows from a spreadsheet, or a literal of Python, NumPy, PyTorch, MATLAB or C."""
        parsed = parse_kernel_text(body.text)
        return json_response({"kernel": parsed.kernel.tolist(), "divisor": parsed.divisor})

    return router
