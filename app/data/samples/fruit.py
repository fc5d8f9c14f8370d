"""The fruit of the still life, each a ball with its own skin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from app.data.samples.canvas import smoothstep
from app.data.samples.scene import LIGHT, Ball, Canvas, dot, lit, unit, vector
from app.data.samples.texture import PERIOD, cloud, grain

Array = np.ndarray
# Longitudes times this make the tiling noise meet itself behind the ball.
_ONCE_AROUND = PERIOD / (2 * np.pi)
Painter = Callable[[Canvas, Ball, Sequence[Ball]], None]
__all__ = ["PAINTERS", "cherry", "grape", "half_orange", "lemon", "lit", "stems"]


def _angles(normals: Array, tilt: Array) -> tuple[Array, Array]:
    """Longitude and the cosine of the latitude's complement around the axis `tilt`."""
    side = unit(np.cross(tilt[:, 0], [0.3, 0.1, 1]).astype(np.float32)[:, None])
    front = np.cross(side[:, 0], tilt[:, 0]).astype(np.float32)[:, None]
    return np.arctan2(dot(normals, side), dot(normals, front)), dot(normals, tilt)


def _bumped(normals: Array, strength: Array) -> Array:
    """`normals` leaning by a height field: its slope along two fixed directions."""
    return unit(normals + strength * vector(0.7, 0.2, -0.5))


def orange(canvas: Canvas, ball: Ball, blockers: Sequence[Ball]) -> None:
    """Pores in a waxy peel, and the star where the stalk was."""
    axis = unit(vector(-0.25, 0.80, -0.55))

    def shade(points: Array, normals: Array, rays: Array) -> Array:
        turn, pole = _angles(normals, axis)
        bent = _bumped(normals, 0.075 * grain(turn * _ONCE_AROUND, pole * 1.4))
        star = smoothstep(0.955, 0.985, pole + 0.010 * np.cos(turn * 5))
        peel = vector(0.88, 0.235, 0.010) * (1 + 0.10 * cloud(turn * _ONCE_AROUND, pole))
        albedo = peel + (vector(0.20, 0.26, 0.05) - peel) * star
        return lit(albedo, points, bent, rays, blockers, 0.14, 0.20, 0.12)

    canvas.cast(ball, shade)


def _apple(
    skin: Array, blush: Array, ball: Ball, canvas: Canvas, blockers: Sequence[Ball], lean: Array
) -> None:
    axis = unit(lean)

    def shade(points: Array, normals: Array, rays: Array) -> Array:
        turn, pole = _angles(normals, axis)
        streaks = 0.5 + 0.5 * np.sin(
            turn * 31 + 2.2 * np.sin(turn * 7) + 1.1 * cloud(turn * _ONCE_AROUND, pole * 0.5)
        )
        share = smoothstep(0.55, 1.08, pole + 0.16 * streaks + 0.07 * cloud(turn * _ONCE_AROUND, pole))
        speckle = smoothstep(2.0, 2.5, grain(turn * _ONCE_AROUND, pole * 1.3))
        albedo = skin * (0.82 + 0.25 * streaks) + (blush - skin) * np.clip(0.95 * share, 0, 1)
        albedo = albedo + (vector(0.9, 0.8, 0.5) - albedo) * (0.45 * speckle)
        dimple = smoothstep(0.93, 0.995, pole)
        bent = unit(normals + axis * (-1.2 * smoothstep(0.90, 0.975, pole)) * (1 - 0.5 * dimple))
        return lit(albedo, points, bent, rays, blockers, 0.75, 0.05, 0.06) * (1 - 0.55 * dimple)

    canvas.cast(ball, shade, (1, 0.94, 1))


def apple(canvas: Canvas, ball: Ball, blockers: Sequence[Ball]) -> None:
    """Red with yellow streaks around the stalk."""
    _apple(
        vector(0.54, 0.016, 0.020), vector(0.80, 0.36, 0.04), ball, canvas, blockers, vector(0.12, 0.9, -0.42)
    )


def green(canvas: Canvas, ball: Ball, blockers: Sequence[Ball]) -> None:
    """Green with a paler crown."""
    _apple(
        vector(0.13, 0.42, 0.020), vector(0.30, 0.55, 0.05), ball, canvas, blockers, vector(-0.2, 0.9, -0.30)
    )


