"""The cases of the menu: all open, with sizes and numbers worked out by hand or from the lectures."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.support_sliding import SlidingPage, address

# Grids, rows, columns of the output. The first fifteen: ⌊(i + 2p − k)/s⌋ + 1 and s(i − 1) + k − 2p + a, as in
# "A guide to convolution arithmetic for deep learning" (Dumoulin, Visin).
SIZES = {
    "no_padding_no_strides": (1, 2, 2),
    "arbitrary_padding_no_strides": (1, 6, 6),
    "same_padding_no_strides": (1, 5, 5),
    "full_padding_no_strides": (1, 7, 7),
    "no_padding_strides": (1, 2, 2),
    "padding_strides": (1, 3, 3),
    "padding_strides_odd": (1, 3, 3),
    "dilation": (1, 3, 3),
    "no_padding_no_strides_transposed": (1, 4, 4),
    "arbitrary_padding_no_strides_transposed": (1, 5, 5),
    "same_padding_no_strides_transposed": (1, 5, 5),
    "full_padding_no_strides_transposed": (1, 5, 5),
    "no_padding_strides_transposed": (1, 5, 5),
    "padding_strides_transposed": (1, 5, 5),
    "padding_strides_odd_transposed": (1, 6, 6),
    "b2_convolution": (1, 4, 4),
    "b2_correlation": (1, 4, 4),
    "b3_stride1_padding0": (1, 3, 3),
    "b3_stride2_padding0": (1, 2, 2),
    "b3_stride1_padding1": (1, 5, 5),
    "b3_stride2_padding1": (1, 3, 3),
    "b4_narrow": (1, 1, 3),
    "b4_wide": (1, 1, 7),
    "b4_equal": (1, 1, 5),
    "b5_wide": (1, 3, 4),
    "b5_swapped": (1, 3, 4),
    "b6_transposed": (1, 1, 5),
    "b8_channels": (2, 2, 2),
    "b8_mixing": (2, 3, 3),
    "b9_sharing": (1, 2, 2),
    "b11_forward": (1, 2, 2),
    "b11_backward_kernel": (1, 2, 2),
    "b11_backward_input": (1, 3, 3),
    "f4_bias": (1, 1, 1),
    "d1_max": (1, 2, 2),
    "d1_average": (1, 2, 2),
    "d2_max_backward": (1, 4, 4),
    "d2_average_backward": (1, 4, 4),
    "d3_global": (2, 1, 1),
}
OUTPUT = {
    "b11_backward_kernel": "dw",
    "b11_backward_input": "dx",
    "f4_bias": "db",
    "d2_max_backward": "dx",
    "d2_average_backward": "dx",
}

B2_CONVOLUTION = [2.9, 6.2, 8.3, 7.5, 8.8, 15.7, 16.3, 12.9, 11, 15.5, 10.4, 6.8, 2.5, -1.4, -13.4, -11.3]
B2_CORRELATION = [
    11.1,
    17.8,
    21.7,
    14.5,
    13.2,
    14.3,
    7.7,
    4.1,
    -1,
    -6.5,
    -13.4,
    -9.8,
    -3.5,
    -7.6,
    -10.6,
    -6.7,
]
NUMBERS = {
    "b2_convolution": B2_CONVOLUTION,
    "b2_correlation": B2_CORRELATION,
    "b3_stride1_padding0": [0, -2, -1, 2, 2, 4, -1, 0, 0],
    # every second number of the one before
    "b3_stride2_padding0": [0, -1, -1, 0],
    "b4_narrow": [-1, 5, -3],
    "b4_wide": [-1, 2, -1, 5, -3, 5, 3],
    "b4_equal": [2, -1, 5, -3, 5],
    "b5_wide": [1, 1, -2, 0, 2, 5, 2, -3, 0, 2, 6, 0],
    "b5_swapped": [1, 1, -2, 0, 2, 5, 2, -3, 0, 2, 6, 0],
    # 1…9 under the kernel 1 2 / 3 4: 1 + 4 + 12 + 20, and each step to the right adds the kernel's sum
    "b9_sharing": [37, 47, 67, 77],
    "d1_max": [6, 8, 9, -2],
    "d1_average": [3.5, 5.5, -0.25, -4.5],
    # the mean over 2×2 hands a quarter of each δ to each of its cells
    "d2_average_backward": [1, 1, 2, 2, 1, 1, 2, 2, -0.5, -0.5, 1.5, 1.5, -0.5, -0.5, 1.5, 1.5],
    "d2_max_backward": [0, 0, 0, 0, 0, 4, 0, 8, -2, 0, 6, 0, 0, 0, 0, 0],
    "d3_global": [4, 5],
}


@pytest.fixture
def sliding(quiet_page):
    quiet_page.goto(address("sliding"))
    page = SlidingPage(quiet_page)
    page.settle()
    return page


def test_every_case_of_the_menu_opens_with_its_output_size_and_its_numbers(sliding):
    offered = sliding.page.locator("#case-menu [data-case]").evaluate_all(
        "items => items.map((item) => item.dataset.case)"
    )
    assert sorted(offered) == sorted(SIZES)
    sizes, found = {}, {}
    for case in SIZES:
        sliding.choose_case(case)
        assert sliding.page.locator("#notices .notice").count() == 0, case
        assert 0 < sliding.time < sliding.duration, case
        sizes[case] = sliding.size(OUTPUT.get(case, "y"))
        sliding.press("End")
        if case in NUMBERS:
            found[case] = sliding.values(OUTPUT.get(case, "y"))
        assert "" not in sliding.texts(OUTPUT.get(case, "y")), case
    assert sizes == SIZES
    assert found == NUMBERS


def test_the_input_of_max_pooling_backward_gets_each_delta_where_it_won(sliding):
    """The winners of the forward case's windows are the cells that are not 0 backward."""
    sliding.choose_case("d1_max")
    sliding.press("End")
    winners = sliding.values("y")
    x = sliding.values("x")
    sliding.choose_case("d2_max_backward")
    sliding.press("End")
    assert [x[at] for at, value in enumerate(sliding.values("dx")) if value != 0] == sorted(
        winners, key=lambda value: x.index(value)
    )


def test_letters_stand_in_the_sums_of_the_lecture(sliding):
    sliding.choose_case("b11_forward")
    sliding.press("End")
    expect(sliding.cells("y").first).to_have_text("aw + bx + dy + ez")
    sliding.choose_case("b11_backward_input")
    sliding.press("End")
    centre = sliding.cells("dx").nth(4)
    expect(centre).to_be_visible()
    expect(centre).to_have_text("wδs + xδr + yδq + zδp")  # s, r, q, p are lowered
    assert centre.locator("sub").all_text_contents() == ["s", "r", "q", "p"]
    centre.click()
    sliding.settle()
    assert sliding.total().replace("_", "").replace(" ", "") == "=wδs+xδr+yδq+zδp"
    sliding.choose_case("b11_backward_kernel")
    sliding.press("End")
    expect(sliding.cells("dw").first).to_have_text("aδp + bδq + dδr + eδs")


def test_the_menu_says_which_case_is_open_and_closes_with_escape(sliding):
    sliding.choose_case("b4_wide")
    sliding.page.locator(".cases__open").click()
    open_one = sliding.page.locator("#case-menu [aria-current=true]")
    assert open_one.get_attribute("data-case") == "b4_wide"
    expect(open_one).to_be_focused()
    sliding.press("Escape")
    expect(sliding.page.locator("#case-menu")).to_be_hidden()
