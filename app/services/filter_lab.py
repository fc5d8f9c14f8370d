"""Filter chains on stored pictures: what the Filters page and its API ask for.

A chain is computed stage by stage and every stage is kept, so that moving the third filter's slider does
not compute the first two again, and the pixel that is explained comes from the very picture that is shown.
"""

from __future__ import annotations

import os
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.conv.geometry import Geometry
from app.filters.apply import apply_step
from app.filters.catalog import CATALOG
from app.filters.step import Step, make_step
from app.services.picture_cache import PictureCache
from app.services.result_cache import ResultCache

Size = Literal["preview", "full"]

LARGEST_CHAIN = 8
LARGEST_REGION_PIXELS = 1 << 18
LARGEST_OUTPUT_PIXELS = 60_000_000

SPRITE_WIDTH, SPRITE_HEIGHT, SPRITE_COLUMNS = 96, 72, 8


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a picture, in pixels."""

    row: int
    col: int
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Stage:
    """The picture after one step.

    Attributes:
        pixels: (3, H, W) uint8, read-only.
        extremes: smallest and largest value before the display mapping, where that is "stretch".
        elapsed_ms: how long the step took when it was computed.
    """

    pixels: NDArray[np.uint8]
    extremes: tuple[float, float] | None
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Sprites:
    """Small pictures of every filter's effect on one sheet, row by row.

    Attributes:
        pixels: (3, rows·height, columns·width) uint8.
        order: filter ids.
    """

    pixels: NDArray[np.uint8]
    width: int
    height: int
    columns: int
    order: tuple[str, ...]


class FilterLab:
    """Applies chains of steps to pictures of a cache.

    Args:
        pictures: where the pictures are.
        result_cache_bytes: memory for results.
        workers: chains computed at the same time; 0 = one a core. More wait for their turn.
    """

    def __init__(self, pictures: PictureCache, *, result_cache_bytes: int, workers: int = 0) -> None:
        self.pictures = pictures
        self._results: ResultCache[Stage] = ResultCache(result_cache_bytes, lambda stage: stage.pixels.nbytes)
        self._turns = BoundedSemaphore(workers or os.cpu_count() or 1)

    def source(self, picture_id: str, size: Size) -> NDArray[np.uint8]:
        """The picture itself (3, H, W).

        Raises:
            DomainError: ``picture_unknown``.
        """
        picture = self.pictures.get(picture_id)
        return picture.pixels if size == "full" else picture.preview

    def thumbnail(self, picture_id: str) -> NDArray[np.uint8]:
        """The picture at a size for a list of pictures."""
        return _small(self.source(picture_id, "preview"))

    def apply(self, picture_id: str, size: Size, steps: Sequence[Step]) -> NDArray[np.uint8]:
        """The picture after all steps (3, H, W).

        Raises:
            DomainError: ``chain_empty``, ``chain_too_long``, ``picture_unknown``, ``no_window``,
                ``output_too_large``.
        """
        return self.stages(picture_id, size, steps)[-1].pixels

    def stages(self, picture_id: str, size: Size, steps: Sequence[Step]) -> list[Stage]:
        """The picture after each step."""
        check_chain(steps)
        pixels = self.source(picture_id, size)
        chain_geometry(pixels.shape[1:], steps)
        key: tuple[Hashable, ...] = (picture_id, size)
        stages: list[Stage] = []
        for step in steps:
            key = (*key, step.effect)
            stage = self._results.get_or_compute(key, _Turn(self._turns, pixels, step))
            stages.append(stage)
            pixels = stage.pixels
        return stages

    def stage_thumbnails(self, picture_id: str, size: Size, steps: Sequence[Step]) -> list[NDArray[np.uint8]]:
        """The picture after each step, at most ``SPRITE_WIDTH`` × ``SPRITE_HEIGHT`` pixels, aspect kept."""
        return [_small(stage.pixels) for stage in self.stages(picture_id, size, steps)]

    def sprites(self, picture_id: str) -> Sprites:
        """Every filter with its defaults on the middle of the picture, pixel for pixel."""
        pixels = self.source(picture_id, "preview")
        _, height, width = pixels.shape
        # Twice the sprite's area seen at half size: enough of the picture to recognise it.
        crop = _crop_middle(pixels, min(height, 2 * SPRITE_HEIGHT), min(width, 2 * SPRITE_WIDTH))
        rows = -(-len(CATALOG) // SPRITE_COLUMNS)
        sheet = np.full((3, rows * SPRITE_HEIGHT, SPRITE_COLUMNS * SPRITE_WIDTH), 128, np.uint8)
        for index, filter_id in enumerate(CATALOG):
            small = _fit(apply_step(crop, make_step(filter_id)).pixels)
            row, col = divmod(index, SPRITE_COLUMNS)
            top, left = row * SPRITE_HEIGHT, col * SPRITE_WIDTH
            sheet[:, top : top + SPRITE_HEIGHT, left : left + SPRITE_WIDTH] = small
        return Sprites(sheet, SPRITE_WIDTH, SPRITE_HEIGHT, SPRITE_COLUMNS, tuple(CATALOG))


@dataclass(frozen=True, slots=True)
class _Turn:
    """One stage to compute, when a worker is free."""

    turns: BoundedSemaphore
    pixels: NDArray[np.uint8]
    step: Step

    def __call__(self) -> Stage:
        with self.turns:
            start = time.perf_counter()
            filtered = apply_step(self.pixels, self.step)
            elapsed_ms = (time.perf_counter() - start) * 1000
        filtered.pixels.setflags(write=False)
        return Stage(filtered.pixels, filtered.extremes, elapsed_ms)


def check_chain(steps: Sequence[Step]) -> None:
    """A chain has one to ``LARGEST_CHAIN`` steps."""
    if not steps:
        raise DomainError("chain_empty", field="steps", value=0, limit=1)
    if len(steps) > LARGEST_CHAIN:
        raise DomainError("chain_too_long", field="steps", value=len(steps), limit=LARGEST_CHAIN)


def chain_geometry(input_shape: Sequence[int], steps: Sequence[Step]) -> list[Geometry]:
    """The geometry of each step, the output of one being the input of the next.

    Raises:
        DomainError: with the step's number in ``field`` (``steps.1.kernel``).
    """
    shape = input_shape[0], input_shape[1]
    geometries = []
    for number, step in enumerate(steps):
        try:
            geometry = step.geometry(shape)
        except DomainError as error:
            raise error.at(f"steps.{number}") from None
        shape = geometry.output_shape
        if shape[0] * shape[1] > LARGEST_OUTPUT_PIXELS:
            raise DomainError(
                "output_too_large", field=f"steps.{number}.padding", value=shape[0] * shape[1],
                limit=LARGEST_OUTPUT_PIXELS,
            )  # fmt: skip
        geometries.append(geometry)
    return geometries


def cut(pixels: NDArray[np.uint8], region: Region) -> NDArray[np.uint8]:
    """The part of ``pixels`` (3, H, W) inside ``region``.

    Raises:
        DomainError: ``region_outside``, ``region_too_large``.
    """
    _, height, width = pixels.shape
    if not (
        0 <= region.row < height and 0 <= region.col < width
        and 1 <= region.height <= height - region.row and 1 <= region.width <= width - region.col
    ):  # fmt: skip
        raise DomainError(
            "region_outside", field="region", limit=f"{width}×{height}",
            value=f"{region.width}×{region.height} @ {region.row}, {region.col}",
        )  # fmt: skip
    if region.height * region.width > LARGEST_REGION_PIXELS:
        raise DomainError(
            "region_too_large",
            field="region",
            value=region.height * region.width,
            limit=LARGEST_REGION_PIXELS,
        )
    return pixels[:, region.row : region.row + region.height, region.col : region.col + region.width]


def _crop_middle(pixels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    top, left = (pixels.shape[1] - height) // 2, (pixels.shape[2] - width) // 2
    return np.ascontiguousarray(pixels[:, top : top + height, left : left + width])


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Every n-th pixel, so that the picture fits a sprite."""
    _, height, width = pixels.shape
    every = max(1, -(-height // SPRITE_HEIGHT), -(-width // SPRITE_WIDTH))
    return pixels[:, ::every, ::every]


def _fit(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Nearest pixels of any picture on the sprite's raster."""
    rows = np.arange(SPRITE_HEIGHT) * pixels.shape[1] // SPRITE_HEIGHT
    cols = np.arange(SPRITE_WIDTH) * pixels.shape[2] // SPRITE_WIDTH
    return pixels[:, rows[:, None], cols[None, :]]
