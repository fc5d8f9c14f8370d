"""Data sets by name: which can be had, why another cannot, and what comes out of the real files."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets.open import NAMES, LabelledPictures, available, class_key, open_dataset
from app.data.datasets.own import OwnPictures
from app.training.data import SPLITS, TrainingData
from tests.data.datasets.test_cifar import official_pickle
from tests.data.datasets.test_idx import labels_file, pictures_file

FEW = {"train": 40, "validation": 12, "test": 9}


def refusal(name: object, data_dir: Path | None = None) -> DomainError:
    with pytest.raises(DomainError) as caught:
        open_dataset({"name": name}, 0, data_dir)
    return caught.value


def mnist_files(
    folder: Path, train: int = 12, test: int = 3, *, first: int = 0, packed: bool = False
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for start, count in (("train", train), ("t10k", test)):
        files = {
            "images-idx3": pictures_file(count),
            "labels-idx1": labels_file(*((number + first) % 10 for number in range(count))),
        }
        for kind, content in files.items():
            name = f"{start}-{kind}-ubyte" + (".gz" if packed else "")
            (folder / name).write_bytes(gzip.compress(content) if packed else content)


def what_the_trainer_wants(data: LabelledPictures) -> TrainingData:
    return data


@pytest.mark.parametrize("name", NAMES)
def test_every_set_answers_as_the_trainer_asks(name: str, test_data: Path, tmp_path: Path) -> None:
    shutil.copytree(test_data / "mnist", tmp_path / "fashion-mnist")
    folder = tmp_path if name == "fashion-mnist" else test_data
    data = what_the_trainer_wants(open_dataset({"name": name, **FEW}, 3, folder))
    listed = {one.name: one for one in available(folder)}[name]
    assert data.name == name
    assert data.shape == listed.shape
    assert data.classes == listed.classes
    assert data.is_ink == listed.is_ink
    for split in SPLITS:
        assert data.count(split) == FEW[split]
        labels = data.labels(split)
        assert labels.dtype == np.int64
        assert labels.shape == (FEW[split],)
        assert set(labels.tolist()) <= set(range(len(data.classes)))
        pictures = data.pictures(split, np.array([8, 0, 8]))
        assert pictures.dtype == np.uint8
        assert pictures.shape == (3, *data.shape)
        assert (pictures[0] == pictures[2]).all()
        assert (pictures[0] != pictures[1]).any()


@pytest.mark.parametrize(("name", "most"), [("mnist", 8000), ("cifar-10", 5000)])
def test_the_real_files_are_split_without_overlap_and_enter_the_network_centred(
    name: str, most: int, test_data: Path
) -> None:
    wanted = {"name": name, "train": most - 1000, "validation": 1000, "test": 1000}
    data = open_dataset(wanted, 1, test_data)
    assert (data.count("train"), data.count("validation"), data.count("test")) == (most - 1000, 1000, 1000)
    for split in SPLITS:
        counts = np.bincount(data.labels(split), minlength=10) / data.count(split)
        assert counts.min() > 0.07
    pictures = data.pictures("train", np.arange(2000)) / 255
    entering = (pictures - data.offset) * data.scale
    assert abs(entering.mean()) < 0.1
    assert abs(entering.std() - 1) < 0.1


def test_a_list_of_the_sets_says_which_are_there_and_how_large(test_data: Path) -> None:
    listed = {one.name: one for one in available(test_data)}
    assert tuple(listed) == NAMES
    assert {name for name, one in listed.items() if one.is_available} == set(NAMES) - {"fashion-mnist"}
    assert listed["mnist"].counts == {"train": 6667, "validation": 1333, "test": 1000}
    assert listed["cifar-10"].counts == {"train": 4167, "validation": 833, "test": 1000}
    assert listed["cifar-10"].shape == (3, 32, 32)
    error = listed["fashion-mnist"].error
    assert error is not None
    assert (error.code, error.value) == ("dataset_file_missing", "train-images-idx3-ubyte.gz")
    assert listed["fashion-mnist"].counts == {}
    assert listed["shapes"].is_endless


def test_without_a_data_directory_the_drawn_sets_are_there_and_the_others_say_why(tmp_path: Path) -> None:
    for folder, code in ((None, "data_dir_missing"), (tmp_path / "nowhere", "data_dir_not_found")):
        listed = available(folder)
        assert [one.is_available for one in listed] == [True, True, False, False, False]
        assert [one.error.code for one in listed if one.error] == [code] * 3
        assert refusal("mnist", folder).code == code
        assert open_dataset({"name": "shapes"}, 0, folder).count("train") == 6000


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("mnist", "data/mnist"),
        ("mnist", "data"),
        ("fashion-mnist", "data/fashion-mnist"),
        ("fashion-mnist", "Fashion"),
    ],
)
def test_files_lie_in_a_folder_of_the_sets_name_or_in_the_directory_itself(
    name: str, place: str, packed: bool, tmp_path: Path
) -> None:
    mnist_files(tmp_path / place, packed=packed)
    data = open_dataset({"name": name}, 0, tmp_path / place.partition("/")[0])
    assert (data.count("train"), data.count("validation"), data.count("test")) == (10, 2, 3)
    other = "mnist" if name == "fashion-mnist" else "fashion-mnist"
    assert refusal(other, tmp_path / place).code == "dataset_file_missing"


def test_the_folder_of_the_set_goes_before_the_directory_itself(tmp_path: Path) -> None:
    mnist_files(tmp_path, test=3)
    mnist_files(tmp_path / "mnist", test=2)
    assert open_dataset({"name": "mnist"}, 0, tmp_path).count("test") == 2


def test_the_file_that_is_missing_or_wrong_is_named_in_the_list_and_on_opening(tmp_path: Path) -> None:
    mnist_files(tmp_path / "mnist")
    labels = tmp_path / "mnist" / "t10k-labels-idx1-ubyte"
    whole = labels.read_bytes()
    for content, code in ((None, "dataset_file_missing"), (b"\0\0\x08\x03" + whole[4:], "idx_wrong_magic")):
        labels.unlink() if content is None else labels.write_bytes(content)
        listed = {one.name: one for one in available(tmp_path)}["mnist"]
        assert listed.error is not None
        assert listed.error.code == refusal("mnist", tmp_path).code == code


def test_cifars_python_version_is_found_counted_and_read(tmp_path: Path) -> None:
    folder = tmp_path / "cifar-10" / "cifar-10-batches-py"
    folder.mkdir(parents=True)
    (folder / "data_batch_1").write_bytes(official_pickle([3, 1, 4, 1, 5, 9]))
    (folder / "test_batch").write_bytes(official_pickle([2, 6]))
    assert available(tmp_path)[-1].counts == {"train": 5, "validation": 1, "test": 2}
    data = open_dataset({"name": "cifar-10", **FEW}, 0, tmp_path)
    assert sorted([*data.labels("train"), *data.labels("validation")]) == [1, 1, 3, 4, 5, 9]
    assert sorted(data.labels("test")) == [2, 6]


def test_a_training_file_with_one_record_is_too_little(tmp_path: Path) -> None:
    mnist_files(tmp_path, train=1)
    error = refusal("mnist", tmp_path)
    assert (error.code, error.value, error.limit) == ("dataset_too_few_records", 1, 2)


@pytest.mark.parametrize("name", ["own-7", "imagenet", "", None, ["mnist"], "../mnist"])
def test_a_set_that_there_is_not_is_refused(name: object) -> None:
    error = refusal(name)
    assert (error.code, error.field) == ("dataset_unknown", "data.name")


def test_a_count_that_is_none_is_refused_where_it_stands() -> None:
    with pytest.raises(DomainError) as caught:
        open_dataset({"name": "shapes", "test": 0}, 0)
    assert (caught.value.code, caught.value.field) == ("dataset_count_out_of_range", "data.test")


def test_a_visitors_set_is_opened_by_its_name() -> None:
    pixels = np.arange(8, dtype=np.uint8)[:, None, None, None] * np.ones((1, 1, 28, 28), np.uint8)
    own = OwnPictures(("cats", "dogs"), pixels, np.array([0, 1] * 4))
    data = open_dataset({"name": "own-7"}, 0, None, {"own-7": own})
    assert (data.name, data.classes) == ("own-7", ("cats", "dogs"))
    assert sum(data.count(split) for split in SPLITS) == 8


def test_classes_have_messages_but_for_digits_and_ones_own() -> None:
    assert class_key("cifar-10", "ship") == "class.ship"
    assert class_key("mnist", "7") is None
    assert class_key("own-7", "ship") is None
    listed = available(None)[0]
    assert (listed.name_key, listed.hint_key) == ("dataset.strokes.name", "dataset.strokes.hint")
