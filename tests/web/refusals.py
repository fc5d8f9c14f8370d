"""What every refusal must be, checked in one place."""

from __future__ import annotations

import re
from typing import Any

import httpx2

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names on the wire may stand in a Chinese sentence; a run of plain English words is a stray one.
ENGLISH_SENTENCE = re.compile(r"\b[a-z]{2,}(?: [a-z]{2,}){2,}\b", re.IGNORECASE)


def check_refusal(answer: httpx2.Response, code: str, status: int | None = None) -> dict[str, Any]:
    """The error of an answer, after everything that holds for all of them was checked."""
    assert 400 <= answer.status_code < 500, answer.text[:300]
    if status is not None:
        assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    error: dict[str, Any] = answer.json()["error"]
    assert list(error) == ["code", "field", "value", "limit", "message", "remedy"]
    assert error["code"] == code, error
    for part in ("message", "remedy"):
        assert list(error[part]) == ["zh", "en"]
        for language, sentence in error[part].items():
            assert not re.search(r"\{\w+\}", sentence), f"a placeholder is left: {sentence}"
            assert not sentence.startswith("error."), f"no {language} sentence for {sentence}"
            assert "None" not in sentence, sentence
        assert CHINESE.search(error[part]["zh"])
        assert not ENGLISH_SENTENCE.search(error[part]["zh"]), error[part]["zh"]
        assert not CHINESE.search(error[part]["en"].replace(str(error["value"]), ""))
    return error
