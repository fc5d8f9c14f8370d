"""Every kind of picture file becomes upright eight-bit sRGB on white."""

from __future__ import annotations

import os
import struct
import time
from io import BytesIO
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.data.images import decode


def difference(a: np.ndarray, b: np.ndarray) -> int:
    assert a.shape == b.shape
    return int(np.abs(a.astype(int) - b).max())


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF"])
def test_lossless_files_come_back_exactly_and_contiguous(files: ModuleType, format: str) -> None:
    pixels = files.asymmetric()
    picture = decode(files.save(files.to_image(pixels), format))
    assert picture.format == format
    assert picture.notes == ()
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.c_contiguous
    np.testing.assert_array_equal(picture.pixels, pixels)


def test_webp_is_exact_when_lossless_and_close_when_not(files: ModuleType) -> None:
    pixels = files.asymmetric()
    exact = decode(files.save(files.to_image(pixels), "WEBP", lossless=True))
    assert (exact.format, exact.notes) == ("WebP", ())
    np.testing.assert_array_equal(exact.pixels, pixels)
    close = decode(files.save(files.to_image(pixels), "WEBP", quality=95)).pixels
    assert np.abs(close.astype(int) - pixels).mean() < 8


def test_jpeg_is_what_another_decoder_reads(files: ModuleType) -> None:
    cv2 = pytest.importorskip("cv2", reason="OpenCV is the second decoder; install the test extra")
    data = files.save(files.to_image(files.asymmetric()), "JPEG", quality=92, subsampling=0)
    other = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1].transpose(2, 0, 1)
    assert difference(decode(data).pixels, other) <= 2


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_grey_bilevel_and_palette_pictures_have_three_channels(files: ModuleType, mode: str) -> None:
    image = files.to_image(files.asymmetric()).convert(mode)
    picture = decode(files.save(image, "PNG"))
    np.testing.assert_array_equal(picture.pixels, np.asarray(image.convert("RGB")).transpose(2, 0, 1))


def test_an_animated_gif_gives_its_first_frame_and_says_so(files: ModuleType) -> None:
    red, blue = Image.new("P", (5, 4), 1), Image.new("P", (5, 4), 2)
    for frame in (red, blue):
        frame.putpalette([0, 0, 0, 200, 10, 20, 20, 10, 200])
    picture = decode(files.save(red, "GIF", save_all=True, append_images=[blue], comment=b"x" * 900))
    assert (picture.format, picture.notes) == ("GIF", ("first_frame",))
    assert picture.pixels[:, 2, 3].tolist() == [200, 10, 20]


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF"])
def test_other_files_with_several_frames_give_the_first_too(files: ModuleType, format: str) -> None:
    first, second = files.asymmetric(), files.asymmetric()[:, ::-1].copy()
    options = {"lossless": True} if format == "WEBP" else {}
    data = files.save(
        files.to_image(first), format, save_all=True, append_images=[files.to_image(second)], **options
    )
    picture = decode(data)
    assert picture.notes == ("first_frame",)
    np.testing.assert_array_equal(picture.pixels, first)


ORIENTED = {
    1: lambda a: a,
    2: lambda a: a[:, :, ::-1],
    3: lambda a: a[:, ::-1, ::-1],
    4: lambda a: a[:, ::-1],
    5: lambda a: a.transpose(0, 2, 1),
    6: lambda a: np.rot90(a, -1, (1, 2)),
    7: lambda a: a[:, ::-1, ::-1].transpose(0, 2, 1),
    8: lambda a: np.rot90(a, 1, (1, 2)),
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "JPEG"])
def test_each_exif_orientation_is_turned_upright(files: ModuleType, format: str, orientation: int) -> None:
    """Orientation 6 means: what is stored must be turned 90° clockwise, and so on."""
    stored = files.asymmetric()
    exif = Image.Exif()
    exif[0x0112] = orientation
    lossless: dict[str, dict[str, object]] = {
        "WEBP": {"lossless": True},
        "JPEG": {"quality": 100, "subsampling": 0},
    }
    options = lossless.get(format, {})
    if format == "TIFF":
        options = {"tiffinfo": {0x0112: orientation}}
        picture = decode(files.save(files.to_image(stored), format, **options))
    else:
        picture = decode(files.save(files.to_image(stored), format, exif=exif, **options))
    assert picture.notes == (() if orientation == 1 else ("exif_rotated",))
    assert difference(picture.pixels, ORIENTED[orientation](stored)) <= (4 if format == "JPEG" else 0)


