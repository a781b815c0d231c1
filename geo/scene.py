"""
The place of an incident: not any place of the text, but the one where the words of the trigger put it.

The trigger's own locative comes first, then the sentence's, then what the sentences before it spoke of. Places of
speakers, origins, destinations, governments, organizations and peoples are no scene.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from .grammar import ancestors, is_verb, kinds, lemma, objects, subjects, text_of
from .home import POLICE
from .landmarks import kind_words
from .mention import DOUBTFUL, Site, Words
from .siting import beside, halfway, site_at, whole
from .spots import Spot, contains, is_street_name, kilometres, spots
from .standing import opens, probability

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from .toponym import Toponym

OWN = 0.3
"""From this probability on a place is the trigger's; F of the place's words is best here (event_location, dev half)."""
BETWEEN = re.compile(r"\b(?:between|linking|links|linked|connecting|connects|joining)(?: the)?(?: \w+ of)? $")
AND = re.compile(r"(?: \w+)?,? (?:and|to|with)(?: the)?(?: \w+ of)? ")
HELP = re.compile(
    r"(?: (?:city|town|village|bridge|camp))?,? (?:(?:about|some|around|roughly|nearly) )?"
    r"(?:\d[\d.,]*[ -]?(?:km|kms|kilomet(?:er|re)s?|miles?|mi)\b\.? (?:\([^)]{1,25}\) )?(?:to the )?)?"
    r"(?:near|outside|close to|not far from|(?:just |some )?(?:north|south|east|west)\w* of|off)"
    r" (?:the (?:\w+ of )?)?"
)
WAY_FROM = re.compile(
    r"\b(?:road|highway|motorway|route|railway|line|border|track|train|bus|travel\w+|driving|heading|way) from $"
)
TO = re.compile(r" to ")
WAY = re.compile(r" (?:road|highway|motorway|route|railway|rail|line|axis|border|expressway)\b", re.IGNORECASE)
PART = re.compile(r"\b(?:sector|locality|district|neighbou?rhood|quarter|ward|square|market|area|community)$")
DOUBTED, FAR_KM = 0.6, 300.0
"""Of lower confidence, or called a part, a place in another country so far off is a namesake."""
BROUGHT_DOWN = frozenset({"drone", "missile", "aircraft", "vehicle"})
"""Classes of what may be hit far from its own country."""
MATERIEL = frozenset("position equipment armour armor trench convoy".split())
"""What an army has with it wherever it is."""
POSSIBLE = 0.08
"""Below this a place of the sentence is no scene of it; between, it is one if the text has no better."""


def sites(trigger: Token, sentence: Span, toponyms: Sequence[Toponym], place_tokens: frozenset[int]) -> list[Site]:
    """Return where a sentence puts a trigger: one site, several where it joins several by "and", or none."""
    here = spots(sentence, toponyms)
    ranked = sorted(
        ((probability(spot, trigger, here, place_tokens), spot) for spot in here),
        key=lambda item: (-item[0], abs(item[1].root.i - trigger.i)),
    )
    opening = next((spot for spot in here if opens(spot) and spot.root.i < trigger.i), None)
    ranked = [item for item in ranked if item[0] >= POSSIBLE]
    if not ranked:
        return []
    best = _outer(ranked[0], ranked)
    rank = 0 if best[0] >= OWN else DOUBTFUL
    ends = _ends(best[1], here)
    if ends and all(end.chain[0].place for end in ends):
        return [halfway(*ends, rank)]
    level = [item for item in ranked if item[1] is not best[1] and _level(item[1], best[1])]
    chosen = [best[1], *(spot for _, spot in level if best[0] >= OWN)]
    found = [site_at(spot, rank, trigger.doc) for spot in chosen]
    if opening and opening not in chosen:
        found = [_no_namesake(site, site_at(opening, rank, trigger.doc)) for site in found]
    if len(found) == 1 and (found[0].where.place is None or found[0].where.is_area):
        rest = [(likely, spot) for likely, spot in ranked if spot is not best[1]]
        if opening and opening is not best[1] and all(opening is not spot for _, spot in rest):
            rest.append((POSSIBLE, opening))
        others = [site_at(spot, 1 if likely >= OWN else DOUBTFUL, trigger.doc) for likely, spot in rest]
        found = [_answered(found[0], here, trigger) or _closer(found[0], others)]
    return found


def _level(one: Spot, other: Spot) -> bool:
    """Whether two places are joined by "and", with or without their words of kind: "Idlib province and Aleppo"."""
    return any(head in each.conjuncts for head in _heads(one) for each in _heads(other))


def _heads(spot: Spot) -> list[Token]:
    """A name, the words of kind that it stands by and their preposition: "in", "city" of "in the city of Aleppo"."""
    found = [spot.root]
    for _, label, head in ancestors(spot.root):
        if label == "pobj":
            found.append(head)  # "in Berlin and in the town of Mainz"
            if head.lower_ == "of":
                continue
        if is_verb(head) or lemma(head) not in kind_words():
            break
        found.append(head)
    return found


def _no_namesake(site: Site, opening: Site) -> Site:
    """
    Return a place, or where its sentence begins if it is a doubtful namesake far from there.

    "In Colta, Ecuador, farmers blocked a road in Palmira" is not of Palmira in Colombia.
    """
    place, there = site.where.place, opening.where.place
    if place is None or there is None or not place.country_id or opening.where.precision not in {1, 2, 3, 4}:
        return site
    sure = (site.where.confidence or 0.0) >= DOUBTED and not PART.search(site.where.text or "")
    if sure or place.country_id == there.country_id or kilometres(place, there) < FAR_KM:
        return site
    why = f"{site.where.text} may be a part of {there.name}, with which the sentence begins; {place.name} is far away"
    where = replace(opening.where, text=site.where.text, why=why)
    return replace(site, where=beside(where, site.name) if site.name else where)


def _answered(site: Site, here: Sequence[Spot], trigger: Token) -> Site | None:
    """Return a street in the town whose police or firemen the sentence names: it is theirs that answered."""
    text = text_of(trigger.doc)
    towns = [site_at(spot, 1, trigger.doc) for spot in here if POLICE.match(text, spot.chain[-1].end)]
    towns = [town for town in towns if town.where.precision == 1]
    if site.where.place is None and len(towns) == 1 and is_street_name(site.words.text):
        return anchored(site, towns[0])
    return None


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
        lost = not heads
        if any(head.lower_ in {"it", "they"} for head in heads):
            heads = [speaker for _, _, verb in ancestors(trigger) if is_verb(verb) for speaker in subjects(verb)]
        heads = [head for head in heads if not kinds(head) & BROUGHT_DOWN]
        reach = [(head.left_edge.idx, head.idx + len(head)) for head in heads]
        if lost:
            # A parser at a loss for the subject: what stands before the verb is the defender's.
            hit = [head.i for head in objects(trigger) if kinds(head) & BROUGHT_DOWN]
            start = max((sentence.doc[i].idx for i in hit if i < trigger.i), default=sentence.start_char)
            reach = [(start, trigger.idx)]
    else:
        reach = [
            (head.left_edge.idx, head.idx + len(head))
            for head in objects(trigger)
            if not kinds(head) & (BROUGHT_DOWN | {"force"}) and lemma(head) not in MATERIEL
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
        # A street is in the article's town sooner than in the next best place of its sentence.
        if place is not None and area is None and (other.rank < DOUBTFUL or not is_street_name(site.words.text)):
            return anchored(site, other)
    return site


def anchored(site: Site, other: Site) -> Site:
    """Return a site that the gazetteer lacks, placed by another one of the sentence or of the text before it."""
    where = replace(other.where, text=site.where.text)
    if site.name and not is_street_name(site.words.text):
        where = beside(where, site.name)
    return replace(site, where=where, rank=other.rank if other.rank == 2 else site.rank)


def carried(site: Site) -> Site:
    """Return a place for the sentences after it: the town goes on being spoken of, not the market in it."""
    if site.name is None:
        return replace(site, rank=2)
    words = Words(site.name.start, site.name.end, " ".join(site.name.text.split()))
    return replace(site, where=replace(site.where, text=words.text), words=words, rank=2)


def _outer(best: tuple[float, Spot], ranked: Sequence[tuple[float, Spot]]) -> tuple[float, Spot]:
    """Of "the village of Kwakwa, near Bamenda" the place that the other one only helps to find."""
    way = {head for _, _, head in ancestors(best[1].root)}
    text, start = text_of(best[1].root.doc), best[1].chain[0].start
    for likely, spot in ranked:
        if spot.root in way or HELP.fullmatch(text[spot.chain[-1].end : max(start, spot.chain[-1].end)]):
            return max(likely, best[0]), spot
    return best


def _ends(spot: Spot, others: Sequence[Spot]) -> tuple[Spot, Spot] | None:
    """The two places that a way or a border lies between: "between A and B", "the road from A to B"."""
    text = text_of(spot.root.doc)
    for first, second in pairwise(others):
        if spot not in {first, second}:
            continue
        before = text[max(0, first.chain[0].start - 30) : first.chain[0].start]
        between = text[first.chain[-1].end : second.chain[0].start]
        if BETWEEN.search(before) and AND.fullmatch(between):
            return first, second
        if WAY_FROM.search(before) and TO.fullmatch(between):
            return first, second
        if re.fullmatch(r"[-–—]", between) and WAY.match(text, second.chain[-1].end):
            return first, second
    return None
