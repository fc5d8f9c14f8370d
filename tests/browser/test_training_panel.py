"""The left column of the Training page: data, the network as a list, how it learns; by mouse and by key."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.support_training import TrainingPage
from tests.browser.test_pages_quality import violations

LONG = "train=6000&epochs=200"


class Panel(TrainingPage):
    """The column as somebody reads it: rows of layers, the parts' titles, the notes."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.rows = page.locator("#network-builder .stack-layers > .layers > .layer")
        self.parameters = page.locator("#network-builder .panel-part__aside")

    @property
    def names(self) -> list[str]:
        """The kinds of the layers from input to output."""
        self.settle()
        return self.rows.locator(".layer__name").all_inner_texts()

    def head(self, index: int) -> Locator:
        return self.rows.nth(index).locator(".layer__head").first

    def error_at(self, index: int) -> Locator:
        return self.rows.nth(index).locator(".layer__error").first

    def add(self, kind: str) -> None:
        self.page.locator(".layers__add").first.click()
        self.page.locator(f".layers__menu [data-kind={kind}]").first.click()
        self.settle()


@pytest.fixture
def panel(open_page):
    """Open the page with a query; whatever still trains when the test ends is ended."""
    opened: list[Panel] = []

    def opener(query: str = "", language: str = "zh", **options: Any) -> Panel:
        view = Panel(open_page(f"/{language}/training?{query}", language=language, **options))
        opened.append(view)
        view.settle()
        return view

    yield opener
    for run in {run for view in opened if (run := view.query.get("run"))}:
        opened[0].page.request.post(f"/api/runs/{run}/commands", data={"command": "stop"})


def pets() -> bytes:
    """A zip of two classes with ten pictures each, and one picture that is none."""
    archive = io.BytesIO()
    noise = np.random.default_rng(3)
    with zipfile.ZipFile(archive, "w") as files:
        for name, grey in (("cat", 60), ("dog", 190)):
            for number in range(10):
                pixels = (grey + noise.normal(0, 20, (40, 40))).clip(0, 255).astype(np.uint8)
                picture = io.BytesIO()
                Image.fromarray(pixels).save(picture, "PNG")
                files.writestr(f"{name}/{number}.png", picture.getvalue())
        files.writestr("cat/torn.png", b"\x89PNG\r\n\x1a\nnothing behind it")
    return archive.getvalue()


def test_a_network_by_name_brings_its_layers_its_counts_and_its_link(panel):
    view = panel()
    expect(view.parameters).to_have_text("4,430 个参数")
    view.page.locator("#network-builder select").first.select_option("lenet5_1998")
    view.settle()
    # B8 by hand: 156 + 12 + 1,516 + 32 + 48,120 + 10,164 + (84 + 1) · 10
    expect(view.parameters).to_have_text("60,850 个参数")
    assert len(view.names) == 14
    expect(view.rows.nth(4).locator(".layer__facts").first).to_have_text("16×10×10 · 1,516")
    view.expect_query(preset="lenet5_1998")
    view.press("Control+z")
    expect(view.parameters).to_have_text("4,430 个参数")


def test_a_layer_is_added_where_it_fits_edited_and_taken_out_again(panel):
    view = panel()
    before = view.names
    view.add("convolution")
    # The last layer is behind the flattening, where no kernel can slide: the new one goes before that.
    assert view.names == [*before[:6], "卷积", *before[6:]]
    expect(view.head(6)).to_be_focused()
    expect(view.head(6)).to_have_attribute("aria-expanded", "true")
    filters = view.rows.nth(6).get_by_role("spinbutton").first
    filters.press("ArrowUp")
    view.settle()
    # 9 filters of 3×3 over 8 maps, each with a bias: 9 · (8 · 9 + 1)
    expect(view.rows.nth(6).locator(".layer__facts").first).to_have_text("9×7×7 · 657")
    view.head(6).press("Delete")
    assert view.names == before
    expect(view.head(6)).to_be_focused()


def test_a_layer_moves_by_key_and_by_mouse(panel):
    view = panel()
    before = view.names
    view.head(1).press("Alt+ArrowDown")
    assert view.names == [before[0], before[2], before[1], *before[3:]]
    expect(view.head(2)).to_be_focused()
    view.press("Alt+ArrowUp")
    assert view.names == before
    grip, target = view.rows.nth(2).locator(".layer__grip"), view.rows.nth(0)
    grip.hover()
    view.page.mouse.down()
    box = target.bounding_box()
    assert box is not None
    view.page.mouse.move(box["x"] + 40, box["y"] + 20, steps=4)
    view.page.mouse.move(box["x"] + 40, box["y"] + 8, steps=4)
    view.page.mouse.up()
    assert view.names == [before[2], before[0], before[1], *before[3:]]


