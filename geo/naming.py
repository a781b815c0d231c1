"""
Names by which another article of the same incident is known: persons, streets, venues, and ages.

They are no part of what the record says happened; `geo.merge` compares them. Officers and officials who speak of
many incidents are left out, and so are the police, hospitals and the press.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from .grammar import ancestors, is_verb, lemma, names_in, text_of
from .incident import Name
from .spots import precision_of
from .vocabulary import rows, words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from .gather import Cluster
    from .toponym import Toponym

STREETS = (
    r"Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Way|Parkway|Pkwy|Highway|Hwy|Place|"
    r"Terrace|Circle|Trail|Square|Plaza|Bridge|Alley|Freeway"
)
STREET = re.compile(
    rf"\b(?:(?:[NSEW]|North|South|East|West|N[EW]|S[EW]|North(?:east|west)|South(?:east|west))\.?\s+)?"
    rf"(?P<name>(?:\d{{1,3}}(?:st|nd|rd|th)|[A-Z][\w’'-]+)(?:\s[A-Z][\w’'-]+){{0,2}})\s(?P<kind>{STREETS})\b"
)
KINDS = {
    "St": "Street",
    "Ave": "Avenue",
    "Rd": "Road",
    "Blvd": "Boulevard",
    "Dr": "Drive",
    "Ln": "Lane",
    "Ct": "Court",
    "Pkwy": "Parkway",
    "Hwy": "Highway",
}
BARE = frozenset("north south east west county state the a this that main".split())
"""What names no street ("County Road", "State Street"), or one in every town."""
DIRECTIONS = re.compile(r"^(?:north|south|east|west|northeast|northwest|southeast|southwest)\s+", re.IGNORECASE)
AGE = re.compile(r"\b(\d{1,3})[- ]years?[- ]old\b|(?<=[a-z]),\s(\d{1,2}),\s|\baged?\s(?:of\s)?(\d{1,3})\b")
PLACING = frozenset({"at", "outside", "inside", "near", "in", "on", "from"})
COMMON = re.compile(
    r"\b(police|sheriff|department|office|hospital|medical|health|center|centre|news|tv|times|post|county|state|court|"
    r"fire|ems|ambulance|army|ministry|government|university\shospital|clinic|press|agency|reuters|bureau|task\sforce|"
    r"facebook|twitter|youtube|instagram|jail|prison|united\sstates|highway\spatrol)\b",
    re.IGNORECASE,
)
"""Organizations that stand in the news of many incidents: sharing them says nothing."""
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "jr.", "sr.", "'s", "’s"})


@cache
def titles() -> frozenset[str]:
    """Return the words that stand before a person's name, in lower case and without their point."""
    return frozenset(word for word, *_ in rows("person_titles.tsv"))


def names_of(doc: Doc, clusters: Sequence[Cluster], toponyms: Sequence[Toponym]) -> dict[int, tuple[Name, ...]]:
    """
    Return the names that go with each incident of an article, by the position of its cluster.

    A sentence goes with the incidents that it tells of; one that tells of none with the one told last, or with the
    first where none has been told.
    """
    owners: dict[int, set[int]] = {}
    for number, cluster in enumerate(clusters):
        for mention in cluster.mentions:
            owners.setdefault(mention.order, set()).add(number)
    speaking = _officials(doc)
    known = [t for t in toponyms if t.place and t.kind == "place" and precision_of(t.place) not in {4, 6}]
    starts = [t.start for t in known]
    found: dict[int, dict[Name, None]] = {number: {} for number in range(len(clusters))}
    current = owners[min(owners)] if owners else set()
    for order, sentence in enumerate(doc.sents):
        current = owners.get(order, current)
        here = known[bisect_left(starts, sentence.start_char) : bisect_left(starts, sentence.end_char)]
        placed = {t.start: t.place.name for t in here if t.place}
        names = dict.fromkeys(_names(sentence, speaking, placed)) if current else {}
        for number in current:
            found[number] |= names
    return {number: tuple(sorted(names, key=lambda n: (n.kind, n.text))) for number, names in found.items()}


def _names(sentence: Span, speaking: frozenset[str], placed: dict[int, str]) -> Iterator[Name]:
    text = text_of(sentence.doc)[sentence.start_char : sentence.end_char]
    streets: list[tuple[int, int]] = []
    for match in STREET.finditer(text):
        streets.append((sentence.start_char + match.start(), sentence.start_char + match.end()))
        name = DIRECTIONS.sub("", " ".join(match["name"].split()))
        if name.casefold() not in BARE:
            yield Name("street", f"{name} {KINDS.get(match['kind'], match['kind'])}")
    for match in AGE.finditer(text):
        age = int(next(group for group in match.groups() if group))
        if age < 110:
            yield Name("age", str(age))
    for place in placed.values():
        yield Name("place", place)
    for entity in names_in(sentence):
        if any(start <= entity.start_char < end for start, end in streets) or "\n" in entity.text.strip():
            continue
        if entity.label_ == "PERSON":
            if (whole := person(entity)) and whole.rpartition(" ")[2].casefold() not in speaking:
                yield Name("person", whole)
        elif entity.label_ in {"FAC", "ORG"} and not COMMON.search(entity.text) and _is_scene(entity):
            if entity.start_char in placed or entity[-1].idx in placed:
                continue
            yield Name("venue", re.sub(r"^[Tt]he\s+|[’']s$", "", " ".join(entity.text.split())))


def person(entity: Span) -> str | None:
    """Return first and last name of a person, without titles, middle names and suffixes; none for one word."""
    known = titles()
    words = [token.text for token in entity if token.text.lower() not in SUFFIXES and not token.is_space]
    while words and words[0].lower().rstrip(".") in known:
        words = words[1:]
    words = [word for word in words if word[:1].isupper() and word[1:2] != "." and any(c.isalpha() for c in word)]
    return f"{words[0]} {words[-1]}" if len(words) > 1 else None


def _officials(doc: Doc) -> frozenset[str]:
    """Last names of those who bear a title and speak of the incident: officers, spokesmen, mayors; and of reporters."""
    titled, spoke = set(), set()
    known = titles()
    for entity in doc.ents:
        if entity.label_ != "PERSON":
            continue
        last = next((t.lower_ for t in reversed(entity) if t.is_alpha and t.lower_ not in SUFFIXES), "")
        before = doc[max(0, entity.start - 2) : entity.start]
        inner = entity[0].lower_.rstrip(".") in known
        if inner or any(token.lower_.rstrip(".") in known for token in before):
            titled.add(last)
        if any(token.lower_ in {"by", "reporter", "photo"} for token in before) and len(before) < 2:
            titled.add(last)
            spoke.add(last)
        root = entity.root
        if root.dep_ == "nsubj" and is_verb(root.head) and lemma(root.head) in words_of("speech"):
            spoke.add(last)
        if any(head.lower_ in {"according", "by"} for _, _, head in ancestors(root)):
            spoke.add(last)
    return frozenset(titled & spoke)


def _is_scene(entity: Span) -> bool:
    """Whether the name of a building or firm stands as where something was: "outside the Blue Note"."""
    root = entity.root
    return any(label == "pobj" and head.lower_ in PLACING for _, label, head in list(ancestors(root))[:2])
