"""
Respelling: names that the gazetteer files in another English spelling, "Tal Tamer" for Tall Tamr.

Many words are near some name in some spelling. So only what the text shows to be a place's name is looked for, and
only in a country that the text names, by its people or by a place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gazetteer import Candidate, Gazetteer

from .name import Name

CALLED = re.compile(
    r"\b(?:village|town|city|district|hamlet|camp|county|municipality|port) of "
    r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})"
    r"|\b(?P<before>[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|al|el|ed|ez|es)){0,3}) "
    r"(?:village|town|city|district|hamlet|subdistrict|sub-district|municipality|countryside|governorate)\b"
)
"""A name that the words beside it show to be a settlement's or a district's."""
SURE = 0.7
"""Probability that such a name, filed in another spelling in the text's country, is the place's."""


def with_respelled(names: list[Name], text: str, places: Gazetteer) -> list[Name]:
    """Return the names of a text with candidates for those that are filed in another spelling, and more of these."""
    countries = _countries(names) & places.spelled_anew
    if not countries:
        return names
    found = [_respelled(name, countries, places) if not name.candidates else name for name in names]
    for match in CALLED.finditer(text):
        group = "name" if match["name"] else "before"
        start, end = match.span(group)
        if any(name.start < end and start < name.end for name in names):
            continue
        if candidates := _candidates(match[group], countries, places):
            why = "in the gazetteer in another spelling"
            found.append(Name(start, end, match[group], "place", SURE, why, candidates))
    return sorted(found, key=lambda name: name.start)


def _countries(names: Sequence[Name]) -> set[str]:
    """The countries that a text speaks of for certain."""
    found = set()
    for name in names:
        if name.kind == "embedded":  # "Islamic State of Iraq" is not only there
            continue
        known = {c.place.country for c in name.candidates}
        if len(known) == 1:
            found |= known
        found |= {c.place.country for c in name.candidates if c.place.feature.startswith("PCL")}
    return found


def _respelled(name: Name, countries: set[str], places: Gazetteer) -> Name:
    candidates = _candidates(name.text, countries, places) if name.kind == "place" else ()
    return replace(name, candidates=candidates) if candidates else name


def _candidates(text: str, countries: set[str], places: Gazetteer) -> tuple[Candidate, ...]:
    """What a name may mean in these countries in another spelling; a town rather than a division of its name."""
    found = tuple(c for c in places.respelled(text) if c.place.country in countries)
    return tuple(c for c in found if c.place.feature.startswith("PPL")) or found
