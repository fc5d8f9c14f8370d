"""The first visit of each page is small enough for a classroom: bytes as the browser counts them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from app.web.contexts import PAGES
from tests.browser.conftest import LOCALES, READER, Watch
from tests.browser.wire import watch_wire

# Headers and compressed bodies.
BUDGET_BYTES = 350_000
# The small pictures of all filters come when the page can be used already.
FILTERS_IN_ALL_BYTES = 400_000

# What was on its way before the picture and its result had arrived, and every font, whenever it comes.
ASKED_BY_THEN = """() => {
  const entries = performance.getEntriesByType("resource");
  const pictures = entries.filter(({ name }) => /filters.apply|still_life.image.size=preview/.test(name));
  const arrived = Math.max(...pictures.map((one) => one.responseEnd));
  const asked = entries.filter((one) => one.startTime <= arrived || one.name.endsWith(".woff2"));
  return [location.href, ...asked.map((one) => one.name)];
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["home", *PAGES])
def test_a_first_visit_costs_at_most_350_kilobytes(
    name: str, language: str, new_context, watch: Watch
) -> None:
    context: BrowserContext = new_context(**{**READER, "locale": LOCALES[language]})
    watch.follow(context)
    page = context.new_page()
    wire = watch_wire(page)
    page.goto(f"/{language}/{'' if name == 'home' else name}")
    page.wait_for_load_state("networkidle")
    in_all = FILTERS_IN_ALL_BYTES if name == "filters" else BUDGET_BYTES
    assert 100_000 < wire.total_bytes <= in_all, f"{wire.total_bytes:,} bytes: {wire.largest()}"
    if name == "filters":
        asked = {urlsplit(address).path for address in page.evaluate(ASKED_BY_THEN)}
        assert {"/api/filters/apply", "/api/pictures/still_life/image"} <= asked
        assert "/api/filters/thumbnails" not in asked
        until_drawn = wire.bytes_of(asked)
        assert 100_000 < until_drawn <= BUDGET_BYTES, f"{until_drawn:,} bytes: {wire.largest()}"


def test_the_next_page_brings_no_script_sheet_or_font_again(quiet_page: Page) -> None:
    quiet_page.goto("/zh/filters")
    quiet_page.wait_for_load_state("networkidle")
    wire = watch_wire(quiet_page)
    quiet_page.goto("/en/filters")
    quiet_page.wait_for_load_state("networkidle")
    again = {path for path in wire.paths_sent() if "/static/" in path}
    assert again == set()
