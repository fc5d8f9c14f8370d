"""A photograph is dropped on the page, and every number the page says about it is SciPy's."""

from __future__ import annotations

import colorsys
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from tests.browser.support import Api, FiltersPage, Reading, as_printed, link, read_picture

CHANNELS = ("red", "green", "blue")
INTERIOR, CORNER = (20, 30), (0, 0)
NEAR = (64, 80)  # rows and columns that no window of these two reaches out of
LUMINANCE = (0.299, 0.587, 0.114)

# A few kernels as the courses print them: the page is not only consistent, it shows the right filter.
PRINTED = {
    "difference": [[-1, 1]],
    "edges": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "sobel_x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel_y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "prewitt": [[-1, 0, 1]] * 3,
    "blur_box": [[1, 1, 1]] * 3,
    "motion_diagonal": np.eye(9).tolist(),
}


class Expected:
    """A step on a picture, computed by SciPy.

    Args:
        rgb: (H, W, 3), uint8.
        step: the description of the step by the server, of which only what was asked for is taken.
    """

    def __init__(self, rgb: NDArray[np.uint8], step: dict[str, Any]) -> None:
        self.step = step
        self.kernels = [np.array(kernel["applied"], dtype=np.float64) for kernel in step["kernels"]]
        planes = {name: rgb[:, :, index].astype(np.float64) for index, name in enumerate(CHANNELS)}
        if step["channels"] == "luminance":
            grey = sum(share * planes[name] for share, name in zip(LUMINANCE, CHANNELS, strict=True))
            planes = {"luminance": np.rint(grey)}
        self.planes = planes
        self.sums = {
            name: [ndimage.correlate(plane, kernel, mode="mirror") for kernel in self.kernels]
            for name, plane in planes.items()
        }
        self.combined = {name: self._combine(sums) for name, sums in self.sums.items()}
        self.low = min(plane.min() for plane in self.combined.values())
        self.high = max(plane.max() for plane in self.combined.values())

    def _combine(self, sums: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        divided = [plane / self.step["divisor"] for plane in sums]
        value = divided[0] if len(divided) == 1 else np.sqrt(divided[0] ** 2 + divided[1] ** 2)
        total: NDArray[np.float64] = value + self.step["offset"]
        return total

    def displayed(self, channel: str, row: int, col: int) -> float:
        value = float(self.combined[channel][row, col])
        if self.step["display"] == "absolute":
            return abs(value)
        if self.step["display"] == "stretch":
            return float((value - self.low) * 255 / (self.high - self.low))
        return value

    def byte(self, channel: str, row: int, col: int) -> int:
        return int(np.clip(np.rint(self.displayed(channel, row, col)), 0, 255))

    def angle(self, channel: str, row: int, col: int) -> float:
        gx, gy = (plane[row, col] for plane in self.sums[channel])
        return math.degrees(math.atan2(gy, gx)) % 360

    def rgb(self, row: int, col: int) -> tuple[int, ...]:
        if self.step["combine"] == "direction":
            name = next(iter(self.planes))
            hue = self.angle(name, row, col) / 360
            return tuple(
                int(np.rint(part * self.byte(name, row, col))) for part in colorsys.hsv_to_rgb(hue, 1, 1)
            )
        levels = [self.byte(name, row, col) for name in self.planes]
        return tuple(levels * 3 if len(levels) == 1 else levels)

    def window(self, channel: str, index: int, row: int, col: int) -> NDArray[np.float64]:
        """The values under the kernel; its anchor is the cell ``side // 2``, borders are mirrored."""
        kernel, plane = self.kernels[index], self.planes[channel]
        before = [side // 2 for side in kernel.shape]
        after = [side - 1 - side // 2 for side in kernel.shape]
        padded = np.pad(plane, list(zip(before, after, strict=True)), mode="reflect")
        view: NDArray[np.float64] = padded[row : row + kernel.shape[0], col : col + kernel.shape[1]]
        return view

    def outcome(self, channel: str, row: int, col: int) -> list[list[float]]:
        value, displayed = float(self.combined[channel][row, col]), self.displayed(channel, row, col)
        byte = self.byte(channel, row, col)
        parts = []
        if self.step["display"] == "absolute":
            parts.append([abs(value), displayed] if value >= 0 else [value, displayed])
        if self.step["display"] == "stretch":
            parts.append([self.low, self.high, value, displayed])
        if np.rint(displayed) < 0:
            return [*parts, [displayed, 0, 0]]
        if np.rint(displayed) > 255:
            return [*parts, [displayed, 255, 255]]
        if displayed != byte:
            parts.append([displayed, byte])
        return [*parts, [0, byte, 255]]


def check_terms(reading: Reading, expected: Expected, channel: str, index: int) -> None:
    """Window, weights, products and running sums, tap by tap."""
    kernel = expected.kernels[index]
    row, col = reading.pixel
    window = expected.window(channel, index, row, col)
    products = (window * kernel).ravel()
    assert [term.tap for term in reading.terms] == list(np.ndindex(kernel.shape))
    assert [term.value for term in reading.terms] == window.ravel().tolist()
    partial_sums = np.cumsum(products)
    for term, weight, product, total in zip(
        reading.terms, kernel.ravel(), products, partial_sums, strict=True
    ):
        assert as_printed(term.weight, weight), (term, weight)
        assert as_printed(term.product, product), (term, product)
        assert as_printed(term.partial_sum, total), (term, total)


def check(view: FiltersPage, expected: Expected, channel: str) -> None:
    """The whole inspector, both kernels of a pair, and what the stage says."""
    channel = channel if channel in expected.planes else "luminance"
    view.choose_channel(channel)
    reading = view.reading()
    row, col = reading.pixel
    check_terms(reading, expected, channel, 0)
    is_pair = len(expected.kernels) == 2
    if is_pair:
        check_terms(view.choose_kernel(1).reading(), expected, channel, 1)
        view.choose_kernel(0)
    divisor, offset = expected.step["divisor"], expected.step["offset"]
    values = []
    for sums, line in zip(expected.sums[channel], reading.lines, strict=False):
        total = float(sums[row, col])
        added = 0 if is_pair else offset
        values.append(total / divisor)
        wanted = [total, divisor, added, total / divisor + added]
        assert len(line) == 4, line
        assert all(as_printed(*pair) for pair in zip(line, wanted, strict=True)), (line, wanted)
    combined = float(expected.combined[channel][row, col])
    more = [[*values, offset, combined]] if is_pair else []
    if expected.step["combine"] == "direction":
        more.append([2, values[1], values[0], expected.angle(channel, row, col)])  # atan2(gy, gx)
    for line, wanted in zip(reading.lines[len(values) :], more, strict=True):
        assert all(as_printed(*pair) for pair in zip(line, wanted, strict=True)), (line, wanted)
    outcome = expected.outcome(channel, row, col)
    assert len(reading.outcome) == len(outcome), (reading.outcome, outcome)
    for shown, wanted in zip(reading.outcome, outcome, strict=True):
        assert all(as_printed(*pair) for pair in zip(shown, wanted, strict=True)), (shown, wanted)
    assert reading.result == expected.byte(channel, row, col)
    assert reading.rgb == expected.rgb(row, col)
    red, green, blue = reading.rgb
    after = str(red) if red == green == blue else f"R {red} G {green} B {blue}"
    assert view.readout().replace("\u00a0", " ").endswith(f"→ {after}")


def test_every_number_about_a_dropped_photograph_under_every_preset_is_scipys(
    quiet_page, base_url, test_data
):
    chelsea = test_data / "photos" / "chelsea.png"
    rgb = read_picture(chelsea)
    quiet_page.goto(link())
    view, api = FiltersPage(quiet_page), Api(quiet_page, base_url)
    with quiet_page.expect_response(lambda response: response.url.endswith("/api/pictures")) as sent:
        view.settle().drop(chelsea)
    picture = sent.value.json()
    assert (picture["width"], picture["height"]) == (451, 300) == (rgb.shape[1], rgb.shape[0])
    catalogue = api.get("filters")["filters"]
    assert len(catalogue) >= 26

    row, col = view.pixel()
    view.walk(INTERIOR[0] - row, INTERIOR[1] - col)
    where = [INTERIOR, CORNER]
    for index, info in enumerate(catalogue):
        view.choose(info["id"])
        [step] = api.describe(picture["id"], [{"filter": info["id"]}])
        assert (step["combine"], step["display"]) == (info["combine"], info["display"])
        if info["id"] in PRINTED:
            assert step["kernels"][0]["applied"] == PRINTED[info["id"]], info["id"]
        # Only a stretched display looks at the whole picture.
        expected = Expected(rgb if step["display"] == "stretch" else rgb[: NEAR[0], : NEAR[1]], step)
        assert view.pixel() == where[0]
        check(view, expected, CHANNELS[index % 3])
        view.walk(where[1][0] - where[0][0], where[1][1] - where[0][1])
        assert view.pixel() == where[1]
        check(view, expected, CHANNELS[(index + 1) % 3])
        where.reverse()


def test_a_kernel_that_is_typed_is_computed_as_scipy_computes_it(quiet_page, base_url, test_data):
    chelsea = test_data / "photos" / "chelsea.png"
    rgb = read_picture(chelsea)
    quiet_page.goto(link(steps="emboss"))
    view = FiltersPage(quiet_page).settle().drop(chelsea)
    view.type_weight(0, 1, "-2.5").type_weight(2, 2, "1/4")
    assert view.chosen_preset() == "custom"
    emboss = [[-1, -2.5, 0], [-1, 0, 1], [0, 1, 0.25]]
    assert view.weights() == emboss
    step = {
        "kernels": [{"applied": emboss}], "divisor": 1, "offset": 128, "display": "clip", "combine": "single",
        "channels": "each",
    }  # fmt: skip
    expected = Expected(rgb, step)
    check(view, expected, "green")
    view.walk(-300, 451)
    assert view.pixel() == (0, 450)
    check(view, expected, "blue")


def test_what_the_stage_draws_is_the_result_of_scipy_pixel_by_pixel(quiet_page, base_url, test_data):
    rgb = read_picture(test_data / "photos" / "chelsea.png")
    quiet_page.goto(link(layout="slider", divider="0"))
    view = FiltersPage(quiet_page).settle().drop(test_data / "photos" / "chelsea.png").choose("sharpen")
    [step] = Api(quiet_page, base_url).describe("still_life", [{"filter": "sharpen"}])
    expected = Expected(rgb, step)
    view.walk(100 - view.pixel()[0], 100 - view.pixel()[1])
    box = view.stage.bounding_box()
    assert box is not None
    # The pixel that is inspected stays where it is while the stage zooms at it; the link says where that is.
    for _ in range(9):
        quiet_page.keyboard.press("+")
    address = view.settle().address()
    scale, x, y = (float(part) for part in address.split("view=")[1].split("&")[0].split(","))
    assert scale > 12
    for row, col in [(100, 100), (99, 101), (101, 98)]:
        # A quarter of the pixel off its middle, where no number is written.
        at = box["width"] / 2 + (col + 0.1 - x) * scale, box["height"] / 2 + (row + 0.1 - y) * scale
        assert view.drawn(*at) == expected.rgb(row, col)
