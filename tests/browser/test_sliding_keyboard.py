"""The Sliding window page without a mouse, under a thumb, and as a screen reader hears it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support_sliding import SlidingPage, address
from tests.browser.test_filters_touch import SMALL

# Tab by tab to what the selector names, as somebody without a mouse does.
MOST_TABS = 120


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(MOST_TABS):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached with {key}")


def said(sliding: SlidingPage) -> str:
    """What a screen reader was told last."""
    sliding.settle()
    return sliding.page.locator("#announcer").inner_text()


@pytest.fixture
def sliding(open_page):
    page = SlidingPage(open_page(address("sliding", "en"), language="en"))
    page.settle()
    return page


def test_a_case_a_cell_a_step_a_drawer_a_guess_and_a_proof_by_keyboard_alone(sliding):
    page = sliding.page
    tab_to(page, ".cases__open")
    page.keyboard.press("Enter")
    tab_to(page, '[data-case="b9_sharing"]')
    sliding.press("Enter")
    assert sliding.size("x") == (1, 3, 3)

    tab_to(page, '[data-operand="x"] [data-position="0"]')
    page.keyboard.press("ArrowRight")
    page.keyboard.type("7")
    sliding.press("Enter")
    assert sliding.texts("x")[:3] == ["1", "7", "3"]
    expect(sliding.cells("x").nth(4)).to_be_focused()  # Enter goes down

    tab_to(page, "[data-scrubber]")
    sliding.press("Home", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "Shift+ArrowRight")
    assert sliding.time == 8  # from within the first output to the end of the second
    assert sliding.texts("y")[0] == "47"  # 1·1 + 2·7 + 3·4 + 4·5

    tab_to(page, ".drawers__tab[tabindex='0']")
    if page.locator(".drawers__panel").is_hidden():
        sliding.press("Enter")
    sliding.press("Home", "ArrowRight")
    expect(page.locator(".drawers__panel")).to_be_visible()
    expect(page.locator('[data-drawer="im2col"]')).to_have_attribute("aria-selected", "true")

    tab_to(page, "#transport [aria-pressed]", "Shift+Tab")
    sliding.press("Enter")
    expect(page.locator("#predict-answer")).to_be_focused()
    page.keyboard.type("57")  # 1·4 + 2·5 + 3·7 + 4·8 = 67
    sliding.press("Enter")
    expect(page.locator(".predict__verdict")).to_have_attribute("data-right", "false")
    expect(page.locator(".predict__verdict")).to_contain_text("off by 10")

    tab_to(page, "#transport .transport__tools button:last-child")
    sliding.press("Enter")
    expect(page.locator("#proof .notice__body")).to_be_visible()


def test_arrows_walk_in_a_grid_and_never_out_of_it(sliding):
    corner = sliding.cells("w").first
    sliding.page.locator('[data-operand="w"] [tabindex="0"]').focus()
    sliding.press("ArrowUp", "ArrowLeft")
    expect(corner).to_be_focused()
    sliding.press("ArrowDown", "ArrowDown", "ArrowDown", "End")
    expect(sliding.cells("w").nth(8)).to_be_focused()
    assert sliding.page.locator('[data-operand="w"] [tabindex="0"]').count() == 1


def test_escape_leaves_a_cell_as_it_was_and_keeps_the_focus_there(sliding):
    before = sliding.frame()
    sliding.cells("w").first.focus()
    sliding.page.keyboard.type("5")
    sliding.page.keyboard.press("Escape")
    expect(sliding.cells("w").first).to_be_focused()
    assert sliding.frame() == before


def test_each_step_is_said_as_a_sentence_with_its_sum(sliding):
    """B2's first window: three zeros of the padding, one more, then 0.5 × 1."""
    sliding.press("Home")
    assert said(sliding).startswith("Output row 1, column 1")
    sliding.press("ArrowRight")
    assert said(sliding) == "Output row 1, column 1: 0.9 × 0 = 0 so far"
    sliding.press(*["ArrowRight"] * 4)
    assert said(sliding) == (
        "Output row 1, column 1: 0.9 × 0 + 0.8 × 0 + 0.7 × 0 + 0.6 × 0 + 0.5 × 1 = 0.5 so far"
    )
    sliding.press(*["ArrowRight"] * 4)
    assert re.search(r"0\.2 × 5 \+ 0\.1 × 6 = 2\.9, done$", said(sliding))


def test_the_playhead_says_which_output_and_which_product_it_stands_at(sliding):
    sliding.scrub(9 * 6 + 4)
    expect(sliding.scrubber).to_have_attribute("aria-valuetext", "output 7 / 16 · product 4 / 9")


def test_the_cells_are_named_whether_padding_given_or_still_to_come(sliding):
    sliding.press("Home")
    names = [
        sliding.cells(operand).nth(at).get_attribute("aria-label")
        for operand, at in [("x", 0), ("x", 7), ("w", 0), ("y", 1)]
    ]
    assert names == [
        "a padded 0",
        "Input row 1, column 1: 1",
        "Kernel row 3, column 3: 0.9",
        "Output row 1, column 2: not computed yet",
    ]


def test_a_case_an_edit_a_step_a_drawer_and_a_proof_by_touch_at_360_pixels(phone_page):
    page = phone_page(address("sliding"))
    sliding = SlidingPage(page)
    sliding.settle()
    page.locator(".cases__open").tap()
    page.locator('[data-case="b9_sharing"]').tap()
    sliding.settle()
    cell = sliding.cells("x").nth(4)
    cell.tap()
    cell.tap()
    page.locator("#stage .cell__input").fill("9")
    page.keyboard.press("Enter")
    sliding.settle()
    assert sliding.texts("x")[4] == "9"
    page.locator("#transport .transport__steps button").last.tap()
    sliding.settle()
    assert sliding.time in (8, 12)
    sliding.cells("y").nth(1).tap()
    sliding.settle()
    assert sliding.time == 8
    page.locator('[data-drawer="sharing"]').tap()
    sliding.settle()
    expect(page.locator(".sharing__count").first).to_have_text("4")
    page.locator("#transport .transport__tools button").last.tap()
    sliding.settle()
    expect(page.locator("#proof .notice__body")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(SMALL, 24) == []
