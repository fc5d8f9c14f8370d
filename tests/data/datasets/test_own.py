"""One's own pictures: a set that grows in memory, and what it takes to learn from it."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets.own import MAX_CLASSES, OwnPictures
from tests.data.datasets import own_files

COUNTS = {"train": 6000, "validation": 1000, "test": 1000}


def grown(cats: int, dogs: int) -> OwnPictures:
    pictures = OwnPictures.empty()
    for name, count, level in (("cats", cats, 250), ("dogs", dogs, 60)):
        for number in range(count):
            pictures = pictures.with_picture(name, own_files.picture(level - number))
    return pictures


@pytest.mark.parametrize(("side", "is_colour", "shape"), [(28, False, (1, 28, 28)), (32, True, (3, 32, 32))])
def test_a_set_grows_from_nothing_picture_by_picture(side, is_colour, shape):
    empty = OwnPictures.empty(side=side, is_colour=is_colour)
    one = empty.with_picture("猫", own_files.picture(200, format="JPEG"))
    two = one.with_picture(" dogs ", own_files.picture(90)).with_picture("猫", own_files.picture(190))
    assert (empty.classes, one.classes, two.classes) == ((), ("猫",), ("猫", "dogs"))
    assert two.counts == {"猫": 2, "dogs": 1}
    assert two.labels.tolist() == [0, 1, 0]
    assert two.shape == shape
    assert two.nbytes == 3 * (np.prod(shape) + 8)
    assert len(one.labels) == 1, "the set before is as it was"
    corner, middle = two.pixels[1, 0, 5, 5], two.pixels[1, 0, side - 5, 5]
    assert (corner, middle) == (90, 10), "the bright quarter is still at the upper left"


def test_composed_and_decomposed_names_are_one_class():
    pictures = OwnPictures.empty().with_picture("Käfer", own_files.picture())
    assert pictures.with_picture("Ka\u0308fer", own_files.picture()).classes == ("Käfer",)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\0b", "a\nb", "a\u202eb"])
def test_a_name_that_cannot_be_seen_or_is_too_long_is_refused(name):
    with pytest.raises(DomainError) as caught:
        OwnPictures.empty().with_picture(name, own_files.picture())
    assert (caught.value.code, caught.value.limit) == ("class_name_malformed", 60)


def test_a_broken_picture_is_refused_with_the_decoders_own_words():
    with pytest.raises(DomainError, match="picture_truncated"):
        OwnPictures.empty().with_picture("cats", own_files.picture()[:60])


def test_too_many_classes_and_another_side_are_refused():
    full = OwnPictures(
        tuple(str(number) for number in range(MAX_CLASSES)),
        np.zeros((MAX_CLASSES, 1, 28, 28), np.uint8),
        np.arange(MAX_CLASSES),
    )
    with pytest.raises(DomainError) as caught:
        full.with_picture("one more", own_files.picture())
    assert (caught.value.code, caught.value.value, caught.value.limit) == ("own_too_many_classes", 51, 50)
    with pytest.raises(DomainError, match="own_side_unknown"):
        OwnPictures.empty(side=29)


def test_a_set_that_cannot_be_learned_from_yet_says_why():
    for cats, dogs, code in (
        (0, 0, "dataset_no_pictures"),
        (3, 0, "dataset_one_class"),
        (3, 1, "own_class_too_small"),
    ):
        with pytest.raises(DomainError) as caught:
            grown(cats, dogs).dataset("own-1", 0, COUNTS)
        assert caught.value.code == code
    assert caught.value.values["name"] == "dogs"


def test_a_set_is_split_fairly_and_centred_by_its_training_pictures():
    data = grown(20, 20).dataset("own-1", 3, COUNTS)
    assert (data.name, data.classes, data.is_ink) == ("own-1", ("cats", "dogs"), False)
    assert {split: data.count(split) for split in COUNTS} == {"train": 28, "validation": 6, "test": 6}
    for split in COUNTS:
        assert np.bincount(data.labels(split)).tolist() == [data.count(split) // 2] * 2
    pictures = data.pictures("train", np.arange(28)).astype(float)
    entering = (pictures / 255 - data.offset) * data.scale
    assert abs(entering.mean()) < 1e-9
    assert abs(entering.std() - 1) < 1e-9
    assert grown(20, 20).dataset("own-1", 3, {**COUNTS, "train": 10}).count("train") == 10


def test_pictures_without_any_contrast_are_not_divided_by_nothing():
    pictures = OwnPictures(("a", "b"), np.full((8, 1, 28, 28), 77, np.uint8), np.array([0, 1] * 4))
    assert pictures.dataset("own-1", 0, COUNTS).scale == 20


def test_a_set_can_be_handed_to_another_process():
    data = pickle.loads(pickle.dumps(grown(3, 3).dataset("own-1", 0, COUNTS)))
    assert data.pictures("test", np.array([0])).shape == (1, 1, 28, 28)
