"""What is not a picture, or not a reasonable one, is refused with its own code before anything is decoded."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zlib
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.conv.errors import DomainError
from app.data.images import PictureLimits, decode


def refusal(data: bytes, limits: PictureLimits | None = None) -> DomainError:
    with pytest.raises(DomainError) as caught:
        decode(data, limits or PictureLimits())
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture_empty"),
        (b"\0", "picture_not_recognised"),
        (b"Dear Sir or Madam, please find attached", "picture_not_recognised"),
        (b"%PDF-1.7 and so on", "picture_not_recognised"),
        (b"<html><body>no</body></html>", "picture_not_recognised"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "picture_svg"),
        (b'\xef\xbb\xbf  <?xml version="1.0"?><!-- x --><SVG width="1"/>', "picture_svg"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "picture_heic"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic", "picture_heic"),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", "picture_avif"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "picture_not_recognised"),
    ],
)
def test_what_is_no_picture_of_ours_has_its_own_code(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_a_header_of_60000_by_60000_is_refused_without_allocating(files: ModuleType) -> None:
    tracemalloc.start()
    error = refusal(files.png(60_000, 60_000, idat=zlib.compress(b"\0" * 100)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (error.code, error.value, error.limit) == ("picture_side_too_long", 60_000, 20_000)
    assert (error.values["width"], error.values["height"]) == (60_000, 60_000)
    assert peak < 2**20


def test_a_side_of_20001_is_one_too_long(files: ModuleType) -> None:
    error = refusal(files.save(Image.new("L", (1, 20_001)), "PNG"))
    assert (error.code, error.value) == ("picture_side_too_long", 20_001)


def test_a_bomb_with_allowed_sides_is_refused_for_its_pixels(files: ModuleType) -> None:
    """10,000 × 8,000 black pixels fit into a few kilobytes of PNG."""
    idat = zlib.compress(b"\0" * (8_000 * 1_251), 9)
    bomb = files.png(10_000, 8_000, depth=1, colour=0, idat=idat)
    assert len(bomb) < 20_000
    error = refusal(bomb)
    assert (error.code, error.value, error.limit) == ("picture_too_many_pixels", 80_000_000, 50_000_000)


def huge_headers(files: ModuleType) -> dict[str, bytes]:
    made = files.one_of_each_format()
    jpeg = bytearray(made["jpeg"])
    frame = jpeg.index(b"\xff\xc0")
    struct.pack_into(">HH", jpeg, frame + 5, 65_000, 65_000)
    gif, bmp, webp, tiff = (
        bytearray(made[name]) for name in ("gif", "bmp", "webp_lossless_animated", "tiff")
    )
    struct.pack_into("<HH", gif, 6, 65_000, 65_000)
    struct.pack_into("<ii", bmp, 18, 60_000, -60_000)
    webp[24:30] = b"\xff\xff\xff\xff\xff\xff"
    start = struct.unpack_from("<I", tiff, 4)[0]
    for entry in range(start + 2, start + 2 + 12 * struct.unpack_from("<H", tiff, start)[0], 12):
        if struct.unpack_from("<H", tiff, entry)[0] in (256, 257):
            struct.pack_into("<HI", tiff, entry + 2, 4, 1)
            struct.pack_into("<I", tiff, entry + 8, 60_000)
    return {
        "jpeg": bytes(jpeg),
        "gif": bytes(gif),
        "bmp": bytes(bmp),
        "webp": bytes(webp),
        "tiff": bytes(tiff),
    }


@pytest.mark.parametrize("name", ["jpeg", "gif", "bmp", "webp", "tiff"])
def test_a_huge_header_of_any_format_is_refused_at_once(files: ModuleType, name: str) -> None:
    started = time.perf_counter()
    assert refusal(huge_headers(files)[name]).code == "picture_side_too_long"
    assert time.perf_counter() - started < 0.5


def test_too_many_bytes_are_refused_before_looking_at_them() -> None:
    error = refusal(b"x" * 101, PictureLimits(max_bytes=100))
    assert (error.code, error.value, error.limit) == ("picture_too_many_bytes", 101, 100)


def test_the_memory_of_decoding_is_bounded_too(files: ModuleType) -> None:
    """24 × 40 pixels of PNG are counted at 16 bytes each."""
    data = files.one_of_each_format()["png"]
    assert decode(data, PictureLimits(max_decoded_bytes=24 * 40 * 16)).pixels.shape == (3, 24, 40)
    error = refusal(data, PictureLimits(max_decoded_bytes=24 * 40 * 16 - 1))
    assert (error.code, error.value) == ("picture_memory", 15_360)


def test_a_text_chunk_that_unpacks_to_a_gigabyte_is_never_unpacked(files: ModuleType) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _ in range(256)) + packer.flush()
    extra = files.chunk(b"zTXt", b"k\0\0" + packed) + files.chunk(b"iTXt", b"k\0\1\0\0\0" + packed)
    extra += files.chunk(b"iCCP", b"p\0\0" + packed)
    tracemalloc.start()
    picture = decode(files.png(2, 1, b"\0" + bytes([1, 2, 3, 4, 5, 6]), extra=extra))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert picture.pixels[:, 0].T.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert picture.notes == ("profile_ignored",)
    assert peak < 16 * 2**20


def test_a_tiff_whose_tags_all_claim_the_same_bytes_is_refused(files: ModuleType) -> None:
    """900 tags of 100 kB each over one 100 kB stretch would be copied to 90 MB."""
    entries = b"".join(struct.pack("<HHII", 40_000 + n, 7, 100_000, 8) for n in range(900))
    body = b"\0" * 100_000
    data = b"II*\0" + struct.pack("<I", 8 + len(body)) + body + struct.pack("<H", 900) + entries + b"\0" * 4
    assert refusal(data).code == "picture_truncated"


def test_a_tiff_with_absurd_tiles_is_refused(files: ModuleType) -> None:
    entries = {256: 40, 257: 24, 258: 8, 259: 8, 262: 1, 277: 1, 322: 2**30, 323: 2**30, 324: 8, 325: 8}
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries.items())
    data = b"II*\0" + struct.pack("<IHxxH", 14, 0, 0)[:4] + b"\0" * 6
    data = data + struct.pack("<H", len(entries)) + directory + b"\0" * 4
    assert refusal(data).code == "picture_damaged"


def test_a_gif_with_a_hundred_thousand_comments_is_quick(files: ModuleType) -> None:
    gif = files.one_of_each_format()["gif"]
    start = 13 + 3 * 2 ** ((gif[10] & 7) + 1)
    comments = b"!\xfe" + b"\xff" + b"c" * 255
    bomb = gif[:start] + b"!\xfe" + (b"\xff" + b"c" * 255) * 100_000 + b"\0" + comments + b"\0" + gif[start:]
    started = time.process_time()
    assert decode(bomb).pixels.shape == (3, 24, 40)
    assert time.process_time() - started < 2


def test_a_jpeg_with_thousands_of_scans_is_refused(files: ModuleType) -> None:
    image = Image.new("L", (2000, 2000), 77)
    jpeg = files.save(image, "JPEG", progressive=True)
    first = jpeg.index(b"\xff\xda")
    second = jpeg.index(b"\xff\xda", first + 2)
    error = refusal(jpeg[:first] + jpeg[first:second] * 300 + jpeg[second:])
    assert error.code == "picture_too_many_scans"
    assert error.limit == 250


@pytest.mark.parametrize("filler", [b"\xff\xff", b"\xff\xd0"])
def test_a_jpeg_of_nothing_but_fill_bytes_or_markers_is_given_up_soon(filler: bytes) -> None:
    started = time.process_time()
    assert refusal(b"\xff\xd8\xff" + filler * 5_000_000).code == "picture_damaged"
    assert time.process_time() - started < 0.5


def run_length_bmp(width: int, height: int, codes: bytes) -> bytes:
    """Eight bits a pixel; every palette entry is black but number 7: red 30, green 20, blue 10."""
    palette = bytes(28) + bytes([10, 20, 30, 0]) + bytes(4 * 248)
    start = 54 + len(palette)
    header = b"BM" + struct.pack("<IHHI", start + len(codes), 0, 0, start)
    header += struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(codes), 0, 0, 256, 0)
    return header + palette + codes


def test_a_run_length_coded_bmp_is_read_and_bounded_more_tightly() -> None:
    """Two rows of three, bottom row first: 7 7 0 and 0 7 7."""
    picture = decode(run_length_bmp(3, 2, bytes([2, 7, 1, 0, 0, 0, 1, 0, 2, 7, 0, 1])))
    assert picture.pixels[0].tolist() == [[0, 30, 30], [30, 30, 0]]
    assert picture.pixels[:, 0, 1].tolist() == [30, 20, 10]
    error = refusal(run_length_bmp(20_000, 2_000, b"\xff\7"))
    assert (error.code, error.limit) == ("picture_too_many_pixels", 12_000_000)
    error = refusal(run_length_bmp(300, 200, b"\xff\7" * 3_000_000))
    assert (error.code, error.limit) == ("picture_run_length_too_long", 4 * 2**20)


@pytest.mark.parametrize("tenth", range(1, 10))
def test_every_format_cut_at_every_tenth_is_refused(files: ModuleType, tenth: int) -> None:
    for name, data in files.one_of_each_format().items():
        cut = data[: len(data) * tenth // 10]
        if name in ("gif", "webp_lossless_animated") and _holds_a_frame(cut):
            continue
        code = refusal(cut).code
        assert code in ("picture_truncated", "picture_damaged", "picture_not_recognised"), name


def _holds_a_frame(cut: bytes) -> bool:
    """Of an animation the first frame may have arrived whole; then it is shown."""
    try:
        return decode(cut).notes == ("first_frame",) or cut[:3] == b"GIF"
    except DomainError:
        return False


NAMES = [
    "png",
    "png_alpha",
    "png_grey_16",
    "jpeg",
    "jpeg_progressive",
    "jpeg_cmyk",
    "gif",
    "bmp",
    "bmp_palette",
]
NAMES += ["webp", "webp_lossless_animated", "tiff", "tiff_lzw", "tiff_jpeg", "tiff_lab"]


def test_every_kind_of_file_there_is_gets_broken(files: ModuleType) -> None:
    assert sorted(NAMES) == sorted(files.one_of_each_format())


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(choices=st.data())
def test_broken_bytes_give_a_picture_or_a_refusal_and_nothing_else(
    files: ModuleType, name: str, choices: st.DataObject
) -> None:
    data = bytearray(files.one_of_each_format()[name])
    # Half of the changes hit the headers, where they hurt.
    near = choices.draw(st.booleans(), label="near the front")
    reach = min(len(data), 200) if near else len(data)
    for _ in range(choices.draw(st.integers(1, 6), label="changes")):
        data[choices.draw(st.integers(0, reach - 1))] = choices.draw(
            st.sampled_from([0, 1, 127, 128, 254, 255])
        )
    if choices.draw(st.booleans(), label="cut"):
        del data[choices.draw(st.integers(0, len(data))) :]
    try:
        picture = decode(bytes(data), PictureLimits(max_pixels=4_000_000))
    except DomainError:
        return
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.ndim == 3
    assert picture.pixels.shape[0] == 3
