"""Pictures go in as files, come out in four formats, and never touch the disk."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from tests.web.refusals import check_refusal

RAW = "application/octet-stream"
SAMPLES = {"still_life", "zone_plate", "siemens_star", "text", "checkerboard", "noisy_edges"}


def saved(pixels: np.ndarray, format: str, **options: object) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, format, **options)
    return buffer.getvalue()


def opened(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_each_format_is_recognised_by_its_content(
    client: TestClient, pixels: np.ndarray, format: str
) -> None:
    answer = client.post(
        "/api/pictures", content=saved(pixels, format), headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 201
    described = answer.json()
    assert (described["width"], described["height"]) == (53, 37)
    assert described["format"].upper() == format
    assert described["source"] == "upload"
    assert described["preview"] == {"width": 53, "height": 37}
    assert 0.3 < described["telling"]["row"] / 37 < 0.7
    assert 0.5 < described["telling"]["col"] / 53 < 0.8


def test_the_id_is_the_start_of_the_files_hash_and_the_description_can_be_read_again(
    client: TestClient, png: bytes
) -> None:
    described = client.post("/api/pictures", content=png).json()
    assert described["id"] == hashlib.sha256(png).hexdigest()[:32]
    assert client.get(f"/api/pictures/{described['id']}").json() == described


def test_an_animated_gif_is_its_first_frame(client: TestClient, pixels: np.ndarray) -> None:
    frames = [Image.new("RGB", (9, 5), colour) for colour in ((250, 0, 0), (0, 250, 0))]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    id = client.post("/api/pictures", content=buffer.getvalue()).json()["id"]
    raw = client.get(f"/api/pictures/{id}/image", headers={"accept": "application/octet-stream"}).content
    assert raw == bytes((250, 0, 0)) * 45


def test_the_built_in_pictures_need_no_upload(client: TestClient) -> None:
    listed = client.get("/api/pictures").json()
    assert {picture["source"] for picture in listed} == {"sample"}
    assert len(listed) == len(SAMPLES)
    for picture in listed:
        image = client.get(f"/api/pictures/{picture['id']}/image", headers={"accept": "image/png"})
        assert opened(image.content).shape == (picture["preview"]["height"], picture["preview"]["width"], 3)


@pytest.mark.parametrize("size", ["preview", "full"])
def test_lossless_formats_give_back_exactly_what_was_sent(
    client: TestClient, picture: str, pixels: np.ndarray, size: str
) -> None:
    for media_type in ("image/png", "image/webp"):
        image = client.get(
            f"/api/pictures/{picture}/image", params={"size": size}, headers={"accept": media_type}
        )
        assert image.headers["content-type"] == media_type
        np.testing.assert_array_equal(opened(image.content), pixels)
    raw = client.get(
        f"/api/pictures/{picture}/image",
        params={"size": size},
        headers={"accept": "application/octet-stream"},
    )
    assert (raw.headers["convscope-width"], raw.headers["convscope-height"]) == ("53", "37")
    assert raw.content == pixels.tobytes()


def test_a_large_picture_has_a_preview_of_a_megapixel_and_a_thumbnail(client: TestClient) -> None:
    file = saved(np.zeros((1500, 2000, 3), np.uint8), "PNG")
    described = client.post("/api/pictures", content=file).json()
    width, height = described["preview"].values()
    assert 900_000 < width * height <= 2**20
    assert width / height == pytest.approx(2000 / 1500, rel=0.01)
    thumbnail = client.get(f"/api/pictures/{described['id']}/image?size=thumbnail")
    assert opened(thumbnail.content).size < 3 * 128 * 96 + 1


def test_a_picture_never_changes_so_browsers_may_keep_it(client: TestClient, picture: str) -> None:
    headers = client.get(f"/api/pictures/{picture}/image").headers
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    assert headers["vary"] == "Accept"


def test_head_answers_as_get_without_the_body(client: TestClient, picture: str) -> None:
    got = client.get(f"/api/pictures/{picture}/image")
    head = client.head(f"/api/pictures/{picture}/image")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers == got.headers


class Written:
    """Notes every file that anything in this process opens to write; also one without a name.

    An audit hook sees `open`, `os.open` and `tempfile` alike; it cannot be removed, so it rests otherwise.
    """

    def __init__(self) -> None:
        self.paths: list[str] | None = None
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.paths is not None and event == "open":
            path, _, flags = arguments
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.paths.append(str(path))


WRITTEN = Written()


def test_nothing_of_a_five_megabyte_upload_is_written_to_disk(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1300, 1300, 3), dtype=np.uint8)
    file = saved(noise, "PNG", compress_level=0)
    assert len(file) > 5_000_000
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(WRITTEN, "paths", [])
    answer = client.post("/api/pictures", content=file)
    body = {"picture": answer.json()["id"], "size": "full", "steps": [{"filter": "gaussian"}]}
    for media_type in ("image/jpeg", "image/png", "image/webp", RAW):
        assert client.post("/api/filters/apply", json=body, headers={"accept": media_type}).status_code == 200
    assert WRITTEN.paths == []
    assert list(tmp_path.rglob("*")) == []
    with tempfile.TemporaryFile():  # what a form parser would have done is seen
        assert WRITTEN.paths


def test_a_forgotten_picture_is_refused_and_has_the_same_id_when_it_is_sent_again(
    make_client, pixels: np.ndarray
) -> None:
    client = make_client(picture_cache_bytes=2 * pixels.nbytes)
    files = [saved(np.roll(pixels, shift), "PNG") for shift in (0, 3, 6)]
    first, *_ = ids = [client.post("/api/pictures", content=file).json()["id"] for file in files]
    assert len(set(ids)) == 3
    for answer in (
        client.get(f"/api/pictures/{first}"),
        client.get(f"/api/pictures/{first}/image"),
        client.post("/api/filters/apply", json={"picture": first, "steps": [{"filter": "edges"}]}),
        client.post("/api/filters/thumbnails", json={"picture": first}),
    ):
        error = check_refusal(answer, "picture_unknown", 404)
        assert (error["field"], error["value"]) == ("picture", first)
    assert client.post("/api/pictures", content=files[0]).json()["id"] == first
    answer = client.post("/api/filters/apply", json={"picture": first, "steps": [{"filter": "edges"}]})
    assert answer.status_code == 200


def test_a_picture_that_can_never_be_kept_is_refused(make_client, png: bytes) -> None:
    error = check_refusal(
        make_client(picture_cache_bytes=1000).post("/api/pictures", content=png), "picture_larger_than_cache"
    )
    assert (error["value"], error["limit"]) == (37 * 53 * 3, 1000)
