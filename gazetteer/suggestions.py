"""edits: filed names that differ from an unknown one by a slip of the hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz ", "абвгдежзиклмнопрстуфхцчшщъыьэюяє ", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ")
_LONG = 8
"""Letters from which two slips are believed."""


def edits(key: str, trie: Any) -> list[str]:
    """
    Names one edit (a letter lost, added, changed, or two exchanged) from a folded name; if there are none
    and the name has eight letters, those two edits away that begin with the same two letters.
    """
    if len(key) < 4:
        return []
    found = [other for other in dict.fromkeys(_one_edit(key)) if other in trie]
    if not found and len(key) >= _LONG:
        near = (other for other in trie.iterkeys(key[:2]) if abs(len(other) - len(key)) <= 2)
        found = [other for other in near if distance(key, other, 2) <= 2]
    return found


def _one_edit(key: str) -> Iterator[str]:
    letters = next((alphabet for alphabet in _ALPHABETS if any(letter in alphabet[:-1] for letter in key)), "")
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]


def distance(one: str, other: str, most: int) -> int:
    """
    Optimal string alignment distance: letters lost, added, changed, neighbours exchanged; ``most + 1`` for more.

    >>> distance("zhelznogorsk", "zheleznogorsk", 2), distance("odesa", "dnipro", 2)
    (1, 3)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        previous, row = row, [i]
        for j, against in enumerate(other, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = previous
    return min(row[-1], most + 1)
