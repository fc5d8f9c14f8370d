"""Looking into a run's network, and carrying it away, over HTTP with a real run."""

from __future__ import annotations

import ast
import base64
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.data.datasets.own_files import archive, picture
from tests.web.refusals import check_refusal

FIRST = {"split": "validation", "index": 0}
SPEC: dict[str, Any] = {
    "data": {"name": "shapes", "train": 64, "validation": 12, "test": 8},
    "network": {
        "layers": [
            {"kind": "convolution", "filters": 3, "kernel": [5, 5], "padding": [2, 2]},
            {"kind": "relu"},
            {"kind": "max_pool", "size": [4, 4], "stride": [4, 4]},
            {"kind": "flatten"},
            {"kind": "dense", "units": "classes"},
        ]
    },
    "batch_size": 8,
    "epochs": 2,
    "seed": 7,
}
WAIT_S = 60


@pytest.fixture(scope="module")
def server() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(workers=1)), raise_server_exceptions=False) as client:
        yield client


def finished(server: TestClient, spec: dict[str, Any]) -> dict[str, Any]:
    """A run of this spec, as it is when it has ended."""
    answer = server.post("/api/runs", json=spec)
    assert answer.status_code == 201, answer.text
    path = f"/api/runs/{answer.json()['id']}"
    deadline = time.monotonic() + WAIT_S
    while (run := server.get(path).json())["status"] not in ("finished", "failed", "diverged"):
        assert time.monotonic() < deadline, run
        time.sleep(0.05)
    assert run["status"] == "finished", run["error"]
    return dict(run)


@pytest.fixture(scope="module")
def run(server: TestClient) -> dict[str, Any]:
    return finished(server, SPEC)


@pytest.fixture(scope="module")
def path(run: dict[str, Any]) -> str:
    return f"/api/runs/{run['id']}"


def recorded(server: TestClient, path: str) -> list[int]:
    steps: list[int] = server.get(f"{path}/history").json()["snapshots"]
    return steps


def numbers(quantized: dict[str, Any]) -> NDArray[np.float64]:
    levels = np.frombuffer(base64.b64decode(quantized["data"]), np.uint8)
    span = quantized["maximum"] - quantized["minimum"]
    values: NDArray[np.float64] = quantized["minimum"] + levels / 255 * span
    return values


def within(quantized: dict[str, Any]) -> float:
    """One level, for where rounding begins."""
    return float(quantized["maximum"] - quantized["minimum"]) / 250 + 1e-5


def test_at_every_recorded_step_the_answer_is_the_snapshot_of_that_step(
    server: TestClient, path: str
) -> None:
    steps = recorded(server, path)
    assert (steps[0], steps[-1]) == (0, 16)
    kernels = []
    for step in steps:
        snapshot = server.get(f"{path}/moments/{step}").json()["snapshot"]
        found = server.post(f"{path}/activations", json={"picture": FIRST, "step": step}).json()
        assert found["step"] == step
        assert found["picture"] == snapshot["picture"]
        assert found["score_kind"] == snapshot["score_kind"]
        # The run computes with faster layers than the answer: the same but for rounding.
        assert found["scores"] == pytest.approx(snapshot["scores"], abs=1e-5)
        for part in ("maps", "kernels"):
            for one, other in zip(found[part], snapshot[part], strict=True):
                assert (one["name"], one["shape"]) == (other["name"], other["shape"])
                np.testing.assert_allclose(numbers(one), numbers(other), atol=within(one))
        kernels.append(found["kernels"][0]["data"])
    assert len(set(kernels)) > len(steps) // 2, "late steps have the weights of late steps"


def test_a_step_between_two_recorded_ones_takes_the_earlier_and_says_so(
    server: TestClient, path: str
) -> None:
    steps = recorded(server, path)
    gap = next(step for step in range(17) if step not in steps)
    found = server.post(f"{path}/activations", json={"picture": FIRST, "step": gap}).json()
    assert found["step"] == max(step for step in steps if step < gap)
    newest = server.post(f"{path}/activations", json={"picture": FIRST}).json()
    beyond = server.post(f"{path}/activations", json={"picture": FIRST, "step": 10**9}).json()
    assert newest == beyond
    assert newest["step"] == 16


def test_the_first_step_is_what_the_untrained_network_shows(server: TestClient, path: str) -> None:
    untrained = server.post("/api/networks/activations", json={"spec": SPEC, "picture": FIRST}).json()
    assert server.post(f"{path}/activations", json={"picture": FIRST, "step": 0}).json() == untrained


