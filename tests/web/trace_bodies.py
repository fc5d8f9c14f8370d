"""Requests for traces, one for every mode, and their results by means that have nothing of ours."""

from __future__ import annotations

from typing import Any

import numpy as np
from starlette.testclient import TestClient

from tests.explain.problems import Array, Problem, by_scipy, seen_by_definition

TRACES = "/api/traces"
Body = dict[str, Any]

RANDOM = np.random.default_rng(5)
# Nothing square, nothing symmetric: an exchange of rows and columns anywhere would be seen.
PROBLEM = Problem(
    x=RANDOM.integers(-9, 10, (2, 5, 6)),
    w=RANDOM.integers(-9, 10, (3, 2, 2, 3)),
    bias=RANDOM.integers(-9, 10, 3),
    stride=(2, 1),
    padding=((1, 0), (2, 1)),
    dilation=(1, 2),
)
TURNED = PROBLEM.w[..., ::-1, ::-1]
OUTPUT = (3, 3, 5)  # ⌊(5 + 1 − 2)/2⌋ + 1 rows, 6 + 3 − 5 + 1 columns
DELTA = PROBLEM.delta(OUTPUT)
BACK = RANDOM.integers(-9, 10, (3, 3, 4))  # input of the transposed convolution, three channels
POOL_X = RANDOM.permutation(60).reshape(2, 5, 6)
POOLING = Problem(POOL_X, np.zeros((1, 1, 2, 3), int), PROBLEM.bias, (2, 2), ((1, 0), (1, 1)), (1, 1))


def operand(values: Array) -> Body:
    return {"shape": list(values.shape), "values": values.ravel().tolist()}


def body(mode: str, problem: Problem = PROBLEM, **more: Any) -> Body:
    return {
        "mode": mode,
        "x": operand(problem.x),
        "w": operand(problem.w),
        "stride": problem.stride,
        "padding": problem.padding,
        "dilation": problem.dilation,
        **more,
    }


def slopes(at: Array, delta: Array, forward: Any) -> Array:
    """∂(Σ delta · forward)/∂at; whole steps are exact where ``forward`` is linear."""
    found = np.empty(at.shape, int)
    for cell in np.ndindex(*at.shape):
        step = np.zeros_like(at)
        step[cell] = 1
        found[cell] = (delta * (forward(at + step) - forward(at))).sum()
    return found


def stamped(x: Array, w: Array, bias: Array, shape: tuple[int, int]) -> Array:
    """The transposed convolution as scattering: every input cell stamps the kernel onto the output."""
    (top, _), (left, _) = PROBLEM.padding
    y = np.zeros((w.shape[1], *shape), int) + bias[:, None, None]
    for c, i, j in np.ndindex(*x.shape):
        for o, u, v in np.ndindex(*w.shape[1:]):
            row = i * PROBLEM.stride[0] + u * PROBLEM.dilation[0] - top
            col = j * PROBLEM.stride[1] + v * PROBLEM.dilation[1] - left
            if 0 <= row < shape[0] and 0 <= col < shape[1]:
                y[o, row, col] += x[c, i, j] * w[c, o, u, v]
    return y


def pooled(is_max: bool, rounding: str) -> list[float]:
    windows = seen_by_definition(POOLING, rounding, is_max=is_max)
    values = [[value for value, _ in window] for window in windows]
    return [max(window) if is_max else sum(window) / len(window) for window in values]


def sent_back(is_max: bool, delta: Array) -> list[float]:
    received = [0.0] * POOL_X.size
    for window, given in zip(
        seen_by_definition(POOLING, "floor", is_max=is_max), delta.ravel().tolist(), strict=True
    ):
        best = max(window, key=lambda cell: cell[0])
        for cell in window:
            if cell[1] is not None:
                received[cell[1]] += given * (cell == best) if is_max else given / len(window)
    return received


POOL_DELTA = POOLING.delta((2, 3, 3))
# ⌊(5 + 1 − 2)/2⌋ + 1 = 3 rows, ⌊(6 + 2 − 3)/2⌋ + 1 = 3 columns; rounded up 3 and 4.

EXPECTED: dict[str, tuple[Body, Array | list[float]]] = {
    "correlate": (
        body("correlate", bias=operand(PROBLEM.bias)), by_scipy(PROBLEM.x, PROBLEM, bias=PROBLEM.bias)
    ),
    "convolve": (body("convolve"), by_scipy(PROBLEM.x, PROBLEM, w=TURNED)),
    "transposed": (
        # (3 − 1)·2 + 2 − 1 + 1 = 6 rows, (4 − 1)·1 + 5 − 3 = 5 columns
        body("transposed", x=operand(BACK), bias=operand(PROBLEM.bias[:2]), output_padding=[1, 0]),
        stamped(BACK, PROBLEM.w, PROBLEM.bias[:2], (6, 5)),
    ),
    "gradient_kernel": (
        body("gradient_kernel", delta=operand(DELTA)),
        slopes(PROBLEM.w, DELTA, lambda w: by_scipy(PROBLEM.x, PROBLEM, w=w)),
    ),
    "gradient_kernel of a convolution": (
        body("gradient_kernel", delta=operand(DELTA), operation="convolve"),
        slopes(PROBLEM.w, DELTA, lambda w: by_scipy(PROBLEM.x, PROBLEM, w=w[..., ::-1, ::-1])),
    ),
    "gradient_input": (
        body("gradient_input", delta=operand(DELTA)),
        slopes(PROBLEM.x, DELTA, lambda x: by_scipy(x, PROBLEM)),
    ),
    "gradient_input of a convolution": (
        body("gradient_input", delta=operand(DELTA), operation="convolve"),
        slopes(PROBLEM.x, DELTA, lambda x: by_scipy(x, PROBLEM, w=TURNED)),
    ),
    "gradient_bias": (body("gradient_bias", delta=operand(DELTA)), DELTA.sum(axis=(1, 2))),
    "max_pool": (body("max_pool", POOLING), pooled(True, "floor")),
    "max_pool rounded up": (body("max_pool", POOLING, rounding="ceil"), pooled(True, "ceil")),
    "average_pool": (body("average_pool", POOLING), pooled(False, "floor")),
    "average_pool rounded up": (body("average_pool", POOLING, rounding="ceil"), pooled(False, "ceil")),
    "global_average_pool": (body("global_average_pool"), PROBLEM.x.mean(axis=(1, 2))),
    "max_pool_backward": (
        body("max_pool_backward", POOLING, delta=operand(POOL_DELTA)), sent_back(True, POOL_DELTA)
    ),
    "average_pool_backward": (
        body("average_pool_backward", POOLING, delta=operand(POOL_DELTA)), sent_back(False, POOL_DELTA)
    ),
}  # fmt: skip


def play(client: TestClient, spec: Body) -> Body:
    answer = client.post(TRACES, json=spec)
    assert answer.status_code == 200, answer.text
    played: Body = answer.json()
    return played


def b11(mode: str) -> Body:
    return {
        "mode": mode,
        "x": {"shape": [1, 3, 3], "fill": "letters"},
        "w": {"shape": [1, 1, 2, 2], "fill": "letters"},
        "delta": {"shape": [1, 2, 2], "fill": "letters"},
    }
