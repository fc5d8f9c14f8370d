"""What the Training page is sent with its HTML, so that it opens without a question."""

from __future__ import annotations

from typing import Any

from app.nn.presets import PRESETS
from app.nn.seeds import LARGEST_SEED
from app.training import spec
from app.training.recipes import recipe


def preset_views() -> list[dict[str, Any]]:
    """Every preset network: its layers, the data sets it is meant for, and the whole run it learns by."""
    return [
        {"id": one.id, "layers": list(one.layers), "data": list(one.data), "spec": recipe(one.id).as_wire()}
        for one in PRESETS.values()
    ]


def spec_limits() -> dict[str, tuple[float, float]]:
    """Smallest and largest number of every field of a spec that a page offers as a number."""
    return {
        **spec.COUNTS,
        "learning_rate": (0, spec.LARGEST_LEARNING_RATE),
        "momentum": (0, spec.LARGEST_MOMENTUM),
        "dropout": (0, spec.LARGEST_DROPOUT),
        "weight_decay": (0, 1),
        "batch_size": spec.BATCH_SIZES,
        "epochs": spec.EPOCHS,
        "seed": (0, LARGEST_SEED),
    }
