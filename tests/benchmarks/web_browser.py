"""The browser of the benchmarks: the one of the tests, without pytest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS, find_chromium


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium without a window, from which nothing leaves this machine."""
    with sync_playwright() as playwright:
        own = None if os.environ.get("CHROMIUM") else playwright.chromium.executable_path
        path = None if own and Path(own).exists() else find_chromium()
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        arguments = [*FLAGS, *(["--no-sandbox"] if root else [])]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
