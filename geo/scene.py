"""
The place of an incident: not any place of the text, but the one where the words of the trigger put it.

The trigger's own locative comes first, then the sentence's, then what the sentences before it spoke of. Places of
speakers, origins, destinations, governments, organizations and peoples are no scene. "Near" is not "at": distances
and directions move the point along the ellipsoid and widen its radius.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geopy.distance import geodesic

from .counts import number
from .grammar import ancestors, clause, is_passive, is_verb, kinds, lemma, objects, subjects
from .incident import Where
from .mention import Site, Words
from .vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Span, Token

    from gazetteer import Place

    from .toponym import Toponym

LOCATIVES = frozenset({"in", "at", "on", "near", "outside", "inside", "within", "around", "across", "throughout", "off",
                       "along", "between", "over", "by", "of", "beside", "through", "toward", "towards", "amid", "under",
                       "above", "alongside", "from", "to", "into", "onto", "against", "upon", "about", "for"})
WEAK_LOCATIVES = frozenset({"from", "to", "into", "toward", "towards", "for", "by", "against", "about", "through", "upon"})
"""Prepositions that place a thing only under some verbs ("crashed into", "fired at")."""
MOVES = frozenset({"flee", "travel", "fly", "send", "head", "move", "return", "transport", "airlift", "take", "drive", "go", "bring", "come",
                   "arrive", "leave", "escape", "deport", "extradite", "evacuate", "rush", "transfer", "fly", "depart", "visit", "live",
                   "reside", "born", "bear", "deploy", "transfer", "relocate", "withdraw", "hail", "commute", "sail", "march"})
NEAR = re.compile(r"\b(near(by| to)?|close to|outside( of)?|just off|off( the coast of)?|on the outskirts of|outskirts of|suburbs? of|"
                  r"in the (vicinity|area) of|not far from|(north|south|east|west)\w*( of)?|around|edge of|along the (border|coast))\s+"
                  r"((the|a|an|city|town|village|of)\s+)*$", re.IGNORECASE)
OFFSET = re.compile(r"(?P<number>[\w.,-]+)[\s-]+(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi)\b\.?(?: \([^)]{1,25}\))?[\s,]*(?:away |to the )?"
                    r"(?P<bearing>(?:north|south)?[\s-]?(?:north|south|east|west)?(?:east|west)?)(?:ern)?\s*(?:of|from|outside|off)\s+"
                    r"((the|a|an|capital|city|town|village|of|provincial)\s+)*$", re.IGNORECASE)
BEARINGS = {"north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270, "northwest": 315}
LINK = re.compile(r"^[\s,(]*((in|of|the|a|an|on|at|northern|southern|eastern|western|central|north|south|east|west|province|region|state|city|town|"
                  r"village|district|department|county|municipality|neighbou?rhood|suburb|capital|republic|area|oblast|governorate|"
                  r"northeastern|northwestern|southeastern|southwestern|coastal|restive|border|"
                  r"resort|port|’s|'s|industrial|and)[\s,()’']*)*$", re.IGNORECASE)
STREET = re.compile(r"\b(street|st\.?|avenue|ave\.?|road|rd\.?|boulevard|blvd\.?|drive|lane|highway|hwy|interstate|route|court|way|"
                    r"parkway|freeway|expressway|i-\d+)$", re.IGNORECASE)
STREET_BEFORE = re.compile(r"(\bblocks? of( \w+\.?)?|\b\d{2,5}( [NSEW]\.?| north| south| east| west)?|\bintersection of|"
                           r"\bcorner of) $", re.IGNORECASE)
STREET_AFTER = re.compile(r" (street|st\b|avenue|ave\b|road|rd\b|boulevard|blvd|drive|dr\.|lane|ln\b|highway|court|ct\b|place\b|pl\.|terrace|parkway)",
                          re.IGNORECASE)
NEAR_KM = 25.0
"""UCDP GED: "near" a place is within some 25 km."""
FOLLOWING = 4
"""Over how many sentences a place is carried on."""
SPEAKERS = frozenset({"police", "officer", "official", "spokesman", "spokeswoman", "spokesperson", "sheriff", "reporter", "source",
                      "correspondent", "authority", "minister", "ministry", "president", "newspaper", "agency", "resident"})


@dataclass(frozen=True, slots=True)
class Spot:
    """One or more toponyms that together say one place ("Achi, in the department of Bolivar"), in a sentence."""

    chain: tuple[Toponym, ...]
    root: Token
    start: int
    end: int


def precision_of(place: Place) -> int:
    """Return UCDP's precision class for an incident at a place of this kind."""
    feature = place.feature
    if feature.startswith("PCL") or feature.startswith("CONT"):
        return 6
    if feature in {"ADM1", "ADM1H"}:
        return 4
    if feature.startswith("ADM"):
        return 3
    if feature.startswith(("SEA", "OCN", "GULF", "STRT", "BAY", "CHN")):
        return 7
    if place.is_area or feature.startswith(("STM", "LK", "MT", "RD", "ISL", "VAL", "DSRT", "RR")):
        return 5
    return 1


