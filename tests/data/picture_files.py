"""Odd picture files for the tests, made on the spot. Loaded by path through the fixture in conftest.py."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
from PIL import Image


def asymmetric(height: int = 24, width: int = 40) -> np.ndarray:
    """uint8 (3, H, W) that no flip or turn maps to itself: red grows right, green down, blue top left."""
    rows, columns = np.mgrid[:height, :width]
    blue = np.where((rows < height // 3) & (columns < width // 4), 220, 30)
    return np.stack([columns * 255 // (width - 1), rows * 255 // (height - 1), blue]).astype(np.uint8)


def to_image(pixels: np.ndarray) -> Image.Image:
    """(3, H, W) → Pillow."""
    return Image.fromarray(np.ascontiguousarray(pixels.transpose(1, 2, 0)))


def save(image: Image.Image, format: str, **options: object) -> bytes:
    """The file `image` becomes."""
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(
    width: int,
    height: int,
    rows: bytes = b"",
    depth: int = 8,
    colour: int = 2,
    extra: bytes = b"",
    idat: bytes | None = None,
) -> bytes:
    """A PNG by hand: `rows` are unfiltered rows, each with its leading filter byte 0."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    packed = zlib.compress(rows) if idat is None else idat
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def png_16_bit(samples: np.ndarray, colour: int, extra: bytes = b"") -> bytes:
    """A 16-bit PNG of (H, W, C) uint16 samples."""
    height, width = samples.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    return png(width, height, rows, 16, colour, extra)


def one_of_each_format() -> dict[str, bytes]:
    """A small valid file of every format, several with the parts that are dangerous to parse."""
    image = to_image(asymmetric())
    exif = Image.Exif()
    exif[0x0112] = 6
    frames = [image.convert("P"), image.rotate(180).convert("P")]
    palette = image.quantize(16)
    return {
        "png": save(image, "PNG"),
        "png_alpha": save(image.convert("RGBA"), "PNG", exif=exif),
        "png_grey_16": png_16_bit(np.arange(60, dtype=np.uint16).reshape(6, 10, 1) * 1000, 0),
        "jpeg": save(image, "JPEG", exif=exif),
        "jpeg_progressive": save(image, "JPEG", progressive=True),
        "jpeg_cmyk": save(image.convert("CMYK"), "JPEG"),
        "webp": save(image, "WEBP"),
        "webp_lossless_animated": save(
            image, "WEBP", save_all=True, append_images=[image.rotate(180)], lossless=True
        ),
        "gif": save(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=b"hello"),
        "bmp": save(image, "BMP"),
        "bmp_palette": save(palette, "BMP"),
        "tiff": save(image, "TIFF"),
        "tiff_lzw": save(image, "TIFF", compression="tiff_lzw"),
        "tiff_jpeg": save(image, "TIFF", compression="jpeg"),
        "tiff_lab": save(Image.new("LAB", (9, 7), (128, 20, 40)), "TIFF"),
    }
