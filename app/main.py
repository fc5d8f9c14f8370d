"""The application: settings in, one ASGI app out."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES as COMPRESSED_TYPES
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from app import __version__
from app.conv.errors import DomainError
from app.data.picture_limits import PictureLimits
from app.services.datasets import Datasets
from app.services.filter_lab import FilterLab
from app.services.own_sets import OwnSets
from app.services.picture_cache import PictureCache
from app.services.probing import Probing
from app.services.runs.service import TASK, RunService
from app.settings import Settings
from app.web import (
    datasets_api,
    filters_api,
    kernels_api,
    networks_api,
    pages,
    pictures_api,
    probing_api,
    runs_api,
    signals_api,
    traces_api,
)
from app.web.assets import Assets, folder
from app.web.bodies import RAW
from app.web.errors import error_body, error_response, on_domain_error, on_validation_error
from app.web.middleware import HeadAsGet, JsonBodyLimit, SubPath


def create_app(settings: Settings | None = None, *, run_task: str = TASK) -> FastAPI:
    """Build the application; nothing is shared between two of them.

    Args:
        run_task: what the process of a training run performs, as ``module:function``.
    """
    settings = settings or Settings.from_environment()
    assets = Assets(folder("static"))
    pictures = PictureCache(settings.picture_cache_bytes, PictureLimits())
    lab = FilterLab(pictures, result_cache_bytes=settings.result_cache_bytes, workers=settings.workers)
    own = OwnSets()
    datasets = Datasets(settings.data_dir, own)
    probing = Probing(datasets)
    runs = RunService(settings, lambda error: error_body(error).model_dump(), own, task=run_task)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Beside the first page, which needs none of them yet.
        threading.Thread(target=pictures.draw_samples, name="samples", daemon=True).start()
        yield
        await runs.close()  # no training outlives the server

    app = FastAPI(
        title="ConvScope 卷积显微镜",
        summary="Pictures under any kernel, and the arithmetic behind every pixel.",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.runs = runs
    app.add_middleware(JsonBodyLimit)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SubPath, root_path=settings.root_path)
    # Raw pixels hardly shrink, and they are asked for where speed matters more than bytes.
    app.add_middleware(GZipMiddleware, compresslevel=5, exclude_content_types=(*COMPRESSED_TYPES, RAW))
    app.add_exception_handler(DomainError, on_domain_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.include_router(pictures_api.make_router(lab))
    app.include_router(filters_api.make_router(lab))
    app.include_router(kernels_api.make_router())
    app.include_router(traces_api.make_router())
    app.include_router(signals_api.make_router())
    app.include_router(runs_api.make_router(runs))
    app.include_router(probing_api.make_router(runs, probing))
    app.include_router(networks_api.make_router(datasets, probing))
    app.include_router(datasets_api.make_router(datasets))

    @app.get("/health", tags=["server"], summary="Is the server up, and complete?")
    async def health() -> dict[str, Any]:
        """`vendor` says whether the third-party browser files were installed.

        Answered beside the queue of filters: a busy server is a healthy one.
        """
        return {"status": "ok", "version": __version__, "vendor": assets.has_vendor}

    @app.get("/static/{version}/{path:path}", include_in_schema=False)
    def static(request: Request, version: str, path: str) -> Response:
        return assets.respond(version, path, request)

    page_renderer = pages.Pages(settings, assets, lab)
    app.include_router(pages.make_router(page_renderer))

    @app.exception_handler(HTTPException)
    def on_http_exception(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and pages.wants_page(page_renderer, request):
            return pages.error_page(page_renderer, request, 404)
        path = request.url.path
        if error.status_code == 404:
            return error_response(DomainError("not_found", field="path", value=path))
        if error.status_code == 405:
            allowed = ", ".join(allowed_methods(request))
            refusal = DomainError(
                "method_not_allowed", field="method", value=request.method, limit=allowed, path=path
            )
            return error_response(refusal, {"Allow": allowed})
        # FastAPI gives up on a body that is nested too deep, not UTF-8, or has a number without end.
        return error_response(DomainError("body_unreadable", field="body"))

    @app.exception_handler(ClientDisconnect)
    def on_disconnect(_: Request, __: Exception) -> Response:
        return Response(status_code=400)  # an upload was given up: nobody reads this, and no fault is logged

    @app.exception_handler(Exception)
    def on_exception(request: Request, _: Exception) -> Response:
        if pages.wants_page(page_renderer, request):
            return pages.error_page(page_renderer, request, 500)
        return error_response(DomainError("internal", field="path", value=request.url.path))

    return app


def allowed_methods(request: Request) -> list[str]:
    """What the request's address does take, over all routes; Starlette looks at the first one only."""
    routes = request.app.routes
    takes = [
        method
        for method in ("GET", "POST")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return ["GET", "HEAD", *takes[1:]] if "GET" in takes else takes