def contains(outer: Place, inner: Place) -> bool:
    """Whether the gazetteer puts one place within the other (or they are the same)."""
    if outer.id in {inner.id, inner.country_id, inner.admin1_id}:
        return True
    if outer.feature.startswith(("PCL", "ADM1")):
        return False
    if outer.feature.startswith("ADM"):
        return outer.admin1_id == inner.admin1_id and outer.name in {inner.admin2, inner.admin1}
    # Seas, regions and cities have no code in their parts' records: a circle has to do.
    return outer.radius_km > 1.5 * inner.radius_km and kilometres(outer, inner) < outer.radius_km


def kilometres(a: Place, b: Place) -> float:
    """Return the distance between two places along the ellipsoid."""
    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).km)


def spots(sentence: Span, toponyms: Sequence[Toponym]) -> list[Spot]:
    """Return the places that a sentence names, names that tell one place together."""
    doc = sentence.doc
    here = [t for t in toponyms if sentence.start_char <= t.start < sentence.end_char and t.kind == "place"]
    chains: list[list[Toponym]] = []
    for toponym in here:
        before = chains[-1][-1] if chains else None
        if before and _together(before, toponym, doc.text[before.end : toponym.start]):
            chains[-1].append(toponym)
        else:
            chains.append([toponym])
    found = []
    for chain in chains:
        span = doc.char_span(chain[0].start, chain[0].end, alignment_mode="expand")
        if span is not None:
            found.append(Spot(tuple(chain), span.root, chain[0].start, chain[-1].end))
    return found


def _together(first: Toponym, second: Toponym, between: str) -> bool:
    """Whether two names next to each other tell one place ("Achi, in the department of Bolivar")."""
    if len(between) > 60 or not LINK.match(between) or re.search(r"\band\b", between):
        return False
    if "(" in between or first.place is None:
        return True
    if second.place is None:
        return between.strip() != ","
    if first.place.id == second.place.id:
        return False
    return _fit(first.place, second.place) or contains(first.place, second.place)


def _fit(inner: Place, outer: Place) -> bool:
    """Whether "inner, outer" can be: the one within the other, or in the division that is named like the outer town."""
    if contains(outer, inner):
        return True
    if outer.is_area or inner.country_id != outer.country_id:
        return False
    return inner.admin1_id == outer.admin1_id or outer.name in inner.admin1 or kilometres(inner, outer) < 100


def is_street(toponym: Toponym, doc: Doc) -> bool:
    """Whether a name is a street's, whatever town shares it: "300 block of Waco", "811 East Jefferson"."""
    before, after = doc.text[max(0, toponym.start - 24) : toponym.start], doc.text[toponym.end : toponym.end + 14]
    if STREET.search(toponym.text) or STREET_BEFORE.search(before) or STREET_AFTER.match(after):
        return True
    return False


def sites(trigger: Token, sentence: Span, toponyms: Sequence[Toponym], place_tokens: frozenset[int]) -> list[Site]:
    """
    Return where a sentence puts a trigger: one site, several where it joins several by "and", or none.
    """
    ranked = []
    for spot in spots(sentence, toponyms):
        standing = _standing(spot.root, trigger, place_tokens)
        if standing is not None:
            ranked.append((standing, abs(spot.root.i - trigger.i), spot))
    if not ranked:
        return []
    ranked.sort(key=lambda item: item[:2])
    best = ranked[0]
    chosen = [best[2]]
    chosen += [
        spot for standing, _, spot in ranked[1:]
        if standing == best[0] < 1 and (spot.root in best[2].root.conjuncts) and not _between(best[2], sentence)
    ]
    rank = 0 if best[0] < 3 else 1
    pair = _between(best[2], sentence) and next((s for _, _, s in ranked[1:] if s.root in best[2].root.conjuncts), None)
    if pair:
        return [_halfway(best[2], pair, rank)]
    found = [_site(spot, rank, trigger.doc) for spot in chosen]
    if len(found) == 1 and (found[0].where.place is None or found[0].where.is_area):
        found = [_closer(found[0], [_site(spot, max(rank, 1), trigger.doc) for _, _, spot in ranked[1:]])]
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
        reach = [(head.left_edge.idx, head.idx + len(head)) for head in objects(trigger) if not kinds(head) & {"drone", "missile"}]
    for start, end in reach:
        for toponym in reversed([t for t in toponyms if start <= t.start < end]):
            if toponym.place is not None and toponym.place.feature.startswith("PCL") and toponym.kind != "embedded":
                place = toponym.place
                where = Where(toponym.text, "in", place, place.lat, place.lon, 6, toponym.radius_km or place.radius_km,
                              round(0.7 * toponym.confidence, 3), (), f"no place named; {place.name} is the country that was attacked")
                return [Site(where, Words(toponym.start, toponym.end, toponym.text), 3)]
    return []


