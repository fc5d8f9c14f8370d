"""Pixels to files and to smaller pixels."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.images import MediaType, decode, downscale, encode


@pytest.mark.parametrize("media_type", ["image/png", "image/webp"])
def test_lossless_downloads_return_the_same_pixels(files: ModuleType, media_type: MediaType) -> None:
    pixels = files.asymmetric()
    np.testing.assert_array_equal(decode(encode(pixels, media_type)).pixels, pixels)


def test_a_jpeg_preview_keeps_the_colour_of_a_single_pixel() -> None:
    """4:4:4: with halved colour planes the red dot would bleed into its neighbours."""
    pixels = np.full((3, 16, 16), 128, np.uint8)
    pixels[:, 8, 8] = (255, 0, 0)
    back = decode(encode(pixels, "image/jpeg", quality=95)).pixels.astype(int)
    assert back[0, 8, 8] - back[1, 8, 8] > 200
    assert abs(back[0, 8, 10] - back[1, 8, 10]) < 25


@pytest.mark.parametrize("media_type", ["image/png", "image/webp", "image/jpeg"])
def test_one_channel_is_written_as_grey(media_type: MediaType) -> None:
    grey = np.arange(0, 240, dtype=np.uint8).reshape(1, 12, 20)
    back = decode(encode(grey, media_type, quality=100)).pixels.astype(int)
    assert back.shape == (3, 12, 20)
    assert np.abs(back - grey).max() <= 3


def test_a_view_that_is_not_contiguous_is_written_as_it_looks(files: ModuleType) -> None:
    pixels = files.asymmetric()[:, ::-1, ::2]
    np.testing.assert_array_equal(decode(encode(pixels, "image/png")).pixels, pixels)


def test_quality_and_compression_trade_size() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (3, 64, 64), dtype=np.uint8)
    assert len(encode(noise, "image/jpeg", quality=40)) < len(encode(noise, "image/jpeg", quality=95))
    assert len(encode(noise, "image/webp", lossless=False, quality=50)) < len(encode(noise, "image/webp"))
    flat = np.zeros((3, 64, 64), np.uint8)
    assert len(encode(flat, "image/png", compress_level=9)) < len(encode(flat, "image/png", compress_level=0))


def test_a_side_longer_than_webp_holds_is_refused_and_png_takes_it() -> None:
    strip = np.zeros((3, 2, 16_384), np.uint8)
    with pytest.raises(DomainError) as caught:
        encode(strip, "image/webp")
    assert (caught.value.code, caught.value.limit) == ("picture_side_too_long_for_format", 16_383)
    assert decode(encode(strip, "image/png")).pixels.shape == strip.shape


def test_a_picture_that_is_small_enough_is_not_even_copied(files: ModuleType) -> None:
    pixels = files.asymmetric(1000, 1000)
    assert downscale(pixels) is pixels
    strip = np.zeros((3, 20_000, 1), np.uint8)
    assert downscale(strip) is strip


@pytest.mark.parametrize(
    ("shape", "most", "expected"),
    [
        ((3000, 4000), 1_000_000, (866, 1154)),
        ((4000, 3000), 750_000, (1000, 750)),
        ((1, 20_000), 100, (1, 100)),
        ((20_000, 1), 100, (100, 1)),
        ((3, 3), 1, (1, 1)),
    ],
)
def test_downscaling_keeps_the_aspect_and_never_loses_a_side(
    shape: tuple[int, int], most: int, expected: tuple[int, int]
) -> None:
    small = downscale(np.zeros((3, *shape), np.uint8), most)
    assert small.shape == (3, *expected)
    assert small.dtype == np.uint8


def test_downscaling_keeps_brightness_and_what_is_where(files: ModuleType) -> None:
    pixels = files.asymmetric(1200, 2000)
    small = downscale(pixels, 600_000).astype(float)
    assert small.shape == (3, 600, 1000)
    means = pixels.reshape(3, 1200 // 2, 2, 1000, 2).mean(axis=(2, 4))
    assert np.abs(small - means).mean() < 0.6
