"""
Landmarks: places that a sentence names and the gazetteer lacks: villages, hills, camps, checkpoints, markets.

An incident at such a name has the name as its place in words; where on Earth that is, only a place beside it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from .area_words import area_words
from .grammar import lemma, text_of
from .toponym import Toponym
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

INSIDE = frozenset({"in", "at", "near", "outside", "inside", "around"})
"""Prepositions whose object, if it is a name and nothing else, is a place."""
NO_PLACES = frozenset(
    {"PERSON", "ORG", "NORP", "DATE", "TIME", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "MONEY", "CARDINAL"}
)
"""spaCy's labels of names that are no places by themselves."""
PARTICLES = frozenset({"al", "el", "ad", "as", "ar", "bin", "de", "del", "la", "of", "the", "abu"})
"""Words within a name that begin no name."""
MARKS = frozenset({"-", "’", "'", "‘", "`"})
NO_NAMES = frozenset("state division office party side position post line city home house".split())
"""Words of kind that end the names of other things too ("Islamic State", "the Fourth Division")."""
HEADING = frozenset("hotel camp fort lake mount cape hospital plaza villa colonia barrio stade".split())
"""Words of kind that stand first in a name ("Hotel Continental")."""
PEOPLED = frozenset({"side", "capital", "part"})
CALLS = frozenset({"of", "called", "named"})
SETTLED = frozenset("village hamlet town settlement".split())
"""Words before "of" and a name that only a place's name follows, whatever the parser makes of it."""
ACRONYM = re.compile(r"(?:[A-Z]\.?){2,4}s?")
"""Who or what a sentence speaks of, not where: "U.N. headquarters", "near SDF positions"."""
LONGEST = 6
"""Words of a name: a longer run is a heading."""


@cache
def kind_words() -> frozenset[str]:
    """Words that tell, beside a name, that it is a place's: "village", "district", "checkpoint", "hill"."""
    return words_of("settlement") | words_of("structure") | words_of("landmark") | frozenset(area_words())


def landmarks(sentence: Span, toponyms: Sequence[Toponym]) -> list[Toponym]:
    """Return the names of a sentence that its words show to be places and that are none of its toponyms."""
    taken = {
        token.i
        for toponym in toponyms
        if (span := sentence.doc.char_span(toponym.start, toponym.end, alignment_mode="expand")) is not None
        for token in span
    }
    text = text_of(sentence.doc)
    found = []
    for name in _names(sentence, taken):
        if _is_place(name):
            start, end = name.start_char, name.end_char
            found.append(Toponym(start, end, text[start:end], "place", None, 0.0, None, (), "not in the gazetteer"))
    return found


def _names(sentence: Span, taken: set[int]) -> Iterator[Span]:
    """Runs of proper nouns that no toponym has, with the particles and hyphens within them."""
    doc, first, last = sentence.doc, -1, -1
    for token in [*sentence, None]:
        if token is not None and token.i not in taken and first >= 0 and _goes_on(token, last):
            last = token.i if token.pos_ == "PROPN" or (token.i == last + 1 and token.lower_ in MARKS) else last
            continue
        if first >= 0:
            while doc[last].lower_ in MARKS:
                last -= 1
            beside = {first - 1, last + 1} & taken
            if last - first < LONGEST and not (beside and doc[min(beside)].pos_ == "PROPN"):
                yield doc[first : last + 1]
            first = -1
        if token is not None and token.i not in taken and token.pos_ == "PROPN" and token.text[:1].isalnum():
            first = last = token.i


def _goes_on(token: Token, last: int) -> bool:
    """Whether a token belongs to the name before it: a proper noun, or a particle that one follows."""
    if token.i > last + 2:
        return False
    if token.pos_ == "PROPN":
        return True
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    inner = token.lower_ in MARKS or token.lower_ in PARTICLES - {"of", "the"}
    return inner and following is not None and following.pos_ == "PROPN"


def _is_place(name: Span) -> bool:
    """Whether a name is a place's by the word of kind beside or in it, or by where it stands."""
    doc, root = name.doc, name.root
    labels = {token.ent_type_ for token in name}
    if len(name) == 1 and (lemma(root) in kind_words() or ACRONYM.fullmatch(name.text)):
        return False
    after = doc[name.end] if name.end < len(doc) else None
    if after is not None and after.lower_ in MARKS and name.end + 1 < len(doc):
        after = doc[name.end + 1]  # "Mare' town"
    if len(name) > 1 and (lemma(name[-1]) in kind_words() - NO_NAMES or name[0].lower_ in HEADING):
        return True
    if after is not None and root.head == after and lemma(after) in kind_words() - NO_NAMES:
        if "NORP" in labels and _of_a_people(name, after):
            return False
        return not labels & {"DATE", "EVENT"}
    if name.start > 1 and doc[name.start - 1].lower_ in CALLS and lemma(doc[name.start - 2]) in SETTLED:
        return not labels & {"DATE", "EVENT"}
    while root.dep_ == "conj" and root.head.pos_ == "PROPN":
        root = root.head
    before = root.head
    if before.lower_ in CALLS and lemma(before.head) in kind_words() - PEOPLED:
        return not labels & {"DATE", "EVENT"}
    if root.dep_ == "pobj" and before.lower_ in INSIDE and name.root.left_edge.i == name.start:
        if before.lower_ == "near":  # what is near is a place, whatever the tagger takes its name for
            return not labels & (NO_PLACES - {"PERSON", "ORG", "PRODUCT", "WORK_OF_ART"})
        return not labels & (NO_PLACES - {"PERSON"} if before.lower_ == "in" else NO_PLACES)
    if root.dep_ == "dobj" and lemma(before) in words_of("conquest"):
        return not labels & (NO_PLACES - {"ORG"})
    return name.root.ent_type_ in {"GPE", "LOC", "FAC"}


def _of_a_people(name: Span, kind: Token) -> bool:
    """Whether a name before a word of kind is a people's: "a Fulani village", "Tutsi villages"."""
    if lemma(kind) not in SETTLED or kind.tag_ in {"NNS", "NNPS"}:
        return True
    return name.start > 0 and name.doc[name.start - 1].pos_ in {"DET", "ADJ", "NUM", "PRON"}
