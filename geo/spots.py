"""
Spots: the places that a sentence names, with the words around that move them.

Names next to each other tell one place ("Achi, in the department of Bolivar"). "Near" is not "at": distances and
directions move the point along the ellipsoid and widen its radius; a street lends its town the name, not the point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geopy.distance import geodesic

from .grammar import is_verb, lemma, phrase, text_of
from .incident import Where
from .landmarks import kind_words, landmarks
from .mention import Site, Words
from .numerals import number
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from gazetteer import Place

    from .toponym import Toponym

NEAR = re.compile(
    r"""\b(near(by|\ to)?|close\ to|outside(\ of)?|just\ off|off(\ the\ coast\ of)?|outskirts\ of|suburbs?\ of
    |in\ the\ (vicinity|area)\ of|not\ far\ from|(north|south|east|west)\w*(\ of)?|around|edge\ of
    |along\ the\ (border|coast))\s+((the|a|an|city|town|village|of)\s+)*$""",
    re.IGNORECASE | re.VERBOSE,
)
OFFSET = re.compile(
    r"""(?P<number>[\w.,-]+)[\s-]+(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi)\b\.?(?:\ \([^)]{1,25}\))?[\s,]*
    (?:away\ |to\ the\ )?(?P<bearing>(?:north|south)?[\s-]?(?:north|south|east|west)?(?:east|west)?)(?:ern)?
    \s*(?:of|from|outside|off)\s+((the|a|an|capital|city|town|village|of|provincial)\s+)*$""",
    re.IGNORECASE | re.VERBOSE,
)
BEARINGS = {
    "north": 0,
    "northeast": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "southwest": 225,
    "west": 270,
    "northwest": 315,
}
LINKS = frozenset(
    """
    in of the a an on at northern southern eastern western central north south east west northeastern
    northwestern southeastern southwestern coastal restive border province region state city town village
    district department county municipality neighborhood neighbourhood section part quarter side ward borough
    community suburb capital republic area oblast governorate resort port industrial s rural countryside greater
""".split()
)
"""What may stand between the names of one place ("Achi, in the northern department of Bolivar")."""
HELD = re.compile(
    r" (?:section|neighbou?rhood|district|area|suburb|part|quarter|side|ward|borough|village|town|community) (?:of|in)"
    r"(?: the)?(?: (?:city|town|county|district|province|state) of)? ",
    re.IGNORECASE,
)
"""Between names of which the second holds the first, whatever the gazetteer knows ("the Soho district of London")."""
STREET = re.compile(
    r"\b(street|st\.?|avenue|ave\.?|road|rd\.?|boulevard|blvd\.?|drive|lane|highway|hwy|interstate|route|court|way|"
    r"parkway|freeway|expressway|i-\d+)$",
    re.IGNORECASE,
)
STREET_BEFORE = re.compile(
    r"(\bblocks? of( \w+\.?)?|\b\d{2,5}( [NSEW]\.?| north| south| east| west)?|\bintersection of|"
    r"\bcorner of) $",
    re.IGNORECASE,
)
STREET_AFTER = re.compile(
    r" (street|st\b|avenue|ave\b|road|rd\b|boulevard|blvd|drive|dr\.|lane|ln\b|highway|court|ct\b|"
    r"place\b|pl\.|terrace|parkway)",
    re.IGNORECASE,
)
FILED = re.compile(
    r"(?:, [A-Z][\w. ]{1,20})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?,? ?(?:\([A-Z][\w ./]{1,30}\) ?)?[—–-]{1,2}\s"
)
"""What follows the place of a dateline."""
QUARTERS = frozenset(
    "district neighborhood neighbourhood quarter suburb square street avenue boulevard downtown ward slum".split()
)
"""Words of kind of the parts of a town."""
PART = re.compile(
    r"\b(?:(?:far|south|north)[ -]?)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest"
    r"|upper|lower)(?:ern)? $",
    re.IGNORECASE,
)
"""The part of an area before its name: "eastern Syria"."""
OUTLET = re.compile(r"(?:,? [A-Z][\w.]{1,15})?\s*(?:[|,-]\s*)?(?:Local )?News\b(?! reports?)")
"""What follows the town of a newspaper or station: "Columbus, GA News Weather & Sports"."""
NAMESAKE_KM = 100.0
"""About how far a province reaches from the capital that it shares its name with."""
NEAR_KM = 25.0
"""UCDP GED: "near" a place is within some 25 km."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One or more toponyms that together say one place ("Achi, in the department of Bolivar"), in a sentence."""

    chain: tuple[Toponym, ...]
    name: Toponym
    """The finest of them: what the gazetteer lacks, else the smallest."""
    root: Token
    """Head of the first name."""
    start: int
    """The phrase as written, characters: "gas field near Palmyra", with the common noun that the name places."""
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
    inside = [t for t in toponyms if sentence.start_char <= t.start < sentence.end_char]
    named = [*inside, *landmarks(sentence, inside)]
    here = sorted((t for t in named if t.kind == "place" and not is_source(t, doc)), key=lambda t: t.start)
    chains: list[list[Toponym]] = []
    for toponym in here:
        before = chains[-1][-1] if chains else None
        if before and _together(before, toponym, doc):
            chains[-1].append(toponym)
        else:
            chains.append([toponym])
    found = []
    for chain in chains:
        span = doc.char_span(chain[0].start, chain[0].end, alignment_mode="expand")
        if span is not None:
            start, end = _phrase(span.root, chain[0].start, chain[-1].end)
            found.append(Spot(tuple(chain), _finest(chain, doc), span.root, start, end))
    return found


