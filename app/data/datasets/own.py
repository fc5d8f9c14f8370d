"""One's own pictures: a set that grows, in memory only.

A set comes from a zip of class folders (`from_zip` in `own_zip`) or grows picture by picture from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from unicodedata import category, normalize

import numpy as np

from app.conv.errors import DomainError
from app.data.datasets.framing import frame
from app.data.datasets.records import Dataset, Records, Split
from app.data.datasets.splits import own_counts, split_rows
from app.data.images import decode
from app.data.picture_limits import PictureLimits

SIDES = (28, 32)
MAX_CLASSES = 50
MAX_CLASS_NAME = 60
MAX_PICTURES = 5_000
MIN_CLASSES, MIN_PICTURES_A_CLASS = 2, 2
# A photograph of a telephone fits; more would be waste for 32 × 32.
PICTURE_LIMITS = PictureLimits(max_bytes=16 << 20, max_pixels=25_000_000, max_side=12_000)


@dataclass(frozen=True, slots=True, eq=False)
class OwnPictures:
    """Labelled pictures that a visitor has brought; growing makes a new set.

    Attributes:
        classes: the folders' names, in the order of their first picture (sorted, from a zip).
        pixels: uint8 (n, C, side, side).
        labels: int64 (n,).
    """

    classes: tuple[str, ...]
    pixels: np.ndarray
    labels: np.ndarray

    @classmethod
    def empty(cls, *, side: int = 28, is_colour: bool = False) -> OwnPictures:
        """A set of nothing yet.

        Raises:
            DomainError: ``own_side_unknown``: a side that is neither 28 nor 32.
        """
        if side not in SIDES:
            raise DomainError("own_side_unknown", field="size", value=side, limit="28, 32")
        return cls((), np.empty((0, 3 if is_colour else 1, side, side), np.uint8), np.empty(0, np.int64))

    @property
    def shape(self) -> tuple[int, int, int]:
        """(C, side, side)."""
        _, channels, height, width = self.pixels.shape
        return channels, height, width

    @property
    def nbytes(self) -> int:
        """What the set takes in memory."""
        return int(self.pixels.nbytes + self.labels.nbytes)

    @property
    def counts(self) -> dict[str, int]:
        """How many pictures each class has."""
        totals = np.bincount(self.labels, minlength=len(self.classes))
        return {name: int(total) for name, total in zip(self.classes, totals, strict=True)}

    def with_picture(
        self, class_name: str, data: bytes, limits: PictureLimits = PICTURE_LIMITS
    ) -> OwnPictures:
        """The set with one more picture, a file as `app.data.images.decode` reads it.

        Raises:
            DomainError: ``class_name_malformed``, ``own_too_many_classes``, ``own_too_many_pictures``, or
                those of `decode`.
        """
        name = class_name_of(class_name)
        classes = self.classes if name in self.classes else (*self.classes, name)
        check_size(len(classes), len(self.labels) + 1)
        channels, side, _ = self.shape
        added = frame(decode(data, limits).pixels, side, is_colour=channels == 3)
        return replace(
            self,
            classes=classes,
            pixels=np.concatenate([self.pixels, added[None]]),
            labels=np.append(self.labels, classes.index(name)),
        )

    def check_trainable(self) -> None:
        """Refuses a set that cannot be learned from yet.

        Raises:
            DomainError: ``dataset_one_class``, ``dataset_no_pictures``, ``own_class_too_small``.
        """
        if not self.classes:
            raise DomainError("dataset_no_pictures", field="data.name", value=0, limit=MIN_CLASSES)
        if len(self.classes) < MIN_CLASSES:
            raise DomainError(
                "dataset_one_class",
                field="data.name",
                value=len(self.classes),
                limit=MIN_CLASSES,
                name=self.classes[0],
            )
        for name, count in self.counts.items():
            if count < MIN_PICTURES_A_CLASS:
                raise DomainError(
                    "own_class_too_small",
                    field="data.name",
                    value=count,
                    limit=MIN_PICTURES_A_CLASS,
                    name=name,
                )

    def dataset(self, name: str, seed: int, counts: Mapping[str, int]) -> Dataset:
        """The set in three splits, 70 : 15 : 15, or fewer of each where fewer are asked for.

        The input is centred and scaled by the training pictures' own mean and deviation.

        Raises:
            DomainError: as `check_trainable`.
        """
        self.check_trainable()
        shares = own_counts(len(self.labels))
        parts = [min(shares[split], counts[split]) for split in ("train", "validation", "test")]
        records = Records(self.pixels, self.labels)
        rows = split_rows(self.labels, list(shares.values()), seed)
        train, validation, test = (
            Split(records, chosen[:count]) for chosen, count in zip(rows, parts, strict=True)
        )
        seen = self.pixels[train.rows]
        mean, deviation = float(seen.mean()) / 255, max(float(seen.std()) / 255, 0.05)
        splits = {"train": train, "validation": validation, "test": test}
        return Dataset(name, self.classes, mean, 1 / deviation, is_ink=False, splits=splits)


def class_name_of(given: str) -> str:
    """A class's name as it is shown: composed Unicode, no spaces around it.

    Raises:
        DomainError: ``class_name_malformed``: empty, longer than 60 characters, or with control characters.
    """
    name = normalize("NFC", given).strip()
    if not name or len(name) > MAX_CLASS_NAME or any(category(letter)[0] == "C" for letter in name):
        visible = "".join(letter if category(letter)[0] != "C" else "�" for letter in given[:80])
        raise DomainError("class_name_malformed", field="class", value=visible, limit=MAX_CLASS_NAME)
    return name


def check_size(classes: int, pictures: int) -> None:
    """Refuses too large a set (``own_too_many_classes``, ``own_too_many_pictures``)."""
    if classes > MAX_CLASSES:
        raise DomainError("own_too_many_classes", field="class", value=classes, limit=MAX_CLASSES)
    if pictures > MAX_PICTURES:
        raise DomainError("own_too_many_pictures", field="picture", value=pictures, limit=MAX_PICTURES)
