"""Both languages say everything, nothing is said twice, and every key that is used has its sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.conv.padding import PADDING_MODES
from app.conv.transforms import OPERATIONS as TRANSFORMATIONS
from app.data.samples import SAMPLES
from app.filters.catalog import CATALOG
from app.filters.step import CHANNELS, DISPLAYS, OPERATIONS, PADDINGS
from app.i18n.catalog import FOLDER, LANGUAGES, PLACEHOLDER, messages
from app.web.contexts import PAGES
from tests.i18n.message_use import HOLE, family_pattern, javascript, python, template, used

ZH, EN = messages("zh"), messages("en")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A family that a script asks for by `hasMessage` before it uses it.
OPTIONAL = {f"filter.{HOLE}.{HOLE}.label"}
# Names that are the same in both languages; letters of formulas have at most two characters.
NAMES = {
    "NumPy",
    "OpenCV",
    "PyTorch",
    "PNG",
    "JPEG",
    "WebP",
    "RGB",
    "SVD",
    "ConvScope",
    "Gabor",
    "Sobel",
    "Prewitt",
    "Scharr",
    "Roberts",
    "NCHW",
    "NHWC",
    "col",  # im2col
    "ReLU",
    "Leaky",
    "Sigmoid",
    "tanh",
    "Softmax",
    "Dropout",
    "Adam",
    "Glorot",
    "Nesterov",
    "SGD",
    "CIFAR",
    "MNIST",
}


def files(language: str) -> list[str]:
    return sorted(path.name for path in (FOLDER / language).iterdir())


def test_both_languages_have_the_same_files_with_the_same_keys_in_the_same_order() -> None:
    assert files("zh") == files("en")
    for name in files("zh"):
        zh, en = (list(json.loads((FOLDER / language / name).read_text("utf-8"))) for language in LANGUAGES)
        assert zh == en, name


def test_a_sentence_has_the_same_placeholders_in_both_languages() -> None:
    for key in ZH:
        assert set(PLACEHOLDER.findall(ZH[key])) == set(PLACEHOLDER.findall(EN[key])), key
        for sentence in (ZH[key], EN[key]):
            assert sentence.strip() == sentence.removesuffix(" ") != "", key
            assert sentence == sentence.strip() or key == "glossary.comma", f"{key}: a space at the end"
            assert not re.search(r"\{[^{}\w]|\{\W*\}", sentence), f"{key}: a brace that is no placeholder"


def test_each_language_is_written_in_itself() -> None:
    for key, sentence in EN.items():
        if key not in ("shell.language.short", "shell.language.label"):  # the other language's own name
            assert not CHINESE.search(sentence), f"{key}: {sentence}"
    for key, sentence in ZH.items():
        if not CHINESE.search(sentence) and not key.startswith("shell.language."):
            words = set(re.findall(r"[A-Za-z]{3,}", PLACEHOLDER.sub("", sentence)))
            assert words <= NAMES, f"{key}: {sentence}"


def test_chinese_is_set_with_chinese_punctuation() -> None:
    """Half-width commas between two Chinese characters are a slip of the keyboard."""
    for key, sentence in ZH.items():
        assert not re.search(r"[\u4e00-\u9fff][,;:!?][\u4e00-\u9fff]", sentence), f"{key}: {sentence}"
        assert not re.search(r"[\u4e00-\u9fff]\.(?:\s|$)", sentence), f"{key}: {sentence}"


# ---------------------------------------------------------------- keys and their use


def test_every_key_that_the_source_names_has_a_sentence() -> None:
    literal, families = used()
    assert len(literal) > 100
    missing = sorted(literal - set(ZH) - {"error.link_malformed", "error.link_part_left_out"})
    assert not missing
    for family in families - OPTIONAL:
        pattern = family_pattern(family)
        assert any(pattern.fullmatch(key) for key in ZH), f"no key in {family.replace(HOLE, '…')}"


def test_every_sentence_is_used() -> None:
    literal, families = used()
    patterns = [family_pattern(family) for family in families]
    unused = [
        key for key in ZH if key not in literal and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert not unused, "no source names these keys, and no family has a place for them"


def test_the_reading_of_the_source_finds_a_planted_key() -> None:
    script = """const a = t("home.go"); // t("home.not")
    t(`filter.${id}.name`, { x: t("home.how") }); t(b ? "a.b" : 'a.c')"""
    assert set(javascript(script)) == {"home.go", f"filter.{HOLE}.name", "home.how", "a.b", "a.c"}
    assert f"picture.{HOLE}.hint" in javascript("x(`${name} — ${t(`picture.${id}.hint`)}`)")
    page = """{{ t("home.go") }}{# t("home.not") #}{{ t('home.minute.' ~ step ~ ".title") }}"""
    assert list(template(page)) == ["home.go", f"home.minute.{HOLE}.title"]
    assert sorted(python('t(f"filter.{id}.name", "home.go")')) == sorted(
        ["filter.", ".name", f"filter.{HOLE}.name", "home.go"]
    )


def domain_families() -> dict[str, list[str]]:
    """What the domain can name, and the keys that the pages build of it."""
    parameters = [parameter for chosen in CATALOG.values() for parameter in chosen.parameters]
    return {
        "filter": [f"filter.{id}.{part}" for id in CATALOG for part in ("name", "hint")],
        "parameter": [key for p in parameters for key in (p.label_key, p.hint_key)],
        "choice": [f"choice.{value}.label" for p in parameters for value in p.choices],
        "picture": [f"picture.{id}.{part}" for id in SAMPLES for part in ("name", "hint")],
        "group": [f"presets.group.{chosen.group}" for chosen in CATALOG.values()],
        "operation": [f"kernel.{value}" for value in OPERATIONS],
        "padding": [f"controls.padding.{value}" for value in PADDINGS],
        "padding_mode": [f"controls.padding_mode.{value}" for value in PADDING_MODES],
        "channels": [f"controls.channels.{value}" for value in CHANNELS],
        "display": [f"controls.display.{value}" for value in DISPLAYS],
        # Resizing has two fields and turning by 180° is the convolution switch: neither is a button.
        "tool": [f"kernel.tool.{name}" for name in TRANSFORMATIONS if name not in ("resize", "rotate_180")],
        "page": [f"shell.page.{page}" for page in PAGES],
    }


@pytest.mark.parametrize("family", domain_families())
def test_everything_the_domain_can_name_has_a_name_for_people(family: str) -> None:
    assert not sorted(set(domain_families()[family]) - set(ZH))


def test_message_files_are_valid_and_end_with_a_newline() -> None:
    for path in sorted(Path(FOLDER).rglob("*.json")):
        assert path.read_text("utf-8").endswith("}\n"), path.name
