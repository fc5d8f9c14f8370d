"""Endless little drawings of eight shapes, 28 × 28 grey: filled or outlined, turned, stretched, in noise.

A shape is a closed polygon. It is turned, stretched and moved; then every pixel asks how far the outline is
and on which side of it the pixel lies, and that distance, softened by one pixel, is the brightness.
Everything about a picture follows from (seed, split, epoch, index), so any picture can be drawn alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from app.data.datasets.records import SPLITS, check_split, checked_indices

SIDE = 28
POINTS = 24  # of every polygon, so that all of them are measured in one sweep
OFFSET, SCALE = 0.21, 1 / 0.24  # mean and standard deviation of the pixels / 255
_CHUNK = 64  # pictures drawn together; more would only take more memory
_RANDOMS = 12


@dataclass(frozen=True, slots=True)
class Shapes:
    """A data set without end: every epoch trains on other drawings with the same labels.

    Attributes:
        seed: whose drawings; the same seed, the same bytes.
        train, validation, test: how many pictures a split has; validation and test stay as they are.
    """

    seed: int
    train: int
    validation: int
    test: int
    name: str = "shapes"
    shape: tuple[int, int, int] = (1, SIDE, SIDE)
    offset: float = OFFSET
    scale: float = SCALE
    is_ink: bool = True

    @property
    def classes(self) -> tuple[str, ...]:
        """Identifiers; their names are ``class.<id>``."""
        return tuple(OUTLINES)

    def count(self, split: str) -> int:
        """How many pictures a split has.

        Raises:
            DomainError: ``dataset_split_unknown``.
        """
        check_split(split)
        return {"train": self.train, "validation": self.validation, "test": self.test}[split]

    def labels(self, split: str) -> np.ndarray:
        """int64 (n,): every class equally often, in an order of the seed.

        Raises:
            DomainError: ``dataset_split_unknown``.
        """
        count = self.count(split)
        generator = np.random.default_rng([self.seed, SPLITS.index(split)])
        return np.asarray(generator.permutation(np.arange(count, dtype=np.int64) % len(OUTLINES)))

    def pictures(self, split: str, indices: np.ndarray, epoch: int = 0) -> np.ndarray:
        """uint8 (n, 1, 28, 28), bright on black.

        Raises:
            DomainError: ``dataset_split_unknown``, ``dataset_index_out_of_range``.
        """
        labels = self.labels(split)
        wanted = checked_indices(indices, len(labels))
        drawn_for = epoch if split == "train" else 0
        drawn = np.empty((len(wanted), 1, SIDE, SIDE), np.uint8)
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            keys = [(self.seed, SPLITS.index(split), drawn_for, int(index)) for index in part]
            drawn[start : start + len(part), 0] = draw(labels[part], keys)
        return drawn


def draw(labels: np.ndarray, keys: Sequence[tuple[int, ...]]) -> np.ndarray:
    """One picture a label, uint8 (n, 28, 28); the key of a picture decides all that is random about it."""
    generators = [np.random.default_rng(key) for key in keys]
    chance = np.stack([generator.random(_RANDOMS, np.float32) for generator in generators])
    noise = np.stack([generator.standard_normal((SIDE, SIDE), np.float32) for generator in generators])
    angle = between(chance[:, 0], -0.6, 0.6)
    size = between(chance[:, 1], 7.0, 11.0)
    stretch = between(chance[:, 2], 0.88, 1.14)
    room = SIDE / 2 - size * 0.9 - 0.5
    middle = SIDE / 2 - 0.5 + np.stack([between(chance[:, k], -1, 1) * room for k in (3, 4)], axis=-1)
    is_outlined = chance[:, 5] < 0.5
    half_width = between(chance[:, 6], 0.7, 1.4)
    ink = between(chance[:, 7], 120, 255)
    ground = between(chance[:, 8], 0, 50)
    roughness = between(chance[:, 9], 2, 22)

    distance, is_inside = _measure(_placed(labels, angle, size, stretch, middle))
    depth = np.where(is_inside, distance, -distance)  # positive inside
    edge = np.where(is_outlined[:, None, None], half_width[:, None, None] - distance, depth)
    cover = np.clip(edge + 0.5, 0, 1)
    light = ground[:, None, None] + cover * (ink - ground)[:, None, None]
    light += noise * roughness[:, None, None]
    return np.asarray(np.rint(np.clip(light, 0, 255)).astype(np.uint8))


def between(chance: np.ndarray, low: float, high: float) -> np.ndarray:
    """0…1 as low…high."""
    return low + (high - low) * chance


def _placed(
    labels: np.ndarray, angle: np.ndarray, size: np.ndarray, stretch: np.ndarray, middle: np.ndarray
) -> np.ndarray:
    """The polygons on the page, float32 (n, POINTS, 2) as (row, col): stretched, then turned, then moved."""
    polygons = _POLYGONS[labels] * np.stack([stretch, 1 / stretch], axis=-1)[:, None, :]
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    rows, cols = polygons[..., 0], polygons[..., 1]
    turned = np.stack([cosine * rows - sine * cols, sine * rows + cosine * cols], axis=-1)
    return np.asarray(turned * size[:, None, None] + middle[:, None, :], np.float32)


def _measure(polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of every pixel: its distance from the outline, float32 (n, 28, 28), and whether it lies inside.

    Inside is where a ray along the row crosses the outline an odd number of times.
    """
    row, col = np.arange(SIDE, dtype=np.float32)[:, None], np.arange(SIDE, dtype=np.float32)[None, :]
    nearest = np.full((len(polygons), SIDE, SIDE), np.inf, np.float32)
    is_inside = np.zeros((len(polygons), SIDE, SIDE), bool)
    for point in range(POINTS):
        a, b = polygons[:, point], polygons[:, (point + 1) % POINTS]
        a_row, a_col, b_row, b_col = (side[:, k, None, None] for side in (a, b) for k in (0, 1))
        along_row, along_col = b_row - a_row, b_col - a_col
        from_row, from_col = row - a_row, col - a_col
        length = along_row**2 + along_col**2
        share = (from_row * along_row + from_col * along_col) / np.maximum(length, 1e-12)
        np.clip(share, 0, 1, out=share)
        away = (from_row - share * along_row) ** 2 + (from_col - share * along_col) ** 2
        np.minimum(nearest, away, out=nearest)
        spans = (a_row > row) != (b_row > row)
        slope = along_col / np.where(along_row == 0, 1, along_row)
        is_inside ^= spans & (from_col < slope * from_row)
    return np.sqrt(nearest), is_inside


