"""Every plan there is for a kernel, whichever the planner prefers, is the definition.

Kernels of every class, any padding and dilation, odd pictures down to one pixel, tiles of any size, and any
number of threads. What has a stride is left to the executors of the definition: :mod:`.test_apply`.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conv import threads
from app.conv.executors.workspace_pool import WorkspacePool
from app.conv.padding import PADDING_MODES
from app.conv.tile_planner import TilePlan, float_plans, integer_plans
from app.conv.tiles import tiles
from app.filters import quick
from app.filters.apply import apply_step
from app.filters.quick import apply_quickly, quick_way
from app.filters.step import Step, make_step
from tests.filters.definition import displayed_by_definition, is_within, levels_by_definition

THOUSANDTH = 1e-3
SIDES = st.one_of(st.integers(1, 5), st.integers(6, 15), st.just(31))


def outer(rng: np.random.Generator, tall: int, wide: int, terms: int) -> Any:
    return rng.normal(size=(tall, terms)) @ rng.normal(size=(terms, wide))


KERNELS: dict[str, Any] = {
    "any integers": lambda rng, *shape: rng.integers(-9, 10, shape),
    "ones": lambda _, *shape: np.ones(shape, int),
    "signs and zeros": lambda rng, *shape: rng.integers(-1, 2, shape),
    "a column times a row": lambda rng, tall, wide: np.outer(
        rng.integers(-3, 4, tall), rng.integers(-3, 4, wide)
    ),
    "a diagonal": lambda _, *shape: np.eye(*shape).astype(int),
    "symmetric integers": lambda rng, *shape: (lambda k: k + k[::-1, ::-1])(rng.integers(-4, 5, shape)),
    "any floats": lambda rng, *shape: rng.normal(size=shape),
    "floats of rank one": lambda rng, tall, wide: outer(rng, tall, wide, 1),
    "floats of rank three": lambda rng, tall, wide: outer(rng, tall, wide, 3),
    "quarters": lambda rng, *shape: rng.integers(-9, 10, shape) / 4,
    "floats and zeros": lambda rng, *shape: rng.normal(size=shape) * rng.integers(0, 2, shape),
}


@pytest.fixture(scope="module", autouse=True)
def three_helpers() -> Iterator[None]:
    """As on a machine with four cores."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(3) as helpers:
        patch.setattr(threads, "_helpers", helpers)
        yield


def every_plan(step: Step, patch: pytest.MonkeyPatch) -> Iterator[TilePlan]:
    """Each time the step would be computed by another one."""
    found: list[TilePlan] = []

    def all_floats(kernel: Any, dilation: tuple[int, int]) -> TilePlan:
        found[:] = float_plans(kernel, dilation)
        return found[0]

    def all_integers(kernel: Any, dilation: tuple[int, int], dtype: Any) -> TilePlan:
        found[:] = integer_plans(kernel, dilation, dtype)
        return found[0]

    patch.setattr(quick, "float_plan", all_floats)
    patch.setattr(quick, "integer_plan", all_integers)
    quick_way(step)
    for plan in [*found]:
        for name in ("float_plan", "integer_plan"):
            patch.setattr(quick, name, lambda *_, plan=plan: plan)
        yield plan


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), sides=st.tuples(SIDES, SIDES),
    shape=st.tuples(st.integers(1, 70), st.integers(1, 70)),
    padding=st.sampled_from(["same", "full"]), mode=st.sampled_from(PADDING_MODES),
    dilation=st.sampled_from([(1, 1), (2, 1), (1, 3), (2, 2)]),
    tile=st.tuples(st.integers(1, 6000), st.integers(1, 80)),
    display=st.sampled_from(["clip", "absolute"]), offset=st.sampled_from([0, 128]),
)  # fmt: skip
@pytest.mark.parametrize("kind", KERNELS)
def test_every_plan_is_the_definition(
    kind, seed, sides, shape, padding, mode, dilation, tile, display, offset
):
    rng = np.random.default_rng(seed)
    kernel = KERNELS[kind](rng, *sides)
    if not kernel.any():
        return
    divisor = max(1.0, np.rint(np.abs(kernel).sum() / 2))
    step = make_step(
        "custom", {"kernel": kernel.tolist()}, divisor=divisor, offset=offset, display=display,
        padding=padding, padding_mode=mode, dilation=dilation,
    )  # fmt: skip
    pixels = rng.integers(0, 256, (3, *shape), dtype=np.uint8)
    geometry = step.geometry(shape)
    displayed = displayed_by_definition(pixels, step)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick, "tile_grid", lambda _, geometry: tiles(geometry, *tile))
        plans = 0
        for plan in every_plan(step, patch):
            plans += 1
            patch.setattr(quick, "_pool", WorkspacePool(quick.POOL_BYTES))  # no workspace of the plan before
            levels = [apply_quickly(pixels, step, geometry, number) for number in (1, 2, 4)]
            assert levels[0] is not None
            if np.issubdtype(step.applied[0].dtype, np.integer) or kind == "quarters":
                np.testing.assert_array_equal(levels[0], levels_by_definition(pixels, step))
            else:
                assert is_within(THOUSANDTH, levels[0], displayed), plan.executor
            for more in levels[1:]:
                np.testing.assert_array_equal(levels[0], more)
        assert plans > 0


def test_the_same_bytes_under_twenty_requests_at_once(monkeypatch):
    """All of them share out their tiles, and all ask for the same memory."""
    monkeypatch.setattr(quick, "THREADED_NS", 0)
    monkeypatch.setattr(quick, "tile_grid", lambda _, geometry: tiles(geometry, 6000, 64))
    kernels = [np.random.default_rng(side).normal(size=(side, side)) / side**2 for side in (3, 5, 21)]
    steps = [make_step(id) for id in ("edges", "blur_box", "sharpen", "gradient_magnitude", "gaussian")]
    steps += [make_step("custom", {"kernel": kernel.tolist()}) for kernel in kernels]
    pictures = [
        np.random.default_rng(width).integers(0, 256, (3, 90, width), dtype=np.uint8) for width in (130, 211)
    ]
    work = [(pixels, step) for pixels in pictures for step in steps]
    alone = [apply_step(pixels, step).pixels.tobytes() for pixels, step in work]
    with ThreadPoolExecutor(20) as requests:
        for _ in range(5):
            together = requests.map(lambda job: apply_step(*job).pixels.tobytes(), work)
            assert list(together) == alone
