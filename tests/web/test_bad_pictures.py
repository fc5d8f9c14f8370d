"""What is no picture, or not a reasonable one, is refused over HTTP, and nobody else notices."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.data.picture_limits import PictureLimits
from tests.web.refusals import check_refusal


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG by hand: its header may say anything."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def photograph(format: str) -> bytes:
    buffer = BytesIO()
    noise = np.random.default_rng(5).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, format)
    return buffer.getvalue()


CASES: dict[str, tuple[bytes, int, str, object]] = {
    # what is sent: bytes, status, code, the value that the message names
    "zero bytes": (b"", 422, "picture_empty", 0),
    "text": (b"Dear Sir or Madam", 415, "picture_not_recognised", "44 65 61 72 20 53 69 72"),
    "a web page": (b"<!doctype html><p>no</p>", 415, "picture_not_recognised", "3c 21 64 6f 63 74 79 70"),
    "a program": (b"\x7fELF\x02\x01\x01\x00", 415, "picture_not_recognised", "7f 45 4c 46 02 01 01 00"),
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" width="9"/>', 415, "picture_svg", "SVG"),
    "an SVG with a prologue": (b'<?xml version="1.0"?>\n<svg/>', 415, "picture_svg", "SVG"),
    "an iPhone's HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", 415, "picture_heic", "HEIC"),
    "an AVIF": (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", 415, "picture_avif", "AVIF"),
    "half a PNG": (photograph("PNG")[:4000], 422, "picture_truncated", "PNG"),
    "half a JPEG": (photograph("JPEG")[:3000], 422, "picture_truncated", "JPEG"),
    "half a WebP": (photograph("WEBP")[:2000], 422, "picture_truncated", "WebP"),
    "a header of 60,000 × 60,000": (png(60_000, 60_000, b""), 422, "picture_side_too_long", 60_000),
    "a header of 2³¹−1": (png(2**31 - 1, 1, b""), 422, "picture_side_too_long", 2**31 - 1),
    "a decompression bomb": (
        png(19_000, 19_000, b"\0" * 60_000_000), 422, "picture_too_many_pixels", 361_000_000,
    ),
    "no pixels at all": (png(0, 7, b""), 422, "picture_damaged", None),
    "a file above the limit": (
        bytes(PictureLimits().max_bytes + 1), 413, "picture_too_many_bytes", PictureLimits().max_bytes + 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_with_code_value_and_remedy_and_the_next_picture_is_fine(
    client: TestClient, png: bytes, name: str
) -> None:
    content, status, code, value = CASES[name]
    started = time.monotonic()
    error = check_refusal(client.post("/api/pictures", content=content), code, status)
    assert time.monotonic() - started < 2
    if value is not None:
        assert error["value"] == value
    assert client.post("/api/pictures", content=png).status_code == 201


def test_limits_are_named_in_the_units_people_use(client: TestClient) -> None:
    content, _, code, _ = CASES["a file above the limit"]
    error = check_refusal(client.post("/api/pictures", content=content), code)
    assert error["limit"] == PictureLimits().max_bytes
    assert "32 MiB" in error["message"]["zh"]
    assert "32 MiB" in error["message"]["en"]


def test_an_endless_upload_is_refused_while_it_arrives(client: TestClient) -> None:
    """No Content-Length says how long it will be, so the server has to count."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(40):
            sent += 1
            yield bytes(1 << 20)

    check_refusal(client.post("/api/pictures", content=endless()), "picture_too_many_bytes", 413)


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/svg+xml", "application/json", "text/html", ""])
def test_neither_extension_nor_content_type_is_believed(
    client: TestClient, png: bytes, content_type: str
) -> None:
    answer = client.post("/api/pictures", content=png, headers={"content-type": content_type})
    assert (answer.status_code, answer.json()["format"]) == (201, "PNG")
    answer = client.post("/api/pictures", content=b"MZ\x90\0", headers={"content-type": "image/png"})
    check_refusal(answer, "picture_not_recognised", 415)


def test_a_form_is_refused_because_its_first_bytes_are_a_boundary(client: TestClient, png: bytes) -> None:
    answer = client.post("/api/pictures", files={"file": ("cat.png", png, "image/png")})
    check_refusal(answer, "picture_not_recognised", 415)


def test_two_hundred_damaged_files_leave_the_server_as_it_was(client: TestClient, png: bytes) -> None:
    before = client.post("/api/pictures", content=png).json()
    random = np.random.default_rng(11)
    for format in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"):
        whole = np.frombuffer(photograph(format), np.uint8)
        for _ in range(40):
            damaged = whole.copy()
            damaged[random.integers(8, len(whole), 6)] = random.integers(0, 256, 6)
            answer = client.post("/api/pictures", content=damaged.tobytes())
            assert answer.status_code in (201, 413, 415, 422), answer.text
    assert client.post("/api/pictures", content=png).json() == before
