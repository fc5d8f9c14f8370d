"""Networks that runs train: looked into with the weights of any recorded step, and carried away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from app.conv.errors import DomainError
from app.i18n.catalog import negotiate, translate
from app.services.probing import Probing, Subject
from app.services.pytorch_script import Script, pytorch_script
from app.services.run_export import run_json, weights_npz
from app.services.run_subjects import subject_at, subject_to_keep
from app.services.runs.service import RunService
from app.web.errors import ERROR_RESPONSES
from app.web.networks_schemas import (
    LARGEST_STEP,
    ActivationsView,
    ProbeBody,
    QuantizedView,
    RunUnitBody,
    UnitView,
)
from app.web.probing_view import activations_answer, json_answer, unit_answer

NPZ, PYTHON = "application/zip", "text/x-python; charset=utf-8"
_LONGEST_INDEX = 9
Step = Annotated[
    int | None, Query(ge=0, le=LARGEST_STEP, description="null: the best epoch's, or the newest")
]


class LabelledPictureView(BaseModel):
    """One picture of a split."""

    index: int
    label: int | None
    picture: QuantizedView


class PicturesView(BaseModel):
    """Pictures of a run's data."""

    pictures: list[LabelledPictureView]


class RunStory(BaseModel):
    """A run to keep."""

    format: Literal["convscope-run"]
    format_version: int
    run: dict[str, Any]
    started: dict[str, Any] | None
    steps: dict[str, list[float]] = Field(description="one column a quantity")
    epochs: list[dict[str, Any]]
    settings: list[dict[str, Any]]
    ended: dict[str, Any] | None


def make_router(runs: RunService, probing: Probing) -> APIRouter:
    """Routes under ``/api/runs/{run_id}``.

    Runs are looked up in the event loop, to which they belong; networks are computed in threads.
    """
    router = APIRouter(prefix="/api/runs/{run_id}", tags=["runs"], responses=ERROR_RESPONSES)

    @router.post("/activations", summary="A picture through a run's network", response_model=ActivationsView)
    async def activations(run_id: str, body: ProbeBody) -> Response:
        """Any picture, with the weights of any recorded step: every layer's output, kernels and scores."""
        probe = body.to_probe(runs.get(run_id).input_shape)
        subject = subject_at(runs, run_id, body.step)
        return activations_answer(await run_in_threadpool(probing.activations, subject, probe))

    @router.post("/unit", summary="One number of a run's network", response_model=UnitView)
    async def unit(run_id: str, body: RunUnitBody) -> Response:
        """What it is the sum of, what this picture's loss asks of it, and what it sees of the picture."""
        probe = body.to_probe(runs.get(run_id).input_shape)
        subject = subject_at(runs, run_id, body.step)
        return unit_answer(await run_in_threadpool(probing.unit, subject, probe, body.to_place()))

    @router.get("/pictures", summary="Pictures of a run's data", response_model=PicturesView)
    async def pictures(
        run_id: str,
        split: Literal["train", "validation", "test"] = Query(default="validation"),
        indices: str = Query(default="0", description="whole numbers with commas between them, at most 100"),
    ) -> Response:
        """Those behind a cell of the confusion matrix, for example."""
        spec = runs.get(run_id).spec
        found = await run_in_threadpool(probing.pictures, spec, split, read_indices(indices))
        return json_answer({"pictures": found})

    @router.get("/weights.npz", summary="The weights", response_class=Response,
                responses={200: {"content": {NPZ: {}}}})  # fmt: skip
    async def weights(run_id: str, step: Step = None) -> Response:
        """A NumPy archive of float32 arrays, named and shaped as in PyTorch: `convolution_1.weight` …"""
        subject = subject_to_keep(runs, run_id, step)
        content = await run_in_threadpool(lambda: weights_npz(probing.rebuilt(subject)))
        return _file(content, NPZ, f"convscope-{run_id}.npz", subject)

    @router.get("/run.json", summary="The whole story", response_model=RunStory)
    async def story(run_id: str) -> Response:
        """Spec, result, every point of the curves and every epoch, without pictures."""
        run = runs.get(run_id)
        content = await run_in_threadpool(run_json, run.view(), run.history(0))
        return _file(content, "application/json", f"convscope-{run_id}.json")

    @router.get("/pytorch.py", summary="The network in PyTorch", response_class=Response,
                responses={200: {"content": {"text/x-python": {}}}})  # fmt: skip
    async def program(run_id: str, step: Step = None, accept_language: str = Header(default="")) -> Response:
        """A program that loads the weights and gives the same outputs; comments follow `Accept-Language`."""
        subject = subject_to_keep(runs, run_id, step)
        say = partial(translate, negotiate(accept_language))

        def write() -> bytes:
            return _script(probing, subject, lambda key, **values: say(key, values)).encode()

        return _file(await run_in_threadpool(write), PYTHON, f"convscope-{run_id}.py", subject)

    return router


def read_indices(text: str) -> list[int]:
    """``3,5`` as numbers; nothing is none.

    Raises:
        DomainError: ``field_not_a_number``.
    """
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    for part in parts:
        if not (part.isascii() and part.isdigit() and len(part) <= _LONGEST_INDEX):
            raise DomainError("field_not_a_number", field="indices", value=part[:40])
    return [int(part) for part in parts]


def _script(probing: Probing, subject: Subject, say: Callable[..., str]) -> str:
    offset, scale = probing.input_scale(subject.spec)
    return pytorch_script(
        Script(
            spec=subject.spec,
            network=probing.rebuilt(subject),
            title=say("code.network.title", run=subject.run_id, step=subject.step),
            weights_file=f"convscope-{subject.run_id}.npz",
            classes=probing.classes(subject.spec),
            offset=offset,
            scale=scale,
        ),
        say,
    )


def _file(content: bytes, media_type: str, name: str, subject: Subject | None = None) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if subject is not None:
        headers["ConvScope-Step"] = str(subject.step)
    return Response(content, media_type=media_type, headers=headers)