def test_a_unit_of_a_late_step_adds_up_with_the_weights_of_that_step(server: TestClient, path: str) -> None:
    place = {"layer": "convolution_1", "channel": 2, "row": 1, "col": 20}
    found = [
        server.post(f"{path}/unit", json={"picture": FIRST, "step": step, **place}).json() for step in (0, 16)
    ]
    assert [one["step"] for one in found] == [0, 16]
    assert found[0]["kernel"] != found[1]["kernel"]
    with np.load(BytesIO(server.get(f"{path}/weights.npz?step=16").content)) as weights:
        np.testing.assert_allclose(found[1]["kernel"], weights["convolution_1.weight"][2], rtol=1e-6)
    for one in found:
        (reduction,) = one["trace"]["reductions"]
        assert reduction["partial_sums"][-1] + reduction["bias"] == pytest.approx(one["z"], abs=1e-5)
        assert one["sliding_link"].startswith("case=")


def test_pictures_come_in_the_order_asked_for_with_their_labels(server: TestClient, path: str) -> None:
    found = server.get(f"{path}/pictures?split=validation&indices=3,0").json()["pictures"]
    assert [one["index"] for one in found] == [3, 0]
    zero = server.post(f"{path}/activations", json={"picture": FIRST}).json()
    assert (found[1]["picture"], found[1]["label"]) == (zero["picture"], zero["label"])
    assert server.get(f"{path}/pictures?indices=").json() == {"pictures": []}


def test_the_weights_are_those_of_the_best_epoch_unless_a_step_is_named(
    server: TestClient, path: str, run: dict[str, Any]
) -> None:
    answer = server.get(f"{path}/weights.npz")
    assert answer.headers["content-disposition"] == f'attachment; filename="convscope-{run["id"]}.npz"'
    best_step = run["best"]["epoch"] * run["steps_per_epoch"]
    assert answer.headers["convscope-step"] == str(best_step)
    at_step = server.get(f"{path}/weights.npz?step={best_step}")
    with np.load(BytesIO(answer.content)) as best, np.load(BytesIO(at_step.content)) as named:
        assert set(best.files) == {
            "convolution_1.weight", "convolution_1.bias", "dense_1.weight", "dense_1.bias",
        }  # fmt: skip
        assert all((best[name] == named[name]).all() for name in best.files)


def test_the_story_has_every_step_and_the_spec(server: TestClient, path: str, run: dict[str, Any]) -> None:
    answer = server.get(f"{path}/run.json")
    story = answer.json()
    assert story["format"] == "convscope-run"
    assert story["steps"]["step"] == [*range(1, 17)]
    assert [one["epoch"] for one in story["epochs"]] == [1, 2]
    assert story["run"]["spec"] == run["spec"]
    assert story["ended"]["reason"] == "finished"
    again = server.post("/api/networks/activations", json={"spec": story["run"]["spec"], "picture": FIRST})
    assert again.status_code == 200, "the spec of a story can be sent back as it is"


@pytest.mark.torch
def test_the_program_and_the_weights_give_the_scores_of_the_page(
    server: TestClient, path: str, run: dict[str, Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"convscope-{run['id']}.npz").write_bytes(server.get(f"{path}/weights.npz?step=16").content)
    program = server.get(f"{path}/pytorch.py?step=16", headers={"accept-language": "en"}).text
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(program, "exported.py", "exec"), namespace)
    namespace["load"](f"convscope-{run['id']}.npz")
    found = server.post(f"{path}/activations", json={"picture": FIRST, "step": 16}).json()
    pixels = np.frombuffer(base64.b64decode(found["picture"]["data"]), np.uint8).reshape(
        1, *found["picture"]["shape"]
    )
    np.testing.assert_allclose(namespace["scores"](pixels)[0].numpy(), found["scores"], atol=1e-5)


def test_the_program_speaks_the_readers_language(server: TestClient, path: str) -> None:
    programs = {
        language: server.get(f"{path}/pytorch.py", headers={"accept-language": language}).text
        for language in ("zh-CN", "en")
    }
    assert "训练" in programs["zh-CN"]
    assert "training" in programs["en"]
    for program in programs.values():
        ast.parse(program)


def test_pictures_of_ones_own_are_learned_from_and_stay_as_they_were(server: TestClient) -> None:
    files = {
        f"{kind}/{n}.png": picture(level + n) for n in range(8) for kind, level in (("a", 250), ("b", 60))
    }
    made = server.post("/api/datasets", content=archive(files)).json()
    own = finished(server, {**SPEC, "data": {"name": made["name"]}, "epochs": 1})
    path = f"/api/runs/{own['id']}"
    before = server.get(f"{path}/pictures?split=train&indices=0,5").json()
    grown = server.post(f"/api/datasets/pictures?class=a&set={made['name']}", content=picture(9)).json()
    assert grown["name"] != made["name"]
    assert server.get(f"{path}/pictures?split=train&indices=0,5").json() == before
    found = server.post(f"{path}/activations", json={"picture": {"split": "train", "index": 5}}).json()
    assert found["picture"] == before["pictures"][1]["picture"]
    assert len(found["scores"]) == 2


