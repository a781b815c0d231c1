"""
Siting: from the places that a sentence names to a point or area, never more exact than the words.

"Near" is not "at": distances and directions move the point along the ellipsoid and widen its radius; a street lends
its town the name, not the point; what the gazetteer lacks is only as exact as the place that is named with it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geopy.distance import geodesic

from .grammar import text_of
from .incident import Where
from .mention import Site, Words
from .numerals import number
from .spots import OFFSET, Spot, fit_together, inmost, is_street, kilometres, precision_of
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from gazetteer import Place

    from .toponym import Toponym

NEAR = re.compile(
    r"""\b(near(by|\ to)?|close\ to|outside(\ of)?|just\ off|off(\ the\ coast\ of)?|outskirts\ of|suburbs?\ of
    |in\ the\ (vicinity|area)\ of|not\ far\ from|(north|south|east|west)\w*(\ of)?|around|edge\ of
    |along\ the\ (border|coast))\s+((the|a|an|city|town|village|of)\s+)*$""",
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
    "northnortheast": 22.5,
    "eastnortheast": 67.5,
    "eastsoutheast": 112.5,
    "southsoutheast": 157.5,
    "southsouthwest": 202.5,
    "westsouthwest": 247.5,
    "westnorthwest": 292.5,
    "northnorthwest": 337.5,
}
QUARTERS = frozenset(
    "district neighborhood neighbourhood quarter suburb square street avenue boulevard downtown ward slum".split()
)
"""Words of kind of the parts of a town."""
NAMESAKE_KM = 100.0
"""About how far a province reaches from the capital that it shares its name with."""
DISTRICT_KM = 20.0
"""What a second-order division reaches from its point at least; the gazetteer knows the extent of few."""
NEAR_KM = 25.0
"""UCDP GED: "near" a place is within some 25 km."""


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
    precision = precision_of(place)
    radius_km = toponym.radius_km if toponym.radius_km is not None else place.radius_km
    return Where(
        toponym.text,
        "in",
        place,
        place.lat,
        place.lon,
        precision,
        max(radius_km, DISTRICT_KM) if place.feature == "ADM2" else radius_km,
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
    chosen = inmost(placed, text)
    container = placed[-1]
    if container.place and chosen.place and container != chosen and not fit_together(chosen.place, container.place):
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
    return _near(where) if where.precision == 1 and not _urban(name.text) else where


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
    unit = offset["unit"].lower()
    km = value * (1.852 if unit.startswith("n") else 1.609344 if unit.startswith("mi") else 1.0)
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