def _finest(chain: Sequence[Toponym], doc: Doc) -> Toponym:
    """Of names that tell one place the inmost: what the gazetteer lacks, else the smallest."""
    unknown = next((t for t in chain if t.place is None), None)
    return unknown or min(chain, key=lambda t: (t.place.radius_km if t.place else 0.0, t.start))


def _phrase(root: Token, start: int, end: int) -> tuple[int, int]:
    """The place as written: a name with the common nouns of place that it stands by ("camp near Goma")."""
    doc, node = root.doc, root
    text = text_of(doc)
    part = PART.search(text[max(0, start - 24) : start])
    start -= len(part[0]) if part else 0
    for _ in range(4):
        head = node.head
        if node.dep_ in {"compound", "nmod", "amod", "poss"} and not is_verb(head) and lemma(head) in kind_words():
            if any(token.dep_ == "cc" for token in doc[node.i : head.i]):
                break
            end = max(end, head.idx + len(head))
            node = head
        elif node.dep_ == "pobj" and head.dep_ == "prep" and not is_verb(head.head) and _is_spot(head.head):
            node = head.head
            start = min(start, doc[phrase(node)[0]].idx)
        else:
            break
    if "(" in text[start:end] and text[end : end + 1] == ")":
        end += 1
    offset = OFFSET.search(text[max(0, start - 70) : start])
    return (start - len(offset[0]) if offset else start), end


def _is_spot(noun: Token) -> bool:
    """Whether a common noun is a place: "market", "outskirts"; no preposition, no people."""
    return noun.pos_ in {"NOUN", "PROPN"} and lemma(noun) in kind_words()


def _together(first: Toponym, second: Toponym, doc: Doc) -> bool:
    """Whether two names next to each other tell one place ("Achi, in the department of Bolivar")."""
    between = text_of(doc)[first.end : second.start]
    if len(between) > 60 or not LINKS.issuperset(re.findall(r"[^\s,()’']+", between.lower())):
        return False
    if first.place is None and (second.place is None or between.strip() == ","):
        spans = [doc.char_span(each.start, each.end, alignment_mode="expand") for each in (first, second)]
        if spans[0] is None or spans[1] is None or spans[1].root in spans[0].root.conjuncts:
            return False
        return second.place is not None or between.strip() != ","
    if "(" in between or first.place is None or HELD.fullmatch(between):
        return True
    if second.place is None:
        return between.strip() != ","
    if first.place.id == second.place.id or _listed(first, second, doc):
        return False
    return _fit(first.place, second.place) or contains(first.place, second.place)


