"""Answers that come late or out of order never show what is no longer wanted."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.support import Api, FiltersPage, link

APPLY = re.compile("/api/filters/apply$")


class Held:
    """Keeps the picture requests back until they are let go."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []
        self.is_open = False
        page.route(APPLY, self.meet)

    def meet(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.routes.append(route)

    def wait_for(self, count: int) -> None:
        for _ in range(600):
            if len(self.routes) >= count:
                return
            self.page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))")
        raise AssertionError(f"{len(self.routes)} of {count} requests in 600 frames")

    def let_go(self) -> None:
        """Stop holding; the newest is answered before the older ones."""
        self.is_open = True
        for route in reversed(self.routes):
            route.continue_()


def drawn_middle(view: FiltersPage, page: Page) -> tuple[tuple[int, int, int], tuple[int, int]]:
    """The colour drawn at the middle of a zoomed stage, and the pixel there."""
    [_, x, y] = [float(part) for part in page.url.split("view=")[1].split("&")[0].split(",")]
    box = view.stage.bounding_box()
    assert box is not None
    return view.drawn(box["width"] / 2, box["height"] / 2), (int(y), int(x))


def click_preset(page: Page, preset: str) -> None:
    page.locator(f'label:has(> input[name="preset"][value="{preset}"])').click()


def test_while_an_answer_is_late_only_the_newest_wish_is_asked_next(quiet_page, base_url):
    page = quiet_page
    page.goto(link(divider="0", view="12,300.5,200.5"))
    view = FiltersPage(page).settle()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.post_data or "") if APPLY.search(r.url) else None)
    held = Held(page)
    click_preset(page, "sobel_x")
    held.wait_for(1)
    for preset in ("edges", "gaussian", "blur_box", "outline"):
        click_preset(page, preset)
    held.let_go()
    view.settle()
    assert view.chosen_preset() == "outline"
    whole = [body for body in asked if '"region"' not in body]
    assert [re.findall(r'"filter":"(\w+)"', body) for body in whole] == [["sobel_x"], ["outline"]]
    colour, (row, col) = drawn_middle(view, page)
    assert colour == Api(page, base_url).region("still_life", [{"filter": "outline"}], row, col)


def test_the_late_answer_about_a_former_picture_is_not_shown(quiet_page, base_url):
    page = quiet_page
    page.goto(link(steps="emboss", divider="0"))
    view = FiltersPage(page).settle()
    held = Held(page)
    click_preset(page, "edges")
    held.wait_for(1)
    page.locator(".samples__one").nth(1).click()
    held.wait_for(2)
    held.let_go()
    view.settle()
    for _ in range(9):
        view.stage.press("+")
    view.settle()
    assert "picture=zone_plate" in view.address()
    colour, (row, col) = drawn_middle(view, page)
    assert colour == Api(page, base_url).region("zone_plate", [{"filter": "edges"}], row, col)


def test_a_slider_dragged_fast_ends_on_the_picture_of_its_last_value(quiet_page, base_url):
    page = quiet_page
    page.goto(link(steps="gaussian", divider="0", view="16,331.5,243.5"))
    view = FiltersPage(page).settle()
    slider = page.locator("#parameters input[type=range]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], middle)
    page.mouse.down()
    for share in (0.9, 0.1, 0.65):
        page.mouse.move(box["x"] + share * box["width"], middle, steps=12)
    page.mouse.up()
    view.settle()
    sigma = float(slider.input_value())
    address = view.address()
    assert f"sigma:{sigma:g}" in address
    colour, (row, col) = drawn_middle(view, page)
    step = {"filter": "gaussian", "parameters": {"sigma": sigma}}
    assert colour == Api(page, base_url).region("still_life", [step], row, col)
    page.keyboard.press("Control+z")  # one drag is one step back
    view.settle()
    expect(slider).to_have_value("3")
    assert "sigma" not in view.address()
