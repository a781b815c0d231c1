"""Holding: which place the text puts in which, "Belem (Para)", where the gazetteer bears it out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from gazetteer import Candidate, Gazetteer, Place
from gazetteer.names import DIVISION_WORDS

from .evidence import Stretch

BETWEEN = re.compile(r"(?<=[\w’'.-])(?: [a-z]{4,12})?(?P<joint> \(|, )$")
"""What stands between a place and what holds it: "Belem (Para)", "Taze township, Sagaing"."""
STATED_END = re.compile(r"\s*(?:[,)(–—-](?! (?:and|or)\b)|[.;:](?:\s|$)|$)")
"""What follows a container: "X, Y, ..." or the end of the sentence."""
_WORDS = r"[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|al|el|de|la|of|and|\d))*"
HELD = re.compile(
    rf"\b(?:in|at|near|of|around|outside|into|inside) (?:the )?{_WORDS}(?: [a-z-]+)? "
    rf"\((?P<held>(?![A-Z]+\)){_WORDS}(?: [a-z]+)?(?:, {_WORDS}(?: [a-z]+)?)*)\)"
)
"""A place in a sentence with what holds it in brackets."""
ABOUT_KM = 75.0
"""How far about a town, or beyond a division's circle, what is named with it may lie."""
BRACKET = re.compile(r"\([^()]{0,60}$")
"""An open bracket before a name."""


def contains(outer: Place, inner: Place) -> bool:
    """Whether ``outer`` is the country, first- or second-order division that holds ``inner``."""
    if outer.id == inner.id:
        return False
    if outer.id in (inner.country_id, inner.admin1_id):
        return True
    return bool(
        outer.feature == "ADM2" and inner.admin2 and outer.name == inner.admin2 and outer.country == inner.country
    )


def could_contain(inner: Iterable[Candidate], outer: Iterable[Candidate]) -> bool:
    """Whether some place of the one name is held by some place of the other."""
    return any(contains(o.place, c.place) for o in outer for c in inner)


def about(inner: Iterable[Candidate], outer: Iterable[Candidate], km: float = ABOUT_KM) -> bool:
    """Whether some place of the one name lies in or about some place of the other, ``km`` about its circle at most."""
    outer = tuple(outer)
    return any(
        contains(o.place, c.place) or contains(c.place, o.place) or _kilometres(o.place, c.place) < _reach(o.place, km)
        for c in inner
        for o in outer
    )


def _reach(place: Place, km: float) -> float:
    """How far from a place's point what is named with it may lie, kilometres; what a country holds is on record."""
    return 0.0 if place.feature.startswith("PCL") else place.radius_km + km


def _kilometres(a: Place, b: Place) -> float:
    """The distance on a sphere."""
    lat, lat2 = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat2 - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(lat2) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, half)))


def held_pairs(stretches: Sequence[Stretch], text: str) -> Iterator[tuple[Stretch, Stretch, bool]]:
    """
    Give the pairs "X (Y)" and "X, Y" of which some Y holds some X, and whether they stand in brackets.

    Nobody writes that of two words by chance: "Acre" is a measure of land, but not in "Rio Branco (Acre)".
    """
    ending: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        if stretch.candidates:
            ending.setdefault(stretch.end, []).append(stretch)
    for outer in stretches:
        joint = BETWEEN.search(text[max(0, outer.start - 20) : outer.start]) if outer.candidates else None
        if joint is None or not STATED_END.match(text, outer.end):
            continue
        bracketed = "(" in joint["joint"] or BRACKET.search(text[max(0, outer.start - 60) : outer.start]) is not None
        for at in {outer.start - len(joint[0]), outer.start - len(joint["joint"])}:
            for inner in ending.get(at, ()):
                if could_contain(inner.candidates, outer.candidates):
                    yield inner, outer, bracketed


def bracketed(stretches: Sequence[Stretch], text: str) -> Iterator[tuple[Stretch, bool]]:
    """
    Give the divisions and their seats that stand in a bracket after what the text calls a place.

    "In Doaligou (Diapangou, Gourma)" has places in its bracket, whatever else may be called so; "(AP)" is none.
    With each, whether what stands before the bracket is unknown or may lie there.
    """
    known = {stretch.end: stretch.candidates for stretch in reversed(stretches) if stretch.source == "name"}
    spans = [(*match.span("held"), known.get(match.start("held") - 2, ())) for match in HELD.finditer(text)]
    for stretch in stretches:
        held = [inner for start, end, inner in spans if start <= stretch.start and stretch.end <= end]
        parted = text[stretch.start - 1] == "(" or text[max(0, stretch.start - 2) : stretch.start] == ", "
        divisions = any(c.place.feature.startswith(("ADM", "PPLA")) for c in stretch.candidates)
        if held and parted and divisions and text[stretch.end] in ",)":
            yield stretch, not held[0] or about(held[0], stretch.candidates)


def divisions_of(name: str, inner: Iterable[Candidate], places: Gazetteer) -> tuple[Candidate, ...]:
    """Return the divisions filed under a name with its kind that hold a place: "San Martín Department" of Tarapoto."""
    inner = tuple(inner)
    filed = (c for word in DIVISION_WORDS for c in places.candidates(f"{name} {word}"))
    found = {c.place.id: c for c in filed if c.place.feature.startswith("ADM") and could_contain(inner, (c,))}
    return tuple(found.values())
