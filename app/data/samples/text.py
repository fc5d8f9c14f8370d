"""Text: thin strokes in every size, dark on light and light on dark.

Sharpening makes the small lines readable, blurring takes them away one after the other, and an emboss
turns letters into relief. The letters come from Pillow's built-in font; no font file is needed.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.data.samples.canvas import HEIGHT, WIDTH

_PAPER, _INK, _NIGHT, _ACCENT = (250, 247, 240), (38, 40, 48), (30, 42, 66), (196, 84, 40)
_LINES = (
    (34, "y = w * x + b"),
    (24, "0123456789  ABCDEFG"),
    (18, "The quick brown fox jumps over the lazy dog."),
    (14, "Each pixel is a sum of its neighbours, each times a weight."),
    (11, "How small can a letter be before a 3 x 3 blur makes it unreadable? Try it, then sharpen."),
    (
        9,
        "Nine pixels high: here a stroke is thinner than a pixel, and grey is all that is left of it. 123456",
    ),
)


def draw() -> np.ndarray:
    """A sheet with a title band, lines from large to tiny, a dark block with light letters."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((28, 8), "Convolution", fill=_INK, font=ImageFont.load_default(size=88))
    pen.line((30, 116, 610, 116), fill=_ACCENT, width=3)
    top = 128
    for size, line in _LINES:
        pen.text((30, top), line, fill=_INK, font=ImageFont.load_default(size=size))
        top += round(size * 1.45) + 3
    pen.rounded_rectangle((28, 318, 404, 456), radius=10, fill=_NIGHT)
    pen.text((46, 322), "Kernel", fill=_PAPER, font=ImageFont.load_default(size=56))
    pen.text((48, 396), "light on dark, and just as sharp", fill=_PAPER, font=ImageFont.load_default(size=18))
    pen.text(
        (48, 424),
        "-1  -1  -1    -1  +8  -1    -1  -1  -1",
        fill=(255, 190, 120),
        font=ImageFont.load_default(size=18),
    )
    pen.text((424, 282), "3", fill=_ACCENT, font=ImageFont.load_default(size=190))
    pen.text((534, 282), "g", fill=_INK, font=ImageFont.load_default(size=150))
    return np.ascontiguousarray(np.asarray(sheet).transpose(2, 0, 1))
