"""What a template may use: the documented context of every page."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

import orjson
from fastapi import Request

from app import __version__
from app.i18n.catalog import HTML_LANG, LANGUAGES, PSEUDO_LANGUAGE, messages, translate
from app.web.assets import Assets

# The pages there are, in the order of the navigation.
PAGES = ("filters", "sliding", "signals", "training", "glossary")

# The areas of messages that the scripts of a page use and the server's answers name; templates may use any.
# Refusals come with their sentences, so the browser needs only those that it raises itself.
OF_EVERY_PAGE = ("shell", "errors_browser")
AREAS: Mapping[str, tuple[str, ...]] = {
    "home": ("home",),
    "filters": (
        "analysis", "catalog", "controls", "filters", "inspector", "kernel", "pictures", "pipeline",
        "presets", "stage",
    ),
    "sliding": (
        "cases", "controls", "drawers", "filters", "pictures", "sliding", "sliding_crop", "sliding_export",
        "traces",
    ),
    "signals": ("inspector", "signals"),
    "training": (
        "datasets", "errors_datasets", "filters", "glossary", "networks", "sliding", "training",
        "training_curves", "training_panel", "training_stage",
    ),
    "glossary": ("glossary",),
}  # fmt: skip


class PageContext(TypedDict):
    """Context of ``base.html`` and all that extend it.

    ``t(key, **values)`` is the sentence in the page's language, ``static(path)`` the versioned address of a
    file, ``modules(entry)`` those of a script and all it imports, ``url(page)`` the address of a page in this
    language.
    """

    lang: str
    html_lang: str
    t: Callable[..., str]
    messages_json: str
    static: Callable[[str], str]
    modules: Callable[[str], list[str]]
    url: Callable[[str], str]
    other_language_url: str
    page: str
    pages: tuple[str, ...]
    root_path: str
    version: str
    missing_vendor: bool
    csp_nonce: str


def page_context(request: Request, assets: Assets, root_path: str, language: str, page: str) -> PageContext:
    """The context of one page in one language."""
    base = f"{root_path}/static/{assets.version()}/"
    other = LANGUAGES[1] if language == LANGUAGES[0] else LANGUAGES[0]
    query = f"?{request.url.query}" if request.url.query else ""

    def t(key: str, **values: Any) -> str:
        return translate(language, key, values)

    # The pseudo-language shows the key of every sentence, those that arrive from the server included.
    areas = None if language == PSEUDO_LANGUAGE else (*OF_EVERY_PAGE, *AREAS[page])
    return PageContext(
        lang=language,
        html_lang=HTML_LANG[language],
        t=t,
        messages_json=script_json(messages(language, areas)),
        static=lambda path: base + path,
        modules=lambda entry: [base + module for module in assets.modules(entry)],
        url=lambda name: page_url(root_path, language, name),
        other_language_url=page_url(root_path, other, page) + query,
        page=page,
        pages=PAGES,
        root_path=root_path,
        version=__version__,
        missing_vendor=not assets.has_vendor,
        csp_nonce=secrets.token_urlsafe(16),
    )


def page_url(root_path: str, language: str, page: str) -> str:
    """Address of a page; the home page is the language's own folder."""
    return f"{root_path}/{language}/" + ("" if page == "home" else page)


def script_json(value: Mapping[str, Any] | list[Any]) -> str:
    """JSON that is safe inside a ``<script>`` element."""
    return orjson.dumps(value).decode().replace("<", "\\u003c")


def content_security_policy(nonce: str, frame_ancestors: str) -> str:
    """Nothing from elsewhere, no inline script but the import map."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' blob: data:; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )
