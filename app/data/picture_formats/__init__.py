"""What a file says about itself, read before any decoder is asked.

A picture's format is recognised by its bytes, never by its name. Each format's module walks its container
once and answers with an `Essentials`: size, depth, orientation, colour profile, and the bytes that carry
the picture *and nothing else*. Comments, thumbnails, text chunks and further frames never reach a decoder,
so whatever is hidden in them (a text chunk that unpacks to gigabytes, a million comment blocks) is inert.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.conv.errors import DomainError
from app.data.picture_formats import bmp, gif, jpeg, png, tiff, webp
from app.data.picture_formats.essentials import Essentials
from app.data.picture_limits import PictureLimits

__all__ = ["Essentials", "read_essentials", "recognise"]

READERS: Mapping[str, Callable[[bytes, PictureLimits], Essentials]] = MappingProxyType(
    {
        "PNG": png.read,
        "JPEG": jpeg.read,
        "WebP": webp.read,
        "GIF": gif.read,
        "BMP": bmp.read,
        "TIFF": tiff.read,
    }
)
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


def recognise(data: bytes) -> str:
    """The format by its first bytes: a key of `READERS`.

    Raises:
        DomainError: ``picture_svg``, ``picture_heic``, ``picture_avif`` for the three that people do send
            and that are refused on purpose, ``picture_not_recognised`` for everything else.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "TIFF"
    if data.startswith(b"BM"):
        return "BMP"
    if data[4:8] == b"ftyp":
        brands = {data[start : start + 4] for start in (8, *range(16, min(len(data), 64), 4))}
        if brands & _AVIF_BRANDS:
            raise DomainError("picture_avif", field="picture", value="AVIF")
        if brands & _HEIC_BRANDS:
            raise DomainError("picture_heic", field="picture", value="HEIC")
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<") and b"<svg" in start:
        raise DomainError("picture_svg", field="picture", value="SVG")
    raise DomainError("picture_not_recognised", field="picture", value=data[:8].hex(" "))


def read_essentials(data: bytes, limits: PictureLimits) -> Essentials:
    """Recognises and walks the container of `data`; bytes and sides are already checked when it returns.

    Raises:
        DomainError: as `recognise`; ``picture_truncated``, ``picture_damaged``, or one of the limits.
    """
    limits.check_bytes(len(data))
    essentials = READERS[recognise(data)](data, limits)
    limits.check_sides(essentials.width, essentials.height)
    return essentials
