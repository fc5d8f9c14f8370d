"""What can be taken away over HTTP: matrices that compute the same, LaTeX, programs that run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.explain.problems import Array, Problem, by_scipy
from tests.web.trace_bodies import DELTA, EXPECTED, PROBLEM, RANDOM, TRACES, Body, b11


def dense(matrix: Body, weights: Array) -> Array:
    full = np.zeros((matrix["rows"], matrix["cols"]))
    np.add.at(full, (matrix["row"], matrix["col"]), weights.ravel()[matrix["weight_at"]])
    return full


def shaped(matrix: Body) -> Array:
    return np.array(matrix["values"]).reshape(matrix["rows"], matrix["cols"])


@pytest.mark.parametrize("name", ["correlate", "convolve", "transposed", "gradient_input"])
def test_the_toeplitz_matrix_times_the_flattened_operand_is_the_result(client: TestClient, name: str) -> None:
    spec, expected = EXPECTED[name]
    toeplitz = client.post(f"{TRACES}/matrices", json=spec).json()["toeplitz"]
    given = DELTA if name == "gradient_input" else np.array(spec["x"]["values"])
    bias = np.array(spec["bias"]["values"])[:, None, None] if "bias" in spec else 0
    product = dense(toeplitz, PROBLEM.w) @ given.ravel()
    assert (product == np.ravel(np.asarray(expected) - bias)).all()


@pytest.mark.parametrize("name", ["correlate", "convolve", "transposed", "gradient_input", "gradient_kernel"])
def test_the_kernels_rows_times_im2col_is_the_result(client: TestClient, name: str) -> None:
    spec, expected = EXPECTED[name]
    answer = client.post(f"{TRACES}/matrices", json=spec).json()
    product = np.array(answer["kernel_rows"]) @ shaped(answer["im2col"])
    assert (product == np.array(answer["product"])).all()
    bias = np.array(spec["bias"]["values"])[:, None, None] if "bias" in spec else 0
    wanted = np.asarray(expected) - bias
    folded = answer["col2im"]
    if folded is None:
        assert (product.ravel() == wanted.ravel()).all()
        return
    grid = np.zeros(folded["shape"])
    np.add.at(grid.reshape(-1), folded["target"], folded["values"])
    top, left = folded["origin"]
    assert (grid[:, top : top + wanted.shape[1], left : left + wanted.shape[2]] == wanted).all()


def test_the_picture_of_the_first_deck_is_1024_by_784(client: TestClient) -> None:
    matrix = client.post(f"{TRACES}/picture_matrix", json={}).json()
    assert (matrix["rows"], matrix["cols"]) == (1024, 784)
    assert len(matrix["row"]) == 784 * 25
    weights, picture = RANDOM.integers(-9, 10, (5, 5)), RANDOM.integers(0, 256, (28, 28))
    slid = Problem(picture[None], weights[None, None], PROBLEM.bias, (1, 1), ((2, 2), (2, 2)), (1, 1))
    product = np.pad(picture, 2).ravel() @ dense(matrix, weights)
    assert (product == by_scipy(slid.x, slid).ravel()).all()


# ---------------------------------------------------------------- exports


def exported(client: TestClient, spec: Body, target: str, language: str = "en", **more: Any) -> str:
    request = {"spec": spec, "target": target, **more}
    answer = client.post(f"{TRACES}/export", json=request, headers={"accept-language": language})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["text"])


CHINESE = re.compile(r"[\u4e00-\u9fff]")
RAW_KEY = re.compile(r"\b(?:code|trace|error|case|range|proof)\.[a-z_.]+")


@pytest.mark.parametrize("target", ["numpy", "pytorch"])
@pytest.mark.parametrize("name", EXPECTED)
def test_a_program_has_comments_in_the_readers_language_and_no_raw_keys(
    client: TestClient, name: str, target: str
) -> None:
    spec = EXPECTED[name][0]
    for language in ("zh", "en"):
        program = exported(client, spec, target, language)
        comments = [line for line in program.splitlines() if line.lstrip().startswith("#")]
        assert len(comments) >= 2
        assert not any(RAW_KEY.search(line) for line in comments), program
        assert bool(CHINESE.search(program)) == (language == "zh"), program
        compile(program, "exported.py", "exec")


def test_numpy_programs_run_in_a_python_of_their_own_and_print_the_numbers(client: TestClient) -> None:
    """One interpreter for all of them: each prints its result as the list of its numbers."""
    programs = [exported(client, spec, "numpy", "zh") for spec, _ in EXPECTED.values()]
    script = (
        "import json, sys\nimport numpy as np\n"
        "for source in json.load(sys.stdin):\n"
        "    names = {'print': lambda given: print(json.dumps(np.ravel(given).tolist()))}\n"
        "    exec(source, names)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(programs), capture_output=True, text=True,
        encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    printed = [json.loads(line) for line in ran.stdout.splitlines()]
    for (name, (_, expected)), numbers in zip(EXPECTED.items(), printed, strict=True):
        assert numbers == pytest.approx(np.ravel(expected).tolist(), rel=1e-12, abs=1e-12), name


def test_latex_shows_one_sum_or_everything(client: TestClient) -> None:
    spec = {
        "mode": "correlate",
        "x": {"shape": [1, 1, 3], "values": [1, -2, 4]},
        "w": {"shape": [1, 1, 1, 2], "values": [3, 5]},
    }
    assert exported(client, spec, "latex_sum", reduction=1) == r"y_{1,2} = (-2) \cdot 3 + 4 \cdot 5 = 14"
    everything = exported(client, spec, "latex_result")
    assert r"\begin{bmatrix} 1 & -2 & 4 \end{bmatrix}" in everything
    assert r"\begin{bmatrix} -7 & 14 \end{bmatrix}" in everything
    assert r"a w + b x + d y + e z" in exported(client, b11("correlate"), "latex_sum").replace("  ", " ")