def test_a_dropout_rate_that_was_set_in_flight_scales_what_is_looked_at_and_exported(
    server: TestClient,
) -> None:
    layers = [
        *SPEC["network"]["layers"][:-1],
        {"kind": "dropout", "rate": 0.25},
        SPEC["network"]["layers"][-1],
    ]
    long = {**SPEC, "network": {"layers": layers}, "epochs": 200}
    path = f"/api/runs/{server.post('/api/runs', json=long).json()['id']}"
    server.post(f"{path}/commands", json={"command": "pause"})

    def told(condition: Any) -> dict[str, Any]:
        deadline = time.monotonic() + WAIT_S
        while not condition(history := server.get(f"{path}/history").json()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return dict(history)

    told(lambda history: history["run"]["status"] == "paused" and history["snapshot"])
    server.post(f"{path}/commands", json={"command": "set", "dropout": 0.75})
    history = told(lambda history: history["settings"] and is_scaled(history["snapshot"], 0.25))
    step = history["snapshot"]["step"]
    found = server.post(f"{path}/activations", json={"picture": FIRST, "step": step}).json()
    assert found["maps"] == history["snapshot"]["maps"]
    assert found["scores"] == history["snapshot"]["scores"]
    assert "Dropout(0.75)" in server.get(f"{path}/pytorch.py?step={step}").text
    server.post(f"{path}/commands", json={"command": "stop"})


def is_scaled(snapshot: dict[str, Any], share: float) -> bool:
    """Whether dropout hands on this share of what the layer before it gave."""
    before, after = snapshot["maps"][3], snapshot["maps"][4]
    return bool(abs(after["maximum"] - share * before["maximum"]) < 1e-5)


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("POST", "activations", {"picture": FIRST}),
        ("POST", "unit", {"picture": FIRST, "layer": "convolution_1", "channel": 0}),
        ("GET", "pictures", None),
        ("GET", "weights.npz", None),
        ("GET", "run.json", None),
        ("GET", "pytorch.py", None),
    ],
)
def test_an_unknown_run_is_404_everywhere(
    server: TestClient, method: str, tail: str, body: dict[str, Any] | None
) -> None:
    check_refusal(server.request(method, f"/api/runs/none/{tail}", json=body), "run_unknown", 404)


def test_a_run_that_waits_has_no_weights_yet() -> None:
    with TestClient(create_app(Settings(workers=1, run_slots=0)), raise_server_exceptions=False) as waiting:
        path = f"/api/runs/{waiting.post('/api/runs', json=SPEC).json()['id']}"
        for answer in (
            waiting.post(f"{path}/activations", json={"picture": FIRST}),
            waiting.get(f"{path}/weights.npz"),
            waiting.get(f"{path}/pytorch.py?step=3"),
        ):
            check_refusal(answer, "weights_missing", 409)
        assert waiting.get(f"{path}/run.json").json()["steps"]["step"] == []
        assert len(waiting.get(f"{path}/pictures?indices=1").json()["pictures"]) == 1


@pytest.mark.parametrize(
    ("tail", "body", "code", "field"),
    [
        (
            "activations",
            {"picture": {"split": "validation", "index": 12}},
            "probe_index_unknown",
            "picture.index",
        ),
        ("activations", {"picture": {"pixels": "AAAA"}}, "probe_shape_misfit", "picture.pixels"),
        ("activations", {"picture": FIRST, "step": -1}, "field_too_small", "step"),
        ("activations", {"picture": FIRST, "step": 1.5}, "field_not_whole", "step"),
        ("unit", {"picture": FIRST, "layer": "softmax_1", "channel": 0}, "layer_unknown", "layer"),
        ("unit", {"picture": FIRST, "layer": "max_pool_1", "channel": 0, "row": 7}, "unit_outside", "row"),
    ],
)
def test_a_question_about_what_there_is_not_is_refused(
    server: TestClient, path: str, tail: str, body: dict[str, Any], code: str, field: str
) -> None:
    assert check_refusal(server.post(f"{path}/{tail}", json=body), code, 422)["field"] == field


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("pictures?indices=3,x", "field_not_a_number"),
        ("pictures?indices=-1", "field_not_a_number"),
        ("pictures?indices=12", "dataset_index_out_of_range"),
        ("pictures?indices=" + ",".join(["1"] * 101), "field_too_long"),
        ("pictures?split=all", "choice_unknown"),
        ("weights.npz?step=-1", "field_too_small"),
        ("pytorch.py?step=x", "field_not_a_number"),
    ],
)
def test_an_address_that_asks_for_what_there_is_not_is_refused(
    server: TestClient, path: str, query: str, code: str
) -> None:
    check_refusal(server.get(f"{path}/{query}"), code, 422)
