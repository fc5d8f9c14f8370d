"""Pictures are kept by the hash of their bytes, within a budget, and forgotten oldest first."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import app.services.picture_cache as module
from app.conv.errors import DomainError
from app.data.images import DecodedPicture, PictureLimits, decode
from app.services.picture_cache import PictureCache

ONE = 3 * 10 * 8  # bytes of one of the pictures below


def png(level: int, width: int = 10, height: int = 8) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), (level, 9, 200)).save(buffer, "PNG")
    return buffer.getvalue()


def cache(pictures: int = 3) -> PictureCache:
    return PictureCache(pictures * ONE, PictureLimits())


def test_a_picture_is_found_by_the_first_32_digits_of_its_hash() -> None:
    store = cache()
    stored = store.add(png(5))
    assert stored.id == hashlib.sha256(png(5)).hexdigest()[:32]
    assert store.get(stored.id) is stored
    assert (stored.source, stored.format, stored.width, stored.height, stored.notes) == (
        "upload",
        "PNG",
        10,
        8,
        (),
    )
    assert stored.pixels[:, 3, 4].tolist() == [5, 9, 200]
    assert not stored.pixels.flags.writeable


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(DomainError) as caught:
        cache().get("feed")
    assert (caught.value.code, caught.value.value, caught.value.limit) == ("picture_unknown", "feed", None)


def test_the_least_recently_used_picture_is_forgotten_first() -> None:
    store = cache(3)
    first, second, third = (store.add(png(level)).id for level in (1, 2, 3))
    store.get(first)
    store.add(png(4))
    assert store.get(first).id == first
    assert store.get(third).id == third
    with pytest.raises(DomainError, match="picture_unknown"):
        store.get(second)
    assert (len(store), store.used_bytes) == (3, 3 * ONE)


def test_a_large_picture_pushes_out_as_many_as_it_needs() -> None:
    store = cache(3)
    for level in (1, 2, 3):
        store.add(png(level))
    store.add(png(4, width=20))
    assert (len(store), store.used_bytes) == (2, 3 * ONE)


def test_a_picture_larger_than_the_whole_budget_is_refused_and_nothing_is_lost() -> None:
    store = cache(3)
    kept = store.add(png(1))
    with pytest.raises(DomainError) as caught:
        store.add(png(2, width=40))
    assert (caught.value.code, caught.value.value) == ("picture_larger_than_cache", 4 * ONE)
    assert store.get(kept.id) is kept


def test_sending_the_same_file_again_gives_the_same_picture() -> None:
    store = cache()
    assert store.add(png(7)) is store.add(png(7))
    assert store.used_bytes == ONE


def test_a_forgotten_file_sent_again_gets_its_old_id() -> None:
    store = cache(1)
    id = store.add(png(1)).id
    store.add(png(2))
    assert store.add(png(1)).id == id


def test_the_same_file_sent_by_many_at_once_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[int] = []

    def counting(data: bytes, limits: PictureLimits) -> DecodedPicture:
        decoded.append(len(data))
        return decode(data, limits)

    monkeypatch.setattr(module, "decode", counting)
    store = cache()
    together = threading.Barrier(8)

    def send(_: int) -> object:
        together.wait()
        return store.add(png(11))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert len(decoded) == 1
    assert all(answer is answers[0] for answer in answers)
    assert not store._in_progress


def test_many_files_sent_at_once_never_exceed_the_budget() -> None:
    store = cache(5)
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda level: store.add(png(level % 40)), range(200)))
    assert all(picture.pixels[0, 0, 0] == level % 40 for level, picture in enumerate(stored))
    assert store.used_bytes == len(store) * ONE <= 5 * ONE


def test_a_file_that_fails_leaves_no_trace_and_fails_the_same_way_again() -> None:
    store = cache()
    for _ in range(2):
        with pytest.raises(DomainError, match="picture_truncated"):
            store.add(png(1)[:-20])
    assert (len(store), store.used_bytes, store._in_progress) == (0, 0, {})


def test_samples_are_always_there_and_cost_nothing() -> None:
    store = cache(1)
    star = store.get("siemens_star")
    store.add(png(1))
    store.add(png(2))
    assert store.get("siemens_star") is star
    assert (star.source, star.format, star.width, star.height) == ("sample", "PNG", 640, 480)
    assert store.used_bytes == ONE


def test_a_small_picture_is_its_own_preview() -> None:
    stored = cache().add(png(1))
    assert stored.preview is stored.pixels


def test_a_large_picture_has_one_preview_however_many_ask_and_it_is_in_the_budget() -> None:
    store = PictureCache(20_000_000, PictureLimits())
    stored = store.add(png(90, 2000, 1500))
    assert stored.size_bytes == store.used_bytes == 3 * 2000 * 1500 + 3_000_000
    with ThreadPoolExecutor(8) as pool:
        previews = list(pool.map(lambda _: stored.preview, range(16)))
    assert all(preview is previews[0] for preview in previews)
    assert previews[0].shape == (3, 866, 1154)
    assert previews[0].nbytes <= 3_000_000
    np.testing.assert_array_equal(previews[0][:, 5, 5], [90, 9, 200])
