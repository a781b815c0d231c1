"""
Likeness: what speaks for and against two articles telling of one incident, in points and in words.

Each kind of agreement or contradiction has its points in ``data/likeness.tsv``, chosen on labelled pairs of articles
so that a join is rather missed than wrong. Space and time alone seldom suffice in a city where much happens; a name
that both tell, or the same number of dead, does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import log, sqrt

from .gather import FAMILIES
from .incident import Count, Incident, Name, When, Where
from .spots import contains, kilometres
from .vocabulary import rows, word_classes

EVERYDAY = frozenset({"attack_on_civilians", "arrest", "accident_fire", "property_destruction"})
"""Incidents of private life and crime: of whom and with what, tellings say in many ways."""
FREQUENT = EVERYDAY | {"protest", "riot"}
"""Incidents of which a large city has several a day, so that city and day do not tell them apart."""
CITY = 300_000
"""People from which on a city is large."""
SHORT = 2
"""Days of a time that is told as exactly as a night."""
REACH = 14
"""Days apart beyond which no other likeness makes two incidents one."""
NEIGHBOUR_KM, SAME_AREA_KM, FAR_KM = 8.0, 30.0, 80.0

MANY = 8
"""Dead in one incident, so many that a place seldom has two such in a day."""
STEM = 4
"""Letters by which a people and its country are told to be the same."""
MAGNITUDE = re.compile(r"magnitude[- ](?:of )?(\d\.\d)\b|\b(\d\.\d)[- ]magnitude", re.IGNORECASE)
ROUNDED = 0.35
"""By how much two surveys' magnitudes of one earthquake differ."""
NAME = re.compile(r"[A-Z][\w’'-]+")
NIGHT = re.compile(r"night|morning|early|late|dawn|midnight|evening|yesterday|today", re.IGNORECASE)
"""Words by which one telling's day may be the day before of another's."""
PUBLIC = timedelta(days=21)
SMOOTH = 200
"""Added to the number of incidents, so that in a few of them no word is rare."""
FEW = 2
"""Words in common that are needed to speak of it."""
LITTLE, MUCH, MOST = 0.05, 0.13, 0.25
"""Shares of the words of two tellings, by their rarity, that they have in common."""

Finding = tuple[str, str]
"""A row of the table, and the words for a reader."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for two incidents being one, and the reasons in words."""

    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """What all incidents that are compared have in common, and so says nothing of two of them."""

    public: Set[Name]
    """Names that go with incidents weeks apart: officials', and those of places that are often in the news."""
    frequency: Mapping[str, int]
    """In how many incidents a word stands."""
    words: Mapping[str, Set[str]]
    """The words of an incident, by its id."""
    count: int

    def weight(self, words: Iterable[str]) -> float:
        """Sum how rare the words are; with few incidents all are alike."""
        return sum(log((self.count + SMOOTH) / (self.frequency[word] + 1)) for word in words)


def background(incidents: Sequence[Incident]) -> Background:
    """Return what these incidents have in common."""
    days: dict[Name, list[date]] = defaultdict(list)
    for incident in incidents:
        if (day := first_day(incident.when)) and incident.when.precision in {1, 2}:
            for name in {name for report in incident.reports for name in report.names}:
                days[name].append(day)
    public = frozenset(n for n, told in days.items() if n.kind != "age" and max(told) - min(told) > PUBLIC)
    words = {incident.id: words_of(incident) for incident in incidents}
    frequency = Counter(word for each in words.values() for word in each)
    return Background(public, frequency, words, len(words))


@cache
def incident_words() -> frozenset[str]:
    """Return words that stand in the reports of many incidents."""
    return frozenset(word for (word,) in rows("incident_words.tsv"))


def words_of(incident: Incident) -> frozenset[str]:
    """Return the words, in small letters, of the sentences that tell of an incident, without those of its names."""
    told = [words.quote for report in incident.reports for words in report.evidence if words.field == "type"]
    names = [name.text for report in incident.reports for name in report.names]
    names += [each or "" for each in (incident.where.text, incident.actor, incident.target, incident.weapon)]
    names += [incident.where.place.name if incident.where.place else ""]
    told += [report.title or "" for report in incident.reports]
    return _long_words(told) - incident_words() - _long_words(names)


def _long_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{4,}", " ".join(texts).casefold()))


@cache
def weights() -> dict[str, float]:
    """Return the points of each finding."""
    return {name: float(points) for name, points, *_ in rows("likeness.tsv")}


def compare(a: Incident, b: Incident, common: Background) -> Likeness | None:
    """Return what speaks for two incidents being one; ``None`` where they cannot be, whatever else agrees."""
    if a.stage != b.stage or not _kin(a.type, b.type) or {r.doc_id for r in a.reports} & {r.doc_id for r in b.reports}:
        return None
    apart = days_apart(a.when, b.when)
    if apart is not None and apart > REACH:
        return None
    findings = [*_days(a.when, b.when, apart), *_places(a, b), *_people(a, b), *_roles(a, b)]
    findings += list(_magnitudes(a, b))
    findings += [*_names(a, b, common.public), *_wording(a, b, common)]
    if a.type != b.type:
        findings.append(("kind differs", ""))
    points = sum(weights()[name] for name, _ in findings)
    return Likeness(points, tuple(words for name, words in findings if words and weights()[name] > 0))


