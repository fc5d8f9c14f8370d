"""Endless handwritten-like digits, drawn by the program: skeletons, a hand that departs from them, a pen.

A network that has seen only these reads real handwriting; how well is measured by its tests.
"""

from __future__ import annotations

from app.data.datasets.strokes.dataset import MAX_SEED, Strokes, strokes

__all__ = ["MAX_SEED", "Strokes", "strokes"]
