"""The six pictures the program draws itself."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from app.data.samples import SAMPLES, draw

IDS = ["still_life", "zone_plate", "siemens_star", "text", "checkerboard", "noisy_edges"]


def test_there_are_six_and_the_still_life_comes_first() -> None:
    assert list(SAMPLES) == IDS


@pytest.mark.parametrize("id", IDS)
def test_each_is_a_picture_of_640_by_480_that_cannot_be_written_to(id: str) -> None:
    pixels = draw(id)
    assert pixels.shape == (3, 480, 640)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable
    assert pixels.std() > 20, "there is something on it"


@pytest.mark.parametrize("id", IDS)
def test_each_is_the_same_every_time_it_is_drawn_and_drawn_quickly(id: str) -> None:
    started = time.process_time()
    again = SAMPLES[id]()
    assert time.process_time() - started < (3.0 if id == "still_life" else 0.9)
    np.testing.assert_array_equal(again, draw(id))


def test_a_picture_is_drawn_once() -> None:
    assert draw("zone_plate") is draw("zone_plate")


def test_importing_the_samples_draws_nothing() -> None:
    code = "from app.data.samples import draw; raise SystemExit(draw.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_zone_plate_follows_its_formula() -> None:
    """At the centre ½ + ½cos 0 = white; the first dark ring is where r² = W = 640, 25.3 pixels out."""
    plate = draw("zone_plate")[0].astype(int)
    assert plate[240, 320] > 250
    assert plate[240, 345] < 12
    assert (draw("zone_plate")[0] == draw("zone_plate")[2]).all()


def test_the_siemens_star_has_36_spokes_on_every_circle() -> None:
    star = draw("siemens_star")[0].astype(int)
    for radius in (90, 150, 200):
        angles = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
        rows = (240 + radius * np.sin(angles)).astype(int)
        columns = (320 + radius * np.cos(angles)).astype(int)
        is_dark = star[rows, columns] < 128
        assert (np.diff(is_dark.astype(int)) == 1).sum() in (35, 36, 37)


def test_the_checkerboards_contrast_grows_downwards_and_its_brightness_to_the_right() -> None:
    board = draw("checkerboard")[1].astype(int)
    assert abs(board[20, 310] - board[20, 330]) < 15 < 80 < abs(board[460, 310] - board[460, 330])
    assert board[0:80, 600].mean() > board[0:80, 40].mean() + 100


def test_the_noise_grows_to_the_right() -> None:
    picture = draw("noisy_edges")[1].astype(float)
    assert np.median(np.abs(np.diff(picture[225:255, 600:]))) > 4 * np.median(
        np.abs(np.diff(picture[225:255, :40]))
    )


def test_the_still_life_has_every_hue_highlights_and_deep_shadows() -> None:
    red, green, blue = draw("still_life").astype(int)
    assert ((red > green + 90) & (red > blue + 90)).mean() > 0.03
    assert ((green > red + 8) & (green > blue + 60)).mean() > 0.002
    assert ((blue > red + 40) & (blue > green + 15)).mean() > 0.03
    assert ((red > blue + 110) & (green > blue + 110)).mean() > 0.02
    brightness = (red + green + blue) / 3
    assert (brightness > 245).any()
    assert (brightness < 20).mean() > 0.002
