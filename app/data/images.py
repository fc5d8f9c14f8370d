"""Picture files to arrays of pixels and back. The only user of Pillow.

Whatever is sent, `decode` answers with eight-bit sRGB on white, upright, or refuses with a code. It does
not know names, folders or colour spaces other than as a way to sRGB, and writes nothing to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Literal

import numpy as np
from PIL import Image, ImageCms, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.Image import Transpose
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from app.conv.errors import DomainError
from app.data.picture_formats import Essentials, read_essentials
from app.data.picture_limits import PictureLimits

__all__ = ["DecodedPicture", "MediaType", "PictureLimits", "decode", "downscale", "encode"]

MediaType = Literal["image/jpeg", "image/png", "image/webp"]

# The plugins are called directly: no extension, no registry of other formats, no multi-picture JPEG, and the
# size limits are ours alone.
_DECODERS: Mapping[str, Callable[[BytesIO], ImageFile.ImageFile]] = MappingProxyType(
    {
        "PNG": PngImageFile,
        "JPEG": JpegImageFile,
        "WebP": WebPImageFile,
        "GIF": GifImageFile,
        "BMP": BmpImageFile,
        "TIFF": TiffImageFile,
    }
)
# Peak bytes a pixel while decoding, counted by hand: the decoder's planes and work space, one converted
# copy, the result. JPEG includes the coefficients that a progressive file keeps, WebP its two canvases.
_PEAK_BYTES = MappingProxyType({"PNG": 16, "JPEG": 18, "WebP": 24, "GIF": 16, "BMP": 16, "TIFF": 20})
_PEAK_BYTES_16_BIT = 20

_TURNS = MappingProxyType(
    {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
)
_PROFILE_MODES = MappingProxyType({"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"})
_NOTES = (
    "first_frame",
    "exif_rotated",
    "reduced_16_bit",
    "range_stretched",
    "cmyk_converted",
    "profile_converted",
    "profile_ignored",
    "transparent_on_white",
)
_BLACK_POINT_COMPENSATION = 0x2000
_DEFAULT_LIMITS = PictureLimits()


@dataclass(frozen=True, slots=True)
class DecodedPicture:
    """A picture as everything else in the program sees it.

    Attributes:
        pixels: uint8 (3, H, W), C-contiguous, sRGB.
        format: ``PNG``, ``JPEG``, ``WebP``, ``GIF``, ``BMP`` or ``TIFF``.
        notes: what was done to it, a part of `_NOTES` in that order; message keys ``picture.note.<note>``.
    """

    pixels: np.ndarray
    format: str
    notes: tuple[str, ...]


def decode(data: bytes, limits: PictureLimits = _DEFAULT_LIMITS) -> DecodedPicture:
    """The picture in `data`, whatever its file name claims.

    All limits are checked on the header, before a decoder sees the bytes.

    Raises:
        DomainError: ``picture_empty``, ``picture_not_recognised``, ``picture_svg``, ``picture_heic``,
            ``picture_avif``, ``picture_too_many_bytes``, ``picture_side_too_long``,
            ``picture_too_many_pixels``, ``picture_memory``, ``picture_too_many_scans``,
            ``picture_run_length_too_long``, ``picture_truncated`` or ``picture_damaged``.
    """
    essentials = read_essentials(data, limits)
    peak = _PEAK_BYTES_16_BIT if essentials.deep else _PEAK_BYTES[essentials.format]
    limits.check_decoded(essentials.width * essentials.height, peak)
    try:
        return _decode(essentials)
    except MemoryError:
        pixels = essentials.width * essentials.height
        raise DomainError(
            "picture_memory",
            field="picture",
            value=pixels * peak,
            limit=limits.max_decoded_bytes,
            value_mib=round(pixels * peak / 2**20, 1),
            limit_mib=round(limits.max_decoded_bytes / 2**20, 1),
        ) from None
    except Exception as error:
        # Broken bytes surface as nearly any exception there is; to the sender they all mean the same.
        code = "picture_truncated" if "truncated" in str(error).lower() else "picture_damaged"
        raise DomainError(code, field="picture", value=essentials.format) from error


def _decode(essentials: Essentials) -> DecodedPicture:
    notes = {"first_frame": essentials.is_animated, "exif_rotated": essentials.orientation != 1}
    image = _open(essentials)
    if image.size != (essentials.width, essentials.height):
        raise ValueError(f"header says {essentials.width} × {essentials.height}, decoder {image.size}")
    colour, alpha = _samples(image, essentials, notes)
    del image
    colour = _to_srgb(colour, essentials, notes)
    if alpha is not None:
        notes["transparent_on_white"] = True
        page = Image.new("RGB", colour.size, "white")
        page.paste(colour, mask=alpha)
        colour = page
    turn = _TURNS.get(essentials.orientation)
    width, height = colour.size if essentials.orientation < 5 else colour.size[::-1]
    pixels = np.empty((3, height, width), np.uint8)
    for channel in range(3):
        plane = colour.getchannel(channel)
        pixels[channel] = np.asarray(plane if turn is None else plane.transpose(turn))
    return DecodedPicture(pixels, essentials.format, tuple(note for note in _NOTES if notes.get(note)))


def _open(essentials: Essentials, rawmode: str = "") -> ImageFile.ImageFile:
    """The loaded image; `rawmode` reads the samples in another way than the header suggests."""
    image = _DECODERS[essentials.format](BytesIO(essentials.data))
    if essentials.format == "JPEG" and image.mode == "CMYK" and not essentials.has_adobe_marker:
        rawmode = "CMYK"  # the decoder assumes Adobe's inverted inks for every file
    if rawmode:
        image.tile = [_with_rawmode(tile, rawmode) for tile in image.tile]
    image.load()
    return image


def _with_rawmode(tile: ImageFile._Tile, rawmode: str) -> ImageFile._Tile:
    rest = tile.args[1:] if isinstance(tile.args, tuple) else ()
    return tile._replace(args=(rawmode, *rest) if isinstance(tile.args, tuple) else rawmode)


def _rawmode(essentials: Essentials) -> str:
    tile = _DECODERS[essentials.format](BytesIO(essentials.data)).tile[0]
    return str(tile.args[0] if isinstance(tile.args, tuple) else tile.args)


def _samples(
    image: Image.Image, essentials: Essentials, notes: dict[str, bool]
) -> tuple[Image.Image, Image.Image | None]:
    """Eight-bit colour (mode L, RGB, CMYK or LAB) and its alpha, None when it is opaque everywhere."""
    alpha: Image.Image | None = None
    if essentials.deep:
        notes["reduced_16_bit"] = True
        image, alpha = _reduce_16_bit(image, essentials)
    if image.mode in ("I", "F"):
        notes["range_stretched"] = True
        image = _stretch(image)
    if alpha is None and (image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info):
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    if alpha is not None and alpha.getextrema()[0] == 255:
        alpha = None
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    return image, alpha


def _reduce_16_bit(image: Image.Image, essentials: Essentials) -> tuple[Image.Image, Image.Image | None]:
    """Sixteen-bit samples v as round(v / 257), so that 65535 is 255 and every 257-th step is exact."""
    key = image.info.get("transparency")
    if essentials.deep == "LA":
        high, low = (np.asarray(image.getchannel(c)) for c in (0, 1))
        grey = Image.fromarray(_rounded(high, low))
        high, low = (np.asarray(image.getchannel(c)) for c in (2, 3))
        return grey, Image.fromarray(_rounded(high, low))
    if image.mode.startswith("I;16"):
        samples = np.asarray(image).astype(np.uint16)
        high, low = (samples >> 8).astype(np.uint8), samples.astype(np.uint8)
        opaque = None if key is None else Image.fromarray(np.where(samples == key, 0, 255).astype(np.uint8))
        return Image.fromarray(_rounded(high, low)), opaque
    # Red-green-blue comes as the high bytes only. Read in the other byte order, the file gives the low.
    other = {"B": "L", "L": "B", "N": "B" if np.little_endian else "L"}
    rawmode = _rawmode(essentials)
    if rawmode.partition(";")[0] not in ("RGB", "RGBX", "RGBA") or not rawmode.endswith(
        ("16B", "16L", "16N")
    ):
        return image, None  # premultiplied alpha or inks: the high byte is within one level
    swapped = _open(essentials, rawmode[:-1] + other[rawmode[-1]])
    planes: list[Image.Image] = []
    is_key = np.full(image.size[::-1], key is not None)
    for channel in range(len(image.getbands())):
        high, low = np.asarray(image.getchannel(channel)), np.asarray(swapped.getchannel(channel))
        planes.append(Image.fromarray(_rounded(high, low)))
        if key is not None:
            is_key &= (high == key[channel] >> 8) & (low == key[channel] & 255)
    opaque = planes.pop() if image.mode == "RGBA" else None
    if key is not None:
        opaque = Image.fromarray(np.where(is_key, 0, 255).astype(np.uint8))
    return Image.merge("RGB", planes), opaque


def _rounded(high: np.ndarray, low: np.ndarray) -> np.ndarray:
    """round((256·high + low) / 257): the sample is 257·high + (low − high), so only the rest decides."""
    rest = low.astype(np.int16) - high
    return np.asarray(high + (rest > 128) - (rest < -128), np.uint8)


def _stretch(image: Image.Image) -> Image.Image:
    """32-bit samples, whose range nobody declares: the smallest becomes 0, the largest 255, NaN black."""
    samples = np.asarray(image).astype(np.float64)
    is_finite = np.isfinite(samples)
    low, high = (samples[is_finite].min(), samples[is_finite].max()) if is_finite.any() else (0.0, 0.0)
    scaled = np.zeros(samples.shape) if low == high else (samples - low) * (255 / (high - low))
    return Image.fromarray(np.rint(np.where(is_finite, scaled, 0)).clip(0, 255).astype(np.uint8))


def _to_srgb(image: Image.Image, essentials: Essentials, notes: dict[str, bool]) -> Image.Image:
    """Mode RGB in sRGB, by the embedded profile when it fits the picture."""
    if essentials.is_profile_broken:
        notes["profile_ignored"] = True
    if image.mode == "CMYK":
        notes["cmyk_converted"] = True
    if essentials.profile:
        try:
            converted = _by_profile(image, essentials.profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
            notes["profile_ignored"] = True
        else:
            notes["profile_converted"] = converted is not image
            if converted.mode == "RGB":
                return converted
    if image.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        return _apply(image, lab)
    return image if image.mode == "RGB" else image.convert("RGB")


def _by_profile(image: Image.Image, content: bytes) -> Image.Image:
    """`image` itself when the profile is sRGB under any name: no probe colour moves by two levels."""
    profile = ImageCms.ImageCmsProfile(BytesIO(content))
    mode = _PROFILE_MODES[profile.profile.xcolor_space.strip()]
    if mode == "RGB" and image.mode == "L":
        image = image.convert("RGB")
    if image.mode != mode:
        raise ValueError(f"a profile for {mode} on a picture in {image.mode}")
    if mode == "RGB":
        levels = np.linspace(0, 255, 16).astype(np.uint8)
        probes = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(64, 64, 3)
        moved = np.asarray(_apply(Image.fromarray(probes), profile)).astype(int) - probes
        if np.abs(moved).max() <= 1:
            return image
    return _apply(image, profile)


def _apply(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    transform = ImageCms.buildTransform(
        profile,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        image.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags(_BLACK_POINT_COMPENSATION),
    )
    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None
    return converted


def encode(
    pixels: np.ndarray,
    media_type: MediaType,
    *,
    quality: int = 92,
    compress_level: int = 3,
    lossless: bool = True,
) -> bytes:
    """A file of `pixels`, uint8 (3, H, W) sRGB or (1, H, W) grey.

    Args:
        quality: of JPEG (always 4:4:4, so coloured edges stay sharp) and of lossy WebP, 1–100.
        compress_level: of PNG, 0–9; 1 is several times faster than 9 and rarely a fifth larger.
        lossless: of WebP.

    Raises:
        DomainError: ``picture_side_too_long_for_format``: JPEG holds 65,535 pixels a side, WebP 16,383.
    """
    _, height, width = pixels.shape
    most = {"image/jpeg": 65_535, "image/webp": 16_383}.get(media_type)
    if most is not None and max(height, width) > most:
        name = "WebP" if media_type == "image/webp" else "JPEG"
        raise DomainError(
            "picture_side_too_long_for_format", value=max(height, width), limit=most, format=name
        )
    planes = [Image.fromarray(plane) for plane in pixels]
    image = planes[0] if len(planes) == 1 else Image.merge("RGB", planes)
    buffer = BytesIO()
    if media_type == "image/jpeg":
        image.save(buffer, "JPEG", quality=quality, subsampling=0)
    elif media_type == "image/png":
        image.save(buffer, "PNG", compress_level=compress_level)
    else:
        image.save(buffer, "WEBP", lossless=lossless, quality=30 if lossless else quality, method=2)
    return buffer.getvalue()


def downscale(pixels: np.ndarray, max_pixels: int = 1_000_000) -> np.ndarray:
    """`pixels`, uint8 (C, H, W), with at most `max_pixels` and the same aspect, by Lanczos in gamma sRGB.

    The very same object when it is small enough already. No side ever falls below one pixel.
    """
    channels, height, width = pixels.shape
    if height * width <= max_pixels:
        return pixels
    scale = (max_pixels / (height * width)) ** 0.5
    new_height = min(max(1, int(height * scale)), max_pixels)
    new_width = max(1, min(int(width * scale), max_pixels // new_height))
    new_height = min(new_height, max_pixels // new_width)
    small = np.empty((channels, new_height, new_width), np.uint8)
    for channel in range(channels):
        plane = Image.fromarray(pixels[channel])
        small[channel] = np.asarray(
            plane.resize((new_width, new_height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        )
    return small
