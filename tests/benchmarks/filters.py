"""Every filter of the catalogue beside OpenCV, SciPy and Pillow, and what a Fourier transform costs.

    python -m tests.benchmarks.filters

A ratio is the peer's time over ours for the same 1-megapixel RGB picture in the same run: above 1 we are
faster. Every peer's picture is compared with ours before it is timed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

# Before NumPy is imported: ours sets the threads of its matrix product.
from app.conv.threads import CORES

# isort: split
import cv2
import numpy as np
from numpy.typing import NDArray

from app.conv.correlate import correlate_bands
from app.conv.geometry import geometry
from app.conv.planner import ExecutorName
from app.filters.apply import apply_step
from app.filters.catalog import CATALOG
from app.filters.step import make_step
from app.services.description import describe_plan
from tests.benchmarks.filter_peers import check_equal, peers, picture
from tests.benchmarks.timing import interleaved, print_machine, print_table
from tests.strategies import forced_plan

# SciPy needs about 4 ns a tap and value: larger kernels than this would take minutes.
SCIPY_TAPS = 81
PEERS = ("filter2D", "SciPy", "Pillow")


def main() -> None:
    cv2.setNumThreads(CORES)
    packages = ("numpy", "opencv-python-headless", "scipy", "pillow")
    print_machine(*packages, OpenCV_threads=cv2.getNumThreads(), ours=f"1, for larger work {CORES}")
    pixels = picture(1000, 1000)
    compare(pixels)
    fourier_cost(pixels)


def compare(pixels: NDArray[np.uint8]) -> None:
    """Every filter of the catalogue with its defaults, shown as clipped values: the others know no more."""
    rows = []
    for filter_id, chosen in CATALOG.items():
        if chosen.combine == "direction":
            continue  # no peer shows a direction as a hue
        step = make_step(filter_id, display="clip")
        kernel = step.applied[0]
        wanted = [peer for peer in PEERS if peer != "SciPy" or kernel.size <= SCIPY_TAPS]
        others = {name: peer for name, peer in peers(pixels, step).items() if name in wanted}
        ours = partial(apply_step, pixels, step)
        check_equal(filter_id, ours().pixels, others)
        # Each peer with us alone: after a slow one the caches are cold.
        pairs = {name: interleaved({"ours": ours, name: peer}) for name, peer in others.items()}
        ratios = [pairs[name][name] / pairs[name]["ours"] if name in pairs else None for name in PEERS]
        shape = "×".join(map(str, kernel.shape))
        rows.append([filter_id, shape, describe_plan(step).executor, pairs["filter2D"]["ours"], *ratios])
    head = ["filter", "kernel", "executor", "ours, ms", *PEERS]
    print_table("1 megapixel RGB, borders reflected; ratio = peer's time ÷ ours", head, rows)


def fourier_cost(pixels: NDArray[np.uint8]) -> None:
    """What `FOURIER_COST_…` of the planner should be: the transforms' time in taps of the other executors."""
    rng = np.random.default_rng(0)
    where = geometry((1000, 1000), (7, 7), padding="same")

    def run(executor: ExecutorName, kernel: NDArray[Any]) -> None:
        for _ in correlate_bands(pixels, kernel, where, "reflect", forced_plan(executor, kernel)):
            pass

    rows = []
    for name, weights in (("integers", rng.integers(1, 9, (7, 7))), ("floats", rng.random((7, 7)) + 0.1)):
        outer = np.outer(weights[0], weights[:, 0])

        ms = interleaved(
            {
                "plain": partial(run, "plain", weights),
                "separable": partial(run, "separable", outer),
                "fourier": partial(run, "fourier", weights),
            }
        )
        plain, separable = ms["plain"] / 49, ms["separable"] / 14
        rows.append([name, plain, separable, ms["fourier"], ms["fourier"] / plain, ms["fourier"] / separable])
    head = [
        "weights",
        "plain, ms a tap",
        "separable, ms a tap",
        "fourier, ms",
        "in plain taps",
        "in separable taps",
    ]
    print_table("what a Fourier transform costs, 1 megapixel RGB", head, rows)


if __name__ == "__main__":
    main()
