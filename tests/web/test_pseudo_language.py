"""In the pseudo-language every sentence is its key; whatever still reads as words is hard-coded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.i18n.catalog import messages
from app.web.contexts import PAGES

KEY = re.compile(r"⟦([^⟧]*)⟧")
WORD = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}")
# The product's own name, and what stands for the other language wherever it is offered.
NAMES = {"ConvScope", "卷积显微镜"}
READ_ALOUD = ("alt", "title", "placeholder", "content", "label")
# Elements whose text is not for people, or is a formula, a date of no language.
UNREAD = {"script", "style", "code", "symbol"}
VOID = {"meta", "link", "input", "br", "img", "hr", "source"}


class Text(HTMLParser):
    """Collects what a person sees, hears or gets in a bubble."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        values = {name: value or "" for name, value in attributes}
        for name, value in values.items():
            is_words = name in READ_ALOUD or name.startswith("aria-") or name == "data-tip"
            is_id = name in (
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "aria-current",
                "aria-owns",
            )
            is_code = tag == "meta" and values.get("name") not in ("description", "application-name")
            is_state = value in ("true", "false", "polite", "assertive", "/", "page", "mixed")
            if is_words and not (is_id or is_code or is_state):
                self.found.append((f"<{tag} {name}>", value))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not UNREAD.intersection(self.open):
            self.found.append((f"<{self.open[-1]}>", data.strip()))


def words(html: str) -> Iterator[str]:
    """Words outside keys, with the element they stand in."""
    text = Text()
    text.feed(html)
    assert len(text.found) > 5, "the page says something"
    for where, said in text.found:
        left = set(WORD.findall(KEY.sub(" ", said))) - NAMES
        if left:
            yield f"{where}: {said[:80]}"


# The rows of the course plan, a version number and a pixel's name have letters and no language.
ALLOWED = re.compile(r"<span>: (?:[A-F]\d+ ?)+$|: ConvScope [\d.]+$")


@pytest.mark.parametrize("path", ["", *PAGES, "nowhere"])
def test_nothing_on_a_page_is_said_outside_the_messages(client: TestClient, path: str) -> None:
    html = client.get(f"/keys/{path}", headers={"accept": "text/html"}).text
    assert not [said for said in words(html) if not ALLOWED.search(said)]


@pytest.mark.parametrize("path", ["", *PAGES, "nowhere"])
def test_every_key_on_a_page_is_one_of_the_catalogue(client: TestClient, path: str) -> None:
    html = client.get(f"/keys/{path}", headers={"accept": "text/html"}).text
    visible = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    keys = {key for key in KEY.findall(visible) if not key.startswith("terms.")}
    assert len(keys) > 5
    assert keys <= set(messages("zh"))


@pytest.mark.parametrize(
    "path", ["zh/", "en/", "zh/filters", "en/filters", "zh/glossary", "en/glossary", "zh/no"]
)
def test_no_page_shows_a_key_or_an_unfilled_placeholder(client: TestClient, path: str) -> None:
    html = client.get(f"/{path}", headers={"accept": "text/html"}).text
    text = Text()
    text.feed(html)
    areas = "|".join({key.partition(".")[0] for key in messages("zh")})
    for where, said in text.found:
        assert not re.search(rf"\b(?:{areas})\.[a-z_]+\.[a-z_.]+\b", said), f"{where}: {said}"
        assert not re.search(r"\{\w+\}", said), f"{where}: {said}"
        assert "⟦" not in said


def test_a_planted_sentence_is_seen() -> None:
    page = (
        "<p>⟦a.b⟧</p><p title='⟦c⟧'>12 × 7</p><b aria-label='Close'>✕</b><i>卷积</i><h1>⟦d⟧</h1><h2>⟦e⟧</h2>"
    )
    assert list(words(page)) == ["<b aria-label>: Close", "<i>: 卷积"]
