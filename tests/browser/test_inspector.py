"""The arithmetic of one pixel: what is pointed at lights up everywhere, and time runs both ways."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from app.i18n.catalog import translate
from tests.browser.support import Api, FiltersPage, link, numbers

MARKS = """stage => stage.querySelectorAll("canvas")[1].toDataURL()"""


@pytest.fixture
def lens(open_page):
    """Open the page at a pixel; the inspector is in view."""

    def open_lens(language: str = "zh", options: dict[str, Any] | None = None, **fields: str) -> FiltersPage:
        lab = FiltersPage(open_page(link(language, **fields), **(options or {}))).settle()
        lab.inspector.scroll_into_view_if_needed()
        return lab

    return open_lens


def say(key: str, **values: Any) -> str:
    return translate("zh", key, values)


def grid(lab: FiltersPage, kind: str) -> Locator:
    """One of value, weight, product, sum."""
    return lab.inspector.locator(f".inspector__block--{kind} [role=grid]")


def tap(lab: FiltersPage, kind: str, row: int, col: int) -> Locator:
    return grid(lab, kind).locator(f'[data-row="{row}"][data-col="{col}"]')


def press(lab: FiltersPage, *keys: str) -> None:
    for key in keys:
        lab.page.keyboard.press(key)
    lab.settle()


def test_pointing_at_one_cell_lights_its_tap_everywhere_and_leaving_puts_it_out(lens):
    lab = lens(steps="sharpen", pixel="200,300", view="24,300,200")
    dark = lab.stage.evaluate(MARKS)
    lit = lab.inspector.locator(".grid-cell--lit")
    expect(lit).to_have_count(0)
    tap(lab, "value", 1, 2).hover()
    lab.settle()
    expect(lit).to_have_count(4)
    chip = lab.inspector.locator(".inspector__chip--lit")
    expect(chip).to_have_count(1)
    side = len(lab.weights())
    expect(chip).to_have_attribute("data-term", str(side + 2))
    expect(lab.cell(1, 2)).to_have_class(re.compile("kernel-cell--lit"))
    assert lab.stage.evaluate(MARKS) != dark
    sentence = lab.inspector.locator(".inspector__readout").inner_text()
    assert numbers(sentence)[0] == side + 3
    lab.page.mouse.move(1, 1)
    lab.settle()
    expect(lit).to_have_count(0)
    expect(chip).to_have_count(0)
    expect(lab.cell(1, 2)).not_to_have_class(re.compile("kernel-cell--lit"))
    assert lab.stage.evaluate(MARKS) == dark


def test_a_chip_of_the_sum_lights_the_same_cells(lens):
    lab = lens(steps="emboss", pixel="200,300")
    lab.inspector.locator('.inspector__chip[data-term="6"]').hover()
    lab.settle()
    for kind in ("value", "weight", "product", "sum"):
        expect(tap(lab, kind, 2, 0)).to_have_class(re.compile("grid-cell--lit"))


def test_stepping_to_the_fifth_product_leaves_the_rest_to_come_and_is_spoken_once(lens):
    lab = lens(steps="emboss", pixel="200,300")
    lab.inspector.locator(".button--round").focus()
    press(lab, "Home", *["ArrowRight"] * 4)
    expect(lab.inspector.locator(".inspector__progress")).to_have_text("乘积 5 / 9")
    for kind, count in {"value": 0, "weight": 0, "product": 4, "sum": 4}.items():
        expect(grid(lab, kind).locator(".grid-cell--empty")).to_have_count(count)
        expect(grid(lab, kind).locator(".grid-cell--window")).to_have_count(1)
    spoken = lab.inspector.locator("[role=status]")
    expect(spoken).to_have_count(1)
    assert spoken.inner_text().startswith("第 5 项")
    # value × weight = product, and what has been added up: the very numbers of the cells
    five = [numbers(tap(lab, kind, 1, 1).inner_text())[0] for kind in ("value", "weight", "product", "sum")]
    assert list(numbers(spoken.inner_text())[1:]) == five
    press(lab, "End")
    expect(lab.inspector.locator(".inspector__progress")).to_have_text(
        say("inspector.progress.done", count=9)
    )


def test_space_plays_and_pauses(lens):
    lab = lens(
        steps="gaussian,sigma:2", pixel="200,300"
    )  # so many products that none of these waits is too long
    button, progress = lab.inspector.locator(".button--round"), lab.inspector.locator(".inspector__progress")
    count = len(lab.weights()) ** 2
    grid(lab, "value").focus()
    lab.page.keyboard.press(" ")
    expect(button).to_have_attribute("aria-label", say("inspector.transport.pause"))
    expect(progress).to_have_text(re.compile(rf"乘积 ([3-9]|\d\d+) / {count}"))
    lab.page.keyboard.press(" ")
    expect(button).to_have_attribute("aria-label", say("inspector.transport.play"))
    stopped = progress.inner_text()
    lab.settle()
    expect(progress).to_have_text(stopped)
    button.focus()
    press(lab, "End", "ArrowLeft", "ArrowLeft")
    lab.page.keyboard.press(" ")  # what runs to the end stops there
    expect(progress).to_have_text(say("inspector.progress.done", count=count))
    expect(button).to_have_attribute("aria-label", say("inspector.transport.play"))


def test_a_frame_is_the_same_whichever_way_one_came(lens):
    lab = lens(steps="emboss", pixel="200,300")
    lab.inspector.locator(".button--round").focus()

    def frame() -> str:
        parts = [".inspector__grids", ".inspector__formula", ".inspector__result", ".inspector__progress"]
        return "".join(lab.inspector.locator(part).evaluate("part => part.outerHTML") for part in parts)

    press(lab, "Home", "ArrowRight", "ArrowRight", "ArrowRight")
    forward = frame()
    press(lab, "End", *["ArrowLeft"] * 6)
    assert frame() == forward


def test_shift_and_an_arrow_go_to_the_neighbouring_pixel(lens):
    lab = lens(steps="emboss", pixel="200,639")
    lab.inspector.locator(".button--round").focus()
    press(lab, "Shift+ArrowRight")
    assert lab.pixel() == (201, 0)  # reading order: the next line
    press(lab, "Shift+ArrowLeft", "Shift+ArrowLeft")
    assert lab.pixel() == (200, 638)


def test_another_channel_has_other_numbers_and_the_bytes_of_the_picture(lens, base_url):
    lab = lens(steps="identity", pixel="200,300")
    exact = Api(lab.page, base_url).region("still_life", [{"filter": "identity"}], 200, 300)
    assert len(set(exact)) > 1
    for channel, byte in zip(("red", "green", "blue"), exact, strict=True):
        lab.choose_channel(channel)
        expect(lab.inspector.locator("h2")).to_contain_text(say(f"inspector.channel.{channel}"))
        assert lab.result() == byte


def test_in_the_corner_the_padding_says_where_it_came_from(lens):
    lab = lens(steps="edges", pixel="0,0")
    origins = {"reflect": (1, 1), "edge": (0, 0), "wrap": (479, 639), "zeros": (-1, -1)}
    for mode, (row, col) in origins.items():
        lab.page.locator(f'[data-setting="padding_mode"] input[value="{mode}"]').check(force=True)
        lab.settle()
        tap(lab, "value", 0, 0).hover()
        origin = say(f"inspector.origin.{mode}", row=row, col=col)
        expect(lab.inspector.locator(".inspector__readout")).to_contain_text(origin)
        expect(tap(lab, "value", 0, 0)).to_have_class(re.compile("inspector__cell--padding"))
        expect(tap(lab, "value", 1, 1)).not_to_have_class(re.compile("inspector__cell--padding"))
    expect(tap(lab, "value", 0, 0)).to_have_text("0")


def test_the_numbers_of_the_largest_kernel_are_read_by_keyboard(lens):
    lab = lens(steps="gaussian,sigma:5", pixel="200,300")
    weights = grid(lab, "weight")
    weights.focus()
    press(lab, *["ArrowDown"] * 3, "ArrowRight")
    reader = lab.page.locator(f"#{weights.get_attribute('aria-activedescendant')}")
    row, col, weight = numbers(reader.inner_text())
    assert (row, col) == (3, 1)
    assert abs(weight - lab.weights()[3][1]) <= 0.001 * weight
    shown = lab.inspector.locator(".inspector__block--weight .inspector__number")
    expect(shown).to_be_visible()
    assert numbers(shown.inner_text()) == (weight,)
    press(lab, "Enter")
    expect(lab.inspector.locator(".inspector__progress")).to_have_text("乘积 95 / 961")


def test_what_was_clipped_and_how_is_a_sentence(lens, base_url):
    lab = lens(steps="custom,kernel:1", pixel="200,300")
    red = Api(lab.page, base_url).region("still_life", [{"filter": "identity"}], 200, 300)[0]
    assert red > 7
    for weight, clipped, result in [(-1, "low", 0), (40, "high", 255), (0.25, "no", round(red / 4))]:
        lab.type_weight(0, 0, str(weight))
        assert lab.result() == result
        shown = str(result if clipped == "no" else weight * red).replace("-", "−")
        sentence = say(f"inspector.clipped.{clipped}", value=shown)
        expect(lab.inspector.locator(".inspector__clip")).to_have_text(sentence)


def test_stretching_names_the_range_it_maps_and_the_rounding(lens):
    lab = lens(steps="sobel_x,display:stretch", pixel="330,300")
    reading = lab.reading()
    (low, high, value, mapped), (unrounded, byte), _ = reading.outcome
    assert reading.lines[0][-1] == value
    assert low < value < high
    assert abs(255 * (value - low) / (high - low) - mapped) < 0.001
    assert (unrounded, byte) == (mapped, reading.result)
    assert byte == round(mapped)


def test_a_direction_shows_both_kernels_their_hypotenuse_and_the_angle(lens):
    lab = lens(steps="gradient_direction", pixel="330,300")
    gx, gy, magnitude, direction = lab.reading().lines
    assert abs(magnitude[-1] - (gx[-1] ** 2 + gy[-1] ** 2) ** 0.5) < 0.001
    assert direction[1:3] == (gy[-1], gx[-1])  # atan2(y, x)
    assert lab.inspector.locator(".inspector__step--other").count() == 1
    lab.choose_kernel(1)
    expect(lab.inspector.locator(".inspector__step--other")).to_contain_text("gx")
