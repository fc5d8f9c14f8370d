"""The network of a run as it was at a recorded step, to be looked into or carried away.

Runs belong to the event loop of the web process: what is here is called from there, and what it returns may
be used in any thread.
"""

from __future__ import annotations

import orjson

from app.conv.errors import DomainError
from app.services.probing import Subject
from app.services.runs.run import Run
from app.services.runs.service import RunService


def subject_at(runs: RunService, run_id: str, step: int | None) -> Subject:
    """The network with the weights recorded at ``step`` or nearest before it; None: the newest.

    Raises:
        DomainError: ``run_unknown``, ``weights_missing``.
    """
    run = runs.get(run_id)
    found = runs.weights_at(run_id, step)
    if found is None:
        raise DomainError("weights_missing", field="run", value=run_id)
    recorded, weights = found
    return Subject(run.spec, run_id, recorded, weights, _dropout_at(run, recorded))


def subject_to_keep(runs: RunService, run_id: str, step: int | None) -> Subject:
    """The same to carry away: without a step those of the best epoch, once the run has ended with one.

    Raises:
        DomainError: ``run_unknown``, ``weights_missing``.
    """
    run = runs.get(run_id)
    best = runs.best_weights(run_id)
    if step is not None or best is None or run.best is None:
        return subject_at(runs, run_id, step)
    at = run.best.epoch * run.steps_per_epoch
    return Subject(run.spec, run_id, at, best, _dropout_at(run, at))


def _dropout_at(run: Run, step: int) -> float | None:
    """The rate that was set in flight and held at a step; None where the spec's did."""
    rate: float | None = None
    for settings in map(orjson.loads, run.log.settings):
        if settings["step"] <= step and settings["dropout"] is not None:
            rate = settings["dropout"]
    return rate
