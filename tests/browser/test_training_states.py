"""What can befall a run is told on the page: a queue, a killed process, a broken line, other hands."""

from __future__ import annotations

import os
import re
import signal

from playwright.sync_api import expect

from tests.browser.conftest import READER
from tests.browser.support_runs import training_processes
from tests.browser.support_training import PROGRESS, TrainingPage
from tests.browser.test_pages_quality import THEME, strays, violations, wait

LONG = "train=6000&epochs=200"


def test_who_has_to_wait_sees_the_place_in_the_queue_and_is_let_in_when_one_ends(training, server):
    first, _second = server.run(epochs=200), server.run(epochs=200)
    view = training(LONG, language="en")
    view.press("Space")
    view.expect_status("queued")
    assert "1 in line" in view.note or re.search(r"\b1\b", view.note), view.note
    expect(view.page.locator("#stage canvas").first).to_be_visible()
    server.post(f"runs/{first}/commands", {"command": "stop"})
    view.expect_status("running")


def test_a_killed_process_is_told_with_what_to_do_and_no_other_run_is_touched(training, server):
    untouched = server.run(epochs=200)
    server.wait(untouched, "running")
    before = training_processes()
    view = training(LONG)
    view.start()
    view.expect_status("running")
    expect(view.page.locator(PROGRESS)).to_have_text(re.compile(r"第 \d{2,} 步"), timeout=20_000)
    (victim,) = training_processes() - before
    os.kill(victim, signal.SIGKILL)
    expect(view.page.locator("#transport")).to_have_attribute("data-status", "failed")
    assert "SIGKILL" in view.note
    assert "再训练一次" in view.note, "and what to do"
    assert server.get(f"runs/{untouched}")["status"] == "running"
    server.stop_all()
    view.press("ArrowLeft")
    expect(view.page.locator(PROGRESS)).to_contain_text("回看")  # what was recorded can still be looked at


def test_a_browser_whose_line_broke_comes_back_to_every_point_and_to_none_twice(new_context, server):
    run = server.run(epochs=200)
    view = TrainingPage(new_context(**READER).new_page())
    view.page.goto(f"/zh/training?run={run}")
    view.expect_status("running")
    view.page.route("**/events*", lambda route: route.abort())
    view.page.evaluate("dispatchEvent(new Event('online'))")  # the line is opened anew, and cannot be
    expect(view.page.locator(".training-transport__note")).to_contain_text("断了")
    stood = view.step
    server.post(f"runs/{run}/commands", {"command": "stop"})
    server.wait(run, "stopped")
    view.page.unroute("**/events*")
    view.expect_status("stopped")
    told = server.get(f"runs/{run}/history")
    assert view.step == told["run"]["step"] == len(told["steps"]["step"]) > stood
    with view.page.expect_download() as download:
        view.page.get_by_role("button", name="曲线 CSV").click()
    rows = download.value.path().read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [int(row.split(",")[0]) for row in rows] == told["steps"]["step"]


def test_two_hands_on_one_run_do_not_hurt_each_other(training, server):
    view = training(LONG)
    run = view.start()
    other = training(f"run={run}", language="en")
    other.expect_status("running")
    view.press("Space")
    other.press("Space")
    server.wait(run, "paused", "running")
    view.page.locator("#transport button").filter(has_text="结束").click()
    other.expect_status("stopped")
    for page in (view.page, other.page):
        expect(page.locator("#notices [data-code]")).to_have_count(0)
    assert view.step == other.step


def test_on_a_phone_a_finger_opens_a_unit_draws_a_digit_and_picks_a_mistake(training, learned):
    view = training(f"run={learned}", width=360, height=740, touch=True)
    view.page.locator('.living__units button[aria-label^="卷积 1"]').nth(1).tap()
    expect(view.page.locator("#unit .opened__title")).to_be_visible()
    assert view.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    view.page.locator("#unit").get_by_role("button", name="关闭").tap()
    expect(view.page.locator("#unit")).to_be_hidden()
    pad = view.page.locator("#draw .pad__canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    touch = view.page.context.new_cdp_session(view.page)
    at = [(box["x"] + box["width"] * (0.55 - share / 10), box["y"] + 40 + share * 40) for share in range(4)]
    # A finger that is lifted while it still moves flings, and the next touch would only stop the fling.
    for index, (x, y) in enumerate([*at, at[-1]]):
        kind = "touchMove" if index else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        view.page.wait_for_timeout(60)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(view.page.locator(".pad__verdict")).to_have_text(re.compile(r"它认作 \d：[01]\.\d\d"))
    view.page.locator("#tabs label").last.tap()
    expect(view.page.locator("#curves")).to_be_visible()
    view.page.locator(".confusion__worst button").first.tap()
    view.page.locator(".confusion-gallery__pictures button").first.tap()
    expect(view.page.locator("#stage")).to_be_in_viewport()
    view.expect_query(tab=None)


def test_axe_finds_nothing_in_a_run_with_a_unit_and_a_cell_open_in_any_theme(training, server, learned):
    confusion = server.get(f"runs/{learned}/history")["epochs"][-1]["confusion"]
    digit = max(range(10), key=lambda one: confusion[one][one])
    view = training(f"run={learned}&unit=3,2,5,6&cell={digit},{digit}")
    expect(view.page.locator("#unit")).to_have_attribute("data-busy", "false")
    found = {}
    for theme in ("light", "dark", "projector"):
        view.page.evaluate(THEME, theme)
        wait(view.page)
        found[theme] = violations(view.page)
    assert found == {"light": [], "dark": [], "projector": []}


def test_in_the_language_that_prints_keys_every_state_has_its_keys(open_page, server, learned):
    page = open_page(f"/keys/training?run={learned}&unit=3,2,5,6&cell=1,1")
    view = TrainingPage(page)
    view.settle()
    expect(page.locator("#unit")).to_have_attribute("data-busy", "false")
    assert strays(page) == []
    page.goto(f"/keys/training?{LONG}")
    view.settle()
    for _ in range(4):
        page.locator("#transport .training-transport__tools button").nth(1).click()
        view.expect_status("slow")
        page.wait_for_timeout(300)
        assert strays(page) == []
    server.stop_all()
    view.expect_status("stopped")
    assert strays(page) == []
