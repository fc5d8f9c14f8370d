"""How a run's process can end without having finished, each by its name."""

from __future__ import annotations

import contextlib
import signal

from app.conv.errors import DomainError

LONGEST_REASON = 200


def crashed(error: BaseException) -> DomainError:
    """An exception nobody foresaw."""
    reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
    return DomainError("run_crashed", field="run", value=reason)


def out_of_memory(limit_bytes: int) -> DomainError:
    """The run wanted more memory than it may have."""
    return DomainError("run_out_of_memory", field="run", limit=limit_bytes >> 20)


def not_started(error: OSError) -> DomainError:
    """The operating system gave us no process."""
    return DomainError("run_not_started", field="run", value=error.strerror or str(error))


def too_long(seconds: float) -> DomainError:
    """The run has trained for as long as one may."""
    return DomainError("run_too_long", field="run", value=round(seconds), limit=round(seconds))


def silent(seconds: float) -> DomainError:
    """Nothing has come from the run for a long time."""
    return DomainError("run_silent", field="run", value=round(seconds), limit=round(seconds))


def died(exit_code: int) -> DomainError:
    """The process ended by itself, without a last word: a signal, or an exit code."""
    if exit_code >= 0:
        return DomainError("run_exited", field="run", value=exit_code)
    name = f"signal {-exit_code}"
    with contextlib.suppress(ValueError):
        name = signal.Signals(-exit_code).name
    return DomainError("run_killed", field="run", value=name)
