"""Upload a picture and read it back. Uploads are raw bodies and stay in memory."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.data.images import downscale
from app.services.filter_lab import FilterLab
from app.web.bodies import (
    FILE_QUALITY,
    SCREEN_QUALITY,
    THUMBNAIL_QUALITY,
    choose_type,
    picture_response,
    read_body,
)
from app.web.errors import ERROR_RESPONSES
from app.web.picture_view import PictureView, picture_view

UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "description": "the file itself: PNG, JPEG, WebP, GIF, BMP or TIFF; recognised by its content",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PICTURE_CONTENT: dict[str, dict[str, Any]] = {
    "image/jpeg": {},
    "image/png": {},
    "image/webp": {},
    "application/octet-stream": {},
}
QUALITY = {"thumbnail": THUMBNAIL_QUALITY, "preview": SCREEN_QUALITY, "full": FILE_QUALITY}
FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}


def make_router(lab: FilterLab) -> APIRouter:
    """Routes under ``/api/pictures``."""
    router = APIRouter(prefix="/api/pictures", tags=["pictures"], responses=ERROR_RESPONSES)
    pictures = lab.pictures

    @router.post("", status_code=201, openapi_extra=UPLOAD_BODY, summary="Upload a picture")
    async def upload(request: Request) -> PictureView:
        """Send the file as the request's body: `curl --data-binary @cat.jpg …/api/pictures`.

        The answer's `id` names the picture by its content; the same file twice is one picture. It is turned
        upright by its EXIF orientation and converted to 8-bit sRGB. Nothing is written to disk, and the
        least recently used pictures are forgotten first: then upload again.
        """
        body = await read_body(request, pictures.limits.max_bytes, "picture_too_many_bytes")

        def keep() -> PictureView:
            return picture_view(pictures.add(body))  # decoding and the preview take a while: not in the loop

        return await run_in_threadpool(keep)

    @router.get("", summary="The built-in pictures")
    def samples() -> list[PictureView]:
        """Six pictures that the program draws itself; their ids can be used without an upload."""
        return [picture_view(picture) for picture in pictures.samples()]

    @router.get("/{picture_id}", summary="One picture's description")
    def describe(picture_id: str) -> PictureView:
        """Size, format and what was done to the picture on the way in."""
        return picture_view(pictures.get(picture_id))

    @router.get("/{picture_id}/image", summary="The picture itself", response_class=Response,
                responses={200: {"content": PICTURE_CONTENT}})  # fmt: skip
    def image(
        picture_id: str,
        size: Literal["thumbnail", "preview", "full"] = Query(default="preview"),
        most_pixels: int | None = Query(
            default=None, alias="pixels", ge=1, description="no more pixels than so many, scaled down"
        ),
        accept: str = Header(default="image/jpeg"),
    ) -> Response:
        """As JPEG, PNG, WebP (lossless) or raw bytes (`application/octet-stream`: R G B, row by row)."""
        pixels = lab.thumbnail(picture_id) if size == "thumbnail" else lab.source(picture_id, size)
        if most_pixels is not None:
            pixels = downscale(pixels, most_pixels)
        is_exact = size != "thumbnail"
        return picture_response(
            pixels, choose_type(accept), FOREVER, quality=QUALITY[size], lossless=is_exact
        )

    return router
