"""The names in a zip: which alphabet they are in, what they are allowed to say, which of them are junk."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence

from app.conv.errors import DomainError

_IS_UTF_8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_JUNK_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information"})
_JUNK_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini"})


def decoded_names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The name of every entry as its author saw it.

    An entry may say that its name is UTF-8. Where it does not, the bytes are in whatever the machine used
    that packed them: taken together, they are read as UTF-8 if all of them are that (a Mac), else as
    GB 18030, which holds GBK (a Chinese Windows), else as the code page of the standard.
    """
    raw = [info.orig_filename.encode("cp437") for info in infos if not info.flag_bits & _IS_UTF_8]
    alphabet = next((name for name in ("utf-8", "gb18030") if all(_is(name, text) for text in raw)), "cp437")
    return [
        info.orig_filename
        if info.flag_bits & _IS_UTF_8
        else info.orig_filename.encode("cp437").decode(alphabet)
        for info in infos
    ]


def _is(alphabet: str, raw: bytes) -> bool:
    try:
        raw.decode(alphabet)
    except UnicodeDecodeError:
        return False
    return True


def safe_parts(name: str) -> list[str]:
    """The folders and the file of a name; `/` and Windows' `\\` part them alike.

    Raises:
        DomainError: ``zip_unsafe_name``: an absolute name, one with a drive, with ``..``, or with a NUL.
    """
    parts = name.replace("\\", "/").split("/")
    if (not parts[0] and len(parts) > 1) or _DRIVE.match(name) or ".." in parts or "\0" in name:
        raise DomainError("zip_unsafe_name", field="zip", value=name.replace("\0", "�")[:120])
    return [part for part in parts if part not in ("", ".")]


def is_junk(parts: Sequence[str]) -> bool:
    """What Macs and Windows put into archives unasked, and hidden files."""
    return (
        any(part.startswith(".") or part.lower() in _JUNK_FOLDERS for part in parts)
        or parts[-1].lower() in _JUNK_FILES
    )
