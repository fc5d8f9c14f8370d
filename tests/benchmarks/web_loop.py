"""What a short request waits while long ones are under way: whatever holds up the event loop shows here."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict

from tests.benchmarks.timing import print_table
from tests.benchmarks.traces import measured
from tests.benchmarks.web_server import ask, connect, get, p, photograph, post, server, upload

SECONDS = 4.0
PAUSE_S = 0.005


def main() -> None:
    with server() as port:
        files = [photograph(12, seed=seed) for seed in range(3)]
        large, _ = upload(port, files[0])
        run = begin_run(port, train=2000, epochs=100)
        fresh = itertools.count()
        trace = asdict(measured(0))
        loads: dict[str, Callable[[], object]] = {
            "nothing else": lambda: time.sleep(0.1),
            "12 MP filtered and sent as JPEG": lambda: post(
                connect(port),
                "/api/filters/apply",
                {
                    "picture": large,
                    "size": "full",
                    "steps": [{"filter": "edges", "offset": next(fresh) % 256}],
                },
                "image/jpeg",
            ),
            "12 MP sent raw": lambda: get_raw(port, large),
            "12 MP uploaded and decoded": lambda: ask(
                connect(port), "POST", "/api/pictures", files[1] + bytes([next(fresh) % 256])
            ),
            "trace of 12 × 12, 3 → 2 channels": lambda: post(connect(port), "/api/traces", trace),
            "a page": lambda: get(connect(port), "/zh/training"),
            "the run's history": lambda: get(connect(port), f"/api/runs/{run}/history"),
            "the run as PyTorch program": lambda: get(connect(port), f"/api/runs/{run}/pytorch.py"),
            "the run's weights": lambda: get(connect(port), f"/api/runs/{run}/weights.npz"),
            "a run begun and stopped": lambda: stop(port, begin_run(port, train=2000, epochs=1)),
        }
        rows = [row(port, name, load) for name, load in loads.items()]
    head = [
        "beside it, and beside one run that trains",
        "pings",
        "p50, ms",
        "p99, ms",
        "longest, ms",
        "loads done",
    ]
    print_table(f"GET /health every {PAUSE_S * 1000:.0f} ms for {SECONDS:.0f} s", head, rows)


def get_raw(port: int, id: str) -> object:
    headers = {"Accept": "application/octet-stream"}
    return ask(connect(port), "GET", f"/api/pictures/{id}/image?size=full", None, headers)


def begin_run(port: int, *, train: int, epochs: int) -> str:
    """A run of the first preset on strokes; its id."""
    presets = json.loads(get(connect(port), "/api/networks/presets").body)
    spec = presets[0]["spec"]
    spec["data"] = {"name": "strokes", "train": train, "validation": 200, "test": 100}
    return str(json.loads(post(connect(port), "/api/runs", {**spec, "epochs": epochs}).body)["id"])


def stop(port: int, run: str) -> None:
    post(connect(port), f"/api/runs/{run}/commands", {"command": "stop"})


def row(port: int, name: str, load: Callable[[], object]) -> list[object]:
    """Pings while one thread does nothing but this."""
    is_over = threading.Event()
    done = 0

    def work() -> None:
        nonlocal done
        while not is_over.is_set():
            load()
            done += 1

    worker = threading.Thread(target=work)
    worker.start()
    connection = connect(port)
    get(connection, "/health")
    pings = []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        pings.append(get(connection, "/health").last_byte_ms)
        time.sleep(PAUSE_S)
    is_over.set()
    worker.join()
    return [name, len(pings), p(pings, 50), p(pings, 99), max(pings), done]


if __name__ == "__main__":
    main()
