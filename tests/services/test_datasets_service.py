"""Data sets in the web process: listed with reasons and pictures, opened once, one's own kept in bounds."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets.open import open_dataset
from app.data.datasets.own import OwnPictures
from app.data.datasets.own_zip import from_zip
from app.data.datasets.records import Dataset
from app.services.datasets import DatasetInfo, Datasets, compact
from app.services.own_sets import OwnSets
from app.training.spec import DataSpec
from tests.data.datasets.own_files import archive, picture, two_classes
from tests.data.datasets.test_open import mnist_files

FEW = DataSpec("shapes", 30, 12, 6)


def by_name(datasets: Datasets) -> dict[str, DatasetInfo]:
    return {info.name: info for info in datasets.infos()}


def test_every_set_is_listed_and_one_without_files_says_why(tmp_path: Path):
    listed = by_name(Datasets(tmp_path, OwnSets()))
    assert list(listed) == ["strokes", "shapes", "mnist", "fashion-mnist", "cifar-10"]
    assert {name: info.error and info.error.code for name, info in listed.items()} == {
        "strokes": None, "shapes": None, "mnist": "dataset_file_missing",
        "fashion-mnist": "dataset_file_missing", "cifar-10": "dataset_file_missing",
    }  # fmt: skip
    assert listed["cifar-10"].counts == {"train": 0, "validation": 0, "test": 0}
    assert listed["cifar-10"].shape == (3, 32, 32)
    assert listed["cifar-10"].samples == ()
    without = by_name(Datasets(None, OwnSets()))["mnist"].error
    assert without is not None
    assert without.code == "data_dir_missing"


def test_samples_are_pictures_of_the_set_of_different_classes_named_by_them():
    info = by_name(Datasets(None, OwnSets()))["shapes"]
    data = open_dataset(asdict(DataSpec("shapes")), 1)
    names = [sample.name for sample in info.samples]
    assert names[:8] == [one.id for one in info.classes]
    assert len(names) == 10
    pictures = data.pictures("validation", np.arange(60))
    drawn = {
        one.tobytes(): data.classes[label]
        for one, label in zip(pictures, data.labels("validation"), strict=False)
    }
    assert all(drawn[sample.data] == sample.name for sample in info.samples)
    assert info.classes[0].name_key == f"class.{info.classes[0].id}"


def test_files_that_come_while_the_server_runs_are_found_and_damaged_ones_are_named(tmp_path: Path):
    datasets = Datasets(tmp_path, OwnSets())
    assert by_name(datasets)["mnist"].error is not None
    mnist_files(tmp_path / "mnist", train=600, test=20)
    found = by_name(datasets)["mnist"]
    assert found.error is None
    assert len(found.samples) == 10
    labels = tmp_path / "mnist" / "train-labels-idx1-ubyte"
    content = bytearray(labels.read_bytes())
    content[8:] = bytes([77]) * (len(content) - 8)  # the header still fits
    labels.write_bytes(content)
    os.utime(labels, ns=(1, 1))
    damaged = by_name(datasets)["mnist"].error
    assert damaged is not None
    assert damaged.code == "dataset_label_out_of_range"


def test_what_is_opened_is_what_a_run_opens_and_is_opened_once():
    datasets = Datasets(None, OwnSets())
    opened = datasets.open(FEW, 5)
    assert datasets.open(FEW, 5) is opened
    assert datasets.open(FEW, 6) is not opened
    run = open_dataset(asdict(FEW), 5)
    indices = [3, 1]
    assert (opened.pictures("test", indices) == run.pictures("test", np.array(indices))).all()


def test_an_opened_file_keeps_only_the_pictures_that_its_splits_have(tmp_path: Path):
    mnist_files(tmp_path / "mnist", train=600, test=40)
    whole = open_dataset({"name": "mnist", "train": 20, "validation": 10, "test": 5}, 3, tmp_path)
    small = compact(whole)
    assert isinstance(small, Dataset)
    assert [len(small.splits[name].records.labels) for name in small.splits] == [20, 10, 5]
    for split in ("train", "validation", "test"):
        every = np.arange(small.count(split))
        assert (small.pictures(split, every) == whole.pictures(split, every)).all()
        assert (small.labels(split) == whole.labels(split)).all()


def test_shapes_of_sets_are_known_without_their_files():
    datasets = Datasets(None, OwnSets())
    assert datasets.shape_and_classes("cifar-10") == ((3, 32, 32), 10)
    assert datasets.shape_and_classes("shapes") == ((1, 28, 28), 8)
    for name in ("own-1", "letters"):
        with pytest.raises(DomainError) as caught:
            datasets.shape_and_classes(name)
        assert caught.value.code == "dataset_unknown"


@pytest.mark.parametrize(
    ("indices", "code"),
    [
        ([12], "dataset_index_out_of_range"),
        ([-1], "dataset_index_out_of_range"),
        ([0] * 101, "field_too_long"),
    ],
)
def test_pictures_that_there_are_not_or_too_many_are_refused(indices: list[int], code: str):
    with pytest.raises(DomainError) as caught:
        Datasets(None, OwnSets()).pictures(FEW, 5, "validation", indices)
    assert caught.value.code == code


# ---------------------------------------------------------------- one's own


def test_a_set_grows_picture_by_picture_until_it_can_be_learned_from():
    datasets = Datasets(None, OwnSets())
    name, is_new = datasets.own.grow(None, "cat", picture(250))
    assert is_new
    assert name.startswith("own-")
    info = by_name(datasets)[name]
    assert info.error is not None
    assert info.error.code == "dataset_one_class"
    for number, kind in enumerate(["dog", "cat", "dog"]):
        again, is_new = datasets.own.grow(name, kind, picture(100 + number))
        assert (again, is_new) == (name, False)
    info = by_name(datasets)[name]
    assert info.error is None
    assert [one.id for one in info.classes] == ["cat", "dog"]
    assert [(one.name_key, one.count) for one in info.classes] == [(None, 2), (None, 2)]
    assert info.counts == {"train": 2, "validation": 1, "test": 1}
    assert {sample.name for sample in info.samples} == {"cat", "dog"}
    opened = datasets.open(DataSpec(name), 1)
    assert opened.data.count("train") == 2
    datasets.own.grow(name, "dog", picture(90))
    assert datasets.open(DataSpec(name), 1) is not opened, "it has another picture now"


def test_what_a_run_learns_from_stays_and_what_is_added_begins_another_set():
    own = OwnSets()
    name = own.add(from_zip(archive(two_classes()))[0])
    taken = own[name]  # as a run takes it
    other, is_new = own.grow(name, "dogs", picture(61))
    assert is_new
    assert other != name
    assert own[name] is taken
    grown = own[other]
    assert len(grown.labels) == len(taken.labels) + 1
    assert (grown.pixels[: len(taken.labels)] == taken.pixels).all()


def test_the_sets_unused_for_longest_leave_when_room_is_needed():
    pictures = from_zip(archive(two_classes()))[0]
    own = OwnSets(budget_bytes=2 * pictures.nbytes + 10)
    first, second = own.add(pictures), own.add(pictures)
    assert own.look_at(first) is pictures
    third = own.add(pictures)
    assert set(own) == {first, third}
    assert own.look_at(second) is None
    assert own.kept_bytes == 2 * pictures.nbytes
    with pytest.raises(DomainError) as caught:
        own.grow(second, "cats", picture())
    assert (caught.value.code, caught.value.field) == ("dataset_unknown", "set")


def test_a_set_larger_than_the_budget_is_still_kept_alone():
    pictures = from_zip(archive(two_classes()))[0]
    own = OwnSets(budget_bytes=10)
    own.add(pictures)
    last = own.add(pictures)
    assert list(own) == [last]


def test_a_broken_picture_leaves_the_set_as_it_was():
    own = OwnSets()
    name, _ = own.grow(None, "cat", picture())
    before = own.look_at(name)
    for content, kind in ((b"no picture", "cat"), (picture(), "\x00")):
        with pytest.raises(DomainError):
            own.grow(name, kind, content)
    assert own.look_at(name) is before
    assert isinstance(before, OwnPictures)
