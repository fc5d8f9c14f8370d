"""Reading request bodies into memory, up to a limit, and answering with pictures."""

from __future__ import annotations

import base64
import re
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
WEIGHT = re.compile(r"0(?:\.\d*)?|1(?:\.0*)?")


async def read_body(request: Request, max_bytes: int, code: str) -> bytes:
    """The whole body; refused with ``code`` as soon as it is known to be longer than ``max_bytes``.

    Nothing is written to disk.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise _too_long(code, int(announced), max_bytes)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise _too_long(code, len(body), max_bytes)
    return bytes(body)


def _too_long(code: str, count: int, most: int) -> DomainError:
    mib = {"value_mib": round(count / 2**20, 1), "limit_mib": round(most / 2**20, 1)}
    return DomainError(code, field="body", value=count, limit=most, **mib)


def choose_type(accept: str) -> str:
    """The one of ``PICTURE_TYPES`` that an ``Accept`` header wants most (RFC 9110, 12.5.1).

    The most specific range decides on a type (``image/png`` before ``image/*`` before ``*/*``); among types
    wanted alike the one named first wins, and JPEG where anything will do.

    Raises:
        DomainError: ``not_acceptable``.
    """
    ranges = _ranges(accept if accept.strip() else "*/*")
    best: tuple[float, int] = (0.0, 0)
    chosen = ""
    for offered in PICTURE_TYPES:
        patterns = (offered, f"{offered.partition('/')[0]}/*", "*/*")
        quality, position = next((ranges[pattern] for pattern in patterns if pattern in ranges), (0.0, 0))
        if quality > 0 and (not chosen or (quality, -position) > best):
            chosen, best = offered, (quality, -position)
    if not chosen:
        raise DomainError("not_acceptable", field="Accept", value=accept, limit=", ".join(PICTURE_TYPES))
    return chosen


def _ranges(accept: str) -> dict[str, tuple[float, int]]:
    """Media range → its weight and its place in the header; a weight that is none counts as 0."""
    ranges: dict[str, tuple[float, int]] = {}
    for position, part in enumerate(accept.lower().split(",")):
        media_type, *options = (piece.strip() for piece in part.split(";"))
        weight = next((option[2:] for option in options if option.startswith("q=")), "1")
        quality = float(weight) if WEIGHT.fullmatch(weight) else 0.0
        ranges.setdefault(media_type, (quality, position))
    return ranges


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
