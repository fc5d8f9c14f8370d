"""What the tests of the Filters page do and read, said once: files, presets, pixels, numbers, notices.

Nothing here sleeps: the page says on its root element (``data-settled``) whether everything that was asked
has been answered and drawn.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?(?:e[−+-]?\d+)?")

SETTLED = """async (limit) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const until = performance.now() + limit;
  await frame();
  await frame();
  while (document.documentElement.dataset.settled !== "true") {
    if (performance.now() > until) throw new Error("the page did not settle");
    await frame();
  }
  await document.fonts.ready; // another letter is another width: what is to be pressed may move
}"""

DROP = """({data, name, type, kind, zeros}) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes, new Uint8Array(zeros)], name, {type}));
  const target = document.getElementById("stage");
  if (kind === "paste") {
    const what = {clipboardData: transfer, bubbles: true, cancelable: true};
    target.dispatchEvent(new ClipboardEvent("paste", what));
    return;
  }
  const send = (event) => target.dispatchEvent(
    new DragEvent(event, {dataTransfer: transfer, bubbles: true, cancelable: true}));
  if (send("dragover")) throw new Error("the page does not say that a file may be dropped");
  send("drop");
}"""

# The table shows one row of the kernel at a time: the playhead is led through all of them.
TERMS = """async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const list = document.querySelector(".inspector__list");
  const scrubber = document.querySelector(".inspector__scrubber");
  const count = Number(scrubber.max);
  const seek = async (position) => {
    scrubber.value = String(position);
    scrubber.dispatchEvent(new Event("input", {bubbles: true}));
    await null; // the page asks for its frame in a microtask; the one asked for next comes after it
    await null;
    await frame();
  };
  if (!list.open) {
    list.open = true;
    await frame();
    await frame();
  }
  const rows = [];
  while (rows.length < count) {
    await seek(rows.length);
    const before = rows.length;
    for (const line of list.querySelectorAll("tbody tr")) {
      rows.push([...line.cells].map((cell) => cell.textContent));
    }
    if (rows.length === before) throw new Error("an empty row of terms");
  }
  await seek(count);
  return rows;
}"""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the inspector's table."""

    tap: tuple[int, int]
    origin: str
    value: float
    weight: float
    product: float
    partial_sum: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the inspector says about one channel of one pixel, as numbers.

    Attributes:
        terms: of the kernel that is shown.
        lines: of each kernel ``sum, divisor, offset, value``; of a pair then the magnitude's numbers and, for
            directions, the angle's.
        outcome: the numbers of the last line but the byte itself, part by part.
        result: the byte.
        rgb: the colour of the swatch.
    """

    pixel: tuple[int, int]
    terms: tuple[Term, ...]
    lines: tuple[tuple[float, ...], ...]
    outcome: tuple[tuple[float, ...], ...]
    result: int
    rgb: tuple[int, int, int]


def numbers(text: str) -> tuple[float, ...]:
    """All numbers of a text, with true minus signs or plain ones."""
    return tuple(float(found.replace("−", "-")) for found in NUMBER.findall(text))


def as_printed(shown: float, value: float) -> bool:
    """Whether the page may print the value so: four significant digits, at least three decimals."""
    size = abs(value)
    decimals = 3 if size == 0 or size >= 1 else min(12, max(3, 3 - int(np.floor(np.log10(size)))))
    return bool(abs(shown - value) <= 0.5 * 10.0**-decimals + 1e-9)


def read_picture(path: Path) -> NDArray[np.uint8]:
    """The file as (H, W, 3) RGB, decoded by OpenCV."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert picture is not None, path
    rgb: NDArray[np.uint8] = picture[:, :, ::-1].copy()
    return rgb


def png(pixels: NDArray[np.uint8]) -> bytes:
    """(H, W, 3) RGB as a PNG file, encoded by OpenCV."""
    is_good, data = cv2.imencode(".png", pixels[:, :, ::-1])
    assert is_good
    return data.tobytes()


