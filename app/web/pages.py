"""The pages: ``/zh/…`` and ``/en/…``; the root follows the browser's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from app.i18n.catalog import LANGUAGES, PSEUDO_LANGUAGE, negotiate, terms
from app.services.filter_lab import FilterLab
from app.settings import Settings
from app.web.assets import Assets, folder
from app.web.case_view import case_views
from app.web.catalog_view import catalog_view
from app.web.contexts import PAGES, content_security_policy, page_context, page_url, script_json
from app.web.training_view import preset_views, spec_limits


class Pages:
    """Renders templates with the page context."""

    def __init__(self, settings: Settings, assets: Assets, lab: FilterLab) -> None:
        self.settings = settings
        self.assets = assets
        self.languages = (*LANGUAGES, PSEUDO_LANGUAGE) if settings.pseudo_language else LANGUAGES
        self._catalog_json = script_json(catalog_view(lab.pictures).model_dump())
        self._cases_json = script_json([case.model_dump() for case in case_views()])
        self._training_json = script_json(
            {"presets": preset_views(), "limits": spec_limits(), "paused_seconds": settings.paused_seconds}
        )
        self._templates = Environment(
            loader=FileSystemLoader(folder("templates")), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip

    def render(self, request: Request, language: str, page: str, status: int = 200, **extra: Any) -> Response:
        """The page as HTML, never cached: it names the current version of every file."""
        template = "error" if page == "error" else page
        context = page_context(
            request, self.assets, self.settings.root_path, language, "home" if page == "error" else page
        )
        extra["status"] = status
        html = self._templates.get_template(f"pages/{template}.html").render({**context, **extra})
        policy = content_security_policy(context["csp_nonce"], self.settings.frame_ancestors)
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": policy}
        return HTMLResponse(html, status, headers)

    def data(self, page: str) -> dict[str, Any]:
        """What a page needs beside the common context."""
        if page == "filters":
            return {"catalog_json": self._catalog_json}
        if page == "sliding":
            return {"cases_json": self._cases_json}
        if page == "training":
            return {"training_json": self._training_json}
        return {"terms": terms()} if page == "glossary" else {}


def make_router(pages: Pages) -> APIRouter:
    """Routes of all pages."""
    router = APIRouter(include_in_schema=False)
    root_path = pages.settings.root_path

    def to_language(request: Request, page: str) -> Response:
        language = negotiate(request.headers.get("accept-language", ""))
        query = f"?{request.url.query}" if request.url.query else ""
        headers = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
        return RedirectResponse(page_url(root_path, language, page) + query, 307, headers)

    @router.get("/")
    def root(request: Request) -> Response:
        return to_language(request, "home")

    @router.get("/{first}")
    def without_language(request: Request, first: str) -> Response:
        if first in pages.languages:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(page_url(root_path, first, "home") + query, 307)
        if first in PAGES:
            return to_language(request, first)
        raise HTTPException(404)

    @router.get("/{language}/")
    def home(request: Request, language: str) -> Response:
        if language in PAGES:
            return to_language(request, language)
        if language in pages.languages:
            return pages.render(request, language, "home")
        raise HTTPException(404)

    # One address a language: "/{language}/{page}" would answer for /api/traces too.
    def page_in(language: str) -> Callable[[Request, str], Response]:
        def page(request: Request, page: str) -> Response:
            if page not in PAGES:
                raise HTTPException(404)
            return pages.render(request, language, page, **pages.data(page))

        return page

    for language in pages.languages:
        router.get(f"/{language}/{{page}}")(page_in(language))
    return router


def wants_page(pages: Pages, request: Request) -> bool:
    """Whether a person is looking: the API answers JSON even to a browser's address bar."""
    path = request.url.path.removeprefix(pages.settings.root_path)
    return "text/html" in request.headers.get("accept", "") and not path.startswith("/api/")


def error_page(pages: Pages, request: Request, status: int) -> Response:
    """404 or 500 with a way back, in the language of the address or of the browser."""
    first = request.url.path.removeprefix(pages.settings.root_path).strip("/").partition("/")[0]
    language = first if first in pages.languages else negotiate(request.headers.get("accept-language", ""))
    return pages.render(request, language, "error", status)
