"""Behind a reverse proxy, under a sub-path that the proxy strips or leaves: every address keeps it."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tests.web.refusals import check_refusal

ROOT = "/courses/convscope"
HTML = {"accept": "text/html"}


@pytest.fixture(params=["stripping", "passing on"])
def proxied(request: pytest.FixtureRequest, make_client):
    """A function from the address a browser asks for to the answer, through a proxy of either kind."""
    client: TestClient = make_client(root_path=ROOT)

    def get(address: str, method: str = "GET", **options):
        assert address.startswith(ROOT), f"{address} would miss the proxy"
        seen = address.removeprefix(ROOT) if request.param == "stripping" else address
        return client.request(method, seen, follow_redirects=False, **options)

    return get


@pytest.mark.parametrize("path", ["/zh/", "/en/filters", "/zh/glossary"])
def test_a_page_names_nothing_outside_the_sub_path_and_everything_it_names_is_there(
    proxied, path: str
) -> None:
    page = proxied(ROOT + path)
    assert page.status_code == 200
    addresses = set(re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text))
    addresses |= set(re.findall(r'"(/[^"]*\.mjs)"', page.text))
    assert any("/static/" in address for address in addresses)
    for address in addresses:
        if "/vendor/" not in address:
            assert proxied(address.partition("#")[0]).status_code == 200, address
    assert f'<meta name="convscope-root" content="{ROOT}">' in page.text


@pytest.mark.parametrize(
    ("path", "location"),
    [("/", "/zh/"), ("/filters?x=y", "/zh/filters?x=y"), ("/en", "/en/"), ("/glossary/", "/zh/glossary")],
)
def test_redirections_stay_under_the_sub_path(proxied, path: str, location: str) -> None:
    assert proxied(ROOT + path).headers["location"] == ROOT + location


def test_the_api_answers_under_the_sub_path(proxied, png: bytes) -> None:
    id = proxied(f"{ROOT}/api/pictures", "POST", content=png).json()["id"]
    body = {"picture": id, "steps": [{"filter": "edges"}]}
    assert proxied(f"{ROOT}/api/filters/apply", "POST", json=body).status_code == 200
    assert proxied(f"{ROOT}/health").json()["status"] == "ok"
    description = proxied(f"{ROOT}/api/openapi.json").json()
    assert description["servers"] == [{"url": ROOT}]


def test_a_long_upload_is_not_taken_for_a_long_json(proxied, png: bytes) -> None:
    """The ceiling on JSON bodies knows the upload by its address, whatever stands before it."""
    answer = proxied(f"{ROOT}/api/pictures", "POST", content=png + bytes(2 << 20))
    assert answer.status_code == 201


def test_refusals_and_missing_pages_are_as_without_a_proxy(proxied) -> None:
    check_refusal(proxied(f"{ROOT}/api/nothing", headers=HTML), "not_found", 404)
    page = proxied(f"{ROOT}/en/nothing", headers=HTML)
    assert page.status_code == 404
    assert '<html lang="en"' in page.text
    assert f'href="{ROOT}/en/"' in page.text
