"""
Evidence: what speaks for and against a stretch of text naming a place.

Its spelling, its neighbours, what the gazetteer knows of it and what spaCy took it for; no grammar, so that
names alone are found at the speed of spaCy's entity tagger. `geo.weighing` says how much each of it counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gazetteer import Candidate

from .area_words import LISTED, area_words
from .context import LIKELY_GIVEN, PLACE_LABELS, Context, context, ends_sentence, personal_names
from .vocabulary import rows

if TYPE_CHECKING:
    from spacy.tokens import Doc

DATELINE = re.compile(r"\s*(?:,[^.\n]{2,30})?\s*(?:\([^)]{2,40}\)|[—–-]{1,2}\s|:\s)")
"""What follows the place of a dateline: "WINNIPEG (AP)", "KYIV, Ukraine -"."""

CALLED_AFTER = re.compile(
    r",? (?:a|an|the|another|one of the) (?:[\w’'-]+ ){0,4}"
    r"(?:city|town|village|settlement|suburb|region|province|district|port|capital|island|resort|hamlet|county)\b"
)
CALLED_BEFORE = re.compile(r"(\w+) (?:of|called|named) (?:the )?$")
"""The text itself says that a name is a place: "Yeysk, a resort town", "the town of Yeysk"."""

JOINED = re.compile(r"[-‐‑](?:based|area|born|bound|wide|style|led|held|controlled|run|registered|flagged)\b")
"""What is joined to a place's name: "Lagos-based"."""

DIRECTION = re.compile(r"(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Cc]entral)(?:ern|east(?:ern)?|west(?:ern)?)?(?: |$)")

LOCATIVES = frozenset(
    "in near outside at around across off inside throughout within along beneath toward towards into via".split()
)
QUOTES = frozenset("“ \" ‘ ' : „ «".split())
SAYING = frozenset("say says said tell tells told add adds added ask asks asked".split())
JOINTS = frozenset({",", "and", "or", "&"})
"""What joins the names of a list."""
MOVEMENTS = frozenset("from to of for through over between".split())

KIND_ENDS = frozenset(
    "airport avenue bay beach bridge center centre church college county creek district drive forest harbor hall hills "
    "hospital hotel island islands lake mountain mountains museum park province region river road school square state "
    "station street university valley village".split()
)
"""Last words of names that labellers of the news treat each in a way of its own."""

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
def _beside(side: str) -> frozenset[str]:
    """Words of ``place_company.tsv`` that stand ``before`` or ``after`` the name of a place."""
    return frozenset(word for word, stands in rows("place_company.tsv") if stands == side)


@cache
def _ordinary() -> dict[str, float]:
    """For names that are also words ("Nice", "Reading"): log odds that the word is meant, by its case in use."""
    return {word: float(odds) for word, odds in rows("ordinary_words.tsv")}


def describe(doc: Doc, stretches: list[Stretch]) -> list[dict[str, float]]:
    """Return for each candidate what speaks for and against it: feature to value, most of them 0 or 1."""
    known = context(doc)
    features = []
    for stretch, inside in zip(stretches, _inside_longer(stretches), strict=True):
        found = {"any": 1.0}
        if inside:
            found["in longer name"] = 1.0
        for describer in (_entity_features, _gazetteer_features, _word_features, _said_features, _neighbour_features):
            for feature in describer(stretch, known):
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


def _entity_features(stretch: Stretch, known: Context) -> Features:
    listed = "known" if stretch.candidates else "unknown"
    tokens = range(stretch.first, stretch.last + 1)
    for start, end, found in dict.fromkeys(known.entities[i] for i in tokens if i in known.entities):
        label = found if found in {"GPE", "LOC", "FAC", "ORG", "PERSON", "NORP"} else "OTHER"
        if (start, end) == (stretch.start, stretch.end):
            yield f"is {label} {listed}"
        elif start <= stretch.start and stretch.end <= end:
            yield f"in {label}"
            if start == stretch.start:
                yield f"begins {label}"
        elif stretch.start <= start and end <= stretch.end:
            yield f"around {label}"
        else:
            yield f"crosses {label}"
    if stretch.first not in known.entities and stretch.last not in known.entities:
        yield "no entity"
    seen = known.labels.get(known.text[stretch.start : stretch.end])
    if seen:
        total = sum(seen.values())
        yield "elsewhere place", sum(seen[label] for label in PLACE_LABELS) / total
        yield "elsewhere person", seen["PERSON"] / total


def _gazetteer_features(stretch: Stretch, known: Context) -> Features:
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


