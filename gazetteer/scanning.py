"""scan_text: every filed name in a text, by one folding of the text and a walk of the trie at each capital."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from typing import Any, NamedTuple

from .names import ABBREVIATED_WORDS, CHARACTERS

_LONGEST = 72
"""Folded characters looked at from a start: longer than any name filed."""

_START = re.compile(
    r"(?:(?<!\w)(?<!\w['’ʼ])|(?<=\b[dlDL]['’ʼ]))"  # not "Brien" in "O'Brien", yet "Aquila" in "L'Aquila"
    r"(?:(?:a[lnrstdz]|ash|el)(?=-[^\W\d_a-z])|[^\W\d_a-z])"  # "al-Fashir" begins with its article
)

_AWKWARD = re.compile(
    r"(?<=\w)['’ʼ](?=[sS]\b)"  # possessive
    r"|['’‘ʼʻʹ`´]"
    r"|(?<!\w\w\w\w)(?<=\w)\."  # of an abbreviation: no sentence is taken to end with so short a word
    r"|\b(?:[Ss][Tt]e?|[Mm][Tt]|[Ff][Tt])\.?(?=[ -]\w)"
    r"|\s{2,}"
    r"|[^\x00-\x7f]+"
)
"""What does not fold one character to one; all between is ASCII that `_PLAIN` translates in place."""

_PLAIN = {
    code: " " if chr(code) in "-_/\\\t\n\r\v\f" else chr(code).lower() if chr(code).isalnum() else chr(code)
    for code in range(128)
}
"""Other punctuation stays and so ends every name, as no name filed holds any."""

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
    identity = len(starts) == 1 and not widths[0]
    prefixes = trie.prefixes
    found: list[tuple[int, int, str]] = []
    for match in _START.finditer(text):
        begin = match.start()
        first = text[begin]
        if first > "\x7f" and first.islower():
            continue
        for word in spelled.get(text[begin : begin + 2], ()):
            end = begin + len(word)
            if text.startswith(word, begin) and not text[end : end + 1].isalnum():
                found.append((begin, end, word))
                break
        at = begin if identity else _forward(folded, begin)
        for key in prefixes(flat[at : at + _LONGEST]):
            after = at + len(key)
            if after < length and flat[after].isalnum() and after not in possessives or len(key) == 1:
                continue
            if first.islower() and " " not in key:  # the article alone
                continue
            if identity:
                found.append((begin, after, key))
            else:
                stretch = bisect_right(starts, after - 1) - 1
                offset = widths[stretch] or after - starts[stretch]
                found.append((begin, originals[stretch] + offset, key))
    return found


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

    done = 0
    for match in _AWKWARD.finditer(text):
        begin, end = match.span()
        if begin > done:
            append(text[done:begin].translate(_PLAIN), done, 0)
        done = end
        odd = match[0]
        if odd[0] > "\x7f" and len(odd) > 1 or odd[0] not in "'’‘ʼʻʹ`´.":
            _append_odd(odd, begin, append)
        elif odd != "." and text[end : end + 1] in ("s", "S") and not text[end + 1 : end + 2].isalnum():
            possessives.add(length)
    if done < len(text) or not pieces:
        append(text[done:].translate(_PLAIN), done, 0)
    return _Folded("".join(pieces), starts, originals, widths, possessives)


def _append_odd(odd: str, begin: int, append: Any) -> None:
    if odd.isspace() and odd.isascii():
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
