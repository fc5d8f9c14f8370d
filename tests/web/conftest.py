"""The real application, asked through ASGI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

MakeClient = Callable[..., TestClient]


@pytest.fixture(scope="session")
def app() -> FastAPI:
    """The application with its defaults, shared: what one test sends must not disturb another."""
    return create_app(Settings(workers=2, pseudo_language=True))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client that gets a 500 as an answer, as a browser would, instead of the exception."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def make_client() -> MakeClient:
    """A client of an application with other settings."""

    def make(*, root_path: str = "", **settings: object) -> TestClient:
        app = create_app(Settings(root_path=root_path, workers=2, **settings))  # type: ignore[arg-type]
        return TestClient(app, raise_server_exceptions=False)

    return make


@pytest.fixture(scope="session")
def pixels() -> np.ndarray:
    """uint8 (H, W, 3) that no flip, turn or exchange of channels maps to itself."""
    rows, cols = np.mgrid[:37, :53]
    return np.stack([cols * 4, rows * 6, (rows * 7 + cols * 11) % 256], axis=-1).astype(np.uint8)


@pytest.fixture(scope="session")
def png(pixels: np.ndarray) -> bytes:
    """The same as a file."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def picture(client: TestClient, png: bytes) -> str:
    """Its id on the server."""
    return str(client.post("/api/pictures", content=png).json()["id"])
