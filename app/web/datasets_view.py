"""Data sets as the API and the page read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from app.data.datasets.own_zip import Skipped
from app.services.datasets import DatasetInfo
from app.web.errors import ErrorBody
from app.web.networks_schemas import QuantizedView
from app.web.networks_view import error_view


class ClassView(BaseModel):
    """One class."""

    id: str
    name_key: str | None = Field(description="message key; null where the id is its own name")
    count: int | None = Field(description="pictures of it, in a set of one's own")


class CountsView(BaseModel):
    """The most pictures of each split."""

    train: int
    validation: int
    test: int


class DatasetView(BaseModel):
    """A data set: `dataset.<name>.name` in the messages."""

    name: str
    is_available: bool
    error: ErrorBody | None = Field(description="why it is not to be had")
    shape: tuple[int, int, int] = Field(description="(channels, rows, columns)")
    classes: list[ClassView]
    counts: CountsView
    is_ink: bool = Field(description="bright ink on black, to be shown dark on light")
    samples: list[QuantizedView] = Field(description="a few pictures, named by their class")


class SkippedView(BaseModel):
    """A file that was left out."""

    file: str
    code: str
    error: ErrorBody | None = Field(description="why, in a sentence")


class UploadedView(DatasetView):
    """A set that has just come."""

    skipped: list[SkippedView]


def dataset_view(info: DatasetInfo) -> dict[str, Any]:
    """Shaped like :class:`DatasetView`, levels still bytes."""
    return {
        "name": info.name,
        "is_available": info.error is None,
        "error": error_view(info.error),
        "shape": info.shape,
        "classes": info.classes,
        "counts": dict(info.counts),
        "is_ink": info.is_ink,
        "samples": info.samples,
    }


def uploaded_view(info: DatasetInfo, skipped: Sequence[Skipped] = ()) -> dict[str, Any]:
    """Shaped like :class:`UploadedView`, levels still bytes."""
    return {**dataset_view(info), "skipped": [_skipped(one) for one in skipped]}


def _skipped(one: Skipped) -> dict[str, Any]:
    return {"file": one.file, "code": one.code, "error": error_view(one.error)}
