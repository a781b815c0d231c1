"""scan_text: every filed name in a text, by one folding of the text and a walk of the trie at each capital."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from .names import ABBREVIATED_WORDS, CHARACTERS

_LONGEST = 72
"""Folded characters looked at from a start: longer than any name filed."""

# Each pattern begins with one class of characters, which the regex engine skips to; what must stand before
# is looked back at from there. Beginning with the condition takes five times as long.
_APOSTROPHE = "['’‘ʼʻʹ`´]"
_START = (
    "[{capital}](?:"
    rf"(?<!\w.)(?<!\w{_APOSTROPHE}.)"  # not "Brien" in "O'Brien" ...
    rf"|(?<=\b[dlDL]{_APOSTROPHE}.))"  # ... yet "Aquila" in "L'Aquila"
)
_ASCII_START = re.compile(_START.format(capital="A-Z"), re.DOTALL)
_ANY_START = re.compile(_START.format(capital=r"^\W\d_a-z"), re.DOTALL)

_ARTICLES = frozenset({"al-", "an-", "ar-", "as-", "at-", "az-", "ad-", "el-", "ash-", "esh-", "es-", "er-", "ez-"})
"""In small letters where a name begins: "al-Fashir"."""

_AWKWARD_FORM = (
    r"[{first}.'`\t\n\r\x80-\U0010ffff](?:"
    r"(?<=[^\x00-\x7f’‘ʼʻʹ´])[^\x00-\x7f’‘ʼʻʹ´]*"
    r"|(?<=[.'`’‘ʼʻʹ´])"
    r"|(?:(?<=\bS)[Tt][Ee]?|(?<=\b[MF])[Tt])\.?(?=[ \xa0-]\w)"
    r"|(?<=\s)\s+)"
)
_AWKWARD = re.compile(_AWKWARD_FORM.format(first="SMF"))
_AWKWARD_SPACED = re.compile(_AWKWARD_FORM.format(first="SMF "))
"""What does not fold one character to one; all between is ASCII that `_PLAIN` translates in place."""

_PLAIN = {
    code: " " if chr(code) in "-_/\\\t\n\r\v\f" else chr(code).lower() if chr(code).isalnum() else chr(code)
    for code in range(128)
}
"""Other punctuation stays and so ends every name, as no name filed holds any."""

_APOSTROPHES = frozenset("'’‘ʼʻʹ`´")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‛″\"", '"'))


class _Folded(NamedTuple):
    """A folded text and the way back to the original."""

    text: str
    starts: list[int]
    """Where each stretch begins in the folded text ..."""
    originals: list[int]
    """... and in the original,"""
    widths: list[int]
    """and how many original characters it took, or 0 where each of its characters is one of the original's."""
    possessives: set[int]
    """Places in the folded text where a possessive s begins: a name may end before it."""


def scan_text(text: str, trie: Any, spelled: dict[str, list[str]]) -> list[tuple[int, int, str]]:
    """
    Start, end and key of every name in a text, in order of start.

    ``spelled`` holds the case-sensitive names by their first two characters, the longest first.
    """
    folded = _fold_text(text)
    flat, starts, originals, widths, possessives = folded
    length = len(flat)
    identity = originals == [0] and not widths[0]
    prefixes = trie.prefixes
    found: list[tuple[int, int, str]] = []
    for begin in _name_starts(text):
        shortest = 2
        for word in spelled.get(text[begin : begin + 2], ()):
            end = begin + len(word)
            if text.startswith(word, begin) and not text[end : end + 1].isalnum():
                found.append((begin, end, word))
                shortest = 4  # "U.S." holds no "Us"
                break
        at = begin if identity else _forward(folded, begin)
        for key in prefixes(flat[at : at + _LONGEST]):
            after = at + len(key)
            if after < length and flat[after].isalnum() and after not in possessives:
                continue
            if len(key) < shortest or (text[begin].islower() and " " not in key):  # a letter, an article
                continue
            if identity:
                found.append((begin, after, key))
            else:
                stretch = bisect_right(starts, after - 1) - 1
                offset = widths[stretch] or after - starts[stretch]
                found.append((begin, originals[stretch] + offset, key))
    return found


def _name_starts(text: str) -> Iterator[int]:
    """Where a name may begin: at words with a capital, or in a script without case."""
    pattern = _ASCII_START if text.isascii() else _ANY_START
    for match in pattern.finditer(text):
        begin = match.start()
        letter = text[begin]
        if letter > "\x7f" and letter.islower():
            continue
        if text[begin - 1 : begin] == "-":
            for width in (3, 4):
                article = text[max(0, begin - width) : begin]
                if article in _ARTICLES and not text[max(0, begin - width - 1) : begin - width].isalnum():
                    yield begin - width
        yield begin


def _forward(folded: _Folded, original: int) -> int:
    """Place in the folded text of a place in the original."""
    stretch = bisect_right(folded.originals, original) - 1
    within = 0 if folded.widths[stretch] else original - folded.originals[stretch]
    return folded.starts[stretch] + within


def _fold_text(text: str) -> _Folded:
    pieces: list[str] = []
    starts: list[int] = []
    originals: list[int] = []
    widths: list[int] = []
    possessives: set[int] = set()
    length = 0

    def append(piece: str, original: int, width: int) -> None:
        nonlocal length
        pieces.append(piece)
        starts.append(length)
        originals.append(original)
        widths.append(width)
        length += len(piece)

    def append_plain(begin: int, end: int) -> None:
        if begin < end:
            append(text[begin:end].translate(_PLAIN), begin, 0)

    done = 0
    pattern = _AWKWARD_SPACED if "  " in text else _AWKWARD
    for match in pattern.finditer(text):
        begin, end = match.span()
        odd = match[0]
        if odd == ".":
            # Of an abbreviation: no sentence is taken to end with so short a word. Any other ends every name.
            if begin < 3 or not text[begin - 3 : begin].isalnum():
                append_plain(done, begin)
                done = end
            continue
        append_plain(done, begin)
        done = end
        if odd in _APOSTROPHES:
            if text[end : end + 1] in ("s", "S") and not text[end + 1 : end + 2].isalnum():
                possessives.add(length)
        else:
            _append_odd(odd, begin, append)
    append_plain(done, len(text))
    return _Folded("".join(pieces), starts or [0], originals or [0], widths or [0], possessives)


def _append_odd(odd: str, begin: int, append: Any) -> None:
    if odd.isspace():
        append("\n" if odd.count("\n") > 1 else " ", begin, len(odd))  # an empty line ends every name
        return
    if odd[0] <= "\x7f":
        append(ABBREVIATED_WORDS[odd.rstrip(".").lower()], begin, len(odd))
        return
    folded, aligned = _fold_run(odd)
    if aligned:
        append(folded, begin, 0)
        return
    for offset, character in enumerate(odd):
        single = _fold_run(character)[0]
        if single:
            append(single, begin + offset, 0 if len(single) == 1 else 1)


@functools.lru_cache(maxsize=16384)
def _fold_run(run: str) -> tuple[str, bool]:
    """A run of other than ASCII folded, and whether character by character."""
    run = run.translate(_QUOTES)
    folded = [character if character == '"' else CHARACTERS[ord(character)] for character in run]
    return "".join(folded), all(len(part) == 1 for part in folded)
