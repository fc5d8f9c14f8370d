"""A real server, a real Chromium, and pages that may not make a sound.

``open_page("/zh/filters", theme="dark", width=360, height=640, touch=True)`` opens a page of its own and
returns it; ``quiet_page`` is the default one, not yet opened anywhere. When the test ends, every such
page must have been quiet: no console error or warning, no uncaught exception, no HTTP error, no request
to anywhere but the server. A test that provokes a refusal says so: ``@pytest.mark.allow_responses(413,
415)``.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, Response, expect

from tests.browser.support_runs import Server
from tests.browser.support_training import TrainingPage

HERE = Path(__file__).parent
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
START_TIMEOUT_S = 20
EXPECT_TIMEOUT_MS = 10_000  # a neighbour may have the core (docs/decisions/0020)
NO_BROWSER = "no browser: run 'playwright install chromium', install a Chromium, or name one in $CHROMIUM"

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # not only noticed: nothing can leave
]

# A reader of Chinese at a small projector, who wants no motion: steps without tweening are steady.
READER: dict[str, Any] = {
    "locale": LOCALES["zh"],
    "viewport": {"width": 1280, "height": 720},
    "reduced_motion": "reduce",
}

expect.set_options(timeout=EXPECT_TIMEOUT_MS)

Theme = Literal["light", "dark", "projector"]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests and run them last: Playwright keeps an event loop running in this thread."""
    mine = [item for item in items if HERE in item.path.parents]
    for item in mine:
        item.add_marker(pytest.mark.browser)
    items[:] = [item for item in items if HERE not in item.path.parents] + mine


# ---------------------------------------------------------------- the server


@pytest.fixture(scope="session")
def live_server() -> Iterator[str]:
    """The address of the application, served by uvicorn in a thread on a free port."""
    from app.main import create_app
    from app.settings import Settings
    from app.web.server import Server as WebServer

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        app = create_app(Settings(port=port, pseudo_language=True))
        server = WebServer(uvicorn.Config(app, log_level="warning", ws="none"), app.state.runs.end_streams)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_TIMEOUT_S
        while not server.started:
            assert thread.is_alive(), "the server ended while it started"
            assert time.monotonic() < deadline, f"the server did not start within {START_TIMEOUT_S} s"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def base_url(live_server: str) -> str:
    """What Playwright puts before a path, so that tests write ``page.goto("/zh/filters")``."""
    return live_server


# ---------------------------------------------------------------- runs


@pytest.fixture(scope="session")
def server(live_server: str) -> Iterator[Server]:
    """The API, without a browser in between."""
    asked = Server(live_server)
    yield asked
    asked.stop_all()


@pytest.fixture(scope="session")
def learned(server: Server) -> str:
    """The id of a run that is over and has learned a little."""
    return server.finished()


@pytest.fixture
def training(open_page: OpenPage, server: Server) -> Iterator[Callable[..., TrainingPage]]:
    """Open the Training page with a query; whatever still trains when the test ends is ended."""

    def opener(query: str = "", language: Literal["zh", "en"] = "zh", **options: Any) -> TrainingPage:
        view = TrainingPage(open_page(f"/{language}/training?{query}", language=language, **options))
        view.settle()
        return view

    yield opener
    server.stop_all()


# ---------------------------------------------------------------- the browser


def find_chromium() -> str | None:
    """A Chromium: $CHROMIUM, else the distribution's; the one without a window is a quarter quicker."""
    if given := os.environ.get("CHROMIUM"):
        return given
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    )
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    """Playwright's own Chromium where it is installed, else any other; without one skip, or fail on CI."""
    arguments = {**browser_type_launch_args, "args": [*FLAGS]}
    if os.environ.get("CHROMIUM") or not Path(playwright.chromium.executable_path).exists():
        path = find_chromium()
        if path is None:
            if os.environ.get("CI"):
                pytest.fail(NO_BROWSER)
            pytest.skip(NO_BROWSER)
        arguments["executable_path"] = path
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments["args"].append("--no-sandbox")  # Chromium refuses to sandbox for root
    return arguments


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A context of the reader whom all tests assume where they say nothing else."""
    return new_context(**READER)


# ---------------------------------------------------------------- quiet pages


class Watch:
    """Notes what a page should not have done."""

    def __init__(self, server: str, allowed: frozenset[int]) -> None:
        self.host = urlsplit(server).netloc
        self.allowed = allowed
        self.problems: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page and worker of a context, from now on."""
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.on("request", self.on_request)
        context.on("response", self.on_response)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        refused = re.match(r"Failed to load resource: .* status of (\d+)", message.text)
        if refused is None or int(refused[1]) not in self.allowed:
            self.problems.append(f"console {message.type}: {message.text}")

    def on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("blob", "data") and address.netloc != self.host:
            self.problems.append(f"a request left the server: {request.url[:200]}")

    def on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.problems.append(f"{response.status} for {response.request.method} {response.url}")


@pytest.fixture
def watch(request: pytest.FixtureRequest, live_server: str) -> Iterator[Watch]:
    """What this test's pages did wrong; anything left in it when the test ends fails the test."""
    allowed = frozenset(
        status for mark in request.node.iter_markers("allow_responses") for status in mark.args
    )
    noted = Watch(live_server, allowed)
    yield noted
    assert not noted.problems, "the page was not quiet:\n" + "\n".join(noted.problems)


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext], watch: Watch) -> OpenPage:
    """Open a path in a watched context of its own.

    Arguments: ``path``; ``language`` the browser's ("zh", "en"); ``theme`` the reader's stored choice,
    None for the system's; ``scheme`` the system's ("light", "dark"); ``width``, ``height`` in CSS pixels;
    ``touch`` for a phone; anything else goes to Playwright's ``new_context``.
    """

    def open_path(
        path: str,
        *,
        language: Literal["zh", "en"] = "zh",
        theme: Theme | None = None,
        scheme: Literal["light", "dark"] = "light",
        width: int = 1280,
        height: int = 720,
        touch: bool = False,
        **options: Any,
    ) -> Page:
        wanted = {
            "locale": LOCALES[language],
            "viewport": {"width": width, "height": height},
            "color_scheme": scheme,
            "has_touch": touch,
            "is_mobile": touch,
            "device_scale_factor": 2 if touch else 1,
        }
        context = new_context(**{**READER, **wanted, **options})
        watch.follow(context)
        if theme:
            # about:blank, which every page is at first, has no storage
            context.add_init_script(
                f"if (origin !== 'null') localStorage.setItem('convscope.theme', '{theme}')"
            )
        page = context.new_page()
        page.goto(path)
        return page

    return open_path


@pytest.fixture
def quiet_page(context: BrowserContext, watch: Watch) -> Page:
    """The default page (Chinese, light, 1280 × 720), watched and not yet opened anywhere."""
    watch.follow(context)
    return context.new_page()


@pytest.fixture
def phone_page(open_page: OpenPage) -> Callable[[str], Page]:
    """Open a path on a 360 px wide touch screen."""
    return lambda path: open_page(path, width=360, height=740, touch=True)
