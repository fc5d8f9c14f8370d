"""The `convscope` command as a process of its own, for the tests that need a real server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 30
ADDRESS = re.compile(r"http://\S+/")


def command(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start it; variables of ours that the machine happens to set are not passed on."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONVSCOPE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={**clean, "PYTHONIOENCODING": "utf-8", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finished(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error of a command that ends by itself."""
    with command(*arguments, **environment) as process:
        try:
            output, errors = process.communicate(timeout=START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return process.returncode, output, errors


def first_lines(process: subprocess.Popen[str], count: int) -> list[str]:
    """The first lines it prints, within a time."""
    lines: Queue[str] = Queue()
    assert process.stdout is not None
    stream = process.stdout

    def read() -> None:
        for _ in range(count):
            lines.put(stream.readline())

    threading.Thread(target=read, daemon=True).start()
    deadline = time.monotonic() + START_TIMEOUT_S
    got: list[str] = []
    while len(got) < count:
        try:
            got.append(lines.get(timeout=max(0.0, deadline - time.monotonic())))
        except Empty:
            raise AssertionError(f"the server said only {got}") from None
    return got


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """A running server on a free port: the process, its address, and what it printed."""
    process = command("--port", "0", *arguments, **environment)
    try:
        lines = first_lines(process, 2)
        found = ADDRESS.search(lines[0])
        assert found, lines
        yield process, found[0], lines
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        process.communicate()
