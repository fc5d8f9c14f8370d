"""What is found in a network as JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from fastapi import Response

from app.services.probing import Activations
from app.services.runs.wire import to_json
from app.services.units import UnitAnswer
from app.web.trace_wire import to_wire


def json_answer(value: Any, status: int = 200) -> Response:
    """Records as JSON, their levels in base64."""
    return Response(to_json(value), status, media_type="application/json")


def activations_answer(found: Activations) -> Response:
    """Shaped like :class:`app.web.networks_schemas.ActivationsView`."""
    return json_answer(found)


def unit_answer(found: UnitAnswer) -> Response:
    """Shaped like :class:`app.web.networks_schemas.UnitView`."""
    answer = {field.name: getattr(found, field.name) for field in fields(found)}
    return json_answer({**answer, "trace": found.trace and to_wire(found.trace)})
