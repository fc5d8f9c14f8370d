"""Runs for the tests of the Training page, asked for beside the page, and what the server says of them."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import time
from typing import Any
from urllib.request import Request, urlopen

ALIVE = ("queued", "starting", "running", "paused", "slow")
# Over within two seconds, and by then it has learned something.
QUICK = {"train": 960, "validation": 200, "test": 100}
ENDED_S = 60


class Server:
    """The API as a script speaks it: no browser in between."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.presets = {one["id"]: one["spec"] for one in self.get("networks/presets")}

    def get(self, path: str) -> Any:
        with urlopen(f"{self.address}/api/{path}") as answer:
            return json.load(answer)

    def post(self, path: str, body: Any) -> Any:
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{self.address}/api/{path}", json.dumps(body).encode(), headers)) as answer:
            return json.load(answer)

    def run(self, preset: str = "tiny_cnn", *, rate: float | None = None, **fields: Any) -> str:
        """A new run of a preset on a few strokes; its id."""
        spec = copy.deepcopy(self.presets[preset])
        spec["data"] = {"name": "strokes", **QUICK}
        if rate is not None:
            spec["optimizer"]["learning_rate"] = rate
        return str(self.post("runs", {**spec, "epochs": 3, **fields})["id"])

    def finished(self, preset: str = "tiny_cnn", **fields: Any) -> str:
        """A new run, when it is over."""
        run = self.run(preset, **fields)
        self.wait(run, "finished")
        return run

    def wait(self, run: str, *statuses: str) -> None:
        until = time.monotonic() + ENDED_S
        while (status := self.get(f"runs/{run}")["status"]) not in statuses:
            assert time.monotonic() < until, f"{run} is {status}"
            time.sleep(0.05)

    def stop_all(self) -> None:
        """Nothing goes on that a test began."""
        for run in self.get("runs"):
            if run["status"] in ALIVE:
                self.post(f"runs/{run['id']}/commands", {"command": "stop"})
                self.wait(run["id"], "stopped", "finished", "failed", "diverged")


def training_processes() -> set[int]:
    """Process ids of everything that trains below this one: the server lives in a thread of it."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=", "-o", "ppid=", "-o", "args="],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return {int(pid) for pid, parent, *words in rows if int(parent) == os.getpid() and "worker" in str(words)}
