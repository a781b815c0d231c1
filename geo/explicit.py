"""What the text itself says of where a name lies: "X, Y", "X in the Y region", "the Lebanese city of X"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from gazetteer import Place

from .area_words import area_words
from .holding import STATED_END, about, could_contain
from .name import Name
from .vocabulary import words_of

CONTAINED = re.compile(
    r"\s*(?:,|\(|,? (?:in|of)) (?:the )?(?:(?:far )?(?:north|south|east|west|central)[a-z-]* )?"
    r"(?:(?:state|province|region|oblast|county|district|department|governorate) of )?"
    r"|,\s*|\s*\("
)
"""What stands between a place and the place that contains it: "X, Y", "X (Y)", "X in the Y region"."""
WHOLES = ("PCL", "ADM1")
PLACED_IN = re.compile(
    r" \((?:in |near )?"
    r"|(?: [a-z-]+)? (?:village|town|township|hamlet|settlement|community|camp|area|neighbou?rhood|quarter|suburb|"
    r"subdistrict|sub-district|ward|kebele|commune|locality|square|market|park)(?:, | \(| in | of )(?:the )?"
)
"""What stands between a small place and what the text says is about it: "Barh (Taiz", "Buta camp in Jammu"."""
TOWN_PART = re.compile(
    r" (?:neighbou?rhoods?|quarters?|square|roundabout|plaza|market|park|street|avenue|favela|barrio|slum|ward|"
    r"suburbs?)\b"
)
"""What follows the name of a part of a town."""
PART_KM = 25.0
"""So far about a town's circle, kilometres, a namesake may be a part of it."""
BESIDE = 250
"""So many characters off, a town is the one that a part of a town is of."""
LARGE = 100_000
"""From so many people on a town is not taken for a part of another."""
UNSAID = -1
LIST = re.compile(r"\s*(?:,|/|,? (?:and|or))\s*")
"""What stands between the names of a list."""
APPOSED = re.compile(r"(?: [\w-]+){0,2} (?:capital|city|town|village|port|resort|region|province|district|island)\b")
"""What an apposition calls a place after its country's adjective: "Tripoli, the Libyan capital"."""
PHRASE_END = re.compile(r"[.,;:!?\n]|\b(?:in|from|on|to)\b")
"""What a country's adjective does not reach over."""


def container(names: Sequence[Name], i: int, text: str) -> int:
    """
    Index of the name that the text gives as container of name ``i``, or `UNSAID`.

    "X, Y", "X (Y)", "X in the Y region", "X in Y", where some Y contains some X.
    """
    if i + 1 >= len(names) or names[i].kind == "demonym":
        return UNSAID
    between = text[names[i].end : names[i + 1].start]
    if not CONTAINED.fullmatch(between):
        return UNSAID
    return i + 1 if could_contain(names[i].candidates, names[i + 1].candidates) else UNSAID


def lies_elsewhere(names: Sequence[Name], i: int, text: str) -> bool:
    """
    Whether the text puts name ``i`` where none of its candidates lies: "Lytton, B.C.", known in Iowa alone.

    What may be the item of a list is left alone: "Moscow, Ukraine and the West".
    """
    if not names[i].candidates or names[i].kind == "demonym":
        return False
    if i + 1 < len(names) and names[i + 1].kind != "demonym":
        between = text[names[i].end : names[i + 1].start]
        if between == ", " and STATED_END.match(text, names[i + 1].end):
            return _outside_whole(names[i], names[i + 1])
        guessed = all(c.standing == "respelled" for c in names[i].candidates)
        placed = (CONTAINED if guessed else PLACED_IN).fullmatch(between)
        if placed and names[i + 1].candidates and not _well_known(names[i]):
            return not about(names[i].candidates, names[i + 1].candidates)
    return _of_another_town(names, i, text)


def _outside_whole(inner: Name, outer: Name) -> bool:
    if any(c.place.feature.startswith(WHOLES) for c in inner.candidates):
        return False
    wholes = [c for c in outer.candidates if c.place.feature.startswith(WHOLES)]
    return bool(wholes and not could_contain(inner.candidates, wholes))


def _of_another_town(names: Sequence[Name], i: int, text: str) -> bool:
    """Whether a name is of a part of a town and lies far from each town named just before or after it."""
    if not TOWN_PART.match(text, names[i].end) or _well_known(names[i]):
        return False
    near = [n for n in names[max(0, i - 3) : i + 4] if n.kind == "place" and abs(n.start - names[i].start) < BESIDE]
    towns = [
        [c for c in n.candidates if c.place.feature.startswith("PPL")]
        for n in near
        if n.text != names[i].text and not TOWN_PART.match(text, n.end)
    ]
    return any(towns) and not any(about(names[i].candidates, town, PART_KM) for town in towns if town)


def _well_known(name: Name) -> bool:
    """Whether a name is a country's or a large town's, which is meant whatever stands beside it."""
    return any(c.place.feature.startswith("PCL") or c.place.population > LARGE for c in name.candidates)


def adjectives(names: Sequence[Name], i: int, text: str) -> list[Place]:
    """Countries whose adjective is in the name's phrase: "the Lebanese city of X", "X, the Libyan capital"."""
    found = []
    for earlier in names[max(0, i - 2) : i]:
        between = text[earlier.end : names[i].start]
        if earlier.kind == "demonym" and len(between) < 40 and not PHRASE_END.search(between) and _one_phrase(between):
            found += [candidate.place for candidate in earlier.candidates]
    for later in names[i + 1 : i + 2]:
        apposed = re.fullmatch(r", (?:the|an?) ", text[names[i].end : later.start])
        if later.kind == "demonym" and apposed and APPOSED.match(text, later.end):
            found += [candidate.place for candidate in later.candidates]
    return found


def listed(one: Name, other: Name, text: str) -> bool:
    """Whether two names stand next to each other in a list."""
    return LIST.fullmatch(text[one.end : other.start]) is not None


def _one_phrase(between: str) -> bool:
    """Whether the words from an adjective to a name are one phrase: "city of", but not "forces shelled"."""
    words = between.replace("-", " ").split()
    return not words or any(word.lower().removesuffix("s") in _kinds() for word in words)


@cache
def _kinds() -> frozenset[str]:
    return words_of("settlement") | words_of("structure") | words_of("landmark") | frozenset(area_words())
