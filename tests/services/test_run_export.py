"""What is carried away from a run is the run: in NumPy, in JSON, in PyTorch."""

from __future__ import annotations

import ast
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from app.i18n.catalog import translate
from app.nn.network import Sequential, build
from app.nn.presets import PRESETS
from app.services.pytorch_script import Script, pytorch_script
from app.services.run_export import run_json, weights_npz
from app.training.objective import Objective, make_optimizer
from app.training.recipes import recipe
from app.training.spec import TrainingSpec, from_wire

OFFSET, SCALE = 0.25, 3.5
ZOO: list[dict[str, Any]] = [
    {"kind": "convolution", "filters": 6, "kernel": [3, 2], "stride": [1, 2], "padding": [2, 1]},
    {"kind": "leaky_relu", "slope": 0.2},
    {"kind": "max_pool", "size": [3, 2], "stride": [2, 1], "padding": [1, 0]},
    {"kind": "convolution", "filters": 16, "kernel": [3, 3], "padding": [2, 2], "dilation": [2, 1],
     "table": "lenet5", "bias": False},
    {"kind": "scaled_tanh"},
    {"kind": "average_pool", "size": [3, 3], "stride": [1, 2], "padding": [1, 1]},
    {"kind": "trainable_pool", "size": [2, 1]},
    {"kind": "sigmoid"},
    {"kind": "residual", "layers": [
        {"kind": "convolution", "filters": 16, "padding": [1, 1]}, {"kind": "tanh"},
        {"kind": "residual", "layers": [{"kind": "convolution", "filters": 16, "padding": [1, 1]}]},
    ]},
    {"kind": "residual", "projection": True,
     "layers": [{"kind": "convolution", "filters": 4, "padding": [1, 1], "stride": [2, 2]}]},
    {"kind": "dropout", "rate": 0.25},
    {"kind": "global_average_pool"},
    {"kind": "dense", "units": 5},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "dense", "units": 10, "bias": False},
    {"kind": "softmax"},
]  # fmt: skip
SHAPES = {"cifar_cnn": (3, 32, 32), "cifar_dense": (3, 32, 32)}


def changed(network: Sequential) -> Sequential:
    """Every parameter away from its first, special value, as after some training."""
    network.value += np.random.default_rng(5).normal(0, 0.05, network.value.shape).astype(np.float32)
    return network


def made(spec: TrainingSpec, shape: tuple[int, int, int] = (1, 28, 28)) -> Sequential:
    return changed(build(spec.network.layers, shape, 10, seed=3))


def written(spec: TrainingSpec, network: Sequential, language: str = "en") -> str:
    classes = tuple(f"c{number}" for number in range(10))
    script = Script(spec, network, "a run", "convscope-x.npz", classes, OFFSET, SCALE)
    return pytorch_script(script, partial(_say, language))


def _say(language: str, key: str, **values: Any) -> str:
    return translate(language, key, values)


def pixels_for(network: Sequential, count: int = 3) -> np.ndarray:
    chance = np.random.default_rng(6)
    return chance.integers(0, 256, (count, *network.input_shape)).astype(np.uint8)


def as_input(pixels: np.ndarray) -> Any:
    return (pixels.astype(np.float32) / np.float32(255) - np.float32(OFFSET)) * np.float32(SCALE)


def loaded_program(spec: TrainingSpec, network: Sequential, folder: Path) -> dict[str, Any]:
    """The namespace of the exported program after it has loaded the exported weights."""
    pytest.importorskip("torch")
    (folder / "convscope-x.npz").write_bytes(weights_npz(network))
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(written(spec, network), "exported.py", "exec"), namespace)
    namespace["load"](folder / "convscope-x.npz")
    return namespace


def zoo(**wire: Any) -> TrainingSpec:
    return from_wire({"network": {"layers": ZOO}, **wire})


CASES = {
    **{id: recipe(id) for id in PRESETS},
    "a layer of every kind": zoo(),
    "a layer of every kind, squared error": zoo(loss="mean_squared_error"),
}


@pytest.mark.torch
@pytest.mark.parametrize("name", CASES)
def test_the_pytorch_program_gives_the_same_scores(name: str, tmp_path: Path):
    spec = CASES[name]
    network = made(spec, SHAPES.get(name, (1, 28, 28)))
    program = loaded_program(spec, network, tmp_path)
    pixels = pixels_for(network)
    objective = Objective(spec.loss, network)
    own = objective.scores(network.forward(as_input(pixels), logits=objective.wants_logits))
    np.testing.assert_allclose(program["scores"](pixels).numpy(), own, rtol=1e-4, atol=2e-5)


WITHOUT_CHANCE = [layer for layer in ZOO if layer["kind"] != "dropout"]
OPTIMIZERS: dict[str, dict[str, Any]] = {
    "descent": {"kind": "sgd", "learning_rate": 0.1},
    "momentum": {"kind": "momentum", "learning_rate": 0.02, "momentum": 0.8},
    "momentum in its other form": {"kind": "momentum", "form": "update", "learning_rate": 0.02},
    "nesterov": {"kind": "nesterov", "learning_rate": 0.02},
    "nesterov without inertia": {"kind": "nesterov", "learning_rate": 0.02, "momentum": 0.0},
    "adam": {"kind": "adam", "learning_rate": 0.01, "beta2": 0.95},
}