def plum(canvas: Canvas, ball: Ball, blockers: Sequence[Ball]) -> None:
    """Deep violet under a bloom of wax, with a seam."""

    def shade(points: Array, normals: Array, rays: Array) -> Array:
        turn, pole = _angles(normals, unit(vector(0.3, 0.85, -0.3)))
        bloom = np.clip(0.22 + 0.14 * cloud(turn * _ONCE_AROUND, pole * 0.6) + 0.22 * normals[1], 0, 0.6)
        seam = np.exp(-(((turn - 0.25) / 0.05) ** 2))
        dark, wax = vector(0.10, 0.022, 0.105), vector(0.30, 0.27, 0.46)
        albedo = (dark + (wax - dark) * bloom) * (1 - 0.35 * seam)
        return lit(albedo, points, normals, rays, blockers, 0.22, 0.12, 0.05)

    canvas.cast(ball, shade, (0.96, 1, 0.96))


def lemon(canvas: Canvas, ball: Ball, blockers: Sequence[Ball]) -> None:
    """A long yellow ellipsoid with a nipple at its end, lying askew."""
    axis = unit(vector(0.88, 0.10, -0.46)) if ball.y < 1 else unit(vector(0.75, 0.55, 0.1))
    side = unit(np.cross(axis[:, 0], [0, 1, 0]).astype(np.float32)[:, None])
    turn_matrix = np.concatenate([axis, side, np.cross(axis[:, 0], side[:, 0])[:, None]], axis=1)

    def shade(points: Array, normals: Array, rays: Array) -> Array:
        turn, pole = _angles(normals, axis)
        bent = _bumped(normals, 0.06 * grain(turn * _ONCE_AROUND, pole * 1.3))
        albedo = vector(0.92, 0.58, 0.020) * (1 + 0.06 * cloud(turn * _ONCE_AROUND, pole))
        tip = smoothstep(0.90, 1.0, np.abs(pole))
        albedo = albedo + (vector(0.60, 0.52, 0.06) - albedo) * tip
        return lit(albedo, points, bent, rays, blockers, 0.16, 0.2, 0.14)

    for end in (-1, 1):
        x, y, z = (ball.centre + axis * (end * ball.radius * 0.94))[:, 0].tolist()
        canvas.cast(Ball(x, y, z, ball.radius * 0.15), shade)
    canvas.cast(ball, shade, (1, 0.76, 0.76), turn_matrix)


def grape(canvas: Canvas, ball: Ball, blockers: Sequence[Ball]) -> None:
    """Translucent: light enters on the left and leaves, redder, on the right."""

    def shade(points: Array, normals: Array, rays: Array) -> Array:
        through = np.clip(-dot(normals, LIGHT), 0, 1) ** 1.5 * np.clip(0.4 - 0.6 * dot(rays, normals), 0, 1)
        bloom = np.clip(0.16 + 0.16 * cloud(points[0] * 1.7, points[1] * 1.7) + 0.15 * normals[1], 0, 0.5)
        dark, wax = vector(0.135, 0.020, 0.095), vector(0.30, 0.24, 0.42)
        skin = lit(dark + (wax - dark) * bloom, points, normals, rays, blockers, 0.65, 0.07, 0.15)
        return np.asarray(skin + vector(0.34, 0.030, 0.090) * through)

    canvas.cast(ball, shade, (0.95, 1, 0.95))


def cherry(canvas: Canvas, ball: Ball, blockers: Sequence[Ball]) -> None:
    """Dark red and very glossy."""

    def shade(points: Array, normals: Array, rays: Array) -> Array:
        dimple = smoothstep(0.86, 0.99, dot(normals, unit(vector(0.05, 0.93, -0.2))))
        albedo = vector(0.46, 0.010, 0.022) * (1 - 0.6 * dimple)
        return lit(albedo, points, normals, rays, blockers, 1.0, 0.05, 0.10)

    canvas.cast(ball, shade, (1, 0.95, 1))


