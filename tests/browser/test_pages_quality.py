"""Every page, in every language and theme and at every width: accessible, silent and whole."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.support import SETTLED, FiltersPage
from tests.browser.support_sliding import SignalsPage, SlidingPage

PAGES = {
    "home": "/{}/",
    "filters": "/{}/filters?steps=gaussian;sobel_x",
    "sliding": "/{}/sliding?drawer=im2col&t=70",
    "signals": "/{}/signals?kind=integer&t=13",
    "training": "/{}/training",
    "glossary": "/{}/glossary",
    "missing": "/{}/no-such-page",
}
COMPUTING = ("filters", "sliding", "signals", "training")
WIDTHS = (320, 360, 768, 1280, 2560)
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

# Everything that is read or spoken: text, and the attributes that become text.
SAID = """() => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const {parentElement, data} = walk.currentNode;
    if (!parentElement.closest("script, style, noscript, [class*=katex], code, pre")) said.push(data);
  }
  for (const element of document.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title",
      "data-tip", "alt", "placeholder"]) {
      const text = element.getAttribute(name);
      if (text) said.push(text);
    }
  }
  said.push(document.title, document.querySelector("meta[name=description]")?.content ?? "");
  return said;
}"""
THEME = "(theme) => { document.documentElement.dataset.theme = theme; }"
NAMES = re.compile(
    r"\b(ConvScope|rot180|max|NCHW|NHWC|NumPy|OpenCV|PyTorch|Sobel|PNG|JPEG|WebP|GIF|BMP|TIFF|EN|ZH|RGB|R|G|B|Gx|Gy|atan2|px|ms|MB|MiB|e)\b"
)
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")


def wait(page: Page) -> None:
    """Pages that compute say when they are whole; the others are, once loaded."""
    if any(f"/{name}" in page.url for name in COMPUTING):
        page.evaluate(SETTLED, 15_000)
    page.evaluate("document.fonts.ready.then(() => null)")


def violations(page: Page, *excluded: str) -> list[str]:
    # What KaTeX draws is hidden from assistive technology, which reads its MathML.
    context = {"exclude": [[selector] for selector in (".katex-html", *excluded)]}
    results: Any = Axe().run(page, context=context, options=RULES).response
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]} {node['failureSummary']}"
        for one in results["violations"]
        for node in one["nodes"][:3]
    ]


@pytest.mark.allow_responses(404)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on(name, language, open_page):
    page = open_page(PAGES[name].format(language), language=language)
    wait(page)
    found = {}
    for theme in ("light", "dark", "projector"):
        page.evaluate(THEME, theme)
        wait(page)
        # Every term of the glossary looks alike: in the other themes the first group of them stands for all.
        found[theme] = violations(page, *[] if theme == "light" else [".glossary__group:nth-of-type(n+2)"])
    assert found == {"light": [], "dark": [], "projector": []}


@pytest.mark.allow_responses(404)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window(name, language, open_page):
    page = open_page(PAGES[name].format(language), language=language, width=WIDTHS[0])
    wait(page)
    overflow = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        overflow[width] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert all(excess <= 0 for excess in overflow.values()), overflow


def strays(page: Page) -> list[str]:
    """Whatever is said on the page that no message key stands for."""
    found = []
    for text in page.evaluate(SAID):
        rest = NAMES.sub("", re.sub(r"⟦[^⟧]*⟧", "", text))
        if WORD.search(rest):
            found.append(text.strip()[:100])
    return sorted(set(found))


@pytest.mark.allow_responses(404, 415, 422)
@pytest.mark.parametrize("name", PAGES)
def test_in_the_language_that_prints_keys_there_is_no_stray_sentence_on(name, open_page):
    page = open_page(PAGES[name].format("keys"))
    wait(page)
    assert strays(page) == []
    if name != "filters":
        return
    view = FiltersPage(page)
    for preset in ("gradient_direction", "gabor", "roberts", "custom"):
        view.choose(preset)
        assert strays(page) == []
    view.type_weight(0, 0, "1/0")
    view.drop(b"words", "words.png")
    view.expect_notice("picture_not_recognised")
    view.walk(-480, -640)
    page.keyboard.press("Enter")
    page.locator("#toolbar > button:last-of-type").click()
    assert strays(page) == []


def test_in_the_language_that_prints_keys_every_mode_and_drawer_of_the_sliding_window_has_its_keys(open_page):
    page = open_page(PAGES["sliding"].format("keys"))
    view = SlidingPage(page)
    view.settle()
    view.page.locator("#controls summary").click()
    for family in ("kernel", "input", "bias", "transposed", "pool"):
        view.choose(family)
        for drawer in ("toeplitz", "im2col", "col2im", "sharing", "memory"):
            view.open_drawer(drawer)
            assert strays(page) == [], (family, drawer)
    view.choose_case("b2_convolution")
    page.locator("#transport .transport__tools button").first.click()
    page.locator("#predict-answer").fill("3")
    view.press("Enter")
    page.locator("#transport .transport__tools button").last.click()
    view.settle()
    page.locator('[popovertarget="export-menu"]').click()
    assert strays(page) == []


def test_in_the_language_that_prints_keys_every_computation_in_one_dimension_has_its_keys(open_page):
    page = open_page(PAGES["signals"].format("keys"))
    view = SignalsPage(page)
    view.settle()
    for kind in page.locator("#kinds input").evaluate_all("all => all.map((one) => one.value)"):
        view.choose_kind(kind)
        assert strays(page) == [], kind


@pytest.mark.parametrize("path", ["/zh/sliding?case=b8_channels&drawer=memory", "/zh/sliding?case=d1_max"])
@pytest.mark.parametrize("state", ["opened", "predicting", "proved"])
def test_axe_finds_nothing_on_the_sliding_window_while_one_guesses_or_proves(path, state, open_page):
    page = open_page(path)
    view = SlidingPage(page)
    view.settle()
    tools = page.locator("#transport .transport__tools button")
    if state == "predicting":
        tools.first.click()
    elif state == "proved":
        tools.last.click()
    view.settle()
    assert violations(page) == []


@pytest.mark.parametrize("kind", ["moving_average", "density", "dice", "continuous", "sequence"])
def test_axe_finds_nothing_on_the_other_computations_in_one_dimension(kind, open_page):
    page = open_page(f"/zh/signals?kind={kind}")
    wait(page)
    # Points of the density lie where the data lie, however close; the list of points does the same by typing.
    assert violations(page, ".chart__point") == []
