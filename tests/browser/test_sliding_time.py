"""Time on the Sliding window page: however a moment is reached, the page shows the same."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from app.i18n.catalog import translate
from tests.browser.support_sliding import REACHED, SlidingPage, address


@pytest.fixture
def sliding(quiet_page):
    """The page with the deck's convolution, all the products done that it opens with."""
    quiet_page.goto(address("sliding"))
    page = SlidingPage(quiet_page)
    page.settle()
    return page


def test_stepping_scrubbing_either_way_and_jumping_show_the_same_frame_at_the_same_time(sliding):
    """Five random moments, each reached from left and right, by steps and through its neighbours."""
    chosen = random.Random(3)
    duration = sliding.duration
    assert duration == 16 * 9
    for time in chosen.sample(range(1, duration), 5):
        sliding.scrub(0)
        sliding.scrub(time)
        from_left = sliding.frame()
        assert from_left["time"] == str(time)
        sliding.press("End")
        sliding.scrub(time)
        assert sliding.frame() == from_left
        sliding.press("ArrowRight", "ArrowLeft")
        assert sliding.frame() == from_left
        sliding.press("ArrowLeft", "ArrowRight")
        assert sliding.frame() == from_left
        sliding.press("Shift+ArrowLeft")
        for _ in range(time - sliding.time):
            sliding.page.keyboard.press("ArrowRight")
        assert sliding.frame() == from_left


@pytest.mark.parametrize("case", ["b2_correlation", "padding_strides_odd_transposed", "d2_max_backward"])
def test_playing_and_pausing_shows_what_scrubbing_to_that_time_shows(case, sliding):
    sliding.choose_case(case)
    sliding.press("Home", "]", "]", "]", "]")
    sliding.play_until(5)
    time, played = sliding.time, sliding.frame()
    assert time >= 5
    sliding.scrub(0)
    sliding.scrub(time)
    assert sliding.frame() == played


def test_playing_ends_at_the_end_and_begins_anew_from_there(sliding):
    sliding.choose_case("b4_narrow")
    sliding.let_go()
    sliding.press("Home", *["]"] * 4)
    sliding.page.keyboard.press("Space")
    sliding.page.evaluate(REACHED, [sliding.scrubber_name, 9])
    play = sliding.page.locator(".transport__play")
    expect(play).to_have_attribute("aria-label", translate("zh", "sliding.time.play"))
    assert sliding.time == sliding.duration == 9
    sliding.page.keyboard.press("Space")
    expect(sliding.scrubber).not_to_have_value("9")
    sliding.press("Space")


def test_home_end_and_shift_with_arrows_go_to_the_ends_and_from_output_to_output(sliding):
    sliding.press("End")
    assert sliding.time == 144
    sliding.press("Home")
    assert sliding.time == 0
    assert set(sliding.texts("y")) == {""}
    sliding.press("Shift+ArrowRight")
    assert sliding.time == 9
    sliding.press("Shift+ArrowRight", "ArrowRight", "ArrowRight")
    assert sliding.time == 20
    sliding.press("Shift+ArrowLeft")
    assert sliding.time in (9, 18)
    sliding.press("Home", "ArrowLeft")
    assert sliding.time == 0


def test_brackets_change_the_speed_and_stop_at_its_ends(sliding):
    speed = sliding.page.locator(".transport__speed")
    said = [speed.inner_text()]
    for key in "]]]]]":
        sliding.press(key)
        said.append(speed.inner_text())
    assert said == ["1×", "2×", "4×", "8×", "16×", "16×"]
    sliding.press(*"[" * 8)
    assert speed.inner_text() == "0.25×"


def test_a_click_on_an_output_and_one_on_a_product_go_there(sliding):
    sliding.press("Home")
    sliding.cells("y").nth(6).click()
    sliding.settle()
    assert sliding.time == 7 * 9
    assert sliding.total() == "= 16.3"
    sliding.page.locator('#formula [data-term="4"]').click()
    sliding.settle()
    assert sliding.time == 6 * 9 + 5


def test_transposed_gather_scatter_and_matrix_agree_at_the_end_and_on_the_way(sliding):
    """Scattering is worked out here again from the page's own numbers, product by product."""
    sliding.choose_case("padding_strides_odd_transposed")
    sliding.press("End")
    whole = sliding.texts("y")
    sliding.choose("scatter")
    x, w = sliding.values("x"), sliding.values("w")
    assert sliding.time == sliding.duration
    assert sliding.texts("y") == whole

    def scattered(time: int) -> list[str]:
        """Input (i, j) times weight (u, v) belongs to output (2i + u − 1, 2j + v − 1), of 6×6."""
        sums: dict[int, float] = {}
        pairs = [(i, j, u, v) for i in range(3) for j in range(3) for u in range(3) for v in range(3)]
        inside = [(i, j, u, v) for i, j, u, v in pairs if 0 <= 2 * i + u - 1 < 6 and 0 <= 2 * j + v - 1 < 6]
        for i, j, u, v in inside[:time]:
            at = (2 * i + u - 1) * 6 + 2 * j + v - 1
            sums[at] = sums.get(at, 0) + x[3 * i + j] * w[3 * u + v]
        return [f"{sums[at]:g}" if at in sums else "" for at in range(36)]

    for time in (29, 11, 40):
        sliding.scrub(time)
        expected = scattered(time)
        touched = [at for at, text in enumerate(expected) if text]
        shown = sliding.texts("y")
        assert [shown[at] for at in touched] == [expected[at] for at in touched]
    formula = sliding.page.locator("#formula .sum__left").inner_text()
    done_last = sliding.page.locator("#formula .sum__chip--current").inner_text()
    sliding.choose("gather")
    assert sliding.page.locator("#formula .sum__left").inner_text() == formula
    assert sliding.page.locator("#formula .sum__chip--current").inner_text() == done_last
    gathered = sliding.texts("y")
    total = sliding.total()
    sliding.choose("matrix")
    assert sliding.page.locator("#formula .sum__left").inner_text() == formula
    assert sliding.total() == total
    assert sliding.texts("y") == gathered
    sliding.press("End")
    assert sliding.texts("y") == whole
