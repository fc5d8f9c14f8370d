"""BMP: a file header, an information header, perhaps a palette, rows.

Source: Microsoft Windows GDI, "Bitmap Storage".
"""

from __future__ import annotations

from dataclasses import replace

from app.conv.errors import DomainError
from app.data.picture_formats.essentials import Essentials, truncated
from app.data.picture_limits import PictureLimits

_RUN_LENGTH_CODED = (1, 2)


def read(data: bytes, limits: PictureLimits) -> Essentials:
    """Size from either header generation; a negative height means top row first."""
    if len(data) < 26:
        raise truncated("BMP")
    if int.from_bytes(data[14:18], "little") == 12:
        width, height = int.from_bytes(data[18:20], "little"), int.from_bytes(data[20:22], "little")
    else:
        width = int.from_bytes(data[18:22], "little")
        height = abs(int.from_bytes(data[22:26], "little", signed=True))
        is_run_length_coded = int.from_bytes(data[30:34], "little") in _RUN_LENGTH_CODED
        if is_run_length_coded:
            replace(limits, max_pixels=min(limits.max_pixels, limits.max_run_length_pixels)).check_sides(
                width, height
            )
        if is_run_length_coded and len(data) > limits.max_run_length_bytes:
            raise DomainError(
                "picture_run_length_too_long",
                field="picture",
                value=len(data),
                limit=limits.max_run_length_bytes,
                value_mib=round(len(data) / 2**20, 1),
                limit_mib=round(limits.max_run_length_bytes / 2**20, 1),
            )
    return Essentials("BMP", data, width, height)
