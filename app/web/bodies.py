"""Reading request bodies into memory, up to a limit, and answering with pictures."""

from __future__ import annotations

import base64
from typing import Any, cast, get_args

import numpy as np
import orjson
from fastapi import Request, Response
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.data.images import MediaType, encode

RAW = "application/octet-stream"
PICTURE_TYPES: tuple[str, ...] = (*get_args(MediaType), RAW)
LARGEST_JSON_BYTES = 1 << 20


async def read_body(request: Request, max_bytes: int, code: str) -> bytes:
    """The whole body; refused with ``code`` as soon as it is known to be longer than ``max_bytes``.

    Nothing is written to disk.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise DomainError(code, field="body", value=int(announced), limit=max_bytes)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise DomainError(code, field="body", value=len(body), limit=max_bytes)
    return bytes(body)


def choose_type(accept: str) -> str:
    """The first of ``PICTURE_TYPES`` that an ``Accept`` header wants most; JPEG where it takes anything.

    Raises:
        DomainError: ``not_acceptable``.
    """
    if not accept.strip():
        return PICTURE_TYPES[0]
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept.split(",")):
        media_type, *options = (piece.strip().lower() for piece in part.split(";"))
        weight = next((option[2:] for option in options if option.startswith("q=")), "1")
        try:
            quality = float(weight)
        except ValueError:
            quality = 0.0
        wanted.append((-quality, position, media_type))
    for quality, _, media_type in sorted(wanted):
        if quality < 0:
            if media_type in PICTURE_TYPES:
                return media_type
            if media_type in ("*/*", "image/*"):
                return PICTURE_TYPES[0]
    raise DomainError("not_acceptable", field="Accept", value=accept[:80], limit=", ".join(PICTURE_TYPES))


def picture_response(
    pixels: NDArray[np.uint8], media_type: str, headers: dict[str, str] | None = None, **options: Any
) -> Response:
    """Pixels (3, H, W) as a picture, or raw: uint8, row by row, R G B."""
    _, height, width = pixels.shape
    content = (
        np.ascontiguousarray(pixels.transpose(1, 2, 0)).tobytes()
        if media_type == RAW
        else encode(pixels, cast(MediaType, media_type), **options)
    )
    size = {"ConvScope-Width": str(width), "ConvScope-Height": str(height), "Vary": "Accept"}
    return Response(content, media_type=media_type, headers={**size, **(headers or {})})


def data_url(content: bytes, media_type: str) -> str:
    """The content inside an address."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def json_response(value: Any, status: int = 200) -> Response:
    """A record, or anything orjson knows, as JSON."""
    return Response(orjson.dumps(value), status, media_type="application/json")
