"""Every code that can be raised has its two sentences, and the raise supplies what they name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeGuard

from app.i18n.catalog import LANGUAGES, PLACEHOLDER, messages
from app.web.errors import STATUS
from app.web.validation import BOUNDS, CODES
from tests.i18n.message_use import ROOT, used

# Raised by the browser itself, never by the server.
OF_THE_BROWSER = {"network", "link_malformed", "link_part_left_out"}
PARTS = ("message", "remedy")


@dataclass
class Raise:
    """One place that makes a DomainError of a code: the values that it names itself."""

    place: str
    codes: frozenset[str]
    values: frozenset[str] = field(default=frozenset())
    passes_more: bool = False  # **values


@cache
def raises() -> tuple[Raise, ...]:
    """Every `DomainError(…)` in the program whose code stands in the same function."""
    return tuple(found for path in sorted((ROOT / "app").rglob("*.py")) for found in in_module(path))


def in_module(path: Path) -> Iterator[Raise]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if is_raise(node):
            yield raise_of(path, tree, node)


def is_raise(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "DomainError"


def raise_of(path: Path, tree: ast.AST, call: ast.Call) -> Raise:
    first = call.args[0]
    codes = {str(first.value)} if isinstance(first, ast.Constant) else codes_near(tree, call)
    names = {keyword.arg for keyword in call.keywords}
    return Raise(
        f"{path.relative_to(ROOT)}:{call.lineno}",
        frozenset(codes),
        frozenset(name for name in names if name) | {"field"},
        None in names,
    )


def codes_near(tree: ast.AST, call: ast.Call) -> set[str]:
    """A code in a variable: the known codes among the strings of the function around it, and, where it is
    the function's own argument, among the strings that the module's calls of it hand over."""
    around = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)]
    around = [f for f in around if f.lineno <= call.lineno <= (f.end_lineno or 0)]
    innermost = max(around, key=lambda f: f.lineno)
    literal = {id(node.args[0]) for node in ast.walk(innermost) if is_raise(node)}
    strings = {
        node.value
        for node in ast.walk(innermost)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in literal
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(innermost.name):
            strings |= {
                a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            }
    return {text for text in strings if f"error.{text}.message" in messages("en")}


def coded_elsewhere() -> set[str]:
    """Codes that stand in tables, or are handed to a function of another module."""
    handed = {"picture_too_many_bytes", "body_too_large"}  # read_body(…, code)
    tables = {*CODES.values(), *(code for code, _ in BOUNDS.values()), "request_malformed"}
    return handed | tables


def sentences(code: str) -> dict[str, str]:
    return {
        f"{language}.{part}": messages(language)[f"error.{code}.{part}"]
        for language in LANGUAGES
        for part in PARTS
    }


def all_codes() -> set[str]:
    return {code for found in raises() for code in found.codes} | coded_elsewhere()


def test_every_code_that_is_raised_has_a_message_and_a_remedy_in_both_languages() -> None:
    assert len(raises()) > 50
    for found in raises():
        for code in found.codes:
            for language in LANGUAGES:
                for part in PARTS:
                    assert f"error.{code}.{part}" in messages(language), f"{found.place}: {code}"


def test_no_sentence_is_for_a_code_that_nobody_raises() -> None:
    described = {key.split(".")[1] for key in messages("en") if key.startswith("error.")}
    assert described - all_codes() - OF_THE_BROWSER == set()
    assert all_codes() <= described
    literal, _ = used()
    assert described >= OF_THE_BROWSER
    assert not [key for key in literal if key.startswith("error.") and key.split(".")[1] not in described]


def test_a_literal_raise_supplies_every_placeholder_of_its_sentences() -> None:
    for found in raises():
        if found.passes_more:
            continue
        for code in found.codes:
            for where, sentence in sentences(code).items():
                missing = set(PLACEHOLDER.findall(sentence)) - found.values
                assert not missing, f"{found.place}: {code} ({where}) names {missing}"


def test_forwarded_values_are_those_of_the_forwarded_error() -> None:
    """`**values` hands on what another raise has named, or what the callers of a helper name."""
    places = {found.place.rpartition(":")[0] for found in raises() if found.passes_more}
    assert places == {
        "app/conv/errors.py",  # DomainError.at
        "app/filters/parameters.py",  # Parameter._refusal, tested in tests/filters/test_parameters.py
        "app/filters/parse.py",  # the refusal of parse_kernel_rows, seen from the text
        "app/web/bodies.py",  # value_mib and limit_mib
    }


def test_a_message_names_what_was_given_and_a_remedy_says_what_to_do() -> None:
    """A message without the value is a riddle; exceptions are refusals of which there is no value."""
    speechless = {
        "body_unreadable", "chain_empty", "field_missing", "kernel_all_zero", "kernel_empty",
        "kernel_text_empty", "kernel_text_empty_cell", "network",
    }  # fmt: skip
    for code in all_codes():
        for language in LANGUAGES:
            message = messages(language)[f"error.{code}.message"]
            remedy = messages(language)[f"error.{code}.remedy"]
            if code not in speechless:
                assert PLACEHOLDER.search(message), f"{language}: {message}"
            assert remedy[-1] in ".。", remedy
            assert message[-1] in ".。", message
            assert remedy != message


def test_statuses_are_given_to_codes_that_exist() -> None:
    assert set(STATUS) <= all_codes()
