"""How cost grows: with pixels, with a kernel's size, with a batch, with viewers. One command for all of it.

    python -m tests.benchmarks.growth

Each table also has a command of its own, named in the file it stands in.
"""

from __future__ import annotations

import subprocess
import sys

PARTS = ("growth_of_filters", "growth_of_training", "growth_of_viewers")


def main() -> None:
    # A process each: the training part needs one thread in BLAS, the filters share their own.
    for part in PARTS:
        print(f"\n## {part.replace('_', ' ')}\n", flush=True)
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{part}"], check=True)


if __name__ == "__main__":
    main()
