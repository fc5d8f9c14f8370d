"""Data sets over HTTP: the list, and one's own pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.data.datasets.own_files import archive, picture, two_classes
from tests.web.refusals import check_refusal

RAW = {"content-type": "application/octet-stream"}


@pytest.fixture(scope="module")
def own_client() -> Iterator[TestClient]:
    """A server of its own, so that the list of sets is nobody else's."""
    with TestClient(create_app(Settings(workers=1)), raise_server_exceptions=False) as client:
        yield client


def upload(client: TestClient, content: bytes, query: str = "") -> Any:
    return client.post(f"/api/datasets{query}", content=content, headers=RAW)


def coloured(level: int) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (50, 40), (level, 0, 255 - level)).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_list_tells_shapes_classes_counts_and_shows_some_pictures(client: TestClient) -> None:
    answer = client.get("/api/datasets")
    listed = {one["name"]: one for one in answer.json()}
    strokes = listed["strokes"]
    assert (strokes["is_available"], strokes["error"], strokes["shape"]) == (True, None, [1, 28, 28])
    assert [one["id"] for one in strokes["classes"]] == [*"0123456789"]
    assert strokes["is_ink"]
    assert [sample["name"] for sample in strokes["samples"]] == [*"0123456789"]
    for sample in strokes["samples"]:
        pixels = np.frombuffer(base64.b64decode(sample["data"]), np.uint8)
        assert pixels.size == 784
        assert pixels.max() > 200
        assert (sample["minimum"], sample["maximum"]) == (0, 255)
    mnist = listed["mnist"]
    assert not mnist["is_available"]
    assert mnist["error"]["code"] == "data_dir_missing"
    assert set(mnist["error"]["remedy"]) == {"zh", "en"}
    assert mnist["counts"] == {"train": 0, "validation": 0, "test": 0}
    assert listed["shapes"]["classes"][0]["name_key"].startswith("class.")


def test_a_zip_becomes_a_set_that_networks_can_look_at(own_client: TestClient) -> None:
    files = two_classes(**{"dogs/d.png": picture(70), "dogs/bad.png": b"no picture", "notes.txt": b"hello"})
    answer = upload(own_client, archive(files))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["name"].startswith("own-")
    assert (made["is_available"], made["shape"]) == (True, [1, 28, 28])
    assert [one["id"] for one in made["classes"]] == ["cats", "dogs"]
    assert {one["file"] for one in made["skipped"]} == {"dogs/bad.png", "notes.txt"}
    assert all(one["code"] for one in made["skipped"])
    assert made["name"] in [one["name"] for one in own_client.get("/api/datasets").json()]
    body = {"spec": {"data": {"name": made["name"]}}, "picture": {"split": "train", "index": 0}}
    found = own_client.post("/api/networks/activations", json=body)
    assert found.status_code == 200, found.text
    assert len(found.json()["scores"]) == 2
    layers = [{"kind": "flatten"}, {"kind": "dense", "units": "classes"}]
    described = own_client.post(
        "/api/networks/describe", json={"layers": layers, "data": {"name": made["name"]}}
    )
    assert described.json()["layers"][1]["output_shape"] == [2]


def test_colours_and_size_are_the_visitors_choice(own_client: TestClient) -> None:
    files = {f"{kind}/{n}.png": coloured(n * 30) for n in range(2) for kind in ("a", "b")}
    made = upload(own_client, archive(files), "?size=32&color=true").json()
    assert made["shape"] == [3, 32, 32]
    assert len(base64.b64decode(made["samples"][0]["data"])) == 3 * 32 * 32


def test_pictures_are_added_one_by_one(own_client: TestClient) -> None:
    begun = own_client.post("/api/datasets/pictures?class=猫&size=32", content=picture(250), headers=RAW)
    assert begun.status_code == 201
    name = begun.json()["name"]
    assert begun.json()["error"]["code"] == "dataset_one_class"
    assert not begun.json()["is_available"]
    for kind in ("狗", "猫", "狗"):
        grown = own_client.post(
            f"/api/datasets/pictures?class={kind}&set={name}", content=picture(60), headers=RAW
        )
        assert grown.status_code == 200
        assert grown.json()["name"] == name
    assert grown.json()["is_available"]
    assert grown.json()["shape"] == [1, 32, 32]
    assert grown.json()["classes"] == [
        {"id": "猫", "name_key": None, "count": 2}, {"id": "狗", "name_key": None, "count": 2},
    ]  # fmt: skip
    assert grown.json()["skipped"] == []


HOSTILE: list[tuple[str, bytes, str, int]] = [
    ("not a zip", b"hello", "zip_not_recognised", 415),
    ("nothing at all", b"", "zip_not_recognised", 415),
    ("cut off", archive(two_classes())[:-30], "zip_damaged", 422),
    ("climbs out", archive({"../../etc/x.png": picture(), "b/b.png": picture()}), "zip_unsafe_name", 422),
    ("a bomb", archive({"a/a.png": bytes(40 << 20), "b/b.png": picture()}), "zip_bomb", 422),
    ("a zip in a zip", archive({"a/a.zip": archive({"b": b"c"}), "b/b.png": picture()}), "zip_nested", 422),
    ("one class", archive({"a/a.png": picture(), "a/b.png": picture()}), "dataset_one_class", 422),
    ("no picture", archive({"a/a.txt": b"x", "b/b.txt": b"y"}), "dataset_no_pictures", 422),
    ("too many files", archive({f"a/{n}": b"" for n in range(6001)}), "zip_too_many_files", 422),
]


@pytest.mark.parametrize(
    ("content", "code", "status"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_a_hostile_zip_is_refused_and_leaves_nothing(
    own_client: TestClient, content: bytes, code: str, status: int
) -> None:
    before = [one["name"] for one in own_client.get("/api/datasets").json()]
    check_refusal(upload(own_client, content), code, status)
    assert [one["name"] for one in own_client.get("/api/datasets").json()] == before


def test_what_is_too_long_is_refused_before_it_is_unpacked(own_client: TestClient) -> None:
    error = check_refusal(upload(own_client, b"PK" + bytes(64 << 20)), "zip_too_many_bytes", 413)
    assert error["limit"] == 64 << 20
    answer = own_client.post("/api/datasets/pictures?class=a", content=bytes((16 << 20) + 1), headers=RAW)
    check_refusal(answer, "picture_too_many_bytes", 413)


@pytest.mark.parametrize(
    ("query", "content", "code", "field"),
    [
        ("", picture(), "field_missing", "class"),
        ("?class=", picture(), "class_name_malformed", "class"),
        ("?class=a%00b", picture(), "class_name_malformed", "class"),
        ("?class=a&size=30", picture(), "own_side_unknown", "size"),
        ("?class=a&size=big", picture(), "field_not_a_number", "size"),
        ("?class=a&set=own-none", picture(), "dataset_unknown", "set"),
        ("?class=a&set=mnist", picture(), "dataset_unknown", "set"),
        ("?class=a", b"no picture", "picture_not_recognised", None),
    ],
)
def test_a_picture_that_cannot_be_kept_is_refused(
    own_client: TestClient, query: str, content: bytes, code: str, field: str | None
) -> None:
    answer = own_client.post(f"/api/datasets/pictures{query}", content=content, headers=RAW)
    error = check_refusal(answer, code)
    assert field is None or error["field"] == field
