"""Networks that nobody has trained yet: what they would be, and how they look at a picture as they begin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Response

from app.conv.errors import DomainError
from app.nn.describe import describe
from app.services.datasets import Datasets
from app.services.probing import Probing, Subject
from app.training.controls import Probe
from app.training.spec import TrainingSpec, from_wire
from app.web.bodies import json_response
from app.web.errors import ERROR_RESPONSES
from app.web.networks_schemas import (
    ActivationsView,
    DescribeBody,
    DescriptionView,
    PresetView,
    UnitView,
    UntrainedBody,
    UntrainedUnitBody,
)
from app.web.networks_view import description_view
from app.web.probing_view import activations_answer, unit_answer
from app.web.runs_schemas import read_picture
from app.web.training_view import preset_views

LARGEST_SIDE = 1024
# Where a refusal that comes out of the spec stands in it.
_OF_THE_SPEC = ("data", "network", "batch_size")


def make_router(datasets: Datasets, probing: Probing) -> APIRouter:
    """Routes under ``/api/networks``."""
    router = APIRouter(prefix="/api/networks", tags=["networks"], responses=ERROR_RESPONSES)
    presets = preset_views()

    @router.get("/presets", summary="Networks by name", response_model=list[PresetView])
    def list_presets() -> Response:
        """Each with its layers and a whole spec, to be run as it is or changed."""
        return json_response(presets)

    @router.post("/describe", summary="What a network would be", response_model=DescriptionView)
    def describe_network(body: DescribeBody) -> Response:
        """Shapes, counts, limits of every field and what does not fit, without a single array.

        A layer that does not fit has an `error`; what comes behind it has no shapes.
        """
        spec = from_wire({"data": body.data, "batch_size": body.batch_size})
        if body.input_shape is None:
            shape, classes = datasets.shape_and_classes(spec.data.name)
        else:
            shape, classes = body.input_shape, body.classes
            for axis, length in enumerate(shape):
                if not 1 <= length <= LARGEST_SIDE:
                    raise DomainError(
                        "number_out_of_range",
                        field=f"input_shape.{axis}",
                        value=length,
                        limit=f"1–{LARGEST_SIDE}",
                    )
        return json_response(
            description_view(describe(body.layers, shape, classes, batch_size=spec.batch_size))
        )

    @router.post(
        "/activations", summary="A picture through an untrained network", response_model=ActivationsView
    )
    def activations(body: UntrainedBody) -> Response:
        """Every layer's output, the kernels and the scores, with the first weights that the seed gives."""
        spec = body.to_spec()
        with _in_spec():
            probe = _probe(datasets, spec, body)
            return activations_answer(probing.activations(Subject(spec), probe))

    @router.post("/unit", summary="One number of an untrained network", response_model=UnitView)
    def unit(body: UntrainedUnitBody) -> Response:
        """What it is the sum of, what this picture's loss asks of it, and what it sees of the picture."""
        spec = body.to_spec()
        with _in_spec():
            probe = _probe(datasets, spec, body)
            return unit_answer(probing.unit(Subject(spec), probe, body.to_place()))

    return router


def _probe(datasets: Datasets, spec: TrainingSpec, body: UntrainedBody) -> Probe:
    shape, _ = datasets.shape_and_classes(spec.data.name)
    return read_picture(body.picture, shape, "picture")


@contextmanager
def _in_spec() -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        is_inside = error.field.partition(".")[0] in _OF_THE_SPEC
        raise (error.at("spec") if is_inside else error) from None
