"""Learning on the page: trained until it reads, opened down to a product, slowed down, asked why."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.support import numbers
from tests.browser.support_runs import Server
from tests.browser.support_training import PROGRESS, TrainingPage

# A one and a seven as a hand writes them, in shares of the pad.
ONE = [(0.55, 0.15), (0.5, 0.5), (0.45, 0.85)]
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.6, 0.5), (0.45, 0.85)]


def draw(page: Page, stroke: list[tuple[float, float]]) -> None:
    """One stroke with the mouse."""
    pad = page.locator("#draw .pad__canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def open_unit(page: Page, layer: str, x: int = 14, y: int = 14, *, nth: int = 0) -> Locator:
    """Press a point of a map whose label begins so; the panel that opens."""
    page.locator(f'.living__units button[aria-label^="{layer}"]').nth(nth).click(position={"x": x, "y": y})
    panel = page.locator("#unit")
    expect(panel).to_have_attribute("data-busy", "false")
    return panel


def asked_of(view: TrainingPage, server: Server, layer: str) -> Any:
    """What the server says of the number that the link names, which follows within half a second."""
    view.page.wait_for_timeout(600)
    expect(view.page).to_have_url(re.compile(r"[?&]unit="))
    _, channel, row, col = (int(part) for part in view.query["unit"].split(","))
    run = view.query["run"]
    step = server.get(f"runs/{run}")["step"]
    place = {"layer": layer, "channel": channel, "row": row, "col": col}
    body = {"picture": {"split": "validation", "index": 0}, "step": step, **place}
    return server.post(f"runs/{run}/unit", body)


def test_trained_to_ninety_percent_it_recognises_digits_drawn_with_the_mouse(training):
    view = training("train=4000&validation=300&test=100&epochs=12&rate=0.05")
    view.start()
    best = view.page.locator("#curves p").filter(has_text="★")
    expect(best).to_have_text(re.compile(r"(9\d\.\d|100\.0)%"), timeout=60_000)
    view.page.locator("#transport button").filter(has_text="结束").click()
    view.expect_status("stopped")
    draw(view.page, ONE)
    verdict = view.page.locator(".pad__verdict")
    expect(verdict).to_have_text(re.compile(r"认作 1："))
    expect(view.page.locator(".living__verdict")).to_contain_text("它认作 1")  # through the layers above too
    view.page.locator("#draw button").filter(has_text="清空").click()
    draw(view.page, SEVEN)
    expect(verdict).to_have_text(re.compile(r"认作 7："))


def test_another_learning_rate_in_flight_is_the_rate_of_the_very_next_step(training, server):
    view = training("train=6000&epochs=50")
    run = view.start()
    while view.step < 3:
        view.page.wait_for_timeout(20)
    before = view.pause()
    slider = view.page.locator("#optimizer input[type=range]").first
    slider.focus()
    view.press("ArrowRight", "ArrowRight", "ArrowRight")
    rate = float(view.page.locator("#optimizer input.number").first.input_value())
    assert rate == pytest.approx(0.028)  # three steps up, though the run tells of the first two only now
    view.settle()
    assert float(view.page.locator("#optimizer input.number").first.input_value()) == rate
    view.press("s")
    expect(view.page.locator(PROGRESS)).to_contain_text(f"第 {before + 1:,} 步")
    expect(view.page.locator("#curves .curve__flag--settings").first).to_be_attached(timeout=15_000)
    told = server.get(f"runs/{run}/history")
    assert told["steps"]["learning_rate"] == pytest.approx([0.02] * before + [rate])
    assert told["settings"][-1]["learning_rate"] == pytest.approx(rate)
    assert view.query["run"] == run, "the same run goes on"
    late = training(f"run={run}", language="en")
    expect(late.page.locator("#optimizer input.number").first).to_have_value(f"{rate:g}")
    late.page.locator("#optimizer input[type=range]").first.focus()
    late.press("ArrowRight")
    further = late.page.locator("#optimizer input.number").first.input_value()
    expect(view.page.locator("#optimizer input.number").first).to_have_value(further)


def test_on_a_slow_line_a_lever_stays_under_the_hand_and_the_next_step_uses_its_value(training, server):
    view = training("train=6000&epochs=50")
    run = view.start()
    before = view.pause()
    sent = []

    def slowly(route):
        sent.append(route.request.post_data_json)
        view.page.wait_for_timeout(250)
        route.continue_()

    view.page.route("**/commands", slowly)
    box = view.page.locator("#optimizer input.number").first
    view.page.locator("#optimizer input[type=range]").first.focus()
    shown = []
    for _ in range(6):
        view.press("ArrowRight")
        shown.append(float(box.input_value()))
    view.press("s")
    view.settle()
    assert shown == sorted(set(shown)), "it jumped back"
    assert float(box.input_value()) == shown[-1]
    assert [one["command"] for one in sent][-2:] == ["set", "step"]
    assert len(sent) < 6, "those that wait are one command"
    expect(view.page.locator(PROGRESS)).to_contain_text(f"第 {before + 1:,} 步")
    rates = server.get(f"runs/{run}/history")["steps"]["learning_rate"]
    assert rates == pytest.approx([0.02] * before + shown[-1:])


def test_runs_are_laid_over_one_another_with_their_best_epochs_and_test_accuracies(training, server, learned):
    dense = server.finished("dense")
    view = training(f"run={learned}")
    other = view.page.locator(".run-list__run").filter(has=view.page.locator(f'a[href="?run={dense}"]'))
    other.get_by_role("button", name="叠上来").click()
    table = view.page.locator(".verdict__table tbody tr")
    expect(table).to_have_count(2)
    view.expect_query(run=learned, compare=dense)
    for row, run in zip(table.all(), (learned, dense), strict=True):
        told = server.get(f"runs/{run}")
        found = numbers(row.inner_text().replace("%", ""))
        assert found[-3:] == pytest.approx(
            (told["best"]["epoch"], 100 * told["best"]["validation_accuracy"], 100 * told["test_accuracy"]),
            abs=0.05,
        )
    view.page.reload()
    expect(table).to_have_count(2)
    other.get_by_role("button", name="拿下去").click()
    expect(table).to_have_count(0)
    view.expect_query(compare=None)


def test_a_unit_of_a_convolution_opens_down_to_one_product_with_the_servers_numbers(
    training, server, learned
):
    view = training(f"run={learned}")
    panel = open_unit(view.page, "卷积 2")
    told = asked_of(view, server, "convolution_2")
    one = told["trace"]["reductions"][0]
    products = panel.locator(".sum__chip:visible")
    expect(products).to_have_count(len(one["products"]))
    weight, value = numbers(products.nth(4).inner_text())
    assert (weight, value) == pytest.approx((one["weights"][4], one["values"][4]), rel=1e-3, abs=1e-4)
    total = numbers(panel.locator(".sum__total").inner_text())[-1]
    assert total == pytest.approx(told["z"], rel=1e-3, abs=1e-4)
    expect(panel.get_by_role("grid")).to_have_count(4)  # window, kernel, products, and the kernel's gradient
    slider = panel.locator("[data-scrubber]")
    slider.focus()
    view.press("Home", "ArrowRight", "ArrowRight")
    expect(panel.locator(".opened__progress")).to_have_text("第 2 个乘积，共 54 个")
    partial = numbers(panel.locator(".sum__total").inner_text())[-1]
    assert partial == pytest.approx(one["partial_sums"][1], rel=1e-3, abs=1e-4)
    view.press("Escape")
    expect(panel).to_be_hidden()
    view.expect_query(unit=None)


def test_units_of_the_other_layers_say_how_their_number_came_about(training, server, learned):
    view = training(f"run={learned}")
    panel = open_unit(view.page, "最大汇聚 1")
    told = asked_of(view, server, "max_pool_1")
    assert numbers(panel.locator(".sum__total").inner_text())[-1] == pytest.approx(
        told["a"], rel=1e-3, abs=1e-4
    )
    expect(panel.locator(".opened__progress")).to_have_text("4 个数都看过了")
    panel = open_unit(view.page, "全连接", 10, 40)
    told = asked_of(view, server, "dense_1")
    expect(panel.locator(".opened__term")).to_have_count(64)
    first = told["dense"]["terms"][0]
    assert numbers(panel.locator(".opened__term").first.inner_text())[-1] == pytest.approx(
        first["product"], rel=0.01
    )
    assert numbers(panel.locator(".opened__total").inner_text())[-1] == pytest.approx(
        told["z"], rel=0.01, abs=1e-3
    )
    # The input is not computed: pressing it opens nothing more.
    before = view.query["unit"]
    view.page.locator(".living__unit--picture").click()
    assert view.query["unit"] == before


def test_a_unit_opens_by_key_and_escape_gives_the_focus_back(training, learned):
    view = training(f"run={learned}", language="en")
    view.page.locator('.living__units button[tabindex="0"]').focus()
    view.press("ArrowRight", "Shift+ArrowDown", "Shift+ArrowRight", "Enter")
    panel = view.page.locator("#unit")
    expect(panel.locator(".opened__title")).to_be_focused()
    expect(panel.locator(".opened__title")).to_have_text("Conv 1 · map 1 of 6 · row 2, column 2")
    view.press("Escape")
    expect(panel).to_be_hidden()
    assert "Conv 1" in view.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "NaN" not in view.page.locator("main").inner_text()


def test_a_cell_of_the_confusion_matrix_opens_its_pictures_and_one_of_them_goes_through_the_network(
    training, server, learned
):
    view = training(f"run={learned}")
    epoch = server.get(f"runs/{learned}/history")["epochs"][-1]
    confusion = epoch["confusion"]
    truth, predicted = max(
        ((i, j) for i in range(10) for j in range(10) if i != j), key=lambda cell: confusion[cell[0]][cell[1]]
    )
    view.page.locator(f'[data-truth="{truth}"][data-predicted="{predicted}"]').click()
    pictures = view.page.locator(".confusion-gallery__pictures button")
    indices = epoch["confusion_pictures"][f"{truth},{predicted}"]
    expect(pictures).to_have_count(len(indices))
    view.expect_query(cell=f"{truth},{predicted}")
    pictures.last.click()
    # The weights are the last epoch's, and so is the mistake.
    expect(view.page.locator(".living__verdict")).to_have_text(
        re.compile(rf"^它说是 {predicted}（\d\.\d\d），标签是 {truth}。$")
    )
    view.expect_query(picture=f"validation,{indices[-1]}")
    view.press("Escape")
    expect(pictures.first).to_be_hidden()
    view.expect_query(cell=None)


def test_slow_motion_goes_through_four_moments_with_their_numbers(training):
    view = training("train=320&validation=64&test=64&epochs=2")
    slow = view.page.locator("#transport button").filter(has_text="慢动作")
    cards = view.page.locator("#moments li.moment")
    said = []
    for index in range(4):
        slow.click()
        expect(cards.nth(index)).to_have_attribute("aria-current", "step", timeout=20_000)
        expect(cards.nth(index).locator("canvas").first).to_be_visible()
        expect(view.page.locator("#moments [aria-current]")).to_have_count(1)
        said.append(cards.nth(index).locator(".moment__says").first.inner_text())
    probability, same, loss = numbers(said[1])[1:4]
    assert probability == same
    assert loss == pytest.approx(-math.log(probability), rel=0.02), "−ln of what it gave the truth"
    assert "0.02" in said[3], "the learning rate"
    expect(cards.first.locator("canvas")).not_to_have_count(0)  # what is past of the step stays
    expect(view.page.locator(PROGRESS)).to_contain_text("第 1 步")
    view.press("Space")
    view.expect_status("finished")
    expect(view.page.locator("#moments")).to_be_hidden()
