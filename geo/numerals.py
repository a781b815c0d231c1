"""Numerals: the number of people that stands with a noun, in figures or words, exact or in bounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .grammar import children, is_age, lemma
from .incident import Count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

UNITS = {
    word: number
    for number, words in enumerate(
        "zero,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,"
        "seventeen,eighteen,nineteen".split(",")
    )
    for word in [words]
}
TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "score": 20}
VAGUE = {
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "several": 3,
    "few": 3,
    "many": None,
    "numerous": None,
    "some": None,
    "tens": 20,
    "various": None,
}
"""The least that a vague word of number stands for."""
AT_LEAST = (
    "at least",
    "more than",
    "over",
    "no fewer than",
    "no less than",
    "not less than",
    "upwards of",
    "minimum of",
)
AT_MOST = ("up to", "as many as", "fewer than", "less than", "under", "a maximum of", "at most", "no more than")
ABOUT = (
    "about",
    "around",
    "some",
    "roughly",
    "approximately",
    "an estimated",
    "estimated",
    "nearly",
    "almost",
    "close to",
    "as much as",
)
MONTHS = tuple(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september "
    "october november december".split()
)
_BETWEEN = frozenset({"between", "from", "to", "and", "or", "-", "–"})
NOBODY = frozenset({"no", "nobody", "none", "neither", "no-one"})
_COLLECTIVE = frozenset(
    "police staff crew family couple group crowd gang army military team public population personnel people mob force "
    "community patrol column convoy unit half majority number rest toll death injury casualty fatality body none "
    "all".split()
)


def number(words: Sequence[str]) -> int | None:
    """
    Return the whole number that words spell ("1,200", "twenty-one", "two dozen", "3 thousand"), else ``None``.

    >>> number(["twenty", "-", "one"]), number(["1,200"]), number(["two", "dozen"]), number(["May"])
    (21, 1200, 24, None)
    """
    total, current, seen = 0, 0, False
    for word in (part for each in words for part in each.lower().replace("-", " ").split()):
        if re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,7}", word):
            current, seen = current + int(word.replace(",", "")), True
        elif re.fullmatch(r"\d{1,3}\.\d", word) and words[-1].lower() in SCALES:
            return int(float(word) * SCALES[words[-1].lower()])
        elif word in UNITS or word in TENS:
            current, seen = current + UNITS.get(word, TENS.get(word, 0)), True
        elif word in SCALES:
            scale = SCALES[word]
            current, seen = max(current, 1) * scale, True
            if scale >= 1000:
                total, current = total + current, 0
        elif word not in {"and", "a"}:
            return None
    return total + current if seen else None


def figures(noun: Token) -> list[Token]:
    """The numbers that stand with a noun; the tagger takes "eleven" for an adjective."""
    return [c for c in children(noun, "nummod", "amod") if c.dep_ == "nummod" or number([c.text]) is not None]


def quantity(noun: Token) -> Count | None:
    """The number that stands with a noun."""
    if noun.lower_ in NOBODY or any(child.lower_ == "no" for child in children(noun, "det", "neg", "advmod")):
        return Count(0, 0, 0)
    if (limits := _ranged(noun)) is not None:
        return limits
    numeral = next((child for child in figures(noun) if child.i < noun.i and not _of_age(child)), None)
    if is_age(noun):
        return Count(1, 1, 1) if noun.lower_ == "old" else None
    if numeral is None and (noun.pos_ == "NUM" or noun.tag_ == "CD"):
        numeral = noun
    words = numeral_words(numeral) if numeral is not None else []
    value = number([word.text for word in words]) if words else None
    if numeral == noun and value is not None and noun.is_digit and (1900 <= value <= 2100 or _is_day(noun)):
        return None
    if numeral is not None and value is not None:
        return bounded(value, numeral.doc[max(0, words[0].i - 4) : words[0].i].text.lower())
    vague = next(
        (child.lower_ for child in [noun, *children(noun, "amod", "nummod", "quantmod")] if child.lower_ in VAGUE), None
    )
    if vague and (noun.lower_ != vague or noun.tag_ in {"NNS", "JJ"}):
        return Count(VAGUE[vague], None, None) if VAGUE[vague] else None
    if lemma(noun) in SCALES:
        return bounded(SCALES[lemma(noun)], noun.doc[max(0, noun.i - 4) : noun.i].text.lower())
    if noun.lower_ == "another" and noun.tag_ == "DT":
        return Count(1, 1, 1)
    if noun.lower_ == "both":
        return Count(2, 2, 2)
    if noun.tag_ == "NNP" or noun.ent_type_ == "PERSON" or (noun.tag_ == "NN" and lemma(noun) not in _COLLECTIVE):
        return Count(1, 1, 1)
    return None


def _is_day(numeral: Token) -> bool:
    """Whether a number is the day of a month ("Dec. 25"), no number of people."""
    before = numeral.doc[max(0, numeral.i - 2) : numeral.i].text.lower().strip(" .")
    return before.endswith(MONTHS)


def _ranged(noun: Token) -> Count | None:
    """The bounds of "between 10 and 15 people", "ten to twelve", "two or three men"."""
    doc, end = noun.doc, noun.i if noun.pos_ != "NUM" else noun.i + 1
    start = end
    while start > noun.sent.start and (doc[start - 1].like_num or doc[start - 1].lower_ in _BETWEEN | {*SCALES}):
        start -= 1
    words = doc[start:end].text.lower()
    match = re.fullmatch(r"(?:from )?(.+?) ?(?:to|or|-|–) ?(.+)|between (.+) and (.+)", words)
    if match is None:
        return None
    low, high = (number(part.split()) for part in match.groups() if part)
    return Count(low, None, high) if low is not None and high is not None and 0 < low < high else None


def _of_age(numeral: Token) -> bool:
    """Whether a number counts years of life ("a 25-year-old man")."""
    after = numeral.doc[numeral.i + 1 : numeral.i + 5].text.lower()
    return bool(re.match(r"-?\s*(\w+-)?(year|month|week)s?\b", after))


def numeral_words(numeral: Token) -> list[Token]:
    doc, start, end = numeral.doc, numeral.i, numeral.i + 1
    spelled = {*UNITS, *TENS, *SCALES, "-"}
    while start > 0 and (doc[start - 1].lower_ in spelled or doc[start - 1].like_num):
        start -= 1
    while end < len(doc) and (
        doc[end].lower_ in {*SCALES, *TENS, *UNITS} or (doc[end].lower_ == "-" and doc[start].lower_ in TENS)
    ):
        end += 1
    return [token for token in doc[start:end] if token.lower_ != "-" or start < token.i < end - 1]


def bounded(value: int, before: str) -> Count:
    before = f" {' '.join(before.split())}".removesuffix(" a")
    if before.endswith(tuple(f" {words}" for words in AT_LEAST)):
        return Count(value, value, None)
    if before.endswith(tuple(f" {words}" for words in AT_MOST)):
        return Count(None, None, value)
    if before.endswith(tuple(f" {words}" for words in ABOUT)):
        return Count(None, value, None)
    span = re.search(r" between (\d[\d,]*) and$", before) or re.search(r" (\d[\d,]*) (to|-|–)$", before)
    if span:
        return Count(int(span.group(1).replace(",", "")), None, value)
    return Count(value, value, value)
