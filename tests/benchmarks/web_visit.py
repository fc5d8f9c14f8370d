"""The first visit of each page: bytes on the wire by kind, requests, time until everything on it works."""

from __future__ import annotations

from playwright.sync_api import Browser

from app.web.contexts import PAGES
from tests.benchmarks.timing import print_table
from tests.benchmarks.web_browser import chromium
from tests.benchmarks.web_server import server, wait_for
from tests.browser.wire import KINDS, watch_wire

# Pages that follow a state say when everything has been answered and drawn; the others are ready when loaded.
READY = """() => document.readyState === "complete"
    && (document.documentElement.dataset.settled ?? "true") === "true\""""
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


def main() -> None:
    with server() as port, chromium() as browser:
        wait_for(port, "/api/pictures/still_life/image")  # drawn by now
        rows = [visit(browser, port, language, page) for language in LOCALES for page in ("home", *PAGES)]
    head = ["first visit, kB", "all", *KINDS, "requests", "ready, ms"]
    print_table("first visit at 1280 × 720 until the network is idle, 1 kB = 1000 bytes", head, rows)


def visit(browser: Browser, port: int, language: str, name: str) -> list[object]:
    """One row."""
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 720})
    page = context.new_page()
    wire = watch_wire(page)
    page.goto(f"http://127.0.0.1:{port}/{language}/{'' if name == 'home' else name}")
    page.wait_for_function(READY)
    ready_ms = page.evaluate("() => performance.now()")
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready")
    context.close()
    kinds = wire.by_kind()
    sizes = [wire.total_bytes / 1000, *(kinds[kind] / 1000 for kind in KINDS)]
    return [f"/{language}/{name}", *sizes, len(wire.sizes), ready_ms]
