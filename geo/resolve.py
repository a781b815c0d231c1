"""
Toponym resolution: which of the places so called each name means.

All names of a text are settled together. A candidate's score is what speaks for it alone (population,
what kind of place it is, whether the name is its main one, the word beside it: "region", "Sea") plus how it
fits the other names' present choices (same country, same first-order division, near, contained in a place
that is named too); the choices are made anew until none changes. "X, Y" and "X in the Y region" are settled
by the text itself. One name has one sense in an article unless the text beside it says otherwise.

`geo.explicit` reads what the text says, `geo.signals` weighs, `geo.certainty` tells how sure a choice is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gazetteer import Candidate, Place
from gazetteer.names import fold

from .area_words import area_words, fits
from .certainty import SAME_KM, certainty, confidence, shares
from .explicit import UNSAID, adjectives, container, lies_elsewhere, listed
from .holding import contains
from .incident import Alternative
from .name import Name
from .signals import CONTAINER, COUNTY, Option, coherence, county, home_anchor, in_list, kilometres, option
from .toponym import Toponym

PASSES = 3
MOST_CANDIDATES = 40
REACH = 60
"""So many names before and after in the text bear on a name's choice: more, and a book would take minutes."""
HOLDING = -3
"""In place of a container's index: the name stands as the container of the one before it."""
NOWHERE = -2
"""In place of a container's index: the text says where the name lies, and none of its candidates does."""
LEAST_SHARE = 0.005
"""An alternative less likely than this is not told."""

OUTSKIRTS_KM = 8.0
"""What the name of a town takes in at least: its outskirts, and the kilometres by which gazetteers disagree."""

FORCES = re.compile(
    r"[- ](?:led|backed|(?:(?:armed|land|ground|naval|special|air|regular|government|occupation) )?(?:forces?|army|"
    r"troops?|soldiers?|military|marines|navy|warplanes?|fighter jets?|jets?|aircraft|helicopters?|drones?|missiles?|"
    r"rockets?|artillery|shelling|(?:air ?)?strikes?|raids?|tanks?|mercenaries|paratroopers|invasion|occupation))\b",
    re.IGNORECASE,
)
"""What is a country's own and fights elsewhere."""

Groups = dict[tuple[str, str, int], list[int]]


@dataclass(slots=True)
class Case:
    """All names of a text that are spelled alike and stand beside like words: they mean one place."""

    members: list[int]
    options: list[Option]
    """Its candidates, the likeliest first."""
    demonym: bool
    name: str
    """Folded."""
    abroad: bool = False
    """An army's demonym, which tells nothing of where the places lie: "Russian forces shelled ..."."""
    listed: list[Case] = field(default_factory=list)
    """Cases that stand in one list with it: "Missouri, New York and Ohio"."""

    @property
    def choice(self) -> Option | None:
        return self.options[0] if self.options else None


def resolve(names: Sequence[Name], text: str, home: Place | None = None) -> list[Toponym]:
    """
    Return the names of a text with the place that each means, or none, in the same order.

    ``home`` is a place that the text's readers are taken to be near, as if it were named in it.
    """
    settled = settle(names, text, home)
    return [_toponym(name, settled[i]) for i, name in enumerate(names)]


def settle(names: Sequence[Name], text: str, home: Place | None = None) -> dict[int, Case]:
    """Return the case of each name, by its number, its candidates sorted by score, best first."""
    cases = _cases(names, text)
    _join_counties(cases)
    at_home = [] if home is None else [home_anchor(home)]
    for _ in range(PASSES):
        before = [case.choice.place.id for case in cases if case.choice]
        for i, case in enumerate(cases):
            others = cases[max(0, i - REACH) : i] + cases[i + 1 : i + 1 + REACH]
            _score(case, [other.choice for other in others if other.choice and not other.abroad] + at_home)
        if before == [case.choice.place.id for case in cases if case.choice]:
            break
    return {member: case for case in cases for member in case.members}


def _score(case: Case, anchors: Sequence[Option]) -> None:
    """Score a case's candidates against the other cases' present choices, and sort them, best first."""
    beside = [other.choice for other in case.listed if other.choice]
    for each in case.options:
        each.reasons = list(each.own_reasons)
        each.score = each.alone
        if anchors and not case.demonym:
            each.score += coherence(each, anchors) + (in_list(each, beside) if beside else 0.0)
    case.options.sort(key=lambda each: (-each.score, each.place.id))


# --- cases ----------------------------------------------------------------------------------------------


