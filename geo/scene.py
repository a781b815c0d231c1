"""
The place of an incident: not any place of the text, but the one where the words of the trigger put it.

The trigger's own locative comes first, then the sentence's, then what the sentences before it spoke of. Places of
speakers, origins, destinations, governments, organizations and peoples are no scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .grammar import ancestors, is_verb, kinds, objects, subjects, text_of
from .mention import DOUBTFUL, Site, Words
from .spots import Spot, beside, contains, halfway, is_street_name, site_at, spots, whole
from .standing import probability

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from .toponym import Toponym

OWN = 0.3
"""From this probability on a place is the trigger's; F of the place's words is best here (event_location, dev half)."""
POSSIBLE = 0.08
"""Below this a place of the sentence is no scene of it; between, it is one if the text has no better."""


def sites(trigger: Token, sentence: Span, toponyms: Sequence[Toponym], place_tokens: frozenset[int]) -> list[Site]:
    """Return where a sentence puts a trigger: one site, several where it joins several by "and", or none."""
    here = spots(sentence, toponyms)
    ranked = sorted(
        ((probability(spot, trigger, here, place_tokens), spot) for spot in here),
        key=lambda item: (-item[0], abs(item[1].root.i - trigger.i)),
    )
    ranked = [item for item in ranked if item[0] >= POSSIBLE]
    if not ranked:
        return []
    # Of "between A and B" the first leads, whichever stands nearer.
    joined = ranked[0][1].root.conjuncts
    best = next((item for item in ranked if item[1].root in joined and _between(item[1], sentence)), ranked[0])
    rank = 0 if best[0] >= OWN else DOUBTFUL
    level = [item for item in ranked if item[1].root in best[1].root.conjuncts]
    if level and _between(best[1], sentence):
        return [halfway(best[1], level[0][1], rank)]
    chosen = [best[1], *(spot for likely, spot in level if min(likely, best[0]) >= OWN)]
    found = [site_at(spot, rank, trigger.doc) for spot in chosen]
    if len(found) == 1 and (found[0].where.place is None or found[0].where.is_area):
        others = [site_at(spot, max(rank, 1), trigger.doc) for _, spot in ranked[1:]]
        found = [_closer(found[0], others)]
    return found


def victims_country(trigger: Token, kind: str, sentence: Span, toponyms: Sequence[Toponym]) -> list[Site]:
    """
    Return the country of what was hit or of who fended it off, where the sentence names no scene.

    "Ukraine's air defence shot down 90 drones": over Ukraine, all of it for all we know. Only for attacks from the air,
    whose defenders stand where the attack is.
    """
    if kind not in {"weapons_intercept", "air_drone_strike", "shelling_missile"}:
        return []
    if kind == "weapons_intercept":
        heads = subjects(trigger)
        if any(head.lower_ in {"it", "they"} for head in heads):
            heads = [speaker for _, _, verb in ancestors(trigger) if is_verb(verb) for speaker in subjects(verb)]
        reach = [(head.left_edge.idx, head.idx + len(head)) for head in heads]
        if not heads:
            # A parser at a loss for the subject: what stands before the verb is the defender's.
            reach = [(sentence.start_char, trigger.idx)]
    else:
        reach = [
            (head.left_edge.idx, head.idx + len(head))
            for head in objects(trigger)
            if not kinds(head) & {"drone", "missile"}
        ]
    for start, end in reach:
        for toponym in reversed([t for t in toponyms if start <= t.start < end]):
            if toponym.place is not None and toponym.place.feature.startswith("PCL") and toponym.kind != "embedded":
                why = f"no place named; {toponym.place.name} is the country that was attacked"
                where = replace(whole(toponym, 0.7, why), alternatives=())
                return [Site(where, Words(toponym.start, toponym.end, toponym.text), 3)]
    return []


def _closer(site: Site, others: Sequence[Site]) -> Site:
    """Of the other places of the sentence one that lies within an area, or holds a place that cannot be placed."""
    area = site.where.place
    for other in others:
        place = other.where.place
        if place is not None and area is not None and place.id != area.id and contains(area, place):
            return other
        if place is not None and area is None:
            return anchored(site, other)
    return site


def anchored(site: Site, other: Site) -> Site:
    """Return a site that the gazetteer lacks, placed by another one of the sentence or of the text before it."""
    where = replace(other.where, text=site.where.text)
    if site.name and not is_street_name(site.words.text):
        where = beside(where, site.name)
    return replace(site, where=where, rank=site.rank if other.rank < 2 else other.rank)


def _between(spot: Spot, sentence: Span) -> bool:
    start = spot.chain[0].start
    before = text_of(spot.root.doc)[max(0, start - 12) : start].lower()
    return before.rstrip().endswith("between") or before.rstrip().endswith("between the")