def _listed(first: Toponym, second: Toponym, doc: Doc) -> bool:
    """Whether two towns stand in a list ("Khartoum, Omdurman and Bahri")."""
    spans = [doc.char_span(each.start, each.end, alignment_mode="expand") for each in (first, second)]
    if spans[0] is None or spans[1] is None or spans[1].root not in spans[0].root.conjuncts:
        return False
    joined = (spans[0].root, *spans[0].root.conjuncts)
    if first.place is None or second.place is None or not any(t.dep_ == "cc" for word in joined for t in word.children):
        return False
    return not contains(second.place, first.place) and precision_of(second.place) == 1


def _fit(inner: Place, outer: Place) -> bool:
    """Whether "inner, outer" can be: the one within the other, or in the division that is named like the outer town."""
    if contains(outer, inner):
        return True
    if outer.is_area or inner.country_id != outer.country_id:
        return False
    return inner.admin1_id == outer.admin1_id or outer.name in inner.admin1 or kilometres(inner, outer) < 100


def is_street(toponym: Toponym, doc: Doc) -> bool:
    """Whether a name is a street's, whatever town shares it: "300 block of Waco", "811 East Jefferson"."""
    text = text_of(doc)
    before, after = text[max(0, toponym.start - 24) : toponym.start], text[toponym.end : toponym.end + 14]
    return bool(STREET.search(toponym.text) or STREET_BEFORE.search(before) or STREET_AFTER.match(after))


def is_dateline(toponym: Toponym, doc: Doc) -> bool:
    """Whether a name stands in a dateline, where the story was filed: "KHARTOUM - ", "DAYTON, Ohio (AP) - "."""
    text = text_of(doc)
    line = text.rfind("\n", 0, toponym.start) + 1
    opening = re.fullmatch(r"\s*(?:[A-Z][\w.’' -]{1,30}, )?", text[line : toponym.start])
    return bool(opening and FILED.match(text, toponym.end))


def is_source(toponym: Toponym, doc: Doc) -> bool:
    """Whether a name tells where the story comes from: its dateline, the town of the newspaper or station."""
    return is_dateline(toponym, doc) or bool(OUTLET.match(text_of(doc), toponym.end))


def is_street_name(text: str) -> bool:
    """Whether words end like the name of a street ("West Patou Drive")."""
    return bool(STREET.search(text))


def halfway(first: Spot, second: Spot, rank: int) -> Site:
    """Return the site "between A and B": the middle, with half the way as radius."""
    a, b = first.chain[0], second.chain[0]
    start, end = first.chain[0].start, second.chain[-1].end
    words = Words(start, end, " ".join(text_of(first.root.doc)[start:end].split()))
    if a.place is None or b.place is None:
        return Site(Where(text=words.text, relation="between"), words, rank, first.name)
    length = kilometres(a.place, b.place)
    lon = a.place.lon + ((b.place.lon - a.place.lon + 180) % 360 - 180) / 2
    where = Where(
        words.text,
        "between",
        a.place,
        round((a.place.lat + b.place.lat) / 2, 5),
        round(lon, 5),
        5,
        round(length / 2 + a.place.radius_km, 1),
        min(a.confidence, b.confidence),
        a.alternatives,
        f"halfway between {a.place.name} and {b.place.name}, {length:.0f} km apart",
    )
    return Site(where, words, rank, first.name)


def whole(toponym: Toponym, share: float, why: str) -> Where:
    """Return all of a toponym's place as the place of an incident, with this share of the toponym's confidence."""
    place = toponym.place
    assert place is not None
    return Where(
        toponym.text,
        "in",
        place,
        place.lat,
        place.lon,
        precision_of(place),
        toponym.radius_km if toponym.radius_km is not None else place.radius_km,
        round(share * toponym.confidence, 3),
        toponym.alternatives,
        why,
    )


