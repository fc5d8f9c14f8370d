"""What the left column of the Training page is told: limits, insides, tables, counts and reasons."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.conv.errors import DomainError
from app.main import create_app
from app.settings import Settings
from app.training.spec import from_wire
from app.web.training_view import spec_limits


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings())) as client:
        yield client


def describe(client: TestClient, *layers: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post("/api/networks/describe", json={"layers": list(layers)})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["layers"]
    return found


@pytest.mark.parametrize("name", ["batch_size", "epochs", "seed"])
def test_the_ends_that_the_page_is_told_are_those_that_a_run_takes(name):
    least, most = spec_limits()[name]
    assert from_wire({name: least}) != from_wire({name: most})
    for beyond in (least - 1, most + 1):
        with pytest.raises(DomainError):
            from_wire({name: beyond})


def test_a_residual_block_is_described_with_what_is_inside(client):
    inner = [{"kind": "convolution", "filters": 1, "padding": [1, 1]}, {"kind": "relu"}]
    (block,) = describe(client, {"kind": "residual", "layers": inner})
    assert [(one["name"], one["output_shape"]) for one in block["layers"]] == [
        ("convolution_1", [1, 28, 28]),
        ("relu_1", [1, 28, 28]),
    ]
    assert block["layers"][0]["parameters"] == 10  # 3 · 3 + 1


def test_a_connection_table_by_name_is_told_row_by_row(client):
    first = {"kind": "convolution", "filters": 6}
    second = {"kind": "convolution", "filters": 16, "table": "lenet5"}
    fields = [field for one in describe(client, first, second) for field in one["fields"]]
    plain, lenet = (field["rows"] for field in fields if field["id"] == "table")
    assert plain is None
    assert lenet[0] == [1, 1, 1, 0, 0, 0]
    assert lenet[15] == [1, 1, 1, 1, 1, 1]
    assert sum(map(sum, lenet)) == 60


def test_pictures_of_ones_own_are_counted_and_what_is_left_out_says_why(client):
    picture, archive = io.BytesIO(), io.BytesIO()
    Image.new("L", (9, 9), 80).save(picture, "PNG")
    with zipfile.ZipFile(archive, "w") as files:
        for name in ("cat/1", "cat/2", "dog/1", "dog/2", "dog/3"):
            files.writestr(f"{name}.png", picture.getvalue())
        files.writestr("dog/notes.txt", b"woof woof woof")
    answer = client.post("/api/datasets", content=archive.getvalue()).json()
    assert [(one["id"], one["count"]) for one in answer["classes"]] == [("cat", 2), ("dog", 3)]
    (skipped,) = answer["skipped"]
    assert skipped["file"] == "dog/notes.txt"
    assert skipped["error"]["code"] == skipped["code"]
    assert set(skipped["error"]["message"]) == {"zh", "en"}
