"""PNG: a list of chunks (length, name, content, checksum).

Source: W3C Portable Network Graphics (PNG) Specification, third edition.
"""

from __future__ import annotations

import struct
import zlib

from app.data.picture_formats.essentials import Deep, Essentials, damaged, exif_orientation, truncated
from app.data.picture_limits import PictureLimits

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"PLTE", b"tRNS", b"IDAT"})


def read(data: bytes, limits: PictureLimits) -> Essentials:
    """Keeps IHDR, PLTE, tRNS, IDAT and IEND; unpacks the profile up to its limit."""
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise truncated("PNG") if len(data) < 33 else damaged("PNG")
    width, height, depth, colour = struct.unpack_from(">IIBB", data, 16)
    limits.check_sides(width, height)
    kept = [_SIGNATURE, data[8:33]]
    deep: Deep = "other" if depth == 16 else ""
    if depth == 16 and colour == 4:
        # Four bytes a pixel either way, so the row filters stay valid and both bytes of each sample arrive.
        header = struct.pack(">IIBB", width, height, 8, 6) + data[26:29]
        kept[1] = _chunk(b"IHDR", header)
        deep = "LA"
    profile, orientation = b"", 1
    is_profile_broken = is_animated = False
    position = 33
    while True:
        if position + 12 > len(data):
            raise truncated("PNG")
        (length,) = struct.unpack_from(">I", data, position)
        name = data[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(data):
            raise truncated("PNG")
        if name in _KEPT:
            kept.append(data[position:end])
        elif name == b"IEND":
            break
        elif name == b"iCCP":
            profile = _profile(data[position + 8 : end - 4], limits.max_profile_bytes)
            is_profile_broken = not profile
        elif name == b"eXIf":
            orientation = exif_orientation(data[position + 8 : end - 4])
        elif name == b"acTL":
            is_animated = True
        position = end
    kept.append(_chunk(b"IEND", b""))
    return Essentials(
        "PNG", b"".join(kept), width, height, orientation, profile, is_profile_broken, is_animated, deep
    )


def _profile(content: bytes, limit: int) -> bytes:
    """The ICC profile of an iCCP chunk, or nothing when it is broken or unpacks to more than `limit`."""
    _, _, packed = content.partition(b"\0")
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], limit)
    except zlib.error:
        return b""
    return profile if unpacker.eof else b""


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
