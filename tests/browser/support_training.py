"""What the tests of the Training page do and read: runs, their time, their link."""

from __future__ import annotations

import re
import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.support import SETTLED

# Two epochs of ten steps each: over within a second or two.
SHORT = "train=320&validation=64&test=64&epochs=2"
PROGRESS = ".training-transport__progress"
RUN_TIMEOUT_MS = 20_000
RESTED_S = 0.6  # many times a step of the small networks here


class TrainingPage:
    """The page as somebody sees it who looks at its foot: status, epoch, step, and the stage above."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def settle(self) -> None:
        """Until everything that was asked has been answered and drawn."""
        self.page.evaluate(SETTLED, 15_000)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def status(self) -> str | None:
        return self.page.locator("#transport").get_attribute("data-status")

    @property
    def step(self) -> int:
        """The step that is told at the foot of the stage."""
        found = re.search(
            r"(?:第|step) ([\d,]+)(?: 步)?$", self.progress.split(" · ")[1 if self.is_epoch else 0]
        )
        assert found, self.progress
        return int(found[1].replace(",", ""))

    @property
    def is_epoch(self) -> bool:
        return "轮" in self.progress or "poch" in self.progress

    @property
    def progress(self) -> str:
        return self.page.locator(PROGRESS).inner_text()

    @property
    def note(self) -> str:
        return self.page.locator(".training-transport__note").inner_text()

    @property
    def query(self) -> dict[str, str]:
        """The link as it stands in the address bar."""
        pairs: Any = self.page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
        return dict(pairs)

    def expect_status(self, status: str) -> None:
        expect(self.page.locator("#transport")).to_have_attribute(
            "data-status", status, timeout=RUN_TIMEOUT_MS
        )

    def expect_query(self, **fields: str | None) -> None:
        """The address follows within half a second; None: the field is not there."""
        for name, value in fields.items():
            present = rf"[?&]{name}={re.escape(value)}(&|$)" if value is not None else rf"^(?!.*[?&]{name}=)"
            expect(self.page).to_have_url(re.compile(present))

    def start(self) -> str:
        """Press Space, wait until it trains or is already over; the id of the run."""
        self.press("Space")
        expect(self.page).to_have_url(re.compile(r"[?&]run=\w+"), timeout=RUN_TIMEOUT_MS)
        expect(self.page.locator("#transport")).to_have_attribute(
            "data-status", re.compile("running|finished"), timeout=RUN_TIMEOUT_MS
        )
        return self.query["run"]

    def pause(self) -> int:
        """Press Space and wait until the step that was going on is finished and told; that step."""
        self.press("Space")
        self.expect_status("paused")
        stood, since = self.step, time.monotonic()
        while time.monotonic() < since + RESTED_S:
            self.page.wait_for_timeout(50)
            if self.step != stood:
                stood, since = self.step, time.monotonic()
        return stood
