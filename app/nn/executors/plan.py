"""Which layers of a network become which stages, from their shapes alone.

* A dense layer, or a convolution that sees a whole map at once, with the ReLU behind it: ``DenseStage``.
* A convolution, with its ReLU and 2×2 maximum behind it: ``BatchLast``, along a row by ``Winograd`` where
  the kernel is three wide and channels are many, else by ``Toeplitz``. With strides or dilation:
  ``ChannelsLast``.
* A residual unit: ``ResidualStage``, whose body and projection are chosen in the same way.
* Everything else: ``PlainStage``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.nn.activation import Relu
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.dropout import Dropout
from app.nn.executors import winograd
from app.nn.executors.along_rows import AlongRows
from app.nn.executors.batch_last import BatchLast
from app.nn.executors.channels_last import ChannelsLast
from app.nn.executors.dense import DenseStage
from app.nn.executors.residual import ResidualStage, members_of
from app.nn.executors.stage import DropoutStage, FlattenStage, Member, PlainStage, Scratch, Stage
from app.nn.executors.toeplitz import Toeplitz
from app.nn.flatten import Flatten
from app.nn.layer import Array
from app.nn.pooling import MaxPool
from app.nn.residual import Residual

# Up to here, products for four outputs at once are better than for two.
FEW_CHANNELS = 3
# Below, the products of ``Winograd`` are too small to be worth its additions.
MANY_CHANNELS = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Layers that will be one stage.

    Attributes:
        phases: B of ``BatchLast``, 0 for any other stage.
        takes: phases in which its input comes, None where it comes as (N, C, H, W).
        hands_on_phases: whether the next group takes them.
    """

    members: tuple[Member, ...]
    phases: int = 0
    takes: int | None = None
    hands_on_phases: bool = False

    @property
    def phases_out(self) -> int:
        return self.phases // 2 if len(self.members) == 3 else self.phases


def group(members: Sequence[Member]) -> list[Group]:
    """All layers in order, divided into stages."""
    found: list[Group] = []
    left = list(members)
    while left:
        taken = _taken(left)
        before = found[-1] if found else None
        takes = before.phases_out if before is not None and before.phases else None
        phases = _phases(taken, takes)
        if phases % (takes or 1):  # the two do not fit each other: meet at (N, C, H, W)
            takes = None
        if phases and takes and before is not None:
            found[-1] = replace(before, hands_on_phases=True)
        found.append(Group(taken, phases, takes if phases else None))
        del left[: len(taken)]
    return found


def make_stage(chosen: Group, count: int, gradient: Array, scratch: Scratch, *, is_first: bool) -> Stage:
    """The stage of a group for micro-batches of ``count`` pictures.

    Args:
        gradient: flat (P,), where its parameters' gradients go.
        scratch: shared by the stages of a chain.
        is_first: nobody wants ∂loss/∂input.
    """
    members = chosen.members
    layer = members[0].layer
    if isinstance(layer, Dense) or _sees_all(members[0]):
        return DenseStage(members, count, gradient)
    if chosen.phases:
        return BatchLast(
            members, count, gradient, scratch, _along_rows(members[0], chosen.phases), phases=chosen.phases,
            takes=chosen.takes, hands_on_phases=chosen.hands_on_phases, is_first=is_first,
        )  # fmt: skip
    if isinstance(layer, Convolution):
        return ChannelsLast(members, count, gradient, scratch, is_first=is_first)
    if isinstance(layer, Residual):
        body, projection = members_of(members[0])
        stages = [
            make_stage(one, count, gradient, scratch, is_first=is_first and number == 0)
            for number, one in enumerate(group(body))
        ]
        if projection is None:
            return ResidualStage(members[0], stages, None)
        way_past = ChannelsLast((projection,), count, gradient, scratch, is_first=is_first)
        return ResidualStage(members[0], stages, way_past)
    if isinstance(layer, Flatten):
        return FlattenStage(members)
    if isinstance(layer, Dropout):
        return DropoutStage(members)
    return PlainStage(members[0], gradient)


def _taken(left: Sequence[Member]) -> tuple[Member, ...]:
    """The first layer with those behind it that its stage does along."""
    layer = left[0].layer
    if not isinstance(layer, Dense | Convolution):
        return (left[0],)
    if len(left) < 2 or not isinstance(left[1].layer, Relu):
        return (left[0],)
    if isinstance(layer, Convolution) and not _sees_all(left[0]) and len(left) > 2 and _is_halving(left[2]):
        return tuple(left[:3])
    return tuple(left[:2])


def _is_halving(member: Member) -> bool:
    """A maximum of 2×2 windows side by side on maps of even size."""
    pool = member.layer
    return (
        isinstance(pool, MaxPool)
        and pool.size == pool.stride == (2, 2)
        and pool.padding == (0, 0)
        and not any(size % 2 for size in member.entering[1:])
    )


def _sees_all(member: Member) -> bool:
    """A convolution of one window that is the whole map."""
    layer = member.layer
    return (
        isinstance(layer, Convolution)
        and layer.table is None
        and layer.kernel == member.entering[1:]
        and layer.padding == (0, 0)
        and layer.dilation == (1, 1)
    )


def _phases(members: tuple[Member, ...], takes: int | None) -> int:
    """P of ``BatchLast``; 0 where it is not the way."""
    layer = members[0].layer
    if not isinstance(layer, Convolution) or _sees_all(members[0]):
        return 0
    if layer.stride != (1, 1) or layer.dilation != (1, 1):
        return 0
    if len(members) == 3:  # a maximum, which halves them: of four it leaves two, as the next one wants
        wanted = (4, 2) if members[0].entering[0] <= FEW_CHANNELS else (2,)
    else:
        wanted = (2, 1) if layer.kernel[1] > 1 else (1, 2)
    fitting = [phases for phases in wanted if members[0].leaving[2] % phases == 0]
    return min(fitting, key=lambda phases: phases % (takes or 1))


def _along_rows(member: Member, phases: int) -> AlongRows:
    layer, channels = member.layer, member.entering[0]
    assert isinstance(layer, Convolution)
    left = layer.padding[1]
    if layer.kernel[1] == winograd.COLS and channels >= MANY_CHANNELS and phases % 2 == 0:
        return winograd.Winograd(channels, layer.filters, phases, left)
    return Toeplitz(channels, layer.filters, layer.kernel[1], phases, left)