def test_a_16_bit_grey_sample_v_becomes_v_over_257_rounded(files: ModuleType) -> None:
    """Truncating to the high byte would give 0, 0, 0, 127, 128, 254, 255."""
    samples = np.array([[0, 128, 129, 32_767, 33_023, 65_406, 65_407]], np.uint16)[:, :, None]
    picture = decode(files.png_16_bit(samples, 0))
    assert picture.notes == ("reduced_16_bit",)
    assert picture.pixels[1, 0].tolist() == [0, 0, 1, 127, 128, 254, 255]


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_16_bit_png_of_every_colour_type_is_rounded_exactly(
    files: ModuleType, colour: int, channels: int
) -> None:
    samples = np.random.default_rng(colour).integers(0, 65_536, (7, 11, channels)).astype(np.uint16)
    if colour in (4, 6):
        samples[:, :, -1] = 65_535
    expected = np.rint(samples / 257).astype(np.uint8)
    expected = expected[:, :, :1] if channels < 3 else expected[:, :, :3]
    picture = decode(files.png_16_bit(samples, colour))
    assert picture.notes == ("reduced_16_bit",)
    np.testing.assert_array_equal(picture.pixels, np.broadcast_to(expected, (7, 11, 3)).transpose(2, 0, 1))


def test_a_transparent_colour_of_a_16_bit_png_is_matched_in_16_bits(files: ModuleType) -> None:
    """Both pixels round to (10, 20, 30); only the first is the transparent colour."""
    samples = np.array([[[2570, 5140, 7710], [2571, 5140, 7710]]], np.uint16)
    key = files.chunk(b"tRNS", struct.pack(">HHH", 2570, 5140, 7710))
    picture = decode(files.png_16_bit(samples, 2, key))
    assert picture.notes == ("reduced_16_bit", "transparent_on_white")
    assert picture.pixels[:, 0].T.tolist() == [[255, 255, 255], [10, 20, 30]]


@pytest.mark.parametrize("mode", ["I;16", "I;16B"])
def test_a_16_bit_tiff_in_either_byte_order_is_rounded(files: ModuleType, mode: str) -> None:
    samples = np.array([[0, 300, 65_535], [514, 25_700, 40_000]], np.uint16)
    dtype = "<u2" if mode == "I;16" else ">u2"
    image = Image.frombytes(mode, (3, 2), samples.astype(dtype).tobytes())
    picture = decode(files.save(image, "TIFF"))
    assert picture.pixels[0].tolist() == np.rint(samples / 257).astype(int).tolist()
    assert picture.notes == ("reduced_16_bit",)


@pytest.mark.parametrize("compression", [1, 5])
def test_a_16_bit_rgb_tiff_is_rounded_exactly(compression: int) -> None:
    cv2 = pytest.importorskip("cv2", reason="OpenCV writes the file; install the test extra")
    samples = np.random.default_rng(3).integers(0, 65_536, (5, 6, 3)).astype(np.uint16)
    ok, data = cv2.imencode(".tiff", samples[:, :, ::-1], [cv2.IMWRITE_TIFF_COMPRESSION, compression])
    assert ok
    expected = np.rint(samples / 257).astype(np.uint8).transpose(2, 0, 1)
    np.testing.assert_array_equal(decode(data.tobytes()).pixels, expected)


@pytest.mark.parametrize("mode", ["F", "I"])
def test_32_bit_samples_are_stretched_from_their_smallest_to_their_largest(
    files: ModuleType, mode: str
) -> None:
    """(v + 100) · 255 / 400: −100 → 0, 0 → 63.75 → 64, 300 → 255."""
    dtype = np.float32 if mode == "F" else np.int32
    picture = decode(files.save(Image.fromarray(np.array([[-100, 0, 300]], dtype)), "TIFF"))
    assert picture.notes == ("range_stretched",)
    assert picture.pixels[2].tolist() == [[0, 64, 255]]


def test_transparency_is_laid_on_white(files: ModuleType) -> None:
    """Red at alpha 51 of 255 (a fifth): 200·⅕ + 255·⅘ = 244, and 204 where there was no green."""
    image = Image.new("RGBA", (3, 2), (200, 0, 0, 51))
    image.putpixel((1, 0), (7, 8, 9, 255))
    picture = decode(files.save(image, "PNG"))
    assert picture.notes == ("transparent_on_white",)
    assert picture.pixels[:, 1, 2].tolist() == [244, 204, 204]
    assert picture.pixels[:, 0, 1].tolist() == [7, 8, 9]


def test_an_alpha_channel_that_is_opaque_everywhere_is_not_worth_a_note(files: ModuleType) -> None:
    assert decode(files.save(files.to_image(files.asymmetric()).convert("RGBA"), "PNG")).notes == ()


def test_a_transparent_palette_entry_becomes_white(files: ModuleType) -> None:
    image = Image.new("P", (4, 3), 1)
    image.putpalette([10, 20, 30, 200, 100, 0])
    image.putpixel((0, 0), 0)
    picture = decode(files.save(image, "GIF", transparency=0))
    assert picture.pixels[:, 0, 0].tolist() == [255, 255, 255]
    assert picture.pixels[:, 1, 1].tolist() == [200, 100, 0]


