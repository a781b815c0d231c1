"""Phrases: the words of the text that name who or what the head of a noun phrase stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grammar import children, names_in, phrase, text_of
from .mention import Words

if TYPE_CHECKING:
    from spacy.tokens import Token

VAGUE = frozenset(
    """
    it they them he she this that which who i we us you him her these those what one there himself herself themselves
    itself someone somebody anyone anybody everyone everybody nobody none others another many some all both several
    """.split()
)
"""Words that name nobody."""
LONGEST = 8
"""Words of a name after its head."""
CALENDAR = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday".split())


def words(head: Token) -> Words:
    """Return the noun phrase of a head, as it stands in the text."""
    start, end = phrase(head)
    while end - start > 2 and head.doc[start].pos_ == "NUM" and head.doc[start + 1].lower_ == "of":
        start += 3 if head.doc[start + 2].pos_ == "DET" else 2
    while start < head.i and head.doc[start].lower_ in CALENDAR:  # "on Monday soldiers fired"
        start += 1
    while start > head.sent.start and _is_one_word(head.doc[start - 1], head.doc[start]):
        start -= 1  # "ex-husband"
    articles = [child.i for child in children(head, "det") if start < child.i < head.i]
    if articles and not any(word.is_alpha for word in head.doc[start : articles[0]]):  # "10:42 A missile hit"
        start = articles[0] + 1
    span = head.doc[start : max(end, _named_to(head), _whole_name(head))]
    return Words(span.start_char, span.end_char, " ".join(span.text.split()))


def _whole_name(head: Token) -> int:
    """The end of the organization's name that a head stands in: "Observatory for Human Rights"; 0 where in none."""
    for entity in names_in(head.sent) if head.ent_type_ == "ORG" else ():
        if entity.start <= head.i < entity.end <= head.i + LONGEST and "\n" not in entity.text:
            return int(entity.end)
    return 0


def _is_one_word(before: Token, token: Token) -> bool:
    return not before.whitespace_ and "-" in {before.text, token.text}


def _named_to(head: Token) -> int:
    """The end of the name that follows a common noun: "the militant group JNIM", "a group called Black Star"."""
    for child in head.children:
        if child.dep_ == "appos" and child.i > head.i and child.left_edge.i == head.i + 1 and child.pos_ == "PROPN":
            return int(child.i) + 1
        if child.dep_ == "acl" and child.i == head.i + 1 and child.lower_ in {"called", "named"}:
            return max((int(name.i) + 1 for name in children(child, "oprd", "attr", "dobj")), default=0)
    return 0


def joined(heads: list[Token]) -> Words | None:
    """Return the stretch from the first phrase to the last, where they stand together; else the first."""
    if not heads:
        return None
    parts = [words(head) for head in heads]
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    text = text_of(heads[0].doc)[start:end]
    if len(text) > 160:
        return parts[0]
    return Words(start, end, " ".join(text.split()))
