"""Words that tell what kind of place a name means: "region" in "the Kursk region", "river" in "the river Turia"."""

from __future__ import annotations

import re
from functools import cache

from .vocabulary import rows

CUE_BEFORE = (
    r"(?:(?<!second)(?<!third)(?<!main)(?<!est) |^)(\w+)(?<!capital) (?:of|named|called) (?:the )?$"
    r"|\b([Ll]ake|Mount|[Rr]iver|Gulf|Port|Camp) $"
)
"""A word of kind before a name; "the second city of Lebanon" and "the capital of France" are other places."""

NAME_BEFORE = r"\b(?!(?:The|In|At|A|Near) )[A-Z][\w’'-]+ $"
"""What stands before a word of kind that is of that name: "Rajouri district of Kashmir"."""

LISTED = re.compile(r"(?:, (?:[A-Z][\w’'-]+ ?){1,3})*,? (?:and|or) (?:[A-Z][\w’'-]+ ){1,3}([a-z]+s)\b")
"""The plural that ends a list holds for each of it: "Kherson, Mykolaiv and Poltava regions"."""


@cache
def area_words() -> dict[str, tuple[str, ...]]:
    """Words that tell what kind of place a name beside them means, with the feature codes that they admit."""
    return {word: tuple(features.split()) for word, features in rows("area_words.tsv")}


def fits(feature: str, word: str) -> bool:
    """Whether a feature code is of the kind that an area word tells: ``ADM1`` is a "region"."""
    return any(
        feature.startswith(admitted[:-1]) if admitted.endswith("*") else feature == admitted
        for admitted in area_words().get(word, ())
    )


def cue_beside(text: str, start: int, end: int) -> str:
    """The word beside a name that tells its kind: "Kursk region", "the city of Kursk", or nothing."""
    words = area_words()
    after = re.match(r"\s+(\w+)", text[end : end + 24])
    if after and after[1].lower() in words:
        return after[1].lower()
    listed = LISTED.match(text[end : end + 120])
    if listed and listed[1] in words:
        return listed[1]
    before = re.search(CUE_BEFORE, text[max(0, start - 50) : start])
    if before and before[1] and re.search(NAME_BEFORE, text[max(0, start - 80) : start - len(before[0].lstrip())]):
        return ""
    if before and (word := (before[1] or before[2]).lower()) in words:
        return word
    return ""
