"""The sentences of each language, merged from ``messages/<language>/*.json``.

A sentence has named placeholders in braces, e.g. ``"at most {limit}"``. The pseudo-language ``keys`` answers
with the key in white brackets, so that a sentence that stands anywhere else shows at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
PSEUDO_LANGUAGE = "keys"
HTML_LANG = {"zh": "zh-CN", "en": "en", PSEUDO_LANGUAGE: "en"}

FOLDER = Path(__file__).parent / "messages"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
WEIGHT = re.compile(r"0(?:\.\d*)?|1(?:\.0*)?")


class DuplicateKeyError(ValueError):
    """A message key stands in two files of one language."""


@cache
def messages(language: str, areas: tuple[str, ...] | None = None) -> Mapping[str, str]:
    """key → sentence.

    Args:
        areas: the files to read, by name without ``.json``; None for all.

    Raises:
        DuplicateKeyError: where two files define a key.
        FileNotFoundError: an area that there is not.
        KeyError: an unknown language.
    """
    if language == PSEUDO_LANGUAGE:
        return {key: f"⟦{key}⟧" for key in messages(LANGUAGES[0], areas)}
    if language not in LANGUAGES:
        raise KeyError(language)
    folder = FOLDER / language
    files = sorted(folder.glob("*.json")) if areas is None else [folder / f"{area}.json" for area in areas]
    merged: dict[str, str] = {}
    for file in files:
        for key, sentence in json.loads(file.read_text("utf-8")).items():
            if key in merged:
                raise DuplicateKeyError(f"{file.name}: {key}")
            merged[key] = sentence
    return merged


@cache
def terms() -> list[dict[str, Any]]:
    """The glossary: one record a term, with its words and definition in every language."""
    loaded: list[dict[str, Any]] = json.loads((FOLDER.parent / "terms.json").read_text("utf-8"))
    return loaded


def translate(language: str, key: str, values: Mapping[str, Any] | None = None) -> str:
    """The sentence of ``key`` with its placeholders filled; the key itself where there is none."""
    sentence = messages(language).get(key, key)
    return PLACEHOLDER.sub(lambda match: str((values or {}).get(match[1], match[0])), sentence)


def negotiate(accept_language: str) -> str:
    """The first of our languages a browser's ``Accept-Language`` asks for, by weight; Chinese by default."""
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language.split(",")):
        tag, *options = (piece.strip().lower() for piece in part.split(";"))
        weight = next((option[2:] for option in options if option.startswith("q=")), "1")
        quality = float(weight) if WEIGHT.fullmatch(weight) else 0.0
        wanted.append((-quality, position, tag.partition("-")[0]))
    return next((tag for quality, _, tag in sorted(wanted) if tag in LANGUAGES and quality < 0), LANGUAGES[0])
