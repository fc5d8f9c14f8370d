"""The One dimension page: the deck's numbers, time in both directions, links, linked cells, refusals."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def settled(page: Page) -> Page:
    page.wait_for_function("() => document.documentElement.dataset.settled === 'true'")
    return page


def row(page: Page, name: str) -> list[str]:
    cells = page.locator(f".tape__cell[data-row={name}]").all_text_contents()
    return [text.replace("\u2212", "-") for text in cells]


# A colour that is still on its way to another would be read there.
SEEN = """() => {
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  const all = document.querySelectorAll(".tape__cell, .sum__chip, .sum__result, .transport__progress");
  return [...all].map((element) => [element.textContent, [...element.classList].sort().join(" "),
    getComputedStyle(element).backgroundColor, getComputedStyle(element).boxShadow].join("|"));
}"""


def picture(page: Page) -> list[str]:
    """Everything that a moment shows."""
    seen: list[str] = settled(page).evaluate(SEEN)
    return seen


def test_it_opens_on_the_decks_polynomials_with_some_products_done(open_page: OpenPage):
    page = settled(open_page("/zh/signals"))
    assert row(page, "v") == ["0", "3", "-2", "1", "0"]
    assert row(page, "w") == ["4", "-5"]
    assert row(page, "term") == ["-8", ""]
    assert row(page, "y") == ["-15", "22", "-8", ""]


def test_stepping_and_scrubbing_either_way_show_the_same_moment(open_page: OpenPage):
    page = settled(open_page("/en/signals"))
    page.keyboard.press("Home")
    forward = []
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        forward.append(picture(page))
    backward = [forward[-1]]
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
        backward.append(picture(page))
    assert backward[::-1] == forward
    page.locator(".transport__scrubber").fill("3")
    assert picture(page) == forward[2]
    page.keyboard.press("End")
    assert row(settled(page), "y") == ["-15", "22", "-13", "4"]


def test_space_plays_to_the_end_and_shift_arrows_jump(open_page: OpenPage):
    page = settled(open_page("/en/signals?t=0&speed=8"))
    page.keyboard.press("Shift+ArrowRight")
    assert row(settled(page), "y")[0] == "-15"
    page.keyboard.press(" ")
    expect(page.locator(".tape__cell[data-row=y]").last).to_have_text("4", timeout=8000)


def test_a_link_restores_the_moment(open_page: OpenPage):
    page = settled(open_page("/en/signals?kind=integer&a=125&b=47&t=11"))
    assert row(page, "y") == ["35", "34", "15", "4"]
    assert page.locator(".carry__digit").all_text_contents() == ["·", "8", "7", "5"]
    page.keyboard.press("End")
    expect(page.locator(".carries__product")).to_have_text("= 5875")
    page.wait_for_url("**/signals?kind=integer&t=12")


def test_pointing_at_a_term_lights_its_cells_and_at_a_cell_its_term(open_page: OpenPage):
    page = settled(open_page("/en/signals?t=6"))
    page.locator(".sum__chip").nth(1).hover()
    settled(page)
    lit = page.locator(".grid-cell--lit").evaluate_all(
        "cells => cells.map(c => c.dataset.row + c.dataset.index)"
    )
    assert lit == ["v3", "w0", "term1", "y2"]
    page.locator(".tape__cell[data-row=v]").nth(2).hover()
    expect(page.locator(".sum__chip").nth(0)).to_have_class("chip sum__chip chip--lit")


@pytest.mark.allow_responses(422)
def test_what_is_no_number_is_refused_and_the_last_good_state_stays(open_page: OpenPage):
    page = settled(open_page("/zh/signals"))
    field = page.locator("#controls input").first
    field.fill("3, 二, 1")
    field.press("Enter")
    expect(page.locator("#notices")).to_contain_text("“二”")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert row(page, "v") == ["0", "3", "-2", "1", "0"]
    field.fill("1 0 2")
    field.press("Enter")
    expect(page.locator("#notices")).to_be_empty()
    assert row(settled(page), "v") == ["0", "1", "0", "2", "0"]


def test_a_step_is_said_to_a_screen_reader(open_page: OpenPage):
    page = settled(open_page("/en/signals"))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#announcer")).to_contain_text("1 × (−5) = −5, sum so far −13")


def test_a_point_of_the_density_is_moved_by_keys_and_removed(open_page: OpenPage):
    page = settled(open_page("/en/signals?kind=density&points=2,5"))
    page.locator(".chart__point").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#controls input").first).to_have_value("2.1, 5")
    page.keyboard.press("Delete")
    expect(page.locator("#controls input").first).to_have_value("5")


@pytest.mark.parametrize(
    "kind", ["polynomial", "integer", "moving_average", "density", "dice", "continuous", "sequence"]
)
def test_a_phone_needs_no_sideways_scrolling(open_page: OpenPage, kind: str):
    page = settled(open_page(f"/en/signals?kind={kind}", width=320, height=640, touch=True))
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
