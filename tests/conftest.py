"""What every test may ask for."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

WITHOUT_TORCH = "compares with PyTorch: pip install -e '.[bench]'"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is slow unless it is asked for (``-m slow``), and PyTorch where it is not installed."""
    if "slow" not in config.getoption("markexpr"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
    if importlib.util.find_spec("torch") is None:
        for item in items:
            if item.get_closest_marker("torch"):
                item.add_marker(pytest.mark.skip(reason=WITHOUT_TORCH))


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of photographs and data sets that ``CONVSCOPE_TEST_DATA`` names.

    Without it a test skips and says so; on CI, where nothing may be skipped in silence, it fails.
    """
    given = os.environ.get("CONVSCOPE_TEST_DATA", "")
    if given and Path(given).is_dir():
        return Path(given).resolve()
    problem = f"CONVSCOPE_TEST_DATA={given} is no folder" if given else "CONVSCOPE_TEST_DATA names no folder"
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(f"{problem} with the photographs and data sets of the tests")