def first_day(when: When) -> date | None:
    """Return the first day of a time that may be open at one end."""
    return when.start or when.end


def last_day(when: When) -> date | None:
    """Return the last day of a time that may be open at one end."""
    return when.end or when.start


def days_apart(a: When, b: When) -> int | None:
    """Return the days between two times, 0 where they meet; ``None`` where one is unknown."""
    a_first, a_last, b_first, b_last = first_day(a), last_day(a), first_day(b), last_day(b)
    if not (a_first and a_last and b_first and b_last):
        return None
    return max(0, (a_first - b_last).days, (b_first - a_last).days)


def _kin(a: str, b: str) -> bool:
    return a == b or any(a in family and b in family for family in FAMILIES)


def _days(a: When, b: When, apart: int | None) -> Iterator[Finding]:
    if apart is None:
        yield "no day", ""
    elif apart == 0:
        lengths = [when.precision for when in (a, b)]
        told = a.basis != "publication" and b.basis != "publication"
        if max(lengths) > SHORT:
            yield "days overlap", "the days told overlap"
        elif told and lengths == [1, 1]:
            yield "same day", "same day"
        else:
            yield "days meet", "same day or night"
    else:
        night = any(when.basis == "publication" or NIGHT.search(when.text or "") for when in (a, b))
        near = "next day" if night else "other day"
        yield (near if apart == 1 else "days apart" if apart <= 3 else "week apart" if apart <= 7 else "far days"), ""


def _places(one: Incident, other: Incident) -> Iterator[Finding]:
    a, b = one.where, other.where
    findings = list(_lie(one, other, a, b))
    if findings[0][0] in {"far", "elsewhere", "in the country"} and a.place and b.place:
        if a.place.name == b.place.name:
            findings = [("namesake", f"both in {a.place.name}")]
        elif a.place.name in _told(other):
            findings = [("place told", f"both tell of {a.place.name}")]
        elif b.place.name in _told(one):
            findings = [("place told", f"both tell of {b.place.name}")]
    yield from findings


def _told(incident: Incident) -> set[str]:
    return {name.text for name in names_in(incident)["place"]}


def _lie(one: Incident, other: Incident, a: Where, b: Where) -> Iterator[Finding]:
    if a.place is None or b.place is None:
        shared = own_names(a) & own_names(b)
        if a.text and b.text and (shared or a.text.casefold() == b.text.casefold()):
            yield "same words", f"both at “{min(shared) if shared else a.text}”"
        else:
            yield "no place", ""
        return
    vague = min(a.precision or 0, b.precision or 0) >= 4 and (a.place.id == b.place.id or _within(a, b))
    if vague and (shared := own_names(a) & own_names(b)):
        yield "same words", f"both at “{min(shared)}”"
    elif a.place.id == b.place.id:
        crowded = a.place.population >= CITY and one.type in FREQUENT
        beside = 2 in (a.precision, b.precision) and a.text != b.text and not crowded
        beside = beside and one.type != "natural_hazard"  # of which a place has one a day, near it or not
        sizes = {6: "same country", 5: "same region", 4: "same region", 3: "same area"}
        point = "same city" if crowded else "beside one place" if beside else "same place"
        yield sizes.get(a.precision or 1, point), f"both in {a.place.name}"
    elif a.precision == 6 or b.precision == 6:
        yield ("in the country" if _within(a, b) else "elsewhere"), ""
    elif _within(a, b):
        inner, outer = (a.place, b.place) if contains(b.place, a.place) else (b.place, a.place)
        yield "within", f"{inner.name} lies in {outer.name}"
    else:
        km = kilometres(a.place, b.place)
        near = max(NEIGHBOUR_KM, a.radius_km or 0.0, b.radius_km or 0.0) if not (a.is_area or b.is_area) else 0.0
        if km <= near:
            yield "neighbours", f"{a.place.name} and {b.place.name} are {km:.0f} km apart"
        elif km <= SAME_AREA_KM:
            yield "same surroundings", f"{a.place.name} and {b.place.name} are {km:.0f} km apart"
        else:
            yield ("far" if km <= FAR_KM else "elsewhere"), ""


def own_names(where: Where) -> set[str]:
    """Return the first name in the words of a place, if not that of the place found: a village the gazetteer lacks."""
    known = set(where.place.name.split()) if where.place else set()
    first = (where.text or "").partition(",")[0]
    names = [word for word in NAME.findall(first) if len(word) > 3 and not word.endswith(("'s", "’s"))]
    return set() if known & set(names) else set(names)


def _within(a: Where, b: Where) -> bool:
    return bool(a.place and b.place and (contains(a.place, b.place) or contains(b.place, a.place)))


