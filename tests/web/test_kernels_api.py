"""Kernels over HTTP: analysed, transformed and read from text."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

SOBEL_X = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def test_analysis_finds_the_two_factors_of_sobel(client: TestClient) -> None:
    analysis = client.post("/api/kernels/analyze", json={"kernel": SOBEL_X}).json()
    assert (analysis["rows"], analysis["cols"], analysis["sum"]) == (3, 3, 0)
    assert analysis["sum_meaning"] == "flat_to_zero"
    assert (analysis["rank"], analysis["separable"]) == (1, True)
    (factor,) = analysis["factors"]
    column, row = factor["column"], factor["row"]
    for u in range(3):
        assert [column[u] * row[v] for v in range(3)] == pytest.approx(SOBEL_X[u], abs=1e-9)


def test_the_divisor_decides_whether_brightness_is_kept(client: TestClient) -> None:
    body = {"kernel": [[1, 2], [3, 2]]}
    assert client.post("/api/kernels/analyze", json=body).json()["sum_meaning"] == "brightness_scaled"
    body_divided = {**body, "divisor": 8}
    assert client.post("/api/kernels/analyze", json=body_divided).json()["sum_meaning"] == "brightness_kept"


@pytest.mark.parametrize(
    ("operation", "kernel"),
    [
        ("rotate_right", [[4, 1], [5, 2], [6, 3]]),
        ("rotate_left", [[3, 6], [2, 5], [1, 4]]),
        ("rotate_180", [[6, 5, 4], [3, 2, 1]]),
        ("flip_horizontal", [[3, 2, 1], [6, 5, 4]]),
        ("flip_vertical", [[4, 5, 6], [1, 2, 3]]),
        ("transpose", [[1, 4], [2, 5], [3, 6]]),
        ("negate", [[-1, -2, -3], [-4, -5, -6]]),
    ],
)
def test_a_transformed_kernel_keeps_its_divisor(
    client: TestClient, operation: str, kernel: list[list[int]]
) -> None:
    body = {"kernel": [[1, 2, 3], [4, 5, 6]], "divisor": 7, "operation": operation}
    assert client.post("/api/kernels/transform", json=body).json() == {"kernel": kernel, "divisor": 7}


def test_normalising_makes_the_divisor_the_sum(client: TestClient) -> None:
    body = {"kernel": [[1, 2, 3], [4, 5, 6]], "operation": "normalize"}
    answer = client.post("/api/kernels/transform", json=body).json()
    assert answer == {"kernel": [[1, 2, 3], [4, 5, 6]], "divisor": 21}


def test_resizing_keeps_the_middle(client: TestClient) -> None:
    body = {"kernel": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "operation": "resize", "rows": 5, "cols": 1}
    assert client.post("/api/kernels/transform", json=body).json()["kernel"] == [[0], [2], [5], [8], [0]]


@pytest.mark.parametrize(
    ("text", "kernel", "divisor"),
    [
        ("1\t2\t1\n2\t4\t2", [[1, 2, 1], [2, 4, 2]], 1),
        ("np.array([[1, 2], [3, 4]]) / 9", [[1, 2], [3, 4]], 9),
        ("1/9 * [1 1; 1 2]", [[1, 1], [1, 2]], 9),
    ],
)
def test_a_kernel_is_read_from_text(
    client: TestClient, text: str, kernel: list[list[int]], divisor: int
) -> None:
    answer = client.post("/api/kernels/parse", json={"text": text}).json()
    assert answer == {"kernel": kernel, "divisor": divisor}
