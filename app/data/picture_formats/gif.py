"""GIF: a screen, then blocks; only the first image and its graphic control are kept.

Source: CompuServe GIF89a specification.
"""

from __future__ import annotations

from app.data.picture_formats.essentials import Essentials, truncated
from app.data.picture_limits import PictureLimits


def read(data: bytes, limits: PictureLimits) -> Essentials:
    """Rewrites the file as one frame. The screen grows to hold a frame that sticks out of it."""
    if len(data) < 13:
        raise truncated("GIF")
    width, height = _u16(data, 6), _u16(data, 8)
    limits.check_sides(max(width, 1), max(height, 1))
    position = 13 + _table_bytes(data[10])
    head = data[6:position]
    control = b""
    while True:
        kind = data[position : position + 1]
        if kind == b"!":
            end = _skip_blocks(data, position + 2)
            if data[position + 1 : position + 2] == b"\xf9":
                control = data[position:end]
            position = end
        elif kind == b",":
            break
        else:
            raise truncated("GIF")
    if position + 10 > len(data):
        raise truncated("GIF")
    left, top, frame_width, frame_height = (_u16(data, position + at) for at in (1, 3, 5, 7))
    width, height = max(width, left + frame_width), max(height, top + frame_height)
    limits.check_sides(width, height)
    end = _skip_blocks(data, position + 11 + _table_bytes(data[position + 9]))
    frame = data[position:end]
    return Essentials(
        "GIF", b"GIF89a" + head + control + frame + b";", width, height, is_animated=_has_image(data, end)
    )


def _has_image(data: bytes, position: int) -> bool:
    """Whether another image follows; what comes after it is not walked."""
    while data[position : position + 1] == b"!":
        try:
            position = _skip_blocks(data, position + 2)
        except ValueError:
            return False
    return data[position : position + 1] == b","


def _skip_blocks(data: bytes, position: int) -> int:
    """The position after a chain of length-prefixed blocks that ends with an empty one."""
    while position < len(data):
        length = data[position]
        position += 1 + length
        if length == 0:
            return position
    raise truncated("GIF")


def _table_bytes(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _u16(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 2], "little")