def _people(a: Incident, b: Incident) -> Iterator[Finding]:
    for field in ("killed", "injured"):
        one, other = _number(getattr(a, field)), _number(getattr(b, field))
        if not one or not other:
            continue
        low, high = sorted((one, other))
        if low == high:
            size = "many" if low >= 4 else "some" if low >= 2 else "one"
            yield f"{size} {field}", f"both give {low} {field}"
        elif high > 1.5 * low + 1:
            yield ("toll grew" if _grew(a, b, field) else f"{field} contradict"), ""
        elif field == "killed" and low >= MANY:
            yield "many dead alike", f"both give many killed ({low} and {high})"
        else:
            yield f"{field} differ", ""


def _grew(a: Incident, b: Incident, field: str) -> bool:
    """Whether the later report of a disaster has the greater number, as with bodies that are found for days."""
    days = [each.reports[0].published if each.reports else None for each in (a, b)]
    counts = [_number(getattr(each, field)) or 0 for each in (a, b)]
    if not (days[0] and days[1] and a.type == b.type == "natural_hazard"):
        return False
    return days[0] != days[1] and (days[0] < days[1]) == (counts[0] < counts[1])


def _number(count: Count | None) -> int | None:
    return None if count is None else count.best if count.best is not None else count.low


def names_in(incident: Incident) -> dict[str, set[Name]]:
    """Return the names that the reports of an incident tell, by kind."""
    found: dict[str, set[Name]] = {"person": set(), "street": set(), "venue": set(), "age": set(), "place": set()}
    for report in incident.reports:
        for name in report.names:
            found.setdefault(name.kind, set()).add(name)
    return found


def _names(a: Incident, b: Incident, public: Set[Name]) -> Iterator[Finding]:
    mine, theirs = names_in(a), names_in(b)
    for kind, words in (("person", "both name"), ("street", "both tell of"), ("venue", "both tell of")):
        shared = sorted(name.text for name in (mine[kind] & theirs[kind]) - public)
        for number, text in enumerate(shared[:3]):
            yield (f"{kind} shared" if number == 0 else f"another {kind} shared"), f"{words} {text}"
    ages = sorted(int(name.text) for name in mine["age"] & theirs["age"])
    for number, age in enumerate(ages[:2]):
        yield ("age shared" if number == 0 else "another age shared"), f"both tell of someone aged {age}"
    if mine["age"] and theirs["age"] and not ages:
        yield "ages differ", ""


def _roles(a: Incident, b: Incident) -> Iterator[Finding]:
    for field in ("weapon", "target", "actor"):
        one, other = getattr(a, field), getattr(b, field)
        if not one or not other:
            continue
        shared = sorted(_stems(one) & _stems(other))
        if not shared and field != "weapon" and not _comparable(one, other, field):
            continue
        telling = [word for word in shared if word not in incident_words()]
        if telling:
            yield f"{field} shared", f"same {field} ({', '.join(telling)})"
        elif not shared and a.type not in EVERYDAY:
            yield f"{field} differs", ""


def _magnitudes(a: Incident, b: Incident) -> Iterator[Finding]:
    one, other = ({float(n) for n in _strengths(each)} for each in (a, b))
    if one and other:
        apart = min(abs(x - y) for x in one for y in other)
        yield ("magnitude shared", f"both of magnitude {max(one)}") if apart <= ROUNDED else ("magnitude differs", "")


def _strengths(incident: Incident) -> set[str]:
    if incident.type != "natural_hazard":
        return set()
    told = " ".join(words.quote for report in incident.reports for words in report.evidence if words.field == "type")
    return {number for pair in MAGNITUDE.findall(told) for number in pair if number}


def _wording(a: Incident, b: Incident, common: Background) -> Iterator[Finding]:
    mine, theirs = common.words[a.id], common.words[b.id]
    shared = mine & theirs
    whole = sqrt(common.weight(mine) * common.weight(theirs))
    part = common.weight(shared) / whole if whole else 0.0
    if part >= MUCH and len(shared) >= FEW:
        rarest = sorted(shared, key=lambda word: (common.frequency[word], word))[:3]
        yield ("most words shared" if part >= MOST else "words shared"), f"both say {', '.join(rarest)}"
    elif part < LITTLE and min(len(mine), len(theirs)) >= 5:
        yield "other words", ""


def _stems(text: str) -> set[str]:
    """The words of a role, in small letters and the singular; of names the beginning ("Israel", "Israeli")."""
    words = [word for word in text.split() if len(word) > 3 and not word.isdigit()]
    return {word[:STEM].casefold() if word[0].isupper() else word.casefold().rstrip("s") for word in words}


def _comparable(one: str, other: str, field: str) -> bool:
    """Whether two tellings of a role without a word in common tell of different ones: "gunmen" may be "bandits"."""
    if field == "target" and any(_stems(text) <= incident_words() for text in (one, other)):
        return False
    if field == "actor":
        return all(NAME.search(text) and not _stems(text) <= incident_words() for text in (one, other))
    sorts = [{name for word in text.casefold().split() for name in _sorts(word)} for text in (one, other)]
    return not sorts[0] or not sorts[1] or bool(sorts[0] & sorts[1])


def _sorts(word: str) -> frozenset[str]:
    known = word_classes()
    return (known.get(word) or known.get(word.rstrip("s")) or frozenset()) & {"person", "structure", "vehicle", "force"}
