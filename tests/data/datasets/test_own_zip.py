"""A zip of class folders, meant well and meant ill."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.data.datasets.own_zip import ZipLimits, from_zip
from app.data.picture_limits import PictureLimits
from tests.data.datasets import own_files


def refusal(data: bytes, limits: ZipLimits | None = None) -> DomainError:
    with pytest.raises(DomainError) as caught:
        from_zip(data, limits=limits)
    return caught.value


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_folder_of_a_picture_is_its_class(method):
    pictures, skipped = from_zip(own_files.archive(own_files.two_classes(), method), side=32, is_colour=True)
    assert pictures.classes == ("cats", "dogs")
    assert pictures.counts == {"cats": 2, "dogs": 1}
    assert pictures.shape == (3, 32, 32)
    assert pictures.pixels[:, 0, 4, 4].tolist() == [250, 240, 60]
    assert pictures.pixels[:, 0, 28, 4].tolist() == [10, 10, 10]
    assert pictures.labels.tolist() == [0, 0, 1]
    assert skipped == ()


def test_folders_around_the_classes_do_not_matter():
    files = {f"my pets\\train/{name}": content for name, content in own_files.two_classes().items()}
    assert from_zip(own_files.archive(files))[0].classes == ("cats", "dogs")


def test_what_macs_and_windows_add_is_ignored_without_a_word():
    junk = {
        "__MACOSX/cats/._a.png": b"\0\5\x16\7",
        "cats/.DS_Store": b"junk",
        "cats/Thumbs.db": b"junk",
        "dogs/desktop.ini": b"junk",
        ".git/config": b"junk",
        "birds/": b"",
    }
    pictures, skipped = from_zip(own_files.archive(own_files.two_classes(**junk)))
    assert pictures.counts == {"cats": 2, "dogs": 1}
    assert skipped == ()


def test_broken_pictures_are_named_skipped_and_counted():
    whole = own_files.picture()
    broken = {
        "cats/cut.png": whole[:60],
        "dogs/notes.txt": b"not a picture",
        "dogs/empty.jpg": b"",
        "alone.png": whole,
    }
    pictures, skipped = from_zip(own_files.archive(own_files.two_classes(**broken)))
    assert len(pictures.labels) == 3
    assert {one.file: one.code for one in skipped} == {
        "cats/cut.png": "picture_truncated",
        "dogs/notes.txt": "picture_not_recognised",
        "dogs/empty.jpg": "picture_empty",
        "alone.png": "zip_no_folder",
    }


def test_a_picture_too_large_is_skipped_before_it_is_decoded():
    limits = replace(ZipLimits(), picture=PictureLimits(max_bytes=5000, max_pixels=50 * 50))
    files = own_files.two_classes(
        **{"cats/wide.png": own_files.picture(side=51), "cats/long.bin": b"x" * 5001}
    )
    pictures, skipped = from_zip(own_files.archive(files), limits=limits)
    assert len(pictures.labels) == 3
    assert [one.code for one in skipped] == ["picture_too_many_pixels", "picture_too_many_bytes"]


def test_one_class_and_no_class_are_refused():
    error = refusal(own_files.archive({"cats/a.png": own_files.picture(), "dogs/b.png": b"broken"}))
    assert (error.code, error.value, error.limit, error.values["name"]) == ("dataset_one_class", 1, 2, "cats")
    assert refusal(own_files.archive({"a.png": own_files.picture()})).code == "dataset_no_pictures"
    assert refusal(own_files.archive({})).code == "dataset_no_pictures"


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("alphabet", ["gbk", "gb18030", "utf-8"])
def test_chinese_folders_are_read_whatever_machine_packed_them(alphabet):
    names = ["联通/图一.png", "苹果/图二.png"]
    files = [(name.encode(alphabet), own_files.picture()) for name in names]
    assert from_zip(own_files.raw_archive(files))[0].classes == ("联通", "苹果")


def test_chinese_folders_marked_as_utf_8_are_read():
    files = {"猫/a.png": own_files.picture(), "狗/b.png": own_files.picture()}
    pictures, _ = from_zip(own_files.archive(files))
    assert set(pictures.classes) == {"猫", "狗"}


def test_names_of_no_known_alphabet_are_read_as_the_standard_says():
    files = [(b"b\xff\x81/a.png", own_files.picture()), (b"b/b.png", own_files.picture())]
    assert from_zip(own_files.raw_archive(files))[0].classes == ("b", b"b\xff\x81".decode("cp437"))


@pytest.mark.parametrize(
    "name",
    [
        "../cats/a.png",
        "cats/../../a.png",
        "/etc/a.png",
        "C:\\cats\\a.png",
        "c:a.png",
        "cats\\..\\a.png",
        "\\a\\b",
    ],
)
def test_a_name_that_climbs_out_refuses_the_whole_archive(name):
    error = refusal(own_files.archive({**own_files.two_classes(), name: own_files.picture()}))
    assert (error.code, error.value) == ("zip_unsafe_name", name)


def test_a_name_with_a_nul_is_refused_although_the_reader_would_cut_it_off():
    files = [(b"cats/a.png\0.txt", own_files.picture()), (b"dogs/b.png", own_files.picture())]
    assert refusal(own_files.raw_archive(files)).code == "zip_unsafe_name"


def test_a_folder_with_an_endless_name_is_refused():
    files = {f"{'x' * 61}/a.png": own_files.picture(), "dogs/b.png": own_files.picture()}
    assert refusal(own_files.archive(files)).code == "class_name_malformed"


# ---------------------------------------------------------------- meant ill


def test_an_encrypted_archive_is_refused():
    files = [(b"cats/a.png", own_files.picture()), (b"dogs/b.png", own_files.picture())]
    error = refusal(own_files.raw_archive(files, flags=1))
    assert (error.code, error.value) == ("zip_encrypted", "cats/a.png")


def test_archives_in_the_archive_are_refused_by_name_and_by_content():
    inner = own_files.archive({"dogs/b.png": own_files.picture()})
    for name in ("more/inner.zip", "more/photo.png", "more/pictures.RAR"):
        error = refusal(own_files.archive(own_files.two_classes(**{name: inner})))
        assert (error.code, error.value) == ("zip_nested", name)


def test_a_bomb_is_refused_before_it_is_unpacked():
    error = refusal(own_files.archive(own_files.two_classes(**{"cats/bomb.bmp": bytes(20 << 20)})))
    assert (error.code, error.limit, error.values["file"]) == ("zip_bomb", 100, "cats/bomb.bmp")
    assert int(str(error.value)) > 900


def test_many_files_that_are_small_together_too_large_are_refused():
    limits = replace(ZipLimits(), max_unpacked_bytes=3 << 20)
    noise = np.random.default_rng(0).bytes(1 << 20)
    files = own_files.two_classes(**{f"cats/{number}.bin": noise for number in range(3)})
    assert refusal(own_files.archive(files), limits).code == "zip_too_large_unpacked"


def test_pictures_that_would_take_hours_to_decode_are_refused():
    """Three pictures of 40 × 40 are 4,800 pixels."""
    error = refusal(own_files.archive(own_files.two_classes()), replace(ZipLimits(), max_pixels=4_799))
    assert error.code == "zip_too_many_pixels"
    from_zip(own_files.archive(own_files.two_classes()), limits=replace(ZipLimits(), max_pixels=4_800))


def test_too_many_files_and_too_many_bytes_are_refused_before_the_directory_is_read():
    data = own_files.archive(own_files.two_classes())
    assert refusal(data, replace(ZipLimits(), max_files=2)).code == "zip_too_many_files"
    assert refusal(data, replace(ZipLimits(), max_bytes=len(data) - 1)).code == "zip_too_many_bytes"
    assert refusal(b"PK\x01\x02" * 6001).code == "zip_too_many_files"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_a_bound_are_refused(method):
    error = refusal(own_files.archive(own_files.two_classes(), method))
    assert (error.code, error.value) == ("zip_method", method)


def test_a_directory_that_lies_about_sizes_gives_no_picture():
    files = [(b"cats/a.png", own_files.picture()), (b"dogs/b.png", own_files.picture())]
    for promised in (10, 10_000):
        error = refusal(own_files.raw_archive(files, promised=promised))
        assert error.code == "dataset_no_pictures"


def test_a_wrong_checksum_skips_that_picture_only():
    data = bytearray(own_files.archive(own_files.two_classes(), zipfile.ZIP_STORED))
    data[data.index(b"IDAT") + 6] ^= 1  # in the first picture
    pictures, skipped = from_zip(bytes(data))
    assert pictures.counts == {"cats": 1, "dogs": 1}
    assert [(one.file, one.code) for one in skipped] == [("cats/a.png", "zip_entry_damaged")]


def test_what_is_no_zip_is_refused():
    assert refusal(b"").code == "zip_not_recognised"
    assert refusal(own_files.picture()).code == "zip_not_recognised"
    whole = own_files.archive(own_files.two_classes())
    assert refusal(whole[:-30]).code == "zip_damaged"


@given(st.data())
def test_no_broken_archive_is_answered_with_anything_but_a_refusal(data):
    whole = bytearray(own_files.archive(own_files.two_classes()))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=6)):
        whole[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        pictures, _ = from_zip(bytes(whole[:cut] if data.draw(st.booleans()) else whole))
    except DomainError:
        return
    assert len(pictures.classes) >= 2


def test_links_are_texts_and_therefore_no_pictures():
    buffer = BytesIO(own_files.archive(own_files.two_classes()))
    with zipfile.ZipFile(buffer, "a") as packed:
        link = zipfile.ZipInfo("dogs/link.png")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    _, skipped = from_zip(buffer.getvalue())
    assert [(one.file, one.code) for one in skipped] == [("dogs/link.png", "picture_not_recognised")]
