"""All that a user waits for, on a real server and in a real Chromium.

    python -m tests.benchmarks.web [start|visit|request|loop|slider …]

``start``    from the command to the first page
``visit``    bytes, requests and time of each page's first visit
``request``  a picture's way: upload, filter, encode, transfer, draw; and the 95th percentile of an answer
``loop``     what a short request waits while long ones are under way
``slider``   a slider moves → the new picture is on the screen

Nothing is asserted about time: figures from a busy machine are only figures.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from playwright.sync_api import Page

from tests.benchmarks import web_loop, web_request, web_visit
from tests.benchmarks.timing import print_machine, print_table
from tests.benchmarks.web_browser import chromium
from tests.benchmarks.web_server import p, photograph, server, upload, wait_for

MOVES = 30
SLIDER = "[data-parameter=sigma] input[type=range]"
SHOWN = """(count) => performance.getEntriesByName("convscope:shown").length > count
    && document.documentElement.dataset.settled === "true\""""
STAMPS = """() => [
    performance.getEntriesByName("convscope:moved").at(-1).startTime,
    performance.getEntriesByName("convscope:shown").at(-1).startTime,
]"""


def main(names: list[str]) -> None:
    parts: dict[str, Callable[[], None]] = {
        "start": start,
        "visit": web_visit.main,
        "request": web_request.main,
        "loop": web_loop.main,
        "slider": slider,
    }
    print_machine("numpy", "pillow", "uvicorn", "starlette", "playwright")
    for name in names or parts:
        parts[name]()


def start(rounds: int = 5) -> None:
    """A new process each time; the files are in the system's cache."""
    rows = []
    for path in ("/zh/", "/zh/filters", "/api/pictures/still_life/image"):
        times = []
        for _ in range(rounds):
            begin = time.perf_counter()
            with server() as port:
                wait_for(port, path)
                times.append(time.perf_counter() - begin)
        rows.append([path, statistics.median(times), max(times)])
    print_table("from the command to the first answer, s", ["answer", "median", "longest"], rows)


def slider() -> None:
    """Arrow keys on the Gaussian's slider, each σ new to the server."""
    with server() as port, chromium() as browser:
        id, _ = upload(port, photograph(1, "PNG"))
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"http://127.0.0.1:{port}/zh/filters?picture={id}&steps=gaussian,sigma:1")
        page.wait_for_function(SHOWN, arg=0)
        waits = moves(page)
    print_table(
        "slider moved → new 1 MP picture on the screen, ms",
        [f"{MOVES} moves, Gaussian σ 1.1 … {1 + MOVES / 10:g}", "median", "p95", "longest"],
        [["loopback", statistics.median(waits), p(waits, 95), max(waits)]],
    )


def moves(page: Page) -> list[float]:
    """Milliseconds of each."""
    knob = page.locator(SLIDER)
    knob.focus()
    waits = []
    for _ in range(MOVES):
        seen = page.evaluate("() => performance.getEntriesByName('convscope:shown').length")
        knob.press("ArrowRight")
        page.wait_for_function(SHOWN, arg=seen)
        moved, shown = page.evaluate(STAMPS)
        waits.append(shown - moved)
    return waits


if __name__ == "__main__":
    main(sys.argv[1:])
