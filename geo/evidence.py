"""
Evidence: what speaks for and against a stretch of text naming a place, and how much.

Its spelling, its neighbours, what the gazetteer knows of it and what spaCy took it for; no grammar, so that
names alone are found at the speed of spaCy's entity tagger. The weights are those of a logistic regression on
labelled news, kept in ``data/recognition.tsv`` with the words that tell a reader of each
(``tests/bench/fit_recognition.py`` makes them).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gazetteer import Candidate

from .area_words import area_words
from .vocabulary import rows

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
"""Entity labels that stand for places in spaCy's English models (OntoNotes)."""

DATELINE = re.compile(r"\s*(?:,[^.\n]{2,30})?\s*(?:\([^)]{2,40}\)|[—–-]{1,2}\s|:\s)")
"""What follows the place of a dateline: "WINNIPEG (AP)", "KYIV, Ukraine -"."""

CALLED_AFTER = re.compile(
    r",? (?:a|an|the|another|one of the) (?:[\w’'-]+ ){0,4}"
    r"(?:city|town|village|settlement|suburb|region|province|district|port|capital|island|resort|hamlet|county)\b"
)
CALLED_BEFORE = re.compile(r"(\w+) (?:of|called|named) (?:the )?$")
"""The text itself says that a name is a place: "Yeysk, a resort town", "the town of Yeysk"."""

LOCATIVES = frozenset(
    "in near outside at around across off inside throughout within along beneath toward towards into via".split()
)
SENTENCE_ENDS = frozenset(". ! ? … 。".split())
QUOTES = frozenset("“ \" ‘ ' : „ «".split())
SAYING = frozenset("say says said tell tells told add adds added ask asks asked".split())
MOVEMENTS = frozenset("from to of for through over between".split())

