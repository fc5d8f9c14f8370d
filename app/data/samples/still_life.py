"""Still life: fruit in a porcelain bowl, a glass of water, a checked cloth, light from a window on the left.

The picture the product opens with. Cloth and peel have fine texture for blur and sharpen, silhouettes and
checks have edges in all directions, highlights clip, shadows are soft, and every hue occurs.
"""

from __future__ import annotations

import numpy as np

from app.data.samples import fruit
from app.data.samples.canvas import HEIGHT, WIDTH, shrink, smoothstep, to_bytes
from app.data.samples.glass import pour
from app.data.samples.scene import (
    BOUNCE,
    LIGHT,
    SKY,
    SUN,
    Ball,
    Canvas,
    closeness,
    daylight,
    dot,
    unit,
    vector,
)
from app.data.samples.texture import cloud, grain

Array = np.ndarray
_OVERSAMPLING = 2
_RIM, _BOWL_RADIUS, _BOWL_DEPTH = 1.22, 2.02, 1.24
_BOWL = Ball(-0.55, _RIM, 0.7, _BOWL_RADIUS)
_IN_BOWL = {
    "orange": Ball(-1.52, 1.62, 0.55, 0.80),
    "apple": Ball(0.02, 1.78, 0.35, 0.88),
    "green": Ball(-0.80, 1.86, 1.60, 0.88),
    "lemon": Ball(0.86, 1.62, 1.35, 0.66),
    "plum": Ball(-0.72, 1.42, -0.42, 0.56),
}
_GRAPES = tuple(
    Ball(x, y, z, radius)
    for x, y, z, radius in (
        (0.74, 1.56, -0.30, 0.24), (1.02, 1.68, -0.02, 0.25), (1.10, 1.44, -0.30, 0.26),
        (0.86, 1.34, -0.62, 0.26), (1.36, 1.46, 0.02, 0.24), (1.42, 1.24, -0.30, 0.26),
        (1.16, 1.16, -0.62, 0.25), (1.60, 1.14, -0.02, 0.24), (0.90, 1.04, -0.90, 0.25),
        (1.40, 0.92, -0.62, 0.26), (1.14, 0.80, -0.92, 0.26), (1.66, 0.86, -0.34, 0.25),
        (1.62, 0.62, -0.62, 0.25), (1.34, 0.54, -0.94, 0.26), (1.08, 0.46, -1.18, 0.25),
        (1.72, 0.36, -0.84, 0.24), (1.48, 0.27, -1.16, 0.25), (1.86, 0.24, -1.10, 0.23),
        (1.22, 0.23, -1.46, 0.23),
    )
)  # fmt: skip
_HALF = Ball(-2.04, 0.70, -2.35, 0.76)
_CHERRIES = (Ball(0.36, 0.31, -3.25, 0.31), Ball(1.02, 0.30, -2.95, 0.30))
_LEMON = Ball(-0.64, 0.50, -2.75, 0.64)
_GLASS = Ball(2.78, 0.0, 0.15, 0.74)
_GLASS_HEIGHT = 2.35


def draw() -> np.ndarray:
    """uint8 (3, 480, 640)."""
    canvas = Canvas(_OVERSAMPLING)
    fruits = (*_IN_BOWL.values(), *_GRAPES)
    bowl_shadow = (
        Ball(_BOWL.x, 1.05, _BOWL.z, 1.78),
        Ball(_BOWL.x, 0.78, _BOWL.z, 1.5),
        Ball(_BOWL.x, 0.35, _BOWL.z, 0.9),
    )
    on_table = (_HALF, _LEMON, *_CHERRIES)
    _paint_room(canvas, (*bowl_shadow, *fruits, *on_table))
    _paint_bowl_inside(canvas, tuple(_IN_BOWL.values()))
    for name, ball in sorted(_IN_BOWL.items(), key=lambda item: -item[1].z):
        others = tuple(other for other in fruits if other is not ball and _is_near(ball, other))
        fruit.PAINTERS[name](canvas, ball, others)
    _paint_bowl_outside(canvas, (*_GRAPES, _LEMON))
    for ball in sorted(_GRAPES, key=lambda ball: -ball.z):
        others = tuple(other for other in fruits if other is not ball and _is_near(ball, other))
        fruit.grape(canvas, ball, others)
    fruit.half_orange(canvas, _HALF)
    fruit.lemon(canvas, _LEMON, (_HALF,))
    for ball in _CHERRIES[::-1]:
        fruit.cherry(canvas, ball, tuple(other for other in _CHERRIES if other is not ball))
    fruit.stems(canvas, _IN_BOWL["apple"], _IN_BOWL["green"], _CHERRIES)
    pour(canvas, _GLASS, _GLASS_HEIGHT)
    return to_bytes(_develop(shrink(canvas.colour, _OVERSAMPLING)))


