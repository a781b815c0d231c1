"""fold: the one spelling under which a name is filed and looked up."""

from __future__ import annotations

import re
import unicodedata

APOSTROPHES = "'’‘ʼʻʹʺʽʾʿˈ`´′″\"“”„«»‛＇"
"""Dropped: news and gazetteers write the soft sign, the glottal stop and quotation with any of them."""

HYPHENS = "-‐‑‒–—―−_/\\־"
"""Spaces: "Rostov-on-Don" is "Rostov on Don"."""

_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n",
    "ŧ": "t", "ə": "e", "ǝ": "e", "ß": "ss", "ĸ": "k", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o",
    "ґ": "г", "ў": "у", "ѣ": "е", "ә": "а", "ө": "о", "ү": "у", "ұ": "у", "қ": "к", "ғ": "г", "ң": "н", "һ": "х",
    "ی": "ي", "ى": "ي", "ې": "ي", "ک": "ك", "ه": "ه", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ٱ": "ا", "ـ": "",
}  # fmt: skip
"""Letters that Unicode does not decompose, and the forms of one Arabic letter that its neighbours write."""

ABBREVIATED_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
"""Abbreviations of the first words of names; the last word of a name is never one ("Main St")."""

ABBREVIATED = re.compile(r"\b(st|ste|mt|ft)(?= \w)")


DIVISION_WORDS = (
    "region", "oblast", "province", "state", "governorate", "district", "raion", "rayon", "county", "department",
    "prefecture", "municipality", "territory", "krai", "kray", "republic", "canton", "parish", "hromada", "division",
    "co",
)  # fmt: skip
"""Folded last words of the names of divisions: "Kursk region", "Izium district"."""


class _Folding(dict[int, str]):
    """Character to its folded form, worked out once for each character met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in APOSTROPHES or character == ".":
        return ""
    letters = []
    # Once more after case folding: some capitals ("İ") only then fall apart into letter and mark.
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
        if part in APOSTROPHES or part == "." or unicodedata.category(part) in ("Mn", "Cf"):
            continue
        if part.isalnum():
            letters.append(_LETTERS.get(part, part))
        else:
            letters.append(" ")
    return "".join(letters)


CHARACTERS = _Folding()
"""Folded form of each character by its code point: none, one or several characters."""

_ASCII_UPPER = {code: chr(code).lower() if chr(code).isalnum() else CHARACTERS[code] for code in range(128)}
CHARACTERS.update(_ASCII_UPPER)


def fold(name: str) -> str:
    """
    The spelling under which a name is filed: without case, diacritics and apostrophes, hyphens and other
    punctuation as spaces, "St." as "saint", "Mt." as "mount", "Ft." as "fort".

    Folding twice changes nothing. Names of different scripts stay different.

    >>> fold("Saint-Étienne") == fold("St. Etienne")
    True
    >>> fold("Kramators’k"), fold("Al-Fāshir"), fold("Mt. Everest")
    ('kramatorsk', 'al fashir', 'mount everest')
    """
    folded = " ".join(name.translate(CHARACTERS).split())
    # One look decides for nearly every name.
    if " " in folded and ("st" in folded or "mt" in folded or "ft" in folded):
        return ABBREVIATED.sub(lambda match: ABBREVIATED_WORDS[match[1]], folded)
    return folded


def readable(name: str) -> str:
    """The name as it may be filed, or nothing: no codes, no machine transliteration, no other scripts."""
    name = " ".join(re.sub(r"\([^)]*\)", " ", name).replace("|", " ").split())
    if not 1 < len(name) <= 60 or any("\ud800" <= letter <= "\udfff" for letter in name):
        return ""
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or any(letter.isdigit() for letter in name) or not all(map(_in_known_script, letters)):
        return ""
    if name.isascii() and len(name) <= 3:
        return ""
    if " " not in name and name.isupper() and len(name) <= 5:  # IATA, ICAO, UN/LOCODE
        return ""
    if letters[0] < "\u0590" and not any(letter.isupper() for letter in letters):  # "awdysa", "ao de sa"
        return ""
    return name


def _in_known_script(letter: str) -> bool:
    """Latin, Cyrillic, Hebrew or Arabic."""
    return (
        letter < "\u0370"
        or "\u0400" <= letter < "\u0530"
        or "\u0590" <= letter < "\u0780"
        or "\u1e00" <= letter < "\u1f00"
        or "\ufb1d" <= letter < "\ufe00"
        or letter in "ʻʼ’"
    )
