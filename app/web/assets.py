"""Static files under a versioned path, compressed once, and the templates' folder.

``/static/<version>/…`` is immutable: the version is a digest of every file, so a new release (or an edited
file of a live checkout) has new addresses and browsers never ask twice for an old one.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response

from app import __version__
from app.conv.errors import DomainError
from app.web.comments import without_comments

PACKAGE = Path(__file__).parent.parent
IMMUTABLE = "public, max-age=31536000, immutable"
# `import … from "./x.js"`, also over several lines, and `import "./x.js"`.
STATIC_IMPORT = re.compile(
    r"""^(?:import|export)\b(?:[^;"'()]*\bfrom\b)?\s*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE
)
TEXT_SUFFIXES = frozenset({".js", ".mjs", ".css", ".svg", ".json", ".txt"})
COMMENTED_SUFFIXES = frozenset({".js", ".css"})
VENDOR = "vendor"  # other people's files go out as they are, licences and all

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")


def folder(name: str) -> Path:
    """``static`` or ``templates``: inside the package (a wheel) or beside it (a checkout)."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send.

    Attributes:
        stamp: time of the last change in ns, size in bytes: of the file as it was when it was read.
        digest: of the file on disk.
    """

    stamp: tuple[int, int]
    content: bytes
    digest: str
    media_type: str
    is_text: bool


class Assets:
    """The static files, kept in memory and read again when they change on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._kept: dict[Path, Asset] = {}
        self._compressed: dict[str, bytes] = {}  # by digest, when somebody has asked
        self._version = ""  # of the page rendered last

    @property
    def has_vendor(self) -> bool:
        """Whether the third-party browser files were installed."""
        return (self.root / VENDOR / ".stamp").is_file()

    def version(self) -> str:
        """A digest of all files."""
        digest = hashlib.sha256(__version__.encode())
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                digest.update(f"{path.relative_to(self.root)}:{self._load(path).digest}\n".encode())
        self._version = digest.hexdigest()[:12]
        return self._version

    def modules(self, entry: str) -> list[str]:
        """Every module of ours that ``entry`` imports, directly or not, itself included: what to preload.

        Without it a browser learns of each level of imports only when the one before has arrived.
        """
        found = [entry]
        for module in found:
            source = self._load((self.root / module).resolve()).content.decode()
            for target in STATIC_IMPORT.findall(source):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(module), target))
                if path not in found:
                    found.append(path)
        return found

    def respond(self, version: str, relative: str, request: Request) -> Response:
        """The file, gzipped where it is text and the browser takes it.

        Immutable only under the version of the pages we sent last: a tab that still asks for an older one
        gets today's file, but may not keep it under the older address.

        Raises:
            DomainError: ``not_found``, also for every path that leads out of the folder.
        """
        path = self._find(relative)
        if path is None:
            raise DomainError("not_found", field="path", value=request.url.path)
        asset = self._load(path)
        headers = {"Cache-Control": IMMUTABLE if version == (self._version or self.version()) else "no-cache"}
        content = asset.content
        if asset.is_text:
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in request.headers.get("accept-encoding", ""):
                headers["Content-Encoding"] = "gzip"
                content = self._compress(asset)
        return Response(content, media_type=asset.media_type, headers=headers)

    def _compress(self, asset: Asset) -> bytes:
        if asset.digest not in self._compressed:
            self._compressed[asset.digest] = gzip.compress(asset.content, 9, mtime=0)
        return self._compressed[asset.digest]

    def _find(self, relative: str) -> Path | None:
        try:
            path = (self.root / relative).resolve()
            is_ours = path.is_relative_to(self.root) and path.is_file() and not path.name.startswith(".")
        except (OSError, ValueError):  # longer than a name can be, or with a zero byte in it
            return None
        return path if is_ours else None

    def _load(self, path: Path) -> Asset:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        kept = self._kept.get(path)
        if kept is not None and kept.stamp == stamp:
            return kept
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if path.suffix in COMMENTED_SUFFIXES and VENDOR not in path.relative_to(self.root).parts:
            content = without_comments(content.decode()).encode()
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        asset = Asset(stamp, content, digest, media_type, path.suffix in TEXT_SUFFIXES)
        self._kept[path] = asset
        return asset
