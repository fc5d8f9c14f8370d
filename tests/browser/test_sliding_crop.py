"""A part of a picture as the input: chosen or dropped, framed by pointer or key; the link has its numbers."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import DROP, png
from tests.browser.support_sliding import SlidingPage, address
from tests.browser.test_pages_quality import violations

RAW = {"accept": "application/octet-stream"}


@pytest.fixture
def sliding(open_page):
    view = SlidingPage(open_page(address("sliding")))
    view.settle()
    return view


def open_crop(view: SlidingPage) -> Locator:
    """Choose “a crop of a picture” in the menu of the input's fills; the dialog, with a picture in it."""
    view.page.locator(".sliding-controls__more > summary").press("Enter")
    view.page.locator('[data-setting="fill-x"] select').select_option("crop")
    dialog = view.page.locator("dialog[open]")
    expect(dialog.locator(".samples__one")).to_have_count(6)
    return dialog


def luminance(page: Page, picture: str, height: int, width: int) -> NDArray[np.float64]:
    """(H, W) of a picture as the API gives it, weighed as ITU-R BT.601 does."""
    body = page.request.get(f"/api/pictures/{picture}/image?size=preview", headers=RAW).body()
    rgb = np.frombuffer(body, np.uint8).reshape(height, width, 3).astype(float)
    weighed: NDArray[np.float64] = rgb @ np.array([0.299, 0.587, 0.114])
    return weighed


def place_of(dialog: Locator) -> tuple[int, int]:
    """Row and column where the framed pixels begin, counted from 0."""
    found = re.search(r"第 (\d+) 行、第 (\d+) 列", dialog.locator("[role=status]").inner_text())
    assert found
    return int(found[1]) - 1, int(found[2]) - 1


def test_a_crop_is_the_luminance_of_the_framed_pixels_and_the_link_keeps_it(sliding):
    before = sliding.values("x")
    dialog = open_crop(sliding)
    assert violations(sliding.page) == []
    dialog.locator("[data-sample=noisy_edges]").click()
    dialog.locator(".crop__view").click(position={"x": 90, "y": 60})
    clicked = place_of(dialog)
    dialog.locator(".crop__view").focus()
    sliding.page.keyboard.press("Shift+ArrowRight")
    sliding.page.keyboard.press("ArrowDown")
    row, col = place_of(dialog)
    assert (row, col) == (clicked[0] + 1, clicked[1] + 10)
    sliding.page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    sliding.settle()
    picture = luminance(sliding.page, "noisy_edges", 480, 640)
    expected = picture[row : row + 4, col : col + 4].ravel()
    shown = [value for value, text in zip(sliding.values("x"), sliding.texts("x"), strict=True) if text]
    inner = np.array(shown).reshape(6, 6)[1:5, 1:5].ravel()  # zero padding 1 around it
    assert np.abs(inner - expected).max() <= 0.5 + 1e-9
    link = sliding.link()
    other = SlidingPage(sliding.page.context.new_page())
    other.page.goto(link)
    other.settle()
    assert other.values("x") == sliding.values("x")
    sliding.page.locator("#cases").get_by_label("撤销", exact=True).click()
    sliding.settle()
    assert sliding.values("x") == before


@pytest.mark.allow_responses(415)
def test_a_dropped_picture_is_framed_and_what_is_none_is_refused_in_place(sliding):
    page = sliding.page
    grey = np.full((9, 3, 3), 77, np.uint8)

    def drop(data: bytes) -> None:
        given = {
            "data": base64.b64encode(data).decode(),
            "name": "a.png",
            "type": "",
            "kind": "drop",
            "zeros": 0,
        }
        page.evaluate(DROP, given)

    drop(png(grey))
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[role=status]")).to_contain_text("4×3")
    dialog.get_by_role("button", name="放进 X").last.click()
    expect(dialog).to_have_count(0)
    sliding.settle()
    cells = np.array(sliding.values("x")).reshape(6, 6)[1:5, 1:5]
    assert cells.tolist() == [[77, 77, 77, 0]] * 4, "the picture is narrower than the grid: the rest is zero"
    drop(b"not a picture")
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    page.keyboard.press("Escape")
    assert np.array(sliding.values("x")).reshape(6, 6)[1:5, 1:5].tolist() == cells.tolist()


def test_three_channels_are_the_pictures_own(open_page):
    page = open_page(address("sliding", case="b8_channels", x="3x3x3:ramp:0", w="2x3x2x2:ramp:0"))
    view = SlidingPage(page)
    view.settle()
    dialog = open_crop(view)
    expect(dialog).to_contain_text("红、绿、蓝")
    dialog.locator("[data-sample=still_life]").click()
    row, col = place_of(dialog)
    dialog.get_by_role("button", name="放进 X").last.click()
    expect(dialog).to_have_count(0)
    view.settle()
    body = page.request.get("/api/pictures/still_life/image?size=preview", headers=RAW).body()
    rgb = np.frombuffer(body, np.uint8).reshape(480, 640, 3)
    expected = rgb[row : row + 3, col : col + 3].transpose(2, 0, 1).ravel()
    assert view.values("x") == expected.tolist()
