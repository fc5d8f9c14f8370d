"""Pictures and archives for the tests of one's own sets."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from PIL import Image


def picture(level: int = 200, side: int = 40, format: str = "PNG") -> bytes:
    """Dark, but for the upper left quarter, which has `level`."""
    image = Image.new("RGB", (side, side), (10, 10, 10))
    image.paste((level, level, level), (0, 0, side // 2, side // 2))
    buffer = BytesIO()
    image.save(buffer, format)
    return buffer.getvalue()


def archive(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def two_classes(**more: bytes) -> dict[str, bytes]:
    return {"cats/a.png": picture(250), "cats/b.png": picture(240), "dogs/c.png": picture(60), **more}


def raw_archive(files: list[tuple[bytes, bytes]], *, flags: int = 0, promised: int | None = None) -> bytes:
    """Stored files with names as bytes, as a Chinese Windows writes them; `promised` lies about sizes."""
    body, directory = b"", b""
    for name, content in files:
        size = len(content) if promised is None else promised
        common = struct.pack(
            "<HHHHHIIIHH", 20, flags, 0, 0, 33, zlib.crc32(content), len(content), size, len(name), 0
        )
        directory += (
            b"PK\x01\x02"
            + struct.pack("<H", 20)
            + common
            + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
            + name
        )
        body += b"PK\x03\x04" + common + name + content
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end
