"""What a whole text tells of the words in it, gathered in one pass before any candidate for a name is looked at."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from .grammar import text_of
from .vocabulary import rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
"""Entity labels that stand for places in spaCy's English models (OntoNotes)."""

SENTENCE_ENDS = frozenset(". ! ? … 。".split())

LEADING = re.compile(
    r"(?:the|The|THE|a|an)\s+(?=\S)|(?:[Cc]ity|[Tt]own|[Vv]illage|[Cc]ounty|[Ss]tate) of (?:the )?"
    r"|(?:Historic|[Dd]owntown) |[DR]-(?=[A-Z])"
)
"""What an entity may begin with that is no part of the name; "D-" is a party's letter."""

GOES_ON = re.compile(
    r" [–—-] |,? (?:in|near|to|at|from|outside|on|into|about|around|by|between|via|with|where|after) (?=[A-Z\d])"
)
"""Where the name of an entity ends that goes on: "Perham near Otter Tail"."""

ABBREVIATED = re.compile(
    r"(?:\b(?:St|Ave|Blvd|Rd|Dr|Ln|Ct|Pl|Hwy|Pkwy|Twp|Co|Mt|Ft|Jct|Is|Pk|Sq|Terr?|Cir)|(?:\b[A-Z]\.)+[A-Z])$"
)
"""What keeps the point after it: "Main St.", "D.C."."""

LIKELY_GIVEN = 0.5
"""From this commonness on, a given name before a capitalized word makes that a surname."""


@dataclass(frozen=True, slots=True)
class Context:
    """The words of a text, and what is known of them."""

    text: str
    words: list[str]
    common: list[bool]
    """For each token, whether it is one of spaCy's stop words: "The", "when"."""
    entities: dict[int, tuple[int, int, str]]
    """For each token inside a named entity, the entity's trimmed ends and label."""
    lower: frozenset[str]
    """Words that stand in lower case somewhere in the text."""
    persons: frozenset[str]
    """Last words of the persons that are named in full somewhere in the text."""
    surnames: frozenset[str]
    """Words that stand after a given name somewhere in the text."""
    labels: dict[str, Counter[str]]
    """How often each entity text was given each label."""
    shouted: list[bool]
    """For each token, whether its sentence is written in capitals."""


def context(doc: Doc) -> Context:
    """Return what a text that has its named entities tells of the words in it."""
    text = text_of(doc)
    words, common = [], []
    for token in doc:
        words.append(token.text)
        common.append(token.is_stop)
    entities: dict[int, tuple[int, int, str]] = {}
    labels: dict[str, Counter[str]] = {}
    persons = set()
    for entity in doc.ents:
        start, end = trimmed(entity, text)
        label = entity.label_
        labels.setdefault(text[start:end], Counter())[label] += 1
        entities.update(dict.fromkeys(range(entity.start, entity.end), (start, end, label)))
        if label == "PERSON" and len(entity) > 1:
            persons.add(words[entity.end - 1])
    lower = frozenset(word for word in words if word.islower() and word.isalpha())
    return Context(text, words, common, entities, lower, frozenset(persons), _surnames(words), labels, _shouted(words))


def ends_sentence(word: str) -> bool:
    """Whether a token ends a sentence: names are found without grammar, so by punctuation alone."""
    return word in SENTENCE_ENDS or "\n" in word


def _shouted(words: list[str]) -> list[bool]:
    shouted: list[bool] = []
    letters = capitals = 0
    for i, word in enumerate(words):
        letters += len(word) if word.isalpha() else sum(map(str.isalpha, word))
        capitals += 0 if word.islower() else sum(map(str.isupper, word))
        if ends_sentence(word) or i + 1 == len(words):
            loud = letters > 8 and capitals > 0.7 * letters
            shouted += [loud] * (i + 1 - len(shouted))
            letters = capitals = 0
    return shouted


@cache
def personal_names() -> dict[str, tuple[float, float]]:
    """For names that persons bear too: how common as given and as family name, each from 0 to 1."""
    commonness = ((word, float(given), float(family)) for word, given, family in rows("personal_names.tsv"))
    return {word: (_scaled(given), _scaled(family)) for word, given, family in commonness}


def _scaled(percent: float) -> float:
    return max(0.0, min(1.0, (math.log10(percent + 1e-4) + 3) / 3))


def _surnames(words: list[str]) -> frozenset[str]:
    """The capitalized words that follow a given name: "Fairfield" in "Maria Fairfield"."""
    names = personal_names()
    found = set()
    for word, after in pairwise(words):
        if after[:1].isupper() and word[:1].isupper() and after.isalpha() and not after.isupper():
            given, _ = names.get(word.lower(), (0.0, 0.0))
            if given > LIKELY_GIVEN:
                found.add(after)
    return frozenset(found)


def trimmed(entity: Span, text: str) -> tuple[int, int]:
    """Ends of an entity's name in the doc's text: no article, no possessive, nothing that goes on after the name."""
    start, end = entity.start_char, entity.end_char
    while leading := LEADING.match(text, start, end):
        start = leading.end()
    if goes_on := GOES_ON.search(text, start, end):
        end = goes_on.start()
    end = start + len(re.sub(r"(?:['’]s?|[\s,.;:]| (?:of|in))+$", "", text[start:end]))
    if text[end : end + 1] == "." and ABBREVIATED.search(text[start:end]):
        end += 1
    return start, end
