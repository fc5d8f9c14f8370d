"""A kernel is typed, dragged, painted, pasted and turned, with mouse, keyboard and finger."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app.i18n.catalog import translate
from tests.browser.support import FiltersPage, link

LETTERS = "custom,kernel:1_2_3/4_5_6"  # 2 × 3, no two weights alike: no turn can pass for another
TRANSFORMS: dict[str, Callable[[Any], Any]] = {
    "rotate_left": np.rot90,
    "flip_horizontal": np.fliplr,
    "transpose": np.transpose,
    "flip_vertical": np.flipud,
    "negate": np.negative,
    "rotate_right": lambda kernel: np.rot90(kernel, -1),
}
CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def editor(open_page):
    """Open the page with a chain and wait for its kernel."""

    def open_editor(steps: str = LETTERS, **options: Any) -> FiltersPage:
        return FiltersPage(open_page(link(steps=steps), **options)).settle()

    return open_editor


def say(key: str, **values: Any) -> str:
    return translate("zh", key, values)


def tool(page: Page, key: str) -> Locator:
    return page.locator("#kernel-panel").get_by_role("button", name=say(key), exact=True)


def field(page: Page, key: str) -> Locator:
    return page.locator("#kernel-panel").get_by_label(say(key), exact=True)


def message(lab: FiltersPage) -> Locator:
    """What the editor says of itself."""
    return lab.kernel.locator("[role=status]")


def centre(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def turn_wheel(lab: FiltersPage, cell: Locator, delta: float) -> None:
    cell.scroll_into_view_if_needed()
    lab.page.mouse.move(*centre(cell))
    lab.page.mouse.wheel(0, delta)


def posts(page: Page) -> list[str]:
    """The requests that are sent from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def test_typing_fills_cell_after_cell_and_fractions_are_numbers(editor):
    lab = editor()
    lab.cell(0, 0).click()
    lab.page.keyboard.type("-2")
    lab.page.keyboard.press("Tab")
    expect(lab.cell(0, 1)).to_be_focused()
    lab.page.keyboard.type("1/9")
    lab.page.keyboard.press("Enter")
    expect(lab.cell(1, 1)).to_be_focused()
    assert lab.settle().weights() == [[-2, pytest.approx(1 / 9, rel=1e-12), 3], [4, 5, 6]]


def test_what_is_no_number_keeps_the_weight_and_says_so(editor):
    lab = editor()
    sent = posts(lab.page)
    wrong = {"": "empty", "abc": "text", "1e999": "too_large", "1/0": "division_by_zero"}
    for typed, problem in wrong.items():
        lab.cell(1, 1).dblclick()
        lab.page.locator(".kernel-edit:focus").fill(typed)
        lab.page.keyboard.press("Enter")
        expect(message(lab)).to_have_text(say(f"kernel.problem.{problem}", text=typed, kept=5))
        expect(lab.cell(1, 1)).to_have_attribute("aria-invalid", "true")
        expect(lab.cell(1, 1)).to_be_focused()
        assert lab.settle().weights() == [[1, 2, 3], [4, 5, 6]]
        lab.page.keyboard.press("ArrowLeft")  # going on ends the complaint
        expect(message(lab)).to_be_empty()
    assert not any("apply" in url for url in sent)


def test_escape_cancels_delete_sets_0_and_undo_brings_it_back(editor):
    lab = editor()
    keys = lab.page.keyboard
    lab.cell(0, 2).click()
    keys.type("77")
    keys.press("Escape")
    expect(lab.cell(0, 2)).to_be_focused()
    assert lab.weights()[0] == [1, 2, 3]
    keys.press("Delete")
    assert lab.settle().weights()[0] == [1, 2, 0]
    keys.press("Control+z")
    assert lab.settle().weights()[0] == [1, 2, 3]
    keys.press("Control+Shift+z")
    assert lab.settle().weights()[0] == [1, 2, 0]


