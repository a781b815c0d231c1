"""The town that an article is about: where its incidents were if their own sentences name no place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .grammar import text_of
from .mention import Site, Words
from .siting import whole
from .spots import OUTLET, contains, is_street, kilometres, precision_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from .toponym import Toponym

WEIGHTS = {"place": 1.0, "embedded": 0.8}
"""What a name counts: as itself, and inside the name of an organization ("Fargo Chamber of Commerce")."""
POLICE = re.compile(r"(?: (?:City|County))?(?:[’']s)? (?:[Pp]olice|[Ss]heriff|[Ff]ire\b|PD\b|firefighters|officers)")
"""What follows the town whose own police or firemen answered: a fresh incident is theirs."""
POLICED, PRINTED = 1.5, 0.25
"""What a town counts whose police are named, and one in the name of the newspaper."""
BODY = re.compile(r" (?:of|for) [A-Z]")
"""What follows the first word of a body's name: "Confederation of Indigenous Nationalities"."""
JOURNEY = re.compile(
    r"\b(?:from|(?:fle[wd]|flown|sent|taken|moved|went|returned|transferred|airlifted|rushed|travel\w*)"
    r"(?: \w+){0,3} to) $"
)
"""What stands before a place where people came from or went."""
LEAD = 1.3
"""By how much the first town must be ahead of the second."""
OPENING = 400
"""Characters of the opening, where a name counts half as much again: headline, dateline, first sentence."""
DATELINE = 200
"""Characters of the dateline and the first sentence."""
FAR_KM = 100.0
"""Beyond this a namesake is no part of the article's town."""
DOUBTFUL, SMALL = 0.7, 15_000
"""Of lower confidence and fewer people, a place far from the article's town is taken for a namesake of a part of it."""
DOUBTFUL_ELSEWHERE, SMALL_ELSEWHERE = 0.97, 100_000
"""The same where the town's own police are named: then a state or province would be named with another town."""


def home(doc: Doc, toponyms: Sequence[Toponym]) -> Site | None:
    """
    Return the town (or else the county) that an article names most; none where two are level.

    Local news says its town in the dateline, in the name of the police, or with a street, seldom in the sentence.
    """
    return _most(doc, toponyms, 1) or _most(doc, toponyms, 3)


def _most(doc: Doc, toponyms: Sequence[Toponym], precision: int) -> Site | None:
    scores: Counter[int] = Counter()
    times: Counter[int] = Counter()
    first: dict[int, Toponym] = {}
    policed: dict[int, Toponym] = {}
    for toponym in toponyms:
        if toponym.place is None or toponym.kind not in WEIGHTS or is_street(toponym, doc):
            continue
        if precision_of(toponym.place) != precision or JOURNEY.search(text_of(doc)[: toponym.start][-40:]):
            continue
        if toponym.kind == "embedded" and BODY.match(text_of(doc), toponym.end):
            continue
        key, weight = toponym.place.id, WEIGHTS[toponym.kind]
        if POLICE.match(text_of(doc), toponym.end):
            policed[key], weight = toponym, POLICED
        elif OUTLET.match(text_of(doc), toponym.end):
            weight = PRINTED
        opening = 1.5 if toponym.start < OPENING else 1.0
        times[key] += 1
        scores[key] += round(100 * opening * weight * max(toponym.confidence, 0.1))
        if key not in first or (first[key].kind != "place" and toponym.kind == "place"):
            first[key] = toponym
    ranked = scores.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < LEAD * ranked[1][1]):
        return None
    toponym = first[ranked[0][0]]
    # A town that a wire story names in passing is not what it is about.
    if times[ranked[0][0]] < 2 and ranked[0][0] not in policed and toponym.start > DATELINE:
        return None
    assert toponym.place is not None
    why = f"the sentences name no place; {toponym.place.name} is the one that the article names most"
    words = Words(toponym.start, toponym.end, toponym.text)
    return Site(whole(toponym, 0.7, why), words, 4, policed.get(toponym.place.id))


def at_home(site: Site, town: Site | None) -> Site:
    """
    Return a place, or the article's town where it is a doubtful namesake far from it.

    "A shooting in Ocean View" in the news of Norfolk, Virginia, is not in Delaware. Where only some great area is
    known of a name that the gazetteer lacks, and the town lies in it, the name is of the town too.
    """
    place, there = site.where.place, town.where.place if town else None
    if town is None or place is None or there is None or place.id == there.id:
        return site
    local = site.where.precision == 3 or town.name is not None  # in a county; or the town's own police are named
    if _unknown(site) and site.where.is_area and local and contains(place, there):
        why = f"{site.where.text} is not in the gazetteer; {there.name} is the town that the article names most"
        return replace(site, where=replace(town.where, text=site.where.text, why=why), rank=4)
    if site.where.precision not in {1, 2} or kilometres(place, there) < FAR_KM:
        return site
    confidence = site.where.confidence or 0.0
    doubtful = confidence < DOUBTFUL and place.population < SMALL
    # The towns of a wire story have no police of their own in it, and are named with their country or province.
    if town.name and confidence < DOUBTFUL_ELSEWHERE and place.country_id == there.country_id:
        doubtful = doubtful or place.population < SMALL_ELSEWHERE or confidence < DOUBTFUL
    if not doubtful:
        return site
    why = f"{site.where.text} may be a part of {there.name}, of which the article speaks; {place.name} is far away"
    return replace(site, where=replace(town.where, text=site.where.text, why=why), rank=4)


def _unknown(site: Site) -> bool:
    """Whether a site bears a name that the gazetteer lacks."""
    return site.name is not None and site.name.place is None