@pytest.mark.torch
@pytest.mark.parametrize("loss", ["cross_entropy", "mean_squared_error"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_training_step_of_the_program_is_one_of_ours(optimizer: dict[str, Any], loss: str, tmp_path: Path):
    """Three steps with weight decay: the same losses, the same weights; biases do not decay."""
    spec = from_wire(
        {
            "network": {"layers": WITHOUT_CHANCE},
            "loss": loss,
            "optimizer": {**optimizer, "weight_decay": 0.1},
        }
    )
    network = made(spec)
    program = loaded_program(spec, network, tmp_path)
    objective, ours = Objective(spec.loss, network), make_optimizer(spec.optimizer)
    for step in range(3):
        pixels = pixels_for(network, 4 + step)
        labels = np.arange(4 + step) * 3 % 10
        output = network.forward(as_input(pixels), is_training=True, logits=objective.wants_logits)
        measured = objective.measure(output, labels)
        network.backward(measured.delta, logits=objective.wants_logits)
        ours.update(network.value, network.gradient, network.decay_mask)
        assert program["train_step"](pixels, labels) == pytest.approx(measured.loss, rel=1e-4)
    theirs = {name: value.detach().numpy() for name, value in program["network"].named_parameters()}
    with np.load(BytesIO(weights_npz(network))) as after:
        assert set(after.files) == set(theirs)
        for name in after.files:
            if name == "convolution_2.weight":  # behind the table the program's weights mean nothing
                kept = after[name] != 0
                np.testing.assert_allclose(theirs[name][kept], after[name][kept], rtol=1e-3, atol=1e-4)
            else:
                np.testing.assert_allclose(theirs[name], after[name], rtol=1e-3, atol=1e-4, err_msg=name)


@pytest.mark.torch
def test_dropout_of_the_program_puts_units_out_and_changes_nothing_else(tmp_path: Path):
    torch = pytest.importorskip("torch")
    spec = zoo()
    program = loaded_program(spec, made(spec), tmp_path)
    dropout = program["network"].dropout_1
    ones = torch.ones(20_000)
    dropout.train()
    assert set(dropout(ones).unique().tolist()) == {0.0, 1.0}
    assert float(dropout(ones).mean()) == pytest.approx(0.75, abs=0.02)
    dropout.eval()
    assert dropout(ones).unique().tolist() == [0.75]


def test_the_archive_has_every_parameter_by_name_in_the_shapes_of_pytorch():
    network = made(recipe("lenet5_1998"))
    with np.load(BytesIO(weights_npz(network))) as weights:
        shapes = {name: weights[name].shape for name in weights.files}
        assert shapes == {
            "convolution_1.weight": (6, 1, 5, 5), "convolution_1.bias": (6,),
            "trainable_pool_1.weight": (6,), "trainable_pool_1.bias": (6,),
            "convolution_2.weight": (16, 6, 5, 5), "convolution_2.bias": (16,),
            "trainable_pool_2.weight": (16,), "trainable_pool_2.bias": (16,),
            "convolution_3.weight": (120, 16, 5, 5), "convolution_3.bias": (120,),
            "dense_1.weight": (84, 120), "dense_1.bias": (84,),
            "dense_2.weight": (10, 84), "dense_2.bias": (10,),
        }  # fmt: skip
        assert {weights[name].dtype for name in weights.files} == {np.dtype(np.float32)}
        unconnected = (weights["convolution_2.weight"] == 0).all(axis=(2, 3))
        assert unconnected.sum() == 96 - 60
        assert unconnected[0].tolist() == [False, False, False, True, True, True]


def test_what_is_inside_of_a_residual_block_is_named_by_the_way_to_it():
    network = made(zoo())
    with np.load(BytesIO(weights_npz(network))) as weights:
        assert {name for name in weights.files if name.startswith("residual")} == {
            "residual_1.convolution_1.weight", "residual_1.convolution_1.bias",
            "residual_1.residual_1.convolution_1.weight", "residual_1.residual_1.convolution_1.bias",
            "residual_2.convolution_1.weight", "residual_2.convolution_1.bias",
            "residual_2.projection.weight",
        }  # fmt: skip
        total = sum(weights[name].size for name in weights.files)
    assert total - network.value.size == 36 * 9, "the gaps of the connection table are written out"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CASES)
def test_the_program_is_python_and_speaks_the_readers_language(name: str, language: str):
    network = made(CASES[name], SHAPES.get(name, (1, 28, 28)))
    program = written(CASES[name], network, language)
    tree = ast.parse(program)
    assert ast.get_docstring(tree)
    assert "code.network." not in program
    assert ("权重" in program) == (language == "zh")


def test_classes_that_a_program_has_no_use_for_are_not_in_it():
    program = written(recipe("tiny_cnn"), made(recipe("tiny_cnn")))
    assert "class " not in program
    assert "class Residual" in written(CASES["small_residual"], made(CASES["small_residual"]))


def test_the_story_of_a_run_has_every_point_and_no_picture():
    history = {
        "after": 0, "run": {"id": "old"}, "started": {"step": 0},
        "steps": {"step": [1, 2], "loss": [2.5, 2.0]},
        "epochs": [{"epoch": 1}], "snapshots": [0, 1], "snapshot": {"maps": []}, "settings": [],
        "moment": None, "ended": None,
    }  # fmt: skip
    story = orjson.loads(run_json({"id": "new"}, orjson.dumps(history)))
    assert (story["format"], story["format_version"], story["run"]) == ("convscope-run", 1, {"id": "new"})
    assert story["steps"] == {"step": [1, 2], "loss": [2.5, 2.0]}
    assert not {"snapshot", "snapshots", "moment", "after"} & set(story)
