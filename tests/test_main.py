"""The application is built whole from its settings, and two of them share nothing."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.testclient import TestClient

from app import __version__
from app.main import create_app
from app.settings import Settings

HTML = {"accept": "text/html"}


@pytest.fixture
def app() -> FastAPI:
    return create_app(Settings(workers=1))


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (4, 3), (1, 2, 3)).save(buffer, "PNG")
    return buffer.getvalue()


def test_health_names_the_version_and_whether_the_browser_files_are_there(app: FastAPI) -> None:
    answer = TestClient(app).get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": __version__, "vendor": answer.json()["vendor"]}
    assert isinstance(answer.json()["vendor"], bool)


def test_an_upload_to_one_application_is_unknown_to_another(app: FastAPI) -> None:
    id = TestClient(app).post("/api/pictures", content=picture()).json()["id"]
    other = TestClient(create_app(Settings(workers=1)))
    assert TestClient(app).get(f"/api/pictures/{id}").status_code == 200
    assert other.get(f"/api/pictures/{id}").status_code == 404


def test_settings_come_from_the_environment_where_none_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_ROOT_PATH", "lab")
    page = TestClient(create_app()).get("/lab/zh/").text
    assert '<meta name="convscope-root" content="/lab">' in page


def test_a_fault_of_ours_is_said_in_both_languages_without_its_inside(app: FastAPI) -> None:
    @app.get("/api/fault")
    def fault() -> None:
        raise RuntimeError("the inside of the server")

    app.router.routes.insert(0, app.router.routes.pop())  # before the pages, which take every address
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.get("/api/fault")
    assert answer.status_code == 500
    error = answer.json()["error"]
    assert error["code"] == "internal"
    assert re.search(r"[\u4e00-\u9fff]", error["message"]["zh"])
    assert "inside" not in answer.text


def test_a_fault_behind_a_page_is_a_page(app: FastAPI) -> None:
    @app.get("/fault")
    def fault() -> None:
        raise RuntimeError("the inside of the server")

    app.router.routes.insert(0, app.router.routes.pop())
    answer = TestClient(app, raise_server_exceptions=False).get("/fault", headers=HTML)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "inside of" not in answer.text


def test_no_page_of_the_framework_is_left_over(app: FastAPI) -> None:
    client = TestClient(app)
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404
