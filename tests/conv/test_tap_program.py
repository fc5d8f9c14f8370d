"""Programs of shifted additions, read line by line; an interpreter of six lines says what they compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.tap_algebra import Search, polynomial
from app.conv.tap_program import Program, tap_program
from tests.strategies import integer_kernels, kernel_shapes, whole_weights

SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
SHARPEN = -np.ones((5, 5), int)
SHARPEN[1:4, 1:4] = 2
SHARPEN[2, 2] = 8
DIAMOND = (np.add.outer(abs(np.arange(-2, 3)), abs(np.arange(-2, 3))) <= 2).astype(int)


def meaning(program: Program, shape: tuple[int, int]) -> list[Any]:
    """The kernel of every result: the program run on polynomials instead of planes."""
    reach = 64  # wide enough for every detour
    planes = [np.zeros((reach, reach), object)]
    planes[0][0, 0] = 1

    def seen(view: Any) -> Any:
        return np.roll(planes[view.plane], (view.row, view.col), (0, 1))

    for line in program.lines:
        left = seen(line.left)
        if line.right is None:
            planes.append(left * line.factor)
        else:
            planes.append(left + seen(line.right) if line.operation == "add" else left - seen(line.right))
    kernels = [seen(view) for view in program.results]
    assert all(not kernel[shape[0] :].any() and not kernel[:, shape[1] :].any() for kernel in kernels)
    return [kernel[: shape[0], : shape[1]].tolist() for kernel in kernels]


@pytest.mark.parametrize(
    ("kernel", "program"),
    [
        (SOBEL_X, "a = x[0, 2] − x\nb = a + a[1, 0]\nc = b + b[1, 0]"),
        ([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], "a = x[1, 1] − x\nb = a + a[1, 0]\nc = b + b[0, 1]"),
        (
            [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
            "a = x + x[0, 1]\nb = a + x[0, 2]\nc = b + b[1, 0]\nd = c + b[2, 0]\ne = 9·x\nf = e[1, 1] − d",
        ),
        (np.ones((3, 3)), "a = x + x[0, 1]\nb = a + x[0, 2]\nc = b + b[1, 0]\nd = c + b[2, 0]"),
        (
            np.eye(9),
            "a = x + x[1, 1]\nb = a + a[2, 2]\nc = b + b[4, 4]\nd = c + x[8, 8]",
        ),
        ([[0, 0], [0, -1]], "a = −1·x"),
        ([[-3, -3]], "a = x + x[0, 1]\nb = −3·a"),
    ],
)  # fmt: skip
def test_the_program_of_a_kernel_line_by_line(kernel, program):
    found = tap_program(np.array(kernel, int))
    assert str(found) == program
    assert meaning(found, np.shape(kernel)) == [np.array(kernel, int).tolist()]


@pytest.mark.parametrize(
    ("kernel", "operations"), [(SHARPEN, 13), (DIAMOND, 7), (SOBEL_X.T, 3), (np.ones((31, 31)), 16)]
)
def test_how_many_operations_a_pixel_the_course_s_kernels_take(kernel, operations):
    kernel = kernel.astype(int)
    program = tap_program(kernel)
    assert program.multiplications + program.additions == operations
    assert meaning(program, kernel.shape) == [kernel.tolist()]


def random_kernel(rng: np.random.Generator, kind: str) -> Any:
    shape = tuple(rng.integers(1, 10, 2).tolist())
    if kind == "integers":
        return rng.integers(-9, 10, shape)
    if kind == "rank one":
        return np.outer(rng.integers(-5, 6, shape[0]), rng.integers(-5, 6, shape[1]))
    if kind == "sparse":
        return rng.integers(-3, 4, shape) * (rng.random(shape) < 0.2)
    if kind == "constant":
        return np.full(shape, rng.integers(-4, 5))
    if kind == "antisymmetric":
        half = rng.integers(-3, 4, shape)
        return half - half[::-1, ::-1]
    if kind == "zero border":
        return np.pad(rng.integers(-2, 3, shape), rng.integers(0, 4, (2, 2)))
    kernel = np.zeros(shape, int)
    kernel[rng.integers(shape[0]), rng.integers(shape[1])] = rng.integers(-9, 10)
    return kernel


@pytest.mark.parametrize(
    "kind", ["integers", "rank one", "sparse", "constant", "antisymmetric", "zero border", "single tap"]
)
def test_every_program_means_its_kernel(kind):
    rng = np.random.default_rng(len(kind))
    for _ in range(40):
        kernel = random_kernel(rng, kind)
        if kernel.any():
            assert meaning(tap_program(kernel), kernel.shape) == [kernel.tolist()]


@given(integer_kernels)
def test_the_lines_are_never_more_than_the_idea_said(kernel):
    """What two parts of an idea share is computed once; a last line may be needed for the sign."""
    if kernel.any():
        promised = Search().best(polynomial(kernel)).passes
        assert len(tap_program(kernel).lines) <= promised + 1


@given(st.data())
def test_two_kernels_in_one_program(data):
    shape = data.draw(kernel_shapes)
    cells = st.lists(whole_weights, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).filter(any)
    pair = [np.array(data.draw(cells)).reshape(shape) for _ in range(2)]
    assert meaning(tap_program(*pair), shape) == [kernel.tolist() for kernel in pair]
    either = meaning(tap_program(*pair, either_sign=True), shape)
    for found, kernel in zip(either, pair, strict=True):
        assert found in (kernel.tolist(), (-kernel).tolist())


def test_a_pair_that_is_squared_needs_no_line_for_its_signs():
    """Sobel's gradients: three additions each; the sign of both would be two multiplications more."""
    pair = SOBEL_X, SOBEL_X.T
    assert len(tap_program(*pair, either_sign=True).lines) == 6
    assert len(tap_program(*pair).lines) <= 8


def test_what_two_kernels_have_in_common_is_computed_once():
    box = np.ones((3, 3), int)
    edges = 9 * (np.arange(9) == 4).reshape(3, 3) - box
    assert len(tap_program(edges).lines) == 6
    assert len(tap_program(box, edges, either_sign=True).lines) == 6


def test_the_same_kernel_gives_the_same_program_every_time():
    kernel = np.random.default_rng(8).integers(-9, 10, (7, 6))
    first = str(tap_program(kernel))
    for number in range(300):  # push it out of the cache
        tap_program(np.array([[number + 1]]))
    assert str(tap_program(kernel)) == first


def test_names_go_on_after_z():
    """The 27th plane is a′."""
    assert (
        str(tap_program(np.random.default_rng(1).integers(-9, 10, (7, 7))))
        .splitlines()[26]
        .startswith("a′ =")
    )
