"""Every refusal as the same JSON: code, field, value, limit, and two sentences in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from app.conv.errors import DomainError, Scalar
from app.i18n.catalog import LANGUAGES, translate
from app.web.validation import LONGEST_VALUE, from_validation, shown

# Everything else is 422: understood, and not possible.
STATUS = {
    "picture_unknown": 404,
    "run_unknown": 404,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "run_ended": 409,
    "weights_missing": 409,
    "picture_too_many_bytes": 413,
    "body_too_large": 413,
    "zip_too_many_bytes": 413,
    "picture_not_recognised": 415,
    "zip_not_recognised": 415,
    "picture_svg": 415,
    "picture_heic": 415,
    "picture_avif": 415,
    "body_not_json": 415,
    "json_malformed": 400,
    "body_unreadable": 400,
    "request_malformed": 422,
    "internal": 500,
    "queue_full": 503,
    "run_not_listening": 503,
    "server_closing": 503,
}


class ErrorBody(BaseModel):
    """What went wrong and what to do about it."""

    code: str = Field(examples=["kernel_too_large"])
    field: str = Field(
        description="dotted path of the input it is about", examples=["steps.0.parameters.kernel"]
    )
    value: str | int | float | bool | None = Field(examples=["100×100"])
    limit: str | int | float | bool | None = Field(examples=[31])
    message: dict[str, str] = Field(description="one sentence in each language, keys `zh` and `en`")
    remedy: dict[str, str] = Field(description="what to do, in each language")


class ErrorAnswer(BaseModel):
    """Body of every 4xx answer."""

    error: ErrorBody


ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "model": ErrorAnswer,
        "description": "A refusal: code, value, limit and remedy in both languages.",
    }
}


def error_body(error: DomainError) -> ErrorBody:
    """The refusal with its sentences."""
    given = {**error.values, "field": error.field or "body"}
    values: Mapping[str, str] = {key: _written(value) for key, value in given.items()}

    def sentences(part: str) -> dict[str, str]:
        return {language: translate(language, f"error.{error.code}.{part}", values) for language in LANGUAGES}

    return ErrorBody(
        code=error.code,
        field=str(shown(error.field)),
        value=shown(error.value),
        limit=shown(error.limit, longest=10 * LONGEST_VALUE),
        message=sentences("message"),
        remedy=sentences("remedy"),
    )


def error_response(error: DomainError, headers: Mapping[str, str] | None = None) -> Response:
    """The refusal as an HTTP answer."""
    return Response(
        orjson.dumps({"error": error_body(error).model_dump()}),
        status_code=STATUS.get(error.code, 422),
        media_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


async def on_domain_error(_: Request, error: Exception) -> Response:
    """Exception handler of :class:`DomainError`."""
    assert isinstance(error, DomainError)
    return error_response(error)


async def on_validation_error(request: Request, error: Exception) -> Response:
    """Exception handler of FastAPI's own validation."""
    assert isinstance(error, RequestValidationError)
    return error_response(from_validation(error, request.headers.get("content-type", "")))


def _written(value: Scalar) -> str:
    """A value as it stands in a sentence."""
    short = shown(value, longest=10 * LONGEST_VALUE)
    return f"{short:.6g}" if isinstance(short, float) else str(short)