def half_orange(canvas: Canvas, ball: Ball) -> None:
    """The cut face looks at the viewer: ten segments, their membranes, the pith, the peel."""
    normal = unit(vector(0.40, 0.42, -0.82))

    def peel(points: Array, normals: Array, rays: Array) -> Array:
        turn, pole = _angles(normals, normal)
        bent = _bumped(normals, 0.10 * grain(turn * _ONCE_AROUND, pole * 2))
        return lit(
            np.broadcast_to(vector(0.86, 0.32, 0.02), points.shape), points, bent, rays, (), 0.12, 0.2, 0.1
        )

    canvas.cast(ball, peel, keep=lambda points: dot(points - ball.centre, normal) < 0)
    side = unit(np.cross([0, 1, 0], normal[:, 0]).astype(np.float32)[:, None])
    up = np.cross(normal[:, 0], side[:, 0]).astype(np.float32)[:, None]

    def face(points: Array, rays: Array) -> tuple[Array, Array]:
        offset = points - ball.centre
        u, v = dot(offset, side) / ball.radius, dot(offset, up) / ball.radius
        radius, angle = np.hypot(u, v), np.arctan2(v, u)
        period = np.pi / 5
        within = np.abs((angle + 0.13 + 0.02 * np.sin(3 * angle)) % period - period / 2)
        gap = (period / 2 - within) * radius
        flesh = (
            smoothstep(0.012, 0.036, gap)
            * smoothstep(0.07, 0.12, radius)
            * (1 - smoothstep(0.82, 0.86, radius))
        )
        fibres = 0.5 + 0.5 * np.sin(angle * 95 + 9 * cloud(u * 2, v * 2)) * np.sin(
            radius * 9 + 5 * cloud(v, u)
        )
        juice = vector(0.95, 0.27, 0.010) * (0.70 + 0.42 * fibres + 0.10 * grain(u * 2, v * 2))
        pith = np.broadcast_to(vector(0.93, 0.82, 0.58), juice.shape)
        rind = smoothstep(0.925, 0.945, radius)
        colour = pith + (juice - pith) * flesh
        colour = colour + (vector(0.90, 0.36, 0.02) - colour) * rind
        flat = np.broadcast_to(normal, points.shape)
        wet = unit(flat + 0.10 * flesh * vector(0.5, 0.6, 0.2) * grain(u * 1.5, v * 1.5))
        shaded = lit(colour, points, wet, rays, (), 0.0, 0.2, 0.45) * 1.05
        sparkle = flesh * smoothstep(1.9, 2.6, grain(u * 1.1 + 3, v * 1.1))
        return shaded + 0.8 * sparkle, np.clip((1 - radius) * 120 + 0.5, 0, 1)

    canvas.lay(ball, normal, face)


def stems(canvas: Canvas, apple_ball: Ball, green_ball: Ball, cherries: Sequence[Ball]) -> None:
    """Stalks of the apples; the two long ones of the cherries meet in the air."""
    wood, grass = vector(0.13, 0.075, 0.03), vector(0.20, 0.27, 0.05)
    for ball, lean in ((apple_ball, vector(0.12, 0.9, -0.42)), (green_ball, vector(-0.2, 0.9, -0.30))):
        start = ball.centre + unit(lean) * ball.radius * 0.86
        _curve(
            canvas,
            start,
            start + vector(0.06, 0.24, -0.04),
            start + vector(0.24, 0.44, -0.05),
            0.030,
            wood,
            40,
        )
    meeting = vector(1.12, 1.12, -2.75)
    for ball, bend in zip(cherries, (vector(0.36, 0.92, -3.2), vector(0.98, 0.75, -2.9)), strict=True):
        _curve(canvas, ball.centre + vector(0, ball.radius * 0.80, -0.04), bend, meeting, 0.020, grass, 120)


def _curve(
    canvas: Canvas, start: Array, bend: Array, end: Array, width: float, colour: Array, dabs: int
) -> None:
    t = np.linspace(0, 1, dabs, dtype=np.float32)
    points = start * (1 - t) ** 2 + bend * 2 * t * (1 - t) + end * t**2
    canvas.stroke(points, width * (1 + 0.9 * t**6), colour * (0.8 + 0.5 * t))


PAINTERS: Mapping[str, Painter] = MappingProxyType(
    {"orange": orange, "apple": apple, "green": green, "plum": plum, "lemon": lemon}
)
"""The fruit in the bowl by name."""
