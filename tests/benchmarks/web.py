"""From the slider to the screen: a real server, a real Chromium, a megapixel.

    python -m tests.benchmarks.web

The page marks the moment a slider moves (``convscope:moved``) and the frame in which the new picture is
drawn (``convscope:shown``); what lies between is what a user waits. The second table says where the time of
a request goes. Nothing is asserted about time: figures from a busy machine are only figures.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.filters import picture
from tests.benchmarks.timing import print_machine, print_table
from tests.browser.conftest import FLAGS, find_chromium

MOVES = 30
REQUESTS = 20
SLIDER = "[data-parameter=sigma] input[type=range]"
SHOWN = """(count) => performance.getEntriesByName("convscope:shown").length > count
    && document.documentElement.dataset.settled === "true\""""
STAMPS = """() => [
    performance.getEntriesByName("convscope:moved").at(-1).startTime,
    performance.getEntriesByName("convscope:shown").at(-1).startTime,
]"""


def main() -> None:
    print_machine("numpy", "pillow", "uvicorn", "playwright")
    with server() as port:
        wait_until_healthy(port)
        id = upload(port)
        waterfall(port, id)
        with sync_playwright() as playwright:
            chromium = os.environ.get("CHROMIUM") or (
                None if Path(playwright.chromium.executable_path).exists() else find_chromium()
            )
            root = hasattr(os, "geteuid") and os.geteuid() == 0
            browser = playwright.chromium.launch(
                executable_path=chromium, args=[*FLAGS, *(["--no-sandbox"] if root else [])]
            )
            slider_to_screen(browser.new_page(viewport={"width": 1280, "height": 720}), port, id)
            print(f"\nChromium {browser.version}")
            browser.close()


@contextmanager
def server() -> Iterator[int]:
    """The ``convscope`` command in a process of its own, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "app", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(15)


def wait_until_healthy(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


def upload(port: int) -> str:
    """A megapixel of noise on a gradient; its id."""
    pixels = picture(np.random.default_rng(0), 1000, 1000)
    buffer = BytesIO()
    Image.fromarray(np.moveaxis(pixels, 0, -1).copy()).save(buffer, "PNG")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/api/pictures", buffer.getvalue(), {"Content-Type": "image/png"})
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    return str(answer["id"])


def slider_to_screen(page: Page, port: int, id: str) -> None:
    """Arrow keys on the Gaussian's slider, each σ new to the server."""
    page.goto(f"http://127.0.0.1:{port}/zh/filters?picture={id}&steps=gaussian,sigma:1")
    page.wait_for_function(SHOWN, arg=0)
    slider = page.locator(SLIDER)
    slider.focus()
    waits = []
    for _ in range(MOVES):
        seen = page.evaluate("() => performance.getEntriesByName('convscope:shown').length")
        slider.press("ArrowRight")
        page.wait_for_function(SHOWN, arg=seen)
        moved, shown = page.evaluate(STAMPS)
        waits.append(shown - moved)
    print_table(
        "slider moved → new 1 MP picture on the screen, ms",
        [f"{MOVES} moves, Gaussian σ 1.1 … {1 + MOVES / 10:g}", "median", "p95", "longest"],
        [["loopback", statistics.median(waits), p95(waits), max(waits)]],
    )


def waterfall(port: int, id: str) -> None:
    """One connection, one request after the other, no result computed before."""
    rows = []
    for number, (name, media_type) in enumerate(
        (("JPEG", "image/jpeg"), ("raw", "application/octet-stream"))
    ):
        parts: dict[str, list[float]] = {"filter": [], "encode": [], "transfer": [], "all": []}
        size = 0
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for turn in range(REQUESTS + 1):
            offset = 1 + turn + number * 100  # an offset nobody has asked for yet
            step = {"filter": "edges", "offset": offset, "display": "clip"}
            body = json.dumps({"picture": id, "size": "preview", "steps": [step]})
            start = time.perf_counter()
            connection.request(
                "POST", "/api/filters/apply", body, {"Content-Type": "application/json", "Accept": media_type}
            )
            answer = connection.getresponse()
            first_byte = time.perf_counter()
            size = len(answer.read())
            end = time.perf_counter()
            if turn == 0:
                continue  # warm-up
            filter_ms = float(
                str(answer.headers["Server-Timing"]).split("dur=")[1].split(",")[0].split(";")[0]
            )
            parts["filter"].append(filter_ms)
            parts["encode"].append((first_byte - start) * 1000 - filter_ms)
            parts["transfer"].append((end - first_byte) * 1000)
            parts["all"].append((end - start) * 1000)
        rows.append(
            [
                name,
                *(statistics.median(times) for times in parts.values()),
                p95(parts["all"]),
                f"{size / 1e6:.2f} MB",
            ]
        )
    print_table(
        "/api/filters/apply, edges on 1 MP, median ms",
        ["answer", "filter", "parse and encode", "transfer", "all", "all, p95", "size"],
        rows,
    )


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    main()
