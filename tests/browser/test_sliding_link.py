"""The link of the Sliding window page: the same frame in another tab, after going back, from broken links."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.support_sliding import SlidingPage, address


@pytest.fixture
def sliding(quiet_page):
    quiet_page.goto(address("sliding"))
    page = SlidingPage(quiet_page)
    page.settle()
    return page


def opened(open_page, path: str) -> SlidingPage:
    page = SlidingPage(open_page(path))
    page.settle()
    return page


def test_a_link_restores_time_view_drawer_and_edited_numbers_in_a_new_tab(sliding, open_page):
    sliding.choose_case("padding_strides_transposed")
    sliding.choose("scatter")
    sliding.cells("w").nth(4).dblclick()
    sliding.page.keyboard.type("-2.5")
    sliding.press("Enter")
    sliding.slider("output_padding").focus()
    sliding.press("ArrowRight")
    sliding.open_drawer("col2im")
    sliding.scrub(23)
    sliding.let_go()
    sliding.press("]")
    link = urlsplit(sliding.link())
    assert {"case", "w", "view", "t", "drawer", "speed"} <= set(parse_qs(link.query))
    here = sliding.frame()
    assert "−2.5" in sliding.texts("w")

    other = opened(open_page, f"{link.path}?{link.query}")
    assert other.frame() == here
    expect(other.page.locator('[data-drawer="col2im"]')).to_have_attribute("aria-selected", "true")
    expect(other.page.locator('input[value="scatter"]')).to_be_checked()
    expect(other.page.locator(".transport__speed")).to_have_text("2×")
    assert (
        other.page.locator(".cases__name").inner_text() == sliding.page.locator(".cases__name").inner_text()
    )


def test_the_opening_page_has_a_link_without_anything_in_it(sliding):
    assert urlsplit(sliding.link()).query == ""


def test_the_other_language_shows_the_same_moment(sliding):
    sliding.scrub(31)
    numbers = sliding.texts("y")
    sliding.page.locator("#language-link").click()
    sliding.page.wait_for_url("**/en/sliding?*")
    sliding.settle()
    assert (sliding.time, sliding.texts("y")) == (31, numbers)


def test_back_and_forward_walk_through_the_cases(sliding):
    sliding.link()
    first = sliding.frame()
    sliding.choose_case("b9_sharing")
    sliding.scrub(7)
    sliding.link()
    second = sliding.frame()
    sliding.page.go_back()
    sliding.settle()
    assert sliding.frame() == first
    sliding.page.go_forward()
    sliding.settle()
    assert sliding.frame() == second


MALFORMED = {
    "t": "soon",
    "stride": "1,x",
    "padding": "1,2,3",
    "x": "1x4x4:ramp",
    "w": "1x1x3x3:magic:1",
    "case": "b99_unheard_of",
    "mode": "involute",
    "view": "sideways",
    "speed": "3",
}


def test_what_a_link_says_that_cannot_be_read_is_named_and_keeps_its_default(quiet_page):
    for name, value in MALFORMED.items():
        quiet_page.goto(address("sliding", **{name: value}))
        sliding = SlidingPage(quiet_page)
        sliding.settle()
        expect(sliding.expect_notice("link_malformed")).to_contain_text(f"{name}={value}")
        sliding.press("End")
        assert sliding.values("y")[:2] == [2.9, 6.2], name


IMPOSSIBLE = [
    ({"case": "b3_stride1_padding0", "dilation": "4,4"}, "no_window"),
    ({"case": "padding_strides_transposed", "output_padding": "2,2"}, "output_padding_too_large"),
    ({"case": "d1_max", "x": "1x4x4:letters:1"}, "letters_not_allowed"),
    ({"x": "1x99x99:ramp:1"}, None),
    ({"x": "1x4x4:ramp:1:1x2x2=1_2_3"}, None),
]


@pytest.mark.allow_responses(422)
def test_a_link_that_asks_for_the_impossible_is_refused_and_the_page_is_usable(quiet_page):
    for fields, code in IMPOSSIBLE:
        quiet_page.goto(address("sliding", **fields))
        sliding = SlidingPage(quiet_page)
        sliding.settle()
        notice = quiet_page.locator("#notices .notice__body")
        if code:
            sliding.expect_notice(code)
        assert "error." not in notice.inner_text(), fields
        sliding.press("End")
        assert "" not in sliding.texts("y"), fields
    sliding.choose_case("b2_convolution")
    sliding.press("End")
    assert sliding.values("y")[:2] == [2.9, 6.2]


def test_a_time_beyond_the_end_is_the_end(open_page):
    sliding = opened(open_page, address("sliding", t=99999))
    assert sliding.time == sliding.duration == 144


def test_an_unknown_drawer_stays_closed_and_the_page_shows_its_grids(open_page):
    sliding = opened(open_page, address("sliding", drawer="cupboard"))
    expect(sliding.page.locator(".drawers__panel")).to_be_hidden()
    assert sliding.size("y") == (1, 4, 4)
