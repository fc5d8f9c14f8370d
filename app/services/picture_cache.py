"""The pictures the server holds, by the hash of their bytes, in memory only, forgotten when room is needed.

Forgetting is always safe: the browser still has the file and sends it again when it meets
``picture_unknown``; the same bytes get the same id.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np

from app.conv.errors import DomainError
from app.data.images import DecodedPicture, PictureLimits, decode, downscale
from app.data.samples import SAMPLES, SIZE, TELLING, draw
from app.data.telling import telling_pixel

PREVIEW_PIXELS = 1_000_000


class StoredPicture:
    """One picture and, once somebody asks, its pixels and its preview.

    Attributes:
        id: of an upload the first 32 hexadecimal digits of its SHA-256, of a sample its name.
        size: rows and columns.
        telling: row and column in the preview; None: looked for when it is first asked for.
    """

    def __init__(
        self,
        id: str,
        source: Literal["sample", "upload"],
        size: tuple[int, int],
        make: Callable[[], np.ndarray],
        *,
        format: str = "PNG",
        notes: tuple[str, ...] = (),
        telling: tuple[int, int] | None = None,
    ) -> None:
        self.id = id
        self.source = source
        self.format = format
        self.notes = notes
        self.height, self.width = size
        self._make = make
        self._telling = telling
        self._preview: np.ndarray | None = None
        self._lock = threading.RLock()

    @property
    def pixels(self) -> np.ndarray:
        """uint8 (3, H, W), read-only; who comes while a sample is being drawn waits for it."""
        with self._lock:
            return self._make()

    @property
    def preview_size(self) -> tuple[int, int]:
        """Rows and columns of the preview."""
        if self.width * self.height <= PREVIEW_PIXELS:
            return self.height, self.width
        _, height, width = self.preview.shape
        return height, width

    @property
    def preview(self) -> np.ndarray:
        """uint8 (3, h, w), at most a million pixels, read-only; `pixels` itself when that is small enough."""
        with self._lock:
            if self._preview is None:
                self._preview = downscale(self.pixels, PREVIEW_PIXELS)
                self._preview.setflags(write=False)
            return self._preview

    @property
    def telling(self) -> tuple[int, int]:
        """Row and column in the preview of a pixel that is worth looking at first."""
        if self._telling is None:
            self._telling = telling_pixel(self.preview)
        return self._telling

    @property
    def size_bytes(self) -> int:
        """What the picture may come to occupy: its pixels and, where it needs one of its own, its preview."""
        is_large = self.width * self.height > PREVIEW_PIXELS
        return 3 * self.width * self.height + (3 * PREVIEW_PIXELS if is_large else 0)


def stored_upload(id: str, decoded: DecodedPicture) -> StoredPicture:
    """What is kept of a file that was sent."""
    decoded.pixels.setflags(write=False)
    _, height, width = decoded.pixels.shape
    return StoredPicture(
        id, "upload", (height, width), lambda: decoded.pixels, format=decoded.format, notes=decoded.notes
    )


class PictureCache:
    """A bounded store of pictures, safe to use from many threads.

    Memory: kept pictures never exceed `budget_bytes` (the least recently used are dropped first, previews
    are counted before they exist); on top of that come at most `decoders` pictures being decoded, each
    bounded by ``limits.max_decoded_bytes``, and the six samples, under a megabyte each. A picture handed
    out lives as long as its user holds it, also after the cache has forgotten it.
    """

    def __init__(self, budget_bytes: int, limits: PictureLimits, decoders: int = 2) -> None:
        self.budget_bytes = budget_bytes
        self.limits = limits
        self._decoders = threading.BoundedSemaphore(decoders)
        self._lock = threading.Lock()
        self._uploads: OrderedDict[str, StoredPicture] = OrderedDict()
        self._samples = {
            id: StoredPicture(id, "sample", SIZE, partial(draw, id), telling=TELLING[id]) for id in SAMPLES
        }
        self._in_progress: dict[str, threading.Lock] = {}
        self._used_bytes = 0

    @property
    def used_bytes(self) -> int:
        """Bytes of the uploads held now, never more than `budget_bytes`."""
        return self._used_bytes

    def __len__(self) -> int:
        """How many uploads are held now."""
        return len(self._uploads)

    def add(self, data: bytes) -> StoredPicture:
        """Decodes and keeps an uploaded file; the same bytes are decoded once, also when sent at once.

        Raises:
            DomainError: as `decode`; ``picture_larger_than_cache`` when it could never be kept.
        """
        self.limits.check_bytes(len(data))
        id = hashlib.sha256(data).hexdigest()[:32]
        with self._lock:
            turn = self._in_progress.setdefault(id, threading.Lock())
        try:
            with turn:
                known = self._touch(id)
                if known is not None:
                    return known
                with self._decoders:
                    decoded = decode(data, self.limits)
                return self._keep(stored_upload(id, decoded))
        finally:
            with self._lock:
                self._in_progress.pop(id, None)

    def get(self, id: str) -> StoredPicture:
        """The picture of that id, an upload or a sample.

        Raises:
            DomainError: ``picture_unknown``: never sent, or forgotten since.
        """
        if id in self._samples:
            return self._samples[id]
        known = self._touch(id)
        if known is None:
            raise DomainError("picture_unknown", field="picture", value=id)
        return known

    def samples(self) -> list[StoredPicture]:
        """The pictures the program draws itself, in the order they are offered."""
        return list(self._samples.values())

    def draw_samples(self) -> None:
        """Draw what somebody is going to ask for; takes about a second."""
        for sample in self._samples.values():
            assert sample.pixels.size

    def _touch(self, id: str) -> StoredPicture | None:
        with self._lock:
            picture = self._uploads.get(id)
            if picture is not None:
                self._uploads.move_to_end(id)
            return picture

    def _keep(self, picture: StoredPicture) -> StoredPicture:
        if picture.size_bytes > self.budget_bytes:
            raise DomainError(
                "picture_larger_than_cache",
                field="picture",
                value=picture.size_bytes,
                limit=self.budget_bytes,
                value_mib=round(picture.size_bytes / 2**20, 1),
                limit_mib=round(self.budget_bytes / 2**20, 1),
            )
        with self._lock:
            known = self._uploads.get(picture.id)
            if known is not None:  # a third sender overtook two others, one of which had failed
                return known
            while self._used_bytes + picture.size_bytes > self.budget_bytes:
                _, forgotten = self._uploads.popitem(last=False)
                self._used_bytes -= forgotten.size_bytes
            self._uploads[picture.id] = picture
            self._used_bytes += picture.size_bytes
            return picture