def _is_near(a: Ball, b: Ball) -> bool:
    return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2 < (a.radius + b.radius + 1.2) ** 2


def _paint_room(canvas: Canvas, blockers: tuple[Ball, ...]) -> None:
    """The wall behind, the table with its cloth, and on both what the things take from the light."""
    rays, eye = canvas.rays, canvas.eye[:, :, None]
    to_wall = (7.5 - eye[2]) / rays[2]
    wall = eye + rays * to_wall
    beam = np.exp(-(((wall[0] + 0.55 * wall[1] + 0.6) / 3.4) ** 2))
    plaster = cloud(wall[0] * 0.23, wall[1] * 0.23)
    light = 0.34 + 0.62 * beam + 0.10 * plaster + 0.035 * grain(wall[0] * 7, wall[1] * 7)
    canvas.colour[:] = vector(0.150, 0.275, 0.290)[:, :, None] * light
    is_table = rays[1] < -1e-3
    to_table = np.where(is_table, -eye[1] / np.minimum(rays[1], -1e-3), np.inf)
    is_table &= to_table < to_wall * 0.93
    first = int(np.argmax(is_table.any(axis=1)))
    rows = slice(first, None)
    distance = np.minimum(to_table[rows], 40)
    points = eye + rays[:, rows] * distance
    x, z = points[0], points[2]
    folds = 0.5 * np.sin(1.15 * x + 0.55 * z + 1.2 * np.sin(0.5 * z)) + 0.35 * np.sin(0.7 * x - 1.1 * z)
    albedo = _cloth(x + 0.03 * folds, z + 0.05 * folds)
    # Shadows are soft, so every second sample is enough.
    step = canvas.scale
    coarse = points[:, ::step, ::step]
    flat = coarse.reshape(3, -1)
    up = np.broadcast_to(vector(0, 1, 0), flat.shape)
    sun = _enlarge(daylight(flat, blockers, 0.34).reshape(coarse.shape[1:]), step, x.shape)
    sky = _enlarge(closeness(flat, up, blockers).reshape(coarse.shape[1:]), step, x.shape)
    slope = 1 + 0.13 * np.cos(1.15 * x + 0.55 * z + 1.2 * np.sin(0.5 * z))
    pool = 0.38 + 0.62 * np.exp(-(((x + 0.4) / 5.2) ** 2) - ((z + 0.6) / 5.5) ** 2)
    colour = albedo * (SUN[:, :, None] * (LIGHT[1] * sun * slope * pool) + SKY[:, :, None] * sky)
    canvas.colour[:, rows] = np.where(is_table[rows], colour, canvas.colour[:, rows])
    canvas.depth[rows] = np.where(is_table[rows], distance, canvas.depth[rows])


def _enlarge(small: Array, factor: int, shape: tuple[int, ...]) -> Array:
    """Linear interpolation by an integer factor, clamped at the border."""
    padded = np.pad(small, ((0, 1), (0, 1)), mode="edge")
    tall = np.empty((small.shape[0] * factor, padded.shape[1]), np.float32)
    for part in range(factor):
        share = part / factor
        tall[part::factor] = padded[:-1] * (1 - share) + padded[1:] * share
    wide = np.empty((tall.shape[0], small.shape[1] * factor), np.float32)
    for part in range(factor):
        share = part / factor
        wide[:, part::factor] = tall[:, :-1] * (1 - share) + tall[:, 1:] * share
    return wide[: shape[0], : shape[1]]


def _cloth(x: Array, z: Array) -> Array:
    """Linen, woven in white and blue: where a blue warp meets a blue weft the square is dark."""
    turned_x, turned_z = 0.94 * x + 0.34 * z, -0.34 * x + 0.94 * z
    warp = smoothstep(-0.10, 0.10, np.sin(turned_x * (np.pi / 0.62)))
    weft = smoothstep(-0.10, 0.10, np.sin(turned_z * (np.pi / 0.62)))
    blue = 0.5 * (warp + weft)
    threads = 0.055 * (np.sin(turned_x * 58) + np.sin(turned_z * 58)) + 0.07 * grain(x * 9, z * 9)
    white = vector(0.74, 0.70, 0.61)[:, :, None]
    ink = vector(0.06, 0.14, 0.36)[:, :, None]
    return np.asarray((white + (ink - white) * (0.08 + 0.84 * blue)) * (1 + threads))


