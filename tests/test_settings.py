"""Settings come from the environment, with defaults, and never half."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.settings import Settings, clean_root_path


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8000), "not open to the network unless asked"


def test_every_setting_can_be_set_by_its_name_in_capitals() -> None:
    given: dict[str, tuple[str, object]] = {
        "host": ("0.0.0.0", "0.0.0.0"),
        "port": ("8080", 8080),
        "root_path": ("lab/", "/lab"),
        "data_dir": ("/srv/data", Path("/srv/data")),
        "picture_cache_bytes": ("1000", 1000),
        "result_cache_bytes": ("2000", 2000),
        "workers": ("3", 3),
        "run_slots": ("4", 4),
        "run_queue": ("5", 5),
        "run_memory_bytes": ("3000", 3000),
        "run_seconds": ("60", 60),
        "run_silent_seconds": ("61", 61),
        "runs_kept": ("7", 7),
        "paused_seconds": ("62", 62),
        "unwatched_seconds": ("63", 63),
        "frame_ancestors": ("https://a.example", "https://a.example"),
        "pseudo_language": ("1", True),
    }
    assert set(given) == {field.name for field in dataclasses.fields(Settings)}
    environment = {f"CONVSCOPE_{name.upper()}": text for name, (text, _) in given.items()}
    settings = Settings.from_environment(environment)
    assert {name: getattr(settings, name) for name in given} == {n: value for n, (_, value) in given.items()}


def test_variables_of_other_programs_are_not_ours() -> None:
    assert Settings.from_environment({"PORT": "1", "HOST": "x", "CONVSCOPE_PORTS": "y"}) == Settings()


@pytest.mark.parametrize(
    "name", ["PORT", "WORKERS", "PICTURE_CACHE_BYTES", "RESULT_CACHE_BYTES", "RUN_SLOTS"]
)
@pytest.mark.parametrize("value", ["", "many", "1e3", "8000.0"])
def test_a_number_that_is_none_is_refused_by_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^CONVSCOPE_{name}={value}$"):
        Settings.from_environment({f"CONVSCOPE_{name}": value})


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("", ""),
        ("/", ""),
        ("lab", "/lab"),
        ("/lab", "/lab"),
        ("lab/", "/lab"),
        (" /a/b/ ", "/a/b"),
        ("//", ""),
    ],
)
def test_a_root_path_may_be_written_with_or_without_its_slashes(written: str, clean: str) -> None:
    assert clean_root_path(written) == clean


def test_settings_cannot_change_under_a_running_server() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]
