"""Which message keys the program uses: read from the source, literal keys and families alike.

A family is a key with holes, such as `filter.${id}.name` in JavaScript, `"shell.page." ~ id` in a template or
`f"filter.{id}.name"` in Python. A hole stands for one word.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.i18n.catalog import messages

ROOT = Path(__file__).resolve().parents[2]
AREAS = frozenset(key.partition(".")[0] for key in messages("zh"))
KEY = re.compile(r"[a-z]\w*(?:\.\w+)+")
HOLE = "\0"
HOLE_PATTERN = r"[\w-]+"

JS_COMMENT = re.compile(r"(?m)^\s*(?:/?\*|//).*$|(?<=[;{},)])\s*//.*$")
JS_STRING = re.compile(r"""(["'`])((?:\\.|(?!\1)[^\\\n])*)\1""")
JS_NESTED = re.compile(r"`((?:[\w.-]|\$\{[^{}`]*\})+)`")  # a key inside the hole of another template
JS_HOLE = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA_TEXT = re.compile(r"""(["'])([\w.]+)\1((?:\s*~\s*(?:\w+(?:\.\w+)*|(["'])[\w.]*\4))*)""")
# Looks like a key and is none: where the chosen theme is kept.
NO_KEYS = frozenset({"convscope.theme"})


@cache
def used() -> tuple[frozenset[str], frozenset[str]]:
    """Literal keys, and families with ``HOLE`` in their holes."""
    found = {text for text in _texts() if text.partition(".")[0] in AREAS} - NO_KEYS
    literal = frozenset(text for text in found if HOLE not in text and KEY.fullmatch(text))
    families = frozenset(text for text in found if HOLE in text and KEY.fullmatch(text.replace(HOLE, "x")))
    return literal, families


def family_pattern(family: str) -> re.Pattern[str]:
    """What keys belong to a family."""
    return re.compile(HOLE_PATTERN.join(re.escape(part) for part in family.split(HOLE)))


def _texts() -> Iterator[str]:
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        yield from javascript(path.read_text("utf-8"))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from template(path.read_text("utf-8"))
    for path in sorted((ROOT / "app").rglob("*.py")):
        yield from python(path.read_text("utf-8"))


def javascript(source: str) -> Iterator[str]:
    """The strings of a script."""
    for match in JS_STRING.finditer(JS_COMMENT.sub("", source)):
        text = match[2]
        if match[1] == "`":
            for inner in JS_HOLE.findall(text):
                yield from javascript(inner[2:-1])
            text = JS_HOLE.sub(HOLE, text)
        yield text
    for text in JS_NESTED.findall(source):
        yield JS_HOLE.sub(HOLE, text)


def template(source: str) -> Iterator[str]:
    """The strings of a template's expressions, joined by ``~``."""
    for match in JINJA_TEXT.finditer(JINJA_COMMENT.sub("", source)):
        text = match[2]
        for piece in (piece.strip() for piece in match[3].split("~")[1:]):
            text += piece[1:-1] if piece[0] in "\"'" else HOLE
        yield text


def python(source: str) -> Iterator[str]:
    """The strings of a module, formatted ones with holes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else HOLE for v in node.values)
