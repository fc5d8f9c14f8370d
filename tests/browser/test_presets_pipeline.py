"""Filters are chosen from small pictures of themselves and stand in a chain that can be put in any order."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from app.i18n.catalog import translate
from tests.browser.support import FiltersPage, link

THREE = "gaussian,sigma:2;emboss;sharpen"


class Chain(FiltersPage):
    """The cards of the chain."""

    def card(self, index: int) -> Locator:
        return self.page.locator(".pipeline__card").nth(index)

    def grip(self, index: int) -> tuple[float, float]:
        """Where a card is taken hold of."""
        box = self.card(index).locator(".pipeline__choose").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def tool(self, index: int, key: str) -> Locator:
        name = self.card(index).locator(".pipeline__name").inner_text()
        return self.card(index).get_by_role("button", name=say(key, name=name))

    def filters(self) -> list[str]:
        """Their names, in order, as the cards say them and as the link has them."""
        shown = self.settle().page.locator(".pipeline__name").all_inner_texts()
        steps = self.address().partition("steps=")[2].partition("&")[0]
        linked = [step.partition(",")[0] for step in steps.split(";")]
        assert shown == [say(f"filter.{name}.name") for name in linked]
        return linked

    def active(self) -> int:
        """The place of the card that is being edited."""
        cards = self.page.locator(".pipeline__choose")
        return [card.get_attribute("aria-current") for card in cards.all()].index("step")


@pytest.fixture
def chain(open_page):
    """Open the page with a chain."""

    def open_chain(steps: str = THREE, language: str = "zh", **options: Any) -> Chain:
        opened = Chain(open_page(link(language, steps=steps), **options))
        opened.settle()
        opened.page.locator(".pipeline").scroll_into_view_if_needed()
        return opened

    return open_chain


def say(key: str, **values: Any) -> str:
    return translate("zh", key, values)


# ---------------------------------------------------------------- presets


def test_arrow_keys_choose_the_next_filter_and_the_kernel_follows(chain):
    lab = chain("edges")
    lab.page.locator('input[name="preset"]:checked').focus()
    before = lab.weights()
    lab.page.keyboard.press("ArrowRight")
    assert lab.settle().chosen_preset() == "sharpen"
    assert lab.weights() != before
    lab.page.keyboard.press("ArrowLeft")
    assert lab.settle().chosen_preset() == "edges"
    assert lab.weights() == before


def test_every_filter_but_ones_own_is_shown_by_its_effect(chain):
    lab = chain("edges")
    expect(lab.page.locator(".presets__picture--waiting")).to_have_count(0)
    images = lab.page.locator(".presets__picture").evaluate_all(
        "all => all.map((one) => [one.style.backgroundImage, one.style.backgroundPosition])"
    )
    drawn = [place for image, place in images if image.startswith('url("blob:')]
    assert len(drawn) >= len(images) - 1
    assert len(set(drawn)) == len(drawn)  # each has a tile of its own


def test_a_filter_explains_itself_before_it_is_chosen(chain):
    lab = chain("edges")
    gaussian = lab.page.locator('label:has(> input[name="preset"][value="gaussian"])')
    gaussian.scroll_into_view_if_needed()  # scrolling puts a bubble away
    lab.settle()
    gaussian.hover()
    expect(lab.page.locator("#tooltip")).to_have_text(say("filter.gaussian.hint"))


# ---------------------------------------------------------------- the chain


def test_each_step_shows_what_it_made(chain):
    lab = chain()
    for index in range(3):
        picture = lab.card(index).locator(".pipeline__picture")
        assert picture.evaluate("one => getComputedStyle(one).backgroundImage").startswith('url("data:image')
    pictures = lab.page.locator(".pipeline__picture").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).backgroundImage)"
    )
    assert len(set(pictures)) == 3


def test_a_card_is_dragged_to_another_place(chain):
    lab = chain()
    mouse = lab.page.mouse
    start, end = lab.grip(0), lab.grip(2)
    mouse.move(*start)
    mouse.down()
    mouse.move(start[0] + 30, start[1], steps=3)
    mouse.move(*end, steps=6)
    mouse.up()
    assert lab.filters() == ["emboss", "sharpen", "gaussian"]
    assert lab.active() == 2
    lab.page.keyboard.press("Control+z")
    assert lab.filters() == ["gaussian", "emboss", "sharpen"]


def test_a_drag_that_is_given_up_changes_nothing(chain):
    lab = chain()
    mouse = lab.page.mouse
    start, end = lab.grip(0), lab.grip(2)
    mouse.move(*start)
    mouse.down()
    mouse.move(*end, steps=6)
    lab.page.keyboard.press("Escape")
    mouse.up()
    assert lab.filters() == ["gaussian", "emboss", "sharpen"]


def test_buttons_move_a_step_and_keep_the_focus(chain):
    lab = chain()
    lab.tool(0, "pipeline.later").click()
    assert lab.filters() == ["emboss", "gaussian", "sharpen"]
    expect(lab.tool(1, "pipeline.later")).to_be_focused()
    lab.tool(2, "pipeline.earlier").click()
    assert lab.filters() == ["emboss", "sharpen", "gaussian"]
    first = lab.card(0).get_by_role("button", name=say("pipeline.earlier.first"))
    expect(first).to_have_attribute("aria-disabled", "true")
    first.click(force=True)
    assert lab.filters() == ["emboss", "sharpen", "gaussian"]


def test_alt_and_arrows_move_a_step_and_arrows_alone_walk(chain):
    lab = chain()
    lab.card(0).locator(".pipeline__choose").focus()
    lab.page.keyboard.press("ArrowRight")
    expect(lab.card(1).locator(".pipeline__choose")).to_be_focused()
    assert lab.filters() == ["gaussian", "emboss", "sharpen"]
    lab.page.keyboard.press("Alt+ArrowRight")
    assert lab.filters() == ["gaussian", "sharpen", "emboss"]
    expect(lab.card(2).locator(".pipeline__choose")).to_be_focused()
    spoken = say("pipeline.moved", name=say("filter.emboss.name"), number=3, count=3)
    expect(lab.page.locator(".pipeline [role=status]")).to_have_text(spoken)


def test_choosing_a_card_edits_that_step(chain):
    lab = chain()
    lab.card(1).locator(".pipeline__choose").click()
    assert lab.settle().chosen_preset() == "emboss"
    lab.choose("laplacian")
    assert lab.filters() == ["gaussian", "laplacian", "sharpen"]


def test_a_step_is_copied_and_taken_out(chain):
    lab = chain()
    lab.tool(1, "pipeline.duplicate").click()
    assert lab.filters() == ["gaussian", "emboss", "emboss", "sharpen"]
    lab.tool(0, "pipeline.remove").click()
    assert lab.filters() == ["emboss", "emboss", "sharpen"]
    assert lab.active() == 1


def test_eight_steps_are_the_most_and_the_page_says_so(chain):
    lab = chain(";".join(["identity"] * 8))
    add = lab.page.get_by_role("button", name=say("pipeline.add"))
    expect(add).to_have_attribute("aria-disabled", "true")
    expect(lab.page.locator("#pipeline-limit")).to_have_text(say("pipeline.full", count=8))
    expect(lab.page.locator("#pipeline-limit")).to_be_visible()
    add.click(force=True)  # it can be pressed, to hear why nothing comes of it
    lab.card(3).get_by_role("button", name=say("pipeline.full", count=8)).click(force=True)
    assert len(lab.filters()) == 8
    lab.tool(7, "pipeline.remove").click()
    assert len(lab.filters()) == 7
    expect(lab.page.locator("#pipeline-limit")).to_be_empty()


def test_of_one_step_there_is_nothing_to_move_or_remove(chain):
    lab = chain("gaussian;edges")
    lab.tool(0, "pipeline.remove").click()
    assert lab.filters() == ["edges"]
    assert lab.card(0).locator(".pipeline__tool:visible").count() == 0
    lab.page.get_by_role("button", name=say("pipeline.add")).click()
    assert lab.filters() == ["edges", "gaussian"]
    assert lab.active() == 1


def test_on_a_phone_the_chain_fits_and_its_buttons_move_steps(chain):
    lab = chain(width=360, height=740, touch=True)
    assert lab.overflow() <= 0
    lab.tool(0, "pipeline.later").tap()
    assert lab.filters() == ["emboss", "gaussian", "sharpen"]