def test_what_does_not_fit_is_explained_at_its_layer_and_at_the_run_button(panel):
    view = panel()
    flatten = view.names.index("展平")
    view.head(flatten).press("Delete")
    view.settle()
    expect(view.error_at(flatten)).to_contain_text("展平层（得到 392 个数）")
    play = view.page.locator(".training-transport__play")
    expect(play).to_have_attribute("aria-disabled", "true")
    assert "392" in view.note
    assert view.note.startswith("还不能训练")
    view.page.locator("#network-builder").get_by_label("撤销", exact=True).click()
    expect(view.error_at(flatten)).to_be_hidden()
    expect(play).not_to_have_attribute("aria-disabled", "true")


def test_a_window_stops_at_what_fits_and_says_why(panel):
    view = panel("layers=max_pool:size:8,8:stride:4,4;max_pool;flatten;dense:units:classes")
    view.head(1).click()
    size = view.rows.nth(1).get_by_role("group").first
    more = size.get_by_role("button").last
    for _ in range(4):  # 28 → (28 − 8)/4 + 1 = 6 cells: from 2 to 6
        more.click()
        view.settle()
    expect(more).to_have_attribute("aria-disabled", "true")
    more.click(force=True)
    expect(view.rows.nth(1).locator(".panel-field__note").first).to_contain_text("最多 6。")
    expect(view.rows.nth(1).locator(".panel-field__note").first).to_contain_text("窗口不能比它更大")


def test_the_rate_is_changed_while_it_trains_and_the_run_goes_on_with_it(panel):
    view = panel(LONG)
    run = view.start()
    rate = view.page.locator("#optimizer").get_by_role("spinbutton").first
    rate.fill("0.004")
    rate.press("Enter")
    note = view.page.locator("#optimizer .panel-field--slider .field__hint").filter(has_text="正用").first
    expect(note).to_contain_text("0.004")
    history = view.page.request.get(f"/api/runs/{run}/history").json()
    assert history["settings"][-1]["learning_rate"] == 0.004
    expect(view.page.locator(".training-transport__again")).to_be_hidden()
    rate.fill("-1")
    rate.press("Enter")
    expect(view.page.locator("#optimizer")).to_contain_text("学习率要大于 0")
    rate.press("Escape")
    expect(rate).to_have_value("0.004")
    view.page.locator("#optimizer").get_by_label("均方误差").click(force=True)
    expect(view.page.locator(".training-transport__again")).to_be_visible()


def test_a_zip_with_a_torn_picture_is_taken_and_the_picture_named(panel):
    view = panel()
    data = view.page.locator("#data")
    data.locator("input[value=own]").click(force=True)
    zip_file = {"name": "pets.zip", "mimeType": "application/zip", "buffer": pets()}
    data.locator("input[type=file][accept*=zip]").set_input_files(zip_file)
    expect(data.locator(".own__skipped li")).to_contain_text("cat/torn.png")
    expect(data.locator(".own__classes")).to_contain_text(re.compile(r"cat\s*10\s*dog\s*10"))
    view.settle()
    expect(view.rows.last.locator(".layer__facts").first).to_have_text(re.compile(r"^2 · "))
    # one more picture, into a class of its own
    data.locator(".own__name").fill("fish")
    picture = io.BytesIO()
    Image.new("L", (30, 30), 120).save(picture, "PNG")
    data.locator("input[type=file][multiple]").set_input_files(
        [{"name": f"{n}.png", "mimeType": "image/png", "buffer": picture.getvalue()} for n in range(2)]
    )
    expect(data.locator(".own__classes")).to_contain_text(re.compile(r"fish\s*2"))


def test_a_set_that_is_not_there_says_how_to_get_it_and_changes_nothing(panel):
    view = panel(language="en")
    view.page.locator("#data input[value=mnist]").click(force=True)
    expect(view.page.locator("#data .data-missing")).to_contain_text("convscope fetch mnist")
    assert view.query == {}
    view.page.locator("#data input[value=shapes]").click(force=True)
    view.expect_query(data="shapes")
    expect(view.page.locator("#data .samples__one")).to_have_count(10)
    expect(view.page.locator("#data .data-missing")).to_be_hidden()


def test_the_connection_table_is_a_grid_of_switches(panel):
    view = panel("preset=lenet5_1998")
    view.head(4).click()
    view.rows.nth(4).locator(".panel-field__more").click()
    cells = view.page.locator(".table-dialog__cell")
    expect(cells).to_have_count(16 * 6)
    expect(view.page.locator(".table-dialog__cell[aria-pressed=true]")).to_have_count(60)
    cells.first.focus()
    view.press("ArrowRight", "Space", "Escape")
    view.settle()
    # One connection fewer or more is one kernel of 25 weights.
    expect(view.rows.nth(4).locator(".layer__facts").first).to_have_text("16×10×10 · 1,541")


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_axe_finds_nothing_in_the_open_column_on_a_phone(theme, panel):
    view = panel("preset=small_residual&tab=data", theme=theme, width=360, height=740, touch=True)
    view.head(2).tap()
    view.rows.nth(2).locator(".layer__inside .layer__head").first.tap()
    view.page.locator("#optimizer .panel-fold > summary").tap()
    view.page.locator("#data input[value=own]").click(force=True)
    view.settle()
    assert violations(view.page) == []
    assert view.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
