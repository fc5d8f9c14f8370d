"""Random specs of every mode, most of them valid."""

from __future__ import annotations

from hypothesis import strategies as st

from app.explain.spec import FILLS, MODES, OPERATIONS, POOL_MODES, ROUNDINGS, OperandSpec, TraceSpec

small = st.integers(1, 3)
NUMBER_FILLS = tuple(fill for fill in FILLS if fill != "letters")


def pair(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high))


@st.composite
def specs(draw, modes=MODES) -> TraceSpec:
    mode = draw(st.sampled_from(modes))
    c, o = draw(small), draw(small)
    stride = draw(pair(1, 3))
    fill, seed = draw(st.sampled_from(NUMBER_FILLS)), draw(st.integers(0, 99))
    kernel = draw(pair(1, 4))
    channels = (c, o) if mode == "transposed" else (o, c)
    amounts = st.tuples(pair(0, 3), pair(0, 3))
    return TraceSpec(
        mode,
        OperandSpec((c, *draw(pair(1, 8))), "random", seed),
        OperandSpec((*channels, *kernel), fill, seed),
        bias=OperandSpec((c if mode in POOL_MODES else o,), "random", seed) if draw(st.booleans()) else None,
        operation=draw(st.sampled_from(OPERATIONS)),
        stride=stride,
        padding=draw(st.one_of(amounts, st.sampled_from(["same", "valid", "full"]))),
        dilation=draw(pair(1, 3)),
        output_padding=(draw(st.integers(0, stride[0] - 1)), draw(st.integers(0, stride[1] - 1))),
        rounding=draw(st.sampled_from(ROUNDINGS)),
    )
