"""What can be changed on the Sliding window page, what cannot, and what the page says then."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.support import numbers
from tests.browser.support_sliding import SlidingPage, address


@pytest.fixture
def sliding(open_page):
    page = SlidingPage(open_page(address("sliding", "en"), language="en"))
    page.settle()
    return page


def typed(sliding: SlidingPage, operand: str, position: int, text: str) -> None:
    sliding.cells(operand).nth(position).dblclick()
    sliding.page.keyboard.type(text)
    sliding.press("Enter")


def test_an_edited_number_changes_the_outputs_that_it_is_part_of_and_no_others(sliding):
    """The first cell of X (cell 7 inside its ring of zeros) becomes 3: each output near it gains 2 w."""
    sliding.press("End")
    before = sliding.values("y")
    typed(sliding, "x", 7, "3")
    after = sliding.values("y")
    # convolution: output (i, j) reads x (0, 0) with weight (i + 1, j + 1) of 0.1 … 0.9
    expected = {0: 2 * 0.5, 1: 2 * 0.6, 4: 2 * 0.8, 5: 2 * 0.9}
    for at in range(16):
        assert after[at] - before[at] == pytest.approx(expected.get(at, 0), abs=1e-9)
    expect(sliding.page.locator(".cases__name")).to_contain_text("(changed)")


def test_undo_and_redo_go_back_and_forth_by_button_and_by_key(sliding):
    sliding.press("End")
    first = sliding.frame()
    typed(sliding, "w", 0, "-2")
    second = sliding.frame()
    assert second != first
    sliding.choose_case("b9_sharing")
    sliding.page.locator(".cases__history button").first.click()
    sliding.settle()
    sliding.press("End")
    assert sliding.frame() == second
    sliding.press("Control+z")
    assert sliding.frame() == first
    expect(sliding.page.locator(".cases__history button").first).to_be_disabled()
    sliding.press("Control+Shift+Z")
    assert sliding.frame() == second


def test_what_is_no_number_is_explained_beside_the_grid_and_changes_nothing(sliding):
    before = sliding.frame()
    sliding.cells("x").nth(7).dblclick()
    sliding.page.keyboard.type("1..2")
    sliding.page.keyboard.press("Enter")
    hint = sliding.page.locator('#stage [data-operand="x"] .field__hint--error')
    expect(hint).to_contain_text("1..2")
    expect(sliding.page.locator("#stage .cell__input")).to_have_attribute("aria-invalid", "true")
    sliding.press("Escape")
    expect(hint).to_be_hidden()
    assert sliding.frame() == before


@pytest.mark.allow_responses(422)
def test_a_number_that_is_too_large_is_refused_and_the_last_good_trace_stays(sliding):
    sliding.press("End")
    before = sliding.frame()
    typed(sliding, "x", 7, "12345678")
    notice = sliding.expect_notice("number_too_large").inner_text()
    assert "1,000,000" in notice or "1000000" in notice or "10⁶" in notice, notice
    assert sliding.frame() == before
    typed(sliding, "x", 7, "2")
    assert sliding.values("y")[0] == pytest.approx(before_value(before) + 0.5)
    assert sliding.page.locator("#notices .notice").count() == 0


def before_value(frame: dict) -> float:
    """The first output of a frame."""
    return numbers(next(grid for grid in frame["grids"] if grid["operand"] == "y")["cells"][0][0])[0]


@pytest.mark.allow_responses(422)
def test_letters_have_no_maximum_so_pooling_is_refused_and_the_letters_stay(sliding):
    sliding.choose_case("b11_forward")
    before = sliding.frame()
    sliding.choose("pool")
    sliding.expect_notice("letters_not_allowed")
    assert sliding.frame() == before
    expect(sliding.page.locator('input[value="forward"]').first).to_be_checked()


def test_sliders_end_where_no_window_would_be_left_and_say_why(sliding):
    """A 5×5 input without padding: a kernel of up to 5, spread by 2 at most; an input of no less than 3."""
    sliding.choose_case("b3_stride1_padding0")
    limits = {
        name: [sliding.slider(name).get_attribute(end) for end in ("min", "max")]
        for name in ("kernel", "dilation", "input", "stride")
    }
    assert limits == {
        "kernel": ["1", "5"],
        "dilation": ["1", "2"],
        "input": ["3", "12"],
        "stride": ["1", "5"],
    }

    reasons = {
        name: sliding.page.locator(f'[data-setting="{name}"] .field__hint').first.inner_text()
        for name in limits
    }
    assert "5" in numbers_in(reasons["kernel"])
    assert "2" in numbers_in(reasons["dilation"])
    assert "3" in numbers_in(reasons["input"])
    assert "single window" in reasons["stride"]
    assert not any("{" in reason for reason in reasons.values())

    sliding.slider("kernel").focus()
    sliding.press("End")
    assert sliding.size("y") == (1, 1, 1)
    assert sliding.slider("input").get_attribute("min") == "5"


def numbers_in(text: str) -> list[str]:
    """The whole numbers of a sentence."""
    return re.findall(r"\d+", text)


def test_a_stride_beyond_the_input_is_allowed_and_the_page_says_that_one_window_is_left(sliding):
    sliding.choose_case("b4_narrow")
    sliding.slider("stride").focus()
    sliding.press("End")
    assert sliding.size("y") == (1, 1, 1)
    hint = sliding.page.locator('[data-setting="stride"] .field__hint:visible').first
    expect(hint).to_contain_text("single window")


def test_output_padding_stays_below_the_stride_on_its_slider(sliding):
    sliding.choose_case("padding_strides_odd_transposed")
    assert sliding.slider("output_padding").get_attribute("max") == "1"
    assert sliding.slider("stride").get_attribute("min") == "2"
    sliding.choose_case("no_padding_no_strides_transposed")
    expect(sliding.slider("output_padding")).to_be_disabled()


def test_every_mode_can_be_chosen_from_the_opening_case_and_comes_with_numbers(sliding):
    for family, output in [
        ("kernel", "dw"),
        ("input", "dx"),
        ("bias", "db"),
        ("transposed", "y"),
        ("pool", "y"),
        ("forward", "y"),
    ]:
        sliding.choose(family)
        sliding.press("End")
        assert "" not in sliding.texts(output), family
        assert sliding.page.locator("#notices .notice").count() == 0
    sliding.choose("pool")
    for value in ("average", "global"):
        sliding.choose(value)
        sliding.press("End")
        assert "" not in sliding.texts("y")
