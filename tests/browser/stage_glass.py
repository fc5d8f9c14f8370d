"""The stage in its tests: points of the world under the glass, colours drawn, answers held back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route

from tests.browser.support import FiltersPage, numbers

# Read from a copy: a canvas that is read back again and again becomes slow, and the browser says so.
COPY = """
  const copyOf = (canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext("2d", {willReadFrequently: true});
    context.drawImage(canvas, 0, 0);
    return context;
  };
"""

PIXELS = f"""(stage, points) => {{{COPY}
  const context = copyOf(stage.querySelector("canvas"));
  const at = (x) => Math.round(x * devicePixelRatio);
  return points.map(([x, y]) => [...context.getImageData(at(x), at(y), 1, 1).data].slice(0, 3));
}}"""

INK = f"""(stage, {{x, y, size}}) => {{{COPY}
  const {{data}} = copyOf(stage.querySelector("canvas")).getImageData(x, y, size, size);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 3).join());
  return colours.size;
}}"""

# Two presses within 350 ms are a double click, which zooms.
NO_DOUBLE_CLICK = """async () => {
  const pressed = performance.now();
  while (performance.now() < pressed + 360) await new Promise((resolve) => requestAnimationFrame(resolve));
}"""

# Waits until something else than black is drawn at a point.
BRIGHT = f"""async (stage, [x, y]) => {{{COPY}
  while (copyOf(stage.querySelector("canvas")).getImageData(x, y, 1, 1).data[0] === 0) {{
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }}
}}"""

MARKED = f"""(stage) => {{{COPY}
  const canvas = stage.querySelectorAll("canvas")[1];
  const {{data, width, height}} = copyOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let i = 3; i < data.length; i += 4) {{
    if (data[i] < 200) continue;
    const [x, y] = [((i - 3) / 4) % width, Math.floor((i - 3) / 4 / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }}
  return [left, top, right, bottom];
}}"""

# How long the stage has been busy at the moment its bar is first seen, in ms; null while it never was. By the
# animation's own time: on a busy machine its first frame is stamped before the script that asked for it.
WATCH_BAR = """() => {
  const bar = document.querySelector(".stage .stage__busy");
  window.seenAfter = null;
  const look = () => {
    const isSeen = getComputedStyle(bar).visibility === "visible";
    if (isSeen) window.seenAfter ??= bar.getAnimations()[0]?.currentTime ?? 0;
    requestAnimationFrame(look);
  };
  look();
}"""


class Glass(FiltersPage):
    """The stage, in its own words: points in CSS pixels from its corner, the world in pixels."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.divider = page.locator("compare-slider")

    def size(self) -> tuple[float, float]:
        width, height = self.stage.evaluate("stage => [stage.clientWidth, stage.clientHeight]")
        return width, height

    def corner(self) -> tuple[float, float]:
        box = self.stage.bounding_box()
        assert box is not None
        return box["x"], box["y"]

    def fields(self) -> dict[str, str]:
        query = parse_qs(urlsplit(self.address()).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    def view(self) -> tuple[float, float, float]:
        scale, x, y = numbers(self.fields()["view"])
        return scale, x, y

    def world(self, x: float, y: float) -> tuple[float, float]:
        """What lies under a point of the stage, worked out from the link's view (one pane)."""
        scale, at_x, at_y = self.view()
        width, height = self.size()
        return at_x + (x - width / 2) / scale, at_y + (y - height / 2) / scale

    def point(self, world_x: float, world_y: float) -> tuple[float, float]:
        """The reverse of ``world``."""
        scale, at_x, at_y = self.view()
        width, height = self.size()
        return width / 2 + (world_x - at_x) * scale, height / 2 + (world_y - at_y) * scale

    def move(self, x: float, y: float) -> None:
        left, top = self.corner()
        self.page.mouse.move(left + x, top + y)

    def press(self, *keys: str) -> Glass:
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()
        return self

    def is_pinned(self) -> bool:
        return self.settle().inspector.locator(".inspector__pin").is_visible()


class Hold:
    """Keep filtered pictures (those that were asked for with these words) waiting, until released."""

    def __init__(self, page: Page, words: str = "") -> None:
        self.words = words
        self.held: list[Route] | None = []
        page.route("**/filters/apply", self.on_request)

    def on_request(self, route: Route) -> None:
        if self.held is None or self.words not in (route.request.post_data or ""):
            route.continue_()
        else:
            self.held.append(route)

    def release(self) -> None:
        held, self.held = self.held or [], None
        for route in held:
            route.continue_()