def _cases(names: Sequence[Name], text: str) -> list[Case]:
    """Group the names that mean one place, each group with its candidates scored by themselves."""
    groups: Groups = {}
    outers = [NOWHERE if lies_elsewhere(names, i, text) else container(names, i, text) for i in range(len(names))]
    for i, name in enumerate(names):
        sense = "" if _names_settlement(name.cue) else name.cue
        outer = HOLDING if outers[i] == UNSAID and i and outers[i - 1] == i and _has_twin(name) else outers[i]
        groups.setdefault((fold(name.text), sense, outer), []).append(i)
    cases = []
    for (folded, sense, outer), members in sorted(_one_sense(groups).items(), key=lambda row: row[1][0]):
        own_word = _own_word(names[members[0]])
        candidates = _of_its_kind(names[members[0]], own_word)
        cue = sense or next((names[i].cue for i in members if names[i].cue), "")
        states = {place.id for i in members for place in adjectives(names, i, text)}
        beside = names[outer].candidates if outer >= 0 else ()
        held = [c for i in members if i and outers[i - 1] == i for c in names[i - 1].candidates]
        options = [option(candidate, candidates, cue, own_word, beside, held, states) for candidate in candidates]
        options = [] if outer == NOWHERE else sorted(options, key=lambda each: (-each.alone, each.place.id))
        demonym = names[members[0]].kind == "demonym"
        abroad = demonym and all(FORCES.match(text, names[i].end) for i in members)
        cases.append(Case(members, options[:MOST_CANDIDATES], demonym, folded, abroad))
    _join_lists(cases, names, text)
    return cases


def _has_twin(name: Name) -> bool:
    """Whether a name is a division's and a town's in it, so that it need not mean the same everywhere: "Kherson"."""
    divisions = [c.place for c in name.candidates if c.place.feature.startswith("ADM")]
    return any(contains(d, c.place) for d in divisions for c in name.candidates if c.place.feature.startswith("PPL"))


def _names_settlement(cue: str) -> bool:
    """Whether a cue tells of a settlement, which a bare name means too: "the city of Kursk"."""
    return cue != "" and all(code.startswith("PPL") for code in area_words()[cue])


def _own_word(name: Name) -> str:
    """The word of kind that ends a name of several words, or nothing: "sea" of "Red Sea"."""
    *first, last = name.text.lower().split()
    return last if first and last in area_words() else ""


def _of_its_kind(name: Name, own_word: str) -> tuple[Candidate, ...]:
    """Candidates without those that the name's own last word excludes: "Red River" is no parish."""
    if not own_word:
        return name.candidates
    return tuple(c for c in name.candidates if c.standing == "main" or fits(c.place.feature, own_word))


def _one_sense(groups: Groups) -> Groups:
    """Let a bare name join the one fuller case of the same name: "Paris, Texas" ... "Paris"."""
    fuller: dict[str, list[tuple[str, str, int]]] = {}
    for key in groups:
        if key[2] not in {UNSAID, HOLDING} and not key[1]:
            fuller.setdefault(key[0], []).append(key)
    merged = dict(groups)
    for key, members in groups.items():
        name, word, outer = key
        if outer == UNSAID and not word and len(fuller.get(name, ())) == 1:
            (other,) = fuller[name]
            merged[other] = sorted(merged[other] + members)
            del merged[key]
    return merged


def _join_counties(cases: Sequence[Case]) -> None:
    """
    Raise the candidates of different names that lie in one county: "Lamar County" and "Paris" are both in Texas.

    A choice sees the other names' present choices alone, and would leave Paris in France.
    """
    inside: dict[tuple[int, str], list[tuple[int, Option]]] = {}
    for i, case in enumerate(cases):
        for each in case.options:
            if not case.demonym and each.standing == "main" and (key := county(each.place)):
                inside.setdefault(key, []).append((i, each))
    for (_, name), found in inside.items():
        for i, each in found:
            others = (o for j, o in found if cases[j].name != cases[i].name and abs(i - j) <= REACH)
            if (other := next(others, None)) is not None:
                each.alone += COUNTY
                told = "may be named too" if other.place.name == name else f"has a {other.place.name} too"
                each.own_reasons.append((COUNTY, f"{name} {told}"))


def _join_lists(cases: Sequence[Case], names: Sequence[Name], text: str) -> None:
    case_of = {member: case for case in cases for member in case.members}
    for i in range(len(names) - 1):
        one, other = case_of[i], case_of[i + 1]
        if (
            one is not other
            and listed(names[i], names[i + 1], text)
            and not any(weight == CONTAINER for each in one.options for weight, _ in each.own_reasons)
        ):
            one.listed.append(other)
            other.listed.append(one)


# --- answer ---------------------------------------------------------------------------------------------


def _toponym(name: Name, case: Case) -> Toponym:
    best = case.choice
    if best is None:
        why = "no place so called in the gazetteer"
        return Toponym(name.start, name.end, name.text, name.kind, None, 0.0, None, (), why)
    rivals = [
        Alternative(each.place, round(share, 3))
        for each, share in zip(case.options, shares(case.options), strict=True)
        if share >= LEAST_SHARE and kilometres(best, each) > SAME_KM
    ]
    reasons = sorted(best.reasons, key=lambda reason: -reason[0])
    return Toponym(
        name.start,
        name.end,
        name.text,
        name.kind,
        best.place,
        confidence(certainty(name, case.options, len(case.members))),
        _radius_km(best.place),
        tuple(rivals[:5]),
        "; ".join(dict.fromkeys(words for _, words in reasons[:3])),
    )


def _radius_km(place: Place) -> float:
    if place.feature.startswith("PPL") and place.feature != "PPLX":
        return max(place.radius_km, OUTSKIRTS_KM)
    return place.radius_km
