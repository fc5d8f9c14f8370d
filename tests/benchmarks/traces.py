"""How long a trace takes to arrive, and how smoothly it is scrubbed.

    python -m tests.benchmarks.traces

A real server on loopback is asked for the trace of a 12×12 input, a 3×3 kernel, 3 → 2 channels, each time
with numbers nobody has asked for yet. Then the scrubber of the Sliding window page is dragged back and forth
over the same trace in a real Chromium: by the mouse, and, because Playwright cannot move a mouse sixty times
a second, by a script that puts it elsewhere in every frame, so that every frame is drawn anew. Beside the
frames a second stands how long the page's main thread computed for each move, in processor time: on a busy
machine the frames are late and that figure is not. Nothing is asserted about time.
"""

from __future__ import annotations

import gzip
import http.client
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import orjson
from playwright.sync_api import CDPSession, Page

from app.explain.from_spec import explain
from app.explain.ranges import ranges
from app.explain.spec import OperandSpec, TraceSpec
from app.web.trace_wire import to_wire
from tests.benchmarks.timing import print_machine, print_table
from tests.benchmarks.web_browser import chromium
from tests.benchmarks.web_server import p95, server

REQUESTS = 60
REPEATS = 20
DRAG_MS = 4000
SCRUBBER = "[data-scrubber]"
SETTLED = "() => document.documentElement.dataset.settled === 'true'"
# When each frame began and where the scrubber was; with `moves`, it is put elsewhere in each: there and back
# in two seconds, never to the same product twice in a row.
WATCH = """({ selector, moves }) => {
    const scrubber = document.querySelector(selector);
    const seen = [];
    window.scrubbed = seen;
    const look = (now) => {
        seen.push([now, scrubber.valueAsNumber]);
        if (moves) {
            const phase = (now / 1000) % 2;
            scrubber.value = String(Math.round(Number(scrubber.max) * (phase < 1 ? phase : 2 - phase)));
            scrubber.dispatchEvent(new Event("input", { bubbles: true }));
        }
        window.watching = requestAnimationFrame(look);
    };
    window.watching = requestAnimationFrame(look);
}"""
STOP = "() => { cancelAnimationFrame(window.watching); return window.scrubbed; }"


def main() -> None:
    print_machine("numpy", "orjson", "uvicorn", "playwright")
    on_the_server()
    with server() as port:
        over_loopback(port)
        with chromium() as browser:
            scrubbing(browser.new_page(viewport={"width": 1280, "height": 720}), port)
            print(f"\nChromium {browser.version}")


def measured(seed: int) -> TraceSpec:
    """12×12, 3×3, 3 → 2 channels, padding "same": 7,776 products."""
    return TraceSpec(
        "correlate",
        OperandSpec((3, 12, 12), "random", seed),
        OperandSpec((2, 3, 3, 3), "random", seed),
        padding="same",
    )


def on_the_server() -> None:
    """What an answer is made of, in this process; and what it would weigh as records."""
    trace, full = explain(measured(0))
    wire = to_wire(trace)
    columns, records = orjson.dumps(wire), orjson.dumps(trace)
    steps: dict[str, Callable[[], object]] = {
        "explain": lambda: explain(measured(0)),
        "ranges": lambda: ranges(full),
        "to columns": lambda: to_wire(trace),
        "columns → JSON": lambda: orjson.dumps(wire),
        "records → JSON": lambda: orjson.dumps(trace),
    }
    rows = [[name, *(f(times(step)) for f in (statistics.median, p95))] for name, step in steps.items()]
    print_table("one answer, in this process, ms", ["step", "median", "p95"], rows)
    weights = [
        [name, len(text) / 1e3, len(gzip.compress(text, 5)) / 1e3]
        for name, text in (("columns", columns), ("records", records))
    ]
    print_table(
        f"{trace.counts.multiplications} products on the wire, kB", ["form", "JSON", "gzipped"], weights
    )


def times(step: Callable[[], object]) -> list[float]:
    step()
    found = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        step()
        found.append((time.perf_counter() - start) * 1000)
    return found


