"""The drawn digits as pictures: MNIST's conventions, handwriting's spread, and the way there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.data.datasets import idx
from app.data.datasets.strokes import strokes
from app.data.datasets.strokes.curves import PATH_POINTS, basis
from app.data.datasets.strokes.drawing import draw
from app.data.datasets.strokes.glyphs import glyph
from app.data.datasets.strokes.handwriting import GLYPHS, Ink, write
from app.data.datasets.strokes.random_numbers import RandomNumbers, keys


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, np.ndarray]:
    """(2000, 28, 28) pixels and their labels."""
    data = strokes(11, train=2000)
    return data.pictures("train", np.arange(2000))[:, 0], data.labels("train")


def test_ink_fits_a_box_of_20_pixels_and_fills_its_longer_side(drawn):
    inked = drawn[0] > 0
    sides = []
    for axis in (1, 2):
        lines = inked.any(axis=axis)
        sides.append(28 - lines.argmax(axis=1) - lines[:, ::-1].argmax(axis=1))
    longer = np.maximum(*sides)
    assert longer.max() == 20
    assert longer.min() >= 18
    assert (longer == 20).mean() > 0.85


def test_the_centre_of_mass_is_at_row_and_column_14_unless_ink_would_leave_the_picture(drawn):
    pixels = drawn[0].astype(float)
    mass = pixels.sum(axis=(1, 2))
    for axis in (2, 1):
        away = np.abs(pixels.sum(axis=axis) @ np.arange(28) / mass - 14)
        assert (away <= 0.5).mean() > 0.995
        assert away.max() < 1.5


def test_strokes_are_white_inside_and_grey_at_the_edges(drawn):
    ink = drawn[0][drawn[0] > 0]
    assert 0.25 < (ink > 240).mean() < 0.55
    assert 0.2 < ((ink > 30) & (ink < 190)).mean() < 0.5
    assert (drawn[0].max(axis=(1, 2)) > 200).all()


@pytest.mark.parametrize("digit", range(10))
def test_every_digit_is_drawn_and_no_two_alike(drawn, digit):
    pictures = drawn[0][drawn[1] == digit]
    share = (pictures > 0).mean(axis=(1, 2))
    assert len(pictures) == 200
    assert share.min() > 0.03
    assert share.max() < 0.45
    assert len({picture.tobytes() for picture in pictures}) == 200


def test_mean_pictures_resemble_those_of_real_digits(drawn, test_data: Path):
    """Each real mean picture is most like the drawn one of its own digit."""
    folder = test_data / "mnist"
    real = idx.read_pair(folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz")

    def means(pixels: np.ndarray, labels: np.ndarray) -> np.ndarray:
        return np.array([pixels[labels == digit].mean(axis=0).ravel() for digit in range(10)])

    likeness = np.corrcoef(means(*drawn), means(real.pixels[:, 0], real.labels))[:10, 10:]
    assert likeness.argmax(axis=0).tolist() == list(range(10))
    assert likeness.diagonal().min() > 0.85


def test_a_level_bar_is_drawn_as_worked_by_hand():
    """Radius r = 1.25 px, the path between two rows, whose centres are d = 0.5 and 1.5 px from it.

    u = ½ − (d² − r²) / (2 · 1.35 · r) is 8/9 and 0.2963, and 255 · u²(3 − 2u) is 246 and 54.
    """
    path = np.stack([np.linspace(-1, 1, PATH_POINTS), np.zeros(PATH_POINTS)], axis=-1)[None]
    picture = draw(Ink(path, np.full((1, PATH_POINTS), 1.25)))[0]
    rows = np.flatnonzero(picture.any(axis=1))
    columns = np.flatnonzero(picture.any(axis=0))
    assert (columns[0], columns[-1]) == (4, 23)
    assert (picture[:, 14] == picture[:, 12]).all()
    assert rows[-1] - rows[0] == 3
    middle = picture[rows, 14]
    assert np.abs(middle.astype(int) - [54, 246, 246, 54]).max() <= 1  # a row of discs, not quite a bar


def test_every_glyph_is_written_by_one_hand_or_another():
    for digit in range(10):
        assert sum(one.digit == digit for one in GLYPHS) >= 3
    for one in GLYPHS:
        assert one.weight > 0
        assert len(one.poses) >= 2
        highest = np.abs(one.poses).max()
        assert 0.9 < highest < 1.4 or one.digit in (0, 2)


def test_a_curve_passes_through_its_points_and_turns_sharply_only_at_corners():
    bent = glyph(7, 1.0, "0,0 4,1 8,0 | 8,5 8,10", "0,0 4,1 8,0 | 8,5 8,10")
    matrix = basis(bent)
    path = matrix @ bent.poses[0]
    assert matrix.shape == (PATH_POINTS, 5)
    assert np.allclose(matrix.sum(axis=1), 1)
    for point in bent.poses[0]:
        assert np.hypot(*(path - point).T).min() < 0.02
    step = np.diff(path, axis=0)
    step = step[np.hypot(*step.T) > 1e-9]
    turns = (step[1:] * step[:-1]).sum(axis=1) / np.hypot(*step[1:].T) / np.hypot(*step[:-1].T)
    assert (turns < 0.9).sum() == 1


def test_lifting_the_pen_leaves_a_gap():
    two = glyph(5, 1.0, "0,0 10,0 / 0,10 10,10", "0,0 10,0 / 0,10 10,10")
    path = basis(two) @ two.poses[0]
    assert (np.abs(path[:, 1]) > 0.99).all()


def test_poses_of_one_glyph_have_one_structure():
    with pytest.raises(ValueError, match="structure"):
        glyph(1, 1.0, "0,0 0,5 0,10", "0,0 0,5 | 0,10")


def test_hands_vary_in_width_slant_and_stroke_but_never_leave_the_finite():
    digits = np.full(500, 1)
    ink = write(digits, RandomNumbers(keys(4, indices=np.arange(500))))
    assert ink.path.shape == (500, PATH_POINTS, 2)
    assert np.isfinite(ink.path).all()
    assert 0.5 < ink.radius.min() < 1
    assert 2 < ink.radius.max() < 7
    leaning = (ink.path[:, 0, 0] - ink.path[:, -1, 0]) / (ink.path[:, -1, 1] - ink.path[:, 0, 1])
    assert leaning.std() > 0.2
    assert 0 < leaning.mean() < 0.4


def test_random_numbers_are_spread_as_they_say_and_belong_to_their_key():
    numbers = RandomNumbers(keys(1, 2, indices=np.arange(4000)))
    uniform, normal = numbers.uniform(5), numbers.normal(5)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.01
    assert abs(uniform.std() - 12**-0.5) < 0.01
    assert abs(normal.mean()) < 0.03
    assert abs(normal.std() - 1) < 0.02
    assert np.abs(np.corrcoef(np.c_[uniform, normal].T) - np.eye(10)).max() < 0.08
    again = RandomNumbers(keys(1, 2, indices=np.array([17])))
    assert (again.uniform(5)[0] == uniform[17]).all()
    assert (again.normal(5)[0] == normal[17]).all()
