"""Whatever is seen is a link, and a broken link is no broken page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.support import FiltersPage, link

# Every choice, number and text that depends on the state, as it stands on the page.
SNAPSHOT = """() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  return {
    choices: [...document.querySelectorAll("#workbench input:checked")].map((one) => one.value),
    numbers: shown("#workbench input:not([type=radio], [type=file], [type=checkbox])")
      .map((one) => one.value),
    kernel: [...document.querySelectorAll("#kernel-panel .kernel-cell")].map((cell) => cell.title),
    texts: [".pipeline__words", ".inspector__step", ".inspector__outcome", ".stage__readout",
      ".stage__percent"].map((selector) => shown(selector).map((one) => one.textContent)),
    divider: document.querySelector("compare-slider")?.value,
  };
}"""
NUMBERS_ONLY = ("choices", "numbers", "kernel", "divider")

LINKS = {
    "a preset": {"steps": "sobel_y"},
    "parameters": {"steps": "gabor,wavelength:7.5,angle:75,sigma:2.4,aspect:0.8,phase:-90"},
    "a kernel of one's own": {
        "steps": "custom,kernel:0.5_-1/2_0.25/-3_0.001,divisor:2.5,offset:-12.5,display:absolute"
    },
    "a chain of three": {"steps": "gaussian,sigma:2;sobel_x;blur_box,size:7", "step": "1"},
    "padding by the side": {"steps": "edges,padding:3_0/1_5,padding_mode:wrap", "pixel": "0,4"},
    "stride and dilation": {
        "steps": "sharpen,stride:3_2,dilation:2_2,channels:green",
        "pixel": "20,31",
        "channel": "green",
    },
    "a pixel and a term": {"steps": "outline", "pixel": "7,631", "term": "4"},
    "the view": {"layout": "side", "view": "24,100.5,60.25", "channel": "blue"},
    "another picture": {"picture": "zone_plate", "steps": "laplacian,padding:valid", "divider": "0.25"},
    "convolution": {"steps": "sobel_x,operation:convolve,display:stretch", "channel": "green"},
}


def snapshot(page: Page) -> dict[str, Any]:
    page.mouse.move(1, 1)
    shown: dict[str, Any] = page.evaluate(SNAPSHOT)
    return shown


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize("name", LINKS)
def test_a_link_says(name, quiet_page):
    fields = LINKS[name]
    quiet_page.goto(link("zh", **fields))
    view = FiltersPage(quiet_page).settle()
    expect(view.notice).to_have_count(0)
    address = view.address()
    assert {key: values[0] for key, values in query_of(address).items()} == fields
    before = snapshot(quiet_page)
    other = quiet_page.context.new_page()
    other.goto(address)
    FiltersPage(other).settle()
    assert snapshot(other) == before


def test_a_link_is_what_was_done_by_hand_and_opens_so_elsewhere(quiet_page):
    page = quiet_page
    page.goto(link("en"))
    view = FiltersPage(page).settle().choose("gaussian")
    slider = page.locator("#parameters input[type=range]")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    view.settle()
    sigma = slider.input_value()
    page.locator(".pipeline__add").click()
    view.settle().choose("sobel_y")
    view.walk(-12, 25)
    page.keyboard.press("Enter")
    page.keyboard.press("+")
    view.settle().choose_channel("blue")
    fields = query_of(view.address())
    assert fields["steps"] == [f"gaussian,sigma:{sigma};sobel_y"]
    assert (fields["step"], fields["channel"]) == (["1"], ["blue"])
    assert fields["pixel"] == [f"{view.pixel()[0]},{view.pixel()[1]}"]
    before = snapshot(page)
    other = page.context.new_page()
    other.goto(page.url)
    FiltersPage(other).settle()
    assert snapshot(other) == before


def test_back_and_forward_walk_through_the_filters(quiet_page):
    page = quiet_page
    page.goto(link())
    view = FiltersPage(page).settle()
    for preset in ("sobel_x", "outline"):
        view.choose(preset)
        page.wait_for_url(re.compile(f"steps={preset}"))
    for step, preset in [
        ("back", "sobel_x"),
        ("back", "emboss"),
        ("forward", "sobel_x"),
        ("forward", "outline"),
    ]:
        page.evaluate(f"history.{step}()")
        expect(page.locator("input[name=preset]:checked")).to_have_value(preset)
        view.settle()
        assert (preset == "emboss") == ("steps=" not in page.url)


def test_the_other_language_shows_the_same_state(quiet_page):
    page = quiet_page
    fields = {
        "steps": "gaussian,sigma:4;roberts,direction:up",
        "step": "1",
        "pixel": "31,62",
        "layout": "side",
    }
    page.goto(link("zh", **fields))
    view = FiltersPage(page).settle().choose_channel("green")
    before = snapshot(page)
    page.locator("#language-link").click()
    page.wait_for_url(re.compile("/en/filters"))
    view.settle()
    after = snapshot(page)
    assert {key: after[key] for key in NUMBERS_ONLY} == {key: before[key] for key in NUMBERS_ONLY}
    assert query_of(view.address()) == {key: [value] for key, value in {**fields, "channel": "green"}.items()}
    page.locator("#language-link").click()
    page.wait_for_url(re.compile("/zh/filters"))
    view.settle()
    assert snapshot(page) == before


# The query, the refusal's code, and the filter that stands then: a fault costs only itself.
MALFORMED = {
    "a filter that is not there": ("steps=cubism", "link_malformed", "emboss"),
    "a word where a number belongs": ("steps=gaussian,sigma:wide", "parameter_not_a_number", "gaussian"),
    "a number out of range": ("steps=gaussian,sigma:9999", "parameter_out_of_range", "gaussian"),
    "a parameter that the filter has not": ("steps=gaussian,zeal:3", "parameter_unknown", "gaussian"),
    "a kernel without rows": ("steps=custom,kernel:", "link_malformed", "emboss"),
    "a ragged kernel": ("steps=custom,kernel:1_2/3", "kernel_ragged", "custom"),
    "words in a kernel": ("steps=custom,kernel:1_x/3_4", None, "custom"),
    "stride 0": ("steps=edges,stride:0_0", "number_out_of_range", "edges"),
    "nine steps": ("steps=" + ";".join(["gaussian"] * 9), None, "emboss"),
    "a picture that nobody sent": ("picture=0123456789abcdef0123456789abcdef", "picture_unknown", "emboss"),
    "broken UTF-8": ("picture=%ff%fe%c3", "link_malformed", "emboss"),
    "a pixel far outside": ("pixel=99999999,3", "link_malformed", "emboss"),
    "a pixel in words": ("pixel=top,left", "link_malformed", "emboss"),
    "a view that is none": ("view=NaN,Infinity,x", "link_malformed", "emboss"),
    "a size that is none": ("size=%3Cscript%3E", "link_malformed", "emboss"),
}


@pytest.mark.allow_responses(400, 404, 422)
@pytest.mark.parametrize(
    ("name", "language"), [(name, ("zh", "en")[index % 2]) for index, name in enumerate(MALFORMED)]
)
def test_of_a_malformed_link_the_page_says_what_is_wrong_and_honours_the_rest(name, language, open_page):
    query, code, preset = MALFORMED[name]
    page = open_page(f"/{language}/filters?{query}&layout=side&channel=blue", language=language)
    view = FiltersPage(page).settle()
    expect(view.notice).to_have_count(1)
    found = view.notice.get_attribute("data-code") or ""
    assert code is None or found == code
    notice = view.expect_notice(found)
    assert bool(re.search("[\u4e00-\u9fff]", notice.inner_text())) == (language == "zh")
    assert page.locator("#toolbar input:checked").input_value() == "side"
    assert view.inspector.locator("input[name=inspector-channel]:checked").input_value() == "blue"
    assert view.chosen_preset() == preset
    view.choose("blur_diamond")  # the page is alive, and what works again takes the notice away
    expect(view.notice).to_have_count(0)
    assert len(view.reading().terms) == 25


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "没有用上：cubism"), ("en", "Left out of the link's chain: cubism")]
)
def test_one_filter_that_is_not_there_leaves_the_others_of_the_chain(language, said, open_page):
    page = open_page(f"/{language}/filters?steps=gaussian,sigma:2;cubism;sobel_x&step=1", language=language)
    view = FiltersPage(page).settle()
    expect(view.expect_notice("link_part_left_out")).to_contain_text(said)
    assert query_of(view.address())["steps"] == ["gaussian,sigma:2;sobel_x"]
    assert view.chosen_preset() == "sobel_x"


@pytest.mark.allow_responses(422)
def test_several_faults_of_a_chain_cost_themselves_alone_and_the_first_is_told(open_page):
    steps = "gaussian,sigma:9999;edges,stride:0_0,offset:7;custom,kernel:1_2/3;sobel_x,dilation:2_2"
    view = FiltersPage(open_page(link(steps=steps, step="3"))).settle()
    expect(view.expect_notice("parameter_out_of_range")).to_contain_text("9999")
    assert query_of(view.address())["steps"] == ["gaussian;edges,offset:7;custom;sobel_x,dilation:2_2"]
    assert view.chosen_preset() == "sobel_x"


def test_a_pixel_beyond_the_picture_is_its_last_one(quiet_page, watch):
    watch.allowed = frozenset({422, 400})
    quiet_page.goto(link(pixel="90000,90000", steps="edges,padding:valid"))
    view = FiltersPage(quiet_page).settle()
    assert view.pixel() == (477, 637)
