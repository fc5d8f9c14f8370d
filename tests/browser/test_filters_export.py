"""What is taken away is what is shown; what comes in by camera and clipboard is a picture like any other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.support import Api, FiltersPage, link, png

CHAIN = "gaussian,sigma:2.5;custom,kernel:0_1/-1_0.5,offset:64"
STEPS = [
    {"filter": "gaussian", "parameters": {"sigma": 2.5}},
    {"filter": "custom", "parameters": {"kernel": [[0, 1], [-1, 0.5]]}, "offset": 64},
]
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.mark.parametrize(("name", "media"), [("png", "image/png"), ("webp", "image/webp")])
def test_the_file_that_is_downloaded_is_the_servers_to_the_byte(name, media, quiet_page, base_url):
    page = quiet_page
    page.goto(link(steps=CHAIN))
    FiltersPage(page).settle()
    page.locator("#toolbar [popovertarget=download-menu]").click()
    with page.expect_download() as download:
        page.locator("#download-menu .menu__item", has_text=re.compile(name, re.IGNORECASE)).click()
    assert download.value.suggested_filename == f"convscope-gaussian-custom.{name}"
    data = Path(download.value.path()).read_bytes()
    asked = {"picture": "still_life", "size": "full", "steps": STEPS}
    assert data == Api(page, base_url).post("filters/apply", asked, media)
    if name == "png":
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        raw = Api(page, base_url).post("filters/apply", asked, "application/octet-stream")
        assert pixels is not None
        assert pixels[:, :, ::-1].tobytes() == raw


def test_the_code_dialog_shows_the_program_of_the_api_for_each_library(quiet_page, base_url):
    page = quiet_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(link("en", steps=CHAIN))
    view = FiltersPage(page).settle()
    page.locator("#toolbar > button:last-of-type").click()
    dialog = page.get_by_role("dialog")
    for target, call in (("opencv", "cv2."), ("pytorch", "torch."), ("numpy", "np.einsum")):
        dialog.locator(f"label:has(input[value={target}])").click()
        expect(dialog.locator("pre")).to_contain_text(call)
        asked = {"steps": STEPS, "target": target}
        code = json.loads(Api(page, base_url).post("filters/code", asked))["code"]
        is_same = dialog.locator("pre").text_content() == code
        assert is_same, target
        compile(code, target, "exec")
    dialog.locator(".button--primary").click()
    expect(page.locator("#toasts")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == code
    dialog.locator(".dialog__head button").click()
    expect(dialog).to_be_hidden()
    expect(view.notice).to_have_count(0)


def test_the_link_that_is_copied_is_of_what_is_shown_now(quiet_page):
    page = quiet_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(link())
    view = FiltersPage(page).settle()
    page.locator('label:has(> input[name="preset"][value="scharr"])').click()
    page.locator("#copy-link").click()  # at once, before the address bar has followed by itself
    expect(page.locator("#toasts")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "steps=scharr" in copied
    page.goto(copied)
    assert view.settle().chosen_preset() == "scharr"


def test_an_image_that_is_pasted_is_the_picture(quiet_page):
    quiet_page.goto(link(steps="identity"))
    view = FiltersPage(quiet_page).settle()
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 20:] = (250, 120, 3)
    view.drop(png(pixels), "clipboard.png", kind="paste", media="image/png")
    expect(quiet_page.locator(".picture-panel__facts")).to_contain_text("60")
    assert view.reading().rgb == (250, 120, 3)


def test_the_camera_takes_the_picture_and_is_switched_off(
    browser_type, browser_type_launch_args, base_url, watch
):
    arguments = {**browser_type_launch_args}
    arguments["args"] = [*arguments.get("args", []), *CAMERA]
    browser = browser_type.launch(**arguments)
    try:
        context = browser.new_context(base_url=base_url, locale="en-GB", permissions=["camera"])
        watch.follow(context)
        page = context.new_page()
        page.goto(link("en", steps="emboss"))
        view = FiltersPage(page).settle()
        before = page.locator(".picture-panel__facts").inner_text()
        page.locator("#picture-panel button").nth(1).click()
        dialog = page.get_by_role("dialog")
        video = dialog.locator("video")
        expect(video).to_be_visible()
        video.evaluate(
            "video => video.videoWidth || new Promise((done) => video.addEventListener('playing', done))"
        )
        width, height = video.evaluate("video => [video.videoWidth, video.videoHeight]")
        track = video.evaluate_handle("video => video.srcObject.getTracks()[0]")
        with page.expect_response(re.compile("/api/pictures$")) as sent:
            dialog.locator(".button--primary").click()
        assert (sent.value.json()["width"], sent.value.json()["height"]) == (width, height)
        expect(dialog).to_be_hidden()
        assert track.evaluate("track => track.readyState") == "ended"
        view.settle()
        assert page.locator(".picture-panel__facts").inner_text() != before
        assert len(view.reading().terms) == 9
        context.close()
    finally:
        browser.close()
