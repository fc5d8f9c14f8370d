"""Fetching from a real server on loopback: whole, continued, checked; and from mirrors of every bad kind."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.data.datasets.fetch import fetch
from app.data.datasets.sources import SOURCES, RemoteFile, Source
from tests.data.datasets import mirror as mirrors

FILES = {
    "pictures.gz": np.random.default_rng(1).bytes(200_000),
    "labels.gz": np.random.default_rng(2).bytes(3_000),
}
EMPTY_PORT = "http://127.0.0.1:9/"  # "discard": nobody answers


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def source(files=FILES, **more) -> Source:
    remote = tuple(
        RemoteFile(name, len(content), hashlib.md5(content, usedforsecurity=False).hexdigest())
        for name, content in files.items()
    )
    return Source("some", more.pop("mirrors", ()), remote, **more)


class Told:
    """What was reported, to the last byte."""

    def __init__(self) -> None:
        self.reports: list[tuple[str, int, int]] = []

    def __call__(self, file: str, got: int, size: int) -> None:
        self.reports.append((file, got, size))


def get(folder: Path, mirror: str | None, wanted: Source | None = None) -> tuple[list[Path], Told]:
    told = Told()
    return fetch(wanted or source(), folder, mirror=mirror, report=told), told


def refusal(folder: Path, mirror: str | None, wanted: Source | None = None) -> DomainError:
    with pytest.raises(DomainError) as caught:
        get(folder, mirror, wanted)
    return caught.value


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "some").iterdir()}


def test_every_file_lies_in_the_folder_of_its_set_and_the_way_there_is_told(tmp_path):
    with mirrors.serving(mirrors.Mirror(FILES)) as mirror:
        paths, told = get(tmp_path / "not yet there", mirror.address)
    assert [path.name for path in paths] == list(FILES)
    assert content(tmp_path / "not yet there") == FILES
    of_pictures = [got for file, got, size in told.reports if file == "pictures.gz"]
    assert of_pictures[0] == 0
    assert of_pictures[-1] == 200_000
    assert of_pictures == sorted(of_pictures)
    assert len(of_pictures) > 3


def test_what_is_there_already_is_not_asked_for_again(tmp_path):
    with mirrors.serving(mirrors.Mirror(FILES)) as mirror:
        get(tmp_path, mirror.address)
        asked = len(mirror.asked)
        paths, _ = get(tmp_path, mirror.address)
        assert len(mirror.asked) == asked == 2
    assert len(paths) == 2


def test_a_partial_file_is_continued_where_it_ends(tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "pictures.gz.part").write_bytes(FILES["pictures.gz"][:70_000])
    with mirrors.serving(mirrors.Mirror(FILES)) as mirror:
        _, told = get(tmp_path, mirror.address)
        assert mirror.asked[0] == ("/data/pictures.gz", "bytes=70000-")
    assert content(tmp_path) == FILES
    assert told.reports[0] == ("pictures.gz", 70_000, 200_000)


def test_a_mirror_that_cannot_continue_sends_the_whole_file(tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "pictures.gz.part").write_bytes(FILES["pictures.gz"][:70_000])
    with mirrors.serving(mirrors.Mirror(FILES, has_ranges=False)) as mirror:
        get(tmp_path, mirror.address)
    assert content(tmp_path) == FILES


@pytest.mark.parametrize("left", [b"x" * 70_000, b"x" * 200_000, b"x" * 300_000])
def test_what_is_left_of_another_file_is_thrown_away(tmp_path, left):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "pictures.gz.part").write_bytes(left)
    with mirrors.serving(mirrors.Mirror(FILES)) as mirror:
        get(tmp_path, mirror.address)
    assert content(tmp_path) == FILES


@pytest.mark.parametrize("has_ranges", [True, False])
def test_a_connection_that_breaks_off_is_taken_up_again(tmp_path, has_ranges):
    with mirrors.serving(mirrors.Mirror(FILES, has_ranges, breaks_after=[90_000, 50_000])) as mirror:
        get(tmp_path, mirror.address)
        ranges = [wanted for path, wanted in mirror.asked if path.endswith("pictures.gz")]
    assert content(tmp_path) == FILES
    assert len(ranges) == 3
    assert ranges[1] == "bytes=90000-"
    if has_ranges:
        assert ranges[2] == "bytes=140000-"


def test_one_that_breaks_off_for_good_leaves_what_has_come_for_the_next_time(tmp_path):
    with mirrors.serving(mirrors.Mirror(FILES, breaks_after=[1000, 2000, 3000])) as mirror:
        error = refusal(tmp_path, mirror.address)
        assert (error.code, error.value, error.limit) == ("fetch_broken_off", 6000, 200_000)
        assert list(content(tmp_path)) == ["pictures.gz.part"]
        get(tmp_path, mirror.address)
        assert mirror.asked[3] == ("/data/pictures.gz", "bytes=6000-")
    assert content(tmp_path) == FILES


def test_a_mirror_that_lies_is_found_out_and_nothing_of_it_is_kept(tmp_path):
    lie = {**FILES, "pictures.gz": FILES["pictures.gz"][:-1] + b"?"}
    with mirrors.serving(mirrors.Mirror(lie)) as mirror:
        error = refusal(tmp_path, mirror.address)
    assert error.code == "fetch_checksum"
    assert error.value == hashlib.md5(lie["pictures.gz"], usedforsecurity=False).hexdigest()
    assert error.limit == source().files[0].md5
    assert error.values["address"] == f"{mirror.address}/pictures.gz"
    assert content(tmp_path) == {}


def test_a_mirror_that_sends_without_end_is_stopped_at_the_known_size(tmp_path):
    with mirrors.serving(mirrors.Mirror(FILES, extra=bytes(5_000_000))) as mirror:
        error = refusal(tmp_path, mirror.address)
    assert (error.code, error.limit) == ("fetch_wrong_size", 200_000)
    assert int(str(error.value)) < 300_000
    assert content(tmp_path) == {}


def test_a_page_in_the_place_of_the_file_is_not_taken_for_it(tmp_path):
    with mirrors.serving(mirrors.Mirror({"pictures.gz": b"<html>Sign in</html>"})) as mirror:
        assert refusal(tmp_path, mirror.address).code == "fetch_broken_off"
    with mirrors.serving(mirrors.Mirror(FILES)) as mirror:
        get(tmp_path, mirror.address)
    assert content(tmp_path) == FILES


def test_a_mirror_without_the_file_or_without_an_answer_is_named(tmp_path):
    with mirrors.serving(mirrors.Mirror({})) as mirror:
        error = refusal(tmp_path, mirror.address)
    assert (error.code, error.value, error.values["file"]) == ("fetch_refused", 404, "pictures.gz")
    error = refusal(tmp_path, EMPTY_PORT)
    assert (error.code, error.value) == ("fetch_unreachable", f"{EMPTY_PORT}pictures.gz")


def test_the_next_mirror_is_asked_where_one_fails(tmp_path):
    whole = mirrors.Mirror(FILES)
    half = mirrors.Mirror(FILES, breaks_after=[1000, 1000, 1000])
    with mirrors.serving(mirrors.Mirror({})) as gone, mirrors.serving(half), mirrors.serving(whole):
        addresses = tuple(f"{mirror.address}/" for mirror in (gone, half, whole))
        get(tmp_path, None, source(mirrors=(EMPTY_PORT, *addresses)))
        assert whole.asked[0] == ("/data/pictures.gz", "bytes=3000-")
    assert content(tmp_path) == FILES


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/pictures.gz"])
def test_no_redirect_leads_out_of_http(tmp_path, target):
    with mirrors.serving(mirrors.Mirror(FILES, redirect=target)) as mirror:
        assert refusal(tmp_path, mirror.address).code in ("fetch_refused", "fetch_unreachable")
    assert content(tmp_path) == {}


@pytest.mark.parametrize(
    "address", ["file:///tmp", "ftp://x/", "example.org/mnist", "http://", "http://[", "http://x:y/"]
)
def test_a_mirror_that_is_no_address_is_refused(tmp_path, address):
    error = refusal(tmp_path, address)
    assert (error.code, error.value) == ("fetch_mirror_malformed", address)


def test_another_file_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "labels.gz").write_bytes(b"my own")
    with mirrors.serving(mirrors.Mirror(FILES)) as mirror:
        assert refusal(tmp_path, mirror.address).code == "fetch_file_differs"
    assert content(tmp_path)["labels.gz"] == b"my own"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    error = refusal(tmp_path / "file", EMPTY_PORT)
    assert (error.code, error.value) == ("fetch_cannot_write", str(tmp_path / "file" / "some"))


# ---------------------------------------------------------------- archives

MEMBERS = {"one.bin": b"1" * 5000, "two.bin": b"22" * 100}
SIZES = {name: len(body) for name, body in MEMBERS.items()}


def tar(*members: tuple[str, bytes, bytes]) -> bytes:
    """(name, content, kind): kinds are those of the tar format, e.g. ``tarfile.SYMTYPE``."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        for name, body, kind in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            member.size = len(body) if kind == tarfile.REGTYPE else 0
            member.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            packed.addfile(member, io.BytesIO(body))
    return buffer.getvalue()


