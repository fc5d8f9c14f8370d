"""What goes out without comments is otherwise the source, line for line."""

from __future__ import annotations

import pytest

from app.web.assets import folder
from app.web.comments import COMMENT, without_comments

OURS = [path for kind in ("js", "css") for path in sorted((folder("static") / kind).rglob(f"*.{kind}"))]


def test_a_line_of_comment_leaves_an_empty_line() -> None:
    source = "/** What it does.\n * More. */\nlet a = 1;\n  // why\nlet b = 2;\n"
    assert without_comments(source) == "\n\nlet a = 1;\n\nlet b = 2;\n"


@pytest.mark.parametrize(
    "line",
    [
        "let a = 1; // a remark",
        "/** @type {string} */ (a).length;",
        "const b = /** @type {number} */ (a);",
        'const address = "https://example.org"; /* seen */',
        "/* a */ b(); /* c */",
        "a / b / c; /[/*]/.test(d);",
    ],
)
def test_a_line_with_code_stays_as_it_is(line: str) -> None:
    assert without_comments(line) == line
    assert without_comments(f"{line}\n/* gone */\n{line}") == f"{line}\n\n{line}"


def test_no_comment_of_ours_stands_inside_a_text() -> None:
    """Where a template literal is open, a line that looks like a comment would be the text's own."""
    assert len(OURS) > 100
    for path in OURS:
        source = path.read_text("utf-8")
        before, end = "", 0
        for comment in COMMENT.finditer(source):
            before += source[end : comment.start()]
            end = comment.end()
            assert before.count("`") % 2 == 0, f"{path.name}: {comment[0]}"


def test_every_line_of_ours_keeps_its_number() -> None:
    for path in OURS:
        source = path.read_text("utf-8")
        pairs = zip(source.splitlines(), without_comments(source).splitlines(), strict=True)
        assert all(sent in ("", line) for line, sent in pairs), path.name
