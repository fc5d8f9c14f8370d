"""Two pictures under one glass: zoom, pan, pin, divide, down to pixels whose numbers are the server's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.i18n.catalog import translate
from tests.browser.stage_glass import BRIGHT, INK, MARKED, NO_DOUBLE_CLICK, PIXELS, WATCH_BAR, Glass, Hold
from tests.browser.support import Api, link


@pytest.fixture
def glass(open_page):
    """Open the page with a link's fields; the stage is in view and at rest."""

    def open_glass(language: str = "zh", options: dict[str, Any] | None = None, **fields: str) -> Glass:
        opened = Glass(open_page(link(language, **fields), **(options or {})))
        opened.settle()
        opened.stage.scroll_into_view_if_needed()
        return opened

    return open_glass


# ---------------------------------------------------------------- where one looks


def test_the_world_point_under_the_wheel_stays(glass):
    lab = glass(view="4,320,240")
    x, y = 231.0, 97.0
    lab.move(x, y)
    for delta in (-240, 120):
        scale, held = lab.view()[0], lab.world(x, y)
        lab.page.mouse.wheel(0, delta)
        lab.settle()
        assert (lab.view()[0] > scale) == (delta < 0)
        assert np.hypot(*np.subtract(lab.point(*held), (x, y))) <= 1


def test_a_drag_pans_by_its_length_and_pins_nothing(glass):
    lab = glass(view="8,320,240", pixel="")
    lab.move(300, 150)
    lab.page.mouse.down()
    lab.move(220, 190)
    lab.page.mouse.up()
    lab.settle()
    assert lab.view() == (8, 330, 235)
    assert not lab.is_pinned()


def test_a_click_pins_and_a_second_one_on_the_same_pixel_unpins(glass):
    lab = glass(view="16,320,240", pixel="")
    x, y = lab.point(325.5, 243.5)
    lab.move(x, y)
    lab.page.mouse.click(*np.add(lab.corner(), (x, y)))
    assert lab.is_pinned()
    assert lab.pixel() == (243, 325)
    lab.move(30, 30)  # hovering elsewhere does not move what is pinned
    assert lab.settle().pixel() == (243, 325)
    lab.stage.evaluate(NO_DOUBLE_CLICK)
    lab.page.mouse.click(*np.add(lab.corner(), (x, y)))
    assert not lab.is_pinned()


def test_the_keyboard_does_all_that_the_mouse_does(glass):
    lab = glass(pixel="100,200", view="2,320,240")
    lab.stage.focus()
    lab.press("ArrowRight", "ArrowDown", "ArrowDown")
    assert lab.pixel() == (102, 201)
    lab.press("Shift+ArrowLeft", "Shift+ArrowUp")
    assert lab.pixel() == (92, 191)
    lab.press("+")
    assert lab.view()[0] == 3
    lab.press("-")
    assert lab.view()[0] == 2
    lab.press("1")
    assert lab.view()[0] == 1
    lab.press("0")
    assert "view" not in lab.fields()
    lab.press("Escape", "Enter")  # the pixel came pinned with the link
    assert lab.is_pinned()
    lab.press("Escape")
    assert not lab.is_pinned()
    lab.press(",", ",")
    assert lab.fields()["divider"] == "0.4"
    lab.press(".")
    assert lab.fields()["divider"] == "0.45"


def test_the_divider_follows_the_mouse_and_the_keys(glass):
    lab = glass(pixel="")
    width, height = lab.size()
    lab.move(width / 2, height / 2)
    lab.page.mouse.down()
    lab.move(width / 4, height / 2)
    lab.page.mouse.up()
    assert abs(float(lab.fields()["divider"]) - 0.25) < 0.005
    assert not lab.is_pinned()
    lab.divider.focus()
    lab.press("End")
    expect(lab.divider).to_have_attribute("aria-valuenow", "100")
    lab.press("PageDown", "ArrowLeft")
    expect(lab.divider).to_have_attribute("aria-valuenow", "89")


