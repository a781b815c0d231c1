"""What the text itself says of where a name lies: "X, Y", "X in the Y region", "the Lebanese city of X"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gazetteer import Candidate, Place

from .recognize import Name

CONTAINED = re.compile(
    r"\s*(?:,|\(|,? (?:in|of)) (?:the )?(?:(?:far )?(?:north|south|east|west|central)[a-z-]* )?"
    r"(?:(?:state|province|region|oblast|county|district|department|governorate) of )?"
    r"|,\s*|\s*\("
)
"""What stands between a place and the place that contains it: "X, Y", "X (Y)", "X in the Y region"."""
STATED_END = re.compile(r"\s*(?:[,)(–—-](?! (?:and|or)\b)|[.;:](?:\s|$)|$)")
"""What follows a container: "X, Y, ..." or the end of the sentence."""
WHOLES = ("PCL", "ADM1")
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
    return i + 1 if _could_contain(names[i].candidates, names[i + 1].candidates) else UNSAID


def lies_elsewhere(names: Sequence[Name], i: int, text: str) -> bool:
    """
    Whether the text puts name ``i`` where none of its candidates lies: "Lytton, B.C.", known in Iowa alone.

    What may be the item of a list is left alone: "Moscow, Ukraine and the West".
    """
    if i + 1 >= len(names) or text[names[i].end : names[i + 1].start] != ", ":
        return False
    inner, outer = names[i], names[i + 1]
    if not STATED_END.match(text, outer.end) or any(c.place.feature.startswith(WHOLES) for c in inner.candidates):
        return False
    wholes = [c for c in outer.candidates if c.place.feature.startswith(WHOLES)]
    return bool(wholes and inner.candidates and not _could_contain(inner.candidates, wholes))


def _could_contain(inner: Iterable[Candidate], outer: Iterable[Candidate]) -> bool:
    return any(contains(o.place, c.place) for o in outer for c in inner)


def contains(outer: Place, inner: Place) -> bool:
    """Whether ``outer`` is the country, first- or second-order division that holds ``inner``."""
    if outer.id == inner.id:
        return False
    if outer.id in (inner.country_id, inner.admin1_id):
        return True
    return bool(
        outer.feature == "ADM2" and inner.admin2 and outer.name == inner.admin2 and outer.country == inner.country
    )


def adjectives(names: Sequence[Name], i: int, text: str) -> list[Place]:
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


def listed(one: Name, other: Name, text: str) -> bool:
    """Whether two names stand next to each other in a list."""
    return LIST.fullmatch(text[one.end : other.start]) is not None
