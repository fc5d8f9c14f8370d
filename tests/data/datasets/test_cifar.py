"""CIFAR-10 in both versions, written here byte by byte; and a pickle that wants to run something."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets import cifar

FORBIDDEN = "cifar_pickle_forbidden"
MALFORMED = "cifar_pickle_malformed"


def planes(number: int) -> bytes:
    """Red is the column, green the row, blue row + 3·number: every plane another, none symmetric."""
    rows, cols = np.mgrid[:32, :32]
    return np.stack([cols, rows, rows + 3 * number]).astype(np.uint8).tobytes()


def record(label: int, number: int) -> bytes:
    return bytes([label]) + planes(number)


def text(value: bytes) -> bytes:
    return b"U" + bytes([len(value)]) + value


def official_pickle(
    labels: list[int], *, columns: bool = False, shape: tuple[int, int] | None = None
) -> bytes:
    """What Python 2 and NumPy 1.5 wrote, instruction by instruction."""
    raw = b"".join(planes(number) for number in range(len(labels)))
    if columns:
        raw = np.frombuffer(raw, np.uint8).reshape(len(labels), 3072).tobytes(order="F")
    rows, cols = shape or (len(labels), 3072)
    number = b"".join(b"K" + bytes([label]) for label in labels)
    return b"".join(
        [
            b"\x80\x02}q\x01(",
            text(b"batch_label"), b"q\x02", text(b"training batch 1 of 5"), b"q\x03",
            text(b"labels"), b"q\x04]q\x05(", number, b"e",
            text(b"data"), b"q\x06cnumpy.core.multiarray\n_reconstruct\nq\x07cnumpy\nndarray\nq\x08",
            b"K\x00\x85", text(b"b"), b"\x87Rq\x09(K\x01",
            b"M", rows.to_bytes(2, "little"), b"M", cols.to_bytes(2, "little"), b"\x86",
            b"cnumpy\ndtype\nq\x0a", text(b"u1"), b"K\x00K\x01\x87Rq\x0b(K\x03", text(b"|"),
            b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb", b"\x88" if columns else b"\x89",
            b"T", len(raw).to_bytes(4, "little"), raw, b"tb",
            text(b"filenames"), b"q\x0c]q\x0d(", *(text(b"frog.png") for _ in labels), b"e",
            b"u.",
        ]
    )  # fmt: skip


def refusal(path: Path, content: bytes, *, is_binary: bool) -> DomainError:
    path.write_bytes(content)
    with pytest.raises(DomainError) as caught:
        cifar.read([path], is_binary=is_binary)
    return caught.value


def check(pixels: np.ndarray, number: int) -> None:
    assert (pixels[0, 7, 20], pixels[1, 7, 20], pixels[2, 7, 20]) == (20, 7, 7 + 3 * number)


def test_binary_records_are_a_label_and_three_planes(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(record(3, 0) + record(9, 1))
    (tmp_path / "two").write_bytes(record(0, 2))
    read = cifar.read([tmp_path / "one", tmp_path / "two"], is_binary=True)
    assert read.labels.tolist() == [3, 9, 0]
    assert read.labels.dtype == np.int64
    assert read.pixels.shape == (3, 3, 32, 32)
    for number in range(3):
        check(read.pixels[number], number)
    assert cifar.count([tmp_path / "one", tmp_path / "two"], is_binary=True) == 3


def test_a_binary_file_that_is_cut_off_is_named_with_its_size(tmp_path: Path) -> None:
    error = refusal(tmp_path / "a.bin", record(1, 0) + record(2, 1)[:-1], is_binary=True)
    assert (error.code, error.value, error.limit) == ("cifar_wrong_size", 2 * 3073 - 1, 3073)
    assert error.values["file"] == f"{tmp_path.name}/a.bin"


def test_empty_files_bad_labels_and_too_many_records_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a", b"", is_binary=True).code == "dataset_no_records"
    error = refusal(tmp_path / "a", record(1, 0) + record(10, 1), is_binary=True)
    assert (error.code, error.value, error.limit, error.values["record"]) == (
        "dataset_label_out_of_range",
        10,
        9,
        2,
    )
    with (tmp_path / "large").open("wb") as large:
        large.truncate(100_001 * 3073)  # holes: takes no room on the disk
    with pytest.raises(DomainError, match="dataset_too_many_records"):
        cifar.read([tmp_path / "large"], is_binary=True)


@pytest.mark.parametrize("columns", [False, True])
def test_the_python_version_holds_the_same_planes(columns: bool, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(official_pickle([4, 9], columns=columns))
    read = cifar.read([tmp_path / "a"], is_binary=False)
    assert read.labels.tolist() == [4, 9]
    for number in range(2):
        check(read.pixels[number], number)
    assert cifar.count([tmp_path / "a"], is_binary=False) == 2
    assert cifar.read([tmp_path / "a"] * 2, is_binary=False).labels.tolist() == [4, 9, 4, 9]


def test_the_pickle_written_here_is_one_that_python_itself_reads() -> None:
    with warnings.catch_warnings(action="ignore"):
        read = pickle.loads(official_pickle([4, 9]), encoding="bytes")
    assert read[b"labels"] == [4, 9]
    check(read[b"data"].reshape(2, 3, 32, 32)[1], 1)


class Runs:
    def __init__(self, call: object, *arguments: object) -> None:
        self.call, self.arguments = call, arguments

    def __reduce__(self):
        return self.call, self.arguments


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_that_runs_something_is_refused_and_runs_nothing(protocol: int, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    for hostile in (
        Runs(Path.touch, trace),
        Runs(exec, f"open({str(trace)!r}, 'w')"),
        Runs(np.load, str(trace)),
    ):
        error = refusal(
            tmp_path / "a", pickle.dumps({b"data": hostile, b"labels": []}, protocol), is_binary=False
        )
        assert error.code == FORBIDDEN
    assert not trace.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x80\x02cos\nsystem\nU\x04trueq\x01\x85R.", FORBIDDEN),
        (b"\x80\x02cnumpy\nload\n.", FORBIDDEN),
        (b"\x80\x02(cnumpy\nndarray\no.", FORBIDDEN),  # OBJ
        (b"(i__main__\nx\n.", FORBIDDEN),  # INST
        (b"\x80\x02cnumpy\nndarray\n)\x81.", FORBIDDEN),  # NEWOBJ
        (b"\x80\x02\x82\x01.", FORBIDDEN),  # EXT1
        (b"\x80\x02U\x01aQ.", FORBIDDEN),  # BINPERSID
        (b"\x80\x02]r\xff\xff\xff\x7f.", FORBIDDEN),  # a memo of two billion slots
        (b"\x80\x05\x96\xff\xff\xff\xff\x00\x00\x00\x00.", MALFORMED),  # BYTEARRAY8 of 4 GB
        (b"", MALFORMED),
        (b"not a pickle", MALFORMED),
        (b"\x80\x02].", MALFORMED),
        (b"\x80\x02}.", MALFORMED),
        (b"\x80\x02cnumpy\nndarray\nb.", MALFORMED),
        (b"\x80\x02T\xff\xff\xff\x7fabc.", MALFORMED),
    ],
)  # fmt: skip
def test_hostile_and_broken_pickles_are_refused(content: bytes, code: str, tmp_path: Path) -> None:
    assert refusal(tmp_path / "a", content, is_binary=False).code == code


def test_every_truncation_of_a_pickle_is_refused(tmp_path: Path) -> None:
    whole = official_pickle([4])
    for length in [*range(0, 250, 7), 3000, len(whole) - 20, len(whole) - 1]:
        assert refusal(tmp_path / "a", whole[:length], is_binary=False).code in (MALFORMED, FORBIDDEN)


def test_a_pickle_whose_parts_do_not_fit_is_refused(tmp_path: Path) -> None:
    whole = official_pickle([4, 5])
    for content in (
        official_pickle([4, 5], shape=(3, 3072)),
        official_pickle([4, 5], shape=(3072, 2)),
        whole.replace(text(b"u1"), text(b"O8")),
        whole.replace(text(b"labels"), text(b"labuls")),
        whole.replace(b"K\x04K\x05e", b"K\x04e"),
    ):
        assert refusal(tmp_path / "a", content, is_binary=False).code == MALFORMED
    error = refusal(tmp_path / "a", official_pickle([4, 10]), is_binary=False)
    assert (error.code, error.value) == ("dataset_label_out_of_range", 10)


def test_a_pickle_longer_than_any_official_one_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as large:
        large.truncate((64 << 20) + 1)
    with pytest.raises(DomainError, match="cifar_pickle_too_long"):
        cifar.read([tmp_path / "a"], is_binary=False)


@pytest.mark.parametrize("inner", ["", "cifar-10-batches-bin"])
def test_batches_are_found_in_the_folder_or_in_what_the_archive_unpacks_to(
    inner: str, tmp_path: Path
) -> None:
    folder = tmp_path / inner
    folder.mkdir(exist_ok=True)
    for name in ("data_batch_1.bin", "data_batch_3.bin", "test_batch.bin"):
        (folder / name).write_bytes(record(1, 0))
    found = cifar.find_batches([tmp_path / "nowhere", tmp_path])
    assert [path.name for path in found.train] == ["data_batch_1.bin", "data_batch_3.bin"]
    assert found.test == folder / "test_batch.bin"
    assert found.is_binary


def test_the_file_that_is_missing_is_named(tmp_path: Path) -> None:
    for present, absent in (("data_batch_1.bin", "test_batch.bin"), ("test_batch", "data_batch_1")):
        folder = tmp_path / present.replace(".", "_")
        folder.mkdir()
        (folder / present).touch()
        with pytest.raises(DomainError) as caught:
            cifar.find_batches([folder])
        assert (caught.value.code, caught.value.value) == ("dataset_file_missing", absent)


def test_the_real_photographs_are_read(test_data: Path) -> None:
    train = cifar.read([test_data / "cifar-10/data_batch_1.bin"], is_binary=True)
    assert train.pixels.shape == (5000, 3, 32, 32)
    assert set(train.labels.tolist()) == set(range(10))
    neighbours = np.abs(np.diff(train.pixels[:500].astype(int), axis=-1)).mean()
    assert neighbours < 20, "photographs are smooth along their rows"
