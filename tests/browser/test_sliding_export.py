"""What is taken away from the Sliding window page: each file is opened and read again."""

from __future__ import annotations

import json
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import GifImagePlugin, Image
from playwright.sync_api import expect

from tests.browser.support_sliding import SCRUB, SlidingPage, address

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def sliding(quiet_page):
    """b4's narrow convolution after 7 of its 9 products: two outputs and one product of the third."""
    quiet_page.goto(address("sliding", case="b4_narrow", t=7))
    page = SlidingPage(quiet_page)
    page.settle()
    return page


def svg_texts(source: str) -> list[str]:
    """Every text of a picture, in order."""
    return ["".join(found.itertext()) for found in ElementTree.fromstring(source).iter(f"{SVG}text")]


def test_the_svg_is_well_formed_and_has_the_numbers_of_the_moment(sliding, tmp_path):
    texts = svg_texts(sliding.save("svg", tmp_path).read_text(encoding="utf-8"))
    for number in [*sliding.texts("x"), *sliding.texts("w"), *filter(None, sliding.texts("y"))]:
        assert number in texts
    sliding.press("End")
    later = svg_texts(sliding.save("svg", tmp_path).read_text(encoding="utf-8"))
    assert set(sliding.texts("y")) <= set(later)
    assert later != texts


def test_the_png_is_the_svg_at_twice_its_size_and_not_empty(sliding, tmp_path):
    root = ElementTree.fromstring(sliding.save("svg", tmp_path).read_text(encoding="utf-8"))
    with Image.open(sliding.save("png", tmp_path)) as picture:
        assert picture.format == "PNG"
        assert picture.size == tuple(round(2 * float(root.attrib[side])) for side in ("width", "height"))
        assert min(picture.size) >= 300
        assert len(np.unique(np.asarray(picture.convert("RGB")).reshape(-1, 3), axis=0)) > 50


def test_the_gif_has_a_frame_for_every_moment_and_ends_with_all_the_numbers(sliding, tmp_path):
    duration = sliding.duration
    path = sliding.save("gif", tmp_path)
    with Image.open(path) as film:
        assert isinstance(film, GifImagePlugin.GifImageFile)
        assert film.n_frames == duration + 1 == 10
        frames = []
        for time in range(film.n_frames):
            film.seek(time)
            frames.append(np.asarray(film.convert("RGB")).astype(int))
    for before, after in pairwise(frames):
        assert np.abs(after - before).max() > 60
    sliding.press("End")
    with Image.open(sliding.save("png", tmp_path)) as picture:
        half = picture.convert("RGB").resize(frames[-1].shape[1::-1], Image.Resampling.BOX)
    still = np.asarray(half).astype(int)
    # The last frame is the last still, but for 128 colours and the edges of letters; the first is not.
    assert np.abs(frames[-1] - still).mean() < np.abs(frames[0] - still).mean() / 2


def test_the_html_plays_from_the_disk_without_asking_for_anything(sliding, browser, tmp_path):
    path = sliding.save("html", tmp_path)
    sliding.press("ArrowRight")
    at_8 = svg_texts(sliding.save("svg", tmp_path).read_text(encoding="utf-8"))
    context = browser.new_context()
    asked: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda message: wrong.append(message.text))
    film = context.new_page()
    film.goto(path.as_uri())
    texts = "() => [...document.querySelectorAll('#stage svg text')].map((one) => one.textContent)"
    expect(film.locator("#time")).to_have_value("7")
    film.keyboard.press("ArrowRight")
    assert film.evaluate(texts) == at_8
    film.locator("#time").evaluate(SCRUB, 0)
    film.locator("#time").evaluate(SCRUB, 8)
    assert film.evaluate(texts) == at_8
    film.keyboard.press("Home")
    expect(film.locator("#count")).to_have_text("0 / 9")
    film.locator("#play").click()
    expect(film.locator("#count")).not_to_have_text("0 / 9")
    film.locator("#play").click()
    film.keyboard.press("End")
    assert {"-1", "−1"} & set(film.evaluate(texts))
    context.close()
    assert asked == [path.as_uri()]
    assert wrong == []


@pytest.mark.parametrize("target", ["latex_sum", "latex_result", "numpy", "pytorch"])
def test_the_texts_are_those_of_the_api_for_the_current_output(target, sliding):
    with sliding.page.expect_request("**/api/traces/export") as asked:
        sliding.take(target)
    dialog = sliding.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    body = json.loads(asked.value.post_data or "{}")
    assert (body["target"], body["reduction"]) == (target, 2)
    answer = sliding.page.request.post(asked.value.url, data=body)
    assert dialog.locator("pre").inner_text().strip() == answer.json()["text"].strip()
    sliding.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_sums_of_letters_are_written_as_large_as_numbers_in_cells_that_hold_them(open_page, tmp_path):
    page = SlidingPage(open_page(address("sliding", case="b11_backward_input")))
    page.settle()
    page.press("End")
    root = ElementTree.fromstring(page.save("svg", tmp_path).read_text(encoding="utf-8"))
    longest = max(
        root.iter(f"{SVG}text"),
        key=lambda one: len("".join(one.itertext())) * (one.get("text-anchor") == "middle"),
    )
    assert "".join(longest.itertext()).replace("\u200b", "") == "wδs + xδr + yδq + zδp"
    assert longest.attrib["font-size"] == "14"
    widest = max(
        float(box.attrib["width"]) for box in root.iter(f"{SVG}rect") if box.attrib["width"] != "100%"
    )
    assert widest >= 0.6 * 14 * len("wδ_s + xδ_r + yδ_q + zδ_p")
