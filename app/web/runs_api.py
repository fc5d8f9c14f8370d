"""Training runs over HTTP: start, watch, command and look back.

The stream's protocol is written down in :mod:`app.services.runs.stream`.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.services.runs.service import RunService
from app.web.bodies import json_response
from app.web.errors import ERROR_RESPONSES
from app.web.event_stream import EventStream
from app.web.runs_schemas import CommandBody, HistoryView, MomentView, RunView, TrainingBody

LARGEST_ID_DIGITS = 15
After = Annotated[int, Query(ge=0, description="id of the last event that is known; 0: none")]


def make_router(runs: RunService) -> APIRouter:
    """Routes under ``/api/runs``."""
    router = APIRouter(prefix="/api/runs", tags=["runs"], responses=ERROR_RESPONSES)

    @router.post("", summary="Start a training run", response_model=RunView, status_code=201)
    async def submit(body: TrainingBody) -> Response:
        """The run starts in a process of its own, or waits for its turn: `position` 1 is next."""
        run = await runs.submit(body.to_spec())
        return json_response(run.view(), 201)

    @router.get("", summary="All runs", response_model=list[RunView])
    async def list_runs() -> Response:
        """The newest first; the oldest that have ended are forgotten to make room."""
        return json_response([run.view() for run in runs.list()])

    @router.get("/{run_id}", summary="One run", response_model=RunView)
    async def get(run_id: str) -> Response:
        """How it stands; what it has said is in its history and in its stream."""
        return json_response(runs.get(run_id).view())

    @router.get("/{run_id}/history", summary="What a run has said", response_model=HistoryView)
    async def history(run_id: str, after: After = 0) -> Response:
        """All points of the curves, all epochs, the newest pictures: the stream's first event, without it."""
        return Response(runs.get(run_id).history(after), media_type="application/json")

    @router.get("/{run_id}/moments/{step}", summary="Look back", response_model=MomentView)
    async def moment(run_id: str, step: int) -> Response:
        """The snapshot recorded at a step, or the nearest before it."""
        found = runs.moment(run_id, step)
        return Response(b'{"snapshot":%s}' % (found or b"null"), media_type="application/json")

    @router.get(
        "/{run_id}/events",
        summary="Watch a run",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def events(request: Request, run_id: str, after: After = 0) -> Response:
        """Server-Sent Events: everything so far as one `history`, then what happens, as it happens.

        The header `Last-Event-ID` wins over `after`; a browser sends it when it comes back.
        """
        known = request.headers.get("last-event-id", "")
        if known.isascii() and known.isdigit():
            after = int(known[:LARGEST_ID_DIGITS])
        return EventStream(runs.subscribe(run_id, after))

    @router.post("/{run_id}/commands", summary="Command a run", response_model=RunView, status_code=202)
    async def command(run_id: str, body: CommandBody) -> Response:
        """Everybody who watches is told. What is told twice is done once, but for `step` and `slow`."""
        shape = runs.get(run_id).input_shape
        return json_response(runs.command(run_id, body.to_command(shape)).view(), 202)

    return router
