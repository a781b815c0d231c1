"""
Spots: the places that a sentence names, with the words that stand about them.

Names next to each other tell one place ("Achi, in the department of Bolivar"); datelines and the towns of newspapers
tell none. Which point or area a spot is, `geo.siting` says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geopy.distance import geodesic

from .grammar import is_verb, lemma, phrase, text_of
from .landmarks import kind_words, landmarks

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from gazetteer import Place

    from .toponym import Toponym

OFFSET = re.compile(
    r"""(?P<number>[\w.,-]+)[\s-]+(?P<unit>km|kms|kilomet(?:er|re)s?|nautical\ miles?|nm|miles?|mi)\b\.?
    (?:\ \([^)]{1,25}\))?[\s,]*
    (?:away\ |to\ the\ )?(?P<bearing>(?:(?:north|south|east|west)[\s-]?){0,3}?)(?:ern)?
    \s*(?:of|from|outside|off)\s+
    ((the|a|an|capital|city|town|village|port|of|provincial|coastal|\w+(?:i|ian|ean|ese|ish))\s+)*$""",
    re.IGNORECASE | re.VERBOSE,
)
LINKS = frozenset(
    """
    in of the a an on at northern southern eastern western central north south east west northeastern
    northwestern southeastern southwestern coastal restive border province region state city town village
    district department county municipality neighborhood neighbourhood section part quarter side ward borough
    community suburb capital republic area oblast governorate resort port industrial s rural countryside greater
    township locality subdivision subdistrict sub-district commune kebele woreda cercle prefecture parish raion rayon
    settlement hamlet camp refugee market square airport division upazila tehsil regency zone
""".split()
)
"""What may stand between the names of one place ("Achi, in the northern department of Bolivar")."""
HELD = re.compile(
    r" (?:section|neighbou?rhood|district|area|suburb|part|quarter|side|ward|borough|village|town|community) (?:of|in)"
    r"(?: the)?(?: (?:city|town|county|district|province|state) of)? ",
    re.IGNORECASE,
)
"""Between names of which the second holds the first, whatever the gazetteer knows ("the Soho district of London")."""
INWARD = re.compile(
    r"^[’']s? |\b(?:city|town|village|port|district|suburb|neighbou?rhood|"
    r"quarter|hamlet|camp) (?:of|called|named) $"
)
"""What stands between a place and one within it: "Syria's Homs", "the Galilee town of Safed"."""
QUARTER_OF = re.compile(
    r"[’']s (?:[\w-]+ ){0,3}(?:neighbou?rhood|district|suburb|quarter|slum|section|ward) of ", re.IGNORECASE
)
"""Between a town and its part: "Baghdad's mainly Shiite neighborhood of Kamaliya"."""
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
PART = re.compile(
    r"\b(?:(?:far|south|north)[ -]?)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest"
    r"|upper|lower)(?:ern)? $",
    re.IGNORECASE,
)
"""The part of an area before its name: "eastern Syria"."""
OUTLET = re.compile(r"(?:,? [A-Z][\w.]{1,15})?\s*(?:[|,-]\s*)?(?:Local )?News\b(?! reports?)")
"""What follows the town of a newspaper or station: "Columbus, GA News Weather & Sports"."""


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
    return _kilometres(a.lat, a.lon, b.lat, b.lon)


@lru_cache(maxsize=4096)
def _kilometres(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """The same of points: the mentions of an article are compared each with each, and lie at few places."""
    return float(geodesic((lat, lon), (lat2, lon2)).km)


def spots(sentence: Span, toponyms: Sequence[Toponym]) -> list[Spot]:
    """Return the places that a sentence names, names that tell one place together."""
    doc = sentence.doc
    inside = [t for t in toponyms if sentence.start_char <= t.start < sentence.end_char]
    named = [*inside, *landmarks(sentence, inside)]
    said = [t for t in named if t.kind == "place" and not is_source(t, doc) and not _is_respelt(t, doc)]
    here = sorted(said, key=lambda t: t.start)
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


def _is_respelt(toponym: Toponym, doc: Doc) -> bool:
    """Whether a name only repeats the one before it in another script: "Izium (Ізюм)"."""
    before = text_of(doc)[max(0, toponym.start - 4) : toponym.start].rstrip(" «“\"'")
    return toponym.place is None and before.endswith("(") and not re.search("[A-Za-z]", toponym.text)


def _finest(chain: Sequence[Toponym], doc: Doc) -> Toponym:
    """Of names that tell one place the inmost: what the gazetteer lacks, else the one that the others hold."""
    unknown = next((t for t in chain if t.place is None), None)
    return unknown or inmost(chain, text_of(doc))


def inmost(placed: Sequence[Toponym], text: str) -> Toponym:
    """
    Return of placed names that tell one place the inmost: the first, unless a later one lies in it.

    In "Celaya, Guanajuato" both are towns to the gazetteer; what is named second holds what is named first, but
    not in "Ukraine's Kharkiv" or "the province of Idlib town of Atmeh".
    """
    best = placed[0]
    for each in placed[1:]:
        if best.place is None or each.place is None or best.place.id == each.place.id:
            continue
        inward = INWARD.search(text[best.end : each.start]) is not None
        smaller = each.place.radius_km < best.place.radius_km
        vast = precision_of(best.place) >= 4 and smaller
        if contains(best.place, each.place) or (smaller and inward) or vast:
            best = each
    return best


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
    if len(between) > 60 or between.strip() == "the":  # "in Porto Alegre the Guaiba burst its banks"
        return False
    if QUARTER_OF.fullmatch(between):
        return True
    if not LINKS.issuperset(re.findall(r"[^\s,()’']+", between.lower())):
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
    return fit_together(first.place, second.place) or contains(first.place, second.place)


def _listed(first: Toponym, second: Toponym, doc: Doc) -> bool:
    """Whether two towns stand in a list ("Khartoum, Omdurman and Bahri")."""
    spans = [doc.char_span(each.start, each.end, alignment_mode="expand") for each in (first, second)]
    if spans[0] is None or spans[1] is None or spans[1].root not in spans[0].root.conjuncts:
        return False
    joined = (spans[0].root, *spans[0].root.conjuncts)
    if first.place is None or second.place is None or not any(t.dep_ == "cc" for word in joined for t in word.children):
        return False
    return not contains(second.place, first.place) and precision_of(second.place) == 1


def fit_together(inner: Place, outer: Place) -> bool:
    """Whether "inner, outer" can be: the one within the other, or in the division that is named like the outer town."""
    if contains(outer, inner):
        return True
    if outer.feature == "ADM1" and not inner.admin1_id:  # the gazetteer does not know which division holds it
        return inner.country_id in {0, outer.country_id} and kilometres(inner, outer) < outer.radius_km
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
