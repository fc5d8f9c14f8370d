"""Which pictures train, validate and test: drawn by a seed, fair to every class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.conv.errors import DomainError
from app.data.datasets.records import SPLITS, Dataset, Records, Split

# How many pictures of each split are taken where nobody says so.
DEFAULT_COUNTS = {"train": 6000, "validation": 1000, "test": 1000}
MAX_COUNT = 60_000
# Of one's own pictures: seven tenths train, the rest is shared by validation and test.
OWN_TRAIN, OWN_VALIDATION = 0.70, 0.15


def wanted_counts(data: Mapping[str, object]) -> dict[str, int]:
    """How many pictures of each split are asked for, with the defaults filled in.

    Raises:
        DomainError: ``dataset_count_out_of_range``: no whole number in 1 … 60,000.
    """
    counts = {}
    for split in SPLITS:
        value = data.get(split)
        if value is None:
            value = DEFAULT_COUNTS[split]
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_COUNT:
            shown = value if isinstance(value, (int, float, str)) else str(value)
            raise DomainError("dataset_count_out_of_range", field=split, value=shown, limit=MAX_COUNT)
        counts[split] = value
    return counts


def split_rows(labels: np.ndarray, counts: Sequence[int], seed: int) -> list[np.ndarray]:
    """Disjoint rows of `labels`, int64 (n,), in parts of the given sizes, drawn by the seed.

    Every class is spread evenly over the whole order, so that each part holds the classes in nearly the
    proportion of the whole, however small it is: of two classes with three pictures each, a part of four
    has two of each.
    """
    order = np.random.default_rng([seed, 0]).permutation(len(labels))
    shuffled = labels[order]
    by_class = np.argsort(shuffled, kind="stable")
    totals = np.bincount(labels)
    firsts = np.cumsum(totals) - totals
    rank = np.empty(len(labels))
    rank[by_class] = np.arange(len(labels)) - firsts[shuffled[by_class]]
    place = (rank + 0.5) / totals[shuffled]  # of a class of three: 1/6, 3/6, 5/6 of the way
    spread = order[np.argsort(place, kind="stable")]
    ends = np.cumsum(counts)
    return [spread[end - count : end] for count, end in zip(counts, ends, strict=True)]


def fitted(train: int, validation: int, available: int) -> tuple[int, int]:
    """The two counts as asked for, or shrunk in their proportion to what there is; neither falls below 1."""
    if train + validation <= available:
        return train, validation
    fewer = min(max(1, round(available * validation / (train + validation))), available - 1)
    return available - fewer, fewer


def from_two_files(
    name: str,
    classes: tuple[str, ...],
    train: Records,
    test: Records,
    counts: Mapping[str, int],
    seed: int,
    *,
    normalization: tuple[float, float],
    is_ink: bool,
) -> Dataset:
    """Training and validation pictures out of the training file; the test file stays the test split.

    Args:
        counts: how many are wanted; a file that holds fewer gives what it has.
        normalization: mean and standard deviation of the pixels / 255.

    Raises:
        DomainError: ``dataset_too_few_records``: a training file with a single record.
    """
    if len(train.labels) < 2:
        raise DomainError(
            "dataset_too_few_records", field="data.name", value=len(train.labels), limit=2, name=name
        )
    parts = fitted(counts["train"], counts["validation"], len(train.labels))
    train_rows, validation_rows = split_rows(train.labels, parts, seed)
    (test_rows,) = split_rows(test.labels, [min(counts["test"], len(test.labels))], seed)
    mean, deviation = normalization
    splits = {
        "train": Split(train, train_rows),
        "validation": Split(train, validation_rows),
        "test": Split(test, test_rows),
    }
    return Dataset(name, classes, mean, 1 / deviation, is_ink, splits)


def own_counts(total: int) -> dict[str, int]:
    """How `total` ≥ 4 pictures of one's own are shared out: 70 % train, 15 % validate, 15 % test."""
    validation = max(1, round(total * OWN_VALIDATION))
    test = max(1, total - round(total * OWN_TRAIN) - validation)
    return {"train": total - validation - test, "validation": validation, "test": test}
