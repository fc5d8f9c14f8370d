"""Any convolution or pooling, forward or backward, as data that can be played back product by product."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial

from fastapi import APIRouter, Request, Response

from app.conv.errors import DomainError
from app.explain.export_code import to_code
from app.explain.export_latex import result_latex, sum_latex
from app.explain.from_spec import explain
from app.explain.matrix import Matrices, SparseMatrix, matrices, picture_matrix
from app.explain.operands import resolve
from app.explain.proof import Proof, prove
from app.explain.ranges import ranges
from app.explain.records import Trace
from app.explain.spec import TraceSpec
from app.explain.story import formulas
from app.i18n.catalog import negotiate, translate
from app.web.bodies import json_response
from app.web.case_view import CaseView, case_views
from app.web.errors import ERROR_RESPONSES
from app.web.trace_wire import to_wire
from app.web.traces_schemas import ExportBody, PictureMatrixBody, PlayedView, TraceBody


@dataclass(frozen=True, slots=True)
class Exported:
    """Text to take away."""

    text: str


def make_router() -> APIRouter:
    """Routes under ``/api/traces``."""
    router = APIRouter(prefix="/api/traces", tags=["traces"], responses=ERROR_RESPONSES)

    @router.post("", summary="Play a convolution back", response_model=PlayedView)
    def play(body: TraceBody) -> Response:
        """Every product and partial sum of every output, in playing order; what each control may say next.

        Conventions are PyTorch's, with zero padding. The last partial sum is exactly the engine's result.
        """
        trace, full = explain(body.to_spec())
        return json_response(
            {
                "trace": to_wire(trace),
                "spec": asdict(full),
                "ranges": {name: asdict(one) for name, one in ranges(full).items()},
                "formulas": formulas(full),
            }
        )

    @router.get("/cases", summary="The canonical cases")
    def cases() -> list[CaseView]:
        """The fifteen of the guide to convolution arithmetic, and the courses' own."""
        return case_views()

    @router.post("/matrices", summary="The same as matrix products", response_model=Matrices)
    def as_matrices(body: TraceBody) -> Response:
        """The Toeplitz matrix (sparse), im2col with the kernel's rows and their product, col2im."""
        return json_response(matrices(resolve(body.to_spec())))

    @router.post("/picture_matrix", summary="A picture as one matrix", response_model=SparseMatrix)
    def as_picture_matrix(body: PictureMatrixBody) -> Response:
        """Deck 1: 28×28, kernel 5×5, padding 2 is a 1024×784 matrix."""
        return json_response(picture_matrix(body.size, body.kernel, body.padding))

    @router.post("/proof", summary="Prove it", response_model=Proof)
    def proof(body: TraceBody) -> Response:
        """The same result by an independent method, and gradients by finite differences, with the errors."""
        return json_response(prove(resolve(body.to_spec())))

    @router.post("/export", summary="LaTeX, NumPy or PyTorch", response_model=Exported)
    def export(request: Request, body: ExportBody) -> Response:
        """One sum or the whole result as LaTeX, or a program that reproduces the numbers."""
        language = negotiate(request.headers.get("accept-language", ""))
        try:
            trace, full = explain(body.spec.to_spec())
            text = _text(body, trace, full, language)
        except DomainError as error:
            raise (error if error.field == "reduction" else error.at("spec")) from None
        return json_response(Exported(text))

    return router


def _text(body: ExportBody, trace: Trace, full: TraceSpec, language: str) -> str:
    if body.target == "latex_sum":
        return sum_latex(trace, body.reduction)
    if body.target == "latex_result":
        return result_latex(trace)
    return to_code(full, body.target, say=partial(translate, language))
