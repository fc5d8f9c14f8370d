"""What belongs together lights up together, on the stage and in the drawers; guessing and proving."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.support import numbers
from tests.browser.support_sliding import SlidingPage, address

# Which rows of a canvas grid are framed: their left edge is drawn on the upper canvas.
FRAMED = """(grid) => {
  const canvas = grid.querySelectorAll("canvas")[1];
  const ratio = canvas.width / parseFloat(canvas.style.width);
  const rows = Number(grid.getAttribute("aria-rowcount"));
  const margin = (parseFloat(canvas.style.width) - parseFloat(grid.style.width)) / 2;
  const height = parseFloat(grid.style.height) / rows;
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  return [...Array(rows).keys()].filter((row) => {
    const y = Math.round((margin + (row + 0.5) * height) * ratio);
    return [...copy.getImageData(0, y, Math.round((margin + 3) * ratio), 1).data].some((part) => part > 0);
  });
}"""


@pytest.fixture
def sliding(open_page):
    page = SlidingPage(open_page(address("sliding", "en"), language="en", height=900))
    page.settle()
    return page


# ---------------------------------------------------------------- what belongs together


def test_an_output_lights_the_window_it_is_made_of_and_all_weights(sliding):
    sliding.cells("y").nth(5).hover()
    sliding.settle()
    # output (1, 1) reads rows and columns 1 to 3 of the 6×6 grid with its ring of zeros
    assert sliding.lit("x") == [6 * r + c for r in (1, 2, 3) for c in (1, 2, 3)]
    assert sliding.lit("w") == list(range(9))
    assert sliding.lit("y") == [5]
    expect(sliding.page.locator(".sliding-stage__readout")).to_have_text(
        "Output row 2, column 2: 9 products added up"
    )
    sliding.page.mouse.move(1, 1)
    sliding.settle()
    assert sliding.lit("x") == sliding.lit("w") == []


def test_a_weight_lights_all_its_pairs(sliding):
    sliding.cells("w").first.hover()
    sliding.settle()
    assert sliding.lit("y") == list(range(16))
    assert sliding.lit("x") == [6 * r + c for r in range(4) for c in range(4)]
    assert sliding.lit("w") == [0]
    expect(sliding.page.locator(".sliding-stage__readout")).to_contain_text("16 times")


def test_a_product_of_the_formula_and_its_cells_light_each_other(sliding):
    sliding.scrub(9 * 6)  # output (1, 1): the window's corner is row 1, column 1
    chip = sliding.page.locator('#formula [data-term="5"]')
    chip.hover()
    sliding.settle()
    assert (sliding.lit("x"), sliding.lit("w"), sliding.lit("y")) == ([6 * 2 + 3], [5], [5])
    expect(sliding.page.locator(".sliding-stage__readout")).to_contain_text("Product 6")
    sliding.cells("x").nth(6 * 2 + 3).hover()
    sliding.settle()
    expect(sliding.page.locator("#formula .chip--lit")).to_have_count(1)
    expect(chip).to_have_class(re.compile("chip--lit"))


def test_a_bias_lights_the_outputs_of_its_channel(sliding):
    sliding.choose_case("b8_channels")
    sliding.cells("b").nth(1).hover()
    sliding.settle()
    assert sliding.lit("y") == [4, 5, 6, 7]


def test_the_kernel_can_be_seen_unflipped_without_changing_the_sums(sliding):
    sliding.press("End")
    y, w = sliding.texts("y"), sliding.texts("w")
    sliding.page.locator(".pane__link").click()
    sliding.settle()
    assert sliding.texts("w") == w[::-1]
    assert sliding.texts("y") == y


# ---------------------------------------------------------------- drawers


def row_of_formula(sliding: SlidingPage) -> tuple[int, ...]:
    """The output whose sum the formula shows, counted from 1."""
    return tuple(int(n) for n in numbers(sliding.page.locator("#formula .sum__left sub").inner_text()))


def test_the_framed_row_of_the_toeplitz_matrix_is_the_current_output(sliding):
    panel = sliding.open_drawer("toeplitz")
    matrix = panel.locator(".toeplitz .drawer-grid").first
    expect(matrix).to_have_attribute("aria-rowcount", "16")
    expect(matrix).to_have_attribute("aria-colcount", "16")
    for time in (1, 50, 144):
        sliding.scrub(time)
        sliding.let_go()
        sliding.settle()
        row, col = row_of_formula(sliding)
        assert matrix.evaluate(FRAMED) == [(row - 1) * 4 + col - 1]
    matrix.scroll_into_view_if_needed()
    box = matrix.bounding_box()
    assert box is not None
    sliding.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 2.5 / 16)
    sliding.settle()
    assert row_of_formula(sliding) == (1, 3)


def test_a_cell_of_the_matrix_is_read_out_with_its_weight_and_lights_its_pairs(sliding):
    """Row 1 reads x (1, 1) with the weight in the middle of the kernel, 0.5."""
    matrix = sliding.open_drawer("toeplitz").locator(".toeplitz .drawer-grid").first
    matrix.focus()
    sliding.press("ArrowRight", "ArrowLeft")
    expect(matrix.locator("[role=gridcell]")).to_have_text(
        "Matrix row 1, column 1: Kernel row 2, column 2 = 0.5"
    )
    assert sliding.lit("w") == [4]
    assert sliding.lit("y") == list(range(16))


def test_im2col_frames_the_column_of_the_current_window_and_goes_where_it_is_clicked(sliding):
    sliding.choose_case("b9_sharing")
    panel = sliding.open_drawer("im2col")
    labels = [grid.get_attribute("aria-label") for grid in panel.locator(".drawer-grid").all()]
    assert "The windows as a matrix, 4 by 4" in labels
    top = panel.locator('.drawer-grid[aria-label="The windows as a matrix, 4 by 4"]')
    top.scroll_into_view_if_needed()
    box = top.bounding_box()
    assert box is not None
    sliding.page.mouse.click(box["x"] + box["width"] * 2.5 / 4, box["y"] + 5)
    sliding.settle()
    assert row_of_formula(sliding) == (2, 1)
    assert sliding.total() == "= 67"


def test_col2im_adds_every_patch_up_and_says_why_there_is_none_forward(sliding):
    panel = sliding.open_drawer("col2im")
    expect(panel).to_contain_text("Forward, it is im2col")
    sliding.choose_case("b11_backward_input")
    sliding.press("End")
    sums = panel.locator(".drawer-sums .drawer-grid").first
    expect(sums).to_have_attribute("aria-rowcount", "3")
    sums.focus()
    sliding.press("ArrowDown", "ArrowRight")
    expect(sums.locator("[role=gridcell]")).to_contain_text(re.compile(r"wδ_?\s?s \+ xδ_?\s?r"))


def count(half: Locator) -> tuple[str, int]:
    """The parameters that one half of the drawing names, and the edges that it draws."""
    return half.locator(".sharing__count").inner_text(), half.locator("svg line").count()


def test_shared_weights_are_4_on_16_edges_and_a_dense_layer_has_36_of_its_own(sliding):
    panel = sliding.open_drawer("sharing")
    sliding.choose_case("b9_sharing")
    halves = panel.locator(".sharing__half")
    assert count(halves.nth(0)) == ("4", 16)
    assert count(halves.nth(1)) == ("36", 36)
    panel.locator(".sharing__key").nth(2).hover()
    sliding.settle()
    assert panel.locator(".edge--lit").count() == 4
    assert sliding.lit("w") == [2]


def test_memory_order_names_the_strides_of_both_layouts_and_one_cell_in_both(sliding):
    """Two channels of 3×3: channels lie 9 apart in NCHW, and next to each other in NHWC."""
    sliding.choose_case("b8_channels")
    panel = sliding.open_drawer("memory")
    strides = [numbers(text) for text in panel.locator(".memory__strides").all_inner_texts()]
    assert strides == [(18, 9, 3, 1), (18, 6, 2, 1)]
    grids = panel.locator(".memory__order .drawer-grid")
    grids.nth(1).focus()
    sliding.press("ArrowRight")
    expect(grids.nth(1).locator("[role=gridcell]")).to_contain_text("channel 2, row 1, column 1")
    grids.nth(0).focus()
    sliding.press("ArrowRight")
    expect(grids.nth(0).locator("[role=gridcell]")).to_contain_text("channel 1, row 1, column 2")


def test_the_picture_of_a_whole_convolution_opens_as_1024_by_784_and_reads_out_its_cells(sliding):
    panel = sliding.open_drawer("toeplitz")
    section = panel.locator(".picture-matrix")
    section.locator("button").first.click()
    canvas = section.locator("canvas")
    expect(canvas).to_be_focused()
    label = (canvas.get_attribute("aria-label") or "").replace(",", "")
    assert [int(n) for n in re.findall(r"\d+", label)][:3] == [1024, 784, 784 * 25]
    sliding.press("ArrowRight", "ArrowLeft", "+", "+")
    readout = section.locator(".picture-matrix__readout")
    expect(readout).to_contain_text("w(1, 1)")
    expect(readout).to_contain_text("output row 1, column 1")


def test_a_drawer_closes_by_its_button_and_time_goes_on_under_an_open_one(sliding):
    sliding.choose_case("b9_sharing")
    sliding.open_drawer("im2col")
    sliding.let_go()
    sliding.press("Home", "Shift+ArrowRight")
    assert sliding.time == 4
    sliding.page.locator(".drawers__head > button").click()
    sliding.settle()
    expect(sliding.page.locator(".drawers__panel")).to_be_hidden()
    expect(sliding.page.locator('[data-drawer="im2col"]')).to_be_focused()


# ---------------------------------------------------------------- guessing and proving


def guess(sliding: SlidingPage, text: str) -> Locator:
    sliding.page.locator("#predict-answer").fill(text)
    sliding.press("Enter")
    return sliding.page.locator(".predict__verdict")


def test_a_guess_is_judged_right_or_wrong_and_only_then_the_number_is_shown(sliding):
    sliding.press("Home")
    sliding.page.locator("#transport .transport__tools button").first.click()
    sliding.settle()
    assert sliding.texts("y")[0] == "?"
    assert "2.9" not in sliding.page.locator("#formula").inner_text()
    verdict = guess(sliding, "2.9")
    expect(verdict).to_have_attribute("data-right", "true")
    assert sliding.texts("y")[0] == "2.9"

    sliding.page.locator("#predict > button.button--primary").click()
    sliding.settle()
    assert sliding.texts("y")[1] == "?"
    verdict = guess(sliding, "6")
    expect(verdict).to_have_attribute("data-right", "false")
    expect(verdict).to_contain_text("off by 0.2")
    expect(sliding.page.locator(".predict__score")).to_have_text("1 of 2 right")

    sliding.page.locator("#predict .button--quiet").click()
    sliding.press("End")
    assert "?" not in sliding.texts("y")


def test_letters_are_guessed_as_letters(sliding):
    sliding.choose_case("b11_forward")
    sliding.press("Home")
    sliding.page.locator("#transport .transport__tools button").first.click()
    sliding.settle()
    expect(guess(sliding, "aw+bx + dy+ez")).to_have_attribute("data-right", "true")


@pytest.mark.parametrize(
    ("case", "has_differences"),
    [("b2_convolution", False), ("padding_strides_transposed", False), ("backward", True)],
)
def test_the_proof_agrees_to_less_than_a_millionth_and_shows_its_errors(case, has_differences, sliding):
    if case == "backward":
        sliding.choose("input")
    else:
        sliding.choose_case(case)
    with sliding.page.expect_response("**/api/traces/proof") as answered:
        sliding.page.locator("#transport .transport__tools button").last.click()
    proof = answered.value.json()
    sliding.settle()
    assert proof["independent"]["largest_error"] < 1e-6
    if has_differences:
        assert proof["finite_differences"]["largest_error"] < 1e-6
    note = sliding.page.locator("#proof .notice__body")
    expect(note).to_be_visible()
    assert "proof." not in note.inner_text()
    sliding.page.locator("#proof button").click()
    sliding.settle()
    expect(note).to_be_hidden()


def test_letters_cannot_be_proved_by_numbers(sliding):
    sliding.choose_case("b11_forward")
    expect(sliding.page.locator("#transport .transport__tools button").last).to_be_disabled()
