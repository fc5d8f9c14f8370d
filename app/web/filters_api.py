"""Apply filters, describe them, and explain a pixel."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

import orjson
from fastapi import APIRouter, Header, Request, Response

from app.data.images import downscale, encode
from app.filters.code.from_step import code_step
from app.filters.code.generate import generate
from app.i18n.catalog import negotiate, translate
from app.services.description import StepDescription, describe
from app.services.filter_lab import FilterLab, check_chain, cut
from app.services.inspection import Inspection, inspect
from app.services.result_cache import ResultCache
from app.web.bodies import (
    FILE_QUALITY,
    SCREEN_QUALITY,
    SHEET_QUALITY,
    THUMBNAIL_QUALITY,
    choose_type,
    data_url,
    json_response,
    picture_response,
)
from app.web.catalog_view import CatalogView, catalog_view
from app.web.errors import ERROR_RESPONSES
from app.web.pictures_api import PICTURE_CONTENT
from app.web.schemas import ApplyBody, ChainBody, CodeBody, InspectBody, ThumbnailsBody, to_steps


@dataclass(frozen=True, slots=True)
class ChainDescription:
    """Every step of a chain."""

    steps: tuple[StepDescription, ...]


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """Small pictures as data URLs."""

    thumbnails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A program that computes the same picture."""

    target: str
    code: str


SHEETS_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every filter at a glance, ready to send; a header says which filter is where."""

    content: bytes
    headers: dict[str, str]


def make_router(lab: FilterLab) -> APIRouter:
    """Routes under ``/api/filters``."""
    router = APIRouter(prefix="/api/filters", tags=["filters"], responses=ERROR_RESPONSES)
    # A class that opens one picture costs one sheet.
    sheets: ResultCache[Sheet] = ResultCache(SHEETS_BYTES, lambda sheet: len(sheet.content))

    @router.get("", summary="The catalogue")
    def catalog() -> CatalogView:
        """Every filter with its parameters, ranges, defaults, names and hints; the choices; the limits."""
        return catalog_view(lab.pictures)

    @router.post("/apply", summary="Filter a picture", response_class=Response,
                 responses={200: {"content": PICTURE_CONTENT}})  # fmt: skip
    def apply(body: ApplyBody, accept: str = Header(default="image/jpeg")) -> Response:
        """The filtered picture as JPEG, PNG, WebP (lossless) or raw bytes, by the `Accept` header.

        `ConvScope-Width` and `-Height` say how large it is, `Server-Timing` how long the filters took
        when they were computed, and the encoding now.
        With `region` only that part is sent (the whole is computed and kept), with `pixels` a smaller copy.
        """
        media_type = choose_type(accept)
        stages = lab.stages(body.picture, body.size, body.to_steps())
        pixels = stages[-1].pixels
        filter_ms = sum(stage.elapsed_ms for stage in stages)
        if body.region is not None:
            pixels = cut(pixels, body.region.to_region())
        if body.pixels is not None:
            pixels = downscale(pixels, body.pixels)
        quality = SCREEN_QUALITY if body.size == "preview" else FILE_QUALITY
        start = time.perf_counter()
        answer = picture_response(pixels, media_type, quality=quality)
        encode_ms = (time.perf_counter() - start) * 1000
        answer.headers["Server-Timing"] = f"filter;dur={filter_ms:.2f}, encode;dur={encode_ms:.2f}"
        return answer

    @router.post("/thumbnails", summary="Every filter at a glance", response_class=Response,
                 responses={200: {"content": PICTURE_CONTENT}})  # fmt: skip
    def thumbnails(body: ThumbnailsBody, accept: str = Header(default="image/jpeg")) -> Response:
        """One sheet, by the `Accept` header; the header `ConvScope-Sprites` says which filter is where."""
        media_type = choose_type(accept)
        lab.source(body.picture, "preview")  # a picture that was forgotten is unknown, its sheet too
        sheet = sheets.get_or_compute(
            (body.picture, media_type), lambda: draw_sheet(lab, body.picture, media_type)
        )
        return Response(sheet.content, headers=sheet.headers)

    @router.post("/stages", summary="A small picture after each step", response_model=Thumbnails)
    def stages(body: ChainBody) -> Response:
        """JPEG data URLs, one a step: what a chain looks like on its way."""
        small = lab.stage_thumbnails(body.picture, body.size, body.to_steps())
        return json_response(
            Thumbnails(
                tuple(
                    data_url(encode(pixels, "image/jpeg", quality=THUMBNAIL_QUALITY), "image/jpeg")
                    for pixels in small
                )
            )
        )

    @router.post("/describe", summary="What a chain does", response_model=ChainDescription)
    def describe_chain(body: ChainBody) -> Response:
        """Kernels, sizes, ranges of the controls with their reasons, the plan; no pixel is computed."""
        steps = describe(lab, body.picture, body.size, body.to_steps())
        return json_response(ChainDescription(steps))

    @router.post("/inspect", summary="Explain one pixel", response_model=Inspection)
    def inspect_pixel(body: InspectBody) -> Response:
        """Every product and partial sum of one output pixel, then divisor, offset, display and clip.

        The last `partial_sum` is exactly what the engine's definition returns.
        """
        steps = body.to_steps()
        return json_response(inspect(lab, body.picture, body.size, steps, body.step, body.row, body.col))

    @router.post("/code", summary="The chain as a program", response_model=Code)
    def code(request: Request, body: CodeBody) -> Response:
        """NumPy, OpenCV or PyTorch code that gives the same picture; comments in the language you accept."""
        steps = to_steps(body.steps)
        check_chain(steps)
        language = negotiate(request.headers.get("accept-language", ""))
        say = partial(translate, language)
        titled = [code_step(step, say(f"filter.{step.filter.id}.name")) for step in steps]
        program = generate(titled, body.target, say=say)
        return json_response(Code(body.target, program))

    return router


def draw_sheet(lab: FilterLab, picture_id: str, media_type: str) -> Sheet:
    """Every filter's small picture on one sheet."""
    sprites = lab.sprites(picture_id)
    layout = {
        "width": sprites.width,
        "height": sprites.height,
        "columns": sprites.columns,
        "order": sprites.order,
    }
    answer = picture_response(sprites.pixels, media_type, quality=SHEET_QUALITY, lossless=False)
    headers = {"ConvScope-Sprites": orjson.dumps(layout).decode(), **dict(answer.headers)}
    return Sheet(bytes(answer.body), headers)
