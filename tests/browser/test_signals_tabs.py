"""One dimension: the lecture's numbers in every tab, one clock, links, and refusals that explain."""

from __future__ import annotations

import math
import random
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from app.i18n.catalog import translate
from tests.browser.support import numbers
from tests.browser.support_sliding import SignalsPage, address

KINDS = ["polynomial", "integer", "moving_average", "density", "dice", "continuous", "sequence"]

# Lecture: (3 − 2x + x²)(−5 + 4x); 125 × 47, digits low first; two dice; (1, 0, 2) * (0, 1, 2, 3).
LECTURE = {
    "polynomial": [-15, 22, -13, 4],
    "integer": [35, 34, 15, 4],
    "dice": [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1],
    "sequence": [0, 1, 2, 5, 4, 6],
}


@pytest.fixture
def signals(quiet_page):
    quiet_page.goto(address("signals"))
    page = SignalsPage(quiet_page)
    page.settle()
    return page


def test_every_tab_opens_half_done_and_ends_with_the_lectures_numbers(signals):
    for kind in KINDS:
        signals.choose_kind(kind)
        assert 0 < signals.time < signals.duration, kind
        assert signals.page.locator("#notices .notice").count() == 0, kind
        signals.press("End")
        assert signals.time == signals.duration
        if kind in LECTURE:
            assert signals.values("y") == LECTURE[kind]


def test_carrying_makes_5875_of_the_columns(signals):
    """35, 34, 15, 4 from the lowest: 5 carry 3; 37: 7 carry 3; 18: 8 carry 1; 5."""
    signals.choose_kind("integer")
    signals.press("End")
    expect(signals.page.locator(".carries__product")).to_have_text("= 5875")
    assert "".join(signals.page.locator(".carry__digit").all_inner_texts()) == "5875"
    signals.press("ArrowLeft")
    assert signals.page.locator(".carries__product").inner_text() == ""


def test_a_moving_average_is_the_mean_of_five_neighbours_with_zeros_outside(signals):
    signals.choose_kind("moving_average")
    signals.press("End")
    v, y = signals.values("v"), signals.values("y")
    padded = [0, 0, *v[-len(y) - 2 : -2], 0, 0] if len(v) == len(y) + 4 else None
    assert padded is not None
    assert y == pytest.approx([sum(padded[i : i + 5]) / 5 for i in range(len(y))], abs=2e-3)


def test_the_density_has_an_area_of_one(signals):
    signals.choose_kind("density")
    signals.press("End")
    y = signals.values("y")
    assert len(y) == 41  # 0, 0.25, … 10
    assert sum(y) * 0.25 == pytest.approx(1, abs=0.01)


def test_the_integral_of_box_and_exponential_is_the_charging_curve(signals):
    """For t ≤ 1 it is 1 − e^−t, then it decays: (e − 1) e^−t."""
    signals.choose_kind("continuous")
    signals.press("End")
    names = signals.page.locator(".tape__cell[data-row=y]").evaluate_all(
        "all => all.map((one) => one.ariaLabel)"
    )
    points = [(numbers(name)[0], numbers(name)[-1]) for name in names]
    assert len(points) > 15
    for t, value in points:
        exact = 1 - math.exp(-t) if t <= 1 else (math.e - 1) * math.exp(-t)
        if 0 <= t <= 4:
            assert value == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("kind", ["polynomial", "integer", "continuous"])
def test_playing_stepping_and_scrubbing_show_the_same_at_the_same_time(kind, signals):
    signals.choose_kind(kind)
    pick = random.Random(8)
    for time in pick.sample(range(1, signals.duration), 3):
        signals.scrub(0)
        signals.scrub(time)
        from_left = signals.frame()
        signals.press("End")
        signals.scrub(time)
        assert signals.frame() == from_left
    signals.press("Home", *["]"] * 3)
    signals.play_until(3)
    time, played = signals.time, signals.frame()
    signals.press("Home")
    signals.scrub(time)
    assert signals.frame() == played
    if kind == "polynomial":
        signals.press("Home")
        for _ in range(time):
            signals.press("ArrowRight")
        assert signals.frame() == played


def test_home_end_and_shift_with_arrows_jump_from_result_to_result(signals):
    """The wide convolution of three coefficients with two: 2 products for each of 4 results."""
    signals.press("Home")
    assert signals.time == 0
    assert signals.values("y") == []
    signals.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert signals.values("y") == [-15, 22]
    signals.press("Shift+ArrowLeft")
    assert signals.values("y") == [-15]
    signals.press("End")
    assert signals.time == signals.duration


def test_a_step_is_said_with_its_product_and_its_sum(open_page):
    signals = SignalsPage(open_page(address("signals", "en"), language="en"))
    signals.settle()
    signals.press("Home", "ArrowRight")
    expect(signals.page.locator("#announcer")).to_contain_text("product 1: 0 × 4 = 0")
    signals.press("Shift+ArrowRight")
    expect(signals.page.locator("#announcer")).to_contain_text("coefficient of x: 22")


def test_edited_coefficients_give_another_product_and_undo_gives_the_old_one_back(signals):
    signals.press("End")
    before = signals.frame()
    signals.type_into("signals.field.p", "1, 1")
    signals.type_into("signals.field.q", "1, -1")
    signals.let_go()
    signals.press("End")
    assert signals.values("y") == [1, 0, -1]
    signals.press("Control+z", "Control+z")
    signals.press("End")
    assert signals.frame() == before


