"""What every container reader answers with, and the two refusals they share."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Literal

from app.conv.errors import DomainError

Deep = Literal["", "LA", "other"]


@dataclass(frozen=True, slots=True)
class Essentials:
    """A picture file reduced to what shows.

    Attributes:
        format: as people write it: ``PNG``, ``JPEG``, ``WebP``, ``GIF``, ``BMP``, ``TIFF``.
        data: the bytes for the decoder; carries one picture and no metadata.
        width, height: in pixels as stored, before `orientation` turns them.
        orientation: EXIF, 1–8; 1 means upright.
        profile: the embedded ICC profile, not yet parsed; empty when there is none.
        is_profile_broken: a profile was there and could not be read.
        is_animated: there are more frames or pages; `data` holds the first only, or decodes to it.
        deep: not empty when a sample has 16 bits; ``LA`` marks a 16-bit grey-alpha PNG that `data`
            presents as 8-bit RGBA (grey high, grey low, alpha high, alpha low).
        has_adobe_marker: of a JPEG; Adobe stores CMYK inverted.
    """

    format: str
    data: bytes
    width: int
    height: int
    orientation: int = 1
    profile: bytes = b""
    is_profile_broken: bool = False
    is_animated: bool = False
    deep: Deep = ""
    has_adobe_marker: bool = False


def truncated(format_name: str) -> DomainError:
    """The file ends before its picture does."""
    return DomainError("picture_truncated", field="picture", value=format_name)


def damaged(format_name: str) -> DomainError:
    """The file contradicts itself, or is a variant nobody decodes."""
    return DomainError("picture_damaged", field="picture", value=format_name)


def exif_orientation(exif: bytes) -> int:
    """Tag 0x0112 of an EXIF block, 1–8; 1 when it is missing or nonsense.

    Only the first directory is looked at and no value is followed: an EXIF block is a small TIFF file
    and can be as hostile as one.
    """
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None or len(exif) < 8:
        return 1
    (start,) = struct.unpack_from(order + "I", exif, 4)
    if start + 2 > len(exif):
        return 1
    (count,) = struct.unpack_from(order + "H", exif, start)
    for entry in range(start + 2, min(start + 2 + 12 * count, len(exif) - 11), 12):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", exif, entry)
        if tag == 0x0112:
            return value if kind == 3 and 1 <= value <= 8 else 1
    return 1