def _closer(site: Site, others: Sequence[Site]) -> Site:
    """Of the other places of the sentence one that lies within an area, or stands for a street or unknown place."""
    area = site.where.place
    for other in others:
        place = other.where.place
        if place is not None and (area is None or (place.id != area.id and contains(area, place))):
            return other
    return site


def _between(spot: Spot, sentence: Span) -> bool:
    before = spot.root.doc.text[max(0, spot.start - 12) : spot.start].lower()
    return before.rstrip().endswith("between") or before.rstrip().endswith("between the")


def _halfway(first: Spot, second: Spot, rank: int) -> Site:
    a, b = first.chain[0], second.chain[0]
    words = Words(first.start, second.end, " ".join(first.root.doc.text[first.start : second.end].split()))
    if a.place is None or b.place is None:
        return Site(Where(text=words.text, relation="between"), words, rank)
    length = kilometres(a.place, b.place)
    lon = a.place.lon + ((b.place.lon - a.place.lon + 180) % 360 - 180) / 2
    where = Where(
        words.text, "between", a.place, round((a.place.lat + b.place.lat) / 2, 5), round(lon, 5), 5,
        round(length / 2 + a.place.radius_km, 1), min(a.confidence, b.confidence), a.alternatives,
        f"halfway between {a.place.name} and {b.place.name}, {length:.0f} km apart",
    )
    return Site(where, words, rank)


def _site(spot: Spot, rank: int, doc: Doc) -> Site:
    """The place that a chain of names tells: the most exact of them, where they fit together."""
    words = Words(spot.start, spot.end, " ".join(doc.text[spot.start : spot.end].split()))
    placed = [t for t in spot.chain if t.place is not None and not is_street(t, doc)]
    if not placed:
        return Site(Where(text=words.text, relation="at"), words, rank)
    chosen = min(placed, key=lambda t: (t.place.radius_km if t.place else 0.0, t.start))
    container = placed[-1]
    if container.place and chosen.place and container != chosen and not _fit(chosen.place, container.place):
        # The names do not fit together: the inner one was taken for a namesake, so only the outer one is sure.
        chosen = container
    place = chosen.place
    assert place is not None
    before = doc.text[max(0, spot.start - 70) : spot.start]
    precision = precision_of(place)
    radius = chosen.radius_km if chosen.radius_km is not None else place.radius_km
    where = Where(words.text, "in" if precision >= 3 else "at", place, place.lat, place.lon, precision, radius,
                  chosen.confidence, chosen.alternatives, chosen.why)
    if spot.chain[0] != chosen:
        inner = spot.chain[0].text
        if precision == 1 and not is_street(spot.chain[0], doc):
            where = replace(where, relation="near", precision=2, radius_km=max(radius, place.radius_km) + NEAR_KM,
                            why=f"{inner} is not in the gazetteer or elsewhere; {place.name} is named with it. {where.why}")
        return Site(where, words, rank)
    suburb = re.match(r"[’']s (outskirts|suburbs)", doc.text[chosen.end : chosen.end + 14])
    offset = OFFSET.search(before)
    if offset and precision in {1, 3}:
        return Site(_moved(where, offset, place), words, rank)
    if precision == 1 and (NEAR.search(before) or suburb):
        where = replace(where, relation="near", precision=2, radius_km=max(radius, place.radius_km) + NEAR_KM)
    return Site(where, words, rank)


def _moved(where: Where, offset: re.Match[str], place: Place) -> Where:
    """The point at the distance and bearing that the text gives, with the slack of a rounded number."""
    given = offset["number"].replace(",", "")
    value = float(given) if re.fullmatch(r"\d+(\.\d+)?", given) else number([offset["number"]])
    if value is None:
        return replace(where, relation="near", precision=2, radius_km=place.radius_km + NEAR_KM)
    km = value * (1.609344 if offset["unit"].lower().startswith("mi") else 1.0)
    bearing = BEARINGS.get(re.sub(r"[\s-]", "", offset["bearing"].lower()))
    if bearing is None:
        return replace(where, relation="near", precision=2, radius_km=round(place.radius_km + km, 1))
    point = geodesic(kilometers=km).destination((place.lat, place.lon), bearing)
    why = f"{km:.0f} km {offset['bearing'].strip().lower()} of {place.name}; {where.why}"
    slack = round(max(3.0, 0.4 * km) + min(place.radius_km, 5.0), 1)
    return replace(where, relation="near", lat=round(point.latitude, 5), lon=round(point.longitude, 5), precision=2,
                   radius_km=slack, why=why)


