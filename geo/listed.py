"""Victims numbered, ranked or named: "four victims", "a third victim", "the dead were identified as A, B and C"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grammar import ancestors, children, is_verb, lemma
from .incident import Count
from .numerals import figures, quantity
from .victims import Toll

if TYPE_CHECKING:
    from spacy.tokens import Token

ORDINALS = {word: n for n, word in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), 2)}
NAMING = frozenset({"identify", "name"})


def named(noun: Token, field: str) -> list[Toll]:
    """Return how many victims, or how many dead, a sentence numbers, ranks or names one by one."""
    names = _names(noun)
    if len(names) > 1:
        count = Count(len(names), len(names), len(names))
        return [Toll(field, count, noun.left_edge.idx, noun.idx + len(noun), noun.i, (), False)]
    if field != "victims":
        return []
    if rank := rank_of(noun):
        return [Toll(field, Count(rank, rank, rank), noun.left_edge.idx, noun.idx + len(noun), noun.i, (), False)]
    if not figures(noun) or (count_ := quantity(noun)) is None or (count_.best or 0) < 2:
        return []
    return [Toll(field, count_, noun.left_edge.idx, noun.idx + len(noun), noun.i, (), False)]


def rank_of(noun: Token) -> int | None:
    """Which one in order someone is: 3 for "a third victim", none for "the third victim"."""
    word = next((c.lower_ for c in [noun, *children(noun, "amod")] if c.lower_ in ORDINALS), None)
    return ORDINALS[word] if word and any(child.lower_ == "a" for child in noun.children) else None


def _names(noun: Token) -> list[str]:
    """The full names behind "the victims were identified as" or "police named the dead as", up to the next verb."""
    verb = next((head for _, _, head in ancestors(noun) if is_verb(head)), None)
    if noun.dep_ not in {"nsubjpass", "dobj", "nsubj"} or verb is None or verb != noun.head:
        return []
    being = lemma(verb) == "be" and noun.dep_ == "nsubj"
    if lemma(verb) not in NAMING and not being:
        return []
    after = [word for word in verb.sent if word.i > max(verb.i, noun.i)]
    if not being:
        start = next((n for n, word in enumerate(after) if word.lower_ == "as"), None)
        after = after[start + 1 :] if start is not None else []
    end = next((n for n, word in enumerate(after) if is_verb(word)), len(after))
    persons = {word.i for word in after[:end] if word.ent_type_ == "PERSON"}
    return [ent.text for ent in noun.doc.ents if ent.label_ == "PERSON" and len(ent) > 1 and ent.start in persons]
