"""
Date expressions in news text, resolved against the day of publication.

The rules are our own (``geo.date_rules``): the libraries read the calendar forms well and the turns of news
badly ("overnight", "Sunday's", "on Thursday" in a Thursday's paper), and need a finder of spans anyway. No
clock is ever read: what neither the text nor the day of publication settles stays unresolved.

Conventions: a weekday or a day of a month is the last one at or before publication unless its clause looks
ahead ("will meet on Thursday"); weeks run from Monday to Sunday (ISO 8601); a number of days is exact, of
weeks, months and years is not; precision classes are UCDP GED's (``geo.incident.WHEN_PRECISION``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from . import date_meanings
from .date_meanings import UNKNOWN, Anchor, Days, Match
from .date_rules import RULES, Kind, Rule

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words that say when: ``text`` stands at characters ``start`` to ``end`` of the document."""

    start: int
    end: int
    text: str
    first: date | None
    """First day that is meant; ``None`` where it is open or cannot be known."""
    last: date | None
    """Last day that is meant, included; ``None`` where it is open or cannot be known."""
    precision: int
    """A key of ``geo.incident.WHEN_PRECISION``; 0 where first or last is missing."""
    kind: Kind


def find_dates(span: Span | Doc, published: date | None, context: date | None = None) -> list[DateExpression]:
    """
    Give the date expressions of a span (a sentence, a whole document) in their order.

    Without ``published`` whatever leans on it stays unresolved. ``context`` is the day that the text before
    the span spoke of, for "the day before"; inside the span each day found is the context of what follows.
    """
    text, offset = span.text, getattr(span, "start_char", 0)
    parsed = span[:].doc.has_annotation("DEP")
    found: list[DateExpression] = []
    before: tuple[Rule, Match, Anchor] | None = None
    for rule, match in _matches(text):
        start, end = _bounds(match)
        anchor = Anchor(published, context, _outlook(span if parsed else None, text, start, end) if rule.recurs else 0)
        days = rule.meaning(match, anchor) if rule.meaning else None
        if days is None:
            continue
        link = _LINK.fullmatch(text, found[-1].end, start) if found and before else None
        both = _joined(before, (rule, match, anchor), link, text[: found[-1].start]) if link and before else None
        if both:
            expression = _expression(text, found.pop().start, end, both, "interval")
        else:
            expression = _in_setting(text, _expression(text, start, end, days, rule.kind), rule, published)
        before = (rule, match, anchor) if expression.kind in {"day", "interval"} else None
        context = expression.first if expression.kind == "day" and expression.first else context
        found.append(expression)
    return [replace(each, start=each.start + offset, end=each.end + offset) for each in found]


def _days(rule: Rule, match: Match, anchor: Anchor) -> Days:
    return (rule.meaning(match, anchor) if rule.meaning else None) or UNKNOWN


def _matches(text: str) -> Iterator[tuple[Rule, Match]]:
    """Choose the leftmost, then longest, then first-listed matches that do not overlap."""
    small = text.casefold()
    there = {some: any(letters in small for letters in some) for some in _LETTERS}
    every = [(rule, match) for rule in RULES if there[rule.letters] for match in rule.pattern.finditer(text)]
    reached = 0
    for rule, match in sorted(every, key=lambda each: (_bounds(each[1])[0], -_bounds(each[1])[1])):
        if _bounds(match)[0] >= reached:
            reached = _bounds(match)[1]
            yield rule, match


def _bounds(match: Match) -> tuple[int, int]:
    return match.span("date" if "date" in match.re.groupindex else 0)


def _expression(text: str, start: int, end: int, days: Days, kind: Kind | None) -> DateExpression:
    first, last = days
    if kind is None:
        kind = "day" if first == last else "interval"
    return DateExpression(start, end, text[start:end], first, last, precision(first, last), kind)


def precision(first: date | None, last: date | None) -> int:
    """Give the UCDP GED class of an interval by its length, 0 where an end is missing."""
    if first is None or last is None:
        return 0
    length = (last - first).days + 1
    return 1 if length <= 1 else 2 if length <= 6 else 3 if length <= 8 else 4 if length <= 31 else 5


def _in_setting(text: str, found: DateExpression, rule: Rule, published: date | None) -> DateExpression:
    """Give the expression as the words before it make it: "since Monday", "the anniversary of ..."."""
    if found.kind not in {"day", "interval"}:
        return found
    if word := _SINCE.search(text, max(0, found.start - 60), found.start):
        first = found.first
        last = published if first and published and first <= published else None
        return _reframed(text, found, word.start(), (first, last), "since")
    if (word := _UNTIL.search(text, max(0, found.start - 60), found.start)) and not text.startswith(
        ("'s", "’s"), found.end
    ):
        return _reframed(text, found, word.start(), (None, found.last), "until")
    by_the_week = rule.meaning in {date_meanings.weekday, date_meanings.day_word}
    if not by_the_week and _ANNIVERSARY.search(text, max(0, found.start - 120), found.start):
        return replace(found, kind="anniversary")
    return found


