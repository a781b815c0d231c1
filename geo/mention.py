"""Mention: one telling of an incident, in one sentence, before the tellings are put together."""

from __future__ import annotations

from dataclasses import dataclass

from .counts import Toll
from .incident import When, Where
from .toponym import Toponym

DOUBTFUL = 5
"""Rank of a place that any other one is better than."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the article: ``article.text[start:end]``, without line breaks in ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says so, and how: one of `geo.incident.CLAIMS`."""

    words: Words
    how: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where a mention says it happened, and how sure that is."""

    where: Where
    words: Words
    rank: int
    """
    0 the trigger's own, 1 the sentence's, 2 that of the text before, 3 the country hit, 4 the article's town,
    5 one of the sentence that its words hardly give.
    """
    name: Toponym | None = None
    """The name that the words put first, in the gazetteer or not: "Palmyra" of "gas field near Palmyra"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one sentence says of one incident; every field but type, stage and the words may be missing."""

    type: str
    generic: bool
    weak: bool
    after: bool
    echo: bool
    """Speaks of an incident without saying of what kind ("it happened on Monday"): joins one, never makes one."""
    stage: str
    trigger: Words
    sentence: Words
    order: int
    """Index of the sentence in the article."""
    anaphoric: bool
    """Points back: "the attack"."""
    indefinite: bool
    """Brings something new: "an attack"."""
    another: bool
    """Says that it is not the one before: "a second attack", "in another incident"."""
    also: bool
    """Goes on from the incident before: "they also targeted ..."."""
    cues: frozenset[str]
    """What in the words around the trigger speaks for or against one thing that happened."""
    site: Site | None
    when: When
    dated: Words | None
    loosely: bool
    """Dated by words of another clause."""
    actor: Words | None
    target: Words | None
    weapon: Words | None
    damage: tuple[Words, ...]
    claim: Claim | None
    tolls: tuple[Toll, ...]
