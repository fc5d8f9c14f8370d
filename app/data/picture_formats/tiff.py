"""TIFF: a directory of tags anywhere in the file; its values and strips anywhere else.

A directory can claim the same bytes thousands of times, and tiles larger than any picture. Both are
refused here. The orientation tag is overwritten by 1 so that turning happens in one place only.
Source: Adobe TIFF 6.0.
"""

from __future__ import annotations

import struct

from app.data.picture_formats.essentials import Deep, Essentials, damaged, truncated
from app.data.picture_limits import PictureLimits

_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_BYTE_TYPES = (1, 2, 6, 7)
_MOST_NUMBERS = 1_000_000
_MOST_TAGS = 1_000
_WIDTH, _HEIGHT, _BITS, _ORIENTATION, _TILE_WIDTH, _TILE_HEIGHT, _PROFILE = (
    256,
    257,
    258,
    274,
    322,
    323,
    34675,
)


def read(data: bytes, limits: PictureLimits) -> Essentials:
    """Walks the first directory only."""
    order = "<" if data[:2] == b"II" else ">"
    if len(data) < 8:
        raise truncated("TIFF")
    (start,) = struct.unpack_from(order + "I", data, 4)
    if start + 2 > len(data):
        raise truncated("TIFF")
    (count,) = struct.unpack_from(order + "H", data, start)
    after = start + 2 + 12 * count
    if count > _MOST_TAGS:
        raise damaged("TIFF")
    if after + 4 > len(data):
        raise truncated("TIFF")
    numbers: dict[int, int] = {}
    profile, orientation_at, total = b"", 0, 0
    for entry in range(start + 2, after, 12):
        tag, kind, length = struct.unpack_from(order + "HHI", data, entry)
        size = length * _TYPE_BYTES.get(kind, 0)
        total += size
        if kind not in _BYTE_TYPES and length > _MOST_NUMBERS:
            raise damaged("TIFF")
        (offset,) = struct.unpack_from(order + "I", data, entry + 8)
        at = entry + 8 if size <= 4 else offset
        if at + size > len(data) or total > len(data):
            raise truncated("TIFF")
        if kind in (3, 4) and length >= 1:
            numbers[tag] = int(struct.unpack_from(order + ("H" if kind == 3 else "I"), data, at)[0])
        if tag == _PROFILE:
            profile = data[at : at + size]
        elif tag == _ORIENTATION and kind == 3:
            orientation_at = at
    width, height = numbers.get(_WIDTH, 0), numbers.get(_HEIGHT, 0)
    limits.check_sides(width, height)
    # A tile is a multiple of 16 and may overlap the edge; beyond that a decoder would allocate for nothing.
    if (
        numbers.get(_TILE_WIDTH, 0) > max(width, 4096) + 16
        or numbers.get(_TILE_HEIGHT, 0) > max(height, 4096) + 16
    ):
        raise damaged("TIFF")
    orientation = numbers.get(_ORIENTATION, 1) if orientation_at else 1
    if orientation != 1:
        upright = struct.pack(order + "H", 1)
        data = data[:orientation_at] + upright + data[orientation_at + 2 :]
    (following,) = struct.unpack_from(order + "I", data, after)
    deep: Deep = "other" if numbers.get(_BITS, 1) == 16 else ""
    is_profile_broken = len(profile) > limits.max_profile_bytes
    return Essentials(
        "TIFF",
        data,
        width,
        height,
        orientation if 1 <= orientation <= 8 else 1,
        b"" if is_profile_broken else profile,
        is_profile_broken,
        is_animated=following != 0,
        deep=deep,
    )
