"""A page carries the sentences of its own scripts, and no others."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from functools import cache

import pytest
from starlette.testclient import TestClient

from app.i18n.catalog import messages
from app.web.comments import without_comments
from app.web.contexts import AREAS, OF_EVERY_PAGE, PAGES
from tests.i18n.message_use import AREAS as TOPICS
from tests.i18n.message_use import HOLE, KEY, ROOT, family_pattern, javascript, python

IMPORTED = re.compile(r"""(?:\bfrom\s*|^import\s*|\bimport\()["'](\.{1,2}/[^"']+\.js)["']""", re.MULTILINE)
ENTRIES = {
    page: "js/pages/{}.js".format(page if page in ("home", "glossary") else f"{page}/main")
    for page in ("home", *PAGES)
}
# Who names sentences in the answers that a page gets: the reasons for a limit, the ways of a proof.
ANSWERS = {
    "filters": ("app/filters/**/*.py", "app/services/description.py"),
    "sliding": ("app/explain/**/*.py",),
    "signals": ("app/signals/**/*.py",),
    "training": ("app/nn/**/*.py", "app/data/datasets/**/*.py"),
}


@cache
def scripts(page: str) -> dict[str, str]:
    """Path → source of every script that a page may come to run, those that it fetches later included."""
    found: dict[str, str] = {}
    waiting = ["js/pages/shell.js", ENTRIES[page]]
    for path in waiting:
        source = without_comments((ROOT / "static" / path).read_text("utf-8"))
        found[path] = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)  # casts name types, not scripts
        imported = (
            posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            for target in IMPORTED.findall(found[path])
        )
        waiting += (target for target in dict.fromkeys(imported) if target not in waiting)
    return found


@cache
def used(page: str) -> frozenset[str]:
    """Keys that scripts and answers name or may come to build; of refusals those that browsers raise."""
    return frozenset(_used(page))


def _used(page: str) -> Iterator[str]:
    texts = {text for source in scripts(page).values() for text in javascript(source)}
    for pattern in ANSWERS.get(page, ()):
        for path in ROOT.glob(pattern):
            texts |= {text for text in python(path.read_text("utf-8")) if not text.startswith("code.")}
    built = (text for text in texts if HOLE in text and KEY.fullmatch(text.replace(HOLE, "x")))
    families = [family_pattern(text) for text in built if text.partition(".")[0] in TOPICS - {"error"}]
    for key in messages("zh"):
        if key in texts or any(family.fullmatch(key) for family in families):
            yield key
    yield from ("error.network.message", "error.network.remedy")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ENTRIES)
def test_a_page_carries_every_sentence_that_its_scripts_use(
    client: TestClient, name: str, language: str
) -> None:
    html = client.get(f"/{language}/{'' if name == 'home' else name}").text
    found = re.search(r'<script type="application/json" id="messages">(.*?)</script>', html)
    assert found
    carried = json.loads(found[1])
    assert not sorted(used(name) - set(carried))
    assert all(carried[key] == messages(language)[key] for key in carried)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_area_that_a_page_carries_is_used_by_it(name: str) -> None:
    for area in (*OF_EVERY_PAGE, *AREAS[name]):
        if area != "errors_datasets":  # what was wrong with a file in a zip is told by its code
            assert used(name) & set(messages("zh", (area,))), area


def test_the_scripts_of_a_page_are_found_down_to_those_that_come_late() -> None:
    found = scripts("sliding")
    assert {"js/pages/sliding/main.js", "js/core/store.js", "js/views/drawer_memory.js"} <= set(found)
    assert "js/pages/filters/main.js" not in found
