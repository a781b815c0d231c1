"""The parse: what spaCy's pipeline gives of a text, at less cost."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from geo.attributes import remembering
from geo.language import parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

GRAMMAR = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
TEXTS = (
    "Three people were killed on Monday when a bomb went off outside a hotel in Kabul, police said.",
    "It didn't stop there: they've got to go, and let's see what she ain't gonna tell y'all, c'mon!",
    "MAIDUGURI, Nigeria (AP) - Gunmen who had been hiding shot at  soldiers;\n there were no casualties.",
    "He does what he did; that is what those do, once there, because of it.",
    "",
)


def attributes(doc: Doc) -> list[tuple[str, ...]]:
    """What the attribute ruler writes, word by word."""
    return [(token.tag_, token.pos_, token.lemma_, str(token.morph), token.dep_) for token in doc]


@pytest.mark.parametrize("text", TEXTS)
def test_an_answer_that_is_kept_is_that_of_the_attribute_ruler(text: str, nlp: Language) -> None:
    ruler = nlp.get_pipe("attribute_ruler")
    quick = remembering(ruler)  # type: ignore[arg-type]
    for _ in range(2):  # the second time all answers are kept ones
        ours, theirs = (nlp(text, disable=["attribute_ruler", "lemmatizer"]) for _ in range(2))
        assert attributes(quick(ours)) == attributes(ruler(theirs))


def test_a_rule_that_looks_at_more_than_the_word_is_left_to_the_ruler(nlp: Language) -> None:
    ruler = nlp.create_pipe("attribute_ruler")
    ruler.add([[{"LEMMA": "go"}]], {"POS": "VERB"})  # type: ignore[attr-defined]
    assert remembering(ruler) is ruler  # type: ignore[arg-type]


def test_words_heads_and_names_are_those_of_the_plain_pipeline(nlp: Language) -> None:
    import spacy

    with warnings.catch_warnings(action="ignore"):
        plain = spacy.load(nlp.path)
    for text in TEXTS:
        if "\n" in text:  # a paragraph ends for us alone
            continue
        ours, theirs = parse(nlp, text), plain(plain(text, disable=GRAMMAR), disable=["ner"])
        assert attributes(ours) == attributes(theirs)
        assert [token.head.i for token in ours] == [token.head.i for token in theirs]
        assert [(name.text, name.label_) for name in ours.ents] == [(name.text, name.label_) for name in theirs.ents]
