"""The house rules that no ready-made tool knows, as functions from a source tree to what breaks them there.

Each takes the folder that holds ``app``, ``static``, ``templates`` and ``tests`` and yields one line a
violation, ``file:line: what``, so that ``test_architecture`` can try them on this repository and on trees
with a planted fault.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

CEILINGS = {".py": 400, ".js": 300, ".css": 300}
OURS = ("app", "static", "templates", "tests")

# Who may import whom in the browser; every folder may import itself, "vendor" is third-party.
JS_LAYERS: dict[str, frozenset[str]] = {
    "": frozenset(),  # static/js itself: classic scripts that run before any module
    "core": frozenset(),
    "geometry": frozenset(),
    "i18n": frozenset({"geometry"}),  # how numbers are written
    "draw": frozenset({"geometry"}),
    "elements": frozenset({"vendor"}),
    "views": frozenset({"core", "geometry", "draw", "elements", "i18n", "vendor"}),
    "api": frozenset({"core"}),
    "pages": frozenset({"api", "core", "geometry", "draw", "elements", "i18n", "views", "vendor"}),
}

PRODUCT_NAME = "卷积显微镜"
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")  # not punctuation: a parser may have to know it
# Sentences live in i18n; a built-in picture of text is a drawing of characters, not a sentence for anybody.
MAY_HOLD_CHINESE = ("app/i18n/", "static/js/i18n/", "app/data/samples")

# Comments, strings, templates and regular expressions of JavaScript, in the order in which they are tried.
JS_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
      |(?P<regex>(?<=[(,=:\[!&|?{};])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*)""",
    re.DOTALL | re.VERBOSE,
)
JS_IMPORT = re.compile(
    r"""(?:^|[;}\s])(?:import|export)\s[^;"'()]*?\bfrom\s*["']([^"']+)["']
      |(?:^|[;}\s])import\s*["']([^"']+)["']
      |\bimport\(\s*["']([^"']+)["']""",
    re.VERBOSE,
)
JS_CONVOLUTION = {
    r"\b\w*[wW]eights?(?:\[[^\]]*\]|\.at\([^)]*\))*\s*\*(?![*/])": "multiplies a weight",
    r"(?<!\*)\*\s*(?:\w+\.)*\w*[wW]eights?\b": "multiplies by a weight",
    r"/\s*(?:\w+\.)*stride\w*": "divides by a stride, as an output size does",
    r"\bpadding\w*(?:\[[^\]]*\])*\s*\*|\*\s*(?:\w+\.)*padding\b": "multiplies a padding, as sizes do",
    r"\bdilation\w*(?:\[[^\]]*\])*\s*\*|\*\s*(?:\w+\.)*dilation\b": "multiplies a dilation",
    r"\b(?:kernel|weights)\w*(?:\.flat\([^)]*\))?\.reduce\(": "sums a kernel",
}

CSS_DECLARATION = re.compile(r"(?<![\w-])([\w-]+)\s*:\s*([^;{}]+)(?=[;}])")
CSS_RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|"
    r"(?<![\w-])(?:white|black|gr[ae]y|silver|red|green|blue|yellow|orange|purple|teal|navy|maroon|olive|lime|"
    r"aqua|cyan|fuchsia|magenta|pink|brown|gold|indigo|violet|tomato|crimson)(?![\w-])",
    re.IGNORECASE,
)

HTML_SCRIPT = re.compile(r"<script\b(?P<attributes>(?:\{\{.*?\}\}|[^>])*)>", re.IGNORECASE | re.DOTALL)
HTML_DATA_BLOCK = re.compile(r"""\btype\s*=\s*["']?(?:application/json|importmap)\b""", re.IGNORECASE)
HTML_HANDLER = re.compile(r"""<[^>]*?\s(on[a-z]+)\s*=\s*["'{]""", re.IGNORECASE)
HTML_STYLE = re.compile(r"""\sstyle\s*=\s*(["'])(.*?)\1""", re.IGNORECASE | re.DOTALL)


def source_files(root: Path, *suffixes: str, below: tuple[str, ...] = OURS) -> Iterator[Path]:
    """Our own files: nothing third-party, nothing that a tool left behind."""
    for folder in below:
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root).parts
            if path.suffix in suffixes and not {"vendor", "node_modules", "__pycache__"}.intersection(parts):
                yield path


def at(root: Path, path: Path, text: str, position: int) -> str:
    """``file:line`` of a position in a file's text."""
    return f"{path.relative_to(root).as_posix()}:{text.count(chr(10), 0, position) + 1}"


def blank(match: re.Match[str]) -> str:
    """As many lines as the match had and nothing else, so that positions keep their line."""
    return "\n" * match[0].count("\n") or " "


def without_js_comments(text: str, *, keep_strings: bool = True) -> str:
    """JavaScript without its comments and, on demand, without its strings and regular expressions."""
    return JS_TOKEN.sub(lambda m: m[0] if keep_strings and not m["comment"] else blank(m), text)


def oversized_files(root: Path) -> Iterator[str]:
    """Files longer than their kind's ceiling."""
    for path in source_files(root, *CEILINGS):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > CEILINGS[path.suffix]:
            yield f"{path.relative_to(root).as_posix()}: {lines} lines, at most {CEILINGS[path.suffix]}"


