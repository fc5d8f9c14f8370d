"""The sentences: looked up, filled in, and chosen by the browser's wish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.i18n import catalog
from app.i18n.catalog import HTML_LANG, LANGUAGES, DuplicateKeyError, messages, negotiate, translate


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalogue of its own."""
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    messages.cache_clear()
    yield tmp_path
    messages.cache_clear()


def write(folder: Path, file: str, **sentences: str) -> None:
    (folder / file).write_text(json.dumps(sentences), "utf-8")


def test_the_files_of_a_language_are_one_catalogue(folder: Path) -> None:
    write(folder, "zh/a.json", one="一")
    write(folder, "zh/b.json", two="二")
    assert messages("zh") == {"one": "一", "two": "二"}


def test_a_key_in_two_files_is_an_error_that_names_both(folder: Path) -> None:
    write(folder, "en/a.json", one="1")
    write(folder, "en/b.json", one="I")
    with pytest.raises(DuplicateKeyError, match=r"b\.json: one"):
        messages("en")


def test_placeholders_are_filled_by_name_in_the_order_of_the_language(folder: Path) -> None:
    write(folder, "zh/a.json", most="最多 {limit}，收到 {value}")
    write(folder, "en/a.json", most="{value} is above {limit}, {value}!")
    values = {"value": 7, "limit": 3}
    assert translate("zh", "most", values) == "最多 3，收到 7"
    assert translate("en", "most", values) == "7 is above 3, 7!"


def test_what_a_value_says_is_not_a_placeholder_again(folder: Path) -> None:
    write(folder, "en/a.json", said="you said {value}")
    assert translate("en", "said", {"value": "{limit}", "limit": 3}) == "you said {limit}"


def test_a_placeholder_without_a_value_and_a_key_without_a_sentence_stay_visible(folder: Path) -> None:
    write(folder, "en/a.json", most="at most {limit}")
    assert translate("en", "most") == "at most {limit}"
    assert translate("en", "nothing.here") == "nothing.here"


def test_the_pseudo_language_shows_every_key_and_no_sentence() -> None:
    pseudo = messages("keys")
    assert set(pseudo) == set(messages("zh"))
    assert all(sentence == f"⟦{key}⟧" for key, sentence in pseudo.items())
    assert translate("keys", "cli.port_taken", {"port": 1}) == "⟦cli.port_taken⟧"


def test_another_language_is_unknown() -> None:
    with pytest.raises(KeyError):
        messages("fr")
    assert set(HTML_LANG) == {*LANGUAGES, "keys"}


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("EN-us", "en"),
        ("zh-Hant-TW", "zh"),
        ("de, fr;q=0.9", "zh"),
        ("de, en;q=0.1", "en"),
        ("en;q=0.3, zh-CN;q=0.7", "zh"),
        ("zh;q=0, en;q=0.1", "en"),
        ("en, zh", "en"),
        ("*", "zh"),
        ("en;q=high", "zh"),
        (",;,q=", "zh"),
        ("keys", "zh"),
        ("en; q=0.9, zh;q=0.8", "en"),
        ("zh;q=nan, en;q=0.5", "en"),
    ],
)
def test_the_language_wanted_most_of_those_we_have_and_chinese_otherwise(
    accept_language: str, language: str
) -> None:
    assert negotiate(accept_language) == language
