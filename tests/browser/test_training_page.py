"""Training on the page: it lives before any run, is the same in every tab, and its time goes both ways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.support_training import PROGRESS, SHORT


def test_the_page_opens_on_an_untrained_network_that_looks_at_a_digit(training):
    view = training()
    assert view.status == "none"
    assert "第 0 步" in view.progress
    assert view.query == {}, "the opening state needs no link"
    expect(view.page.locator("#stage canvas").first).to_be_visible()
    expect(view.page.locator("#draw")).to_be_visible()


def test_space_trains_pauses_and_goes_on(training):
    view = training()
    view.start()
    view.expect_status("running")
    stood = view.pause()
    view.page.wait_for_timeout(400)
    assert view.step == stood, "nothing moves that was stopped"
    view.press("Space")
    view.expect_status("running")


def test_one_step_is_one_step_in_every_tab(training):
    view = training()
    run = view.start()
    before = view.pause()
    other = training(f"run={run}", language="en")
    other.expect_status("paused")
    assert other.step == before, "who comes late sees the same"
    other.press("s")
    expect(view.page.locator(PROGRESS)).to_contain_text(f"第 {before + 1:,} 步")
    expect(other.page.locator(PROGRESS)).to_contain_text(f"step {before + 1:,}")
    view.press("Space")
    other.expect_status("running")


def test_a_short_run_tells_how_it_ended_and_can_be_opened_again(training):
    view = training(SHORT)
    run = view.start()
    view.expect_status("finished")
    assert view.step == 20
    assert re.search(r"最好的是第 [12] 轮：\d+\.\d%", view.note), view.note
    assert "测试集" in view.note
    again = training(f"run={run}")
    again.expect_status("finished")
    assert again.step == 20
    assert again.note == view.note


def test_a_reload_in_the_middle_comes_back_to_the_run_and_the_moment(training):
    view = training(SHORT)
    run = view.start()
    view.expect_status("finished")
    view.press("ArrowLeft", "ArrowLeft")
    expect(view.page.locator(PROGRESS)).to_contain_text("回看")
    view.settle()  # its epoch comes with its pictures
    back = view.page.locator(PROGRESS).inner_text()
    view.expect_query(run=run, step=str(view.step))
    view.page.reload()
    expect(view.page.locator(PROGRESS)).to_have_text(back)
    view.press("End")
    expect(view.page.locator(PROGRESS)).not_to_contain_text("回看")
    view.expect_query(run=run, step=None)


def test_the_arrows_go_back_over_what_was_recorded_to_the_untrained_network(training):
    view = training(SHORT)
    view.start()
    view.expect_status("finished")
    view.press("Home")
    expect(view.page.locator(PROGRESS)).to_contain_text("第 0 步")
    view.press("Shift+ArrowRight")
    expect(view.page.locator(PROGRESS)).to_contain_text("第 10 步")  # the end of the first epoch
    scrubber = view.page.locator("[data-scrubber]").first
    scrubber.focus()
    view.press("End")
    expect(view.page.locator(PROGRESS)).to_contain_text("第 20 步")
    expect(view.page.locator(PROGRESS)).not_to_contain_text("回看")


def test_the_address_says_what_differs_and_opens_the_same(training):
    view = training("preset=dense&seed=11&rate=0.003")
    assert view.query == {"preset": "dense", "seed": "11", "rate": "0.003"}
    view.press("Control+z")
    view.settle()
    assert view.query["preset"] == "dense", "what came by link is no edit to take back"


def test_a_rate_too_large_ends_the_run_with_an_explanation(training):
    view = training(f"{SHORT}&optimizer=sgd&rate=1000")
    view.press("Space")
    view.expect_status("diverged")
    assert "发散" in view.note
    assert "学习率" in view.note
    assert "NaN" not in view.page.locator("main").inner_text()


@pytest.mark.allow_responses(404)
def test_a_run_that_is_no_more_is_a_sentence_and_the_page_stays_usable(training):
    view = training("run=f00dfeedbeef", language="en")
    expect(view.page.locator("#notices [data-code]")).to_have_attribute("data-code", "run_unknown")
    view.expect_query(run=None)
    assert view.status == "none"
    view.press("Space")
    view.page.wait_for_url(re.compile(r"[?&]run=\w+"))
    expect(view.page.locator("#notices [data-code]")).to_have_count(0)


def test_a_malformed_link_names_its_part_and_takes_the_rest(training):
    view = training("layers=wormhole&epochs=4")
    expect(view.page.locator("#notices [data-code]")).to_have_attribute("data-code", "link_malformed")
    view.expect_query(layers=None, epochs="4")


def test_back_leaves_the_run_and_forward_joins_it_again(training):
    view = training(SHORT)
    run = view.start()
    view.expect_status("finished")
    view.page.go_back()
    view.expect_status("none")
    view.page.go_forward()
    view.expect_status("finished")
    view.expect_query(run=run)


def test_on_a_phone_one_part_is_seen_at_a_time_and_time_stays_under_the_thumb(training):
    view = training(SHORT, width=360, height=640, touch=True)
    expect(view.page.locator("#stage")).to_be_visible()
    expect(view.page.locator("#curves")).to_be_hidden()
    view.page.locator("#tabs label").last.tap()
    expect(view.page.locator("#curves")).to_be_visible()
    expect(view.page.locator("#stage")).to_be_hidden()
    play = view.page.locator(".training-transport__play")
    expect(play).to_be_in_viewport()
    play.tap()
    view.expect_status("finished")
    view.expect_query(tab="curves")


STAGE = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const words = [...document.querySelectorAll(".living__head-cell > *")].map((line) => {
    const cell = line.parentElement.getBoundingClientRect();
    return line.getBoundingClientRect().top - cell.top;
  });
  return {legend: box(".living__foot").bottom, time: box("#transport").top, words: Math.min(...words)};
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_on_a_small_projector_the_stage_stands_over_time_from_its_heads_to_its_legend(
    training, theme, language
):
    view = training(language=language, theme=theme, width=1280, height=720)
    stage = view.page.evaluate(STAGE)
    assert stage["legend"] <= stage["time"]
    assert stage["words"] >= 0, "a line of a head is cut off"


def test_on_a_phone_the_note_at_the_end_is_there_to_its_last_word(training):
    view = training(SHORT, language="en", width=360, height=740, touch=True)
    view.start()
    view.expect_status("finished")
    view.settle()
    assert "never used before" in view.note
    note = view.page.locator(".training-transport__note")
    assert note.evaluate("one => one.scrollHeight <= one.clientHeight")
    room = view.page.evaluate(
        "() => [parseFloat(getComputedStyle(document.querySelector('.page--training')).paddingBottom),"
        " document.querySelector('#transport').offsetHeight]"
    )
    assert room[0] >= room[1], "the end of the page is under time"