def forbidden_js_imports(root: Path) -> Iterator[str]:
    """Imports against the layers, or that a browser could not follow."""
    base = root / "static" / "js"
    for path in source_files(root, ".js", below=("static/js",)):
        layer = path.relative_to(base).parent.as_posix().partition("/")[0].removeprefix(".")
        text = without_js_comments(path.read_text("utf-8"))
        if layer not in JS_LAYERS:
            yield f"{at(root, path, text, 0)}: static/js/{layer} is no layer of the house"
            continue
        for match in JS_IMPORT.finditer(text):
            name = match[1] or match[2] or match[3]
            here = at(root, path, text, match.end())
            if name.startswith("."):
                target = (path.parent / name).resolve()
                if target.is_relative_to(root.resolve() / "static" / "vendor"):
                    imported = "vendor"
                elif not target.is_relative_to(base.resolve()):
                    yield f"{here}: {name} lies outside static/js"
                    continue
                elif target.suffix != ".js" or not target.is_file():
                    yield f"{here}: {name} is no .js file of ours"
                    continue
                else:
                    imported = target.relative_to(base.resolve()).parts[0]
            else:
                imported = "vendor"
            if imported != layer and imported not in JS_LAYERS[layer]:
                yield f"{here}: {layer} may not import {name}"


def convolution_in_js(root: Path) -> Iterator[str]:
    """What looks like the mathematics of convolution: the server does it, the browser shows it."""
    for path in source_files(root, ".js", below=("static/js",)):
        text = without_js_comments(path.read_text("utf-8"), keep_strings=False)
        for pattern, what in JS_CONVOLUTION.items():
            for match in re.finditer(pattern, text):
                yield f"{at(root, path, text, match.start())}: {what}"


def raw_colours(root: Path) -> Iterator[str]:
    """Colours written anywhere but in tokens.css."""
    for path in source_files(root, ".css", below=("static/css",)):
        if path.name == "tokens.css":
            continue
        text = re.sub(
            r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"|'[^']*'", blank, path.read_text("utf-8"), flags=re.DOTALL
        )
        for declaration in CSS_DECLARATION.finditer(text):
            if declaration[1].lstrip("-").startswith(("mask", "webkit-mask")):
                continue  # there, black is opaque and nobody sees it
            for colour in CSS_RAW_COLOUR.finditer(declaration[2]):
                here = at(root, path, text, declaration.start())
                yield f"{here}: {declaration[1]} is {colour[0]}, not a token"


def behaviour_in_templates(root: Path) -> Iterator[str]:
    """Inline scripts, event handlers, ``javascript:`` addresses, and styles beyond custom properties."""
    for path in source_files(root, ".html", below=("templates",)):
        text = re.sub(r"\{#.*?#\}", blank, path.read_text("utf-8"), flags=re.DOTALL)
        for match in HTML_SCRIPT.finditer(text):
            attributes = match["attributes"]
            if not re.search(r"\bsrc\s*=", attributes) and not HTML_DATA_BLOCK.search(attributes):
                yield f"{at(root, path, text, match.start())}: inline script"
        for match in HTML_HANDLER.finditer(text):
            yield f"{at(root, path, text, match.start(1))}: inline handler {match[1]}"
        for match in re.finditer(r"javascript:", text, re.IGNORECASE):
            yield f"{at(root, path, text, match.start())}: javascript: address"
        for match in HTML_STYLE.finditer(text):
            declarations = [part.strip() for part in match[2].split(";") if part.strip()]
            if not all(part.startswith("--") for part in declarations):
                yield f"{at(root, path, text, match.start())}: style sets more than custom properties"


def docstring_lines(tree: ast.AST) -> set[int]:
    """The lines that docstrings stand on."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=last):
                lines.update(range(first, (last or first) + 1))
    return lines


def chinese_in_python(text: str) -> Iterator[tuple[int, str]]:
    """(line, token) of every token with Chinese that is neither a comment nor a docstring."""
    documented = docstring_lines(ast.parse(text))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_prose = token.type == tokenize.COMMENT or token.start[0] in documented
        if not is_prose and CHINESE.search(token.string.replace(PRODUCT_NAME, "")):
            yield token.start[0], token.string


def sentences_outside_i18n(root: Path) -> Iterator[str]:
    """Chinese text in code and templates: a sentence for users that the catalogue does not know."""
    for path in source_files(root, ".py", ".js", ".html", below=("app", "static/js", "templates")):
        name = path.relative_to(root).as_posix()
        text = path.read_text("utf-8")
        if name.startswith(MAY_HOLD_CHINESE):
            continue
        if path.suffix == ".py":
            for line, token in chinese_in_python(text):
                yield f"{name}:{line}: {token[:60]}"
            continue
        prose = (
            without_js_comments(text)
            if path.suffix == ".js"
            else re.sub(r"\{#.*?#\}", blank, text, flags=re.S)
        )
        for number, line_text in enumerate(prose.replace(PRODUCT_NAME, "").splitlines(), start=1):
            if CHINESE.search(line_text):
                yield f"{name}:{number}: {line_text.strip()[:60]}"


def packages_without_mirror(root: Path) -> Iterator[str]:
    """Test folders that mirror no package, and packages with modules but no test folder."""
    beside = {"js", "browser", "benchmarks", "docs"}
    tests = {p.parent.relative_to(root / "tests") for p in source_files(root, ".py", below=("tests",))}
    modules = [p for p in source_files(root, ".py", below=("app",)) if p.name != "__init__.py"]
    packages = {p.parent.relative_to(root / "app") for p in modules}
    for folder in sorted(tests):
        if (
            folder.parts
            and folder.parts[0] not in beside
            and not (root / "app" / folder / "__init__.py").is_file()
        ):
            yield f"tests/{folder.as_posix()} mirrors no package of app"
    for package in sorted({Path(p.parts[0]) for p in packages if p.parts}):
        if not any(folder.parts[:1] == package.parts for folder in tests):
            yield f"app/{package.as_posix()} has no tests/{package.as_posix()}"