def site_at(spot: Spot, rank: int, doc: Doc) -> Site:
    """The place that a chain of names tells: the most exact of them, where they fit together."""
    text = text_of(doc)
    words = Words(spot.start, spot.end, " ".join(text[spot.start : spot.end].split()))
    placed = [t for t in spot.chain if t.place is not None and not is_street(t, doc)]
    if not placed:
        return Site(Where(text=words.text, relation="at"), words, rank, spot.name)
    chosen = min(placed, key=lambda t: (t.place.radius_km if t.place else 0.0, t.start))
    container = placed[-1]
    if container.place and chosen.place and container != chosen and not _fit(chosen.place, container.place):
        # The names do not fit together: the inner one was taken for a namesake, so only the outer one is sure.
        chosen = container
    place = chosen.place
    assert place is not None
    where = replace(whole(chosen, 1.0, chosen.why), text=words.text)
    if where.precision in {1, 2}:
        where = replace(where, relation="at")
    if spot.name != chosen:
        if not is_street(spot.name, doc):
            where = _in_namesake(beside(where, spot.name), text[spot.name.end : chosen.start])
        return Site(where, words, rank, spot.name)
    before = text[max(0, spot.chain[0].start - 70) : spot.chain[0].start]
    suburb = re.match(r"[’']s (outskirts|suburbs)", text[chosen.end : chosen.end + 14])
    offset = OFFSET.search(before)
    if offset and where.precision in {1, 3}:
        return Site(_moved(where, offset, place), words, rank, spot.name)
    if where.precision == 1 and (NEAR.search(before) or suburb):
        where = _near(where)
    return Site(where, words, rank, spot.name)


def beside(where: Where, name: Toponym) -> Where:
    """The place of a name that the gazetteer lacks: what holds it, or some way about the town named with it."""
    known = where.place.name if where.place else "no place"
    why = f"{name.text} is not in the gazetteer or elsewhere; {known} is named with it. {where.why}"
    where = replace(where, why=why)
    return _near(where) if where.precision == 1 and not _urban(where.text or "") else where


def _in_namesake(where: Where, between: str) -> Where:
    """
    The province, where an unknown village is followed by a name that is the province's and its capital's.

    "Bakhmutka, Donetsk" is in Donetsk Oblast, not near Donetsk for all that the words say.
    """
    place = where.place
    if place is None or where.precision != 2 or not re.fullmatch(r",? ?\(?", between):
        return where
    alike = [a for a in where.alternatives if a.place.feature == "ADM1" and a.place.name.startswith(place.name)]
    if alike:
        division, why = alike[0].place, f"{alike[0].place.name} is named as what holds it. {where.why}"
        where = replace(where, lat=division.lat, lon=division.lon, radius_km=division.radius_km)
        return replace(where, relation="in", place=division, precision=4, why=why)
    if place.admin1.startswith(place.name):
        why = f"{place.name} may be {place.admin1}. {where.why}"
        return replace(where, precision=5, radius_km=max(where.radius_km or 0.0, NAMESAKE_KM), why=why)
    return where


def _near(where: Where) -> Where:
    """Near a place, not at it."""
    return replace(where, relation="near", precision=2, radius_km=(where.radius_km or 0.0) + NEAR_KM)


def _urban(text: str) -> bool:
    """Whether words name a part of a town: a quarter, a market, a mosque."""
    urban = words_of("structure") - words_of("landmark")
    return any(word in urban or word in QUARTERS for word in re.findall(r"\w+", text.lower()))


def _moved(where: Where, offset: re.Match[str], place: Place) -> Where:
    """The point at the distance and bearing that the text gives, with the slack of a rounded number."""
    given = offset["number"].replace(",", "")
    value = float(given) if re.fullmatch(r"\d+(\.\d+)?", given) else number([offset["number"]])
    if value is None:
        return _near(where)
    km = value * (1.609344 if offset["unit"].lower().startswith("mi") else 1.0)
    bearing = BEARINGS.get(re.sub(r"[\s-]", "", offset["bearing"].lower()))
    if bearing is None:
        return replace(where, relation="near", precision=2, radius_km=round(place.radius_km + km, 1))
    point = geodesic(kilometers=km).destination((place.lat, place.lon), bearing)
    why = f"{km:.0f} km {offset['bearing'].strip().lower()} of {place.name}; {where.why}"
    slack = round(max(3.0, 0.4 * km) + min(place.radius_km, 5.0), 1)
    return replace(
        where,
        relation="near",
        lat=round(point.latitude, 5),
        lon=round(point.longitude, 5),
        precision=2,
        radius_km=slack,
        why=why,
    )
