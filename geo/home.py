"""The town that an article is about: where its incidents were if their own sentences name no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .mention import Site, Words
from .spots import is_street, kilometres, precision_of, whole

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from .toponym import Toponym

WEIGHTS = {"place": 1.0, "embedded": 0.8}
"""What a name counts: as itself, and inside the name of an organization ("Fargo Police")."""
LEAD = 1.3
"""By how much the first town must be ahead of the second."""
OPENING = 400
"""Characters of the opening, where a name counts half as much again: headline, dateline, first sentence."""
FAR_KM = 100.0
"""Beyond this a namesake is no part of the article's town."""
DOUBTFUL = 0.7
"""Below this confidence a place far from the article's town is taken for a namesake of a part of it."""
SMALL = 15_000
"""Only a place of fewer people is so taken: a city is no part of another."""


def home(doc: Doc, toponyms: Sequence[Toponym]) -> Site | None:
    """
    Return the town (or else the county) that an article names most; none where two are level.

    Local news says its town in the dateline, in the name of the police, or with a street, seldom in the sentence.
    """
    return _most(doc, toponyms, 1) or _most(doc, toponyms, 3)


def _most(doc: Doc, toponyms: Sequence[Toponym], precision: int) -> Site | None:
    scores: Counter[int] = Counter()
    first: dict[int, Toponym] = {}
    for toponym in toponyms:
        if toponym.place is None or toponym.kind not in WEIGHTS or is_street(toponym, doc):
            continue
        if precision_of(toponym.place) != precision:
            continue
        opening = 1.5 if toponym.start < OPENING else 1.0
        scores[toponym.place.id] += round(100 * opening * WEIGHTS[toponym.kind] * max(toponym.confidence, 0.1))
        if toponym.place.id not in first or (first[toponym.place.id].kind != "place" and toponym.kind == "place"):
            first[toponym.place.id] = toponym
    ranked = scores.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < LEAD * ranked[1][1]):
        return None
    toponym = first[ranked[0][0]]
    place = toponym.place
    assert place is not None
    why = f"the sentences name no place; {place.name} is the one that the article names most"
    where = whole(toponym, 0.7, why)
    return Site(where, Words(toponym.start, toponym.end, toponym.text), 4)


def at_home(site: Site, town: Site | None) -> Site:
    """
    Return a place, or the article's town where it is a doubtful namesake far from it.

    "A shooting in Ocean View" in the news of Norfolk, Virginia, is not in Delaware.
    """
    place, there = site.where.place, town.where.place if town else None
    if town is None or place is None or there is None or site.where.precision not in {1, 2}:
        return site
    doubtful = (site.where.confidence or 0.0) < DOUBTFUL and place.population < SMALL
    if not doubtful or place.id == there.id or kilometres(place, there) < FAR_KM:
        return site
    why = f"{site.where.text} may be a part of {there.name}, of which the article speaks; {place.name} is far away"
    return replace(site, where=replace(town.where, text=site.where.text, why=why), rank=4)