def _reframed(text: str, found: DateExpression, start: int, days: Days, kind: Kind) -> DateExpression:
    return _expression(text, start, found.end, days, kind)


def _joined(one: tuple[Rule, Match, Anchor], two: tuple[Rule, Match, Anchor], link: Match, before: str) -> Days | None:
    """Give the days from one to two, or ``None`` where the words between do not make them an interval."""
    (rule, match, anchor), (rule2, match2, anchor2) = one, two
    start, end = _days(rule, match, anchor), _days(rule2, match2, anchor2)
    dated, dated2 = (_days(each, its, Anchor(None)) != UNKNOWN for each, its in ((rule, match), (rule2, match2)))
    if dated and not dated2 and rule2.recurs and start[1]:  # from March 3, 2023 to March 5
        end = _days(rule2, match2, Anchor(start[1], outlook=1))
    elif rule.recurs and end[0]:  # from Monday to Wednesday
        start = _days(rule, match, Anchor(end[0], outlook=-1))
    if start[0] is None or end[1] is None:
        return UNKNOWN if link["to"] else None
    adjacent = (end[1] - start[0]).days <= 1
    apart = not (link["to"] or adjacent or re.search(r"\bbetween\s+$", before, re.I))
    return None if apart or end[1] < start[0] else (start[0], end[1])


# ------------------------------------------------------------------------- the words around an expression

_LETTERS = frozenset(rule.letters for rule in RULES)
_LINK = re.compile(
    r"\s*(?:(?P<to>[-–—]|,?\s(?:to|into|through|thru|until|till|and\s+into)(?:\s+(?:on|early|late))?)|"
    r"(?:\s(?:and|or)(?:\s+(?:on|early|late|again))?))\s*(?:the\s+)?",
    re.I,
)
_SINCE = re.compile(r"\b(?:ever\s+)?since\s+(?:at\s+least\s+|the\s+|about\s+|around\s+)*$", re.I)
_UNTIL = re.compile(r"\b(?:until|till|by|as\s+of|up\s+to)\s+(?:the\s+|about\s+|around\s+)*$", re.I)
_ANNIVERSARY = re.compile(
    r"\b(?:anniversary\s+of|commemorat\w+|(?:in|the)\s+memory\s+of)\b(?:(?!\s+on\s+(?:the\s+)?$)[^.;]){0,80}$",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:will|shall|won['’]t|due|scheduled|slated|upcoming|forthcoming|(?:is|are)\s+(?:set|expected|planning|going|"
    r"likely|about)\s+to|plans?\s+to|to\s+be|(?:may|might|can|could|would|must)(?!\s+have))\b"
    r"(?!.*\b(?:was|were|had|(?!need|schedul|plann|expect)\w{2,}ed|shot|died|said|told)\b)[^.;:!?]*$"
)
_BACK = re.compile(r"\b(?:was|were|had|happened|[a-z]{3,}ed|shot|died|said|told|fell|broke|hit|struck|took|came)\b")
_MODALS = {"will", "'ll", "’ll", "wo", "shall", "may", "might", "can", "could", "would", "must"}
_PLANS = {"plan", "expect", "schedule", "slate", "set", "intend", "hope", "want", "promise", "vow", "agree"}


def _outlook(span: Span | Doc | None, text: str, start: int, end: int) -> int:
    """Say whether the clause around these characters looks ahead (1), back (-1) or neither (0).

    By the grammar of a parsed span, else by the words near.
    """
    piece = span.char_span(start, end, alignment_mode="expand") if span is not None else None
    if piece is None:
        clause = re.split(r"[.;:!?\n]|,\s", text[max(0, start - 200) : start])[-1]
        if not re.search(r"\w{3}", clause):  # "On Monday, leaders will meet"
            clause = re.split(r"[.;:!?\n]", text[end : end + 200])[0]
        return 1 if _AHEAD.search(clause) else -1 if _BACK.search(clause) else 0
    for token in piece.root.ancestors:
        if token.lower_ in {"upcoming", "forthcoming", "due"}:
            return 1
        if token.pos_ in {"VERB", "AUX"} and (looks := _tense(token)) is not None:
            return looks
    return 0


def _tense(verb: Token) -> int | None:
    """Give 1, -1 or 0 as `_outlook`; ``None`` for an infinitive, which has its tense from the verb above."""
    helpers = {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}
    if helpers & _MODALS and "have" not in helpers:
        return 1
    if "to" in helpers and "have" not in helpers:
        head = verb.head
        planned = head.lemma_.lower() in {*_PLANS, "be", "due"} or head == verb or head.tag_ in {"VBZ", "VBP"}
        return 1 if planned else None
    if verb.tag_ == "VBN" and verb.dep_ == "acl" and verb.lemma_.lower() in _PLANS:
        return 1
    return -1 if verb.tag_ in {"VBD", "VBN"} or helpers & {"was", "were", "had", "has", "have"} else 0
