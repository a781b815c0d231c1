"""Toponym: a stretch of text that names a place, and the place it was taken for."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer import Place

from .incident import Alternative


@dataclass(frozen=True, slots=True)
class Toponym:
    """
    A stretch of text that names a place: ``article.text[start:end] == text``.

    ``place`` is ``None`` where no candidate was good enough: found, not placed.
    """

    start: int
    end: int
    text: str
    kind: str
    """
    ``place``; ``demonym`` ("Ukrainian"); ``embedded``: inside the name of an organization ("Fargo Police");
    ``unlisted``: not in the gazetteer, its place is the one that the text names beside it.
    """
    place: Place | None
    confidence: float
    """0 to 1, that the place is the right one."""
    radius_km: float | None
    """The true point lies within this of the place's nine times in ten."""
    alternatives: tuple[Alternative, ...]
    why: str
    """The reason for the choice, in words that a reader can check."""
