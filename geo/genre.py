"""Genre: articles that are no news of what they tell: checks of a false claim, obituaries, reports of a manoeuvre."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from .grammar import clause, lemma
from .setting import SUFFERED
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from .incident import When

CHECK = re.compile(r"\A.{0,120}\bfact[- ]?check|^(?:claim|verdict)\s*:\s", re.IGNORECASE | re.MULTILINE)
"""What opens a check of a claim, or one of its parts."""
BRIEF = 4
"""A text of so few sentences is a notice or a caption: what it tells is what it is about."""
LIFE = re.compile(
    r"\A.{0,400}?\b(?:has died|who died|died peacefully|obituary|passed away)\b.{0,80}?"
    r"\b(?:aged|at the age of|at|was)\s+(\d{2,3})\b",
    re.IGNORECASE | re.DOTALL,
)
LONG_LIFE = 60
"""The least age, in years, of those whose deaths are told for their lives."""
LATELY = 60
"""Within how many days before publication what an obituary dates is news."""
LEAD = 2
"""Of how many sentences at its head an article is about what they tell."""
REACH = 4
"""How many sentences after it a manoeuvre is still told of."""
STAGING = frozenset(
    "hold begin start conduct stage run launch kick take participate carry rehearse join open resume involve".split()
)


def is_brief(doc: Doc) -> bool:
    """Whether a text is a notice or a caption, where headings and bare plurals are the news: "Explosions in Kyiv"."""
    known: bool | None = doc.user_data.get("brief")
    if known is None:
        known = doc.user_data["brief"] = len(list(islice(doc.sents, BRIEF + 1))) <= BRIEF
    return known


def is_check(text: str) -> bool:
    """Whether a text checks a claim: what it tells of did not happen as told, or elsewhere, or long ago."""
    return CHECK.search(text) is not None


def is_life(text: str) -> bool:
    """Whether a text is the obituary of someone old: what it tells of is long past, with or without a year."""
    found = LIFE.search(text)
    return found is not None and int(found[1]) >= LONG_LIFE


def is_of_lately(when: When, published: date | None) -> bool:
    """Whether words, not the day of publication, date something within the last two months."""
    if when.basis != "expression" or when.start is None or published is None:
        return False
    return 0 <= (published - when.start).days <= LATELY


def stages_drill(sentence: Span, order: int) -> bool:
    """Whether a sentence at the head of an article (``order`` counts from 0) says that a manoeuvre is held."""
    if order >= LEAD or any(lemma(word) in SUFFERED for word in sentence):
        return False
    drills = words_of("drill")
    return any(lemma(word) in drills and lemma(clause(word)) in STAGING for word in sentence)


def may_be_drilled(sentence: Span) -> bool:
    """Whether nobody is hurt in a sentence."""
    return not any(lemma(word) in SUFFERED for word in sentence)
