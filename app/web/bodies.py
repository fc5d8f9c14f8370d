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
# JPEG and WebP qualities: exact values come by other ways, so what is only looked at may be small.
FILE_QUALITY, SCREEN_QUALITY, THUMBNAIL_QUALITY, SHEET_QUALITY = 92, 75, 70, 60
LARGEST_JSON_BYTES = 1 << 20
LARGEST_DISCARDED_BYTES = 256 << 20
WEIGHT = re.compile(r"0(?:\.\d*)?|1(?:\.0*)?")


async def read_body(request: Request, max_bytes: int, code: str) -> bytes:
    """The whole body, in memory; refused with ``code`` where it is longer than ``max_bytes``.

    What is too long is still read, and thrown away: closing a connection on somebody who is sending would
    lose our answer with it. Who asks first (``Expect: 100-continue``) or sends without end is cut short.
    """
    length = request.headers.get("content-length", "")
    announced = int(length[:20]) if length.isdigit() else 0
    asks_first = request.headers.get("expect", "").lower() == "100-continue"
    if announced > max_bytes and (asks_first or announced > max_bytes + LARGEST_DISCARDED_BYTES):
        raise _too_long(code, announced, max_bytes)
    body = bytearray()
    count = 0
    async for chunk in request.stream():
        count += len(chunk)
        if max(count, announced) <= max_bytes:
            body += chunk
        elif count > max_bytes + LARGEST_DISCARDED_BYTES:
            break
        else:
            body.clear()
    if max(count, announced) > max_bytes:
        raise _too_long(code, max(count, announced), max_bytes)
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
    pixels: NDArray[np.uint8],
    media_type: str,
    headers: dict[str, str] | None = None,
    *,
    quality: int = FILE_QUALITY,
    lossless: bool = True,
) -> Response:
    """Pixels (3, H, W) as a picture, or raw: uint8, row by row, R G B.

    Args:
        quality: of JPEG, and of WebP where it is not lossless.
    """
    _, height, width = pixels.shape
    content = (
        _row_by_row(pixels)
        if media_type == RAW
        else encode(pixels, cast(MediaType, media_type), quality=quality, lossless=lossless)
    )
    size = {"ConvScope-Width": str(width), "ConvScope-Height": str(height), "Vary": "Accept"}
    return Response(content, media_type=media_type, headers={**size, **(headers or {})})


def _row_by_row(pixels: NDArray[np.uint8]) -> bytes:
    """R G B of one pixel after the other: written channel by channel, three times as fast as transposed."""
    colours = np.empty((*pixels.shape[1:], len(pixels)), np.uint8)
    for channel, plane in enumerate(pixels):
        colours[:, :, channel] = plane
    return colours.tobytes()


def data_url(content: bytes, media_type: str) -> str:
    """The content inside an address."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def json_response(value: Any, status: int = 200) -> Response:
    """A record, or anything orjson knows, as JSON."""
    return Response(orjson.dumps(value), status, media_type="application/json")