def test_cmyk_inks_become_light_and_not_its_negative(files: ModuleType) -> None:
    """Cyan ink alone: no red, full green and blue."""
    image = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    picture = decode(files.save(image, "JPEG", quality=100))
    assert picture.notes == ("cmyk_converted",)
    assert difference(picture.pixels[:, 8, 8], np.array([0, 255, 255])) <= 2


def test_a_cmyk_jpeg_without_adobes_marker_is_not_inverted(files: ModuleType) -> None:
    data = files.save(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=100)
    marker = data.index(b"\xff\xee")
    length = struct.unpack_from(">H", data, marker + 2)[0]
    plain = data[:marker] + data[marker + 2 + length :]
    assert difference(decode(plain).pixels[:, 8, 8], np.array([0, 0, 0])) <= 2


def test_a_lab_tiff_becomes_srgb(files: ModuleType) -> None:
    """L* = 50 without colour is mid grey 119 in sRGB (CIE Lab to sRGB by the book: 118.9)."""
    data = files.save(Image.new("LAB", (4, 4), (128, 128, 128)), "TIFF")
    assert b"\x80\0\0" * 16 in data, "in the file a* and b* are signed"
    picture = decode(data)
    assert difference(picture.pixels[:, 1, 1], np.array([119, 119, 119])) <= 2


def swapped_profile() -> bytes:
    """sRGB with the colorants of red and blue exchanged: what it calls red is blue."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    entries = {}
    for at in range(132, 132 + 12 * struct.unpack_from(">I", content, 128)[0], 12):
        entries[bytes(content[at : at + 4])] = at
    red, blue = entries[b"rXYZ"], entries[b"bXYZ"]
    content[red + 4 : red + 12], content[blue + 4 : blue + 12] = (
        content[blue + 4 : blue + 12],
        content[red + 4 : red + 12],
    )
    return bytes(content)


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_an_embedded_profile_is_converted_to_srgb(files: ModuleType, format: str) -> None:
    image = Image.new("RGB", (16, 16), (230, 40, 90))
    options = {"lossless": True} if format == "WEBP" else {"quality": 100} if format == "JPEG" else {}
    picture = decode(files.save(image, format, icc_profile=swapped_profile(), **options))
    assert picture.notes == ("profile_converted",)
    assert difference(picture.pixels[:, 8, 8], np.array([90, 40, 230])) <= 3


def test_an_srgb_profile_changes_nothing_and_needs_no_note(files: ModuleType) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = files.asymmetric()
    picture = decode(files.save(files.to_image(pixels), "PNG", icc_profile=profile))
    assert picture.notes == ()
    np.testing.assert_array_equal(picture.pixels, pixels)


@pytest.mark.parametrize("broken", [b"not a profile at all", swapped_profile()[:200], b"\0" * 5000])
def test_a_broken_profile_is_ignored_with_a_note(files: ModuleType, broken: bytes) -> None:
    pixels = files.asymmetric()
    picture = decode(files.save(files.to_image(pixels), "PNG", icc_profile=broken))
    assert picture.notes == ("profile_ignored",)
    np.testing.assert_array_equal(picture.pixels, pixels)


def test_a_profile_for_other_inks_is_ignored_with_a_note(files: ModuleType) -> None:
    image = Image.new("CMYK", (16, 16), (0, 0, 255, 0))
    picture = decode(files.save(image, "JPEG", icc_profile=swapped_profile()))
    assert picture.notes == ("cmyk_converted", "profile_ignored")


@pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1)])
def test_the_smallest_and_the_thinnest_pictures_are_pictures(
    files: ModuleType, size: tuple[int, int]
) -> None:
    picture = decode(files.save(Image.new("RGB", size, (3, 140, 250)), "PNG"))
    assert picture.pixels.shape == (3, size[1], size[0])
    assert picture.pixels[:, -1, -1].tolist() == [3, 140, 250]


def test_a_12_megapixel_phone_photograph_decodes_in_well_under_a_second() -> None:
    small = np.random.default_rng(5).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    buffer = BytesIO()
    Image.fromarray(small).resize((4000, 3000), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=90)
    started = time.process_time()
    assert decode(buffer.getvalue()).pixels.shape == (3, 3000, 4000)
    assert time.process_time() - started < 1.0


def test_a_real_photograph_is_read_as_it_was_taken() -> None:
    folder = os.environ.get("CONVSCOPE_TEST_DATA")
    if not folder:
        pytest.skip("CONVSCOPE_TEST_DATA is not set: no folder with photographs")
    picture = decode((Path(folder) / "photos" / "chelsea.png").read_bytes())
    assert picture.pixels.shape == (3, 300, 451)
    red, _, blue = picture.pixels.reshape(3, -1).mean(axis=1)
    assert red > blue + 40, "the cat is ginger"
