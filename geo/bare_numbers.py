"""Bare numbers: those that stand by a word of harm without a noun, or without grammar that links them to it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .grammar import kinds, lemma
from .incident import Count
from .numerals import SCALES, VAGUE, bounded, number, numeral_words, quantity
from .victims import Toll

if TYPE_CHECKING:
    from spacy.tokens import Token

PEOPLE = frozenset("all both others another more dead wounded injured third fourth fifth sixth ppl".split())
"""Words that stand for people where people are counted."""
REACHING = frozenset(
    "to at now is was stands stood reaches reached hits hit tops topped passes passed exceeds exceeded "
    "surpasses surpassed "
    "rises rose climbs climbed jumps jumped remains remained".split()
)
"""Words between "death toll" and its number."""
BOUNDS = frozenset("at least more than about some over nearly up to another a further around almost".split())


def behind_toll(token: Token, field: str) -> list[Toll]:
    """The number soon after "death toll", whatever the grammar between: "toll passes 400", "toll now 13"."""
    after = [word for word in token.doc[token.i + 1 : token.i + 14] if word.sent == token.sent]
    for word, following in pairwise(after):
        figure = next((w for w in [following, *following.subtree] if w.like_num), None)
        if word.lower_ not in REACHING or figure is None or figure.i - word.i > 4:
            continue
        if (count := quantity(figure)) and "time" not in kinds(figure.head):
            return [Toll(field, count, figure.idx, figure.idx + len(figure), token.i, (), False)]
    return []


def before(token: Token, field: str) -> Toll | None:
    """A bare number shortly before a participle, as in headlines ("3 dead, 5 injured in blast")."""
    doc = token.doc
    for i in range(token.i - 1, max(token.sent.start, token.i - 4) - 1, -1):
        near = doc[i]
        if near.is_punct or near.lower_ in {"year", "years", "old", "per", "percent"} or near.tag_ == "VBD":
            return None
        if near.lower_ in VAGUE and VAGUE[near.lower_] and near.tag_ == "NNS":
            count = Count(VAGUE[near.lower_], None, None)
            return Toll(field, count, near.idx, token.idx + len(token), token.i, (), False)
        if (near.like_num or lemma(near) in SCALES) and quantity(near):
            after = [each for each in doc[i + 1 : token.i] if each.pos_ not in {"NOUN", "PROPN", "ADJ", "AUX", "ADV"}]
            words = numeral_words(near)
            value = number([word.text for word in words])
            if after or value is None or (value > 1900 and value < 2100 and near.is_digit):
                return None
            nouns = [each for each in doc[i + 1 : token.i] if each.pos_ == "NOUN"]
            if any("person" not in kinds(each) and each.lower_ not in PEOPLE for each in nouns):
                return None
            count = bounded(value, doc[max(0, words[0].i - 4) : words[0].i].text.lower())
            return Toll(field, count, words[0].idx, token.idx + len(token), token.i, (), False)
    return None


def behind(verb: Token, field: str) -> Toll | None:
    """A bare number behind a verb that grammar gives no object: "killed two civilians and wounded seven more"."""
    doc, start = verb.doc, verb.i + 1
    while start < min(verb.i + 4, len(doc)) and doc[start].lower_ in BOUNDS:
        start += 1
    if (
        start >= len(doc)
        or not doc[start].like_num
        or doc[start].sent != verb.sent
        or not (count := quantity(doc[start]))
    ):
        return None
    end = numeral_words(doc[start])[-1].i + 1
    after = doc[end] if end < len(doc) else None
    if (
        after is not None
        and after.lower_ not in PEOPLE
        and (after.pos_ in {"NOUN", "PROPN", "SYM"} or after.text == "-")
    ):
        return None
    last = after if after is not None and after.lower_ in PEOPLE else doc[end - 1]
    return Toll(field, count, doc[start].idx, last.idx + len(last), verb.i, (), False)
