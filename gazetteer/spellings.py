"""respelled: filed names that are an unknown one in another of its English spellings; named_within: what it is of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from .names import fold
from .tables import DATA, rows

SHORTEST = 7
"""Letters from which a name is looked for in other spellings: too many common words are near a shorter one."""
LETTERS = 3
"""After the first, each so many letters let one more part differ: "Deir ez-Zor" and "Dayr az Zawr" do in three."""
WORK = 3000
"""Steps of one search at most: some milliseconds."""


class Rule(NamedTuple):
    """One row of ``spellings.tsv``, one way."""

    at: str
    one: str
    other: str
    countries: frozenset[str]
    """Where the name must lie for the two parts to be one."""


def rules() -> list[list[str]]:
    """The rows of ``spellings.tsv`` both ways, as a store keeps them: where, one, other, countries."""
    scripts = {script: countries.split() for script, countries in rows(DATA / "scripts.tsv")}
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for script, at, one, other, _example in rows(DATA / "spellings.tsv"):
        found[at, one, other].update(scripts[script])
        found[at, other, one].update(scripts[script])
    return [[*part, " ".join(sorted(countries))] for part, countries in sorted(found.items())]


def by_letter(kept: list[list[str]]) -> dict[str, list[Rule]]:
    """The rules of a store by the first letter of what they replace."""
    found: defaultdict[str, list[Rule]] = defaultdict(list)
    for at, one, other, countries in kept:
        found[one[0]].append(Rule(at, one, other, frozenset(countries.split())))
    return dict(found)


def respelled(key: str, trie: Any, known: dict[str, list[Rule]]) -> Iterator[tuple[str, frozenset[str]]]:
    """
    Filed names that differ from a folded name in the spelling of some parts, fewest first, and the countries for
    whose names the two spellings are one.

    The trie is walked along the name; what no filed name begins with is left at once.
    """
    if len(key) < SHORTEST:
        return

    def begins(built: str) -> bool:
        return next(trie.iterkeys(built), None) is not None

    live: list[tuple[int, str, frozenset[str] | None]] = [(0, "", None)]
    seen: set[tuple[int, str]] = set()
    work = 0
    for _ in range(len(key) // LETTERS):
        changed: list[tuple[int, str, frozenset[str] | None]] = []
        while live:
            at, built, countries = live.pop()
            # Along the name as it stands, and at each letter away from it by a rule.
            while (at, built) not in seen and work < WORK:
                seen.add((at, built))
                work += 1
                if at == len(key):
                    if countries and built in trie:
                        yield built, countries
                    break
                for rule in known.get(key[at], ()):
                    if _fits(rule, key, at):
                        both = rule.countries if countries is None else countries & rule.countries
                        if both and begins(built + rule.other):
                            changed.append((at + len(rule.one), built + rule.other, both))
                at, built = at + 1, built + key[at]
                if not begins(built):
                    break
        live = changed[::-1]


def _fits(rule: Rule, key: str, at: int) -> bool:
    if not key.startswith(rule.one, at):
        return False
    after = at + len(rule.one)
    if rule.at == "start":
        return (at == 0 or key[at - 1] == " ") and key[after : after + 1] == " "
    return rule.at == "any" or after == len(key) or key[after] == " "


def named_within(name: str, trie: Any, institutions: frozenset[str]) -> Iterator[str]:
    """
    Filed names inside the name of an institution, a work or a part of a place, the longest first: of "Belfast
    Magistrates' Court" it is "belfast". Nothing where no word of the name is one of ``institutions.tsv``, nor
    for what stands for another country than it lies in, an embassy.
    """
    words = fold(name).split(" ")
    kinds = [word in institutions for word in words]
    if not any(kinds) or len(words) > 12 or {"embassy", "consulate"} & set(words):
        return
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            inside = words[start : start + length]
            inner = " ".join(inside)
            if not all(kinds[start : start + length]) and len(inner) > 3 and inner in trie:
                yield inner
