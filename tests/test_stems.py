"""Stems: which texts are not parsed, because no word in them can be a trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.extracting import extract
from geo.reading import read_through
from geo.stems import may_trigger
from geo.triggers import rules

if TYPE_CHECKING:
    from spacy.language import Language

    from gazetteer import Gazetteer


@pytest.mark.parametrize("example", sorted({rule.example for rule in rules() if not rule.echo}))
def test_a_text_with_a_trigger_is_never_passed_over(example: str, nlp: Language) -> None:
    assert may_trigger(example, nlp)
    assert may_trigger(example.upper(), nlp)


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen slew two priests.",
        "Two men were shot, stabbed and beaten.",
        "The bus overturned on Monday.",
        "MILITANTS OVERRAN THE TOWN",
    ],
)
def test_irregular_forms_are_known(text: str, nlp: Language) -> None:
    assert may_trigger(text, nlp)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The museum in Lyon opens its new wing in spring, and tickets are on sale from Monday.",
        "Shares of the bank in Zurich rose by three percent after it published its results.",
        "Der Zug nach Basel hat zehn Minuten Verspätung.",
    ],
)
def test_a_text_without_any_is_passed_over(text: str, nlp: Language) -> None:
    assert not may_trigger(text, nlp)


def test_lemmas_that_follow_no_rules_hinder_it() -> None:
    import spacy

    assert may_trigger("The museum in Lyon opens in spring.", spacy.blank("en"))


def test_the_places_of_a_text_without_incidents_are_read_all_the_same(places: Gazetteer, nlp: Language) -> None:
    read = read_through("The museum in Lyon opens its new wing in spring.", places, nlp)
    assert [toponym.text for toponym in read.toponyms] == ["Lyon"]
    assert read.incidents == ()


def test_many_articles_give_what_each_gives_alone(places: Gazetteer, nlp: Language) -> None:
    quiet, bomb = "The museum in Lyon opens in spring.", "A bomb killed three people in Kabul on Monday."
    texts = [quiet, bomb, quiet, quiet, *[bomb] * 9, quiet]
    found = list(extract(texts, places, nlp))
    assert found == [extract(text, places, nlp) for text in texts]
    assert [len(each) for each in found[:3]] == [0, 1, 0]
    assert list(extract([], places, nlp)) == []
