"""The drawn digits as a data set: endless, balanced, from the seed alone, each picture by itself."""

from __future__ import annotations

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets.strokes import MAX_SEED, Strokes, strokes


@pytest.fixture(scope="module")
def digits() -> Strokes:
    return strokes(7, train=1000, validation=303, test=150)


def test_a_picture_is_the_same_alone_and_in_any_batch_order_and_copy(digits):
    together = digits.pictures("train", np.arange(600))
    assert together.shape == (600, 1, 28, 28)
    assert together.dtype == np.uint8
    backwards = digits.pictures("train", np.arange(600)[::-1])
    assert (backwards[::-1] == together).all()
    for index in (0, 15, 16, 255, 256, 599, *range(17, 600, 29)):
        alone = strokes(7, train=1000, validation=303, test=150).pictures("train", np.array([index]))
        assert (alone[0] == together[index]).all()


def test_a_picture_does_not_depend_on_how_many_there_are(digits):
    """Labels are shuffled over the split, so only pictures of the same label can agree."""
    larger = strokes(7, train=2000, validation=1, test=1)
    same = np.flatnonzero(digits.labels("train") == larger.labels("train")[:1000])[:20]
    assert len(same) == 20
    assert (digits.pictures("train", same) == larger.pictures("train", same)).all()


def test_every_epoch_trains_on_new_pictures_with_the_same_labels(digits):
    indices = np.arange(200)
    labels = digits.labels("train").copy()
    epochs = [digits.pictures("train", indices, epoch) for epoch in (0, 1, 2)]
    assert len({picture.tobytes() for epoch in epochs for picture in epoch}) == 600
    assert (digits.labels("train") == labels).all()


def test_without_endless_every_epoch_has_the_pictures_of_the_first():
    fixed, endless = (strokes(3, train=40, endless=endless) for endless in (False, True))
    indices = np.array([5, 3, 39, 3])
    assert (fixed.pictures("train", indices, 0) == fixed.pictures("train", indices, 8)).all()
    assert (fixed.pictures("train", indices, 4) == endless.pictures("train", indices, 0)).all()


@pytest.mark.parametrize("split", ["validation", "test"])
def test_validation_and_test_pictures_stay_whatever_epoch_asks(digits, split):
    some = digits.pictures(split, np.array([9, 2, 9]), 5)
    everything = digits.pictures(split, np.arange(digits.count(split)), 1)
    assert (some == everything[[9, 2, 9]]).all()


def test_what_is_handed_out_may_be_painted_over_without_harm(digits):
    first = digits.pictures("test", np.arange(4))
    kept = first.copy()
    first[:] = 77
    assert (digits.pictures("test", np.arange(4)) == kept).all()


def test_splits_epochs_and_seeds_share_no_picture(digits):
    other = strokes(8, train=1000)
    sets = [
        digits.pictures("train", np.arange(1000), 0),
        digits.pictures("train", np.arange(1000), 1),
        digits.pictures("validation", np.arange(303)),
        digits.pictures("test", np.arange(150)),
        other.pictures("train", np.arange(1000), 0),
    ]
    assert len({picture.tobytes() for pictures in sets for picture in pictures}) == 3453


def test_every_digit_comes_equally_often_in_a_mixed_order(digits):
    assert np.bincount(digits.labels("train")).tolist() == [100] * 10
    assert sorted(np.bincount(digits.labels("validation")).tolist()) == [30] * 7 + [31] * 3
    assert digits.labels("train")[:10].tolist() != list(range(10))
    assert digits.labels("train").dtype == np.int64
    assert (digits.labels("train")[:150] != digits.labels("test")).any()


def test_it_says_what_it_is(digits):
    assert (digits.name, digits.shape, digits.is_ink) == ("strokes", (1, 28, 28), True)
    assert (digits.offset, digits.scale) == (0.0, 1.0)
    assert digits.classes == ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
    assert [digits.count(split) for split in ("train", "validation", "test")] == [1000, 303, 150]


def test_no_picture_asked_for_is_no_picture(digits):
    for split in ("train", "validation"):
        assert digits.pictures(split, np.array([], np.int64)).shape == (0, 1, 28, 28)


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, MAX_SEED])
def test_every_seed_has_its_own_hand(seed):
    one, neighbour = (strokes(s, train=10).pictures("train", np.arange(10)) for s in (seed, abs(seed - 1)))
    assert (one.reshape(10, -1) != neighbour.reshape(10, -1)).any(axis=1).all()


@pytest.mark.parametrize(
    ("arguments", "code", "field", "limit"),
    [
        ({"train": 0}, "dataset_count_out_of_range", "train", 60_000),
        ({"validation": 60_001}, "dataset_count_out_of_range", "validation", 60_000),
        ({"test": -5}, "dataset_count_out_of_range", "test", 60_000),
        ({"seed": -1}, "dataset_seed_out_of_range", "seed", MAX_SEED),
        ({"seed": 2**63}, "dataset_seed_out_of_range", "seed", MAX_SEED),
    ],
)
def test_sizes_and_seeds_out_of_range_are_refused_by_name(arguments, code, field, limit):
    with pytest.raises(DomainError) as caught:
        strokes(**{"seed": 1, **arguments})
    assert (caught.value.code, caught.value.field, caught.value.limit) == (code, field, limit)
    assert caught.value.value == arguments[field]


def test_pictures_and_splits_that_there_are_not_are_refused(digits):
    for index in (-1, 150):
        with pytest.raises(DomainError) as caught:
            digits.pictures("test", np.array([0, index]))
        assert (caught.value.code, caught.value.value) == ("dataset_index_out_of_range", index)
    for ask in (digits.count, digits.labels, lambda split: digits.pictures(split, np.array([0]))):
        with pytest.raises(DomainError) as caught:
            ask("training")
        assert caught.value.code == "dataset_split_unknown"
