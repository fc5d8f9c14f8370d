"""A zip of class folders: the folder that a picture lies in is its class.

Everything is checked on the directory of the archive before anything is unpacked, and nothing touches a
disk. What is dangerous or not meant (names that climb out, passwords, archives in the archive, bombs) is
refused as a whole; a picture that is broken is left out, named and counted.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np

from app.conv.errors import DomainError
from app.data.datasets.framing import frame
from app.data.datasets.own import PICTURE_LIMITS, OwnPictures, check_size, class_name_of
from app.data.datasets.zip_names import decoded_names, is_junk, safe_parts
from app.data.images import decode
from app.data.picture_formats import read_essentials
from app.data.picture_limits import MIB, PictureLimits

_DIRECTORY_ENTRY = b"PK\x01\x02"
_IS_ENCRYPTED = 0x1 | 0x40 | 0x2000
_ARCHIVE = re.compile(r"\.(zip|rar|7z|tar|gz|tgz|bz2|xz|zst)$", re.IGNORECASE)
_ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """The bounds of one archive.

    Attributes:
        max_bytes: of the archive as sent.
        max_files: in it, junk included.
        max_unpacked_bytes: of all files together.
        max_ratio: unpacked : packed of one file of more than 1 MiB; photographs have about 1.
        max_pixels: of all pictures together, as they are before they are shrunk: this is what takes time.
        picture: of each picture.
    """

    max_bytes: int = 64 * MIB
    max_files: int = 6_000
    max_unpacked_bytes: int = 256 * MIB
    max_ratio: int = 100
    max_pixels: int = 1_000_000_000
    picture: PictureLimits = PICTURE_LIMITS


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out.

    Attributes:
        file: its path in the archive.
        error: why; its two sentences are those of any other refusal.
    """

    file: str
    error: DomainError

    @property
    def code(self) -> str:
        """The reason's code."""
        return self.error.code


@dataclass(frozen=True, slots=True)
class _Entry:
    info: zipfile.ZipInfo
    path: str
    folder: str


def from_zip(
    data: bytes, *, side: int = 28, is_colour: bool = False, limits: ZipLimits | None = None
) -> tuple[OwnPictures, tuple[Skipped, ...]]:
    """The pictures of an archive, classes sorted by name, and the files that were left out.

    Raises:
        DomainError: ``zip_too_many_bytes``, ``zip_not_recognised``, ``zip_damaged``, ``zip_too_many_files``,
            ``zip_unsafe_name``, ``zip_encrypted``, ``zip_method``, ``zip_nested``, ``zip_bomb``,
            ``zip_too_large_unpacked``, ``zip_too_many_pixels``, ``class_name_malformed``,
            ``own_too_many_classes``, ``own_too_many_pictures``, ``own_side_unknown``,
            ``dataset_no_pictures`` or ``dataset_one_class``.
    """
    limits = limits or ZipLimits()
    none_yet = OwnPictures.empty(side=side, is_colour=is_colour)
    with _opened(data, limits) as archive:
        entries = _checked(archive, limits)
        framed, folders, skipped = _read(archive, entries, side, is_colour, limits)
    classes = tuple(sorted(set(folders)))
    check_size(len(classes), len(framed))
    if not classes:
        raise DomainError("dataset_no_pictures", field="zip", value=0, limit=2)
    if len(classes) < 2:
        raise DomainError("dataset_one_class", field="zip", value=1, limit=2, name=classes[0])
    labels = np.array([classes.index(folder) for folder in folders], np.int64)
    pixels = np.stack(framed).reshape(-1, *none_yet.shape)
    return OwnPictures(classes, pixels, labels), tuple(skipped)