def link(language: str = "zh", **fields: str) -> str:
    """The address of the Filters page with these fields."""
    query = "&".join(f"{name}={quote(value, safe=',:;/_-.*')}" for name, value in fields.items())
    return f"/{language}/filters" + (f"?{query}" if query else "")


class FiltersPage:
    """The Filters page, by what a person does and sees there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stage = page.locator(".stage__view")
        self.inspector = page.locator("#inspector")
        self.kernel = page.locator("#kernel-panel kernel-editor").first
        self.notice = page.locator("#notices .notice__body")

    # ------------------------------------------------------------ what is done

    def settle(self, seconds: float = 15) -> FiltersPage:
        """Wait until everything that was asked has been answered and drawn."""
        self.page.evaluate(SETTLED, seconds * 1000)
        return self

    def drop(
        self, file: Path | bytes, name: str = "", *, kind: str = "drop", media: str = "", zeros: int = 0
    ) -> FiltersPage:
        """Drop (or paste) a file on the stage, with so many zero bytes after it."""
        data = file if isinstance(file, bytes) else file.read_bytes()
        name = name or (file.name if isinstance(file, Path) else "picture.png")
        given = {
            "data": base64.b64encode(data).decode(),
            "name": name,
            "type": media,
            "kind": kind,
            "zeros": zeros,
        }
        self.page.evaluate(DROP, given)
        return self.settle(30)

    def choose(self, filter_id: str) -> FiltersPage:
        """Choose a preset with the mouse."""
        self.page.locator(f'label:has(> input[name="preset"][value="{filter_id}"])').click()
        return self.settle()

    def choose_channel(self, channel: str) -> FiltersPage:
        """Look at another channel, if the pixel has several."""
        choice = self.inspector.locator(f'input[name="inspector-channel"][value="{channel}"]')
        if choice.count():
            choice.evaluate("input => input.click()")
        return self.settle()

    def choose_kernel(self, index: int) -> FiltersPage:
        """Look at gx or gy of a pair."""
        choice = self.inspector.locator(f'input[name="inspector-kernel"][value="{index}"]')
        choice.evaluate("input => input.click()")
        return self.settle()

    def type_weight(self, row: int, col: int, text: str) -> FiltersPage:
        """Double-click a cell of the kernel, type, Enter."""
        self.cell(row, col).dblclick()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        return self.settle()

    def walk(self, rows: int, cols: int) -> FiltersPage:
        """Move the inspected pixel with the arrow keys, by tens and ones."""
        self.stage.focus()
        for count, keys in ((rows, ("ArrowUp", "ArrowDown")), (cols, ("ArrowLeft", "ArrowRight"))):
            key = keys[count > 0]
            for _ in range(abs(count) // 10):
                self.page.keyboard.press(f"Shift+{key}")
            for _ in range(abs(count) % 10):
                self.page.keyboard.press(key)
        return self.settle()

    # ------------------------------------------------------------ what is seen

    def cell(self, row: int, col: int) -> Locator:
        """A cell of the kernel."""
        return self.kernel.locator(f'[data-row="{row}"][data-col="{col}"]')

    def weights(self) -> list[list[float]]:
        """The kernel as its cells say it in full."""
        texts = self.kernel.locator(".kernel-grid__row").evaluate_all(
            "rows => rows.map((row) => [...row.children].map((cell) => cell.title))"
        )
        return [[numbers(text)[0] for text in row] for row in texts]

    def chosen_preset(self) -> str:
        """The id of the preset that is marked."""
        return str(self.page.locator('input[name="preset"]:checked').get_attribute("value"))

    def readout(self) -> str:
        """The line under the stage."""
        return self.page.locator(".stage__readout").inner_text()

    def pixel(self) -> tuple[int, int]:
        """The pixel that the inspector speaks of."""
        row, col = numbers(self.inspector.locator("h2").inner_text())[:2]
        return int(row), int(col)

    def result(self) -> int:
        """The byte at the end of the inspector's last line."""
        return int(self.inspector.locator(".inspector__value").inner_text())

    def reading(self) -> Reading:
        """Every number of the inspector, for the channel and the kernel that are chosen."""
        self.page.mouse.move(1, 1)  # a tap that is pointed at or focused goes before the playhead
        self.page.evaluate("document.activeElement.blur()")
        rows = self.page.evaluate(TERMS)
        terms = []
        for tap, origin, *rest in rows:
            row, col = (int(number) for number in numbers(tap))
            value, weight, product, partial_sum = (numbers(text)[0] for text in rest)
            terms.append(Term((row, col), origin, value, weight, product, partial_sum))
        lines = self.inspector.locator(".inspector__step").evaluate_all(
            "all => all.map((line) => [...line.children].slice(1).map((part) => part.textContent).join(' '))"
        )
        outcome = self.inspector.locator(".inspector__outcome > :not(.inspector__final)").all_text_contents()
        swatch = self.inspector.locator(".inspector__swatch").get_attribute("style") or ""
        red, green, blue = (int(number) for number in numbers(swatch)[:3])
        return Reading(
            pixel=self.pixel(),
            terms=tuple(terms),
            lines=tuple(tuple(n for n in numbers(line.replace("²", ""))) for line in lines),
            outcome=tuple(found for text in outcome if (found := numbers(text))),
            result=self.result(),
            rgb=(red, green, blue),
        )

    def drawn(self, x: float, y: float) -> tuple[int, int, int]:
        """The colour on the stage's canvas at a point (CSS pixels from its corner)."""
        red, green, blue = self.stage.evaluate(
            """(stage, [x, y]) => {
              const ratio = devicePixelRatio;
              const copy = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
              copy.drawImage(stage.querySelector("canvas"), -Math.floor(x * ratio), -Math.floor(y * ratio));
              return [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3);
            }""",
            [x, y],
        )
        return int(red), int(green), int(blue)

    def address(self) -> str:
        """The link of what is shown now: copying it brings the address bar up to date."""
        self.page.locator("#copy-link").dispatch_event("click")
        return self.page.url

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def expect_notice(self, code: str) -> Locator:
        """The notice with this code, once it is there; it says what happened and what to do."""
        notice = self.page.locator(f'#notices .notice__body[data-code="{code}"]')
        expect(notice).to_be_visible(timeout=20_000)
        text = notice.inner_text()
        if "/keys/" not in self.page.url:
            assert not re.search(r"\{\w+\}|⟦|error\.|undefined", text), text
        return notice


