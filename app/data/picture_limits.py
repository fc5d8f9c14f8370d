"""How large a picture may be, and the refusals that say so.

Everything here is decided from numbers in the file's header, before a decoder allocates anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.conv.errors import DomainError

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """The bounds of one picture.

    Attributes:
        max_bytes: of the file as sent.
        max_pixels: width × height.
        max_side: of the longer side, in pixels.
        max_decoded_bytes: of everything that is in memory at the same time while one picture is decoded:
            the decoder's own planes, the colour conversion and the (3, H, W) result.
        max_profile_bytes: of an embedded colour profile; a larger one is ignored.
        max_scan_pixels: scans × pixels of a progressive JPEG; every scan visits the whole picture again,
            so a small file with thousands of scans would keep the decoder busy for hours.
        max_run_length_bytes, max_run_length_pixels: of a run-length coded BMP, which is decoded byte by byte.
    """

    max_bytes: int = 32 * MIB
    max_pixels: int = 50_000_000
    max_side: int = 20_000
    max_decoded_bytes: int = 1024 * MIB
    max_profile_bytes: int = 4 * MIB
    max_scan_pixels: int = 1_000_000_000
    max_run_length_bytes: int = 4 * MIB
    max_run_length_pixels: int = 12_000_000

    def check_bytes(self, count: int) -> None:
        """Refuses an empty body (``picture_empty``) and one too long (``picture_too_many_bytes``)."""
        if count == 0:
            raise DomainError("picture_empty", field="picture", value=0)
        if count > self.max_bytes:
            raise DomainError(
                "picture_too_many_bytes",
                field="picture",
                value=count,
                limit=self.max_bytes,
                value_mib=_mib(count),
                limit_mib=_mib(self.max_bytes),
            )

    def check_sides(self, width: int, height: int) -> None:
        """Refuses ``picture_side_too_long``, ``picture_too_many_pixels``; a side of 0 is damage."""
        if width < 1 or height < 1:
            raise DomainError("picture_damaged", field="picture", value=f"{width} × {height}")
        if max(width, height) > self.max_side:
            raise DomainError(
                "picture_side_too_long",
                field="picture",
                value=max(width, height),
                limit=self.max_side,
                width=width,
                height=height,
            )
        if width * height > self.max_pixels:
            raise DomainError(
                "picture_too_many_pixels",
                field="picture",
                value=width * height,
                limit=self.max_pixels,
                width=width,
                height=height,
            )

    def check_decoded(self, pixels: int, bytes_per_pixel: int) -> None:
        """Refuses what would need more memory than allowed while it is decoded (``picture_memory``)."""
        needed = pixels * bytes_per_pixel
        if needed > self.max_decoded_bytes:
            raise DomainError(
                "picture_memory",
                field="picture",
                value=needed,
                limit=self.max_decoded_bytes,
                value_mib=_mib(needed),
                limit_mib=_mib(self.max_decoded_bytes),
            )


def _mib(count: int) -> float:
    """For people: MiB with one decimal."""
    return round(count / MIB, 1)
