"""MNIST's files, written here byte by byte: what is in them comes out, and what is wrong is named."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets import idx


def pictures_file(
    count: int = 3, *, magic: int = 2051, rows: int = 28, cols: int = 28, body: bytes | None = None
):
    """Pixel (row, col) of picture n is (3·n + 5·row + 7·col) mod 256: no flip or turn maps it to itself."""
    if body is None:
        body = bytes(
            (3 * n + 5 * row + 7 * col) % 256
            for n in range(count)
            for row in range(rows)
            for col in range(cols)
        )
    return struct.pack(">IIII", magic, count, rows, cols) + body


def labels_file(*labels: int, magic: int = 2049, count: int | None = None) -> bytes:
    return struct.pack(">II", magic, len(labels) if count is None else count) + bytes(labels)


def write(folder: Path, pictures: bytes, labels: bytes) -> tuple[Path, Path]:
    (folder / "pictures").write_bytes(pictures)
    (folder / "labels").write_bytes(labels)
    return folder / "pictures", folder / "labels"


def refusal(folder: Path, pictures: bytes, labels: bytes) -> DomainError:
    with pytest.raises(DomainError) as caught:
        idx.read_pair(*write(folder, pictures, labels))
    return caught.value


@pytest.mark.parametrize("packed", [False, True])
def test_pixels_stand_where_the_file_has_them_packed_or_not(packed: bool, tmp_path: Path) -> None:
    pictures, labels = pictures_file(), labels_file(9, 0, 4)
    if packed:
        pictures, labels = gzip.compress(pictures), gzip.compress(labels)
    read = idx.read_pair(*write(tmp_path, pictures, labels))
    assert read.pixels.shape == (3, 1, 28, 28)
    assert read.pixels.dtype == np.uint8
    assert read.labels.tolist() == [9, 0, 4]
    assert read.labels.dtype == np.int64
    assert read.pixels[2, 0, 10, 3] == 3 * 2 + 5 * 10 + 7 * 3
    assert read.pixels[2, 0, 3, 10] == 3 * 2 + 5 * 3 + 7 * 10
    assert idx.count(tmp_path / "pictures", tmp_path / "labels") == 3


def test_a_wrong_magic_number_is_named_with_the_right_one(tmp_path: Path) -> None:
    error = refusal(tmp_path, labels_file(1, 2), labels_file(1, 2))
    assert (error.code, error.value, error.limit) == ("idx_wrong_magic", 2049, 2051)
    assert error.values["file"] == f"{tmp_path.name}/pictures"
    error = refusal(tmp_path, pictures_file(), pictures_file())
    assert (error.code, error.value, error.limit) == ("idx_wrong_magic", 2051, 2049)


@pytest.mark.parametrize("length", [0, 3, 15, 16, 16 + 2 * 784 + 1])
def test_a_truncated_file_is_named_with_what_is_missing(length: int, tmp_path: Path) -> None:
    error = refusal(tmp_path, pictures_file()[:length], labels_file(1, 2, 3))
    assert error.code == "idx_truncated"
    assert error.value == (length if length < 16 else length - 16)
    assert error.limit == (16 if length < 16 else 3 * 784)


def test_truncated_labels_are_named(tmp_path: Path) -> None:
    error = refusal(tmp_path, pictures_file(), labels_file(1, count=3))
    assert (error.code, error.value, error.limit) == ("idx_truncated", 1, 3)


def test_counts_that_differ_between_pictures_and_labels_are_both_named(tmp_path: Path) -> None:
    error = refusal(tmp_path, pictures_file(3), labels_file(1, 2))
    assert (error.code, error.value, error.limit) == ("idx_counts_differ", 3, 2)


def test_a_file_that_goes_on_after_its_end_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, pictures_file() + b"\0", labels_file(1, 2, 3))
    assert (error.code, error.limit) == ("idx_trailing", 3 * 784)


def test_other_sizes_no_pictures_and_too_many_are_refused_before_memory_is_taken(tmp_path: Path) -> None:
    error = refusal(tmp_path, pictures_file(rows=32, cols=30), labels_file(1, 2, 3))
    assert (error.code, error.value, error.limit) == ("idx_wrong_size", "32 × 30", "28 × 28")
    assert refusal(tmp_path, pictures_file(0), labels_file()).code == "dataset_no_records"
    many = 2**32 - 1
    error = refusal(tmp_path, pictures_file(many, body=b""), labels_file(count=many))
    assert (error.code, error.value, error.limit) == ("dataset_too_many_records", many, 100_000)


def test_a_label_that_is_no_class_is_named_with_its_place(tmp_path: Path) -> None:
    error = refusal(tmp_path, pictures_file(), labels_file(9, 10, 11))
    assert (error.code, error.value, error.limit, error.values["record"]) == (
        "dataset_label_out_of_range",
        10,
        9,
        2,
    )


def test_a_packed_file_that_is_cut_off_or_damaged_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(pictures_file(), mtime=0)
    assert refusal(tmp_path, packed[:-9], labels_file(1, 2, 3)).code == "dataset_file_damaged"
    wrong = packed[:-8] + bytes(4) + packed[-4:]  # the checksum
    assert refusal(tmp_path, wrong, labels_file(1, 2, 3)).code == "dataset_file_damaged"
    assert (
        refusal(tmp_path, packed[:20] + b"\xff" * 9 + packed[29:], labels_file(1, 2, 3)).code
        == "dataset_file_damaged"
    )


def test_a_folder_in_the_place_of_a_file_is_no_crash(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="dataset_file_unreadable"):
        idx.count(tmp_path, tmp_path)


def test_the_real_digits_are_read(test_data: Path) -> None:
    folder = test_data / "mnist"
    for start, count in (("train", 8000), ("t10k", 1000)):
        read = idx.read_pair(
            folder / f"{start}-images-idx3-ubyte.gz", folder / f"{start}-labels-idx1-ubyte.gz"
        )
        assert len(read.labels) == count
        assert set(read.labels.tolist()) == set(range(10))
        means = read.pixels.mean(axis=0)[0]
        assert means[12:16, 12:16].mean() > 80, "ink in the middle"
        assert means[:2].max() < 2, "none at the border"
