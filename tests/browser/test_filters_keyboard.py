"""The Filters page by keyboard alone, from the first Tab on."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.support import FiltersPage, link

# Everything that can be operated: a radio group is one stop, and so is a grid.
CONTROLS = """() => {
  const isShown = (one) => one.checkVisibility({visibilityProperty: true}) && !one.closest("[inert]");
  const all = document.querySelectorAll(
    "a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex='0']");
  return [...new Set([...all].filter((one) => isShown(one) && one.tabIndex >= 0).map(NAME))];
}"""

NAME = """((one) => {
  if (one.type === "radio") return `radio ${one.name}`;
  const words = one.id || one.getAttribute("aria-label") || one.textContent.trim() || one.className;
  const place = one.closest("[id]:not(svg, svg *)")?.id ?? "";
  return `${one.tagName.toLowerCase()} ${place} ${words}`.slice(0, 120);
})"""

# The ring is on the control itself, or on what stands for it where the control is not painted.
RING = """() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return "";
  const styles = [one, one.nextElementSibling, one.parentElement, one.parentElement?.parentElement]
    .flatMap((part) => part ? [getComputedStyle(part), getComputedStyle(part, "::after")] : []);
  const isRinged = styles.some(({outlineStyle, outlineWidth, boxShadow}) => {
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow.includes(" 0px 0px 0px");
  });
  return one.matches(":focus-visible") && isRinged ? "" : NAME(one);
}"""


def in_page(script: str) -> str:
    return script.replace("NAME", NAME)


def tab_to(page: Page, selector: str, key: str = "Tab", limit: int = 160) -> None:
    """Press Tab until the focus is where it is wanted."""
    for _ in range(limit):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def test_tab_reaches_every_control_shows_where_it_is_and_comes_round(quiet_page):
    quiet_page.goto(link("en", steps="gaussian;sobel_x,padding:1_1/2_2", step="1"))
    FiltersPage(quiet_page).settle()
    wanted = set(quiet_page.evaluate(in_page(CONTROLS)))
    assert len(wanted) > 50
    reached: set[str] = set()
    without_ring = []
    for _ in range(200):
        quiet_page.keyboard.press("Tab")
        name = quiet_page.evaluate(f"{NAME}(document.activeElement)")
        if name.startswith("body") or (name in reached and "skip" in name):
            break
        reached.add(name)
        without_ring.append(quiet_page.evaluate(in_page(RING)))
    else:
        raise AssertionError("the focus never leaves the page: it is a trap")
    assert wanted - reached == set()
    assert [name for name in without_ring if name] == []


def test_the_whole_journey_needs_no_mouse(quiet_page, base_url):
    page = quiet_page
    page.goto(link("en"))
    view = FiltersPage(page).settle()
    assert view.chosen_preset() == "emboss"

    tab_to(page, "input[name=preset]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    view.settle()
    assert view.chosen_preset() == "blur_box"
    assert view.weights() == [[1, 1, 1]] * 3

    tab_to(page, ".stage__view")
    row, col = view.pixel()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "Shift+ArrowRight"):
        page.keyboard.press(key)
    view.settle()
    assert view.pixel() == (row + 2, col + 9)
    page.keyboard.press("Enter")
    expect(view.inspector.locator(".inspector__pin")).to_be_visible()

    tab_to(page, ".inspector__transport button")
    scrubber = view.inspector.locator(".inspector__scrubber")
    page.keyboard.press("Home")
    expect(scrubber).to_have_value("0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(scrubber).to_have_value("2")
    page.keyboard.press("ArrowLeft")
    expect(scrubber).to_have_value("1")
    page.keyboard.press("Shift+ArrowRight")
    view.settle()
    assert view.pixel() == (row + 2, col + 10)
    page.keyboard.press("End")
    expect(scrubber).to_have_value("9")
    page.keyboard.press("Space")  # the focus is on the play button: the products begin to run
    expect(scrubber).not_to_have_value("9")
    page.keyboard.press("Space")
    page.keyboard.press("End")
    expect(scrubber).to_have_value("9")

    tab_to(page, "#kernel-panel [role=gridcell]")
    for key in ("ArrowRight", "ArrowDown", "-", "4", "Enter"):
        page.keyboard.press(key)
    view.settle()
    edited = [[1, 1, 1], [1, -4, 1], [1, 1, 1]]
    assert (view.chosen_preset(), view.weights()) == ("custom", edited)
    reading = view.reading()
    window = [term.value for term in reading.terms]
    total = sum(window) - 5 * window[4]
    assert reading.lines[0][0] == total
    assert reading.result == min(255, max(0, round(total / 9)))

    page.keyboard.press("Control+z")
    view.settle()
    assert (view.chosen_preset(), view.weights()) == ("blur_box", [[1, 1, 1]] * 3)
    page.keyboard.press("Control+Shift+z")
    view.settle()
    assert view.weights() == edited

    tab_to(page, "#copy-link")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).not_to_be_empty()

    tab_to(page, "#toolbar > button:last-of-type")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("pre")).to_contain_text("import numpy")
    page.keyboard.press("Escape")  # closes the explanation of the button that has the focus
    expect(page.locator("#tooltip")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('#toolbar > button:last-of-type')")