def test_tab_leaves_the_grid_and_comes_back_to_the_same_cell(editor):
    lab = editor()
    lab.cell(1, 2).click()
    lab.page.keyboard.press("Tab")
    expect(lab.kernel.locator(":focus")).to_have_count(0)
    lab.page.keyboard.press("Shift+Tab")
    expect(lab.cell(1, 2)).to_be_focused()


def test_the_wheel_steps_a_focused_cell_and_no_other(editor):
    lab = editor()
    lab.cell(0, 1).click()
    turn_wheel(lab, lab.cell(0, 1), -100)
    assert lab.settle().weights() == [[1, 3, 3], [4, 5, 6]]
    turn_wheel(lab, lab.cell(1, 0), -100)
    assert lab.settle().weights() == [[1, 3, 3], [4, 5, 6]]


def test_a_drag_is_one_step_of_undo(editor):
    lab = editor()
    mouse = lab.page.mouse
    x, y = centre(lab.cell(1, 1))
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y - 70, steps=14)  # a notch each ten pixels
    mouse.up()
    assert lab.settle().weights() == [[1, 2, 3], [4, 12, 6]]
    tool(lab.page, "kernel.undo").click()
    assert lab.settle().weights() == [[1, 2, 3], [4, 5, 6]]


def test_a_fast_stroke_over_the_largest_kernel_leaves_no_holes(editor):
    lab = editor("custom,kernel:" + "/".join(["_".join(["0"] * 31)] * 31))
    tool(lab.page, "kernel.paint").click()
    mouse = lab.page.mouse
    lab.kernel.scroll_into_view_if_needed()
    mouse.move(*centre(lab.cell(0, 0)))
    mouse.down()
    mouse.move(*centre(lab.cell(30, 30)), steps=4)  # far apart, as a quick hand does
    mouse.up()
    painted = np.array(lab.settle().weights())
    np.testing.assert_array_equal(np.diag(painted), np.ones(31))
    assert painted.sum() <= 2 * 31  # a line, not a patch
    lab.page.keyboard.press("Control+z")
    assert not np.any(lab.settle().weights())


def test_several_pasted_numbers_become_the_kernel_and_one_goes_into_the_cell(editor):
    lab = editor(permissions=CLIPBOARD)
    lab.cell(0, 0).click()
    copy(lab.page, "np.array([[0, 1/2],\n [-1, 3]])")
    lab.page.keyboard.press("Control+v")
    expect(lab.kernel.locator("[role=gridcell]")).to_have_count(4)
    weights = np.array(lab.settle().weights())
    divisor = float(field(lab.page, "kernel.divisor").input_value())  # halves became a common denominator
    assert (weights / divisor).tolist() == [[0, 0.5], [-1, 3]]
    copy(lab.page, "−7")
    lab.page.keyboard.press("Control+v")
    assert lab.settle().weights() == [[-7, *weights[0, 1:]], [*weights[1]]]
    copy(lab.page, "hello")
    lab.page.keyboard.press("Control+v")
    expect(message(lab)).to_have_text(say("kernel.problem.text", text="hello", kept="−7"))
    assert lab.weights() == [[-7, *weights[0, 1:]], [*weights[1]]]


@pytest.mark.allow_responses(422)
def test_a_pasted_table_with_a_hole_is_refused_in_words_and_the_kernel_stays(editor):
    lab = editor(permissions=CLIPBOARD)
    lab.cell(0, 0).click()
    copy(lab.page, "1\t\t3\n4\t5\t6")
    lab.page.keyboard.press("Control+v")
    lab.expect_notice("kernel_text_empty_cell")
    assert lab.weights() == [[1, 2, 3], [4, 5, 6]]


