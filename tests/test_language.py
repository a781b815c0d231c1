"""The parse: what spaCy's pipeline gives of a text, at less cost."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from geo.attributes import remembering
from geo.entities import together
from geo.language import LONGEST, parse, parse_each

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


NAMED = (
    *TEXTS,
    "Dr. Amina  Yusuf of the World\nHealth Organization flew from Port Harcourt to New York, N.Y.\n\nKABUL",
    " \n In 2021 the Bank of America Corp. Center ",
)


def names(doc: Doc) -> list[tuple[int, int, str, str]]:
    return [(name.start, name.end, name.label_, doc.text[name.start_char : name.end_char]) for name in doc.ents]


def test_names_found_at_once_are_those_of_the_recognizer(nlp: Language) -> None:
    recognizer = nlp.get_pipe("ner")
    ours = together(recognizer)([nlp.make_doc(text) for text in NAMED])
    theirs = [recognizer(doc) if len(doc := nlp.make_doc(text)) else doc for text in NAMED]
    assert [names(doc) for doc in ours] == [names(doc) for doc in theirs]
    assert [[token.ent_iob_ for token in doc] for doc in ours] == [[token.ent_iob_ for token in doc] for doc in theirs]
    assert any(name.end - name.start > 2 for doc in ours for name in doc.ents)


def test_no_name_reaches_over_the_start_of_a_sentence_that_is_set(nlp: Language) -> None:
    docs = [nlp.make_doc("He works for the World Health Organization in New York.") for _ in range(2)]
    for doc in docs:
        doc[5].is_sent_start = doc[9].is_sent_start = True
    ours, theirs = together(nlp.get_pipe("ner"))([docs[0]])[0], nlp.get_pipe("ner")(docs[1])
    assert names(ours) == names(theirs)
    assert not any(name.start < start < name.end for name in ours.ents for start in (5, 9))


def test_names_that_a_text_has_already_stay(nlp: Language) -> None:
    from spacy.tokens import Span

    doc = nlp.make_doc("The Ever Given ran aground near Suez on Tuesday.")
    doc.set_ents([Span(doc, 1, 3, label="PRODUCT")], default="unmodified")
    found = names(together(nlp.get_pipe("ner"))([doc])[0])
    assert (1, 3, "PRODUCT", "Ever Given") in found
    assert len(found) > 1


def test_texts_parsed_together_are_parsed_alike(nlp: Language) -> None:
    many = [*NAMED, *reversed(NAMED)]
    for text, doc in zip(many, parse_each(nlp, iter(many)), strict=True):
        assert attributes(doc) == attributes(parse(nlp, text))
        assert names(doc) == names(parse(nlp, text))


def test_a_component_that_is_added_later_is_asked_too(nlp: Language) -> None:
    from spacy.language import Language as Pipeline

    @Pipeline.component("shouting")
    def shout(doc: Doc) -> Doc:
        doc.user_data["loud"] = doc.text.upper()
        return doc

    assert "loud" not in parse(nlp, "Quiet.").user_data
    nlp.add_pipe("shouting")
    try:
        assert parse(nlp, "Quiet.").user_data["loud"] == "QUIET."
    finally:
        nlp.remove_pipe("shouting")


def test_a_number_that_begins_a_paragraph_is_no_sentence(nlp: Language) -> None:
    doc = parse(nlp, "Four killed at inn\n\nThree people died and two were wounded in it.")
    assert [sentence.text.strip() for sentence in doc.sents][1].startswith("Three people died")


def test_a_run_without_a_stop_is_cut(nlp: Language) -> None:
    doc = parse(nlp, "a bomb exploded in Kabul and then " * 100)
    assert all(len(sentence) <= LONGEST for sentence in doc.sents)
    assert sum(map(len, doc.sents)) == len(doc)


def test_a_long_sentence_of_news_is_not_cut(nlp: Language) -> None:
    text = "The dead are " + ", ".join(["a man of Kabul"] * 30) + " and two of his brothers."
    assert len(list(parse(nlp, text).sents)) == 1
