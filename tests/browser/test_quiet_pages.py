"""The watch over every browser test sees what it is there to see."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Watch

PATH = "/planted"


def visit(context: BrowserContext, server: str, script: str, *allowed: int) -> list[str]:
    """What a watch notes about a page of the server that runs this script."""
    noted = Watch(server, frozenset(allowed))
    noted.follow(context)
    html = f"<!doctype html><p>…</p><script>{script}</script>"
    context.route(f"{server}{PATH}", lambda route: route.fulfill(content_type="text/html", body=html))
    page = context.new_page()
    page.goto(f"{server}{PATH}")
    page.wait_for_function("() => window.isDone")
    page.close()
    return noted.problems


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("console.error('broken'); isDone = true", "console error: broken"),
        ("console.warn('old'); isDone = true", "console warning: old"),
        ("setTimeout(() => { isDone = true; throw new Error('oops') })", "uncaught: oops"),
        ("fetch('/no/such/thing').finally(() => { isDone = true })", "404 for GET"),
        ("fetch('http://example.invalid/').catch(() => { isDone = true })", "a request left the server"),
        (
            "new Image().src = 'http://127.0.0.1:9/a.png'; setTimeout(() => { isDone = true }, 50)",
            "left the server",
        ),
    ],
)
def test_what_a_page_should_not_do_is_noted(script, problem, context, live_server):
    assert any(problem in noted for noted in visit(context, live_server, script))


@pytest.mark.parametrize(
    "script",
    [
        "console.log('hello'); isDone = true",
        "fetch('/health').finally(() => { isDone = true })",
        "fetch(URL.createObjectURL(new Blob(['a']))).finally(() => { isDone = true })",
        "fetch('data:text/plain,a').finally(() => { isDone = true })",
        "const a = new AbortController(); fetch('/health', a).catch(() => { isDone = true }); a.abort()",
    ],
)
def test_what_a_page_may_do_is_not(script, context, live_server):
    assert visit(context, live_server, script) == []


def test_an_expected_refusal_is_let_through_and_no_other(context, live_server):
    script = "fetch('/no/such/thing').finally(() => { isDone = true })"
    assert visit(context, live_server, script, 404) == []
    assert visit(context, live_server, script, 413) != []
