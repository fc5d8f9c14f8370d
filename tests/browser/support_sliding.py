"""What the tests of Sliding window and One dimension do and read: time, frames, cells, cases, exports.

A frame is read as the page shows it: every number, every class and every colour of every grid, the formula's
products and its sum. Two ways to the same moment are right if nothing of that differs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from app.i18n.catalog import translate
from tests.browser.support import SETTLED, numbers

FRAME = """() => {
  const grids = [...document.querySelectorAll("#stage .pane[data-operand]")].map((pane) => ({
    operand: pane.dataset.operand,
    cells: [...pane.querySelectorAll("[data-position]")].map((cell) => [
      cell.textContent, [...cell.classList].sort().join(" "),
      cell.style.getPropertyValue("--fill"), cell.ariaLabel,
    ]),
  }));
  const chips = [...document.querySelectorAll("#formula [data-term]")]
    .filter((chip) => chip.checkVisibility())
    .map((chip) => [chip.textContent, [...chip.classList].sort().join(" ")]);
  const words = ["#formula", "#transport .transport__progress", "#stage .sliding-stage__readout"]
    .map((name) => document.querySelector(name).innerText);
  return {grids, chips, words, time: document.querySelector("[data-scrubber]").value};
}"""

LINE = """() => {
  const row = (name) => [...document.querySelectorAll(`.tape__cell[data-row=${name}]`)].map((cell) => [
    cell.textContent, [...cell.classList].sort().join(" "),
    cell.style.getPropertyValue("--fill"), cell.ariaLabel,
  ]);
  const words = ["#formula", ".transport__progress"].map((name) => document.querySelector(name).innerText);
  const extras = document.querySelector("#extras");
  return {
    rows: ["v", "w", "term", "y"].map(row), words, extras: extras.hidden ? "" : extras.innerText,
    start: document.querySelector(".tape__board").style.getPropertyValue("--start"),
    time: document.querySelector(".transport__scrubber").value,
  };
}"""

SCRUB = """(slider, time) => {
  slider.value = String(time);
  slider.dispatchEvent(new Event("input", {bubbles: true}));
}"""

REACHED = """async ([selector, time]) => {
  const slider = document.querySelector(selector);
  const until = performance.now() + 15000;
  while (Number(slider.value) < time) {
    if (performance.now() > until) throw new Error("time stands still");
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}"""


def address(page: str, language: str = "zh", **fields: object) -> str:
    """The link of one of the two pages with these fields."""
    query = "&".join(f"{name}={quote(str(value), safe=',:;/_-.')}" for name, value in fields.items())
    return f"/{language}/{page}" + (f"?{query}" if query else "")


class PlayedPage:
    """What both pages have: a clock with its handles, notices, a link."""

    scrubber_name = ".transport__scrubber"
    frame_script = ""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.scrubber = page.locator(self.scrubber_name)

    # ------------------------------------------------------------ what is done

    def settle(self, seconds: float = 15) -> None:
        """Wait until everything that was asked has been answered and drawn."""
        self.page.evaluate(SETTLED, seconds * 1000)

    def press(self, *keys: str) -> None:
        """Press keys one after another, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def scrub(self, time: int) -> None:
        """Drag the playhead to a moment."""
        self.scrubber.evaluate(SCRUB, time)
        self.settle()

    def play_until(self, time: int) -> None:
        """Press Space where no button wants it, wait until that moment has come, press Space again."""
        self.let_go()
        self.page.keyboard.press("Space")
        self.page.evaluate(REACHED, [self.scrubber_name, time])
        self.press("Space")

    def let_go(self) -> None:
        """Point at nothing and have the focus nowhere."""
        self.page.mouse.move(1, 1)
        self.page.evaluate("document.activeElement.blur()")

    # ------------------------------------------------------------ what is seen

    def frame(self) -> dict[str, Any]:
        """All that the page shows of the present moment, apart from what is only pointed at."""
        self.let_go()
        self.settle()
        shown: dict[str, Any] = self.page.evaluate(self.frame_script)
        return shown

    @property
    def time(self) -> int:
        """The playhead."""
        return int(self.scrubber.input_value())

    @property
    def duration(self) -> int:
        """The last moment."""
        return int(self.scrubber.get_attribute("max") or 0)

    def link(self) -> str:
        """The link of what is shown now: copying it brings the address bar up to date."""
        self.page.locator("#copy-link").dispatch_event("click")
        return self.page.url

    def expect_notice(self, code: str) -> Locator:
        """The notice with this code, once it is there; it says what happened."""
        notice = self.page.locator(f'#notices .notice__body[data-code="{code}"]')
        expect(notice).to_be_visible()
        text = notice.inner_text()
        assert "{" not in text, text
        assert "error." not in text, text
        self.settle()
        return notice


class SlidingPage(PlayedPage):
    """The Sliding window page, by what a person does and sees there."""

    frame_script = FRAME

    def choose_case(self, case_id: str) -> None:
        """Open the menu and choose a case with the mouse."""
        self.page.locator(".cases__open").click()
        self.page.locator(f'#case-menu [data-case="{case_id}"]').click()
        self.let_go()
        self.settle()

    def choose(self, value: str) -> None:
        """Choose one of the options of the settings or of the views by its value."""
        self.page.locator(f'label:has(> input[type=radio][value="{value}"]):visible').first.click()
        self.let_go()
        self.settle()

    def take(self, kind: str) -> None:
        """Choose an entry of the export menu."""
        self.page.locator('[popovertarget="export-menu"]').click()
        self.page.locator(f'#export-menu [data-export="{kind}"]').click()

    def save(self, kind: str, folder: Path) -> Path:
        """Export a file and keep it."""
        with self.page.expect_download() as started:
            self.take(kind)
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path

    def open_drawer(self, name: str) -> Locator:
        """Open a drawer unless it is open; its panel is returned."""
        tab = self.page.locator(f'[data-drawer="{name}"]')
        if tab.get_attribute("aria-selected") != "true":
            tab.click()
        self.settle()
        return self.page.locator(".drawers__panel")

    def slider(self, setting: str, index: int = 0) -> Locator:
        """A slider of the settings."""
        return self.page.locator(f'[data-setting="{setting}"] input[type=range]').nth(index)

    def cells(self, operand: str) -> Locator:
        """All cells of an operand, in order."""
        return self.page.locator(f'#stage [data-operand="{operand}"] [data-position]')

    def texts(self, operand: str) -> list[str]:
        """What the cells of an operand show."""
        return self.cells(operand).all_text_contents()

    def values(self, operand: str) -> list[float]:
        """The same as numbers."""
        return [numbers(text)[0] for text in self.texts(operand)]

    def size(self, operand: str) -> tuple[int, int, int]:
        """Grids, rows and columns of an operand."""
        pane = self.page.locator(f'#stage [data-operand="{operand}"]')
        grids = pane.locator("[role=grid]")
        rows = grids.first.locator("[role=row]")
        return grids.count(), rows.count(), rows.first.locator("[role=gridcell]").count()

    def lit(self, operand: str) -> list[int]:
        """Which cells of an operand are lit."""
        return [
            int(cell.get_attribute("data-position") or -1)
            for cell in self.page.locator(f'#stage [data-operand="{operand}"] .cell--lit').all()
        ]

    def total(self) -> str:
        """The end of the running formula."""
        return self.page.locator("#formula .sum__total").inner_text().strip()


class SignalsPage(PlayedPage):
    """The One dimension page, by what a person does and sees there."""

    frame_script = LINE

    def choose_kind(self, kind: str) -> None:
        """Choose a computation with the mouse."""
        self.page.locator(f'#kinds label:has(> input[value="{kind}"])').click()
        self.let_go()
        self.settle()

    def type_into(self, label: str, text: str) -> None:
        """Type into a field of the settings and leave it with Enter."""
        field = self.field(label)
        field.fill(text)
        field.press("Enter")
        self.settle()

    def field(self, label: str) -> Locator:
        """A field of the settings."""
        return self.page.locator("#controls").get_by_label(translate("zh", label), exact=True)

    def values(self, row: str) -> list[float]:
        """A row of cells (v, w, term, y) as numbers, in full as their names say them; empty ones left out."""
        cells = self.page.locator(f".tape__cell[data-row={row}]")
        named = cells.evaluate_all(
            "all => all.filter((cell) => cell.textContent).map((cell) => cell.ariaLabel)"
        )
        return [numbers(name)[-1] for name in named]
