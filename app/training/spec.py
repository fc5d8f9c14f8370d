"""All that decides a run: data, network, loss, optimiser, batch, epochs, seed; checked.

The same spec gives the same run. Defaults are those of the page's opening state. Refusals carry the wire path
of what they refuse, ``optimizer.learning_rate``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from app.conv.errors import DomainError, Scalar
from app.nn.describe import NetworkDescription, describe
from app.nn.layer import Initialization, Shape
from app.nn.presets import PRESETS, preset
from app.nn.seeds import LARGEST_SEED
from app.nn.spec import LayerSpec, complete

LossKind: TypeAlias = Literal["cross_entropy", "mean_squared_error"]
OptimizerKind: TypeAlias = Literal["sgd", "momentum", "nesterov", "adam"]
Form: TypeAlias = Literal["accumulated", "update"]

LOSSES: tuple[LossKind, ...] = get_args(LossKind)
OPTIMIZERS: tuple[OptimizerKind, ...] = get_args(OptimizerKind)
FORMS: tuple[Form, ...] = get_args(Form)
INITIALIZATIONS: tuple[str, ...] = get_args(Initialization)

# Rates that diverge are allowed, because to see it is a lesson; beyond this one nothing new is to be seen.
LARGEST_LEARNING_RATE = 1000.0
LARGEST_MOMENTUM = 0.999
LARGEST_DROPOUT = 0.95
COUNTS = {"train": (1, 60_000), "validation": (0, 10_000), "test": (0, 10_000)}
BATCH_SIZES = (1, 512)
EPOCHS = (1, 200)


@dataclass(frozen=True, slots=True)
class DataSpec:
    """Which data set and how many pictures of it; a set may have fewer."""

    name: str = "strokes"
    train: int = 6000
    validation: int = 1000
    test: int = 1000


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """The layers, complete, and the preset they came from, if they did."""

    preset: str | None = "tiny_cnn"
    layers: tuple[LayerSpec, ...] = field(default_factory=lambda: PRESETS["tiny_cnn"].layers)


@dataclass(frozen=True, slots=True)
class OptimizerSpec:
    """How gradients become updates; see :mod:`app.nn.optimizer`.

    Attributes:
        form: of momentum.
        momentum: β (Adam's β₁); plain descent has none.
        beta2: Adam's.
    """

    kind: OptimizerKind = "momentum"
    form: Form = "accumulated"
    learning_rate: float = 0.02
    momentum: float = 0.9
    beta2: float = 0.999
    weight_decay: float = 1e-4


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """One run."""

    data: DataSpec = DataSpec()
    network: NetworkSpec = field(default_factory=NetworkSpec)
    loss: LossKind = "cross_entropy"
    optimizer: OptimizerSpec = OptimizerSpec()
    initialization: Initialization = "he"
    batch_size: int = 32
    epochs: int = 10
    seed: int = 1

    def as_wire(self) -> dict[str, Any]:
        """The spec as JSON has it, every field written out."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def from_wire(wire: Mapping[str, Any]) -> TrainingSpec:
    """A checked spec; missing fields have their defaults.

    Raises:
        DomainError: ``field_unknown``, ``field_not_an_object``, ``field_not_a_number``, ``field_not_whole``,
            ``field_not_text``, ``number_out_of_range``, ``choice_unknown``, ``learning_rate_not_positive``,
            ``learning_rate_too_large``; of the network, those of :func:`app.nn.spec.complete`.
    """
    _only(
        wire, "", ("data", "network", "loss", "optimizer", "initialization", "batch_size", "epochs", "seed")
    )
    return TrainingSpec(
        data=_data(_part(wire, "data", ("name", *COUNTS))),
        network=_network(_part(wire, "network", ("preset", "layers"))),
        loss=_choice(wire, "loss", LOSSES, "cross_entropy"),
        optimizer=_optimizer(_part(wire, "optimizer", tuple(OptimizerSpec.__slots__))),
        initialization=_choice(wire, "initialization", INITIALIZATIONS, "he"),
        batch_size=_whole(wire, "batch_size", BATCH_SIZES, 32),
        epochs=_whole(wire, "epochs", EPOCHS, 10),
        seed=_whole(wire, "seed", (0, LARGEST_SEED), 1),
    )


def check_network(spec: TrainingSpec, input_shape: Shape, classes: int) -> NetworkDescription:
    """The network of a spec over its data.

    Raises:
        DomainError: where it does not fit or is too large, at ``network.layers.<index>`` or ``batch_size``.
    """
    found = describe(spec.network.layers, input_shape, classes, batch_size=spec.batch_size)
    if found.error is not None:
        raise found.error if found.error.field == "batch_size" else found.error.at("network")
    return found


def check_learning_rate(value: Any, place: str = "learning_rate") -> float:
    """A rate that can be learned with, or at least watched.

    Raises:
        DomainError: ``field_not_a_number``, ``learning_rate_not_positive``, ``learning_rate_too_large``.
    """
    rate = _real(value, place)
    if rate <= 0:
        raise DomainError("learning_rate_not_positive", field=place, value=rate, limit=0)
    if rate > LARGEST_LEARNING_RATE:
        raise DomainError("learning_rate_too_large", field=place, value=rate, limit=LARGEST_LEARNING_RATE)
    return rate


def check_share(value: Any, place: str, largest: float) -> float:
    """A number from 0 to ``largest``, as momentum and dropout are.

    Raises:
        DomainError: ``field_not_a_number``, ``number_out_of_range``.
    """
    share = _real(value, place)
    if not 0 <= share <= largest:
        raise DomainError("number_out_of_range", field=place, value=share, limit=f"0–{largest:g}")
    return share


def _data(wire: Mapping[str, Any]) -> DataSpec:
    name = wire.get("name", "strokes")
    if not isinstance(name, str) or not name:
        raise DomainError("field_not_text", field="data.name", value=str(name)[:40])
    default = DataSpec()
    counts = {split: _whole(wire, split, COUNTS[split], getattr(default, split), "data.") for split in COUNTS}
    return DataSpec(name, **counts)


def _network(wire: Mapping[str, Any]) -> NetworkSpec:
    """Layers as they are given; a preset's name alone stands for its layers, and neither for the first."""
    id, layers = wire.get("preset"), wire.get("layers")
    if id is None and layers is None:
        return NetworkSpec()
    try:
        chosen = None if id is None else preset(id)
        if layers is None:
            assert chosen is not None
            return NetworkSpec(chosen.id, chosen.layers)
        done = complete(layers)
    except DomainError as error:
        raise error.at("network") from error
    # Edited layers are no longer the preset.
    return NetworkSpec(chosen.id if chosen and chosen.layers == done else None, done)


def _optimizer(wire: Mapping[str, Any]) -> OptimizerSpec:
    default, at = OptimizerSpec(), "optimizer."
    return OptimizerSpec(
        kind=_choice(wire, "kind", OPTIMIZERS, default.kind, at),
        form=_choice(wire, "form", FORMS, default.form, at),
        learning_rate=check_learning_rate(
            wire.get("learning_rate", default.learning_rate), f"{at}learning_rate"
        ),
        momentum=check_share(wire.get("momentum", default.momentum), f"{at}momentum", LARGEST_MOMENTUM),
        beta2=check_share(wire.get("beta2", default.beta2), f"{at}beta2", 0.99999),
        weight_decay=check_share(wire.get("weight_decay", default.weight_decay), f"{at}weight_decay", 1.0),
    )


def _part(wire: Mapping[str, Any], name: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    part = wire.get(name, {})
    if not isinstance(part, Mapping):
        raise DomainError("field_not_an_object", field=name, value=str(part)[:40])
    _only(part, f"{name}.", known)
    return part


def _only(wire: Mapping[str, Any], at: str, known: tuple[str, ...]) -> None:
    for name in wire:
        if name not in known:
            raise DomainError("field_unknown", field=f"{at}{name}", value=str(name)[:40])


def _choice(wire: Mapping[str, Any], name: str, choices: tuple[str, ...], default: str, at: str = "") -> Any:
    value = wire.get(name, default)
    if value not in choices:
        raise DomainError(
            "choice_unknown", field=f"{at}{name}", value=str(value)[:40], limit=", ".join(choices)
        )
    return value


def _whole(wire: Mapping[str, Any], name: str, bounds: tuple[int, int], default: int, at: str = "") -> int:
    value = wire.get(name, default)
    number = _real(value, f"{at}{name}")
    if not number.is_integer():
        raise DomainError("field_not_whole", field=f"{at}{name}", value=number)
    if not bounds[0] <= number <= bounds[1]:
        raise DomainError(
            "number_out_of_range", field=f"{at}{name}", value=int(number), limit=f"{bounds[0]}–{bounds[1]}"
        )
    return int(number)


def _real(value: Any, place: str) -> float:
    """A finite float; not-a-number, infinities, booleans and texts are none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        raise DomainError("field_not_a_number", field=place, value=_shown(value))
    return float(max(-1e300, min(value, 1e300)))


def _shown(value: object) -> Scalar:
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(str(value)[:40], str(value)[:40])


def _plain(value: Any) -> Any:
    """Tuples as lists, as JSON reads them back."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
