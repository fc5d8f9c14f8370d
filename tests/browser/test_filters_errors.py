"""What goes wrong is said in a sentence with a remedy, and what was there stays."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
import pytest
import uvicorn
from playwright.sync_api import expect

from app.main import create_app
from app.settings import Settings
from tests.browser.conftest import Watch
from tests.browser.support import Api, FiltersPage, link, png

MIB = 1 << 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def picture(seed: int, height: int = 300, width: int = 400) -> np.ndarray:
    """Coarse noise, (height, width, 3) uint8, another one for every seed."""
    small = np.random.default_rng(seed).integers(0, 256, (height // 10, width // 10, 3), dtype=np.uint8)
    return small.repeat(10, axis=0).repeat(10, axis=1)


BAD = {
    "words": (b"No picture at all, only words about one.", "picture_not_recognised"),
    "half a PNG": (png(picture(1))[: len(png(picture(1))) // 2], "picture_truncated"),
    "SVG": (SVG, "picture_svg"),
    "HEIC": (HEIC, "picture_heic"),
    "nothing": (b"", "picture_empty"),
}


@pytest.mark.allow_responses(400, 413, 415, 422)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bad_file_is_refused_with_a_remedy_and_the_picture_stays(language, open_page):
    page = open_page(link(language, steps="outline"), language=language)
    view = FiltersPage(page).settle().drop(png(picture(2)), "good.png")
    before = page.locator(".picture-panel__facts").inner_text(), view.readout(), view.weights()
    for name, (data, code) in BAD.items():
        view.drop(data, "photo.jpg", media="image/jpeg")
        notice = view.expect_notice(code)
        message = notice.locator("strong").inner_text()
        remedy = notice.inner_text().removeprefix(message)
        assert message.strip(), name
        assert remedy.strip(), name
        assert bool(re.search("[\u4e00-\u9fff]", message)) == (language == "zh")
        now = page.locator(".picture-panel__facts").inner_text(), view.readout(), view.weights()
        assert now == before, name
        assert page.locator(".picture-panel__progress").is_hidden()
    view.drop(png(picture(3)), "better.png")
    expect(view.notice).to_have_count(0)


@pytest.mark.allow_responses(413)
def test_a_file_of_33_MiB_is_refused_by_its_size(quiet_page):  # noqa: N802
    quiet_page.goto(link())
    view = FiltersPage(quiet_page).settle()
    before = quiet_page.locator(".picture-panel__facts").inner_text()
    view.drop(png(picture(4)), "huge.png", zeros=33 * MIB)
    notice = view.expect_notice("picture_too_many_bytes")
    assert "32" in notice.inner_text()
    assert quiet_page.locator(".picture-panel__facts").inner_text() == before


@pytest.mark.allow_responses(422)
def test_a_kernel_that_finds_no_window_is_refused_and_the_last_result_stays(quiet_page):
    page = quiet_page
    page.goto(link("en", steps="sobel_x"))
    view = FiltersPage(page).settle().drop(png(np.full((1, 1, 3), 77, np.uint8)), "dot.png")
    assert view.pixel() == (0, 0)
    before = view.readout(), view.weights()
    padding = page.locator('[data-setting="padding"]')
    padding.locator("label:has(input[value=valid])").click()
    notice = view.expect_notice("no_window")
    assert "3" in notice.inner_text()
    view.settle()
    assert (view.readout(), view.weights()) == before
    expect(padding.locator("input:checked")).to_have_value("same")
    view.expect_notice("no_window")  # it does not go away by itself
    padding.locator("label:has(input[value=full])").click()
    view.settle()
    expect(view.notice).to_have_count(0)
    expect(padding.locator("input:checked")).to_have_value("full")


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The address of an application of one's own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started:
            assert thread.is_alive()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def test_a_picture_that_the_server_forgot_is_sent_again_by_itself(browser):
    # Room for one picture of 400 × 300 × 3 = 360,000 bytes, and not for two.
    with served(Settings(picture_cache_bytes=500_000, result_cache_bytes=1)) as address:
        context = browser.new_context(locale="en-GB", base_url=address)
        watch = Watch(address, frozenset({404}))
        watch.follow(context)
        page = context.new_page()
        page.goto(link("en"))
        view = FiltersPage(page).settle()
        pixels = picture(5)
        with page.expect_response(re.compile("/api/pictures$")) as sent:
            view.drop(png(pixels), "mine.png")
        mine = sent.value.json()["id"]
        other = context.request.post(f"{address}/api/pictures", data=png(picture(6)))
        assert other.status == 201
        assert context.request.get(f"{address}/api/pictures/{mine}").status == 404
        with page.expect_response(re.compile("/api/pictures$")) as again:
            view.choose("edges")
        assert again.value.json()["id"] == mine
        assert view.settle().chosen_preset() == "edges"
        expect(view.notice).to_have_count(0)
        row, col = view.pixel()
        assert view.reading().terms[4].value == pixels[row, col, 0]
        context.close()
        assert watch.problems == []


def test_without_the_server_the_page_says_so_and_recovers_when_it_is_back(quiet_page, watch):
    page = quiet_page
    page.goto(link("en", steps="outline"))
    view = FiltersPage(page).settle()
    before = view.readout(), view.weights()
    page.route("**/api/**", lambda route: route.abort())
    view.choose("sobel_x")
    notice = view.expect_notice("network")
    assert notice.locator("strong").inner_text().strip()
    assert (view.readout(), view.weights()) == before
    view.drop(png(picture(7)), "later.png")
    view.expect_notice("network")
    assert view.readout() == before[0]
    page.unroute("**/api/**")
    view.choose("sobel_y")
    expect(view.notice).to_have_count(0)
    assert view.weights() == [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    view.drop(png(picture(7)), "later.png")
    expect(page.locator(".picture-panel__facts")).to_contain_text("400")
    watch.problems[:] = [problem for problem in watch.problems if "net::ERR_FAILED" not in problem]


def test_an_unreadable_weight_is_marked_and_changes_nothing(quiet_page):
    quiet_page.goto(link("en", steps="laplacian"))
    view = FiltersPage(quiet_page).settle()
    before: list[Any] = [view.weights(), view.readout()]
    view.type_weight(1, 1, "four")
    expect(quiet_page.locator(".kernel-message").first).to_contain_text("four")
    assert [view.weights(), view.readout()] == before
    assert view.chosen_preset() == "laplacian"


def test_pictures_of_every_depth_are_shown_as_opencv_reads_them(quiet_page, base_url):
    quiet_page.goto(link(steps="identity"))
    view = FiltersPage(quiet_page).settle()
    api = Api(quiet_page, base_url)
    grey = picture(8)[:, :, 0].copy()
    for data, wanted in [
        (cv2.imencode(".png", grey)[1].tobytes(), grey[120, 77]),
        (cv2.imencode(".bmp", grey)[1].tobytes(), grey[120, 77]),
        (cv2.imencode(".tiff", grey)[1].tobytes(), grey[120, 77]),
    ]:
        with quiet_page.expect_response(re.compile("/api/pictures$")) as sent:
            view.drop(data, "grey")
        assert api.region(sent.value.json()["id"], [{"filter": "identity"}], 120, 77) == (wanted,) * 3
