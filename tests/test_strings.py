"""What the page says for itself: the table of its strings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.incident import STAGES, TYPES
from maps import strings

STATIC = Path(strings.__file__).parent / "static"
LINES = strings.TABLE.read_text(encoding="utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")][1:]
PLURALS = {"one", "few", "many", "other"}


def test_the_rows_are_sorted_and_each_key_stands_once() -> None:
    keys = [row[0] for row in ROWS]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_string_is_there_in_every_language(row: list[str]) -> None:
    key, *said = row
    assert re.fullmatch(r"[a-z][a-z0-9_]*(\.(one|few|many|other))?", key)
    assert len(said) == len(strings.languages())
    for words in said:
        assert words == words.strip() != ""
        assert not set("<>&\"'") & set(words)
        assert not set("{}") & set(re.sub(r"\{[a-z]+\}", "", words))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_translation_fills_in_what_the_english_does(row: list[str]) -> None:
    english, *others = ({*re.findall(r"\{(\w+)\}", words)} - {"n"} for words in row[1:])
    assert all(other == english for other in others)


def test_plurals_have_all_their_forms() -> None:
    forms: dict[str, set[str]] = {}
    for key, *_ in ROWS:
        if "." in key:
            forms.setdefault(key.partition(".")[0], set()).add(key.partition(".")[2])
    assert all(found == PLURALS for found in forms.values())
    assert not set(forms) & {row[0] for row in ROWS}


def test_the_scripts_say_nothing_that_the_table_lacks() -> None:
    keys = {row[0].partition(".")[0] for row in ROWS}
    for path in sorted(STATIC.glob("*.js")):
        said = set(re.findall(r"""\bsay\(["']([a-z0-9_]+)["']""", path.read_text(encoding="utf-8")))
        assert said <= keys, path.name


def test_types_and_stages_are_called_as_in_the_record() -> None:
    english = strings.strings("en")
    assert {code: english[f"type_{code}"] for code in TYPES} == TYPES
    assert [english[f"stage_{stage}"] for stage in STAGES] == list(STAGES)


@pytest.mark.parametrize(
    ("lang", "n", "said"),
    [
        ("en", 1, "1 incident"),
        ("en", 0, "0 incidents"),
        ("en", 12345, "12,345 incidents"),
        ("uk", 1, "1 інцидент"),
        ("uk", 3, "3 інциденти"),
        ("uk", 5, "5 інцидентів"),
        ("uk", 11, "11 інцидентів"),
        ("uk", 21, "21 інцидент"),
        ("uk", 12345, "12\u00a0345 інцидентів"),
    ],
)
def test_numbers_choose_the_form(lang: str, n: int, said: str) -> None:
    assert strings.say(lang, "n_incidents", n=n) == said


def test_what_is_filled_in_is_not_read_as_a_pattern() -> None:
    said = strings.say("en", "show_on_map_named", heading=r"{heading} \1 {0}")
    assert said == r"Show on map: {heading} \1 {0}"


def test_a_language_that_the_page_does_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="'tlh' is not one of the page's: choose from en, uk"):
        strings.strings("tlh")