def _word_features(stretch: Stretch, known: Context) -> Features:
    words = known.words[stretch.first : stretch.last + 1]
    small = [word.lower() for word in words]
    if len(words) > 1:
        yield "several words"
        if DIRECTION.match(words[0]):
            yield "begins with a direction"
        if (last := small[-1].rstrip(".")) in KIND_ENDS:
            yield f"ends {last}"
    odds = _ordinary()
    spelled = [word for word in small if any(map(str.isalnum, word)) or len(words) == 1] or small
    ordinary = min(odds.get(word, -6.0) for word in spelled)
    if ordinary > -6:
        yield "ordinary word", (ordinary + 6) / 6
    if all(known.common[stretch.first : stretch.last + 1]):
        yield "stop word"
    if all(word in known.lower for word in small):
        yield "in lower case elsewhere"
    if not stretch.first or ends_sentence(before := known.words[stretch.first - 1]) or before in QUOTES:
        yield "begins sentence"
    if len(words) == 1:
        given, family = personal_names().get(small[0], (0.0, 0.0))
        yield "given name", given
        yield "family name", family
        if words[0] in known.surnames:
            yield "after a given name somewhere"
    if words[-1] in known.persons and not _own_witness(stretch, known, small):
        yield "surname in the text"
    text = known.text[stretch.start : stretch.end]
    if len(text) <= 3:
        yield "short"
    if text.isupper() and len(text) > 3:
        yield "capitals in a headline" if known.shouted[stretch.first] else "capitals"
    elif known.shouted[stretch.first]:
        yield "in a headline"


def _own_witness(stretch: Stretch, known: Context, small: list[str]) -> bool:
    """Whether only spaCy's label says of a name of several words that it is a person's: "Khan Younis"."""
    whole = known.entities.get(stretch.first, (0, 0, ""))[:2] == (stretch.start, stretch.end)
    return whole and len(small) > 1 and personal_names().get(small[0], (0.0, 0.0))[0] < LIKELY_GIVEN / 2


def _said_features(stretch: Stretch, known: Context) -> Features:
    """What the text says of the name in so many words."""
    before = known.text[max(0, stretch.start - 30) : stretch.start]
    after = known.text[stretch.end : stretch.end + 120]
    called = CALLED_BEFORE.search(before)
    if CALLED_AFTER.match(after[:60]) or (called and called[1].lower() in area_words()):
        yield "called a town or the like"
    if stretch.start < 80 and DATELINE.match(after[:60]):
        yield "dateline"
    if (listed := LISTED.match(after)) and listed[1] in area_words():
        yield "in a list that ends with a word of its kind"
    if JOINED.match(after):
        yield "joined to based or the like"
    elif after[:1] in {"-", "‐", "‑", "/", "@", "_"}:
        yield "joined to the next word"
    if before[-1:] in {"-", "‐", "‑", "/", "@", "#", "_"}:
        yield "joined to the word before"


def _neighbour_features(stretch: Stretch, known: Context) -> Features:
    if stretch.first:
        for feature in _before(stretch.first - 1, known):
            yield feature
            if feature == "after a locative preposition":
                # What spaCy took the candidate for, if for anything.
                yield f"{feature}, {known.entities.get(stretch.first, (0, 0, 'no entity'))[2]}"
    if stretch.last + 1 < len(known.words):
        yield from _after(stretch.last + 1, known.words)
    for i, step in ((stretch.first - 1, -1), (stretch.last + 1, 1)):
        joint = known.words[i].lower() if 0 <= i < len(known.words) else ""
        if joint in JOINTS and known.entities.get(i + step, (0, 0, ""))[2] in PLACE_LABELS:
            side, sign = "after" if step < 0 else "before", "comma" if joint == "," else "conjunction"
            yield f"{side} a place and a {sign}"


def _before(i: int, known: Context) -> Iterator[str]:
    words = known.words
    if DIRECTION.match(words[i]):
        yield "after a direction"
    if words[i].lower() == "the":
        yield "after the"
        i = max(0, i - 1)
    word, small = words[i], words[i].lower()
    if small in LOCATIVES:
        yield "after a locative preposition"
    elif small in MOVEMENTS:
        yield "after another preposition"
    elif small.rstrip(".") in first_column("person_titles.tsv"):
        yield "after a person's title"
    elif word[:1].isupper() and word.isalpha() and not known.common[i]:
        yield "after a capitalized word"
    elif word == "," and i and words[i - 1][:1].isupper():
        yield "after a capitalized word and comma"
    elif small in {"and", "or"}:
        yield "after and"
    elif small in _beside("before"):
        yield "after a word for a part of a place"


def _after(i: int, words: list[str]) -> Iterator[str]:
    word, small = words[i], words[i].lower()
    if small in first_column("organization_words.tsv") and word[:1].isupper():
        yield "before organization word"
        yield f"before {small}"
    elif small in area_words():
        yield "before area word" if word[:1].isupper() else "before area word in lower case"
    elif word[:1].isupper() and word.isalpha():
        yield "before a capitalized word"
    elif word in {"'s", "’s", "'", "’"}:
        yield "before a possessive"
    elif word == "," and i + 1 < len(words) and words[i + 1][:1].isupper():
        yield "before a comma and capitalized word"
    elif small in SAYING:
        yield "before a verb of saying"
    elif small in _beside("after"):
        yield "before a word for people or things of a place"
    elif word == ")":
        yield "before a closing bracket"