# ---------------------------------------------------------------- the outlines, (row, col), radius about 1


def _circle() -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, POINTS, endpoint=False)
    return np.stack([np.sin(turn), np.cos(turn)], axis=-1) * 0.9


def _corners(*corners: tuple[float, float]) -> np.ndarray:
    """A polygon of a few corners with points added along its sides until there are `POINTS`."""
    ends = np.array(corners)
    following = np.roll(ends, -1, axis=0)
    pieces = np.full(len(ends), POINTS // len(ends))
    pieces[: POINTS % len(ends)] += 1
    sides = [
        start + (end - start) * (np.arange(count) / count)[:, None]
        for start, end, count in zip(ends, following, pieces, strict=True)
    ]
    return np.concatenate(sides)


def _star() -> np.ndarray:
    turn = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    radius = np.where(np.arange(10) % 2, 0.45, 1.1)
    return _corners(*zip(-radius * np.cos(turn), radius * np.sin(turn), strict=True))


def _cross(arm: float = 0.32) -> np.ndarray:
    quarter = [(-arm, arm), (-1.0, arm), (-1.0, -arm)]
    corners = []
    for _ in range(4):
        corners += quarter
        quarter = [(-col, row) for row, col in quarter]
    return _corners(*corners)


def _heart() -> np.ndarray:
    """The classical curve ``16 sin³ t`` and ``13 cos t − 5 cos 2t − 2 cos 3t − cos 4t``."""
    turn = np.linspace(0, 2 * np.pi, POINTS, endpoint=False)
    col = 16 * np.sin(turn) ** 3
    row = -(13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn))
    return np.stack([row - 1, col], axis=-1) / 16.5


def _crescent() -> np.ndarray:
    """An arc of the unit circle there, and back along a shallower one."""
    half = POINTS // 2
    turn = np.linspace(-0.62 * np.pi, 0.62 * np.pi, half, endpoint=False)
    outer = np.stack([np.sin(turn), np.cos(turn)], axis=-1)
    tip_row, tip_col = np.sin(0.62 * np.pi), np.cos(0.62 * np.pi)
    back = np.linspace(1, -1, half, endpoint=False)
    inner = np.stack([back * tip_row, tip_col + (1 - back**2) * 0.75], axis=-1)
    return np.concatenate([outer, inner]) - [0, 0.3]


OUTLINES: MappingProxyType[str, Callable[[], np.ndarray]] = MappingProxyType(
    {
        "circle": _circle,
        "square": lambda: _corners((-0.8, -0.8), (-0.8, 0.8), (0.8, 0.8), (0.8, -0.8)),
        "triangle": lambda: _corners((-1.1, 0.0), (0.65, 1.0), (0.65, -1.0)),
        "star": _star,
        "cross": _cross,
        "heart": _heart,
        "crescent": _crescent,
        "arrow": lambda: _corners(
            (-1.1, 0.0), (-0.2, 0.75), (-0.2, 0.28), (1.0, 0.28), (1.0, -0.28), (-0.2, -0.28), (-0.2, -0.75)
        ),
    }
)
_POLYGONS = np.stack([outline() for outline in OUTLINES.values()]).astype(np.float32)
