"""A small ray caster for round things on a table: camera, daylight, soft shadows, brush.

World: x right, y up, z away from the viewer; the table is y = 0. Colours are linear light, float32
(3, …). A shape is cast only inside its bounding rectangle, nearest wins by depth, and its silhouette is
feathered over one sample point, so that two by two samples a pixel are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.data.samples.canvas import HEIGHT, WIDTH, grid, smoothstep

Array = np.ndarray
_EYE = np.array([0.0, 3.55, -11.0], np.float32)
_TARGET = np.array([0.12, 1.12, 0.0], np.float32)
_FOCAL = 1000.0


def unit(vector: Array) -> Array:
    """`vector` (3, …) at length one."""
    return np.asarray(vector / np.sqrt((vector * vector).sum(axis=0)))


def dot(a: Array, b: Array) -> Array:
    """Inner product over the first axis."""
    return np.asarray(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


def vector(x: float, y: float, z: float) -> Array:
    """Three numbers as float32, shaped to go with (3, n)."""
    return np.array([[x], [y], [z]], np.float32)


LIGHT = unit(vector(-0.62, 0.74, -0.42))
_LIGHT_SIDE = unit(np.cross(LIGHT[:, 0], [0, 1, 0]).astype(np.float32)[:, None])
_LIGHT_UP = np.cross(_LIGHT_SIDE[:, 0], LIGHT[:, 0]).astype(np.float32)[:, None]
SUN = vector(1.00, 0.90, 0.72) * 2.50
SKY = vector(0.42, 0.52, 0.70) * 0.50
BOUNCE = vector(0.60, 0.47, 0.36) * 0.42


@dataclass(frozen=True, slots=True)
class Ball:
    """A sphere; every shape also has one that stands for it when shadows are cast."""

    x: float
    y: float
    z: float
    radius: float

    @property
    def centre(self) -> Array:
        """(3, 1)."""
        return vector(self.x, self.y, self.z)


class Canvas:
    """Colour and depth of every sample point, and the ray through it."""

    def __init__(self, oversampling: int) -> None:
        self.scale = oversampling
        rows, columns = grid(oversampling)
        forward = unit((_TARGET - _EYE)[:, None])[:, 0]
        right = unit(np.cross([0, 1, 0], forward).astype(np.float32)[:, None])[:, 0]
        up = np.cross(forward, right)
        self.axes = np.stack([right, up, forward])
        x, y = (columns - WIDTH / 2) / _FOCAL, (HEIGHT / 2 - rows) / _FOCAL
        self.rays = unit(np.stack([right[i] * x + up[i] * y + forward[i] for i in range(3)]))
        self.colour = np.zeros_like(self.rays)
        self.depth = np.full(self.rays.shape[1:], np.inf, np.float32)
        self.eye = _EYE[:, None]

    def project(self, point: Array) -> tuple[float, float, float]:
        """Row and column of a point in finished pixels, and pixels per unit of length there."""
        x, y, z = self.axes @ (point.reshape(3) - _EYE)
        return HEIGHT / 2 - _FOCAL * y / z, WIDTH / 2 + _FOCAL * x / z, _FOCAL / z

    def box(self, ball: Ball) -> tuple[slice, slice]:
        """Sample rows and columns that can show `ball`."""
        row, column, scale = self.project(ball.centre)
        reach = ball.radius * scale * 1.08 + 2
        top, left = int((row - reach) * self.scale), int((column - reach) * self.scale)
        bottom, right = int((row + reach) * self.scale) + 1, int((column + reach) * self.scale) + 1
        rows = slice(max(top, 0), min(bottom, HEIGHT * self.scale))
        return rows, slice(max(left, 0), min(right, WIDTH * self.scale))

    def cast(
        self,
        ball: Ball,
        shade: Callable[[Array, Array, Array], Array],
        squash: Sequence[float] = (1, 1, 1),
        turn: Array | None = None,
        keep: Callable[[Array], Array] | None = None,
        is_inside: bool = False,
    ) -> None:
        """Draws an ellipsoid: `ball` scaled by `squash` (at most 1) along the columns of `turn`.

        Args:
            shade: (points, normals, rays), each (3, n) → linear colour (3, n).
            keep: points (3, n) → bool; where the surface exists at all.
            is_inside: show the far wall instead of the near one.
        """
        where = self.box(ball)
        rays = self.rays[:, *where]
        shape = rays.shape[1:]
        rays = rays.reshape(3, -1)
        basis = np.eye(3, dtype=np.float32) if turn is None else turn.astype(np.float32)
        to_sphere = (basis.T / np.asarray(squash, np.float32)[:, None]) / np.float32(ball.radius)
        ray, origin = to_sphere @ rays, to_sphere @ (self.eye - ball.centre)
        length = np.sqrt(dot(ray, ray))
        along = dot(ray, origin) / length
        miss = np.sqrt(np.maximum(dot(origin, origin) - along * along, 0))
        _, _, pixels = self.project(ball.centre)
        cover = np.clip((1 - miss) * ball.radius * pixels * self.scale * min(squash) + 0.5, 0, 1)
        half = np.sqrt(np.maximum(1 - miss * miss, 0))
        far = (-along + half if is_inside else -along - half) / length
        found = (cover > 0) & (far < self.depth[where].reshape(-1))
        if keep is not None:
            found[found] = keep(self.eye + rays[:, found] * far[found])
        index = np.flatnonzero(found)
        if not index.size:
            return
        rays, distance = rays[:, index], far[index]
        points = self.eye + rays * distance
        normals = unit(to_sphere.T @ (to_sphere @ (points - ball.centre)))
        self._blend(
            where, shape, index, shade(points, -normals if is_inside else normals, rays), cover[index]
        )
        self._set_depth(where, index, distance, cover[index])

    def lay(
        self,
        ball: Ball,
        normal: Array,
        shade: Callable[[Array, Array], tuple[Array, Array]],
        sets_depth: bool = True,
    ) -> None:
        """Draws on the plane through the centre of `ball`: (points, rays) → colour and coverage."""
        where = self.box(ball)
        rays = self.rays[:, *where]
        shape = rays.shape[1:]
        rays = rays.reshape(3, -1)
        distance = dot(ball.centre - self.eye, normal) / dot(rays, normal)
        index = np.flatnonzero((distance > 0) & (distance < self.depth[where].reshape(-1) + 1e-3))
        rays, distance = rays[:, index], distance[index]
        colour, cover = shade(self.eye + rays * distance, rays)
        self._blend(where, shape, index, colour, cover)
        if sets_depth:
            self._set_depth(where, index, distance, cover)

    def stroke(self, points: Array, widths: Array, colours: Array) -> None:
        """A line of round dabs from the first point to the last, in front of everything: stems."""
        for point, width, colour in zip(points.T, widths, colours.T, strict=True):
            dab = Ball(float(point[0]), float(point[1]), float(point[2]), float(width))
            self.cast(dab, partial(_matt, colour[:, None]))

    def _blend(
        self, where: tuple[slice, slice], shape: tuple[int, ...], index: Array, colour: Array, cover: Array
    ) -> None:
        rows, columns = np.divmod(index, shape[1])
        rows += where[0].start
        columns += where[1].start
        below = self.colour[:, rows, columns]
        self.colour[:, rows, columns] = below + (colour - below) * cover

    def _set_depth(self, where: tuple[slice, slice], index: Array, distance: Array, cover: Array) -> None:
        solid = cover > 0.5
        region = self.depth[where]
        rows, columns = np.divmod(index[solid], region.shape[1])
        region[rows, columns] = distance[solid]


def _matt(colour: Array, _points: Array, normals: Array, _rays: Array) -> Array:
    return np.asarray(colour * (0.35 + 0.9 * np.maximum(dot(normals, LIGHT), 0)))


def daylight(points: Array, blockers: Sequence[Ball], softness: float = 0.30) -> Array:
    """How much of the window each point sees, 0…1; the penumbra widens with the distance to the blocker."""
    seen = np.ones(points.shape[1], np.float32)
    for ball in blockers:
        offset = ball.centre - points
        along = dot(offset, LIGHT)
        beside = np.sqrt(np.maximum(dot(offset, offset) - along * along, 0)) - ball.radius
        width = np.maximum(along, 0.30) * softness
        open_part = smoothstep(-1, 1, beside / width)
        seen *= np.where(along > 0, open_part, 1)
    return seen


def closeness(points: Array, normals: Array, blockers: Sequence[Ball]) -> Array:
    """How much of the surrounding light arrives, 0…1: each ball hides its solid angle."""
    seen = np.ones(points.shape[1], np.float32)
    for ball in blockers:
        offset = ball.centre - points
        squared = np.maximum(dot(offset, offset), ball.radius**2)
        facing = np.clip(dot(normals, offset) / np.sqrt(squared), 0, 1)
        seen *= 1 - 0.82 * facing * ball.radius**2 / squared
    return seen


def window(rays: Array, normals: Array, sharpness: float = 0.06) -> Array:
    """The mirror image of a window with a cross of bars, 0…1, as a glossy surface shows it."""
    mirrored = rays - 2 * dot(rays, normals) * normals
    towards = np.maximum(dot(mirrored, LIGHT), 1e-3)
    u, v = dot(mirrored, _LIGHT_SIDE) / towards, dot(mirrored, _LIGHT_UP) / towards
    frame = _edge(u, 0.30, sharpness)
    pane = frame * _edge(v, 0.40, sharpness)
    bars = _edge(u, 0.022, 0.02) + _edge(v, 0.022, 0.02)
    return np.asarray(pane * (1 - 0.75 * np.clip(bars, 0, 1)) * (dot(mirrored, LIGHT) > 0.2))


def _edge(x: Array, half_width: float, softness: float) -> Array:
    return 1 - smoothstep(half_width - softness, half_width + softness, np.abs(x))


def lit(
    albedo: Array,
    points: Array,
    normals: Array,
    rays: Array,
    blockers: Sequence[Ball],
    gloss: float = 0.0,
    sharpness: float = 0.06,
    glow: float = 0.0,
    softness: float = 0.30,
) -> Array:
    """Linear colour of a surface: daylight, sky, light thrown back by the cloth, and the window in its gloss.

    Args:
        gloss: strength of the mirrored window.
        sharpness: how blurred that mirror is.
        glow: share of light that passes through thin flesh, seen past the terminator.
    """
    sun = daylight(points, blockers, softness)
    open_sky = closeness(points, normals, blockers)
    facing = dot(normals, LIGHT)
    direct = np.maximum((facing + glow) / (1 + glow), 0) * sun
    sky = (0.5 + 0.5 * normals[1]) * open_sky
    below = (0.5 - 0.5 * normals[1]) * (0.35 + 0.65 * open_sky)
    rim = (1 - np.clip(-dot(rays, normals), 0, 1)) ** 4
    colour = albedo * (SUN * direct + SKY * sky + BOUNCE * below)
    mirror = gloss * window(rays, normals, sharpness) * (0.25 + 0.75 * sun)
    return np.asarray(colour + SUN * mirror + (0.35 * gloss * rim * open_sky) * SKY * 2)
