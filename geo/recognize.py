"""
Toponym recognition: which stretches of a text name a place.

Gazetteer first and blind to labels: every gazetteer name in the text, every named entity of spaCy, every
demonym and abbreviation is a candidate, and a small linear model accepts or rejects each of them by its
spelling, its neighbours, what the gazetteer knows of it and what spaCy took it for. (A filter on spaCy's
labels, the usual way, loses "Kursk" to PRODUCT and "Yeysk" to PERSON before the gazetteer is asked.)

`geo.evidence` tells what speaks for and against each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from gazetteer import Candidate, Gazetteer

from .area_words import area_words, cue_beside, fits
from .context import PLACE_LABELS, trimmed
from .evidence import KIND_ENDS, Stretch, describe, first_column
from .grammar import text_of
from .holding import about, bracketed, could_contain, divisions_of, held_pairs
from .name import Name
from .respelling import with_respelled
from .weighing import probability, reason

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

THRESHOLD = 0.3
"""A candidate is accepted from this probability on: where F is best on labelled news and relief reports."""

BORNE_OUT, HOLDING = "borne out", "holding"
"""Evidence that weighs nothing by itself: what the text puts in which, and the gazetteer too; what holds another."""
DOUBTFUL = 0.1
CERTAIN = 0.9
"""Probability of a name that says itself what kind of place it is."""

COMPASS = r"^(?i:(?:north|south|east|west|central|mid)[a-z-]*|upper|lower)\s+"
"""What may stand before a name without changing the place it is looked up as: "northern Syria"."""

LONGER_AFTER = re.compile(r" (?:del?|de las?|de los|do|dos|das?) (?:la |los |las )?[A-Z]|-(?:e|i|et|ye|ul)-")
"""What goes on a name of which a stretch is the first part: "Banco de Arenas", "Logone-et-Chari"."""
LONGER_BEFORE = re.compile(r"[A-Z]\w+-(?:e|i|et|ye|ul)-$")
POINTS = frozenset({"north", "south", "east", "west"})
"""No places after a hyphen: "Shan-South state"."""
SEATED = frozenset("county district township subdistrict commune municipality prefecture regency".split())
"""Divisions called after their seats: where the gazetteer lacks one, its seat tells about where it is."""

HELD = re.compile(r",? \(?[A-Z]")
"""What follows a name that what holds it makes one."""
INITIALS = re.compile(r"\b(?:[A-Z]\.)+[A-Z]$")
COMPOUND = re.compile(r"-(?:sur|sous|lès?|la|les|en|de|du|des|aux?|on|upon|by|in|am|an|der|na|nad)[- ]", re.IGNORECASE)
"""What goes on the name before it: Colleville-sur-Mer is not Colleville."""


def recognize(doc: Doc, places: Gazetteer, threshold: float = THRESHOLD) -> list[Name]:
    """Return the names of places in a parsed text, in order, none overlapping."""
    stretches = find_stretches(doc, places)
    features = describe(doc, stretches)
    text = text_of(doc)
    scored = [
        (max(probability(evidence), CERTAIN * _says_its_kind(text, stretch)), stretch, evidence)
        for stretch, evidence in zip(stretches, features, strict=True)
    ]
    scored = _borne_out(scored, text, threshold)
    chosen: list[tuple[float, Stretch, dict[str, float]]] = []
    taken: set[int] = set()
    for row in sorted(scored, key=lambda row: (-row[0], row[1].start - row[1].end)):
        tokens = range(row[1].first, row[1].last + 1)
        if row[0] >= threshold and taken.isdisjoint(tokens):
            taken.update(tokens)
            chosen.append(row)
    chosen.sort(key=lambda row: row[1].start)
    names = _with_divisions([_name(text, places, *row) for row in chosen], text, places)
    return with_respelled(names, text, places)


Scored = tuple[float, Stretch, dict[str, float]]


def _borne_out(scored: list[Scored], text: str, threshold: float) -> list[Scored]:
    """Accept the names of "X (Y)", and of "X, Y" where one is accepted, if the gazetteer knows that Y holds X."""
    likely = {id(stretch): sure for sure, stretch, _ in scored}
    abbreviated = {stretch.start for _, stretch, _ in scored if stretch.source == "abbreviation"}
    named = [s for _, s, _ in scored if s.source in {"name", "entity"} and s.start not in abbreviated]
    holding = {id(stretch) for stretch, fits in bracketed(named, text) if fits or likely[id(stretch)] >= DOUBTFUL}
    raised = set(holding)
    for inner, outer, in_brackets in held_pairs(named, text):
        if in_brackets or max(likely[id(inner)], likely[id(outer)]) >= threshold:
            raised |= {id(inner), id(outer)}
    return [
        (max(sure, CERTAIN), stretch, found | {HOLDING if id(stretch) in holding else BORNE_OUT: 1.0})
        if id(stretch) in raised
        else (sure, stretch, found)
        for sure, stretch, found in scored
    ]


def _with_divisions(names: list[Name], text: str, places: Gazetteer) -> list[Name]:
    """Give a name the division that holds the one before it: "Tarapoto (San Martin)" is in San Martín Department."""
    for i, (inner, outer) in enumerate(pairwise(names)):
        joint = text[inner.end : outer.start]
        if joint not in {", ", " ("} or "demonym" in {inner.kind, outer.kind} or not outer.candidates:
            continue
        if not could_contain(inner.candidates, outer.candidates):
            more = divisions_of(outer.text, inner.candidates, places)
            names[i + 1] = replace(outer, candidates=outer.candidates + more)
    return names


def _says_its_kind(text: str, stretch: Stretch) -> bool:
    """Whether a gazetteer name ends with a word of its kind in lower case: "Kursk region", "Bunia airport"."""
    *first, last = text[stretch.start : stretch.end].split()
    if not first or not last.islower():
        return False
    if last in area_words():
        return last not in {"city", "state", "town"} and any(fits(c.place.feature, last) for c in stretch.candidates)
    return last in KIND_ENDS and any(c.place.name.lower().endswith(f" {last}") for c in stretch.candidates)


def name_given(text: str, start: int, end: int, places: Gazetteer) -> Name:
    """Return the name at a span that is known to name a place, with its candidates."""
    words = text[start:end]
    abbreviated, people = places.abbreviation(words), places.demonym(words)
    if abbreviated is not None:
        candidates: tuple[Candidate, ...] = (Candidate(abbreviated, "abbreviation"),)
    elif people is not None:
        candidates = (Candidate(people, "demonym"),)
    else:
        candidates = candidates_of(words, places)
    kind = "demonym" if people is not None and abbreviated is None else "place"
    cue = cue_beside(text, start, end) if kind == "place" else ""
    return Name(start, end, words, kind, 1.0, "given", _with_cue(words, cue, candidates, places), cue)


def candidates_of(text: str, places: Gazetteer) -> tuple[Candidate, ...]:
    """Return what a name may mean as it stands, or without article, possessive, "northern" or "region"."""
    bare = re.sub(r"^(?:the|The|THE)\s+|(?:['’]s?)$", "", text)
    stem, _, kind = bare.rpartition(" ")
    kind = kind.lower()
    stems = places.candidates(stem) if stem and kind in area_words() else ()
    fitting = tuple(c for c in stems if fits(c.place.feature, kind))
    for form in (text, bare):
        if candidates := places.candidates(form):
            known = {c.place.id for c in candidates}
            lesser = not any(c.standing == "main" for c in candidates)
            return candidates + tuple(c for c in fitting if lesser and c.place.id not in known)
    if stems:
        return fitting or tuple(c for c in stems if kind in SEATED and c.place.feature.startswith("PPLA"))
    within = places.candidates(re.sub(COMPASS, "", bare))
    # "Lower Shabelle" is a region of the river's name.
    named = re.match(r"(?:Upper|Lower|Middle) ", bare)
    return tuple(c for c in within if not (named and c.place.feature.startswith("STM")))


def _name(text: str, places: Gazetteer, sure: float, stretch: Stretch, evidence: dict[str, float]) -> Name:
    inside_organization = any(feature in evidence for feature in ("in ORG", "before organization word"))
    inside_organization = inside_organization and not {BORNE_OUT, HOLDING} & evidence.keys()
    kind = "demonym" if stretch.source == "demonym" else "embedded" if inside_organization else "place"
    words = text[stretch.start : stretch.end]
    cue = cue_beside(text, stretch.start, stretch.end) if kind != "demonym" else ""
    found = stretch.candidates
    if HOLDING in evidence:
        divisions = tuple(c for c in found if c.place.feature.startswith(("ADM", "PCL")))
        seats = tuple(c for c in found if c.place.feature.startswith("PPL") and about((c,), divisions))
        found = divisions + seats or found
    candidates = _with_cue(words, cue, found, places)
    return Name(stretch.start, stretch.end, words, kind, sure, reason(evidence), candidates, cue)


def _with_cue(name: str, cue: str, candidates: tuple[Candidate, ...], places: Gazetteer) -> tuple[Candidate, ...]:
    """
    Candidates of a name and of the name with its cue: "the province of Málaga" is filed as "Málaga Province".

    Where the cue tells of water or land that no candidate is, none is left: the river Turia is no town.
    """
    if not cue:
        return candidates
    known = {candidate.place.id for candidate in candidates}
    forms = (f"{name} {cue}", f"{cue} of {name}", f"{cue} {name}")
    fuller = [c for form in forms for c in places.candidates(form) if fits(c.place.feature, cue)]
    candidates += tuple({c.place.id: c for c in fuller if c.place.id not in known}.values())
    candidates += tuple(_divisions_of_seats(candidates, cue, places))
    if any(fits(candidate.place.feature, cue) for candidate in candidates):
        return candidates
    settled = any(code.startswith(("P", "ADM")) for code in area_words()[cue])
    return candidates if settled else ()


def _divisions_of_seats(candidates: tuple[Candidate, ...], cue: str, places: Gazetteer) -> Iterator[Candidate]:
    """First-order divisions that bear the name of their seat, which alone is filed so: "Al Hasakeh governorate"."""
    if not fits("ADM1", cue) or any(c.place.feature == "ADM1" for c in candidates):
        return
    for each in candidates:
        if each.place.feature in {"PPLA", "PPLC"} and each.place.admin1.startswith(each.place.name):
            yield Candidate(places[each.place.admin1_id], each.standing)


# --- candidates ---------------------------------------------------------------------------------------


def find_stretches(doc: Doc, places: Gazetteer) -> list[Stretch]:
    """Return everything in the text that may name a place, in order; overlapping and nested ones included."""
    found: dict[tuple[int, int], Stretch] = {}
    for start, end, source, candidates in _sources(doc, text_of(doc), places):
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or (start, end) in found:
            continue
        found[start, end] = Stretch(start, end, span.start, span.end - 1, source, candidates)
    return sorted(found.values(), key=lambda stretch: (stretch.start, -stretch.end))


def _sources(doc: Doc, text: str, places: Gazetteer) -> Iterator[tuple[int, int, str, tuple[Candidate, ...]]]:
    for token in doc:
        if token.text[:1].isupper():
            yield from _demonyms(doc, token, text, places)
            yield from _abbreviations(doc, token, text, places)
    for match in places.scan(text):
        candidates = places.candidates(match.key)
        if _ends_too_late(text, match.start, match.end, candidates):
            continue
        if not candidates or _is_no_place(text, match.start, match.end, places):
            continue
        if not COMPOUND.match(text, match.end):
            point = text[match.end : match.end + 1] == "." and INITIALS.search(text[match.start : match.end])
            yield match.start, match.end + bool(point), "name", candidates
    for entity in doc.ents:
        if entity.label_ in PLACE_LABELS:
            start, end = trimmed(entity, text)
            if start < end and not _is_no_place(text, start, end, places) and not COMPOUND.match(text, end):
                candidates = candidates_of(text[start:end], places)
                if candidates or not _site_at_town(text[start:end], places):
                    yield start, end, "entity", candidates


def _site_at_town(words: str, places: Gazetteer) -> bool:
    """Whether an entity is a known name and a common noun: of "Bunia airport" the name is Bunia."""
    name = re.sub(r"(?: [a-z]+)+$", "", words)
    return name != words and words.rpartition(" ")[2] not in area_words() and bool(places.candidates(name))


def _is_no_place(text: str, start: int, end: int, places: Gazetteer) -> bool:
    """Whether a stretch is, or begins, a name that is known to be no place's: "Boko" of "Boko Haram"."""
    if _is_acronym(text, start, end) and places.abbreviation(text[start:end]) is None:
        return True
    if text[start:end] in first_column("kinds_not_names.tsv") and not HELD.match(text, end):
        return True
    stop = first_column("not_places.tsv")
    if LONGER_AFTER.match(text, end) or (LONGER_BEFORE.search(text[max(0, start - 24) : start])):
        return True
    if text[start - 1 : start] == "-" and text[start:end].lower() in POINTS:
        return True
    return text[start:end] in stop or any(" " in name and text.startswith(name, start) for name in stop)