def _standing(root: Token, trigger: Token, place_tokens: frozenset[int]) -> float | None:
    """How a place stands to a trigger: 0 its own locative or object ... 4 elsewhere in the sentence; ``None`` no scene."""
    node, label, prep = root, root.dep_, ""
    for _ in range(12):
        head = node.head
        label = node.dep_
        if head == node:
            return 3.5
        if head == trigger or node == trigger:
            return _attached(label, prep, trigger, head)
        if label in {"pobj", "pcomp"}:
            prep = head.lower_
            if head.lower_ not in LOCATIVES or head.dep_ == "agent":
                return None
        elif label in {"compound", "nmod", "poss", "amod"} and not is_verb(head):
            if label == "poss" and not kinds(head) & {"settlement", "structure"} and lemma(head) not in {"coast", "border", "north", "south", "east", "west", "center", "centre"}:
                return None
            if label != "poss" and not kinds(head) & {"settlement", "structure"} and head != trigger and not head.i in place_tokens:
                return None if not _names_scene(head, trigger) else 2.0
        elif label in {"nsubj", "nsubjpass", "dobj", "attr", "dative"} and is_verb(head):
            return _argument(node, label, prep, head, trigger, root)
        elif label in {"prep", "advmod", "npadvmod", "advcl", "acl", "relcl", "agent", "parataxis"}:
            if label in {"relcl", "acl"} and head != trigger and trigger not in node.subtree:
                return None
            if is_verb(head):
                return _adjunct(prep, head, trigger)
            if prep == "from":
                return None
            if prep in {"of"} and head != trigger and not kinds(head, place_tokens) & {"settlement", "structure", "place"}:
                if kinds(head) & {"person", "force"} or lemma(head) in {"government", "president", "capital", "ministry"}:
                    return None
        if label in {"relcl", "acl"} and head != trigger and trigger not in node.subtree:
            return None
        node = head
    return None


def _names_scene(head: Token, trigger: Token) -> bool:
    """Whether a noun with a place before it stands for the deed ("the Lyon attack")."""
    return lemma(head) in {"attack", "bombing", "shooting", "incident", "massacre", "siege", "blast", "disaster", "crash"}


def _attached(label: str, prep: str, trigger: Token, head: Token) -> float | None:
    if label in {"compound", "nmod", "amod", "npadvmod"}:
        return 0.5
    if label == "poss":
        return 2.5
    if prep in {"by"}:
        return None
    if label == "nsubj" and is_verb(trigger) and not is_passive(trigger) and not prep:
        return None
    if prep == "from" and lemma(trigger) not in {"abduct", "kidnap", "snatch", "withdraw"}:
        return None
    return 0.2 if prep in {"against"} else 0.0


def _argument(node: Token, label: str, prep: str, verb: Token, trigger: Token, root: Token) -> float | None:
    """A place as, or inside, the subject or object of a verb."""
    inside = node != root
    own = verb == trigger or clause(trigger) == verb
    speech = lemma(verb) in words_of("speech") and not is_passive(verb)
    if any(each.dep_ in {"relcl", "acl"} for each in _between_nodes(verb, trigger)):
        return None
    if label == "nsubj" and not is_passive(verb):
        if speech or not inside:
            if lemma(verb) in {"see", "suffer", "witness", "experience", "shake", "sustain", "face"} and not speech:
                return 1.0
            return None
        return 1.5 if own else 3.5
    if speech and inside and label == "dobj":
        return 3.0
    return 0.5 if own else 3.0


def _between_nodes(verb: Token, trigger: Token) -> list[Token]:
    """The verbs from one up to the clause that also holds the trigger."""
    found, node = [], verb
    while node.head not in {node, trigger} and trigger not in node.subtree:
        found.append(node)
        node = node.head
    return found


def _adjunct(prep: str, verb: Token, trigger: Token) -> float | None:
    """A place in a complement of a verb."""
    own = trigger in {verb, verb.head} or clause(trigger) == verb
    if lemma(verb) in words_of("speech") and not is_passive(verb) and verb != trigger:
        return 1.8 if own and lemma(verb) in {"report", "confirm", "announce"} and prep != "from" else None
    if any(node.dep_ in {"relcl", "acl"} for node in _between_nodes(verb, trigger)):
        return None
    if prep in {"to", "toward", "towards", "from", "into"} and (lemma(verb) in MOVES or (prep in {"to", "from"} and not own)):
        return None
    if lemma(verb) in MOVES and not own and prep in WEAK_LOCATIVES:
        return None
    if own:
        return 0.3 if prep not in WEAK_LOCATIVES else 0.8
    above = {head for _, _, head in ancestors(trigger)}
    if verb in above:
        return 1.2
    if trigger in {head for _, _, head in ancestors(verb)}:
        return 1.5
    return 3.2
