"""Word classes: what a noun or verb of the news stands for (a person, a force, a drone, a structure ...)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def rows(name: str) -> list[list[str]]:
    """Give the rows of a table of ``geo/data``, without its header and its ``#`` comments."""
    lines = (files("geo") / "data" / name).read_text(encoding="utf-8").splitlines()
    table = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return table[1:]


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Return the classes of each lemma of ``word_classes.tsv``."""
    found: dict[str, set[str]] = {}
    for word, name in rows("word_classes.tsv"):
        found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the lemmas of one class."""
    return frozenset(word for word, names in word_classes().items() if name in names)