def test_what_is_under_the_keyboard_is_spoken(glass):
    lab = glass(pixel="100,200")
    live = lab.page.locator("#stage [aria-live=polite]")
    lab.stage.focus()
    for key, col in [("ArrowRight", 201), ("ArrowRight", 202), ("ArrowLeft", 201)]:
        lab.press(key)
        expect(live).to_contain_text(str(col))
        expect(live).to_have_text(lab.readout())


# ---------------------------------------------------------------- what one sees


def cell_points(lab: Glass, rows: range, cols: range) -> list[tuple[float, float]]:
    """A point near the corner of each pixel's cell, where no number is written and no mark drawn."""
    return [lab.point(col + 0.1, row + 0.1) for row in rows for col in cols]


def test_near_enough_both_sides_are_the_servers_bytes_with_their_numbers(glass, base_url):
    lab = glass(steps="sharpen", pixel="", view="44,320,240")
    width = lab.size()[0]
    half = int(width / 2 // 44) - 1
    rows = range(238, 242)
    api = Api(lab.page, base_url)
    for shown_filter, cols in (("identity", range(320 - half, 319)), ("sharpen", range(322, 320 + half))):
        colours = lab.stage.evaluate(PIXELS, cell_points(lab, rows, cols))
        picked = [(row, col) for row in rows for col in cols[::4]]
        exact = [list(api.region("still_life", [{"filter": shown_filter}], row, col)) for row, col in picked]
        assert [colours[(row - 238) * len(cols) + col - cols[0]] for row, col in picked] == exact
    # Inside a cell nothing but its colour and the ink of its numbers with its smooth edges.
    x, y = lab.point(325, 240)
    assert lab.stage.evaluate(INK, {"x": x + 2, "y": y + 2, "size": 40}) > 2


def test_after_a_change_of_filter_no_old_number_is_left(glass):
    lab = glass(steps="custom,kernel:0", pixel="", view="44,320,240", divider="0")
    x, y = lab.point(325, 240)
    square = {"x": x + 2, "y": y + 2, "size": 40}
    assert lab.stage.evaluate(INK, square) > 1  # "0" on black
    # Held back, the exact values of the new filter do not come: then the old ones must go.
    held = Hold(lab.page, '"region"')
    lab.page.locator('label:has(> input[name="preset"][value="identity"])').click()
    lab.stage.evaluate(BRIGHT, [x + 2, y + 2])
    assert lab.stage.evaluate(INK, square) == 1
    held.release()
    lab.settle()
    assert lab.stage.evaluate(INK, square) > 1


def test_with_stride_and_without_padding_a_screen_point_is_the_pixel_worked_out_by_hand(glass):
    """A valid 3×3 of stride 2: output (i, j) lies around the middle of input (2i + 1, 2j + 1), so it covers
    the rows 2i + 0.5 … 2i + 2.5 and the columns 2j + 0.5 … 2j + 2.5 of the picture."""
    by_hand = {(101.5, 81.5): (40, 50), (103.9, 82.1): (40, 51), (97.4, 84.6): (42, 48)}
    lab = glass(steps="blur_box,padding:valid,stride:2_2", pixel="", view="20,100,80")
    for point, pixel in by_hand.items():
        lab.move(*lab.point(*point))
        assert lab.settle().pixel() == pixel


def test_side_by_side_both_panes_show_the_same_pixel(glass):
    lab = glass(layout="side", pixel="", view="16,100,80")
    assert lab.page.locator(".stage").get_attribute("data-arrangement") == "beside"
    width, height = lab.size()
    half = (width - 4) // 2
    seen = []
    for left in (0, width - half):
        lab.move(left + half / 2 + 37, height / 2 - 21)
        seen.append(lab.settle().pixel())
    assert seen == [(80 - 2, 100 + 2)] * 2
    expect(lab.divider).to_be_hidden()


def test_where_it_is_narrow_they_stand_one_over_the_other(glass):
    lab = glass(options={"width": 400, "height": 740}, layout="side")
    assert lab.page.locator(".stage").get_attribute("data-arrangement") == "stacked"
    assert lab.overflow() <= 0


def test_another_theme_redraws_at_once(glass):
    lab = glass(options={"theme": "light"}, view="0.4,320,240")
    point = [[4, 4]]  # beside the picture
    light = lab.stage.evaluate(PIXELS, point)
    lab.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    lab.settle()
    dark = lab.stage.evaluate(PIXELS, point)
    assert sum(light[0]) > sum(dark[0])


def test_the_busy_bar_is_for_slow_answers_only(glass):
    lab = glass()
    lab.page.evaluate(WATCH_BAR)
    held = Hold(lab.page)
    lab.page.locator('label:has(> input[name="preset"][value="sharpen"])').click()
    expect(lab.page.locator(".stage__busy")).to_be_visible()
    assert lab.page.evaluate("window.seenAfter") >= 100
    held.release()
    expect(lab.page.locator(".stage__busy")).to_be_hidden()
    lab.settle()


def test_in_a_chain_the_window_lies_in_the_input_of_the_edited_step(glass):
    """The second step reads the first one's output, whose every pixel covers 2 × 2 of the picture."""
    steps = "blur_box,padding:valid,stride:2_2;edges,padding:valid"
    lab = glass(options={"width": 1600}, steps=steps, step="1", pixel="10,20", view="24,45,25")
    expect(lab.inspector.locator("h2")).to_contain_text("10")
    lab.page.locator(".inspector__list summary").click()
    first = lab.page.locator(".inspector__table td").nth(1)
    # output (10, 20) of a valid 3×3 reads rows 10–12 and columns 20–22 of its input
    expect(first).to_have_text(translate("zh", "inspector.origin.picture", {"row": 10, "col": 20}))
    marked = lab.stage.evaluate(MARKED)
    # columns 20–22 of that input, each 2 wide, the first around 41.5: 40.5 … 46.5; rows 10–12: 20.5 … 26.5
    left, top = lab.point(40.5, 20.5)
    right, bottom = lab.point(46.5, 26.5)
    assert abs(marked[0] - left) <= 3
    assert abs(marked[3] - bottom) <= 3
    assert abs(marked[1] - top) <= 14  # the pin stands on the corner
    assert abs(marked[2] - right) <= 14


# ---------------------------------------------------------------- fingers


@pytest.fixture
def fingers():
    """Move fingers over the stage as the browser's own input: CSS pixels from its corner."""
    sessions: dict[Page, Any] = {}

    def touch(lab: Glass, kind: str, *points: tuple[float, float]) -> None:
        if lab.page not in sessions:
            sessions[lab.page] = lab.page.context.new_cdp_session(lab.page)
        left, top = lab.corner()
        touches = [{"x": left + x, "y": top + y, "id": index} for index, (x, y) in enumerate(points)]
        sessions[lab.page].send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    return touch


PHONE = {"width": 360, "height": 740, "touch": True}


def test_two_fingers_zoom_where_they_are_and_one_pans(glass, fingers):
    lab = glass(options=PHONE, view="4,320,240", pixel="")
    width, height = lab.size()
    middle = (width / 2 + 90, height / 2 - 10)  # both fingers on the result, beside the divider
    held = lab.world(*middle)
    spread = [((middle[0] - d, middle[1]), (middle[0] + d, middle[1])) for d in (30, 40, 50, 60)]
    fingers(lab, "touchStart", *spread[0])
    for both in spread[1:]:
        fingers(lab, "touchMove", *both)
    fingers(lab, "touchEnd")
    lab.settle()
    assert abs(lab.view()[0] - 8) < 0.3
    assert np.hypot(*np.subtract(lab.point(*held), middle)) <= 2
    assert not lab.is_pinned()

    before = lab.view()
    fingers(lab, "touchStart", (100, 100))
    fingers(lab, "touchMove", (120, 100))
    fingers(lab, "touchMove", (140, 116))
    fingers(lab, "touchEnd")
    lab.settle()
    scale, x, y = lab.view()
    assert scale == before[0]
    assert abs((before[1] - x) * scale - 40) <= 1
    assert abs((before[2] - y) * scale - 16) <= 1
    assert not lab.is_pinned()


def test_a_tap_pins_the_pixel_under_it(glass):
    lab = glass(options=PHONE, view="8,320,240", pixel="")
    x, y = lab.point(310.5, 236.5)
    lab.page.touchscreen.tap(*np.add(lab.corner(), (x, y)))
    assert lab.is_pinned()
    assert lab.pixel() == (236, 310)
