"""A stored picture as the API describes it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.services.picture_cache import StoredPicture


class ExtentView(BaseModel):
    """Size in pixels."""

    width: int
    height: int


class PixelView(BaseModel):
    """A place, counted from 0."""

    row: int
    col: int


class PictureView(BaseModel):
    """A picture that filters can be applied to."""

    id: str = Field(
        description="name of a built-in picture, or the first 32 hex digits of the upload's SHA-256"
    )
    source: str = Field(description="`sample` or `upload`")
    width: int
    height: int
    format: str
    notes: list[str] = Field(description="what was done to it on the way in, e.g. `exif_rotated`")
    preview: ExtentView = Field(description="size of the copy of at most one megapixel")
    telling: PixelView = Field(
        description="a pixel of the preview worth looking at first: on an edge near its middle"
    )


def picture_view(picture: StoredPicture) -> PictureView:
    """The description of a stored picture."""
    height, width = picture.preview_size
    row, col = picture.telling
    return PictureView(
        id=picture.id,
        source=picture.source,
        width=picture.width,
        height=picture.height,
        format=picture.format,
        notes=list(picture.notes),
        preview=ExtentView(width=width, height=height),
        telling=PixelView(row=row, col=col),
    )
