"""JPEG: marker segments, then entropy-coded scans.

Source: ITU-T T.81, annex B; ICC.1 annex B.4 for profiles; EXIF 2.32 section 4.5.
"""

from __future__ import annotations

from app.conv.errors import DomainError
from app.data.picture_formats.essentials import Essentials, damaged, exif_orientation, truncated
from app.data.picture_limits import PictureLimits

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
_MOST_MARKERS = 100_000
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def read(data: bytes, limits: PictureLimits) -> Essentials:
    """Keeps tables, frame header, scans and the two markers that decide the colour model (JFIF, Adobe)."""
    kept = [data[:2]]
    width = height = 0
    orientation: int | None = None
    fragments: dict[int, bytes] = {}
    fragment_count = 0
    has_adobe_marker = False
    position = 2
    for _ in range(_MOST_MARKERS):
        position = data.find(b"\xff", position)
        if position < 0 or position + 4 > len(data):
            raise truncated("JPEG")
        marker = data[position + 1]
        if marker in (0x00, 0xFF) or marker in _ALONE:
            position += 1 if marker == 0xFF else 2
            continue
        if marker == 0xD9:
            raise damaged("JPEG")
        if marker == 0xDA:
            break
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        if end < position + 4:
            raise damaged("JPEG")
        if end > len(data):
            raise truncated("JPEG")
        segment = data[position:end]
        content = segment[4:]
        position = end
        if marker in _START_OF_FRAME:
            if len(content) < 6 or width:
                raise damaged("JPEG")
            height = int.from_bytes(content[1:3])
            width = int.from_bytes(content[3:5])
            limits.check_sides(width, height)
            kept.append(segment)
        elif marker in _TABLES or (marker == 0xE0 and content.startswith(b"JFIF\0")):
            kept.append(segment)
        elif marker == 0xEE and content.startswith(b"Adobe"):
            has_adobe_marker = True
            kept.append(segment)
        elif marker == 0xE1 and content.startswith(b"Exif\0\0") and orientation is None:
            orientation = exif_orientation(content)
        elif marker == 0xE2 and content.startswith(b"ICC_PROFILE\0") and len(content) > 14:
            fragments[content[12]] = content[14:]
            fragment_count = content[13]
    else:
        raise damaged("JPEG")
    if not width:
        raise damaged("JPEG")
    _check_scans(data, position, width * height, limits)
    kept.append(data[position:])
    profile = b"".join(fragments[number] for number in sorted(fragments))
    is_profile_broken = len(fragments) != fragment_count or len(profile) > limits.max_profile_bytes
    return Essentials(
        "JPEG",
        b"".join(kept),
        width,
        height,
        orientation or 1,
        b"" if is_profile_broken else profile,
        is_profile_broken,
        has_adobe_marker=has_adobe_marker,
    )


def _check_scans(data: bytes, start: int, pixels: int, limits: PictureLimits) -> None:
    """Refuses ``picture_too_many_scans``. In coded data 0xFF is always followed by 0 or a restart marker,
    so counting the marker's two bytes counts the scans."""
    end = data.find(b"\xff\xd9", start)
    scans = data.count(b"\xff\xda", start, end if end >= 0 else len(data))
    if scans * pixels > limits.max_scan_pixels and scans > 1:
        raise DomainError(
            "picture_too_many_scans", field="picture", value=scans, limit=limits.max_scan_pixels // pixels
        )
