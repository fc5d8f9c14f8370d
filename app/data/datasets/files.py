"""Where the official files of a data set are looked for under the data directory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.conv.errors import DomainError


def folders(name: str, data_dir: Path | None) -> Iterator[Path]:
    """Where `name` may lie: its own folder in the data directory, or the directory itself.

    MNIST and Fashion-MNIST have files of the same names: a directory that is such a folder is taken for
    Fashion-MNIST where its name says "fashion", and for MNIST elsewhere.

    Raises:
        DomainError: ``data_dir_missing``: none was given; ``data_dir_not_found``: it is no folder.
    """
    if data_dir is None:
        raise DomainError("data_dir_missing", field="data.name", value=name)
    if not data_dir.is_dir():
        raise DomainError("data_dir_not_found", field="data.name", value=str(data_dir), name=name)
    yield data_dir / name
    if not name.endswith("mnist") or ("fashion" in data_dir.resolve().name.lower()) == ("fashion" in name):
        yield data_dir


def find(folder: Path, names: Sequence[str]) -> Path | None:
    """The first of `names` that is a file in `folder`."""
    return next((folder / name for name in names if (folder / name).is_file()), None)


def missing(name: str, file: str) -> DomainError:
    """The refusal of a data set of which a file is not there (``dataset_file_missing``)."""
    return DomainError("dataset_file_missing", field="data.name", value=file, name=name)


def shown(path: Path) -> str:
    """A file for people: with its folder, but not with the whole way to it, which is nobody's business."""
    return f"{path.parent.name}/{path.name}"
