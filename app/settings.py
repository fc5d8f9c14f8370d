"""What can be set from outside, read once at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; the environment variable is ``CONVSCOPE_`` + the name in capitals.

    Attributes:
        host, port: where the server listens.
        root_path: the path a reverse proxy serves the application under, e.g. ``/convscope``; stripped by
            the proxy or not, both work.
        data_dir: folder with data sets; None without.
        picture_cache_bytes: memory for decoded uploads, the least recently used go first.
        result_cache_bytes: memory for filtered pictures.
        workers: filters computed at the same time; 0 = one a core.
        run_slots: trainings that go on at the same time, a process and a core each.
        run_queue: trainings that may wait for a slot.
        run_memory_bytes: private memory of a training's process; 0 = any.
        run_seconds: a training is ended after so long, pauses not counted.
        run_silent_seconds: and when it has said nothing for so long.
        runs_kept: ended trainings that can still be looked at.
        paused_seconds: a training that nobody resumes is stopped after so long.
        unwatched_seconds: and, where others wait for its slot and nobody watches it, after so long.
        frame_ancestors: who may embed the pages in a frame (a CSP source list).
        pseudo_language: serve ``/keys/…``, where every sentence is its key.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    root_path: str = ""
    data_dir: Path | None = None
    picture_cache_bytes: int = 512 * MIB
    result_cache_bytes: int = 256 * MIB
    workers: int = 0
    run_slots: int = 2
    run_queue: int = 32
    run_memory_bytes: int = 1024 * MIB
    run_seconds: int = 3600
    run_silent_seconds: int = 120
    runs_kept: int = 64
    paused_seconds: int = 1800
    unwatched_seconds: int = 120
    frame_ancestors: str = "*"
    pseudo_language: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Defaults, overridden by the environment.

        Raises:
            ValueError: a number that is none; the message names the variable.
        """

        def text(name: str, default: str) -> str:
            return environment.get(f"CONVSCOPE_{name.upper()}", default)

        def number(name: str, default: int) -> int:
            given = text(name, str(default))
            try:
                return int(given)
            except ValueError:
                raise ValueError(f"CONVSCOPE_{name.upper()}={given}") from None

        data_dir = text("data_dir", "")
        return cls(
            host=text("host", DEFAULTS.host),
            port=number("port", DEFAULTS.port),
            root_path=clean_root_path(text("root_path", DEFAULTS.root_path)),
            data_dir=Path(data_dir) if data_dir else None,
            picture_cache_bytes=number("picture_cache_bytes", DEFAULTS.picture_cache_bytes),
            result_cache_bytes=number("result_cache_bytes", DEFAULTS.result_cache_bytes),
            workers=number("workers", DEFAULTS.workers),
            **{name: number(name, getattr(DEFAULTS, name)) for name in OF_RUNS},
            frame_ancestors=text("frame_ancestors", DEFAULTS.frame_ancestors),
            pseudo_language=text("pseudo_language", "") == "1",
        )


def clean_root_path(path: str) -> str:
    """``convscope/`` and ``/convscope`` alike become ``/convscope``; ``/`` and nothing become nothing."""
    inner = path.strip().strip("/")
    return f"/{inner}" if inner else ""


OF_RUNS = (
    "run_slots",
    "run_queue",
    "run_memory_bytes",
    "run_seconds",
    "run_silent_seconds",
    "runs_kept",
    "paused_seconds",
    "unwatched_seconds",
)
DEFAULTS = Settings()