def over_loopback(port: int) -> None:
    """One connection, one request after the other, no two alike."""
    first, last, size = [], [], 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for seed in range(REQUESTS + 1):
        body = json.dumps(asdict(measured(seed)))
        start = time.perf_counter()
        connection.request("POST", "/api/traces", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        first_byte = time.perf_counter()
        content = answer.read()
        end = time.perf_counter()
        assert answer.status == 200, content[:300]
        if seed == 0:
            continue  # warm-up
        first.append((first_byte - start) * 1000)
        last.append((end - start) * 1000)
        size = len(content)
    print_table(
        f"POST /api/traces, 12×12, 3×3, 3 → 2 channels, ms ({size / 1e3:.0f} kB)",
        [f"{REQUESTS} requests", "median", "p95", "longest"],
        [
            ["first byte", statistics.median(first), p95(first), max(first)],
            ["last byte", statistics.median(last), p95(last), max(last)],
        ],
    )


def scrubbing(page: Page, port: int) -> None:
    """Frames a second while nothing moves, and while the scrubber does."""
    same = "x=3x12x12:random:1&w=2x3x3x3:random:2&padding=same&stride=1,1"
    back = "x=3x12x12:random:1&w=3x2x3x3:random:2&padding=1,1,1,1&stride=1,1&output_padding=0,0"
    rows = []
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    forward, transposed = f"mode=correlate&{same}", f"mode=transposed&{back}"
    for name, query, play in (
        ("nothing moves", forward, stand_still),
        ("correlation, every frame elsewhere", forward, scrub),
        ("transposed, every frame elsewhere", transposed, scrub),
        ("transposed as scattering, every frame elsewhere", f"{transposed}&view=scatter", scrub),
        ("correlation, by the mouse", forward, drag),
    ):
        page.goto(f"http://127.0.0.1:{port}/en/sliding?{query}")
        page.wait_for_function(SETTLED)
        duration = int(page.locator(SCRUBBER).get_attribute("max") or 0)
        page.wait_for_timeout(500)  # styles, fonts and the first compilation are not what is measured
        before_work = work_of(session)
        frames = play(page)
        work = {key: value - before_work[key] for key, value in work_of(session).items()}
        gaps = [after[0] - before[0] for before, after in pairwise(frames)]
        moves = sum(after[1] != before[1] for before, after in pairwise(frames))
        frame_rate = len(gaps) / sum(gaps) * 1000
        script, whole = (
            work[key] * 1000 / moves if moves else None for key in ("ScriptDuration", "TaskDuration")
        )
        rows.append(
            [name, duration, moves, frame_rate, statistics.median(gaps), p95(gaps), max(gaps), script, whole]
        )
    print_table(
        f"the scrubber for {DRAG_MS / 1000:g} s, ms between frames",
        ["", "products", "moves", "frames/s", "median", "p95", "longest", "script/move", "all/move"],
        rows,
    )


def work_of(session: CDPSession) -> dict[str, float]:
    """Seconds of processor time that the main thread has computed so far, by what it did."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


def stand_still(page: Page) -> list[Any]:
    return watch(page, moves=False)


def scrub(page: Page) -> list[Any]:
    return watch(page, moves=True)


def watch(page: Page, *, moves: bool) -> list[Any]:
    page.evaluate(WATCH, {"selector": SCRUBBER, "moves": moves})
    page.wait_for_timeout(DRAG_MS)
    frames: list[Any] = page.evaluate(STOP)
    return frames


def drag(page: Page) -> list[Any]:
    """The mouse held on the scrubber and moved to and fro, as fast as Playwright can."""
    scrubber = page.locator(SCRUBBER)
    scrubber.scroll_into_view_if_needed()
    box = scrubber.bounding_box()
    assert box is not None
    middle, left, width = box["y"] + box["height"] / 2, box["x"] + 8, box["width"] - 16
    page.mouse.move(left, middle)
    page.mouse.down()
    page.evaluate(WATCH, {"selector": SCRUBBER, "moves": False})
    start = time.perf_counter()
    while (elapsed := (time.perf_counter() - start) * 1000) < DRAG_MS:
        turn, place = divmod(elapsed / 1000, 1)
        page.mouse.move(left + width * (place if int(turn) % 2 == 0 else 1 - place), middle)
    frames: list[Any] = page.evaluate(STOP)
    page.mouse.up()
    return frames


if __name__ == "__main__":
    main()