class Api:
    """The server, asked beside the page."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.request = page.context.request
        self.language = page.locator("html").get_attribute("lang") or ""
        self.base_url = base_url

    def get(self, path: str) -> Any:
        """JSON of an address below /api/."""
        return self.request.get(f"{self.base_url}/api/{path}").json()

    def post(self, path: str, body: Any, accept: str = "application/json") -> bytes:
        """The body of the answer."""
        headers = {"Content-Type": "application/json", "Accept": accept, "Accept-Language": self.language}
        answer = self.request.post(f"{self.base_url}/api/{path}", data=json.dumps(body), headers=headers)
        assert answer.ok, answer.text()
        return answer.body()

    def describe(self, picture: str, steps: Sequence[Any]) -> list[Any]:
        """The description of a chain's steps."""
        body = json.loads(self.post("filters/describe", {"picture": picture, "steps": steps}))
        return list(body["steps"])

    def region(self, picture: str, steps: Sequence[Any], row: int, col: int) -> tuple[int, int, int]:
        """One pixel of the result, exactly."""
        asked = {
            "picture": picture,
            "steps": steps,
            "region": {"row": row, "col": col, "height": 1, "width": 1},
        }
        red, green, blue = self.post("filters/apply", asked, "application/octet-stream")
        return red, green, blue