def fetch_tar(folder: Path, archive: bytes) -> list[Path]:
    with mirrors.serving(mirrors.Mirror({"all.tar.gz": archive})) as mirror:
        paths, _ = get(folder, mirror.address, source({"all.tar.gz": archive}, unpacked=SIZES))
        return paths


def test_an_archive_is_unpacked_and_not_kept_and_not_fetched_again(tmp_path):
    archive = tar(*((f"batches/{name}", body, tarfile.REGTYPE) for name, body in MEMBERS.items()))
    paths = fetch_tar(tmp_path, archive)
    assert content(tmp_path) == MEMBERS
    assert {path.name for path in paths} == set(MEMBERS)
    again, _ = get(tmp_path, EMPTY_PORT, source({"all.tar.gz": archive}, unpacked=SIZES))
    assert len(again) == 2


def test_hostile_members_write_nothing_anywhere(tmp_path):
    archive = tar(
        ("../../climbed", b"x", tarfile.REGTYPE),
        ("/tmp/absolute.bin", b"x", tarfile.REGTYPE),
        ("one.bin", b"", tarfile.SYMTYPE),
        ("two.bin", b"", tarfile.LNKTYPE),
        ("one.bin", b"too long" * 5000, tarfile.REGTYPE),
        ("../one.bin", MEMBERS["one.bin"], tarfile.REGTYPE),
        ("two.bin", MEMBERS["two.bin"], tarfile.REGTYPE),
        ("two.bin", b"3" * 200, tarfile.REGTYPE),
    )
    folder = tmp_path / "data"
    fetch_tar(folder, archive)
    assert content(folder) == MEMBERS
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_an_archive_without_its_members_or_cut_off_is_refused(tmp_path):
    for number, archive in enumerate(
        (
            tar(("one.bin", MEMBERS["one.bin"], tarfile.REGTYPE)),
            tar(("one.bin", np.random.default_rng(0).bytes(5000), tarfile.REGTYPE))[:-2000],
            gzip.compress(b"no archive at all"),
            b"neither",
        )
    ):
        with pytest.raises(DomainError) as caught:
            fetch_tar(tmp_path / str(number), archive)
        assert (caught.value.code, caught.value.value) == ("fetch_archive_damaged", "all.tar.gz")


def test_every_source_has_whole_checksums_and_addresses_of_folders():
    assert set(SOURCES) == {"mnist", "fashion-mnist", "cifar-10"}
    sums = [file.md5 for known in SOURCES.values() for file in known.files]
    assert len(set(sums)) == len(sums) == 9
    assert all(len(bytes.fromhex(md5)) == 16 for md5 in sums)
    for name, known in SOURCES.items():
        assert known.name == name
        assert all(address.startswith("http") and address.endswith("/") for address in known.mirrors)
