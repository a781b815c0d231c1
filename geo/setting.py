"""Setting: what silences a whole sentence: a film, a drill, a match, the money market, sums over years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .grammar import ancestors, children, clause, is_verb, lemma
from .vocabulary import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

ASSEMBLIES = frozenset({"protest", "march", "rally", "demonstrate", "demonstration", "protester", "vigil"})
"""What people also do on an anniversary."""
SETTINGS = (("fiction", 1), ("hoax", 1), ("drill", 1), ("sport", 2), ("finance", 2))
"""A class of words (``word_classes.tsv``), and how many different ones of them set a sentence apart."""
STOPPAGES = ASSEMBLIES | {"strike", "walkout", "walk", "picket", "stoppage"}
"""What workers do in the pages of business too."""
SUFFERED = frozenset({"kill", "injure", "die", "wound", "hurt", "dead"})
"""What drills and markets do not tell of."""
MOVING = frozenset(
    """
    double triple rise fall drop increase decrease decline soar climb jump surge grow peak spike average total number
    """.split()
)
"""What numbers do; of those whose number changes none is told."""
TAKEN = frozenset({"murder", "kidnap", "abduct", "arrest", "detain", "displace", "rape"})
DEEDS = frozenset(
    """
    attack bombing blast explosion fire crash clash raid strike airstrike shelling battle earthquake quake flood storm
    cyclone hurricane landslide massacre shooting protest riot collapse stampede
    """.split()
)
"""By which a sentence tells of one thing, not of a year's."""
YEARLY = re.compile(r"\b(?:last|this|that) year\b|\bin (?:19|20)\d\d\b", re.IGNORECASE)
LONG = r"(?:\w+ )?(?:months|years|decades?|centur(?:y|ies))|year\b"
TOTALS = re.compile(
    rf"so far this (?:year|month|season)|this year alone|(?:in|over|during|for|within) the (?:past|last) (?:{LONG})"
    r"|on average|\b(?:each|every|per) (?:day|week|month|year)\b"
    r"|\bsince (?:early |late |mid-?)?(?:(?:the|its|his|their) (?:\w+ ){0,2}"
    r"(?:start|beginning|outbreak|war|conflict|revolt|uprising|crisis|coup|offensive|invasion|campaign|independence)\b"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
"""Words of a long time over which deeds are added up."""
RANKED = re.compile(
    r"\b(?:\w{3,}est|worst|most \w+|first|second|third)(?: [\w’'-]+){1,6}? (?:since|so far|this|in|for|over)\b[^,.;]*"
    r"(?=[,.;]|$)(?!,? (?:when|which|in which))",
    re.IGNORECASE,
)
"""What only ranks a deed among others: "the deadliest day since the 2006 war", "the worst attack in years"."""
YESTERYEAR = re.compile(
    r"\b(?:world war|(?:first|second) world|in the (?:19)?[2-8]0s|in the \d{4} war|(?:years|decades|centuries) since"
    r"|(?:decades|centuries|century) ago|\w+th[- ]century)",
    re.IGNORECASE,
)
"""Words that set what is told in another time."""


def setting_of(token: Token, sentence: Span) -> str:
    """Return what sets a sentence apart from news of what happened, in words; "" where nothing does."""
    words = {lemma(each) for each in sentence}
    if sentence.text.rstrip(" \"”’'\n").endswith("?"):
        return "a question"
    for name, least in SETTINGS:
        found = words & words_of(name)
        if name == "drill":
            found = {word for word in found if not _in_condition(word, token, sentence)}
        if name == "finance" and lemma(token) in STOPPAGES:
            continue
        if len(found) >= least and not (name in {"drill", "finance"} and words & SUFFERED):
            return f"{name}: {', '.join(sorted(found))}"
    if lemma(token) in ASSEMBLIES:
        return ""
    if YESTERYEAR.search(sentence.text):
        return "long ago"
    found = words & words_of("commemoration")
    return f"remembrance: {', '.join(sorted(found))}" if found and not words & ASSEMBLIES else ""


def _in_condition(word: str, token: Token, sentence: Span) -> bool:
    """Whether a word stands only in a condition or reason of what the trigger tells: "if the exercises go ahead"."""
    for each in sentence:
        if lemma(each) == word:
            verb = clause(each)
            if not (verb.dep_ == "advcl" and children(verb, "mark") and verb not in {token, clause(token)}):
                return False
    return True


def year_of(token: Token) -> int | None:
    """Return the year that a trigger's clause names: "in 1988 jets bombed the town", "1988, when jets bombed it"."""
    own = clause(token)
    for word in token.sent:
        dating = word.dep_ in {"pobj", "npadvmod", "nummod"}
        if word.shape_ == "dddd" and word.lower_[:2] in {"18", "19", "20"} and dating:
            if own.dep_ in {"relcl", "advcl"} and own.head == word:
                return int(word.text)
            governor = next((head for _, _, head in ancestors(word) if head == token or is_verb(head)), None)
            if governor is not None and governor in {own, token}:
                return int(word.text)
    return None


def long_before(token: Token) -> str:
    """Return the words that set a deed years before what the sentence tells: "five years after a gunman killed 51"."""
    for node, label, head in ancestors(token):
        marks = [*children(node, "mark"), *([head] if label in {"pobj", "pcomp"} else [])]
        for mark in marks:
            before = mark.nbor(-1) if mark.i > mark.sent.start else mark
            if mark.lower_ in {"after", "since"} and lemma(before) in {"year", "decade", "century"}:
                return f"{before.text} {mark.text}"
    return ""


def total_of(token: Token, sentence: Span) -> str:
    """Return the words by which a sentence adds deeds up over a long time: "has killed 4,000 people since 2014"."""
    verb = clause(token)
    plural = not is_verb(token) and token.tag_ in {"NNS", "NNPS"}
    if plural and token.dep_ == "nsubj" and lemma(token.head) in MOVING:
        return token.head.text
    said = TOTALS.search(unranked(sentence.text))
    perfect = any(child.lower_ in {"has", "have", "had", "'ve"} for child in children(verb, "aux"))
    habit = verb.tag_ in {"VBZ", "VBP"} or any(each.lower_ in {"is", "are"} for each in children(verb, "auxpass"))
    if said and (perfect or habit or (plural and "per " not in said[0])):
        return said[0]
    yearly = YEARLY.search(sentence.text) if lemma(token) in SUFFERED | TAKEN and is_verb(token) else None
    alone = not any(lemma(word) in DEEDS for word in sentence if word.i != token.i)
    return yearly[0] if yearly and alone and any(map(_is_many, sentence)) else ""


def unranked(text: str) -> str:
    """Return a text without what only ranks a deed among others, whose long time is none that is added up over."""
    return RANKED.sub(" ", text)


def _is_many(word: Token) -> bool:
    """Whether a word is a number of hundreds or thousands."""
    digits = word.text.replace(",", "")
    return (
        lemma(word) in {"hundred", "thousand"}
        or (digits.isdigit() and int(digits) >= 100 and len(digits) != 4)
        or ("," in word.text and digits.isdigit())
    )