def copy(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def test_the_kernel_is_copied_as_a_spreadsheet_reads_it(editor):
    lab = editor(permissions=CLIPBOARD)
    lab.cell(0, 0).click()
    lab.page.keyboard.press("Control+c")
    assert lab.page.evaluate("navigator.clipboard.readText()") == "1\t2\t3\n4\t5\t6"


def test_a_finger_steps_negates_and_types(editor):
    lab = editor(width=360, height=740, touch=True)
    cell = lab.cell(0, 1)
    cell.scroll_into_view_if_needed()
    cell.tap()
    stepper = lab.kernel.locator(".kernel-stepper")
    expect(stepper).to_be_visible()
    for button in stepper.locator("button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    stepper.get_by_role("button", name=say("kernel.step.increase")).tap()
    assert lab.settle().weights()[0] == [1, 3, 3]
    stepper.get_by_role("button", name=say("kernel.step.negate")).tap()
    assert lab.settle().weights()[0] == [1, -3, 3]
    stepper.locator("input").fill("0.25")
    lab.page.keyboard.press("Enter")
    assert lab.settle().weights()[0] == [1, 0.25, 3]
    assert lab.overflow() <= 0


def test_convolution_shows_the_turned_copy_and_lights_the_same_weight_in_all(editor):
    lab = editor("custom,kernel:1_2_3/4_5_6/7_8_9,operation:convolve")
    turned = lab.page.locator("#kernel-panel kernel-editor").nth(1)
    expect(turned).to_be_visible()
    shown = turned.locator("[role=gridcell]").evaluate_all("cells => cells.map((cell) => Number(cell.title))")
    assert shown == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    lab.cell(0, 0).hover()
    expect(lab.cell(0, 0)).to_have_class(re.compile("kernel-cell--lit"))
    expect(turned.locator('[data-row="2"][data-col="2"]')).to_have_class(re.compile("kernel-cell--lit"))
    lit = lab.inspector.locator(".grid-cell--lit")
    expect(lit).to_have_count(4)
    places = lit.evaluate_all("cells => cells.map((cell) => cell.dataset.row + cell.dataset.col)")
    assert set(places) == {"22"}


def test_a_divisor_of_0_and_40_rows_explain_themselves_and_send_nothing(editor):
    lab = editor()
    sent = posts(lab.page)
    panel = lab.page.locator("#kernel-panel")
    for key, typed, sentence in [
        ("kernel.divisor", "0", say("kernel.divisor.zero")),
        ("kernel.rows", "40", say("kernel.size.limit", value=40, limit=31)),
    ]:
        field(lab.page, key).fill(typed)
        lab.page.keyboard.press("Enter")
        expect(field(lab.page, key)).to_have_attribute("aria-invalid", "true")
        expect(panel.get_by_text(sentence)).to_be_visible()
    lab.page.locator("#stage .stage__view").focus()
    expect(field(lab.page, "kernel.divisor")).to_have_value("1")
    assert not any("apply" in url or "transform" in url for url in sent)
    assert lab.settle().weights() == [[1, 2, 3], [4, 5, 6]]


def test_every_transformed_kernel_is_numpys(editor):
    lab = editor()
    kernel = np.array([[1, 2, 3], [4, 5, 6]])
    for operation, expected in TRANSFORMS.items():
        tool(lab.page, f"kernel.tool.{operation}").click()
        kernel = expected(kernel)
        assert lab.settle().weights() == kernel.tolist(), operation


def test_two_quick_turns_turn_twice(editor):
    lab = editor()
    tool(lab.page, "kernel.tool.rotate_left").focus()
    for _ in range(2):  # not the mouse: the kernel has another height after a turn, and the tools move
        lab.page.keyboard.press("Enter")
    assert lab.settle().weights() == [[6, 5, 4], [3, 2, 1]]


def test_a_normalised_kernel_divides_by_its_sum(editor):
    lab = editor()
    tool(lab.page, "kernel.tool.normalize").click()
    lab.settle()
    assert float(field(lab.page, "kernel.divisor").input_value()) == np.sum(lab.weights()) == 21


def test_rows_and_columns_grow_around_the_middle_and_shrink_to_it(editor):
    lab = editor()
    field(lab.page, "kernel.rows").fill("4")
    lab.page.keyboard.press("Enter")
    grown = np.array(lab.settle().weights())
    assert grown.shape == (4, 3)
    assert grown.sum() == 21
    field(lab.page, "kernel.rows").fill("2")
    lab.page.keyboard.press("Enter")
    assert lab.settle().weights() == [[1, 2, 3], [4, 5, 6]]
