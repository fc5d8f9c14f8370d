"""Gives the tests of this folder the module that makes odd picture files."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def files() -> ModuleType:
    path = Path(__file__).with_name("picture_files.py")
    spec = importlib.util.spec_from_file_location("picture_files", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
