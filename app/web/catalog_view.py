"""The filters, pictures and limits as the API and the page read them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.conv.padding import PADDING_MODES
from app.conv.transforms import LARGEST_SIDE
from app.filters.catalog import CATALOG
from app.filters.parameters import Parameter
from app.filters.step import (
    CHANNELS,
    DISPLAYS,
    LARGEST_DILATION,
    LARGEST_PADDING,
    LARGEST_STRIDE,
    OPERATIONS,
    PADDINGS,
)
from app.i18n.catalog import LANGUAGES, translate
from app.services.filter_lab import LARGEST_CHAIN
from app.services.picture_cache import PictureCache
from app.web.picture_view import PictureView, picture_view


class ParameterView(BaseModel):
    """A parameter of a filter, with its range and default."""

    id: str
    kind: str = Field(description="`int`, `float` or `choice`")
    default: float | str
    minimum: float | None
    maximum: float | None
    step: float | None
    choices: list[str]
    unit: str


class FilterView(BaseModel):
    """A filter of the catalogue."""

    id: str
    group: str
    name: dict[str, str]
    hint: dict[str, str]
    curriculum: str
    formula: str = Field(description="KaTeX")
    combine: str
    display: str
    parameters: list[ParameterView]


class LimitsView(BaseModel):
    """What the server accepts at most."""

    max_steps: int
    max_kernel: int
    max_stride: int
    max_dilation: int
    max_padding: int
    max_upload_bytes: int
    max_pixels: int
    max_side: int


class CatalogView(BaseModel):
    """Everything there is to choose from."""

    filters: list[FilterView]
    operations: list[str]
    paddings: list[str]
    padding_modes: list[str]
    channels: list[str]
    displays: list[str]
    samples: list[PictureView]
    limits: LimitsView


def catalog_view(pictures: PictureCache) -> CatalogView:
    """The catalogue with names and hints in every language."""
    return CatalogView(
        filters=[
            FilterView(
                id=chosen.id,
                group=chosen.group,
                name=_sentences(f"filter.{chosen.id}.name"),
                hint=_sentences(f"filter.{chosen.id}.hint"),
                curriculum=chosen.curriculum,
                formula=chosen.formula,
                combine=chosen.combine,
                display=chosen.display,
                parameters=[_parameter_view(parameter) for parameter in chosen.parameters],
            )
            for chosen in CATALOG.values()
        ],
        operations=list(OPERATIONS),
        paddings=list(PADDINGS),
        padding_modes=list(PADDING_MODES),
        channels=list(CHANNELS),
        displays=list(DISPLAYS),
        samples=[picture_view(picture) for picture in pictures.samples()],
        limits=LimitsView(
            max_steps=LARGEST_CHAIN,
            max_kernel=LARGEST_SIDE,
            max_stride=LARGEST_STRIDE,
            max_dilation=LARGEST_DILATION,
            max_padding=LARGEST_PADDING,
            max_upload_bytes=pictures.limits.max_bytes,
            max_pixels=pictures.limits.max_pixels,
            max_side=pictures.limits.max_side,
        ),
    )


def _parameter_view(parameter: Parameter) -> ParameterView:
    return ParameterView(
        id=parameter.id, kind=parameter.kind, default=parameter.default, minimum=parameter.minimum,
        maximum=parameter.maximum, step=parameter.step, choices=list(parameter.choices), unit=parameter.unit,
    )  # fmt: skip


def _sentences(key: str) -> dict[str, str]:
    return {language: translate(language, key) for language in LANGUAGES}
