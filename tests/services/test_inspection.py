"""The arithmetic behind a pixel ends at the very pixel that is shown."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.conv.errors import DomainError
from app.conv.padding import PADDING_MODES
from app.data.picture_limits import PictureLimits
from app.filters.catalog import CATALOG
from app.filters.step import CHANNELS, DISPLAYS, Step, make_step
from app.services.filter_lab import FilterLab
from app.services.inspection import Extent, Inspection, Window, channel_names, inspect
from app.services.picture_cache import PictureCache

NOISE = np.random.default_rng(9).integers(0, 256, (3, 12, 17), dtype=np.uint8)
INDEX = {"red": 0, "green": 1, "blue": 2, "luminance": 0}


class Bench:
    """A lab with one picture."""

    def __init__(self, pixels: Any) -> None:
        pictures = PictureCache(1 << 26, PictureLimits())
        self.lab = FilterLab(pictures, result_cache_bytes=1 << 22)
        buffer = BytesIO()
        Image.fromarray(np.ascontiguousarray(np.moveaxis(np.array(pixels, np.uint8), 0, -1))).save(
            buffer, "PNG"
        )
        self.id = pictures.add(buffer.getvalue()).id

    def inspect(self, steps: list[Step], step: int, row: int, col: int) -> Inspection:
        return inspect(self.lab, self.id, "full", steps, step, row, col)


def grey(rows: Any) -> Bench:
    return Bench([rows] * 3)


@pytest.fixture(scope="module")
def noise() -> Bench:
    return Bench(NOISE)


def random_step(rng: np.random.Generator) -> Step:
    filter_id = str(rng.choice(list(CATALOG)))
    options: dict[str, Any] = {
        "operation": str(rng.choice(["correlate", "convolve"])),
        "padding": str(rng.choice(["same", "full"])),
        "padding_mode": PADDING_MODES[rng.integers(4)],
        "stride": tuple(rng.integers(1, 3, 2).tolist()),
        "dilation": tuple(rng.integers(1, 4, 2).tolist()),
        "channels": CHANNELS[rng.integers(5)],
        "display": DISPLAYS[rng.integers(3)],
        "divisor": [None, 3, -2.5][rng.integers(3)],
        "offset": [None, 100, 0.25][rng.integers(3)],
    }
    return make_step(filter_id, **options)


def test_the_last_number_is_the_pixel_s_for_random_chains_pixels_and_channels(noise):
    """Floats that pass through a spectrum may round a tie the other way; nothing else may differ."""
    rng = np.random.default_rng(30)
    compared = ties = 0
    for _ in range(150):
        steps = [random_step(rng) for _ in range(rng.integers(1, 4))]
        index = int(rng.integers(len(steps)))
        pixels = noise.lab.stages(noise.id, "full", steps)[index].pixels
        row, col = int(rng.integers(pixels.shape[1])), int(rng.integers(pixels.shape[2]))
        told = noise.inspect(steps, index, row, col)
        assert told.output_rgb == tuple(pixels[:, row, col].tolist())
        assert [channel.channel for channel in told.channels] == list(channel_names(steps[index]))
        if steps[index].filter.combine == "direction":
            continue
        for channel in told.channels:
            compared += 1
            level = int(pixels[INDEX[channel.channel] if len(told.channels) == 3 else 0, row, col])
            if channel.result != level:
                ties += 1
                assert abs(channel.result - level) == 1
                assert abs(channel.displayed % 1 - 0.5) < 1e-6
    assert compared > 150
    assert ties <= 2


def test_an_integer_filter_by_hand():
    """C4 in the corner of a 2×3 picture, zeros outside: 0·10 + 20 + 40 + 50 = 110, /2 + 5 = 60."""
    told = grey([[10, 20, 30], [40, 50, 60]]).inspect(
        [make_step("emboss", padding_mode="zeros", divisor=2, offset=5)], 0, 0, 0
    )
    assert told.window == Window(top=-1, left=-1, bottom=2, right=2)
    assert (told.input, told.output) == (Extent(3, 2), Extent(3, 2))
    assert [channel.channel for channel in told.channels] == ["red", "green", "blue"]
    for channel in told.channels:
        (reduction,) = channel.reductions
        assert [term.product for term in reduction.terms] == [0, 0, 0, 0, 0, 20, 0, 40, 50]
        assert (reduction.sum, reduction.divisor, reduction.offset, reduction.value) == (110, 2, 5, 60)
        assert (channel.combined, channel.displayed, channel.result, channel.clipped) == (60, 60, 60, "no")
        assert channel.angle is None
    assert told.output_rgb == (60, 60, 60)


@pytest.mark.parametrize(
    ("pixel", "offset", "result", "clipped"),
    [
        (10, -10.5, 0, "no"),
        (10, -10.6, 0, "low"),
        (10, 245.5, 255, "high"),
        (10, 245.4, 255, "no"),
        (10, 0.5, 10, "no"),
    ],
)
def test_clipped_is_what_rounding_left_outside(pixel, offset, result, clipped):
    """−0.5 rounds to 0 and is not cut off, −0.6 to −1 and is; 255.5 to 256; 10.5 to even."""
    told = grey([[pixel]]).inspect([make_step("identity", offset=offset)], 0, 0, 0)
    assert (told.channels[0].result, told.channels[0].clipped) == (result, clipped)


def test_a_pair_is_the_root_of_two_squares():
    """Sobel on a corner of 10 in the lower right of zeros: gx = gy = 10, as the corner counts once in each.

    With divisor 2 and offset 3 each is halved first: √(5² + 5²) + 3 = 10.07; the angle is 45°.
    """
    rows = [[0, 0, 0], [0, 0, 0], [0, 0, 10]]
    step = make_step("gradient_magnitude", divisor=2, offset=3)
    channel = grey(rows).inspect([step], 0, 1, 1).channels[0]
    assert channel.combine == "magnitude"
    assert [(r.sum, r.divisor, r.offset, r.value) for r in channel.reductions] == [
        (10, 2, 0, 5),
        (10, 2, 0, 5),
    ]
    assert channel.combined == pytest.approx(50**0.5 + 3)
    assert channel.angle == pytest.approx(45)
    assert channel.result == 10


def test_a_direction_is_told_by_its_angle_and_shown_by_its_hue():
    """Brighter downwards: 90°, yellow-green; the level is the magnitude 4·20 = 80, red half of it."""
    told = grey([[10, 10, 10], [20, 20, 20], [30, 30, 30]]).inspect(
        [make_step("gradient_direction")], 0, 1, 1
    )
    (channel,) = told.channels
    assert (channel.channel, channel.angle, channel.result) == ("luminance", 90, 80)
    assert told.output_rgb == (40, 80, 0)


def test_stretch_refers_to_the_whole_picture():
    """Differences −20 … 30 become 0 … 255: 5.1 a unit, so 0 is shown as 102."""
    bench = grey([[20, 0, 30, 30]])
    step = make_step("custom", {"kernel": [[-1, 1]]}, padding="valid", display="stretch")
    told = [bench.inspect([step], 0, 0, col).channels[0] for col in range(3)]
    assert [(t.combined, t.low, t.high, t.result) for t in told] == [
        (-20, -20, 30, 0), (30, -20, 30, 255), (0, -20, 30, 102),
    ]  # fmt: skip


def test_the_extremes_are_those_of_every_channel_together():
    bench = Bench([[[0, 10]], [[50, 0]], [[7, 7]]])
    step = make_step("custom", {"kernel": [[-1, 1]]}, padding="valid", display="stretch")
    red, green, blue = bench.inspect([step], 0, 0, 0).channels
    assert {(c.low, c.high) for c in (red, green, blue)} == {(-50, 10)}
    assert (red.result, green.result, blue.result) == (255, 0, 212)  # 50·255/60 = 212.5 to even


def test_absolute_keeps_the_sign_in_the_value_and_drops_it_in_the_display():
    bench = grey([[20, 0]])
    step = make_step("custom", {"kernel": [[-1, 1]]}, padding="valid", display="absolute")
    channel = bench.inspect([step], 0, 0, 0).channels[0]
    assert (channel.combined, channel.displayed, channel.result, channel.clipped) == (-20, 20, 20, "no")


def test_a_later_step_reads_the_rounded_picture_before_it():
    """A box over 1, 2, 2 gives 5/3 → 2, and the next step starts from 2."""
    bench = grey([[1, 2, 2]])
    third = make_step("custom", {"kernel": [[1, 1, 1]]}, padding="valid", divisor=3)
    tenfold = make_step("custom", {"kernel": [[10]]})
    told = bench.inspect([third, tenfold], 1, 0, 0)
    (term,) = told.channels[0].reductions[0].terms
    assert (term.value, term.product, told.output_rgb) == (2, 20, (20, 20, 20))
    assert (told.input, told.output) == (Extent(1, 1), Extent(1, 1))


def test_the_luminance_that_is_filtered_is_the_value_that_is_told():
    """0.299·200 + 0.587·100 + 0.114·50 = 124.2 → 124."""
    bench = Bench([[[200]], [[100]], [[50]]])
    (channel,) = bench.inspect([make_step("identity", channels="luminance")], 0, 0, 0).channels
    assert channel.channel == "luminance"
    assert channel.reductions[0].terms[0].value == 124


def test_a_window_with_stride_and_dilation_lies_where_its_taps_are():
    """Output (2, 1), stride (2, 3), 3 taps two apart, same: rows 4 − 2 … 4 + 2, columns 3 − 2 … 3 + 2."""
    step = make_step("blur_box", {"size": 3}, stride=(2, 3), dilation=(2, 2))
    told = Bench(NOISE).inspect([step], 0, 2, 1)
    assert told.window == Window(top=2, left=1, bottom=7, right=6)
    terms = told.channels[0].reductions[0].terms
    assert sorted({term.input_row for term in terms}) == [2, 4, 6]  # type: ignore[type-var]
    assert sorted({term.input_col for term in terms}) == [1, 3, 5]  # type: ignore[type-var]


@pytest.mark.parametrize(("step", "limit"), [(2, 1), (-1, 1), (99, 1)])
def test_a_step_that_is_not_in_the_chain_is_refused(noise, step, limit):
    with pytest.raises(DomainError) as caught:
        noise.inspect([make_step("edges"), make_step("emboss")], step, 0, 0)
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == ("step_unknown", "step", step, limit)


@pytest.mark.parametrize(
    ("row", "col", "field"), [(12, 0, "row"), (0, 17, "col"), (-1, 0, "row"), (3, -1, "col"), (12, 17, "row")]
)
def test_a_pixel_outside_the_output_is_refused(noise, row, col, field):
    with pytest.raises(DomainError) as caught:
        noise.inspect([make_step("edges")], 0, row, col)
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == (
        "pixel_outside",
        field,
        f"{row}, {col}",
        "11, 16",
    )
