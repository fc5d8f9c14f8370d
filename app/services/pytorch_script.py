"""A trained network as a PyTorch program that loads its weights and gives the same outputs.

The program is whole: the layers, with a class of its own for each that PyTorch has not or does otherwise; the
weights from the ``.npz``; the input as it was scaled; scores; and a training step with the same loss and
optimiser, to go on from here.

Differences that matter, each said in the program where it does:

* dropout: here prediction multiplies by 1 − rate (deck 3), PyTorch's training divides by it;
* weight decay leaves biases alone;
* a connection table is a mask on an ordinary convolution;
* average pooling counts the zeros of its padding, which is PyTorch's default too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.nn.activation import LeakyRelu
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.dropout import Dropout
from app.nn.layer import Layer, Shape, vector_length
from app.nn.network import Sequential
from app.nn.pooling import Pool
from app.nn.residual import Residual
from app.services.pytorch_layers import CLASSES, Say
from app.training.spec import OptimizerSpec, TrainingSpec

_INDENT = "    "
_PLAIN = {"relu": "nn.ReLU()", "sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()", "flatten": "nn.Flatten()"}
_POOLS = {"max_pool": "MaxPool2d", "average_pool": "AvgPool2d"}


@dataclass(frozen=True, slots=True)
class Script:
    """What a program is written from.

    Attributes:
        title: one line that says which run and step this is.
        weights_file: name of the ``.npz`` beside it.
        offset, scale: of the input, ``(pixels/255 − offset)·scale``.
    """

    spec: TrainingSpec
    network: Sequential
    title: str
    weights_file: str
    classes: tuple[str, ...]
    offset: float
    scale: float


def pytorch_script(script: Script, say: Say) -> str:
    """The program, with comments in the language of ``say``."""
    network = script.network
    kinds = {layer.kind for layer in _all_layers(network.layers)}
    has_table = any(
        isinstance(layer, Convolution) and layer.table is not None for layer in _all_layers(network.layers)
    )
    needed = [kind for kind in CLASSES if kind in kinds or (kind == "table" and has_table)]
    parts = [
        f'"""{script.title}\n\n{say("code.network.header", file=script.weights_file)}\n"""',
        _IMPORTS,
        "\n\n\n".join(CLASSES[kind](say) for kind in needed),
        _network(script, say),
        _weights(say),
        _input(script, say),
        _training(script, say),
        _main(script, say),
    ]
    return "\n\n\n".join(part for part in parts if part) + "\n"


_IMPORTS = """import sys
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn"""


def _all_layers(layers: Sequence[tuple[str, Layer]]) -> list[Layer]:
    """Every layer, those inside of residual blocks too."""
    found: list[Layer] = []
    for _, layer in layers:
        found.append(layer)
        if isinstance(layer, Residual):
            found += _all_layers(layer.layers)
    return found


# ---------------------------------------------------------------- the network


def _network(script: Script, say: Say) -> str:
    network = script.network
    lines = _layers(network.layers, network.input_shape, depth=1)
    shape = " × ".join(map(str, network.input_shape))
    return "\n".join(
        [
            f"# {say('code.network.layers', shape=shape)}",
            "network = nn.Sequential(OrderedDict(",
            *lines,
            "))",
        ]
    )


def _layers(layers: Sequence[tuple[str, Layer]], shape: Shape, depth: int) -> list[str]:
    lines = []
    for name, layer in layers:
        lines.append(f"{_INDENT * depth}{name}={_module(layer, shape, depth)},")
        shape = layer.output_shape(shape)
    return lines


def _module(layer: Layer, shape: Shape, depth: int) -> str:
    """A layer as an expression; ``shape`` is what enters it."""
    if layer.kind in _PLAIN:
        return _PLAIN[layer.kind]
    if isinstance(layer, Convolution):
        return _convolution(layer, shape[0])
    if isinstance(layer, Dense):
        return f"nn.Linear({vector_length(shape)}, {layer.units}{_bias(layer.has_bias)})"
    if isinstance(layer, LeakyRelu):
        return f"nn.LeakyReLU({layer.slope!r})"
    if isinstance(layer, Dropout):
        return f"Dropout({layer.rate!r})"
    if isinstance(layer, Residual):
        return _residual(layer, shape, depth)
    if layer.kind == "trainable_pool" and isinstance(layer, Pool):
        return f"TrainablePool({shape[0]}, {layer.size})"
    if isinstance(layer, Pool):
        return f"nn.{_POOLS[layer.kind]}({layer.size}, stride={layer.stride}, padding={layer.padding})"
    return {
        "global_average_pool": "GlobalAveragePool()",
        "scaled_tanh": "ScaledTanh()",
        "softmax": "nn.Softmax(dim=1)",
    }[layer.kind]


def _convolution(layer: Convolution, channels: int) -> str:
    options = f"stride={layer.stride}, padding={layer.padding}, dilation={layer.dilation}"
    arguments = f"{channels}, {layer.filters}, {layer.kernel}, {options}{_bias(layer.has_bias)}"
    if layer.table is None:
        return f"nn.Conv2d({arguments})"
    return f"TableConvolution({layer.table.astype(int).tolist()}, {arguments})"


def _residual(layer: Residual, shape: Shape, depth: int) -> str:
    inner = _layers(layer.layers, shape, depth + 1)
    past = "" if layer.projection is None else f", {_convolution(layer.projection, shape[0])}"
    return "\n".join(["Residual(OrderedDict(", *inner, f"{_INDENT * depth}){past})"])


def _bias(has_bias: bool) -> str:
    return "" if has_bias else ", bias=False"


# ---------------------------------------------------------------- what is around it


def _weights(say: Say) -> str:
    return f'''def load(path):
    """{say("code.network.load")}"""
    with np.load(path) as weights:
        network.load_state_dict({{name: torch.from_numpy(weights[name]) for name in weights.files}})
    network.eval()'''


def _input(script: Script, say: Say) -> str:
    is_fused = script.spec.loss == "cross_entropy" and script.network.final_softmax is None
    scores = "torch.softmax(network(x), dim=1)" if is_fused else "network(x)"
    return f'''CLASSES = {list(script.classes)!r}


def to_input(pixels):
    """{say("code.network.input")}"""
    x = (np.asarray(pixels, np.float32) / 255 - {script.offset!r}) * {script.scale!r}
    return torch.from_numpy(x)


def scores(pixels):
    """{say("code.network.scores" if is_fused else "code.network.outputs")}"""
    network.eval()
    with torch.no_grad():
        x = to_input(pixels)
        return {scores}'''


def _training(script: Script, say: Say) -> str:
    spec = script.spec
    if spec.loss == "cross_entropy":
        logits = "network[:-1](x)" if script.network.final_softmax else "network(x)"
        loss = [f"return F.cross_entropy({logits}, labels)"]
    else:
        loss = [
            "outputs = network(x)",
            "wanted = F.one_hot(labels, outputs.shape[1]).to(outputs.dtype)",
            "return 0.5 * ((outputs - wanted) ** 2).sum(dim=1).mean()",
        ]
    body = "\n".join(_INDENT + line for line in loss)
    decay = spec.optimizer.weight_decay
    return f'''def loss_of(x, labels):
    """{say("code.network.loss")}"""
{body}


# {say("code.network.decay")}
biases = [value for name, value in network.named_parameters() if name.endswith("bias")]
weights = [value for name, value in network.named_parameters() if not name.endswith("bias")]
groups = [{{"params": weights, "weight_decay": {decay!r}}}, {{"params": biases, "weight_decay": 0.0}}]
optimizer = {_optimizer(spec.optimizer)}


def train_step(pixels, labels):
    """{say("code.network.train_step")}"""
    network.train()
    optimizer.zero_grad()
    loss = loss_of(to_input(pixels), torch.as_tensor(labels))
    loss.backward()
    optimizer.step()
    return loss.item()'''


def _optimizer(optimizer: OptimizerSpec) -> str:
    rate, momentum = optimizer.learning_rate, optimizer.momentum
    if optimizer.kind == "adam":
        return f"torch.optim.Adam(groups, lr={rate!r}, betas=({momentum!r}, {optimizer.beta2!r}))"
    if optimizer.kind == "sgd":
        return f"torch.optim.SGD(groups, lr={rate!r})"
    # PyTorch knows no look-ahead without inertia, and it would look nowhere.
    nesterov = ", nesterov=True" if optimizer.kind == "nesterov" and momentum > 0 else ""
    return f"torch.optim.SGD(groups, lr={rate!r}, momentum={momentum!r}{nesterov})"


def _main(script: Script, say: Say) -> str:
    shape = ", ".join(map(str, script.network.input_shape))
    return f'''if __name__ == "__main__":
    load(sys.argv[1] if len(sys.argv) > 1 else "{script.weights_file}")
    # {say("code.network.your_picture")}
    pixels = np.zeros((1, {shape}), np.uint8)
    for name, score in zip(CLASSES, scores(pixels)[0].tolist()):
        print(f"{{score:8.4f}}  {{name}}")'''
