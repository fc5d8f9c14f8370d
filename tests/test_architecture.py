"""The house stands as it was planned: sizes, who imports whom, where colours and sentences live.

Each rule is tried twice: on this repository, where nothing may break it, and on a small tree with a planted
fault, where it must be seen.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import house_rules as rules

ROOT = Path(__file__).resolve().parents[1]
Rule = Callable[[Path], Iterator[str]]

ALL_RULES: list[Rule] = [
    rules.oversized_files,
    rules.forbidden_js_imports,
    rules.convolution_in_js,
    rules.raw_colours,
    rules.behaviour_in_templates,
    rules.sentences_outside_i18n,
    rules.packages_without_mirror,
]

PLANTED: list[tuple[Rule, str, str]] = [
    (rules.oversized_files, "app/conv/long.py", "x = 1\n" * 401),
    (rules.oversized_files, "tests/conv/test_long.py", "x = 1\n" * 401),
    (rules.oversized_files, "static/js/core/long.js", ";\n" * 301),
    (rules.oversized_files, "static/css/components/long.css", "\n" * 301),
    (rules.forbidden_js_imports, "static/js/core/a.js", 'import { b } from "../geometry/b.js";'),
    (rules.forbidden_js_imports, "static/js/core/a.js", 'import { b } from "./missing.js";'),
    (rules.forbidden_js_imports, "static/js/core/a.js", 'import { b } from "./b";'),
    (rules.forbidden_js_imports, "static/js/draw/a.js", 'import "../core/b.js";'),
    (rules.forbidden_js_imports, "static/js/draw/a.js", 'import katex from "katex";'),
    (rules.forbidden_js_imports, "static/js/elements/a.js", 'import { t } from "../i18n/b.js";'),
    (rules.forbidden_js_imports, "static/js/views/a.js", 'import {\n  b,\n} from "../api/b.js";'),
    (rules.forbidden_js_imports, "static/js/views/a.js", 'export { b } from "../pages/b.js";'),
    (rules.forbidden_js_imports, "static/js/views/a.js", 'const b = await import("../api/b.js");'),
    (rules.forbidden_js_imports, "static/js/pages/a.js", 'import "../../../templates/b.js";'),
    (rules.forbidden_js_imports, "static/js/boot.js", 'import "./core/b.js";'),
    (rules.forbidden_js_imports, "static/js/helpers/a.js", "export const a = 1;"),
    (rules.convolution_in_js, "static/js/draw/a.js", "const p = weight * value;"),
    (rules.convolution_in_js, "static/js/draw/a.js", "sum += pixel * kernel.weights[u][v];"),
    (rules.convolution_in_js, "static/js/draw/a.js", "sum += weights[u][v] * pixel;"),
    (rules.convolution_in_js, "static/js/draw/a.js", "const n = Math.floor((i + pad - k) / stride) + 1;"),
    (rules.convolution_in_js, "static/js/draw/a.js", "const n = i + 2 * padding - k;"),
    (rules.convolution_in_js, "static/js/draw/a.js", "const k = (size - 1) * step.dilation + 1;"),
    (rules.convolution_in_js, "static/js/draw/a.js", "const s = weights.flat().reduce((a, b) => a + b);"),
    (rules.raw_colours, "static/css/components/a.css", ".a { color: #fff; }"),
    (rules.raw_colours, "static/css/components/a.css", ".a { border: 1px solid rgb(0 0 0 / 50%) }"),
    (rules.raw_colours, "static/css/layout.css", "a:hover { background: white; }"),
    (rules.behaviour_in_templates, "templates/a.html", "<script>alert(1)</script>"),
    (rules.behaviour_in_templates, "templates/a.html", '<script type="module">go()</script>'),
    (rules.behaviour_in_templates, "templates/pages/a.html", '<button class="b" onclick="go()">'),
    (rules.behaviour_in_templates, "templates/a.html", '<a href="javascript:go()">'),
    (rules.behaviour_in_templates, "templates/a.html", '<p style="--x: 1; display: none">'),
    (rules.sentences_outside_i18n, "app/web/a.py", 'MESSAGE = "太大了"'),
    (rules.sentences_outside_i18n, "app/web/a.py", 'MESSAGE = f"最多 {1}"'),
    (rules.sentences_outside_i18n, "static/js/views/a.js", 'const a = "卷积核"; // 注释'),
    (rules.sentences_outside_i18n, "templates/pages/a.html", "<h1>滤镜实验室</h1>"),
    (rules.packages_without_mirror, "tests/convolution/test_a.py", ""),
    (rules.packages_without_mirror, "app/signals/a.py", ""),
]

ALLOWED: list[tuple[Rule, str, str]] = [
    (rules.oversized_files, "app/conv/long.py", "x = 1\n" * 400),
    (rules.oversized_files, "static/vendor/big.js", ";\n" * 5000),
    (
        rules.forbidden_js_imports,
        "static/js/views/a.js",
        'import { b } from "../core/b.js";\nimport katex from "katex";',
    ),
    (
        rules.forbidden_js_imports,
        "static/js/core/a.js",
        '/** @typedef {import("../geometry/b.js").B} B */\n// from "x"',
    ),
    (rules.forbidden_js_imports, "static/js/pages/a.js", 'import { b } from "../api/b.js";'),
    (rules.forbidden_js_imports, "static/js/boot.js", "document.body.hidden = false;"),
    (
        rules.convolution_in_js,
        "static/js/draw/a.js",
        '// weight * value\nconst text = "weight * value";\nlet x = a * b;',
    ),
    (rules.convolution_in_js, "static/js/draw/a.js", "const x = viewport.scale * cell_px / 2;"),
    (rules.raw_colours, "static/css/tokens.css", ":root { --ink: #15181e; }"),
    (
        rules.raw_colours,
        "static/css/layout.css",
        "#fade:hover { color: var(--ink); white-space: nowrap } /* #fff */",
    ),
    (rules.raw_colours, "static/css/layout.css", "a { color: color-mix(in oklab, var(--red), transparent) }"),
    (rules.raw_colours, "static/css/layout.css", "a { mask-image: linear-gradient(black, transparent); }"),
    (
        rules.behaviour_in_templates,
        "templates/a.html",
        '<script type="module" src="{{ asset("js/a.js") }}"></script>',
    ),
    (rules.behaviour_in_templates, "templates/a.html", '<script id="m" type="application/json">{}</script>'),
    (
        rules.behaviour_in_templates,
        "templates/a.html",
        '<p style="--columns: 3;" data-once="1"> {# onclick="x" #}',
    ),
    (rules.sentences_outside_i18n, "app/web/a.py", '"""滤镜。"""\nNAME = "ConvScope 卷积显微镜"  # 名字'),
    (rules.sentences_outside_i18n, "app/filters/a.py", 'SEPARATORS = "，；、"'),
    (rules.sentences_outside_i18n, "app/i18n/a.py", 'MESSAGE = "太大了"'),
    (rules.sentences_outside_i18n, "static/js/views/a.js", "// 注释\n/* 注释 */ const a = 1;"),
    (rules.packages_without_mirror, "tests/browser/pages/test_a.py", ""),
    (rules.packages_without_mirror, "tests/conv/test_a.py", ""),
]


def name_of(value: object) -> str | None:
    return getattr(value, "__name__", "").replace("_", "-") or None


def plant(root: Path, name: str, text: str) -> None:
    """A small house with nothing wrong, but for one file."""
    for package in ("", "conv", "web", "i18n"):
        (root / "app" / package).mkdir(parents=True, exist_ok=True)
        (root / "app" / package / "__init__.py").write_text("", "utf-8")
    for layer in ("core", "geometry", "draw", "views", "api", "pages", "i18n"):
        (root / "static/js" / layer).mkdir(parents=True)
        (root / "static/js" / layer / "b.js").write_text("export const b = 1;\n", "utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "b.js").write_text("", "utf-8")
    (root / "tests" / "web").mkdir(parents=True)
    (root / "tests" / "web" / "test_b.py").write_text("", "utf-8")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


@pytest.mark.parametrize("rule", ALL_RULES, ids=name_of)
def test_nothing_in_this_repository_breaks_the_rule(rule):
    found = list(rule(ROOT))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED, ids=name_of)
def test_a_planted_fault_is_seen_where_it_stands(rule, name, text, tmp_path):
    plant(tmp_path, name, text)
    found = list(rule(tmp_path))
    assert found
    assert all(name.rpartition("/")[0] in line for line in found)


@pytest.mark.parametrize(("rule", "name", "text"), ALLOWED, ids=name_of)
def test_what_only_looks_like_a_fault_is_let_through(rule, name, text, tmp_path):
    plant(tmp_path, name, text)
    assert list(rule(tmp_path)) == []


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", command], cwd=root, capture_output=True, encoding="utf-8", check=False
    )


def test_every_import_goes_down_the_layers():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def empty_house(root: Path) -> None:
    """Every layer that pyproject.toml names, empty, and the contracts."""
    shutil.copyfile(ROOT / "pyproject.toml", root / "pyproject.toml")
    packages = ("conv", "nn", "filters", "explain", "signals", "training", "data", "services", "i18n", "web")
    for name in (
        "__init__",
        "__main__",
        "main",
        "settings",
        *(f"{package}/__init__" for package in packages),
    ):
        (root / "app" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "app" / f"{name}.py").write_text("", "utf-8")


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("conv/geometry.py", "import app.filters", "no sibling"),
        ("filters/catalog.py", "import app.explain", "no sibling"),
        ("services/image_cache.py", "import app.i18n", "no sibling"),
        ("settings.py", "import app.web", "no sibling"),
        ("conv/windows.py", "import app.nn", "no sibling"),
        ("nn/layer.py", "import app.training", "no sibling"),
        ("training/trainer.py", "import app.data", "no sibling"),
        ("training/trainer.py", "import asyncio", "The mathematics knows"),
        ("nn/loss.py", "import PIL", "The mathematics knows"),
        ("conv/padding.py", "import asyncio", "The mathematics knows"),
        ("explain/records.py", "from pydantic import BaseModel", "The mathematics knows"),
        ("data/images.py", "import fastapi", "The data layer knows"),
        ("web/pages.py", "from PIL import Image", "import Pillow"),
        ("data/formats.py", "from PIL import Image", "import Pillow"),
    ],
)
def test_a_planted_import_breaks_its_contract(module, line, contract, tmp_path):
    empty_house(tmp_path)
    (tmp_path / "app" / module).write_text(f"{line}\n", "utf-8")
    done = lint_imports(tmp_path)
    broken = [row for row in done.stdout.splitlines() if "BROKEN" in row]
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(contract in row for row in broken), done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("data/images.py", "from PIL import Image"),
        ("data/samples/lettering.py", "from PIL import ImageFont"),
        ("web/pages.py", "import app.services, app.i18n, app.settings, fastapi"),
        ("filters/apply.py", "import app.conv, numpy"),
        ("training/trainer.py", "import app.nn, app.conv, numpy"),
    ],
)
def test_an_import_that_goes_down_the_layers_breaks_none(module, line, tmp_path):
    empty_house(tmp_path)
    (tmp_path / "app" / module).parent.mkdir(exist_ok=True)
    (tmp_path / "app" / module).with_name("__init__.py").touch()
    (tmp_path / "app" / module).write_text(f"{line}\n", "utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_module_that_the_layers_do_not_name_is_noticed(tmp_path):
    empty_house(tmp_path)
    (tmp_path / "app" / "helpers.py").write_text("", "utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert "app.helpers" in done.stdout
