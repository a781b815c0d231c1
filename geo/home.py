"""The town that an article is about: where its incidents were if their own sentences name no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .incident import Where
from .mention import Site, Words
from .scene import is_street, precision_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from .toponym import Toponym

WEIGHTS = {"place": 1.0, "embedded": 0.8}
"""What a name counts: as itself, and inside the name of an organization ("Fargo Police")."""
LEAD = 1.3
"""By how much the first town must be ahead of the second."""


def home(doc: Doc, toponyms: Sequence[Toponym]) -> Site | None:
    """
    Return the town that an article names most, as a weak place for its incidents; none where two are level.

    Local news says its town in the dateline, in the name of the police, or with a street, seldom in the sentence.
    """
    scores: Counter[int] = Counter()
    first: dict[int, Toponym] = {}
    for toponym in toponyms:
        if toponym.place is None or toponym.kind not in WEIGHTS or is_street(toponym, doc):
            continue
        if precision_of(toponym.place) != 1:
            continue
        scores[toponym.place.id] += round(10 * WEIGHTS[toponym.kind] * max(toponym.confidence, 0.1))
        if toponym.place.id not in first or (first[toponym.place.id].kind != "place" and toponym.kind == "place"):
            first[toponym.place.id] = toponym
    ranked = scores.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < LEAD * ranked[1][1]):
        return None
    toponym = first[ranked[0][0]]
    place = toponym.place
    assert place is not None
    where = Where(
        toponym.text, "in", place, place.lat, place.lon, 1, toponym.radius_km or place.radius_km,
        round(0.7 * toponym.confidence, 3), toponym.alternatives,
        f"the sentences name no place; {place.name} is the town that the article names most",
    )
    return replace(Site(where, Words(toponym.start, toponym.end, toponym.text), 4))
