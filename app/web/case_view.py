"""The canonical cases as the API and the page read them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, Field

from app.explain.cases import CASES


class CaseView(BaseModel):
    """A computation with a name: `case.<id>.name` in the messages."""

    id: str
    group: str = Field(description="`arithmetic` or `course`")
    curriculum: str
    spec: dict[str, Any] = Field(description="a body of `POST /api/traces`")


def case_views() -> list[CaseView]:
    """All cases."""
    return [
        CaseView(id=case.id, group=case.group, curriculum=case.curriculum, spec=asdict(case.spec))
        for case in CASES
    ]
