"""Name: a stretch of text that names a place, before it is known which place it means."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer import Candidate


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch of text that names a place, before it is known which."""

    start: int
    end: int
    text: str
    kind: str
    """``place``, ``demonym`` or ``embedded``, as in `geo.toponym.Toponym`."""
    probability: float
    """That it names a place at all."""
    why: str
    candidates: tuple[Candidate, ...]
    cue: str = ""
    """The word beside it that tells its kind: "region" in "the Kursk region", or nothing."""
