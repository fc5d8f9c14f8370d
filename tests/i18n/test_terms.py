"""The glossary is complete in both languages, and every reference in it leads somewhere."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

import pytest

from app.explain.cases import CASES
from app.filters.catalog import CATALOG
from app.i18n.catalog import messages, terms
from app.nn.describe import describe
from app.nn.presets import preset as preset_of

TERMS = terms()
IDS = [term["id"] for term in TERMS]
GROUPS = ("one_dimension", "geometry", "kernels", "pooling", "networks", "learning")
PAGES = ("filters", "sliding", "signals", "training", None)
ROWS_OF_PART = {"A": 3, "B": 14, "C": 7, "D": 3, "E": 5, "F": 7}
CURRICULUM = {f"{part}{row}" for part, count in ROWS_OF_PART.items() for row in range(1, count + 1)}
STEP_SETTINGS = {"operation", "padding", "padding_mode", "stride", "dilation", "channels", "display"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

each_term = pytest.mark.parametrize("term", TERMS, ids=IDS)


def unescaped(tex: str, character: str) -> int:
    return len(re.findall(rf"(?<!\\){re.escape(character)}", tex))


def test_every_row_of_the_curriculum_has_a_term_and_no_term_names_a_row_that_is_not_there() -> None:
    named = [row for term in TERMS for row in term["curriculum"]]
    assert len(TERMS) >= 40
    assert set(named) == CURRICULUM


def test_ids_are_unique_and_can_stand_in_a_link() -> None:
    assert len(set(IDS)) == len(IDS)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", identifier) for identifier in IDS)


@each_term
def test_a_term_has_the_same_fields_as_every_other(term: dict[str, Any]) -> None:
    fields = ["id", "group", "zh", "zh_alt", "en", "en_alt", "formula", "definition", "see", "curriculum"]
    assert list(term) == [*fields, "page", "state"]
    assert term["group"] in GROUPS
    assert term["page"] in PAGES


@each_term
def test_a_term_is_defined_in_both_languages_each_in_its_own_words(term: dict[str, Any]) -> None:
    assert term["zh"].strip()
    assert term["en"].strip()
    assert not CHINESE.search(term["en"] + "".join(term["en_alt"]) + term["definition"]["en"])
    assert len(CHINESE.findall(term["definition"]["zh"])) >= 12
    assert term["definition"]["zh"].endswith("。")
    assert term["definition"]["en"].endswith(".")
    assert len(term["definition"]["en"].split()) >= 10


@each_term
def test_see_also_leads_to_other_terms(term: dict[str, Any]) -> None:
    assert term["see"], "a word that stands alone explains nothing"
    assert set(term["see"]) <= set(IDS) - {term["id"]}
    assert len(set(term["see"])) == len(term["see"])


@each_term
def test_the_formula_is_balanced_and_speaks_no_language(term: dict[str, Any]) -> None:
    tex = term["formula"]
    assert tex.strip()
    assert unescaped(tex, "{") == unescaped(tex, "}")
    assert tex.count(r"\left") - tex.count(r"\leftarrow") == tex.count(r"\right") - tex.count(r"\rightarrow")
    assert re.findall(r"\\begin\{(\w+)\}", tex) == re.findall(r"\\end\{(\w+)\}", tex)
    assert "$" not in tex
    assert not CHINESE.search(tex)


def terms_of(page: str) -> list[dict[str, Any]]:
    return [term for term in TERMS if term["page"] == page and term["state"] is not None]


@pytest.mark.parametrize("term", terms_of("sliding"), ids=lambda term: term["id"])
def test_a_ready_made_state_of_the_sliding_window_opens_a_case_that_there_is(term: dict[str, Any]) -> None:
    query = parse_qs(term["state"], separator="&", strict_parsing=True)
    assert set(query) <= {"case", "drawer"}
    assert query["case"][0] in {case.id for case in CASES}
    assert query.get("drawer", ["memory"])[0] in {"toeplitz", "im2col", "col2im", "sharing", "memory"}


@pytest.mark.parametrize("term", terms_of("signals"), ids=lambda term: term["id"])
def test_a_ready_made_state_of_one_dimension_is_one_of_its_seven(term: dict[str, Any]) -> None:
    kinds = {"polynomial", "integer", "moving_average", "density", "dice", "continuous", "sequence"}
    assert term["state"] in {f"kind={kind}" for kind in kinds}


def test_a_ready_made_state_belongs_to_a_page_that_has_states() -> None:
    assert {term["page"] for term in TERMS if term["state"] is not None} == {
        "filters",
        "sliding",
        "signals",
        "training",
    }


@pytest.mark.parametrize("term", terms_of("training"), ids=lambda term: term["id"])
def test_a_ready_made_state_of_training_is_a_network_that_can_be_trained(term: dict[str, Any]) -> None:
    query = {
        key: value for key, [value] in parse_qs(term["state"], separator="&", strict_parsing=True).items()
    }
    preset = preset_of(query.pop("preset", "tiny_cnn"))
    layers = (
        [layer_of(text) for text in query.pop("layers").split(";")] if "layers" in query else preset.layers
    )
    described = describe(layers, (1, 28, 28), 10, batch_size=32)
    assert described.error is None
    assert set(query) <= {"unit", "loss", "optimizer", "train", "epochs"}
    if "unit" in query:
        layer, *cell = map(int, query["unit"].split(","))
        shape = described.layers[layer].output_shape
        assert shape is not None
        assert all(0 <= at < length for at, length in zip(cell, shape, strict=True))


def layer_of(text: str) -> dict[str, Any]:
    """``dense:units:64`` as a link writes it."""
    kind, *fields = text.split(":")
    values = [int(value) if value.isdigit() else value for value in fields[1::2]]
    return {"kind": kind, **dict(zip(fields[::2], values, strict=True))}


@pytest.mark.parametrize("term", terms_of("filters"), ids=lambda term: term["id"])
def test_a_ready_made_state_names_filters_of_the_catalogue_and_parameters_they_have(
    term: dict[str, Any],
) -> None:
    query = parse_qs(term["state"], separator="&", strict_parsing=True)
    assert set(query) == {"picture", "steps"}
    for step in query["steps"][0].split(";"):
        identifier, *settings = step.split(",")
        parameters = {parameter.id for parameter in CATALOG[identifier].parameters}
        assert {setting.split(":")[0] for setting in settings} <= parameters | STEP_SETTINGS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_group_has_a_heading_and_at_least_one_term(language: str) -> None:
    for group in GROUPS:
        assert messages(language)[f"glossary.group.{group}"]
        assert any(term["group"] == group for term in TERMS)