def _opened(data: bytes, limits: ZipLimits) -> zipfile.ZipFile:
    if len(data) > limits.max_bytes:
        raise DomainError(
            "zip_too_many_bytes",
            field="zip",
            value=len(data),
            limit=limits.max_bytes,
            value_mib=round(len(data) / MIB, 1),
            limit_mib=limits.max_bytes // MIB,
        )
    # The reader makes an object of every entry of the directory, so they are counted before it starts.
    files = data.count(_DIRECTORY_ENTRY)
    if files > limits.max_files:
        raise DomainError("zip_too_many_files", field="zip", value=files, limit=limits.max_files)
    try:
        return zipfile.ZipFile(BytesIO(data))
    except Exception as error:
        # Broken directories surface as nearly any exception there is.
        if data.startswith(b"PK"):
            raise DomainError("zip_damaged", field="zip", value=len(data)) from error
        raise DomainError("zip_not_recognised", field="zip", value=data[:8].hex(" ")) from error


def _checked(archive: zipfile.ZipFile, limits: ZipLimits) -> list[_Entry]:
    """The entries that may be pictures; whatever is dangerous is refused here."""
    infos = archive.infolist()
    entries = []
    unpacked = 0
    for info, name in zip(infos, decoded_names(infos), strict=True):
        parts = safe_parts(name)
        if info.is_dir() or name.endswith(("/", "\\")) or not parts or is_junk(parts):
            continue
        path = "/".join(parts)
        unpacked += info.file_size
        _check_entry(info, path, limits)
        entries.append(_Entry(info, path, parts[-2] if len(parts) > 1 else ""))
    if unpacked > limits.max_unpacked_bytes:
        raise DomainError(
            "zip_too_large_unpacked",
            field="zip",
            value=unpacked,
            limit=limits.max_unpacked_bytes,
            value_mib=round(unpacked / MIB, 1),
            limit_mib=limits.max_unpacked_bytes // MIB,
        )
    return entries


def _check_entry(info: zipfile.ZipInfo, path: str, limits: ZipLimits) -> None:
    if info.flag_bits & _IS_ENCRYPTED:
        raise DomainError("zip_encrypted", field="zip", value=path)
    if _ARCHIVE.search(path):
        raise DomainError("zip_nested", field="zip", value=path)
    # The other methods unpack without a bound on the memory they take.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DomainError("zip_method", field="zip", value=info.compress_type, file=path)
    ratio = info.file_size // max(info.compress_size, 1)
    if info.file_size > MIB and ratio > limits.max_ratio:
        raise DomainError("zip_bomb", field="zip", value=ratio, limit=limits.max_ratio, file=path)


def _read(
    archive: zipfile.ZipFile, entries: Sequence[_Entry], side: int, is_colour: bool, limits: ZipLimits
) -> tuple[list[np.ndarray], list[str], list[Skipped]]:
    framed: list[np.ndarray] = []
    folders: list[str] = []
    skipped: list[Skipped] = []
    pixels = 0
    for entry in entries:
        try:
            if not entry.folder:
                raise DomainError("zip_no_folder", field="zip", value=entry.path)
            limits.picture.check_bytes(entry.info.file_size)
            content = _content(archive, entry)
            essentials = read_essentials(content, limits.picture)
        except DomainError as error:
            if error.code == "zip_nested":
                raise
            skipped.append(Skipped(entry.path, error))
            continue
        pixels += essentials.width * essentials.height
        if pixels > limits.max_pixels:
            raise DomainError(
                "zip_too_many_pixels",
                field="zip",
                value=pixels // 1_000_000,
                limit=limits.max_pixels // 1_000_000,
            )
        folder = class_name_of(entry.folder)
        try:
            picture = frame(decode(content, limits.picture).pixels, side, is_colour=is_colour)
        except DomainError as error:
            skipped.append(Skipped(entry.path, error))
            continue
        framed.append(picture)
        folders.append(folder)
        check_size(1, len(framed))
    return framed, folders, skipped


def _content(archive: zipfile.ZipFile, entry: _Entry) -> bytes:
    """The bytes of one file, exactly as many as its directory entry promised."""
    try:
        with archive.open(entry.info) as file:
            content = file.read(entry.info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise DomainError("zip_entry_damaged", field="zip", value=entry.path) from error
    if len(content) != entry.info.file_size:
        raise DomainError("zip_entry_damaged", field="zip", value=entry.path)
    if content.startswith(_ARCHIVE_STARTS):
        raise DomainError("zip_nested", field="zip", value=entry.path)
    return content
