"""Fetching the official files of a data set, for the command ``convscope fetch``; the server never does.

A file is written beside its place as ``<name>.part`` and moved there once its checksum is right. What an
earlier attempt has left is continued, if the mirror can continue a file, and checked like everything else.
A mirror may lie, break off or be gone: then the next one is asked, and nothing unchecked ever gets the
file's name.
"""

from __future__ import annotations

import hashlib
import http
import http.client
import re
import tarfile
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote, urlsplit

from app.conv.errors import DomainError
from app.data.datasets.sources import RemoteFile, Source

Report = Callable[[str, int, int], None]
"""Told the file's name, how many bytes are there, and how many there will be."""

TIMEOUT_S = 30.0
ATTEMPTS = 3  # at one mirror, as long as it breaks off in the middle
_BLOCK = 1 << 16
_CONTENT_RANGE = re.compile(r"bytes (\d+)-")


class _BrokenOffError(Exception):
    """The connection ended before the file did; what has come is kept."""


def fetch(source: Source, data_dir: Path, *, mirror: str | None = None, report: Report) -> list[Path]:
    """The files of a data set in ``<data_dir>/<name>/``, whatever of them is there already.

    Args:
        mirror: the address of a folder with the files; asked instead of the source's own.

    Returns:
        The files that are there now.

    Raises:
        DomainError: ``fetch_mirror_malformed``, ``fetch_file_differs``, ``fetch_cannot_write``,
            ``fetch_archive_damaged``, or what the last mirror failed with: ``fetch_refused``,
            ``fetch_unreachable``, ``fetch_broken_off``, ``fetch_wrong_size``, ``fetch_checksum``.
    """
    mirrors = source.mirrors if mirror is None else (_checked(mirror),)
    folder = data_dir / source.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if source.unpacked is not None:
            places = [folder / name for name in source.unpacked]
            if all(
                _has_size(path, size) for path, size in zip(places, source.unpacked.values(), strict=True)
            ):
                for path in places:
                    report(path.name, path.stat().st_size, path.stat().st_size)
                return places
        fetched = [_fetch_file(file, folder, mirrors, report) for file in source.files]
        if source.unpacked is None:
            return fetched
        return [path for archive in fetched for path in _unpack(archive, folder, dict(source.unpacked))]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DomainError("fetch_cannot_write", field="data_dir", value=str(folder), reason=reason) from error


def _checked(mirror: str) -> str:
    try:
        parts = urlsplit(mirror)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise DomainError("fetch_mirror_malformed", field="mirror", value=mirror)
    return mirror if mirror.endswith("/") else f"{mirror}/"


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _fetch_file(file: RemoteFile, folder: Path, mirrors: Iterable[str], report: Report) -> Path:
    place = folder / file.name
    if place.exists():
        if _md5(place) != file.md5:
            raise DomainError("fetch_file_differs", field="data_dir", value=str(place), limit=file.md5)
        report(file.name, file.size, file.size)
        return place
    part = folder / f"{file.name}.part"
    failure: DomainError | None = None
    for mirror in mirrors:
        try:
            _from_mirror(file, f"{mirror}{quote(file.name)}", part, report)
        except DomainError as error:
            failure = error
            if part.exists() and part.stat().st_size == 0:
                part.unlink()
            continue
        part.replace(place)
        return place
    assert failure is not None
    raise failure


def _from_mirror(file: RemoteFile, address: str, part: Path, report: Report) -> None:
    """Leaves the whole, checked file in `part`.

    What an earlier attempt has left may be of another file: where the sum is wrong after a continuation, the
    file is fetched once more from its beginning.
    """
    was_continued = part.exists()
    _download(file, address, part, report)
    if _md5(part) != file.md5 and was_continued:
        part.unlink()
        _download(file, address, part, report)
    found = _md5(part)
    if found != file.md5:
        part.unlink()
        raise DomainError(
            "fetch_checksum", field="mirror", value=found, limit=file.md5, file=file.name, address=address
        )


