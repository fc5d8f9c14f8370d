"""Data sets: which there are, and pictures of one's own. Uploads are raw bodies and stay in memory."""

from __future__ import annotations

from threading import Semaphore

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.data.datasets.own import PICTURE_LIMITS
from app.data.datasets.own_zip import ZipLimits, from_zip
from app.services.datasets import Datasets
from app.web.bodies import read_body
from app.web.datasets_view import DatasetView, UploadedView, dataset_view, uploaded_view
from app.web.errors import ERROR_RESPONSES
from app.web.pictures_api import UPLOAD_BODY
from app.web.probing_view import json_answer

ZIP_BODY = {
    "requestBody": {
        "required": True,
        "description": "a zip; the folder that a picture lies in is its class",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
SIZE = Query(default=28, description="side of the pictures: 28 or 32")
COLOR = Query(default=False, description="whether they keep their colours")


def make_router(datasets: Datasets) -> APIRouter:
    """Routes under ``/api/datasets``."""
    router = APIRouter(prefix="/api/datasets", tags=["datasets"], responses=ERROR_RESPONSES)
    unpacking = Semaphore(1)  # archives take memory and time: one after the other

    @router.get("", summary="The data sets", response_model=list[DatasetView])
    def list_datasets() -> Response:
        """Drawn by the program, read from the data folder, and brought by visitors; each with some pictures.

        One that is not to be had says why.
        """
        return json_answer([dataset_view(info) for info in datasets.infos()])

    @router.post(
        "", summary="Upload a set of pictures", status_code=201, openapi_extra=ZIP_BODY,
        response_model=UploadedView,
    )  # fmt: skip
    async def upload(request: Request, size: int = SIZE, color: bool = COLOR) -> Response:
        """Send a zip of class folders as the request's body: `curl --data-binary @pets.zip …/api/datasets`.

        Pictures are framed square and shrunk; broken ones are left out and named. Nothing is written to
        disk, and the sets unused for longest are forgotten when room is needed.
        """
        body = await read_body(request, ZipLimits().max_bytes, "zip_too_many_bytes")

        def keep() -> Response:
            with unpacking:
                pictures, skipped = from_zip(body, side=size, is_colour=color)
            info = datasets.info(datasets.own.add(pictures))
            assert info is not None
            return json_answer(uploaded_view(info, skipped), 201)

        return await run_in_threadpool(keep)

    @router.post(
        "/pictures", summary="Add one picture", openapi_extra=UPLOAD_BODY, response_model=UploadedView,
        responses={201: {"description": "The picture has begun a new set.", "model": UploadedView}},
    )  # fmt: skip
    async def add_picture(
        request: Request,
        class_name: str = Query(alias="class", description="what is in the picture", examples=["cat"]),
        set_name: str | None = Query(
            default=None, alias="set", description="a set of one's own; else a new one"
        ),
        size: int = SIZE,
        color: bool = COLOR,
    ) -> Response:
        """Send the file as the request's body. 201 where it begins a new set, 200 where one has grown.

        A set that a run has been asked to learn from does not change any more: what is added begins another
        one that has its pictures too.
        """
        body = await read_body(request, PICTURE_LIMITS.max_bytes, "picture_too_many_bytes")

        def keep() -> Response:
            name, is_new = datasets.own.grow(set_name, class_name, body, side=size, is_colour=color)
            info = datasets.info(name)
            assert info is not None
            return json_answer(uploaded_view(info), 201 if is_new else 200)

        return await run_in_threadpool(keep)

    return router
