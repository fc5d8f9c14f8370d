"""The Filters page under a thumb: 360 px wide, no mouse, no keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.support import FiltersPage, link

# WCAG 2.2, 2.5.8: what is smaller than 24 px must have 24 px to itself; links in a sentence are exempt.
SMALL = """(least) => {
  const boxOf = (element) => {
    const label = element.closest("label") ?? element.labels?.[0];
    const isDrawn = element.getBoundingClientRect().width > 2;
    return (element.matches("[type=radio], [type=checkbox]") || !isDrawn) && label ? label : element;
  };
  const all = document.querySelectorAll("a[href], button, input, summary, [role=slider]");
  return [...all]
    .filter((element) => element.checkVisibility({visibilityProperty: true}))
    .filter((element) => element.tabIndex >= 0 && !element.disabled)
    .map(boxOf)
    .map((element) => ({element, box: element.getBoundingClientRect()}))
    .filter(({box}) => box.bottom > 0 && (box.width < least || box.height < least))
    .map(({element, box}) => `${element.outerHTML.slice(0, 90)} ${box.width}×${box.height}`);
}"""


def test_a_photograph_a_preset_a_pixel_and_a_kernel_by_touch_alone(phone_page, test_data):
    page = phone_page(link())
    view = FiltersPage(page).settle()
    with page.expect_file_chooser() as chooser:
        page.locator("#picture-panel button").first.tap()
    chooser.value.set_files(test_data / "photos" / "coffee.png")
    expect(page.locator(".picture-panel__facts")).to_contain_text("600")
    view.settle()

    page.locator('label:has(> input[name="preset"][value="sobel_x"])').tap()
    view.settle()
    assert view.chosen_preset() == "sobel_x"
    view.stage.scroll_into_view_if_needed()
    box = view.stage.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"])
    view.settle()
    expect(view.inspector.locator(".inspector__pin")).to_be_visible()
    row, col = view.pixel()
    # 600 × 400 fits the width: seven tenths of it, half of the height
    assert abs(col - 420) < 12
    assert abs(row - 200) < 12
    reading = view.reading()
    window = [term.value for term in reading.terms]
    gx = window[2] - window[0] + 2 * (window[5] - window[3]) + window[8] - window[6]
    assert reading.lines[0] == (gx, 1, 0, gx)
    assert reading.result == min(255, abs(gx))

    view.cell(1, 1).scroll_into_view_if_needed()
    view.cell(1, 1).tap()
    stepper = page.locator(".kernel-stepper").first
    expect(stepper).to_be_visible()
    plus = stepper.get_by_role("button", name=re.compile("加|增|\\+")).last
    for _ in range(3):
        plus.tap()
    view.settle()
    assert view.weights() == [[-1, 0, 1], [-2, 3, 2], [-1, 0, 1]]
    assert view.chosen_preset() == "custom"
    assert view.reading().lines[0][0] == gx + 3 * window[4]
    assert view.overflow() <= 0


def test_everything_is_large_enough_for_a_finger(phone_page):
    page = phone_page(link("zh", steps="gaussian;blur_box", step="1"))
    view = FiltersPage(page).settle()
    view.cell(1, 1).scroll_into_view_if_needed()
    view.cell(1, 1).tap()
    assert page.evaluate(SMALL, 24) == []
    main = [
        "#picture-panel button",
        "#toolbar button",
        ".presets__label",
        ".stage__button",
        ".kernel-stepper__line button",
        ".inspector__transport button",
    ]
    for selector in main:
        for one in page.locator(selector).all():
            box = one.bounding_box() if one.is_visible() else None
            if box is not None:
                assert box["height"] >= 43.5, (selector, one.evaluate("e => e.outerHTML.slice(0, 100)"), box)
    assert view.overflow() <= 0
