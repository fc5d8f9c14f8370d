"""WebP: RIFF chunks around a VP8 or VP8L stream.

The decoder allocates its canvas when it is opened, so the size must be known before that.
Source: RFC 9649.
"""

from __future__ import annotations

from app.data.picture_formats.essentials import Essentials, damaged, exif_orientation, truncated
from app.data.picture_limits import PictureLimits


def read(data: bytes, limits: PictureLimits) -> Essentials:
    """Size, profile and orientation; the bytes go to the decoder as the RIFF header bounds them."""
    if len(data) < 30:
        raise truncated("WebP")
    end = 8 + _number(data, 4, 4)
    if end > len(data):
        raise truncated("WebP")
    width, height = _size(data)
    limits.check_sides(width, height)
    frames = 0
    profile, orientation = b"", 1
    position = 12
    while position + 8 <= end:
        name, length = data[position : position + 4], _number(data, position + 4, 4)
        if position + 8 + length > end:
            raise truncated("WebP")
        content = slice(position + 8, position + 8 + length)
        if name == b"ANMF":
            frames += 1
        elif name == b"ICCP":
            profile = data[content]
        elif name == b"EXIF":
            orientation = exif_orientation(data[content])
        position += 8 + length + length % 2
    is_profile_broken = len(profile) > limits.max_profile_bytes
    return Essentials(
        "WebP",
        data[:end],
        width,
        height,
        orientation,
        b"" if is_profile_broken else profile,
        is_profile_broken,
        is_animated=frames > 1,
    )


def _size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + _number(data, 24, 3), 1 + _number(data, 27, 3)
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = _number(data, 21, 4)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _number(data, 26, 2) & 0x3FFF, _number(data, 28, 2) & 0x3FFF
    raise damaged("WebP")


def _number(data: bytes, position: int, count: int) -> int:
    return int.from_bytes(data[position : position + count], "little")
