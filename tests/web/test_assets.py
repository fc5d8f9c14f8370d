"""Static files: versioned, immutable, compressed, and only ours."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from app.conv.errors import DomainError
from app.web.assets import Assets, folder
from app.web.comments import without_comments
from tests.web.refusals import check_refusal

STATIC = folder("static")


@pytest.fixture
def base(client: TestClient) -> str:
    """``/static/<version>``."""
    match = re.search(r"/static/[0-9a-f]{12}", client.get("/zh/").text)
    assert match
    return match[0]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("css/tokens.css", "text/css; charset=utf-8"),
        ("js/i18n/messages.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_a_file_has_its_type_and_may_be_kept_for_ever(
    client: TestClient, base: str, path: str, media_type: str
) -> None:
    answer = client.get(f"{base}/{path}", headers={"accept-encoding": "identity"})
    assert answer.text == without_comments((STATIC / path).read_text("utf-8"))
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "content-encoding" not in answer.headers


def test_text_is_sent_compressed_to_who_takes_it(client: TestClient, base: str) -> None:
    headers = {"accept-encoding": "br, gzip"}
    with client.stream("GET", f"{base}/css/tokens.css", headers=headers) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(sent).decode() == without_comments((STATIC / "css/tokens.css").read_text("utf-8"))
    assert len(sent) < (STATIC / "css/tokens.css").stat().st_size / 2


def test_an_address_of_another_version_works_and_is_not_kept(client: TestClient) -> None:
    answer = client.get("/static/000000000000/css/tokens.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml", "..%2fpyproject.toml", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd",
        "%2fetc%2fpasswd",
        "css/../../app/main.py", "css/%2e%2e/%2e%2e/app/main.py", "js", "", ".", "vendor/.stamp", "%00",
        "a%00.css",
        "nothing.css", "a" * 5000, "..%5c..%5cpyproject.toml",
    ],
)  # fmt: skip
def test_what_is_not_one_of_our_files_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(f"/static/x/{path}")
    check_refusal(answer, "not_found", 404)
    assert "convscope" not in answer.text.lower()


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(DomainError):
        Assets(tmp_path / "static").respond("x", "link.txt", get("/static/x/link.txt"))


def test_an_edited_file_has_a_new_address_and_its_new_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a { color: red }")
    (tmp_path / "b.css").write_text("b {}")
    assets = Assets(tmp_path)
    before = assets.version()
    assert assets.version() == before
    (tmp_path / "a.css").write_text("a { color: blue; }")
    assert assets.version() != before
    answer = assets.respond(assets.version(), "a.css", get("/"))
    assert answer.body == b"a { color: blue; }"


def test_files_of_equal_content_at_other_places_are_another_version(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("x")
    before = Assets(tmp_path).version()
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert Assets(tmp_path).version() != before


def get(path: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": path, "headers": []})
