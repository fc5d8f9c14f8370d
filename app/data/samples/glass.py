"""A tumbler of water: it adds little light of its own and rearranges what is behind it."""

from __future__ import annotations

import numpy as np

from app.data.samples.canvas import HEIGHT, WIDTH, grid, smoothstep
from app.data.samples.scene import Ball, Canvas, vector

Array = np.ndarray
_WATER = 0.66
_TAPER = 0.86


def pour(canvas: Canvas, foot: Ball, height: float) -> None:
    """Draws the glass standing on `foot` (its centre on the table, its radius at the rim).

    The outline is projected as ellipses; between them every row of the picture is a slice of a cylinder,
    which, full of water, is a strong lens: it shows the room mirrored left to right.
    """
    rows, columns = grid(canvas.scale)
    base_row, middle, pixels = canvas.project(vector(foot.x, 0, foot.z))
    top_row, top_middle, top_pixels = canvas.project(vector(foot.x, height, foot.z))
    near_row, _, _ = canvas.project(vector(foot.x, 0, foot.z - foot.radius * _TAPER))
    near_top, _, _ = canvas.project(vector(foot.x, height, foot.z - foot.radius))
    flat_base, flat_top = near_row - base_row, near_top - top_row
    base_half, top_half = foot.radius * _TAPER * pixels, foot.radius * top_pixels
    margin = int(top_half + 8)
    window = (
        slice(int(top_row - flat_top - 6) * canvas.scale, int(near_row + 30) * canvas.scale),
        slice(int(middle - margin) * canvas.scale, int(middle + margin * 2.2) * canvas.scale),
    )
    r, c = rows[window[0]], columns[:, window[1]]
    below = canvas.colour[:, *window]
    share = np.clip((r - top_row) / (base_row - top_row), 0, 1)
    half = top_half + (base_half - top_half) * share
    centre = top_middle + (middle - top_middle) * share
    s = (c - centre) / half
    bulge = np.sqrt(np.maximum(1 - s * s, 0))
    lower = base_row + flat_base * bulge
    upper = top_row - flat_top * bulge
    soft = 0.5 / canvas.scale
    inside = (
        smoothstep(-soft, soft, (1 - np.abs(s)) * half)
        * smoothstep(-soft, soft, lower - r)
        * smoothstep(-soft, soft, r - upper)
    )
    water_row = base_row + (top_row - base_row) * _WATER
    flat_water = flat_base + (flat_top - flat_base) * _WATER
    is_water = smoothstep(-soft, soft, r - water_row - flat_water * bulge) * (
        1 - smoothstep(-1, 1, r - lower + 9)
    )

    _cast_shadow(below, r, c, base_row, middle, pixels * foot.radius)
    through_air = _sample(canvas, r, c + 5 * s * np.abs(s) ** 3)
    bent = centre - (c - centre) * (0.95 + 0.55 * s * s)
    through_water = _sample(canvas, r + 10 * (1 - bulge) - 6, bent)
    clear = through_air * vector(0.93, 0.96, 0.96)[:, :, None] + 0.012
    wet = through_water * vector(0.86, 0.95, 0.97)[:, :, None] * (1.02 - 0.30 * np.abs(s) ** 5) + 0.015
    colour = clear + (wet - clear) * is_water

    wall = smoothstep(0.86, 0.97, np.abs(s)) * (1 - smoothstep(0.985, 1.0, np.abs(s)))
    colour = colour * (1 - 0.45 * smoothstep(0.90, 1.0, np.abs(s))) + 0.16 * wall
    long_light = _band(s, -0.66, 0.085) * smoothstep(0.05, 0.10, share) * (1 - smoothstep(0.80, 0.90, share))
    bar = 1 - 0.8 * _band(share, 0.43, 0.012)
    colour = colour + vector(1.0, 0.95, 0.86)[:, :, None] * (
        1.25 * long_light * bar + 0.25 * _band(s, 0.74, 0.05)
    )
    # The foot is thick: it gathers light from the left and shows it on the right.
    depth = np.clip((lower - r) / 12, 0, 1)
    thick = 1 - smoothstep(0.55, 1.0, depth)
    colour = colour * (1 - 0.35 * thick) + vector(0.9, 0.95, 1.0)[:, :, None] * (
        0.55 * thick * _band(s, 0.35, 0.28) + 0.35 * _band(depth, 0.95, 0.10) * bulge
    )
    surface = _ring(r, c, water_row, top_middle, half, flat_water)
    disc = 1 - smoothstep(0.96, 1.0, _ellipse(r, c, water_row, centre, half, flat_water))
    colour = colour + disc * vector(0.10, 0.13, 0.15)[:, :, None] + surface * 0.38
    rim = _ring(r, c, top_row, top_middle, top_half, flat_top)
    below += (colour - below) * inside
    below += rim * vector(0.62, 0.66, 0.66)[:, :, None] * (0.55 + 0.75 * smoothstep(0.5, -1.0, s))


def _cast_shadow(below: Array, r: Array, c: Array, row: float, middle: float, radius: float) -> None:
    """Glass darkens the cloth a little and throws one bright streak into its own shadow."""
    along, across = (c - middle) / radius, (r - row) / radius
    beyond = along - 0.2
    shade = (
        np.exp(-((across + 0.10 * along - 0.02) ** 2) / 0.045)
        * smoothstep(-0.4, 0.4, beyond)
        * np.exp(-0.5 * np.maximum(beyond, 0))
    )
    streak = (
        np.exp(-((across + 0.10 * along - 0.03) ** 2) / 0.004)
        * smoothstep(0.7, 1.1, along)
        * np.exp(-((along - 1.35) ** 2) / 0.18)
    )
    below *= 1 - 0.50 * shade
    below += vector(1.0, 0.92, 0.75)[:, :, None] * (0.75 * streak)


def _sample(canvas: Canvas, rows: Array, columns: Array) -> Array:
    """The picture so far at fractional pixel positions, nearest sample."""
    rows, columns = np.broadcast_arrays(rows, columns)
    y = np.clip((rows * canvas.scale).astype(np.int32), 0, HEIGHT * canvas.scale - 1)
    x = np.clip((columns * canvas.scale).astype(np.int32), 0, WIDTH * canvas.scale - 1)
    return np.asarray(canvas.colour[:, y, x])


def _band(x: Array, middle: float, half_width: float) -> Array:
    return 1 - smoothstep(0.6 * half_width, half_width, np.abs(x - middle))


def _ellipse(
    r: Array, c: Array, row: float, middle: Array | float, half: Array | float, flat: float
) -> Array:
    return np.asarray(np.hypot((c - middle) / half, (r - row) / flat))


def _ring(r: Array, c: Array, row: float, middle: float, half: Array | float, flat: float) -> Array:
    """A line one pixel wide along an ellipse."""
    distance = np.abs(_ellipse(r, c, row, middle, half, flat) - 1) * flat
    gentle = np.abs(_ellipse(r, c, row, middle, half, flat) - 1) * np.mean(half)
    steep = np.clip(np.abs((c - middle) / half), 0, 1) ** 4
    return 1 - smoothstep(0.5, 1.5, distance * (1 - steep) + gentle * steep)
