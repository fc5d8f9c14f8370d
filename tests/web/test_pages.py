"""The pages: languages, headers, ways back. What is on them is the browser tests' business."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ADDRESSES = ["/zh/", "/en/", "/zh/filters", "/en/filters", "/zh/glossary", "/en/glossary"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_is_html_in_its_language_and_never_kept(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTML)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    language = "zh-CN" if path.startswith("/zh") else "en"
    assert f'<html lang="{language}"' in page.text
    other = path.replace("/zh", "/en") if path.startswith("/zh") else path.replace("/en", "/zh")
    assert f'id="language-link" href="{other}"' in page.text


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_file_a_page_names_exists(client: TestClient, path: str) -> None:
    page = client.get(path).text
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert len(named) > 8
    for address in named:
        if "/vendor/" not in address:  # installed by the build hook, tested there
            assert client.get(address).status_code == 200, address
    for address in set(re.findall(r'href="(/[^"#?]*)', page)) - named:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", [*ADDRESSES, "/zh/nowhere"])
def test_scripts_come_from_the_server_and_the_one_inline_map_carries_the_nonce(
    client: TestClient, path: str
) -> None:
    page = client.get(path, headers=HTML)
    policy = page.headers["content-security-policy"]
    (nonce,) = re.findall(r"'nonce-([\w-]{20,})'", policy)
    assert "default-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    assert "script-src 'self' 'nonce-" in policy
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page.text)
    assert [f'type="importmap" nonce="{nonce}"' in attributes for attributes in inline].count(True) == 1
    assert all("importmap" in attributes or "application/json" in attributes for attributes in inline)
    again = client.get(path, headers=HTML).headers["content-security-policy"]
    assert again != policy, "a nonce is used once"


def test_the_course_sites_that_may_frame_us_are_a_setting(make_client) -> None:
    policy = (
        make_client(frame_ancestors="https://course.example").get("/zh/").headers["content-security-policy"]
    )
    assert policy.endswith("frame-ancestors https://course.example")


def test_the_data_in_a_page_is_json_and_cannot_close_its_element(client: TestClient) -> None:
    page = client.get("/zh/filters").text
    for block in re.findall(r'<script type="application/json" id="[\w-]+">(.*?)</script>', page, re.DOTALL):
        assert "<" not in block
        assert json.loads(block)


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("fr, de", "zh"),
        ("zh;q=0.1, en;q=0.2", "en"),
        ("en;q=0, zh;q=0.1", "zh"),
        (";;q=,,en;q=x", "zh"),
    ],
)
def test_the_root_follows_the_browsers_language(
    client: TestClient, accept_language: str, language: str
) -> None:
    answer = client.get("/", headers={"accept-language": accept_language}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/{language}/")
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/filters?picture=text&steps=edges", "/en/filters?picture=text&steps=edges"),
        ("/filters/?step=1", "/en/filters?step=1"),
        ("/glossary", "/en/glossary"),
        ("/zh?x=y", "/zh/?x=y"),
        ("/?x=y", "/en/?x=y"),
    ],
)
def test_a_link_without_a_language_keeps_its_state(client: TestClient, path: str, location: str) -> None:
    answer = client.get(path, headers={"accept-language": "en"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, location)


@pytest.mark.parametrize("path", ADDRESSES)
def test_changing_the_language_keeps_the_link(client: TestClient, path: str) -> None:
    page = client.get(f"{path}?steps=edges;sharpen&picture=text").text
    assert "?steps=edges;sharpen&amp;picture=text" in page


@pytest.mark.parametrize(
    ("path", "accept_language", "language"),
    [
        ("/zh/nowhere", "en", "zh-CN"),
        ("/en/nowhere", "zh", "en"),
        ("/nowhere", "en", "en"),
        ("/fr/filters", "zh", "zh-CN"),
        ("/zh/filters/deeper", "en", "zh-CN"),
    ],
)
def test_a_wrong_address_is_a_page_with_a_way_back_in_the_readers_language(
    client: TestClient, path: str, accept_language: str, language: str
) -> None:
    page = client.get(path, headers={**HTML, "accept-language": accept_language})
    assert page.status_code == 404
    assert f'<html lang="{language}"' in page.text
    assert f'href="/{language[:2]}/"' in page.text


def test_the_pseudo_language_is_there_only_when_it_is_asked_for(client: TestClient, make_client) -> None:
    assert client.get("/keys/filters").status_code == 200
    assert make_client().get("/keys/filters").status_code == 404


def test_a_link_with_nonsense_in_it_still_opens_the_page(client: TestClient) -> None:
    nonsense = "?picture=%00&steps=%ff;;,,:&active=NaN&x=<script>alert(1)</script>&" + "a" * 3000
    page = client.get(f"/zh/filters{nonsense}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
