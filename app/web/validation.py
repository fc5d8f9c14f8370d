"""What the schema of a request complains about, as a refusal with a code of ours.

Pydantic's own sentences are English and about Python types; nothing of them reaches a user. Each kind of
complaint has a code here, and the code has its sentences in every language.
"""

from __future__ import annotations

import json
import math
import re
import reprlib
from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError

from app.conv.errors import DomainError, Scalar

LONGEST_VALUE = 60

# Kinds of complaint that need no more than the field and its value.
CODES = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "not_a_number": "field_not_a_number",
    "int_type": "field_not_a_number",
    "float_type": "field_not_a_number",
    "int_parsing": "field_not_a_number",
    "int_parsing_size": "field_not_a_number",
    "float_parsing": "field_not_a_number",
    "finite_number": "field_not_a_number",
    "int_from_float": "field_not_whole",
    "string_type": "field_not_text",
    "string_unicode": "field_not_text",
    "list_type": "field_not_a_list",
    "tuple_type": "field_not_a_list",
    "dict_type": "field_not_an_object",
    "model_type": "field_not_an_object",
    "model_attributes_type": "field_not_an_object",
}

# Complaints about a bound: the code, and where Pydantic keeps the bound.
BOUNDS = {
    "greater_than_equal": ("field_too_small", "ge"),
    "less_than_equal": ("field_too_large", "le"),
    "too_short": ("field_too_short", "min_length"),
    "too_long": ("field_too_long", "max_length"),
}


def from_validation(error: RequestValidationError, content_type: str = "") -> DomainError:
    """The first complaint about a request as a refusal; ``request_malformed`` where we have no code."""
    first: Mapping[str, Any] = error.errors()[0]
    kind, given, details = first["type"], first.get("input"), first.get("ctx") or {}
    path = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    if kind == "json_invalid":
        return DomainError("json_malformed", field="body", value=first["loc"][-1])
    if isinstance(given, bytes):  # FastAPI reads as JSON only what says that it is JSON
        return DomainError("body_not_json", field="body", value=content_type or "—", limit="application/json")
    if kind == "missing":
        return DomainError("field_missing", field=path or "body")
    if kind == "extra_forbidden":
        return DomainError("field_unknown", field=path, value=path.rpartition(".")[2])
    if kind == "literal_error":
        choices = ", ".join(re.findall(r"'([^']*)'", details["expected"]))
        return DomainError("choice_unknown", field=path, value=shown(given), limit=choices)
    if kind in BOUNDS:
        code, bound = BOUNDS[kind]
        value = details.get("actual_length", given)
        return DomainError(code, field=path, value=shown(value), limit=details[bound])
    return DomainError(CODES.get(kind, "request_malformed"), field=path or "body", value=as_json(given))


def shown(value: Scalar, longest: int = LONGEST_VALUE) -> Scalar:
    """The value as JSON can carry it and a sentence can show it: finite, 64-bit, well-formed and short."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, int) and abs(value) >= 1 << 53:
        return f"{'-' if value < 0 else ''}10^{int(abs(value).bit_length() * math.log10(2))}"
    if not isinstance(value, str):
        return value
    # Half a surrogate pair is possible in JSON (\\ud800) and impossible in UTF-8.
    text = value.encode("utf-8", "replace").decode()
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def as_json(value: Any) -> Scalar:
    """Whatever was sent, as it was written."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return shown(value)
    try:
        return shown(json.dumps(value, ensure_ascii=False))
    except (RecursionError, TypeError, ValueError):
        return shown(reprlib.repr(value))
