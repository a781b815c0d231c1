"""Kinds of error of recognition and resolution, counted for `places.py`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fit_recognition import trimmed
from geopy.distance import great_circle

from gazetteer import Gazetteer
from geo.recognize import find_stretches, name_given
from geo.resolve import resolve

if TYPE_CHECKING:
    from spacy.tokens import Doc

RIGHT_KM = 161.0
KINDS = [
    "gold names",
    "found",
    "found with other ends",
    "rejected",
    "no candidate for a name",
    "spurious",
    "spurious, other ends",
    "linked",
    "right place",
    "not in the gazetteer",
    "in it, but elsewhere",
    "wrong among candidates",
]
"""
A gold name is found, or else found with other ends ("Kursk" for "Kursk region"), or else proposed and rejected, or
else not even proposed. A linked gold name, given its span, has the right place, or nothing in the gazetteer is so
called, or all that is so called lies elsewhere, or the wrong one of its candidates was chosen.
"""


def count(documents: Sequence[tuple[dict[str, Any], Doc]], found: Sequence[str], places: Gazetteer) -> list[int]:
    """How many errors of each of `KINDS` the names ``found`` (as the scorer reads them) have."""
    kinds: Counter[str] = Counter()
    for (gold, doc), line in zip(documents, found, strict=True):
        text = gold["text"]
        wanted = {trimmed(text, row["start"], row["end"]): row for row in gold["toponyms"]}
        said = {trimmed(text, row["start"], row["end"]) for row in json.loads(line)["toponyms"]}
        proposed = {trimmed(text, each.start, each.end) for each in find_stretches(doc, places)}
        kinds["gold names"] += len(wanted)
        kinds["found"] += len(wanted.keys() & said)
        for span in wanted.keys() - said:
            kind = "rejected" if span in proposed else "no candidate for a name"
            kinds["found with other ends" if _overlaps(span, said) else kind] += 1
        for span in said - wanted.keys():
            kinds["spurious, other ends" if _overlaps(span, set(wanted)) else "spurious"] += 1
        _count_places(kinds, list(wanted.values()), doc, places)
    return [kinds[kind] for kind in KINDS]


def _count_places(kinds: Counter[str], wanted: list[dict[str, Any]], doc: Doc, places: Gazetteer) -> None:
    spans = sorted({(row["start"], row["end"]) for row in wanted})
    text = doc.text
    names = [name_given(text, start, end, places) for start, end in spans]
    placed = dict(zip(spans, zip(names, resolve(names, doc.text), strict=True), strict=True))
    for row in wanted:
        if row["lat"] is None:
            continue
        kinds["linked"] += 1
        name, toponym = placed[row["start"], row["end"]]
        near = {
            candidate.place.id
            for candidate in name.candidates
            if str(candidate.place.id) == str(row["geonameid"])
            or great_circle((row["lat"], row["lon"]), (candidate.place.lat, candidate.place.lon)).km <= RIGHT_KM
        }
        if toponym.place and toponym.place.id in near:
            kinds["right place"] += 1
        elif not name.candidates:
            kinds["not in the gazetteer"] += 1
        else:
            kinds["wrong among candidates" if near else "in it, but elsewhere"] += 1


def _overlaps(span: tuple[int, int], others: set[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
