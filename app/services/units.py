"""One number of one feature map, down to the multiplications it is the sum of, and back up from the loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.conv.geometry import geometry
from app.explain.records import Trace
from app.nn.activation import Activation
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.layer import Layer
from app.nn.network import Sequential
from app.nn.pooling import GlobalAveragePool, MaxPool, Pool
from app.nn.softmax import Softmax
from app.nn.trainable_pool import TrainablePool
from app.services.receptive_field import Field, receptive_field
from app.services.sums_of_units import DenseSum, finite, sum_of
from app.services.windows_of_units import Sliding, sliding_link, window_trace

LARGEST_WINDOW = 4096  # terms of a trace; a larger window is told by its largest products
LARGEST_KERNEL = 8192  # weights that are sent

Grids = tuple[tuple[tuple[float, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Which number: of a vector (index, 0, 0)."""

    layer: str
    channel: int
    row: int
    col: int

    def check(self, network: Sequential) -> None:
        """Refuse a place that there is not.

        Raises:
            DomainError: ``layer_unknown``, ``unit_outside``.
        """
        if self.layer not in network.shapes:
            known = ", ".join(network.shapes)
            raise DomainError("layer_unknown", field="layer", value=self.layer[:40], limit=known)
        lengths = (*network.shapes[self.layer], 1, 1)[:3]
        for name, at, length in zip(("channel", "row", "col"), self.unit, lengths, strict=True):
            if not 0 <= at < length:
                raise DomainError("unit_outside", field=name, value=at, limit=length - 1, layer=self.layer)

    @property
    def unit(self) -> tuple[int, int, int]:
        return self.channel, self.row, self.col


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """One number, taken apart.

    Attributes:
        step: whose weights these are.
        trace: of what slides: the one reduction, cut to its window.
        dense: of what adds up otherwise: a dense layer, ``w·mean + b``, ``f(x) + x``, ``(1 − rate)·x``.
        kernel: the unit's own weights, as [channel][row][col] of what enters the layer.
        gradient: ∂L/∂kernel of this picture alone; None without a label.
        delta: ∂L/∂(this number) of this picture alone; None without a label, and where the loss is taken
            together with the softmax that this is.
        z, a: before and after the activation function; of a pooling ``a`` alone.
        receptive_field: in the picture; may lie outside of it.
        sliding_link: query of the Sliding window page, where it can show the same.
    """

    layer: str
    kind: str
    step: int
    trace: Trace | None
    dense: DenseSum | None
    kernel: Grids | None
    gradient: Grids | None
    delta: float | None
    z: float | None
    a: float | None
    receptive_field: Field | None
    sliding_link: str | None


def look_at_unit(
    network: Sequential, x: NDArray[Any], place: Place, *, step: int, has_gradients: bool
) -> UnitAnswer:
    """Take one number apart.

    Args:
        network: after a forward pass that kept its maps and, where ``has_gradients``, a backward pass that
            kept its deltas.
        x: (1, C, H, W), what was sent through.
    """
    names = [name for name, _ in network.layers]
    position = names.index(place.layer)
    layer = network.layers[position][1]
    entering = x[0] if position == 0 else network.feature_maps[names[position - 1]][0]
    maps = [entering, *(network.feature_maps[name][0] for name in names[position : position + 2])]
    following = network.layers[position + 1][1] if position + 1 < len(names) else None
    at = place.unit[: maps[1].ndim]
    sliding = _sliding(layer, entering, place)
    source = (x if position == 0 else network.feature_maps[names[position - 1]])[0]
    weights, gradients = _weights(layer, place, _grid_shape(network, position, source))
    deltas = network.deltas.get(place.layer) if has_gradients else None
    trace = None if sliding is None else _trace(sliding, is_picture=position == 0)
    z, a = _before_and_after(layer, following, entering, maps, at)
    return UnitAnswer(
        layer=place.layer,
        kind=layer.kind,
        step=step,
        trace=trace,
        dense=sum_of(layer, entering, maps[1], place.unit, sliding, is_played=trace is not None),
        kernel=weights,
        gradient=gradients if has_gradients else None,
        delta=None if deltas is None else finite(deltas[0][at]),
        z=z,
        a=a,
        receptive_field=receptive_field(network, place.layer, place.unit),
        sliding_link=None if sliding is None else sliding_link(sliding),
    )


def _before_and_after(
    layer: Layer,
    following: Layer | None,
    entering: NDArray[Any],
    maps: list[NDArray[Any]],
    at: tuple[int, ...],
) -> tuple[float | None, float | None]:
    """z and a: what enters an activation function, and what leaves it."""
    own = finite(maps[1][at])
    if isinstance(layer, Activation | Softmax):
        return finite(entering[at]), own
    if isinstance(layer, Pool | GlobalAveragePool) and not isinstance(layer, TrainablePool):
        return None, own
    if isinstance(following, Activation):
        return own, finite(maps[2][at])
    return own, own


def _sliding(layer: Layer, entering: NDArray[Any], place: Place) -> Sliding | None:
    if isinstance(layer, Convolution):
        kernels = layer.kernels()[place.channel : place.channel + 1]
        bias = float(layer.parameters["bias"].value[place.channel]) if layer.has_bias else None
        windows = layer.geometry(entering.shape)
        return Sliding("correlate", entering, windows, place.row, place.col, kernels, bias)
    plane = entering[place.channel : place.channel + 1]
    if isinstance(layer, Pool):
        windows = layer.geometry(entering.shape)
        mode = "max_pool" if isinstance(layer, MaxPool) else "average_pool"
        return Sliding(mode, plane, windows, place.row, place.col)  # type: ignore[arg-type]
    if isinstance(layer, GlobalAveragePool):
        height, width = plane.shape[1:]
        return Sliding("average_pool", plane, geometry((height, width), (height, width)), 0, 0)
    return None


def _trace(sliding: Sliding, *, is_picture: bool) -> Trace | None:
    """None where the window is too large to be played, or a diverging run has numbers beyond all bounds."""
    if sliding.terms > LARGEST_WINDOW:
        return None
    try:
        return window_trace(sliding, is_picture=is_picture)
    except DomainError:
        return None


def _weights(layer: Layer, place: Place, entering: tuple[int, int, int]) -> tuple[Grids | None, Grids | None]:
    """The unit's own weights and their gradients as grids, where it has some and they are not too many."""
    if isinstance(layer, Convolution):
        pair = layer.kernels()[place.channel], layer.kernel_gradients()[place.channel]
    elif isinstance(layer, Dense | TrainablePool):
        weight = layer.parameters["weight"]
        shape = entering if isinstance(layer, Dense) else (1, 1, 1)
        pair = weight.value[place.channel].reshape(shape), weight.gradient[place.channel].reshape(shape)
    else:
        return None, None
    if pair[0].size > LARGEST_KERNEL:
        return None, None
    return _grids(pair[0]), _grids(pair[1])


def _grid_shape(network: Sequential, position: int, entering: NDArray[Any]) -> tuple[int, int, int]:
    """What enters a layer as (C, H, W), seen through a flattening in front of it."""
    shape = entering.shape
    if len(shape) == 1 and position > 0 and network.layers[position - 1][1].kind == "flatten":
        name = network.layers[position - 2][0] if position > 1 else None
        shape = network.input_shape if name is None else network.shapes[name]
    channels, rows, cols = shape if len(shape) == 3 else (1, 1, shape[0])
    return channels, rows, cols


def _grids(array: NDArray[Any]) -> Grids:
    return tuple(tuple(tuple(map(finite, row)) for row in grid) for grid in array)