Features = Iterable[str | tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A candidate for a name: tokens ``first`` to ``last`` (included), characters ``start`` to ``end``."""

    start: int
    end: int
    first: int
    last: int
    source: str
    """``name``, ``demonym``, ``abbreviation`` or ``entity``: what made it a candidate."""
    candidates: tuple[Candidate, ...]


@cache
def first_column(name: str) -> frozenset[str]:
    """The words of a table of ``data``."""
    return frozenset(row[0] for row in rows(name))


@cache
def _ordinary() -> dict[str, float]:
    """For names that are also words ("Nice", "Reading"): log odds that the word is meant, by its case in use."""
    return {word: float(odds) for word, odds in rows("ordinary_words.tsv")}


@cache
def _personal() -> dict[str, tuple[float, float]]:
    """For names that persons bear too: how common as given and as family name, each from 0 to 1."""
    commonness = ((word, float(given), float(family)) for word, given, family in rows("personal_names.tsv"))
    return {word: (_scaled(given), _scaled(family)) for word, given, family in commonness}


def _scaled(percent: float) -> float:
    return max(0.0, min(1.0, (math.log10(percent + 1e-4) + 3) / 3))


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of the whole text before each candidate is looked at."""

    text: str
    entities: dict[int, tuple[int, int, str]]
    """For each token inside a named entity, the entity's trimmed ends and label."""
    lower: frozenset[str]
    """Words that stand in lower case somewhere in the text."""
    persons: frozenset[str]
    """Last words of the persons that are named in full somewhere in the text."""
    labels: dict[str, Counter[str]]
    """How often each entity text was given each label."""
    shouted: list[bool]
    """For each token, whether its sentence is written in capitals."""


def _context(doc: Doc) -> _Context:
    text = doc.text
    entities: dict[int, tuple[int, int, str]] = {}
    labels: dict[str, Counter[str]] = {}
    persons = set()
    for entity in doc.ents:
        start, end = trimmed(entity)
        label = entity.label_
        labels.setdefault(text[start:end], Counter())[label] += 1
        entities.update(dict.fromkeys(range(entity.start, entity.end), (start, end, label)))
        if label == "PERSON" and len(entity) > 1:
            persons.add(entity[-1].text)
    shouted: list[bool] = []
    for sentence in _sentences(doc):
        letters = [letter for letter in sentence.text if letter.isalpha()]
        loud = len(letters) > 8 and sum(letter.isupper() for letter in letters) > 0.7 * len(letters)
        shouted += [loud] * len(sentence)
    lower = frozenset(token.text for token in doc if token.is_lower and token.is_alpha)
    return _Context(text, entities, lower, frozenset(persons), labels, shouted)


def _ends_sentence(token: Token) -> bool:
    return token.text in SENTENCE_ENDS or "\n" in token.text


def _sentences(doc: Doc) -> Iterator[Span]:
    """Sentences by their punctuation: recognition asks for no grammar, so that names alone are found fast."""
    first = 0
    for token in doc:
        if _ends_sentence(token) or token.i + 1 == len(doc):
            yield doc[first : token.i + 1]
            first = token.i + 1


def describe(doc: Doc, stretches: list[Stretch]) -> list[dict[str, float]]:
    """Return for each candidate what speaks for and against it: feature to value, most of them 0 or 1."""
    context = _context(doc)
    features = []
    for stretch, inside in zip(stretches, _inside_longer(stretches), strict=True):
        found = {"any": 1.0}
        if inside:
            found["in longer name"] = 1.0
        for describer in (_entity_features, _gazetteer_features, _word_features, _neighbour_features):
            for feature in describer(doc, stretch, context):
                name, value = feature if isinstance(feature, tuple) else (feature, 1.0)
                found[name] = value
        features.append(found)
    return features


def _inside_longer(stretches: list[Stretch]) -> list[bool]:
    """Whether each candidate lies inside a longer gazetteer name; they are sorted by start, longest first."""
    inside = []
    reach = -1
    start = -1
    for stretch in stretches:
        inside.append(stretch.end <= reach and (stretch.start, stretch.end) != (start, reach))
        if stretch.source != "entity" and stretch.end > reach:
            reach, start = stretch.end, stretch.start
    return inside


def _entity_features(doc: Doc, stretch: Stretch, context: _Context) -> Features:
    known = "known" if stretch.candidates else "unknown"
    tokens = range(stretch.first, stretch.last + 1)
    for start, end, found in dict.fromkeys(context.entities[i] for i in tokens if i in context.entities):
        label = found if found in {"GPE", "LOC", "FAC", "ORG", "PERSON", "NORP"} else "OTHER"
        if (start, end) == (stretch.start, stretch.end):
            yield f"is {label} {known}"
        elif start <= stretch.start and stretch.end <= end:
            yield f"in {label}"
            if start == stretch.start:
                yield f"begins {label}"
        elif stretch.start <= start and end <= stretch.end:
            yield f"around {label}"
        else:
            yield f"crosses {label}"
    if stretch.first not in context.entities and stretch.last not in context.entities:
        yield "no entity"
    seen = context.labels.get(context.text[stretch.start : stretch.end])
    if seen:
        total = sum(seen.values())
        yield "elsewhere place", sum(seen[label] for label in PLACE_LABELS) / total
        yield "elsewhere person", seen["PERSON"] / total


def _gazetteer_features(doc: Doc, stretch: Stretch, context: _Context) -> Features:
    yield f"from {stretch.source}"
    if not stretch.candidates:
        return
    best = max(stretch.candidates, key=lambda candidate: candidate.place.population)
    yield "population", min(7.0, math.log10(best.place.population + 1)) / 7
    features = {candidate.place.feature for candidate in stretch.candidates}
    if any(feature.startswith("PCL") for feature in features):
        yield "country"
    if "ADM1" in features:
        yield "first-order division"
    if not any(candidate.standing == "main" for candidate in stretch.candidates):
        yield "no main name"
    if not any(feature.startswith(("P", "A")) for feature in features):
        yield "neither settlement nor division"
    if len(stretch.candidates) == 1:
        yield "one candidate"


def _word_features(doc: Doc, stretch: Stretch, context: _Context) -> Features:
    words = doc[stretch.first : stretch.last + 1]
    text = context.text[stretch.start : stretch.end]
    if len(words) > 1:
        yield "several words"
    odds = _ordinary()
    ordinary = min(odds.get(word.lower_, -6.0) for word in words if not word.is_punct or len(words) == 1)
    if ordinary > -6:
        yield "ordinary word", (ordinary + 6) / 6
    if all(word.lower_ in context.lower for word in words):
        yield "in lower case elsewhere"
    if all(word.is_stop for word in words):
        yield "stop word"
    if stretch.first == 0 or _ends_sentence(before := doc[stretch.first - 1]) or before.text in QUOTES:
        yield "begins sentence"
    if len(words) == 1:
        yield from _personal_features(words[0].lower_, _label(stretch, context))
    if len(text) <= 3:
        yield "short"
    if text.isupper() and len(text) > 3:
        yield "capitals in a headline" if context.shouted[stretch.first] else "capitals"
    elif context.shouted[stretch.first]:
        yield "in a headline"
    if words[-1].text in context.persons:
        yield "surname in the text"
    if CALLED_AFTER.match(context.text[stretch.end : stretch.end + 60]):
        yield "called a town or the like"
    if (called := CALLED_BEFORE.search(context.text[max(0, stretch.start - 30) : stretch.start])) and (
        called[1].lower() in area_words()
    ):
        yield "called a town or the like"
    if stretch.start < 80 and DATELINE.match(context.text[stretch.end : stretch.end + 60]):
        yield "dateline"


def _personal_features(word: str, label: str) -> Features:
    given, family = _personal().get(word, (0.0, 0.0))
    if given:
        yield "given name", given
    if family:
        yield "family name", family
    if not given and not family:
        yield "no person's name"
        if label in {"PERSON", "no entity", "ORG"}:
            yield f"no person's name, {label}"


def _neighbour_features(doc: Doc, stretch: Stretch, context: _Context) -> Features:
    before = doc[stretch.first - 1] if stretch.first else None
    after = doc[stretch.last + 1] if stretch.last + 1 < len(doc) else None
    if before is not None:
        for feature in _before(doc, before):
            yield feature
            if feature == "after a locative preposition":
                yield f"{feature}, {_label(stretch, context)}"
    if after is not None:
        yield from _after(doc, after)
    if context.text[stretch.end : stretch.end + 1] in {"-", "‐", "‑", "/", "@", "_"}:
        yield "joined to the next word"
    if context.text[max(0, stretch.start - 1) : stretch.start] in {"-", "‐", "‑", "/", "@", "#", "_"}:
        yield "joined to the word before"


def _label(stretch: Stretch, context: _Context) -> str:
    """What spaCy took a candidate for, if for anything."""
    return context.entities.get(stretch.first, (0, 0, "no entity"))[2]


def _before(doc: Doc, before: Token) -> Iterator[str]:
    word = before.lower_
    if word == "the":
        yield "after the"
        before = doc[before.i - 1] if before.i else before
        word = before.lower_
    if word in LOCATIVES:
        yield "after a locative preposition"
    elif word in MOVEMENTS:
        yield "after another preposition"
    elif word.rstrip(".") in first_column("person_titles.tsv"):
        yield "after a person's title"
    elif before.text[:1].isupper() and before.is_alpha and not before.is_stop:
        yield "after a capitalized word"
    elif before.text == "," and before.i and doc[before.i - 1].text[:1].isupper():
        yield "after a capitalized word and comma"
    elif word in {"and", "or"}:
        yield "after and"


def _after(doc: Doc, after: Token) -> Features:
    word = after.lower_
    if word in first_column("organization_words.tsv") and after.text[:1].isupper():
        yield "before organization word"
        yield f"before {word}"
    elif word in area_words():
        yield "before area word" if after.text[:1].isupper() else "before area word in lower case"
    elif after.text[:1].isupper() and after.is_alpha:
        yield "before a capitalized word"
    elif after.text in {"'s", "’s", "'", "’"}:
        yield "before a possessive"
    elif after.text == "," and after.i + 1 < len(doc) and doc[after.i + 1].text[:1].isupper():
        yield "before a comma and capitalized word"
    elif word in SAYING:
        yield "before a verb of saying"
    elif after.text == ")" and after.i:
        yield "before a closing bracket"


def trimmed(entity: Span) -> tuple[int, int]:
    """Ends of an entity without a leading article and a trailing possessive."""
    text = entity.text
    start = len(text) - len(re.sub(r"^(?:the|The|THE|a|an)\s+", "", text))
    text = re.sub(r"(?:['’]s?|[\s,.;:])+$", "", text[start:])
    if re.fullmatch(r"(?:[A-Z]\.?)+|\w+", text) and entity.text[start:].startswith(text + "."):
        text = text + "." if len(text) <= 5 and text[:1].isupper() and "." in text else text
    return entity.start_char + start, entity.start_char + start + len(text)


# --- model --------------------------------------------------------------------------------------------


@cache
def weights() -> dict[str, tuple[float, str]]:
    """Weight of each feature, and the words that tell of it."""
    return {feature: (float(weight), words) for feature, weight, words in rows("recognition.tsv")}


def probability(evidence: dict[str, float]) -> float:
    """That a stretch names a place, by what speaks for and against it."""
    table = weights()
    total = sum(table[feature][0] * value for feature, value in evidence.items() if feature in table)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def reason(evidence: dict[str, float]) -> str:
    """The two things that spoke most for the name, in words."""
    table = weights()
    said = sorted(((table[f][0] * value, table[f][1]) for f, value in evidence.items() if f in table), reverse=True)
    return "; ".join(list(dict.fromkeys(words for weight, words in said if weight > 0 and words))[:2])