def _is_acronym(text: str, start: int, end: int) -> bool:
    """Whether two or three capitals among small letters are no town's name: "an APC" is not Apc, "QOM, Iran" is Qom."""
    word = text[start:end]
    if len(word) > 3 or not (word.isalpha() and word.isupper()):
        return False
    opens = not text[:start].rpartition("\n")[2].strip()
    dateline = opens and text[end:].lstrip()[:1] in {",", "(", "-", "–", "—"}
    return not dateline and any(letter.islower() for letter in text[max(0, start - 20) : end + 20])


def _ends_too_late(text: str, start: int, end: int, candidates: Sequence[Candidate]) -> bool:
    """
    Whether a gazetteer name takes in a word that is none of it: "London city", "Kansas State", "Dublin City Council".

    Where that is the place's main name it stays: Kansas City, Borno State.
    """
    last = text[start:end].rpartition(" ")[2]
    if last not in {"city", "state", "City", "State"}:
        return False
    if last == "State" and all(c.place.country == "US" for c in candidates):
        return True
    if any(c.place.name.endswith(last.title()) for c in candidates):
        return False
    if last == "City":
        after = re.match(r" ([A-Z]\w+)", text[end : end + 20])
        return after is not None and after[1].lower() in first_column("organization_words.tsv")
    return last != "State"


def _demonyms(
    doc: Doc, token: Token, text: str, places: Gazetteer
) -> Iterator[tuple[int, int, str, tuple[Candidate, ...]]]:
    """The adjective or people that begins at a token: "Ukrainians", "West African"."""
    for last in range(min(token.i + 2, len(doc)) - 1, token.i - 1, -1):
        end = doc[last].idx + len(doc[last])
        people = places.demonym(text[token.idx : end])
        if people is not None:
            yield token.idx, end, "demonym", (Candidate(people, "demonym"),)
            return


def _abbreviations(
    doc: Doc, token: Token, text: str, places: Gazetteer
) -> Iterator[tuple[int, int, str, tuple[Candidate, ...]]]:
    """Abbreviations that begin at a token: "Calif.", "W. Va.", "U.S."; with its point where it has one."""
    for last in range(min(token.i + 3, len(doc)) - 1, token.i - 1, -1):
        end = doc[last].idx + len(doc[last])
        for stop in (end + 1, end) if text[end : end + 1] == "." else (end,):
            place = places.abbreviation(text[token.idx : stop])
            if place is not None:
                yield token.idx, stop, "abbreviation", (Candidate(place, "abbreviation"),)
                return
