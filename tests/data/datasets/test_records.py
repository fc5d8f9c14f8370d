"""A data set on arrays: three splits that share the pictures and never one picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.data.datasets.records import Dataset, Records
from app.data.datasets.splits import fitted, from_two_files, own_counts, split_rows, wanted_counts


def records(labels: list[int], first: int = 0) -> Records:
    """Picture number i is filled with i, but for its top left corner, which is 255 − i."""
    numbers = np.arange(first, first + len(labels), dtype=np.uint8)
    pixels = np.broadcast_to(numbers[:, None, None, None], (len(labels), 2, 3, 5)).copy()
    pixels[:, 0, 0, 0] = 255 - numbers
    return Records(pixels, np.array(labels, np.int64))


def dataset(train: int = 6, validation: int = 2, test: int = 3, seed: int = 7) -> Dataset:
    counts = {"train": train, "validation": validation, "test": test}
    return from_two_files(
        "some",
        ("a", "b"),
        records([0, 1] * 5),
        records([1, 0, 1, 1], first=100),
        counts,
        seed,
        normalization=(0.25, 0.5),
        is_ink=True,
    )


def test_a_picture_comes_with_its_own_label_whatever_order_it_is_asked_for_in() -> None:
    data = dataset()
    assert data.shape == (2, 3, 5)
    assert (data.offset, data.scale) == (0.25, 2.0)
    for split in ("train", "validation"):
        indices = np.arange(data.count(split))[::-1]
        pictures = data.pictures(split, indices)
        assert pictures.dtype == np.uint8
        numbers = pictures[:, 1, 0, 0]
        assert (pictures[:, 0, 0, 0] == 255 - numbers).all()
        assert (numbers % 2 == data.labels(split)[indices]).all()


def test_training_and_validation_come_from_one_file_and_the_test_from_the_other() -> None:
    data = dataset()
    seen = {split: set(data.pictures(split, np.arange(data.count(split)))[:, 1, 0, 0].tolist())
            for split in ("train", "validation", "test")}  # fmt: skip
    assert len(seen["train"]) == 6
    assert len(seen["validation"]) == 2
    assert seen["train"] & seen["validation"] == set()
    assert seen["train"] | seen["validation"] <= set(range(10))
    assert len(seen["test"]) == 3
    assert seen["test"] <= {100, 101, 102, 103}


def test_the_same_seed_splits_alike_and_another_does_not() -> None:
    def rows(seed: int) -> list[int]:
        return [int(row) for row in dataset(seed=seed).splits["train"].rows]

    assert rows(7) == rows(7)
    assert rows(7) != rows(8)


def test_more_than_there_is_gives_what_there_is_in_the_proportion_asked_for() -> None:
    data = dataset(train=4000, validation=1000, test=1000)
    assert [data.count(split) for split in ("train", "validation", "test")] == [8, 2, 4]
    assert fitted(6000, 1000, 7000) == (6000, 1000)
    assert fitted(6000, 1000, 5000) == (4286, 714)
    assert fitted(60000, 1, 10) == (9, 1)
    assert fitted(1, 60000, 10) == (1, 9)


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=60),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 9),
)
def test_every_part_holds_every_class_in_its_proportion(
    labels: list[int], first: float, second: float, seed: int
) -> None:
    every = np.array(labels)
    train = int(len(labels) * first)
    validation = int((len(labels) - train) * second)
    parts = split_rows(every, [train, validation], seed)
    together = np.concatenate(parts)
    assert [len(part) for part in parts] == [train, validation]
    assert len(set(together.tolist())) == len(together)
    for label in set(labels):
        share = labels.count(label) / len(labels)
        of_train = np.count_nonzero(every[parts[0]] == label)
        assert abs(of_train - share * train) <= 1 + 0.5 * len(set(labels))


def test_of_two_equal_classes_each_part_has_as_many() -> None:
    labels = np.array([0] * 50 + [1] * 50)
    for part in split_rows(labels, [70, 14, 16], seed=3):
        assert np.count_nonzero(labels[part] == 0) == len(part) // 2


@pytest.mark.parametrize(("total", "shares"), [(4, (2, 1, 1)), (10, (7, 2, 1)), (100, (70, 15, 15))])
def test_ones_own_pictures_are_shared_70_15_15(total: int, shares: tuple[int, ...]) -> None:
    assert tuple(own_counts(total).values()) == shares


@given(st.integers(4, 5000))
def test_whatever_their_number_each_part_gets_one(total: int) -> None:
    shares = own_counts(total)
    assert sum(shares.values()) == total
    assert min(shares.values()) >= 1


@pytest.mark.parametrize("count", [0, -1, 60_001, 1.5, True, "many"])
def test_a_count_that_is_none_is_refused(count: object) -> None:
    with pytest.raises(DomainError) as caught:
        wanted_counts({"validation": count})
    assert (caught.value.code, caught.value.field) == ("dataset_count_out_of_range", "validation")
    assert caught.value.value == count


@pytest.mark.parametrize("index", [-1, 6, 2**40])
def test_an_index_outside_is_refused_and_a_negative_one_counts_from_no_end(index: int) -> None:
    with pytest.raises(DomainError) as caught:
        dataset().pictures("train", np.array([0, index]))
    assert (caught.value.code, caught.value.value, caught.value.limit) == (
        "dataset_index_out_of_range",
        index,
        5,
    )


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(DomainError, match="dataset_split_unknown"):
        dataset().count("exam")
