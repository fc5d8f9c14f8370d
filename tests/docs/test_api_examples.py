"""Every example of docs/api.md is run as it stands there, against a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.command_process import ROOT, serving
from tests.data.datasets.own_files import archive

DOCUMENT = (ROOT / "docs" / "api.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
WRITTEN_ADDRESS = "http://127.0.0.1:8000"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDPOINTS = (
    "/api/pictures",
    "/api/filters",
    "/api/filters/apply",
    "/api/filters/inspect",
    "/api/filters/describe",
    "/api/filters/code",
    "/api/kernels/analyze",
    "/api/kernels/transform",
    "/api/kernels/parse",
    "/api/traces",
    "/api/traces/cases",
    "/api/traces/matrices",
    "/api/traces/picture_matrix",
    "/api/traces/proof",
    "/api/traces/export",
    "/api/datasets",
    "/api/datasets/pictures",
    "/api/networks/presets",
    "/api/networks/describe",
    "/api/networks/activations",
    "/api/networks/unit",
    "/api/runs",
    *(
        f"/api/runs/…/{part}"
        for part in (
            "events",
            "history",
            "moments/…",
            "commands",
            "activations",
            "unit",
            "pictures",
            "weights.npz",
            "run.json",
            "pytorch.py",
        )
    ),
)

# On CI nothing is skipped in silence: there the examples fail without curl.
curl_only = pytest.mark.skipif(
    shutil.which("curl") is None and not os.environ.get("CI"), reason="curl is not installed on this machine"
)


def blocks(document: str, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(document) if kind == language]


def picture_file() -> bytes:
    buffer = BytesIO()
    pixels = np.random.default_rng(2).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server of its own, without the last slash."""
    with serving() as (_, address, _):
        yield address.rstrip("/")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the pictures that the examples name."""
    for name in ("cat.png", "cat.jpg"):
        (tmp_path / name).write_bytes(picture_file())
    classes = {f"{kind}/{number}.png": picture_file() for kind in ("cat", "dog") for number in range(3)}
    (tmp_path / "pets.zip").write_bytes(archive(classes))
    return tmp_path


@curl_only
@pytest.mark.parametrize("number", range(len(blocks(DOCUMENT, "sh"))))
def test_a_curl_example_gives_the_answer_it_promises(server: str, folder: Path, number: int) -> None:
    example = blocks(DOCUMENT, "sh")[number]
    script = example.replace(WRITTEN_ADDRESS, server).replace(
        "curl ", "curl --silent --show-error --noproxy '*' "
    )
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, capture_output=True, timeout=30, check=True
    )
    if "thumbnails.jpg" in example:
        assert "convscope-sprites" in (folder / "thumbnails.txt").read_text("utf-8").lower()
    for name in re.findall(r"-o (\S+\.(?:png|jpg))", example):
        assert Image.open(BytesIO((folder / name).read_bytes())).size[0] > 100
    if ran.stdout:
        answer = json.loads(ran.stdout) if example.count("curl ") == 1 else None
        is_refusal = isinstance(answer, dict) and list(answer) == ["error"]
        assert is_refusal == ('"stride": [0, 1]' in example), answer


def test_the_notebook_runs_from_top_to_bottom(
    server: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NO_PROXY", "*")
    namespace: dict[str, object] = {}
    for block in blocks(DOCUMENT, "python"):
        exec(compile(block.replace(WRITTEN_ADDRESS, server), "docs/api.md", "exec"), namespace)
    said = capsys.readouterr().out
    assert " 60 40\n" in said
    assert "brightness_kept" in said
    assert "wδ_s + xδ_r + yδ_q + zδ_p" in said
    assert "d3_global D3 [2, 1, 1]" in said
    assert "[37. 47. 67. 77.]" in said  # 1 + 2·2 + 3·4 + 4·5 = 37
    assert "1024 784 19600" in said
    assert "422 number_out_of_range steps.0.stride 0 1–32" in said
    assert "convolution_2 [16, 10, 10] 1516" in said
    assert "flatten_1 [392, 1, 1]" in said
    assert "{'id': 'cat', 'name_key': None, 'count': 4}" in said
    assert "True {'top': " in said
    assert "finished 14\n" in said  # two epochs of 200/32 steps
    assert "(6, 1, 3, 3)" in said
    assert "14 1\n" in said
    assert "finished True\n" in said
    pixels = namespace["pixels"]
    assert isinstance(pixels, np.ndarray)
    assert pixels.ndim == 3
    assert np.unique(pixels).size > 20


def test_every_endpoint_has_an_example_for_the_terminal_and_one_for_the_notebook() -> None:
    for endpoint in ENDPOINTS:
        used = re.compile(rf"{re.escape(endpoint).replace('…', '[^/ ]+')}(?![\w/])")
        assert any(used.search(block) for block in blocks(DOCUMENT, "sh")), f"no curl example of {endpoint}"
        assert any(used.search(block) for block in blocks(DOCUMENT, "python")), (
            f"no Python example of {endpoint}"
        )


@curl_only
def test_the_examples_of_the_readme_work_too(server: str, folder: Path) -> None:
    examples = [block for block in blocks(README, "sh") if "curl" in block]
    assert examples
    for example in examples:
        script = example.replace(WRITTEN_ADDRESS, server).replace("curl ", "curl --fail -sS --noproxy '*' ")
        subprocess.run(["bash", "-euc", script], cwd=folder, capture_output=True, timeout=30, check=True)
    assert Image.open(BytesIO((folder / "edges.png").read_bytes())).format == "PNG"
