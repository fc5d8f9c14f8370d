"""One dimension over HTTP: seven computations, each a trace that can be played, plus what only it has.

Every answer has the same keys (:class:`app.signals.records.Answer`); ``trace`` is spelled as those of
``/api/traces``. Whatever a body leaves out has the default of the lecture, so ``{}`` is a request too.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field, WithJsonSchema

from app.signals.continuous import continuous
from app.signals.density import density
from app.signals.dice import dice
from app.signals.integer import integer
from app.signals.moving_average import moving_average
from app.signals.polynomial import polynomial
from app.signals.records import Answer
from app.signals.sequence import sequence
from app.web.bodies import json_response
from app.web.errors import ERROR_RESPONSES
from app.web.schemas import Real, Strict, Whole

# The domain reads them and names the number that is wrong.
Numbers = Annotated[Any, WithJsonSchema({"type": "array", "items": {"type": "number"}})]
Digits = Annotated[Any, WithJsonSchema({"type": ["string", "integer"]})]
SidesOrName = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": ["valid", "full", "same"]},
                {"type": "array", "description": "[before, after]", "items": {"type": "integer"}},
            ]
        }
    ),
]


class PolynomialBody(Strict):
    """Two polynomials: coefficients, low powers first."""

    p: Numbers = Field(default=(3, -2, 1), examples=[[3, -2, 1]])
    q: Numbers = Field(default=(-5, 4), examples=[[-5, 4]])


class IntegerBody(Strict):
    """Two whole numbers of up to 12 digits."""

    a: Digits = Field(default="125", examples=["125"])
    b: Digits = Field(default="47", examples=["47"])


class MovingAverageBody(Strict):
    """A signal and the weights of its window."""

    signal: str = Field(default="noisy", description="`noisy`, `tone`, `steps` or `typed`")
    seed: Whole = 1
    values: Numbers | None = Field(default=None, description="the signal, for `typed`")
    window: Whole = 5
    weights: str = Field(default="plain", description="`plain`, `triangular`, `binomial` or `typed`")
    kernel: Numbers | None = Field(default=None, description="whole weights, for `typed`")
    padding: str = Field(default="same", description="`valid` (narrow), `full` (wide) or `same` (equal)")


class DensityBody(Strict):
    """Points on the axis from 0 to 10."""

    points: Numbers = Field(default=(2, 2.6, 3.1, 5.4, 6.8, 7.1, 7.3), examples=[[2, 2.6, 7.1]])
    kernel: str = Field(default="gaussian", description="`gaussian`, `box` or `triangle`")
    bandwidth: Real = 0.6
    cells: Whole = Field(default=40, description="cells of the grid: 20, 40 or 50")


class DiceBody(Strict):
    """Equal dice."""

    dice: Whole = 2
    weights: Numbers = Field(default=(1,) * 6, description="how often each face comes up")
    stage: Whole | None = Field(default=None, description="play the convolution that adds this die")


class ContinuousBody(Strict):
    """Two functions, and samples per unit of time."""

    f: str = Field(default="box", description="`box`, `ramp`, `triangle`, `exponential` or `wide_box`")
    g: str = Field(default="exponential", description="the same choices")
    samples: Whole = Field(default=5, description="2, 4, 5, 8 or 10")


class SequenceBody(Strict):
    """Any two sequences."""

    v: Numbers = Field(default=(1, 0, 2), examples=[[1, 0, 2]])
    w: Numbers = Field(default=(0, 1, 2, 3), examples=[[0, 1, 2, 3]])
    operation: str = Field(default="convolve", description="`convolve` or `correlate`")
    padding: SidesOrName = Field(default="full", description="`valid`, `full`, `same` or [before, after]")
    stride: Whole = 1


def make_router() -> APIRouter:
    """Routes under ``/api/signals``."""
    router = APIRouter(prefix="/api/signals", tags=["signals"], responses=ERROR_RESPONSES)

    @router.post("/polynomial", summary="Multiply two polynomials", response_model=Answer)
    def multiply_polynomials(body: PolynomialBody) -> Response:
        """Coefficients, low powers first; proved by evaluating both sides at a point."""
        return json_response(polynomial(body.p, body.q))

    @router.post("/integer", summary="Multiply two whole numbers", response_model=Answer)
    def multiply_integers(body: IntegerBody) -> Response:
        """Digits, low first; `details.carries` is the carrying, column by column."""
        return json_response(integer(body.a, body.b))

    @router.post("/moving_average", summary="Smooth a signal", response_model=Answer)
    def average(body: MovingAverageBody) -> Response:
        """`details.clean` is the signal before its noise."""
        return json_response(moving_average(**body.model_dump()))

    @router.post("/density", summary="Estimate a density", response_model=Answer)
    def estimate_density(body: DensityBody) -> Response:
        """As a convolution on a grid, and as the exact sum of hills (`details.exact`)."""
        return json_response(density(**body.model_dump()))

    @router.post("/dice", summary="The sum of dice", response_model=Answer)
    def add_dice(body: DiceBody) -> Response:
        """Ways of every total; `details.stages` has exact fractions for 1, 2, … dice."""
        return json_response(dice(**body.model_dump()))

    @router.post("/continuous", summary="The integral, and its sum", response_model=Answer)
    def approximate(body: ContinuousBody) -> Response:
        """`details.products` are the curves whose areas the results are."""
        return json_response(continuous(**body.model_dump()))

    @router.post("/sequence", summary="Convolve or correlate two sequences", response_model=Answer)
    def convolve_sequences(body: SequenceBody) -> Response:
        """Narrow, wide, equal or padded as wished; `details.other_values` is the other operation."""
        return json_response(sequence(**body.model_dump()))

    return router
