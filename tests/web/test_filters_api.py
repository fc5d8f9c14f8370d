"""The filters over HTTP: the same numbers as in Python, in the format that was asked for."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from app.filters.apply import apply_step
from app.filters.catalog import CATALOG
from app.filters.step import make_step
from app.i18n.catalog import translate

RAW = "application/octet-stream"
CHAIN: list[dict[str, Any]] = [
    {"filter": "gaussian", "parameters": {"sigma": 1.3}, "padding_mode": "wrap"},
    {"filter": "sobel_x", "stride": [2, 3], "padding": [[0, 4], [1, 2]], "operation": "convolve"},
]


def apply(client: TestClient, picture: str, steps: object, accept: str = RAW, **more: object) -> Any:
    body = {"picture": picture, "steps": steps, **more}
    answer = client.post("/api/filters/apply", json=body, headers={"accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


def as_pixels(answer: Any) -> np.ndarray:
    """Raw answer → (H, W, 3)."""
    height, width = int(answer.headers["convscope-height"]), int(answer.headers["convscope-width"])
    return np.frombuffer(answer.content, np.uint8).reshape(height, width, 3)


def expected(pixels: np.ndarray) -> np.ndarray:
    """The chain on (H, W, 3), by the domain itself."""
    planes = np.ascontiguousarray(pixels.transpose(2, 0, 1))
    first = make_step("gaussian", {"sigma": 1.3}, padding_mode="wrap")
    second = make_step("sobel_x", stride=(2, 3), padding=((0, 4), (1, 2)), operation="convolve")
    return apply_step(apply_step(planes, first).pixels, second).pixels.transpose(1, 2, 0)


def test_raw_bytes_are_the_pixels_that_the_domain_computes(
    client: TestClient, picture: str, pixels: np.ndarray
) -> None:
    answer = apply(client, picture, CHAIN)
    assert answer.headers["content-type"] == RAW
    np.testing.assert_array_equal(as_pixels(answer), expected(pixels))


@pytest.mark.parametrize("media_type", ["image/png", "image/webp"])
def test_png_and_webp_decode_to_the_same_pixels(client: TestClient, picture: str, media_type: str) -> None:
    raw = as_pixels(apply(client, picture, CHAIN))
    image = apply(client, picture, CHAIN, media_type)
    assert image.headers["content-type"] == media_type
    np.testing.assert_array_equal(np.asarray(Image.open(BytesIO(image.content)).convert("RGB")), raw)


def test_jpeg_is_near_and_has_the_same_size(client: TestClient, picture: str) -> None:
    steps = [{"filter": "gaussian", "parameters": {"sigma": 3}}]
    raw = as_pixels(apply(client, picture, steps)).astype(int)
    image = np.asarray(Image.open(BytesIO(apply(client, picture, steps, "image/jpeg").content)))
    assert image.shape == raw.shape
    assert np.abs(image - raw).mean() < 6


@pytest.mark.parametrize("filter_id", list(CATALOG))
def test_every_filter_works_on_a_picture_of_a_single_pixel_and_on_a_line_of_twenty_thousand(
    client: TestClient, filter_id: str
) -> None:
    for size in ((1, 1), (20_000, 1)):
        buffer = BytesIO()
        Image.new("RGB", size, (10, 200, 70)).save(buffer, "PNG")
        id = client.post("/api/pictures", content=buffer.getvalue()).json()["id"]
        answer = apply(client, id, [{"filter": filter_id}], size="full")
        assert as_pixels(answer).shape == (size[1], size[0], 3)


def test_a_region_is_cut_from_the_result(client: TestClient, picture: str) -> None:
    whole = as_pixels(apply(client, picture, CHAIN))
    part = apply(client, picture, CHAIN, region={"row": 2, "col": 5, "height": 9, "width": 4})
    np.testing.assert_array_equal(as_pixels(part), whole[2:11, 5:9])


def test_the_server_says_how_long_the_filters_took(client: TestClient, picture: str) -> None:
    assert apply(client, picture, CHAIN).headers["server-timing"].startswith("filter;dur=")


def test_who_shows_it_small_gets_a_smaller_copy(client: TestClient) -> None:
    """640 × 480 has 307,200 pixels; a quarter of them is half of each side."""
    emboss = [{"filter": "emboss"}]
    whole = apply(client, "still_life", emboss, "image/jpeg")
    small = apply(client, "still_life", emboss, "image/jpeg", pixels=76_800)
    assert Image.open(BytesIO(small.content)).size == (320, 240)
    assert small.headers["convscope-width"] == "320"
    assert len(small.content) < len(whole.content) / 2
    same = apply(client, "still_life", emboss, "image/jpeg", pixels=307_200)
    assert same.content == whole.content


def test_an_answer_says_how_long_its_encoding_took(client: TestClient, picture: str) -> None:
    assert re.fullmatch(
        r"filter;dur=[\d.]+, encode;dur=[\d.]+", apply(client, picture, CHAIN).headers["server-timing"]
    )


def test_thumbnails_are_one_sheet_with_every_filter_in_order(client: TestClient, picture: str) -> None:
    answer = client.post("/api/filters/thumbnails", json={"picture": picture})
    layout = json.loads(answer.headers["convscope-sprites"])
    assert layout["order"] == list(CATALOG)
    rows = -(-len(CATALOG) // layout["columns"])
    sheet = Image.open(BytesIO(answer.content))
    assert sheet.size == (layout["width"] * layout["columns"], layout["height"] * rows)


def test_a_sheet_is_drawn_once_for_all_who_look_at_the_picture(client: TestClient, picture: str) -> None:
    answers = [
        client.post("/api/filters/thumbnails", json={"picture": picture}, headers={"accept": media_type})
        for media_type in ("image/webp", "image/webp", "image/jpeg")
    ]
    first, second, other = ((answer.content, dict(answer.headers)) for answer in answers)
    assert first == second
    assert first[1]["content-type"] == "image/webp"
    assert other[1]["content-type"] == "image/jpeg"
    assert len(first[0]) < len(other[0])


def test_stages_are_one_small_picture_a_step(client: TestClient, picture: str) -> None:
    thumbnails = client.post("/api/filters/stages", json={"picture": picture, "steps": CHAIN}).json()
    assert [url.partition(",")[0] for url in thumbnails["thumbnails"]] == ["data:image/jpeg;base64"] * 2


def test_a_description_agrees_with_the_picture_that_is_computed(client: TestClient, picture: str) -> None:
    described = client.post("/api/filters/describe", json={"picture": picture, "steps": CHAIN}).json()
    first, second = described["steps"]
    height, width, _ = as_pixels(apply(client, picture, CHAIN)).shape
    assert second["output"] == {"width": width, "height": height}
    assert first["output"] == second["input"] == {"width": 53, "height": 37}
    assert second["kernels"][0]["applied"] == [row[::-1] for row in second["kernels"][0]["weights"][::-1]]
    assert second["placement"] == {"row": 1, "col": 0, "row_step": 2, "col_step": 3}
    reasons = {limit["reason"] for step in described["steps"] for limit in step["limits"].values()}
    for reason in reasons:
        assert translate("en", reason) != reason, f"no sentence for {reason}"


@pytest.mark.parametrize(("row", "col"), [(0, 0), (7, 11), (18, 17)])
def test_an_inspected_pixel_is_the_pixel_of_the_picture(
    client: TestClient, picture: str, row: int, col: int
) -> None:
    body = {"picture": picture, "steps": CHAIN, "step": 1, "row": row, "col": col}
    inspection = client.post("/api/filters/inspect", json=body).json()
    whole = as_pixels(apply(client, picture, CHAIN))
    assert inspection["output_rgb"] == whole[row, col].tolist()
    for channel, result in zip(inspection["channels"], whole[row, col].tolist(), strict=True):
        assert channel["result"] == result
        terms = channel["reductions"][0]["terms"]
        assert len(terms) == 9
        assert sum(term["product"] for term in terms) == terms[-1]["partial_sum"]
        assert channel["reductions"][0]["sum"] == terms[-1]["partial_sum"]


@pytest.mark.parametrize("target", ["numpy", "opencv", "pytorch"])
def test_code_is_a_program_with_comments_in_the_readers_language(client: TestClient, target: str) -> None:
    programs = {}
    for language, tag in (("zh", "zh-CN,zh;q=0.9,en;q=0.5"), ("en", "en-GB")):
        answer = client.post(
            "/api/filters/code",
            json={"steps": CHAIN, "target": target},
            headers={"accept-language": tag},
        ).json()
        assert answer["target"] == target
        compile(answer["code"], f"{target}.py", "exec")
        programs[language] = answer["code"]
    assert translate("zh", "filter.sobel_x.name") in programs["zh"]
    assert translate("en", "filter.sobel_x.name") in programs["en"]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in programs["en"])


def test_the_catalogue_lists_what_the_domain_declares(client: TestClient) -> None:
    catalog = client.get("/api/filters").json()
    assert [entry["id"] for entry in catalog["filters"]] == list(CATALOG)
    for entry, declared in zip(catalog["filters"], CATALOG.values(), strict=True):
        assert [p["id"] for p in entry["parameters"]] == [p.id for p in declared.parameters]
        assert entry["hint"]["zh"] != entry["hint"]["en"]
        assert not any(
            entry[part][language].startswith("filter.")
            for part in ("name", "hint")
            for language in ("zh", "en")
        )
    assert catalog["limits"]["max_steps"] == 8
    assert [sample["source"] for sample in catalog["samples"]] == ["sample"] * len(catalog["samples"])


def test_many_at_once_get_what_one_alone_gets(client: TestClient, pixels: np.ndarray) -> None:
    """Uploads and filters from sixteen threads, half of them the same picture at the same moment."""

    def one(number: int) -> tuple[str, bytes]:
        buffer = BytesIO()
        Image.fromarray(np.roll(pixels, number // 2, axis=1)).save(buffer, "PNG")
        id = client.post("/api/pictures", content=buffer.getvalue()).json()["id"]
        steps = [{"filter": "sharpen"}, {"filter": "gradient_direction", "offset": number % 3}]
        return id, apply(client, id, steps).content

    started = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(one, range(32)))
    alone = [one(number) for number in range(32)]
    assert together == alone
    assert len({id for id, _ in together}) == 16
    assert time.monotonic() - started < 30