@pytest.mark.allow_responses(422)
@pytest.mark.parametrize(
    ("kind", "label", "text"),
    [
        ("polynomial", "signals.field.p", "1, x, 3"),
        ("polynomial", "signals.field.q", ""),
        ("integer", "signals.field.a", "12a"),
        ("integer", "signals.field.b", "1234567890123"),
        ("density", "signals.field.points", "2, 400"),
    ],
)
def test_what_cannot_be_computed_is_explained_beside_its_field_and_the_last_good_frame_stays(
    kind, label, text, signals
):
    signals.choose_kind(kind)
    before = signals.frame()
    signals.type_into(label, text)
    field = signals.field(label)
    expect(field).to_have_attribute("aria-invalid", "true")
    hint = signals.page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert "{" not in hint.inner_text()
    expect(signals.page.locator("#notices .notice__body")).to_be_visible()
    assert signals.frame() == before
    signals.press("End")
    assert signals.values("y")


def test_a_window_longer_than_the_signal_cannot_be_chosen_and_the_slider_says_why(signals):
    signals.choose_kind("sequence")
    slider = signals.field("signals.field.stride")
    slider.focus()
    signals.press("End")
    hint = signals.page.locator(f"#{slider.get_attribute('aria-describedby')}")
    expect(hint).not_to_be_empty()
    signals.press("End")
    assert len(signals.page.locator(".tape__cell[data-row=y]").all()) >= 1


def test_narrow_wide_and_equal_have_the_lengths_of_the_lecture(signals):
    """n = 3 and m = 4 swapped roles: 5 and 3 here, so 3, 7 and 5."""
    signals.choose_kind("sequence")
    signals.type_into("signals.field.v", "1, 1, -1, 2, 4")
    signals.type_into("signals.field.w", "1, 0, -1")
    lengths = {}
    for padding in ("valid", "full", "same"):
        signals.page.locator(f'#controls label:has(> input[value="{padding}"])').click()
        signals.let_go()
        signals.settle()
        signals.press("End")
        lengths[padding] = signals.values("y")
    assert lengths == {
        padding: list(np.convolve([1, 1, -1, 2, 4], [1, 0, -1], padding))
        for padding in ("valid", "full", "same")
    }


def test_a_product_and_its_cells_light_each_other(signals):
    signals.press("End")
    lit = signals.page.locator
    signals.page.locator("#formula [data-term]").first.hover()
    signals.settle()
    assert lit(".tape__cell[data-row=v].grid-cell--lit").count() == 1
    assert lit(".tape__cell[data-row=w].grid-cell--lit").count() == 1
    assert lit(".tape__cell[data-row=term].grid-cell--lit").count() == 1
    signals.page.locator(".tape__cell[data-row=w]").first.hover()
    signals.settle()
    assert lit("#formula .chip--lit").count() == 1


@pytest.mark.parametrize("kind", ["polynomial", "dice", "sequence"])
def test_a_link_restores_the_exact_frame_in_a_new_tab(kind, signals, open_page):
    signals.choose_kind(kind)
    if kind == "polynomial":
        signals.type_into("signals.field.q", "2, -1, 0.5")
        signals.let_go()
    signals.scrub(signals.duration // 2 + 1)
    link = urlsplit(signals.link())
    here = signals.frame()
    other = SignalsPage(open_page(f"{link.path}?{link.query}"))
    other.settle()
    assert other.frame() == here


def test_back_goes_to_the_tab_before(signals):
    signals.link()
    signals.choose_kind("dice")
    signals.link()
    signals.page.go_back()
    signals.settle()
    expect(signals.page.locator('#kinds input[value="polynomial"]')).to_be_checked()
    signals.page.go_forward()
    signals.settle()
    expect(signals.page.locator('#kinds input[value="dice"]')).to_be_checked()


def test_a_link_that_cannot_be_read_is_named_and_the_page_opens(quiet_page):
    for name, value in {"kind": "quaternions", "t": "soon", "p": "1,two", "speed": "7"}.items():
        quiet_page.goto(address("signals", **{name: value}))
        signals = SignalsPage(quiet_page)
        signals.settle()
        expect(signals.expect_notice("link_malformed")).to_contain_text(f"{name}={value}")
        signals.press("End")
        assert signals.values("y") == LECTURE["polynomial"], name


@pytest.mark.allow_responses(422)
def test_a_link_that_asks_for_the_impossible_is_refused_and_the_page_is_usable(open_page):
    signals = SignalsPage(open_page(address("signals", kind="integer", a="12x")))
    expect(signals.page.locator("#notices .notice__body")).to_be_visible()
    signals.settle()
    signals.press("End")
    assert signals.values("y") == LECTURE["integer"]


def test_at_360_pixels_everything_can_be_reached_by_touch(phone_page):
    page = phone_page(address("signals"))
    signals = SignalsPage(page)
    signals.settle()
    for kind in KINDS:
        page.locator(f'#kinds label:has(> input[value="{kind}"])').tap()
        signals.settle()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, kind
    following = translate("zh", "signals.transport.on")
    time = signals.time
    page.get_by_label(following, exact=True).tap()
    signals.settle()
    assert signals.time == time + 1
