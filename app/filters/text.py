"""Pasted text made plain: full-width and typographic characters, comments, stray blanks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Characters that mean the same as an ASCII one in a table of numbers.
_SAME = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-",
        "×": "*", "·": "*", "∗": "*", "⋅": "*", "÷": "/", "⁄": "/", "∕": "/",
        "、": ",", "【": "[", "】": "]", "「": "[", "」": "]",
        "\ufeff": "", "\u200b": "", "\u2060": "", "“": '"', "”": '"', "‘": "'", "’": "'",
    }
)  # fmt: skip
# Only these decompositions keep the number: ２ is 2, but 10² is not 102.
_HARMLESS = ("<wide>", "<narrow>", "<noBreak>", "<compat>")
_BLOCK_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_LINE_COMMENT = re.compile(r"(?:#|//|%).*")
_CONTINUATION = re.compile(r"(?:\.\.\.|\\)\s*$")
_BLANKS = re.compile(r"[^\S\t\n]+")
_AROUND_SLASH = re.compile(r"[ ]*/[ ]*(?=[0-9.])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the pasted text: its number from 1, and its text."""

    number: int
    text: str


def clean_lines(text: str) -> list[Line]:
    """The lines in plain characters, without comments, without blank lines.

    ``"１，２"`` → ``"1,2"``, ``"½"`` → ``"1/2"``, ``"−1"`` → ``"-1"``, ``"1 / 9"`` → ``"1/9"``; comments of
    Python, C and MATLAB are dropped. Tabs stay: a spreadsheet parts its cells with them.
    """
    plain = _spelled_out(text).translate(_SAME)
    plain = _BLOCK_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), plain)
    lines = []
    for number, line in enumerate(plain.splitlines(), start=1):
        bare = _CONTINUATION.sub("", _LINE_COMMENT.sub("", line))
        bare = _AROUND_SLASH.sub("/", _BLANKS.sub(" ", bare))
        if bare.strip():
            lines.append(Line(number, bare))
    return lines


def _spelled_out(text: str) -> str:
    """Every character by what it stands for, if that keeps the number: not ² and not the ½ of 1½ (≠ 11/2)."""
    return "".join(
        character if ord(character) < 128 else _plain(character, previous)
        for previous, character in zip(" " + text, text, strict=False)
    )


def _plain(character: str, previous: str) -> str:
    tag = unicodedata.decomposition(character).partition(" ")[0]
    is_harmless = tag in _HARMLESS or (tag == "<fraction>" and not previous.isdigit())
    return unicodedata.normalize("NFKC", character) if is_harmless else character