def _paint_bowl_inside(canvas: Canvas, contents: tuple[Ball, ...]) -> None:
    shape = (1, _BOWL_DEPTH / _BOWL_RADIUS, 1)
    glaze = vector(0.80, 0.82, 0.84)

    def shade(points: Array, normals: Array, _rays: Array) -> Array:
        seen = closeness(points, normals, contents)
        sun = daylight(points, contents) * (0.30 + 0.70 * smoothstep(-1.0, 1.6, points[0] - _BOWL.x))
        facing = np.maximum(dot(normals, LIGHT), 0)
        return np.asarray(glaze * (SUN * (facing * sun * 0.75) + (SKY + BOUNCE * 0.5) * (0.85 * seen)))

    canvas.cast(_BOWL, shade, shape, keep=lambda points: points[1] < _RIM, is_inside=True)


def _paint_bowl_outside(canvas: Canvas, blockers: tuple[Ball, ...]) -> None:
    """White porcelain with a cobalt band of waves, lines at the lip, and petals around the foot."""
    shape = (1, _BOWL_DEPTH / _BOWL_RADIUS, 1)

    def shade(points: Array, normals: Array, rays: Array) -> Array:
        height = points[1]
        angle = np.arctan2(points[0] - _BOWL.x, _BOWL.z - points[2])
        vine = 0.74 + 0.075 * np.sin(angle * 16)
        band = 1 - smoothstep(0.012, 0.024, np.abs(height - vine))
        # A leaf in each bend of the vine, alternately above and below it.
        along = (angle * 16 / np.pi) % 1 - 0.5
        is_up = np.where((angle * 16 / np.pi) % 2 < 1, 1, -1)
        leaf = np.hypot(along * 2.3, (height - 0.74 - 0.008 * is_up + 0.02 * is_up) / 0.042)
        dots = 1 - smoothstep(0.75, 1.0, leaf)
        lines = sum(
            1 - smoothstep(w, w + 0.012, np.abs(height - at))
            for at, w in ((1.06, 0.028), (0.98, 0.008), (0.46, 0.012))
        )
        petals = smoothstep(0.0, 0.05, 0.36 - 0.16 * np.abs(np.sin(angle * 11)) - height)
        veins = 0.55 + 0.45 * np.cos(angle * 44) ** 2
        ink = np.clip(band + dots + lines + petals * veins, 0, 1) * (
            0.86 + 0.14 * cloud(angle * 2, height * 2)
        )
        white, cobalt = vector(0.84, 0.85, 0.85), vector(0.035, 0.10, 0.42)
        albedo = white + (cobalt - white) * ink
        ground = smoothstep(-0.15, 0.75, height)
        return fruit.lit(albedo, points, normals, rays, blockers, 0.55, 0.05) * (0.35 + 0.65 * ground)

    canvas.cast(_BOWL, shade, shape, keep=lambda points: points[1] < _RIM)

    def lip(points: Array, _rays: Array) -> tuple[Array, Array]:
        radius = np.hypot(points[0] - _BOWL.x, points[2] - _BOWL.z)
        cover = (1 - smoothstep(0.050, 0.062, np.abs(radius - _BOWL_RADIUS + 0.025))).astype(np.float32)
        shine = 0.62 + 0.38 * (points[0] - _BOWL.x) / -_BOWL_RADIUS
        return vector(0.93, 0.93, 0.90) * (0.45 + 1.0 * shine), cover

    canvas.lay(Ball(_BOWL.x, _RIM, _BOWL.z, _BOWL_RADIUS * 1.03), unit(vector(0, 1, 0)), lip)


def _develop(light: Array) -> Array:
    """Linear light to sRGB as film does it: a soft shoulder, a vignette, a breath of grain."""
    rows = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    light = light * (0.60 - 0.12 * (rows**2 * 0.7 + columns**2))
    shoulder = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)
    srgb = 1.06 * np.clip(shoulder, 0, 1) ** (1 / 2.2)
    noise = np.random.default_rng(1).standard_normal((HEIGHT, WIDTH), dtype=np.float32)
    return np.asarray(srgb + 0.006 * noise)