def _download(file: RemoteFile, address: str, part: Path, report: Report) -> None:
    """`part` grown to the file's size; a connection that breaks off is taken up again."""
    if part.exists() and part.stat().st_size > file.size:
        part.unlink()
    for _ in range(ATTEMPTS):
        try:
            _continue(file, address, part, report)
        except _BrokenOffError:
            continue
        return
    got = part.stat().st_size if part.exists() else 0
    raise DomainError(
        "fetch_broken_off", field="mirror", value=got, limit=file.size, file=file.name, address=address
    )


def _continue(file: RemoteFile, address: str, part: Path, report: Report) -> None:
    """One request, for what is missing."""
    start = part.stat().st_size if part.exists() else 0
    if start == file.size:
        return
    with _asked(file, address, start) as answer:
        if answer.status == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink()  # longer than the mirror's file, so it is of another one
            raise _BrokenOffError
        if start and not _continues_at(answer, start):
            start = 0  # the mirror sends the whole file
        with part.open("ab" if start else "wb") as target:
            _copy(answer, target, file, start, address, report)


def _asked(file: RemoteFile, address: str, start: int) -> http.client.HTTPResponse:
    """The mirror's answer to a request for everything from byte `start` on."""
    headers = {"User-Agent": "convscope", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    request = urllib.request.Request(address, headers=headers)
    try:
        answer: http.client.HTTPResponse = _opener().open(request, timeout=TIMEOUT_S)
    except urllib.error.HTTPError as error:
        if start and error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return cast(http.client.HTTPResponse, error)
        error.close()
        raise DomainError(
            "fetch_refused", field="mirror", value=error.code, file=file.name, address=address
        ) from error
    except (OSError, http.client.HTTPException) as error:
        reason = str(getattr(error, "reason", "")) or type(error).__name__
        raise DomainError(
            "fetch_unreachable", field="mirror", value=address, file=file.name, reason=reason
        ) from error
    return answer


def _continues_at(answer: http.client.HTTPResponse, start: int) -> bool:
    found = _CONTENT_RANGE.match(answer.headers.get("Content-Range", ""))
    return answer.status == http.HTTPStatus.PARTIAL_CONTENT and found is not None and int(found[1]) == start


def _copy(
    answer: http.client.HTTPResponse,
    target: BinaryIO,
    file: RemoteFile,
    start: int,
    address: str,
    report: Report,
) -> None:
    got = start
    report(file.name, got, file.size)
    while True:
        try:
            block = answer.read1(_BLOCK)
        except (http.client.HTTPException, OSError) as error:
            raise _BrokenOffError from error
        if not block:
            break
        got += len(block)
        if got > file.size:
            target.truncate(0)
            raise DomainError(
                "fetch_wrong_size",
                field="mirror",
                value=got,
                limit=file.size,
                file=file.name,
                address=address,
            )
        target.write(block)
        report(file.name, got, file.size)
    if got < file.size:
        raise _BrokenOffError


def _opener() -> urllib.request.OpenerDirector:
    """HTTP and HTTPS with the machine's proxies, and nothing else: no redirect leads to a file or to FTP."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _unpack(archive: Path, folder: Path, wanted: dict[str, int]) -> list[Path]:
    """The wanted members, each under its bare name in `folder`; the archive is deleted.

    Neither the paths nor the kinds of the members are trusted: a member is taken where its last name is a
    wanted one, it is an ordinary file and it has exactly the size that is known.
    """
    places = []
    missing = dict(wanted)
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = member.name.rpartition("/")[2]
                if name not in missing or not member.isfile() or member.size != missing[name]:
                    continue
                content = tar.extractfile(member)
                assert content is not None
                part = folder / f"{name}.part"
                with part.open("wb") as target:
                    while block := content.read(_BLOCK):
                        target.write(block)
                places.append(part.replace(folder / name))
                del missing[name]
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise DomainError(
            "fetch_archive_damaged", field="mirror", value=archive.name, reason=str(error)
        ) from error
    if missing:
        raise DomainError(
            "fetch_archive_damaged", field="mirror", value=archive.name, reason=", ".join(missing)
        )
    archive.unlink()
    return places
