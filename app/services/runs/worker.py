"""The process of a run, from its first line to its last word.

It is started by :mod:`app.services.runs.process` with commands on its standard input and events on its
standard output; whatever else writes there is led to the standard error. It knows nothing of the web, and
imports none of it. When its input ends, the web process has gone, and it goes at once, whatever it was doing.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
import traceback
from dataclasses import dataclass
from typing import Any, BinaryIO

from app.conv.errors import DomainError
from app.services.runs import failures
from app.services.runs.conductor import Conductor
from app.services.runs.frames import Frame, read_frame
from app.services.runs.outbox import Outbox

NICENESS = 5  # where cores are few, pages and filters come before training,
FIRST_PICTURE = 1  # but somebody waits for the second event, the picture of step 0


@dataclass(frozen=True, slots=True)
class Order:
    """The first thing a process is told.

    Attributes:
        target: ``module:function`` of a :data:`app.services.runs.job.Task`.
        memory_bytes: private memory it may have; 0: any.
    """

    target: str
    memory_bytes: int


def main() -> None:
    """Run one task and end the process."""
    commands = sys.stdin.buffer
    events = _take_standard_output()
    order: Order = read_frame(commands)
    _limit_memory(order.memory_bytes)
    conductor = Conductor()
    job = read_frame(commands)
    threading.Thread(target=_listen, args=(commands, conductor), name="commands", daemon=True).start()
    outbox = Outbox(events)
    failure = _perform(order, job, conductor, outbox)
    with contextlib.suppress(OSError):
        if failure is not None:
            outbox.put_last(Frame("failed", 0, 0, facts={"error": failure}))
        events.flush()
    os._exit(0)  # nothing here is worth tidying up, and a thread is still reading


def _perform(order: Order, job: Any, conductor: Conductor, outbox: Outbox) -> DomainError | None:
    """Train to the end; returns what went wrong."""
    try:
        module, _, name = order.target.partition(":")
        task = getattr(importlib.import_module(module), name)
        for number, event in enumerate(task(job, conductor.controls)):
            outbox.put(event)
            conductor.after(event)
            if number == FIRST_PICTURE:
                _give_way()
    except DomainError as error:
        return error
    except MemoryError:
        is_out_of_memory = True  # only outside this block is the memory of the task free again
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            os._exit(0)
        return failures.crashed(error)
    except Exception as error:
        traceback.print_exc()
        return failures.crashed(error)
    else:
        is_out_of_memory = False
    return failures.out_of_memory(order.memory_bytes) if is_out_of_memory else None


def _take_standard_output() -> BinaryIO:
    """The pipe of the events, for us alone."""
    events = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return events


def _give_way() -> None:
    with contextlib.suppress(AttributeError, OSError):  # not on Windows
        os.nice(NICENESS)


def _limit_memory(limit_bytes: int) -> None:
    """Private writable memory; the address space would count what BLAS only reserves."""
    if limit_bytes > 0:
        with contextlib.suppress(ImportError, ValueError, OSError):  # not on Windows
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, (limit_bytes, limit_bytes))


def _listen(commands: BinaryIO, conductor: Conductor) -> None:
    """Commands, as they come, until the web process is gone."""
    try:
        while True:
            conductor.commands.put(read_frame(commands))
    except BaseException:
        os._exit(0)
